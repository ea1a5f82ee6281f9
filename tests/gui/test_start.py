"""The start page with real widgets: the next thing to do in each state, and periods that keep to one side of 2020."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from helpers.windows import part, press
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.period import Span
from jcm_desktop.services import overview
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.start.cards import STEP_WIDTH
from ui.views.start.page import StartPage
from ui.widgets.texts import button, shortened

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
NEW = "TH001"
EARLY = Span(date(2020, 7, 1), date(2020, 12, 31))
LATE = Span(date(2021, 1, 1), date(2021, 6, 30))


@pytest.fixture
def start(sample: MainWindow, session: Session, settle: Settle) -> StartPage:
    """The samples, and a project that was only started."""
    session.run(overview.start_project, NEW)
    sample.go("start")
    found = sample.pages["start"]
    assert isinstance(found, StartPage)
    found.refresh()
    settle(sample)
    return found


def shown(start: StartPage, name: str) -> list[QPushButton]:
    return [one for one in start.findChildren(QPushButton, name) if one.isVisible()]


def spans(session: Session) -> list[Span]:
    cards = session.run(overview.start_page)
    return [one.span for card in cards if card.reference == NEW for one in card.periods]


def ask(start: StartPage, first: date, last: date, window: MainWindow, settle: Settle) -> None:
    """Fill the form for a period by hand, and open it."""
    press(start, f"openPeriod-{NEW}")
    for name, day in (("periodFirst", first), ("periodLast", last)):
        field = start.period_form.findChild(QDateEdit, name)
        assert field is not None
        field.setDate(QDate(day.year, day.month, day.day))
    press(start.period_form, "openPeriod")
    settle(window)


def test_a_new_project_leads_to_its_plan(start: StartPage, sample: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(shown(start, f"first-{NEW}")))
    (first,) = shown(start, f"first-{NEW}")
    assert first.text().startswith("Enter ")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    settle(sample)
    assert (sample.page_id, sample.desk.project) == ("plan", NEW)


def test_a_period_across_the_end_of_2020_is_refused_and_offered_as_two(
    start: StartPage, sample: MainWindow, session: Session, settle: Settle
) -> None:
    ask(start, EARLY.first, LATE.last, sample, settle)
    assert spans(session) == []
    assert "may not cross from 2020 into 2021" in sample.bar.text
    assert sample.bar.message is not None
    ((words, both),) = sample.bar.message.choices
    assert words == "Open both: 2020-07-01 to 2020-12-31 and 2021-01-01 to 2021-06-30"
    both()
    settle(sample)
    assert spans(session) == [EARLY, LATE]
    assert (sample.desk.project, sample.desk.span) == (NEW, EARLY)
    assert not start.period_form.isVisible()


def test_the_register_is_searched_for_participants_and_says_when_nothing_fits(
    start: StartPage, sample: MainWindow, settle: Settle
) -> None:
    start.act("register")
    settle(sample)
    form = start.register
    rows, note = form.table.model(), part(form, QLabel, "registerNote")
    QTest.keyClicks(form.search, "bando")
    assert [rows.index(at, 0).data() for at in range(rows.rowCount())] == ["TH018"]
    form.table.selectRow(0)
    assert "Bring the official workbook" in note.text()
    QTest.keyClicks(form.search, "nowhere")
    assert rows.rowCount() == 0
    assert note.text().startswith("No project fits. Clear the search")
    assert not part(form, QPushButton, "bringWorkbook").isVisible()
    assert not part(form, QPushButton, "startProject").isEnabled()
    form.search.clear()
    assert note.text() == "Choose a project. Its facts are filled in from the public register."


@pytest.mark.parametrize(
    ("first", "last"), [(date(2020, 1, 1), date(2020, 12, 31)), (date(2021, 1, 1), date(2022, 12, 31))]
)
def test_days_on_one_side_are_one_period(
    first: date, last: date, start: StartPage, sample: MainWindow, session: Session, settle: Settle
) -> None:
    ask(start, first, last, sample, settle)
    assert spans(session) == [Span(first, last)]
    years = sorted({first.year, last.year})
    sample.go("readings")
    settle(sample)
    words = [one.text() for one in sample.pages["readings"].findChildren(QLabel, "vintages")]
    assert words == [f"Vintages {', '.join(map(str, years))}"]


def test_days_the_wrong_way_round_are_told(
    start: StartPage, sample: MainWindow, session: Session, settle: Settle
) -> None:
    ask(start, date(2021, 2, 1), date(2021, 1, 1), sample, settle)
    assert "swap them" in sample.bar.text
    assert spans(session) == []


def test_the_next_thing_of_a_complete_period_is_to_approve_it_and_one_person_says_why(
    start: StartPage, sample: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    name = "freeze-MN006-2019-07-06"
    qtbot.waitUntil(lambda: bool(shown(start, name)))
    (approve,) = shown(start, name)
    assert approve.text() == "Approve and freeze the period"
    assert shown(start, "next-MN006-2019-07-06") == []
    QTest.mouseClick(approve, Qt.MouseButton.LeftButton)
    settle(sample)
    assert start.reason.isVisible()  # who entered the sample approves it
    QTest.keyClicks(start.reason.reason, "alone at this plant")
    QTest.keyClick(start.reason.reason, Qt.Key.Key_Return)
    settle(sample)
    qtbot.waitUntil(lambda: bool(shown(start, "next-MN006-2019-07-06")))
    (following,) = shown(start, "next-MN006-2019-07-06")
    assert following.text() == "Make the report and sign it"
    vintages = start.findChildren(QLabel, "vintages-MN006-2019-07-06")
    assert [one.text() for one in vintages if one.isVisible()] == ["Vintages: 2019: 9,422 t,  2020: 20,890 t"]


def test_a_step_with_many_words_never_makes_a_card_wider_than_its_page(dressed: QApplication) -> None:
    long = "Decide on the plan: " + "which changes of the forest are counted " * 9
    made = shortened(button(long, lambda: None, "big"), STEP_WIDTH)
    assert made.text().endswith("…")
    assert made.sizeHint().width() < 1.4 * STEP_WIDTH
    assert (made.toolTip(), made.accessibleName()) == (long, long)
    assert shortened(button("Make a new version", lambda: None, "big"), STEP_WIDTH).text() == "Make a new version"
