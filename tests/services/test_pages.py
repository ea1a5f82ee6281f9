"""Start, plan, checks and result pages: what is due, what is missing, and where every number comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import checking, evidence, overview, planning, results, samples
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import DerivationNode
from jcm_desktop.storage import audit

MN006, ID003 = samples.sample("MN006").period, samples.sample("ID003").period
YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))


def code_of(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    return caught.value.code


def test_the_samples_are_added_once(session: Session) -> None:
    assert not session.run(samples.load_samples).kinds
    assert [one.reference for one in session.run(overview.start_page)] == ["ID003", "MN006"]


def test_the_start_page_says_the_one_next_thing(session: Session) -> None:
    cards = {one.reference: one.periods[0] for one in session.run(overview.start_page)}
    assert (cards["MN006"].claimed, cards["MN006"].next_page) == (30312, "start")
    assert (cards["ID003"].claimed, cards["ID003"].blocking, cards["ID003"].next_page) == (25, 0, "start")


def test_a_project_of_the_register_is_started_and_led_to_its_plan(session: Session) -> None:
    rows = {one.reference: one for one in session.run(overview.register)}
    assert len(rows) == 147
    usable = [one for one in rows.values() if one.usable]
    assert {"MN006", "ID003", "TH018"} & {one.reference for one in usable}
    assert all(one.note for one in rows.values() if not one.usable)
    chosen = next(one for one in usable if one.reference not in ("MN006", "ID003"))
    session.run(overview.start_project, chosen.reference)
    session.run(overview.open_period, chosen.reference, YEAR)
    card = next(one for one in session.run(overview.start_page) if one.reference == chosen.reference)
    assert card.periods[0].next_page == "plan"
    assert code_of(session, overview.start_project, chosen.reference) == "project.exists"
    assert code_of(session, overview.start_project, "XX999") == "project.not_in_register"
    refused = next(one for one in rows.values() if not one.usable)
    assert code_of(session, overview.start_project, refused.reference) == "project.not_usable"


def test_periods_do_not_overlap_and_do_not_cross_2020(session: Session) -> None:
    assert code_of(session, overview.open_period, "MN006", Span(date(2020, 12, 31), date(2020, 12, 31))) == (
        "period.overlaps"
    )
    crossing = Span(date(2020, 12, 1), date(2021, 1, 31))
    assert code_of(session, overview.open_period, "MN006", crossing) == "period.crosses_2020"


def test_months_to_enter_come_first_while_a_period_runs(session: Session) -> None:
    session.run(overview.open_period, "MN006", YEAR)
    with clock.frozen(datetime(2022, 3, 10, tzinfo=UTC)):
        card = next(one for one in session.run(overview.start_page) if one.reference == "MN006")
    running = next(one for one in card.periods if one.span == YEAR)
    assert (running.entered, running.expected, running.days_left) == (0, 12, 296)
    assert "January 2022" in running.next_step
    assert running.next_place is not None
    assert running.next_place.first == "2022-01-01"


def test_the_plan_asks_for_value_unit_and_source(session: Session) -> None:
    session.run(overview.start_project, "TH018" if _startable(session, "TH018") else _other(session))
    project = next(one.reference for one in session.run(overview.start_page) if one.reference not in ("MN006", "ID003"))
    rows = session.run(planning.plan_page, project).fixed
    missing = next(one for one in rows if one.missing)
    put = planning.set_fixed_value
    assert code_of(session, put, project, missing.key, "0.5", missing.unit, " ", "") == "plan.source_missing"
    assert code_of(session, put, project, missing.key, "x", missing.unit, "PDD", "p. 3") == "number.invalid"
    assert code_of(session, put, project, missing.key, "0.5", "m3", "PDD", "p. 3") == "unit.mismatch"
    assert code_of(session, put, project, missing.key, "-1", missing.unit, "PDD", "p. 3") == "plan.outside_range"
    assert code_of(session, put, project, "X", "1", "1", "PDD", "") == "plan.unknown_parameter"
    session.run(put, project, missing.key, "0.5", missing.unit, "PDD", "p. 3")
    row = next(one for one in session.run(planning.plan_page, project).fixed if one.key == missing.key)
    assert (row.missing, row.value, row.source, row.page, row.evidence) == (False, "0.5", "PDD", "p. 3", "entered")


def _startable(session: Session, reference: str) -> bool:
    return any(one.reference == reference and one.usable for one in session.run(overview.register))


def _other(session: Session) -> str:
    rows = session.run(overview.register)
    return next(one.reference for one in rows if one.usable and one.reference not in ("MN006", "ID003"))


def test_an_option_is_one_the_methodology_offers(session: Session) -> None:
    assert code_of(session, planning.edit_point, "MN006", "(1)", option="A") == "plan.option_not_offered"
    session.run(planning.edit_point, "MN006", "(1)", source="Server of the plant")
    assert session.run(planning.plan_page, "MN006").points[0].source == "Server of the plant"


def test_a_number_of_the_result_unfolds_to_the_reading(session: Session) -> None:
    view = session.run(results.result_page, "MN006", MN006)
    assert (view.claimed, view.reductions) == ("30,312", "30,313.0024")
    assert [(one.year, one.claimed) for one in view.vintages] == [("2019", "9,422"), ("2020", "20,890")]
    assert len(view.months) == 18

    def leaves(node: DerivationNode) -> list[DerivationNode]:
        return [node] if not node.children else [leaf for child in node.children for leaf in leaves(child)]

    places = [one.place for one in leaves(view.vintages[0].derivations[0]) if one.place]
    assert len(places) == 6
    assert (places[0].page, places[0].first) == ("readings", "2019-07-06")


def test_a_long_number_is_shortened_for_the_eye_and_kept_whole(session: Session) -> None:
    view = session.run(results.result_page, "ID003", samples.sample("ID003").period)

    def every(node: DerivationNode) -> list[DerivationNode]:
        return [node, *(one for child in node.children for one in every(child))]

    long = {one.value: one.exact for one in every(view.vintages[0].derivations[2]) if one.exact}
    assert long == {"≈ 166.704545": "166.7045454545454545454545455"}


def test_a_result_that_waits_says_for_what(session: Session) -> None:
    session.run(overview.start_project, _other(session))
    project = next(one.reference for one in session.run(overview.start_page) if one.reference not in ("MN006", "ID003"))
    session.run(overview.open_period, project, YEAR)
    view = session.run(results.result_page, project, YEAR)
    assert view.problem
    assert view.claimed == ""
    codes = {one.code for one in session.run(checking.checks_page, project, YEAR).findings}
    assert {"PAR-06", "PAR-02", "VAL-10"} <= codes


def test_evidence_is_stored_once_and_linked(session: Session, tmp_path: object) -> None:
    file = session.folder / "bill.pdf"
    file.write_bytes(b"%PDF-1.4 a bill")
    attach, bill = evidence.attach_files, evidence.Proof("invoice", ("(1)",), "Seller", date(2019, 7, 6))
    song = evidence.Proof("song", ("(1)",))
    assert code_of(session, attach, "MN006", (str(file),), song) == "evidence.unknown_kind"
    assert code_of(session, attach, "MN006", (f"{file}x",), bill) == "file.missing"
    session.run(attach, "MN006", (str(file),), bill)
    assert session.run(planning.plan_page, "MN006").points[0].evidence_count == 2


def test_every_use_case_leaves_its_event(session: Session) -> None:
    def kinds(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.kind for one in audit.events(connection, "MN006")]

    session.run(planning.edit_point, "MN006", "(1)", comments="x")
    found = session.run(kinds)
    assert found[0] == "project.added"
    assert found[-1] == "plan.changed"
    assert {"period.opened", "meter.added", "readings.entered", "evidence.attached"} <= set(found)
