"""The start page over the life of a project: in each state the one next thing to do, what is due, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from helpers.plants import MONTHS, PLANT, YEAR, add_plant, put
from helpers.road import PASSPHRASE

from jcm_desktop import clock
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.services import (
    entry,
    identities,
    metering,
    overview,
    packing,
    periods,
    planning,
    reporting,
    samples,
    signing,
)
from jcm_desktop.services.reminders import all_due
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, PeriodCard, ProjectCard

PROJECT = "MN006"
SPAN = samples.sample(PROJECT).period  # 2019-07-06 to 2020-12-31, all of it entered
DECEMBER = list(SPAN.months())[-1]
Due = list[tuple[str, str, str]]


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.frozen(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
        yield


def project(session: Session, reference: str = PROJECT) -> ProjectCard:
    return next(one for one in session.run(overview.start_page) if one.reference == reference)


def card(session: Session, day: date, reference: str = PROJECT) -> PeriodCard:
    with on(day):
        (found,) = project(session, reference).periods
        return found


def state(session: Session, day: date, reference: str = PROJECT) -> tuple[str, str, Due]:
    found = card(session, day, reference)
    return found.next_step, found.next_page, [(one.tone, str(one.due), one.words) for one in found.reminders]


def type_in(session: Session, text: str) -> None:
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", DECEMBER, text),))


BEFORE, AFTER = date(2020, 12, 10), date(2021, 1, 20)


def test_new_a_plan_to_make_and_then_a_period_to_open(session: Session) -> None:
    session.run(overview.start_project, "TH001")
    found = project(session, "TH001")
    assert found.periods == ()
    assert found.first_step is not None
    words, page, place = found.first_step
    assert (words, page) == ("Enter EF_RE[i-1] on the plan, with its source", "plan") or page == "plan"
    assert place is not None
    for row in session.run(planning.plan_page, "TH001").fixed:
        session.run(planning.set_fixed_value, "TH001", row.key, "0.5", row.unit, "PDD", "3")
    found = project(session, "TH001")
    assert found.first_step == ("Open the period you want to report", "period", None)
    assert [one for one in all_due((found,)) if one.project == "TH001"] == []
    assert project(session).first_step is None


def test_a_plan_that_is_not_finished_comes_before_the_readings(session: Session) -> None:
    session.run(overview.start_project, "TH001")
    session.run(overview.open_period, "TH001", YEAR)
    words, page, due = state(session, date(2020, 6, 10), "TH001")
    assert words.startswith("Enter ")
    assert page == "plan"
    assert [one[0] for one in due] == ["red"]  # the values of five months wait all the same


@pytest.mark.parametrize(("day", "tone"), [(date(2020, 3, 15), "amber"), (date(2020, 4, 15), "red")])
def test_a_month_that_is_missing_is_the_next_thing_and_late_after_a_month(
    day: date, tone: str, session: Session
) -> None:
    add_plant(session)
    put(session, "1900")
    words, page, due = state(session, day, PLANT)
    assert (words, page) == ("Enter February 2020 for point (1)", "readings")
    assert due[0][:2] == (tone, str(MONTHS[2].first))
    place = card(session, day, PLANT).next_place
    assert place is not None
    assert (place.point, place.first) == ("(1)", "2020-02-01")


def test_while_the_period_runs_and_all_is_entered_nothing_is_to_do(session: Session) -> None:
    words, page, due = state(session, BEFORE)
    assert (words, page, due) == ("Nothing to do until the period ends on 2020-12-31", "readings", [])
    found = card(session, BEFORE)
    assert (found.blocking, found.days_left, found.ready) == (0, 21, False)
    type_in(session, "")
    words, page, due = state(session, BEFORE)
    assert (words, page, due) == ("Enter December 2020 from 2021-01-01 on", "readings", [])


def test_a_problem_comes_before_waiting(session: Session) -> None:
    type_in(session, "about 2000")
    assert state(session, BEFORE)[:2] == ("Solve 1 problem", "checks")
    words, page, due = state(session, AFTER)
    assert (words, page) == ("Solve 1 problem", "checks")
    assert due == [("blue", "2021-01-01", "The period ended on 2020-12-31; it is not complete yet")]


def test_a_warning_asks_for_its_reason(session: Session) -> None:
    type_in(session, "2271320")
    assert state(session, AFTER)[:2] == ("Give a reason for 1 warning", "checks")


def test_a_period_that_ended_is_approved_reported_signed_packed_in_this_order(session: Session) -> None:
    words, page, due = state(session, AFTER)
    assert (words, page) == ("Approve and freeze the period", "start")
    assert due == [("amber", "2021-01-01", "The period ended on 2020-12-31 and waits for approval")]
    session.actor = "the manager"
    session.run(periods.freeze, PROJECT, SPAN)
    words, page, due = state(session, AFTER)
    assert (words, page) == ("Make the report and sign it", "report")
    assert due == [("amber", "2021-01-01", "The period is approved; its report is not made yet")]
    session.run(reporting.make_report, PROJECT, SPAN)
    words, page, due = state(session, AFTER)
    assert (words, page) == ("Sign version 1 of the report", "report")
    assert due == [("amber", str(clock.now().date()), "Report version 1 is made but not sent")]
    session.run(identities.create_identity, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE, "operator", "Ulaanbaatar")
    assert state(session, AFTER)[:2] == ("Make the package of version 1", "report")
    session.run(packing.make_package, PROJECT, SPAN, 1, PASSPHRASE)
    words, page, due = state(session, AFTER)
    assert (words, page, due) == ("Look at the report, or open the next period", "report", [])


def test_a_report_the_data_left_behind_is_made_anew_though_it_was_sent(session: Session) -> None:
    session.actor = "the manager"
    session.run(periods.freeze, PROJECT, SPAN)
    session.run(identities.create_identity, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    session.run(reporting.make_report, PROJECT, SPAN)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE, "operator", "Ulaanbaatar")
    session.run(packing.make_package, PROJECT, SPAN, 1, PASSPHRASE)
    assert state(session, AFTER) == ("Look at the report, or open the next period", "report", [])
    session.run(periods.reopen, PROJECT, SPAN, "A wrong value was found")
    type_in(session, "2000")
    anew = "The data changed since version 1. Make a new version."
    words, page, due = state(session, AFTER)
    assert (words, page) == ("Approve and freeze the period", "start")  # a report made before would be outdated by it
    assert [one for _tone, _day, one in due] == [anew]
    session.actor = "another manager"
    session.run(periods.freeze, PROJECT, SPAN)
    words, page, due = state(session, AFTER)
    assert (words, page) == ("Make a new version", "report")
    assert [one for _tone, _day, one in due] == [anew]
    session.run(reporting.make_report, PROJECT, SPAN)
    assert state(session, AFTER)[0] == "Sign version 2 of the report"


def test_a_report_of_a_period_nobody_approved_is_made_anew_where_the_data_changed(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN)
    type_in(session, "2000")
    assert state(session, AFTER)[0] == "Make a new version"


def test_opened_again_with_a_problem_the_problem_is_next_though_a_report_is_there(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN)
    assert state(session, AFTER)[0] == "Sign version 1 of the report"
    type_in(session, "about 2000")
    assert state(session, AFTER)[:2] == ("Solve 1 problem", "checks")


@pytest.mark.parametrize(("until", "told"), [(date(2021, 1, 9), True), (date(2021, 3, 9), False)])
def test_a_calibration_that_runs_out_in_thirty_days_is_told(until: date, told: bool, session: Session) -> None:
    session.run(metering.drop_calibration, PROJECT, "SAMPLE-0001", date(2019, 6, 20))
    proof = Calibration(date(2019, 6, 20), until, "C-1", "Laboratory", True)
    session.run(metering.add_calibration, PROJECT, "SAMPLE-0001", proof)
    words, _page, due = state(session, BEFORE)
    assert words == "Nothing to do until the period ends on 2020-12-31"  # told beside it, not instead
    runs_out = ("amber", str(until), f"Calibration of meter SAMPLE-0001 runs out on {until}")
    assert due == ([runs_out] if told else [])


def test_what_is_due_in_all_projects_is_one_list_the_most_urgent_first(session: Session) -> None:
    add_plant(session)
    put(session, "1900")
    with on(date(2020, 4, 15)):
        found = all_due(session.run(overview.start_page))
    assert [one.tone for one in found] == sorted((one.tone for one in found), key=["red", "amber", "blue"].index)
    assert found[0].project == PLANT
