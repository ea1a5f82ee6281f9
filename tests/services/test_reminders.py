"""What is due: values, calibrations, looks through the records, approval, report; the most urgent first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
from helpers.dossiers import MADE_AT, changed, sample_dossier
from helpers.plants import MONTHS, PLANT, YEAR, add_plant, put

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Cause, IntegrityCheck
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.services import missing, overview, periods, samples
from jcm_desktop.services.reminders import all_due, in_order, reminders
from jcm_desktop.services.reports_shelf import ReportRecord
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import PeriodCard, Reminder

GOOD = sample_dossier()
PERIOD = GOOD.period
DURING = date(2020, 6, 10)
AFTER = date(2021, 1, 20)


def due(dossier: Dossier = GOOD, today: date = DURING, **more: object) -> list[str]:
    settings: dict[str, Any] = {"empty": (), "records": (), "frozen": False, "ready": True, **more}
    found = reminders(dossier, today=today, **settings)
    return [f"{one.tone} {one.due} {one.page}: {one.words}" for one in found]


def record(version: int = 1, package: str = "") -> ReportRecord:
    return ReportRecord(version, "MN006", PERIOD, MADE_AT, "Bat", 1, "", "", 0, package=package)


def test_a_month_that_is_over_is_due_on_the_next_day_and_late_after_a_month() -> None:
    point = GOOD.plan.points[0]
    months = list(PERIOD.months())
    empty = [(point, months[10]), (point, months[11])]  # May and June 2020
    assert due(empty=empty) == ["amber 2020-06-01 readings: 1 value to enter, from May 2020 on"]
    assert due(empty=empty, today=date(2020, 7, 9)) == ["red 2020-06-01 readings: 2 values to enter, from May 2020 on"]
    assert due(empty=empty, today=date(2020, 5, 31)) == []
    assert due(empty=empty, frozen=True) == []


def with_calibration(until: date | None) -> Dossier:
    meter = changed(GOOD.meters[0], calibrations=(), calibrated_on=date(2019, 6, 20), valid_until=until)
    return changed(GOOD, meters=(meter,))


def test_a_calibration_is_told_in_time_and_after_it_ran_out() -> None:
    assert due(with_calibration(date(2020, 12, 1))) == []
    (soon,) = due(with_calibration(date(2020, 8, 1)))
    assert soon == "amber 2020-08-01 plan: Calibration of meter SAMPLE-0001 runs out on 2020-08-01"
    (late,) = due(with_calibration(date(2020, 6, 9)))
    assert late == "red 2020-06-09 plan: Calibration of meter SAMPLE-0001 ran out on 2020-06-09"
    assert due(with_calibration(None)) == []
    unnamed = changed(
        with_calibration(date(2020, 6, 9)),
        plan=changed(GOOD.plan, points=(changed(GOOD.plan.points[0], meters=()),)),
    )
    assert due(unnamed) == []
    old = with_calibration(date(2020, 6, 9))
    assert due(old, date(2022, 1, 1), records=(record(package="x"),)) == []


def test_a_month_nobody_looked_through_is_told_where_the_plan_asks_for_it() -> None:
    monthly = changed(GOOD, plan=changed(GOOD.plan, integrity_check="monthly"))
    months = list(PERIOD.months())
    looks = tuple(IntegrityCheck(first=one.first, last=one.last, person="Bold") for one in months[:10])
    assert due(monthly, date(2019, 7, 20)) == []
    assert len(due(monthly)) == 1
    assert "11 months, from July 2019" in due(monthly)[0]
    assert due(changed(monthly, declarations=(*GOOD.declarations, *looks))) == [
        "amber 2020-06-01 evidence: Nobody noted looking through the records of May 2020"
    ]


def test_a_period_that_is_over_is_approved_reported_and_sent() -> None:
    assert due(today=PERIOD.last) == []
    assert "waits for approval" in due(today=AFTER)[0]
    assert "not complete yet" in due(today=AFTER, ready=False)[0]
    assert "its report is not made yet" in due(today=AFTER, frozen=True)[0]
    assert due(today=AFTER, frozen=True, records=(record(2),)) == [
        "amber 2026-11-24 report: Report version 2 is made but not sent"
    ]
    assert due(today=AFTER, records=(record(1), record(2, "x.jcmpkg"))) == []
    assert "version 2 is made but not sent" in due(today=AFTER, records=(record(1, "x.jcmpkg"), record(2)))[0]


def test_a_version_that_the_data_left_behind_is_made_anew_though_it_was_sent() -> None:
    assert due(today=AFTER, records=(record(2, "x.jcmpkg"),), outdated=True) == [
        "amber 2026-11-24 report: The data changed since version 2. Make a new version."
    ]
    assert due(today=PERIOD.last, records=(record(2, "x.jcmpkg"),), outdated=True) == []


def test_the_order_is_by_urgency_whatever_comes_first() -> None:
    def one(tone: str, day: int, words: str) -> Reminder:
        return Reminder("P", PERIOD, tone, date(2020, 1, day), words, "plan")

    wanted = (one("red", 2, "b"), one("red", 9, "a"), one("amber", 1, "a"), one("amber", 1, "b"), one("blue", 1, "a"))
    for order in permutations(wanted):
        assert in_order(order) == wanted


def card(session: Session, project: str, span: Span) -> PeriodCard:
    cards = session.run(overview.start_page)
    return next(one for each in cards for one in each.periods if (each.reference, one.span) == (project, span))


def test_the_start_page_has_vintages_and_what_is_due(session: Session) -> None:
    span = samples.sample("MN006").period
    found = card(session, "MN006", span)
    assert found.vintages == ("2019: 9,422 t", "2020: 20,890 t")
    assert (found.ready, found.frozen) == (True, "")
    assert [one.page for one in found.reminders] == ["start"]
    session.actor = "the manager"
    session.run(periods.freeze, "MN006", span)
    found = card(session, "MN006", span)
    assert "Approved by the manager" in found.frozen
    assert [one.words for one in found.reminders] == ["The period is approved; its report is not made yet"]
    every = all_due(session.run(overview.start_page))
    assert {one.project for one in every} == {"MN006", "ID003"}


@pytest.mark.parametrize("stated", [False, True])
def test_a_cell_that_is_explained_is_no_longer_the_next_step(session: Session, stated: bool) -> None:
    add_plant(session)
    put(session, "1900")
    if stated:
        session.run(missing.state_missing, PLANT, YEAR, "(1)", MONTHS[1], Cause.OUTAGE)
    with clock.frozen(datetime(2020, 3, 15, tzinfo=UTC)):
        found = card(session, PLANT, YEAR)
    assert found.next_step.startswith("Enter February 2020") is not stated
    assert any("1 value to enter" in one.words for one in found.reminders) is not stated
