"""A frozen period keeps what it was frozen with: meters, plan, files, statements, reasons. Later days stay open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, cell_at, put

from jcm_desktop.domain.declaration import Approval, Cause, EligibilityAnswer, Treatment
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.meter import Calibration, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import Location
from jcm_desktop.services import (
    checking,
    declaring,
    entry,
    evidence,
    evidence_page,
    metering,
    missing,
    overview,
    periods,
    plan_shape,
    planning,
    project_facts,
    samples,
)
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.evidence import Proof
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from jcm_desktop.storage import repositories
from jcm_desktop.words import sentence

PROJECT, SERIAL = "MN006", "SAMPLE-0001"
SPAN = samples.sample(PROJECT).period  # 2019-07-06 to 2020-12-31
FIRST, LAST = SPAN.first, SPAN.last


@pytest.fixture
def frozen(session: Session) -> Session:
    session.actor = "the manager"
    session.run(periods.freeze, PROJECT, SPAN)
    return session


def refused(session: Session, use_case: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, PROJECT, *arguments, **named)
    error = caught.value
    assert str(SPAN) in sentence(error.code, error.place, error.facts)
    return error.code


def state(session: Session) -> object:
    """The result and every finding of the frozen period."""
    found = session.run(lambda inner: load(inner, PROJECT, SPAN)).assessment
    return found.result, [(one.code, str(one.place), one.severity) for one in found.findings]


LATE_PROOF = Calibration(date(2021, 3, 1), date(2023, 2, 28), "C-9", "Laboratory", True)
INSIDE = Calibration(date(2020, 6, 1), date(2022, 5, 31), "C-8", "Laboratory", True)
Change = Callable[[Session], object]


# Each of these would alter what was approved.
REFUSED: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "class": (metering.describe_meter, (SERIAL, ("(1)",)), {"accuracy_class": "1"}),
    "error": (metering.describe_meter, (SERIAL, ("(1)",)), {"max_error_percent": "0.5"}),
    "kind": (metering.describe_meter, (SERIAL, ("(1)",)), {"kind": "cumulative"}),
    "points": (metering.describe_meter, (SERIAL, ()), {}),
    "begins later": (metering.describe_meter, (SERIAL, ("(1)",)), {"from_day": date(2019, 8, 1)}),
    "ends earlier": (metering.describe_meter, (SERIAL, ("(1)",)), {"until_day": date(2020, 11, 30)}),
    "another meter": (metering.describe_meter, ("NEW", ("(1)",)), {}),
    "calibration inside": (metering.add_calibration, (SERIAL, INSIDE), {}),
    "calibration out": (metering.drop_calibration, (SERIAL, date(2019, 6, 20)), {}),
    "event inside": (metering.add_event, (SERIAL, MeterEvent(date(2020, 1, 31), "reset", Decimal(9), Decimal(0))), {}),
    "exchange inside": (
        metering.add_event,
        (SERIAL, MeterEvent(date(2020, 1, 31), "swap", Decimal(9), Decimal(0), "NEW")),
        {},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_change_of_a_meter_that_would_alter_it_is_refused_whole(case: str, frozen: Session) -> None:
    before, meters = state(frozen), stored_meters(frozen)
    use_case, arguments, named = REFUSED[case]
    assert refused(frozen, use_case, *arguments, **named) == "meter.period_frozen"
    assert (state(frozen), stored_meters(frozen)) == (before, meters)
    frozen.run(periods.reopen, PROJECT, SPAN, "a mistake in the register of meters")
    frozen.run(use_case, PROJECT, *arguments, **named)


def stored_meters(session: Session) -> object:
    def read(inner: Session) -> object:
        with inner.workspace.read() as connection:
            plan = repositories.plan(connection, PROJECT)
            return repositories.meters(connection, PROJECT), [one.meters for one in plan.points]

    return session.run(read)


def test_what_concerns_later_days_only_stays_possible(frozen: Session) -> None:
    before = state(frozen)
    frozen.run(metering.add_calibration, PROJECT, SERIAL, LATE_PROOF)
    frozen.run(metering.describe_meter, PROJECT, SERIAL, ("(1)",), until_day=date(2021, 6, 30))
    frozen.run(metering.describe_meter, PROJECT, "NEW", ("(1)",), from_day=date(2021, 7, 1), accuracy_class="0.2S")
    frozen.run(metering.describe_meter, PROJECT, "NEW", ("(1)",), accuracy_class="0.5S")
    swap = MeterEvent(date(2021, 6, 30), "swap", Decimal(9), Decimal(0), "NEW")
    frozen.run(metering.add_event, PROJECT, SERIAL, swap)
    frozen.run(metering.drop_event, PROJECT, SERIAL, swap.day)
    frozen.run(metering.drop_calibration, PROJECT, SERIAL, LATE_PROOF.on)
    frozen.run(metering.describe_meter, PROJECT, "SPARE", ())
    assert state(frozen) == before


def test_a_meter_described_beforehand_serves_from_the_day_after_its_exchange(frozen: Session) -> None:
    before = state(frozen)
    frozen.run(metering.describe_meter, PROJECT, "NEW", (), accuracy_class="0.2S")
    frozen.run(metering.add_event, PROJECT, SERIAL, MeterEvent(date(2021, 2, 1), "swap", Decimal(9), Decimal(0), "NEW"))
    cards = {one.serial: one for one in frozen.run(metering.meters_page, PROJECT, SPAN).cards}
    assert (cards["NEW"].from_day, cards["NEW"].points) == (date(2021, 2, 2), ("(1)",))
    assert state(frozen) == before


def test_plan_and_fixed_values_stay_as_they_were(frozen: Session) -> None:
    key = frozen.run(planning.plan_page, PROJECT).fixed[0].key
    value = (key, "0.9", "tCO2/MWh", "Another paper", "3")
    assert refused(frozen, planning.set_fixed_value, *value) == "plan.period_frozen"
    assert refused(frozen, plan_shape.set_yearly_estimate, "1", "nobody") == "plan.period_frozen"
    assert refused(frozen, plan_shape.set_members, "i", ("pv-1", "pv-2")) == "plan.period_frozen"


def test_files_of_its_days_are_neither_added_nor_withdrawn(frozen: Session, tmp_path: Path) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(b"%PDF-1.4 a bill")

    def proof(first: date | None, last: date | None) -> Proof:
        return Proof("invoice", ("(1)",), "Seller", first, last)

    for days in ((date(2020, 12, 1), date(2020, 12, 31)), (date(2020, 12, 15), date(2021, 1, 14))):
        assert refused(frozen, evidence.attach_files, (str(path),), proof(*days)) == "period.frozen"
    frozen.run(evidence.attach_files, PROJECT, (str(path),), proof(date(2021, 1, 1), date(2021, 1, 31)))
    item = next(one for one in frozen.run(load_evidence) if one.first and one.last and one.first <= LAST)
    assert refused(frozen, evidence.withdraw_evidence, item, "the wrong file") == "period.frozen"
    december = Proof("photograph", ("(1)",), first=date(2020, 12, 1), last=date(2020, 12, 31))
    assert refused(frozen, evidence.link_again, item, december) == "period.frozen"


@pytest.mark.parametrize(
    "days",
    [
        (None, None),
        (date(2020, 12, 1), None),
        (None, date(2020, 12, 1)),
        (date(2019, 1, 1), None),
        (None, date(2021, 3, 1)),
    ],
)
def test_a_file_without_its_days_could_be_of_the_frozen_ones(
    days: tuple[date | None, date | None], frozen: Session, tmp_path: Path
) -> None:
    path = tmp_path / "photo.pdf"
    path.write_bytes(b"%PDF-1.4 a photograph")
    before, held = state(frozen), frozen.run(load_evidence)
    proof = Proof("photograph", ("(1)",), first=days[0], last=days[1])
    assert refused(frozen, evidence.attach_files, (str(path),), proof) == "evidence.days_needed"
    assert refused(frozen, evidence.link_again, held[0], proof) == "evidence.days_needed"
    assert (state(frozen), frozen.run(load_evidence)) == (before, held)
    frozen.run(periods.reopen, PROJECT, SPAN, "a photograph is missing")
    frozen.run(evidence.attach_files, PROJECT, (str(path),), proof)


@pytest.mark.parametrize("days", [(date(2021, 1, 1), None), (None, date(2019, 7, 5))])
def test_an_open_end_away_from_the_frozen_days_is_taken_and_put_right(
    days: tuple[date | None, date | None], frozen: Session, tmp_path: Path
) -> None:
    path = tmp_path / "photo.pdf"
    path.write_bytes(b"%PDF-1.4 a photograph")
    frozen.run(evidence.attach_files, PROJECT, (str(path),), Proof("photograph", first=days[0], last=days[1]))
    (item,) = [one for one in frozen.run(load_evidence) if one.name == path.name]
    undated = Proof("photograph")
    assert refused(frozen, evidence.correct_link, item, undated) == "evidence.days_needed"
    frozen.run(evidence.withdraw_evidence, PROJECT, item, "the wrong photograph")


def load_evidence(session: Session) -> Any:
    with session.workspace.read() as connection:
        return repositories.evidence(connection, PROJECT)


def test_statements_and_reasons_stay_as_they_were(frozen: Session) -> None:
    answer = ("1", "Still met.", ())
    assert refused(frozen, evidence_page.answer_criterion, SPAN, *answer, met=True) == "period.frozen"
    assert refused(frozen, evidence_page.take_back, SPAN, "eligibility", "1") == "period.frozen"
    assert refused(frozen, declaring.declare, SPAN, EligibilityAnswer("1", met=False)) == "period.frozen"
    month = next(SPAN.months())
    careful = (Cause.OUTAGE, Treatment.CONSERVATIVE, "the meter failed", "1")
    assert refused(frozen, missing.state_missing, SPAN, "(1)", month, *careful) == "period.frozen"
    assert refused(frozen, entry.write_note, SPAN, "(1)", month, "a word") == "period.frozen"


def test_a_reason_is_not_changed_after_the_approval(session: Session) -> None:
    add_plant(session)
    put(session, *["1900"] * 12)
    warned = [one for one in checks(session) if one.severity is Severity.WARNING]
    assert warned
    session.run(checking.give_reason, PLANT, YEAR, warned[0].code, warned[0].place, "As it was read")
    session.run(freeze_as_it_is)
    with pytest.raises(UserError, match=r"period\.frozen"):
        session.run(checking.give_reason, PLANT, YEAR, warned[0].code, warned[0].place, "Another one")


def checks(session: Session) -> Any:
    return session.run(checking.checks_page, PLANT, YEAR).findings


def freeze_as_it_is(session: Session) -> None:
    """Freeze a plant whose other papers are not there."""
    with session.workspace.unit_of_work(session.actor) as work:
        repositories.set_frozen(work.connection, PLANT, YEAR, frozen=True)
        repositories.add_declaration(work.connection, PLANT, YEAR, Approval(frozen=True))


def test_operation_days_may_not_leave_it_outside(frozen: Session) -> None:
    place = Location(country="Mongolia")
    put_facts = project_facts.set_project_facts
    assert refused(frozen, put_facts, place, date(2020, 1, 1), None) == "project.period_frozen"
    assert refused(frozen, put_facts, place, None, date(2020, 6, 30)) == "project.period_frozen"
    frozen.run(put_facts, PROJECT, place, FIRST, date(2035, 6, 30))


def test_an_event_recorded_at_entry_keeps_to_it_too(session: Session) -> None:
    """A register that starts again in an open period is recorded; its undo may not reach into a frozen one."""
    add_plant(session, REGISTER)
    put(session, "999990", "10")
    session.run(entry.take_offer, PLANT, YEAR, "(1)", MONTHS[1], "rollover")
    session.run(freeze_as_it_is)
    following = Span(date(2021, 1, 1), date(2021, 12, 31))
    session.run(overview.open_period, PLANT, following)
    months = list(following.months())
    block = (CellEdit("(1)", months[0], "10 > 999000"), CellEdit("(1)", months[1], "5"))
    session.run(entry.enter_cells, PLANT, following, block)
    session.run(entry.take_offer, PLANT, following, "(1)", months[1], "rollover")
    session.run(entry.undo, PLANT, following)
    session.run(entry.redo, PLANT, following)
    assert cell_at(session, 1).text == "0.2"
    with pytest.raises(UserError, match=r"period\.frozen"):
        session.run(entry.undo, PLANT, YEAR)


def test_an_approval_says_what_it_was_given_on(frozen: Session) -> None:
    loaded = load(frozen, PROJECT, SPAN)
    (approval,) = [one for one in loaded.dossier.declarations if isinstance(one, Approval)]
    assert approval.used == loaded.dossier.provenance
    assert {one.what for one in approval.used} == {"definition", "rules"}
    assert not [one for one in loaded.assessment.findings if one.code == "DEF-06"]
