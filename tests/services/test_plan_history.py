"""The registered plan is locked; a change makes a version with its days; what was typed is never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from helpers.dossiers import changed

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry, metering, overview, periods, plan_history, plan_shape, planning, samples
from jcm_desktop.services.dossiers import load_dossier
from jcm_desktop.services.plan_desk import plan_desk
from jcm_desktop.services.plan_history import VersionFacts
from jcm_desktop.services.plan_views import VersionsView
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, Changes
from jcm_desktop.storage import audit, repositories

PROJECT = "MN006"
SPAN = samples.sample(PROJECT).period
NEXT = Span(date(2021, 1, 1), date(2021, 12, 31))
FACTS = VersionFacts("Another source", "The server was exchanged", date(2021, 1, 1), approval="JC decision 7")
SHORT = VersionFacts(
    "Invoices", "The meter failed", date(2020, 3, 1), temporary=True, until=date(2020, 4, 30), treatment="The lower"
)


def code_of(session: Session, use_case: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, PROJECT, *arguments, **named)
    return caught.value.code


def versions(session: Session, span: Span | None = None) -> VersionsView:
    return session.run(plan_desk, PROJECT, span).versions


def dossier(session: Session, span: Span = SPAN) -> Dossier:
    return session.run(load_dossier, PROJECT, span)[0]


def other_source(session: Session) -> Changes:
    return planning.edit_point(session, PROJECT, "(1)", source="Server of the plant")


@pytest.fixture
def locked(session: Session) -> Session:
    session.run(plan_history.lock_plan, PROJECT)
    return session


def test_the_registered_plan_is_said_to_be_so_once_and_is_complete(session: Session) -> None:
    assert dossier(session).registered_plan is None
    assert not versions(session).registered
    session.run(planning.edit_point, PROJECT, "(1)", procedure="")
    assert code_of(session, plan_history.lock_plan) == "plan.not_complete"
    session.run(planning.edit_point, PROJECT, "(1)", procedure="Read daily.")
    session.run(plan_history.lock_plan, PROJECT)
    assert code_of(session, plan_history.lock_plan) == "plan.locked_already"
    found = dossier(session)
    assert found.registered_plan == found.plan
    assert versions(session).rows[0].kind == "registered"

    def kinds(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.kind for one in audit.events(connection, PROJECT)]

    assert session.run(kinds)[-1] == "plan.registered"


def test_an_edit_of_what_was_registered_asks_for_a_version(locked: Session) -> None:
    assert code_of(locked, planning.edit_point, "(1)", source="Other") == "plan.locked"
    assert code_of(locked, planning.edit_point, "(1)", source="Other", option="A") == "plan.option_not_offered"
    assert code_of(locked, plan_shape.set_members, "i", ("pv-1", "pv-2")) == "plan.locked"
    assert code_of(locked, plan_shape.set_integrity_check, monthly=True) == "plan.locked"
    locked.run(planning.edit_point, PROJECT, "(1)", source="Monitored data")  # nothing changes
    locked.run(plan_shape.set_roles, PROJECT, (("Manager", "Approves", "Bold"),), date(2021, 1, 1))
    locked.run(metering.describe_meter, PROJECT, "NEW", ("(1)",))
    assert locked.run(planning.plan_page, PROJECT).points[0].meters == "SAMPLE-0001, NEW"
    assert [one.version for one in versions(locked).rows] == [1]


def test_a_locked_value_can_be_compared_but_not_changed(locked: Session) -> None:
    (row,) = locked.run(planning.plan_page, PROJECT).fixed
    put = planning.set_fixed_value
    locked.run(put, PROJECT, row.key, row.value, row.unit, row.source, row.page, compared=True)
    (after,) = locked.run(planning.plan_page, PROJECT).fixed
    assert after.compared.startswith("compared by Bat on ")
    assert (after.label, after.evidence) == (row.label, row.evidence)
    assert code_of(locked, put, row.key, "0.5", row.unit, row.source, row.page) == "plan.locked"
    assert code_of(locked, put, row.key, row.value, row.unit, "Another", row.page) == "plan.locked"


def test_a_version_holds_from_its_day_and_the_period_before_keeps_the_registered_one(locked: Session) -> None:
    done = locked.run(plan_history.edit_in_new_version, PROJECT, FACTS, other_source)
    assert "Version 2" in done.message
    locked.run(planning.edit_point, PROJECT, "(1)", comments="Asked once")
    view = versions(locked, SPAN)
    assert (view.worked_on, view.locked, view.period_words) == (
        2,
        False,
        "The period 2019-07-06..2020-12-31 is counted with version 1.",
    )
    assert [(one.what, one.before, one.after) for one in view.rows[0].differences] == [
        ("point (1): source of data", "Monitored data", "Server of the plant"),
        ("point (1): comments", "", "Asked once"),
    ]
    assert dossier(locked).plan.points[0].source == "Monitored data"
    assert dossier(locked, NEXT).plan.points[0].source == "Server of the plant"
    assert [one.version for one in dossier(locked).plan_versions] == [1]  # the second is no matter of its days
    assert [one.version for one in dossier(locked, NEXT).plan_versions] == [1, 2]
    locked.run(metering.describe_meter, PROJECT, "NEW", ("(1)",))
    assert dossier(locked).plan.points[0].meters == ("SAMPLE-0001", "NEW")
    locked.run(plan_history.lock_plan, PROJECT)
    assert code_of(locked, planning.edit_point, "(1)", source="Other") == "plan.locked"


def test_a_refused_edit_leaves_no_version_behind(locked: Session) -> None:
    def wrong(session: Session) -> Changes:
        return planning.edit_point(session, PROJECT, "(1)", option="A")

    assert code_of(locked, plan_history.edit_in_new_version, FACTS, wrong) == "plan.option_not_offered"
    view = versions(locked)
    assert (view.worked_on, view.locked) == (1, True)
    assert [(one.version, one.withdrawn) for one in view.rows] == [(2, True), (1, False)]
    locked.run(plan_history.edit_in_new_version, PROJECT, FACTS, other_source)
    assert versions(locked).worked_on == 3  # a number is used once


def test_what_is_said_of_a_version_is_complete_enough(locked: Session) -> None:
    put = plan_history.open_version
    assert code_of(locked, put, changed(FACTS, what=" ")) == "plan.words_missing"
    assert code_of(locked, put, changed(FACTS, why="x")) == "plan.words_missing"
    assert code_of(locked, put, changed(FACTS, valid_from=None)) == "plan.start_missing"
    assert code_of(locked, put, changed(SHORT, until=date(2020, 2, 1))) == "plan.days_reversed"
    locked.run(put, PROJECT, changed(FACTS, approval=""))
    assert code_of(locked, put, FACTS) == "plan.not_locked"
    locked.run(plan_history.describe_version, PROJECT, 2, FACTS)
    assert versions(locked).rows[0].approval == "JC decision 7"
    for version in (1, 3):
        assert code_of(locked, plan_history.describe_version, version, FACTS) == "plan.unknown_version"


def test_a_deviation_ends_and_the_plan_before_is_worked_on_again(locked: Session) -> None:
    locked.run(plan_history.edit_in_new_version, PROJECT, SHORT, other_source)
    assert versions(locked).worked_on == 2
    locked.run(plan_history.lock_plan, PROJECT)
    view = versions(locked)
    assert (view.worked_on, view.newest, view.locked) == (1, 2, True)
    assert dossier(locked).plan.points[0].source == "Monitored data"
    april = Span(date(2020, 4, 1), date(2020, 4, 30))
    assert dossier(locked, april).plan.points[0].source == "Server of the plant"
    locked.run(plan_history.edit_in_new_version, PROJECT, FACTS, other_source)
    assert [one.kind for one in versions(locked).rows] == ["lasting", "temporary", "registered"]


def test_a_version_is_taken_back_and_meters_stay(locked: Session) -> None:
    assert code_of(locked, plan_history.take_back_version) == "plan.nothing_to_take_back"
    locked.run(plan_history.edit_in_new_version, PROJECT, FACTS, other_source)
    locked.run(metering.describe_meter, PROJECT, "NEW", ("(1)",))
    locked.run(plan_history.lock_plan, PROJECT)
    assert code_of(locked, plan_history.take_back_version) == "plan.locked_already"
    assert code_of(locked, plan_history.unlock_plan, " ok ") == "plan.reason_missing"
    locked.run(plan_history.unlock_plan, PROJECT, "Typed wrongly")
    assert code_of(locked, plan_history.unlock_plan, "Typed wrongly") == "plan.not_locked"
    locked.run(plan_history.take_back_version, PROJECT)
    view = locked.run(planning.plan_page, PROJECT)
    assert (view.version, view.points[0].source, view.points[0].meters) == (1, "Monitored data", "SAMPLE-0001, NEW")


def test_a_version_whose_point_has_readings_is_not_taken_back(locked: Session) -> None:
    def another_unit(session: Session) -> Changes:
        return plan_shape.set_members(session, PROJECT, "i", ("pv-1", "pv-2"))

    locked.run(plan_history.edit_in_new_version, PROJECT, FACTS, another_unit)
    locked.run(overview.open_period, PROJECT, NEXT)
    locked.run(entry.enter_cells, PROJECT, NEXT, (CellEdit("(2)", next(NEXT.months()), "5"),))
    assert code_of(locked, plan_history.take_back_version) == "plan.member_has_readings"


def test_a_frozen_period_keeps_its_plan(session: Session) -> None:
    session.run(periods.freeze, PROJECT, SPAN, "one person at this site")
    assert code_of(session, planning.edit_point, "(1)", source="Other") == "plan.period_frozen"
    session.run(plan_history.lock_plan, PROJECT)
    early = changed(FACTS, valid_from=date(2020, 6, 1))
    assert code_of(session, plan_history.edit_in_new_version, early, other_source) == "plan.period_frozen"
    session.run(plan_history.edit_in_new_version, PROJECT, FACTS, other_source)
    assert code_of(session, plan_history.describe_version, 3, early) == "plan.period_frozen"
    assert code_of(session, metering.describe_meter, "NEW", ("(1)",)) == "meter.period_frozen"
    session.run(metering.describe_meter, PROJECT, "NEW", ("(1)",), from_day=date(2021, 1, 1))


def test_every_row_of_every_version_stays(locked: Session) -> None:
    locked.run(plan_history.edit_in_new_version, PROJECT, FACTS, other_source)
    locked.run(plan_history.take_back_version, PROJECT)

    def stored(session: Session) -> tuple[list[int], bool]:
        with session.workspace.read() as connection:
            rows = [one.version for one in repositories.plans(connection, PROJECT)]
        return rows, session.workspace.verify_chains()[PROJECT].intact

    assert locked.run(stored) == ([1, 1, 2, 2, 2, 1], True)
