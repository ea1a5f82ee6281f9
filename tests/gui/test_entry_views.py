"""The other faces of the readings page: form, guided questions, second entry, notes, missing data, find, frozen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, put
from helpers.plants import page as stored
from helpers.readings_page import open_readings
from helpers.windows import now, there
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.declaration import Cause
from jcm_desktop.services import entry, missing, periods, samples
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellState
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage
from ui.views.start.page import StartPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def plant(window: MainWindow, session: Session, settle: Settle) -> EntryPage:
    """A plant of two points with nothing entered; the first is read from a register."""
    add_plant(session, REGISTER, points=2)
    return open_readings(window, settle)


def shown(parent: QWidget, name: str) -> list[QPushButton]:
    return [one for one in parent.findChildren(QPushButton, name) if one.isVisible()]


def press(parent: QWidget, name: str) -> None:
    """Click the button of that name; a widget just made is shown a moment later."""
    for _ in range(200):
        found = shown(parent, name)
        if found:
            break
        QTest.qWait(10)
    assert found, f"no button {name}"
    assert found[0].isEnabled()
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def cells(session: Session, column: int) -> list[str]:
    return [row.cells[column].text for row in stored(session).rows]


# --- the form -----------------------------------------------------------------------------------------------------


def test_a_month_is_typed_in_the_form_by_keyboard(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    QTest.keyClick(window, KEY.Key_F, CTRL | SHIFT)
    assert plant.views.currentWidget() is plant.form
    first, second = (one.edit for one in plant.form.fields)
    assert "register" not in first.accessibleName()
    assert "kWh" in first.accessibleName()
    assert "January 2020" in second.accessibleName()
    QTest.keyClicks(first, "910000")
    QTest.keyClick(first, KEY.Key_Return)
    QTest.keyClicks(second, "1900,5")
    QTest.keyClick(second, KEY.Key_Return)
    settle(window)
    assert (cells(session, 0)[0], cells(session, 1)[0]) == ("100", "1,900.5")
    assert plant.form.month.text() == "February 2020"
    assert first.text() == ""
    QTest.keyClick(first, KEY.Key_PageUp)
    assert first.text() == "910000"
    assert plant.side.chosen == ("(1)", MONTHS[0])


def test_a_field_left_in_any_way_is_stored_and_escape_gives_up(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.show_view("form")
    _first, second = (one.edit for one in plant.form.fields)
    second.setFocus()
    QTest.keyClicks(second, "19")
    QTest.keyClick(second, KEY.Key_Escape)
    assert second.text() == ""
    QTest.keyClicks(second, "20")
    plant.form.turn(1)
    settle(window)
    assert cells(session, 1)[0] == "20"
    QTest.keyClicks(second, "21")
    window.go("checks")
    settle(window)
    assert cells(session, 1)[1] == "21"


def test_the_form_says_what_is_wrong_below_its_field(plant: EntryPage, window: MainWindow, settle: Settle) -> None:
    plant.show_view("form")
    second = plant.form.fields[1]
    QTest.keyClicks(second.edit, "about 5")
    QTest.keyClick(second.edit, KEY.Key_Return)
    settle(window)
    plant.form.turn(-1)
    assert "not a number" in second.said.text()
    assert second.edit.accessibleDescription() == second.said.text()
    assert second.edit.property("wrong") == "true"


# --- guided -------------------------------------------------------------------------------------------------------


def test_one_question_after_the_other(plant: EntryPage, window: MainWindow, session: Session, settle: Settle) -> None:
    QTest.keyClick(window, KEY.Key_G, CTRL | SHIFT)
    guided = plant.guided
    assert guided.question.text() == "What does the register show at the end of January 2020?"
    assert not plant.side.isVisible()
    for text, wanted in (("910000", "(2)"), ("1900", "(1)"), ("925000", "(2)")):
        QTest.keyClicks(guided.edit, text)
        QTest.keyClick(guided.edit, KEY.Key_Return)
        settle(window)
        assert guided.place is not None
        assert plant.model.points[guided.place[1]].no == wanted
        assert guided.edit.text() == ""
    assert (cells(session, 0)[:2], cells(session, 1)[:1]) == (["100", "150"], ["1,900"])
    assert guided.question.text() == "How much was it in February 2020?"
    QTest.keyClick(guided.edit, KEY.Key_Return)
    assert guided.place == (1, 1)


def test_a_question_is_skipped_with_a_cause_or_left_for_later(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.show_view("guided")
    press(plant.guided, "guidedLater")
    assert plant.guided.place == (0, 1)
    press(plant.guided, "guidedMissing")
    settle(window)
    assert plant.side.isVisible()
    plant.side.missing_form.cause.setCurrentIndex(1)
    press(plant.side.missing_form, "missingGo")
    settle(window)
    assert stored(session).rows[0].cells[1].state is CellState.MISSING
    assert plant.guided.place == (1, 0)
    assert not plant.side.isVisible()
    assert plant.guided.edit.hasFocus()


def test_the_end_of_the_questions_leads_on(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    put(session, *(str(900_000 + 100_000 * at // 13) for at in range(1, 13)))
    put(session, *(["1900"] * 11), point="(2)")
    plant.refresh()
    settle(window)
    plant.show_view("guided")
    assert now(plant.guided.place) == (11, 1)
    QTest.keyClicks(plant.guided.edit, "9")
    QTest.keyClick(plant.guided.edit, KEY.Key_Return)
    settle(window)
    assert plant.guided.place is None
    assert "December 2020" in plant.guided._answer_words.text()
    press(plant.guided, "guidedDone0")
    assert window.page_id == "checks"


def test_an_answer_that_is_unusual_is_told_and_can_be_looked_at(
    plant: EntryPage, window: MainWindow, settle: Settle
) -> None:
    plant.show_view("guided")
    press(plant.guided, "guidedLater")
    QTest.keyClicks(plant.guided.edit, "9999")
    QTest.keyClick(plant.guided.edit, KEY.Key_Return)
    settle(window)
    assert "outside what is usual" in plant.guided._answer_words.text()
    press(plant.guided, "guidedBack")
    assert plant.view == "table"
    assert (plant.table.currentIndex().row(), plant.table.currentIndex().column()) == (0, 1)


# --- the second entry ---------------------------------------------------------------------------------------------


def test_cells_are_typed_again_without_being_seen(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    put(session, "1900", "2000", point="(2)")
    plant.refresh()
    settle(window)
    QTest.keyClick(window, KEY.Key_S, CTRL | SHIFT)
    settle(window)
    plant.second.every.setValue(1)
    press(plant.second, "secondBegin")
    settle(window)
    assert not plant.side.isVisible()
    assert not any("1,900" in one.text() for one in plant.second.findChildren(type(plant.second.question)))
    QTest.keyClicks(plant.second.edit, "1900")
    QTest.keyClick(plant.second.edit, KEY.Key_Return)
    settle(window)
    assert "February 2020" in plant.second.question.text()
    QTest.keyClicks(plant.second.edit, "2020")
    QTest.keyClick(plant.second.edit, KEY.Key_Return)
    settle(window)
    assert "1 differs" in plant.second._words.text()
    press(plant.second, f"takeSecond-(2)-{MONTHS[1].first}")
    settle(window)
    assert cells(session, 1)[1] == "2,020"


# --- notes, missing data, offers ----------------------------------------------------------------------------------


def test_a_note_is_written_by_keyboard(plant: EntryPage, window: MainWindow, session: Session, settle: Settle) -> None:
    plant.table.go_to(plant.model.index(2, 1))
    QTest.keyClick(window, KEY.Key_F2, SHIFT)
    QTest.keyClicks(plant.side.note_box.text, "cabinet locked")
    QTest.keyClick(plant.side.note_box.text, KEY.Key_Return, CTRL)
    settle(window)
    assert stored(session).rows[2].cells[1].note == "cabinet locked"
    assert plant.table.hasFocus()
    QTest.keyClick(window, KEY.Key_F2, SHIFT)
    QTest.keyClick(plant.side.note_box.text, KEY.Key_Escape)
    assert not plant.side.box_open
    QTest.keyClick(plant.table, KEY.Key_Z, CTRL)
    settle(window)
    assert stored(session).rows[2].cells[1].note == ""


def test_a_note_is_kept_when_the_page_is_left(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.table.go_to(plant.model.index(2, 1))
    plant.act("note")
    QTest.keyClicks(plant.side.note_box.text, "half a thou")
    window.go("start")
    settle(window)
    assert stored(session).rows[2].cells[1].note == "half a thou"


def test_a_missing_reading_is_stated_and_taken_back_by_keyboard(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.table.go_to(plant.model.index(0, 1))
    QTest.keyClick(window, KEY.Key_M, CTRL)
    settle(window)
    form = plant.side.missing_form
    assert "−" in form._cost.text()
    form.text.setText("storm")
    QTest.keyClick(form.cause, KEY.Key_Return)
    settle(window)
    assert stored(session).rows[0].cells[1].missing == "the meter failed: storm"
    assert there(there(plant.model.look(0, 1)).cell).state is CellState.MISSING
    QTest.keyClick(window, KEY.Key_M, CTRL)
    settle(window)
    press(form, "missingBack")
    settle(window)
    assert stored(session).rows[0].cells[1].state is CellState.EMPTY


def test_a_careless_value_is_refused_and_the_form_stays(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.table.go_to(plant.model.index(0, 1))
    plant.act("missing")
    settle(window)
    form = plant.side.missing_form
    form.careful.setChecked(True)
    form.value.setText("9000")
    press(form, "missingGo")
    settle(window)
    assert "can only lower it" in window.bar.text
    assert plant.side.box_open
    form.value.setText("100")
    press(form, "missingGo")
    settle(window)
    assert cells(session, 1)[0] == "100"


def test_a_register_that_runs_backwards_is_answered_in_the_detail(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    put(session, "999990", "20")
    plant.refresh()
    settle(window)
    plant.table.go_to(plant.model.index(1, 0))
    press(plant.detail, "cellChoice0")
    settle(window)
    assert cells(session, 0)[1] == "0.3"


# --- moving and finding -------------------------------------------------------------------------------------------


def test_fill_down_and_what_it_leaves(plant: EntryPage, window: MainWindow, session: Session, settle: Settle) -> None:
    put(session, "910000")
    put(session, "7", point="(2)")
    plant.refresh()
    settle(window)
    selection = plant.table.selectionModel()
    for row in range(3):
        for column in range(2):
            selection.select(plant.model.index(row, column), selection.SelectionFlag.Select)
    QTest.keyClick(plant.table, KEY.Key_D, CTRL)
    settle(window)
    assert cells(session, 1)[:4] == ["7", "7", "7", ""]
    assert cells(session, 0)[:2] == ["100", ""]
    assert "2 cells of meters' registers were not filled" in window.bar.text
    QTest.keyClick(plant.table, KEY.Key_Z, CTRL)
    settle(window)
    assert cells(session, 1)[:2] == ["7", ""]


def test_a_block_with_commas_is_pasted_from_a_spreadsheet(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    QGuiApplication.clipboard().setText("910.000\t1.900,5\r\n920.000\t1.234\r\n")
    plant.table.go_to(plant.model.index(0, 0))
    QTest.keyClick(plant.table, KEY.Key_V, CTRL)
    settle(window)
    assert cells(session, 0)[:2] == ["100", "100"]
    assert cells(session, 1)[:2] == ["1,900.5", "1,234"]


def test_find_goes_to_a_note_and_back_to_the_cells(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    put(session, "1900", point="(2)")
    session.run(entry.write_note, PLANT, YEAR, "(1)", MONTHS[4], "torch")
    plant.refresh()
    settle(window)
    QTest.keyClick(window, KEY.Key_F, CTRL)
    QTest.keyClicks(plant.find_bar.words, "TORCH")
    assert plant.find_bar._count.text() == "1 cell"
    QTest.keyClick(plant.find_bar.words, KEY.Key_Return)
    assert (plant.table.currentIndex().row(), plant.table.currentIndex().column()) == (4, 0)
    assert plant.find_bar.words.hasFocus()
    plant.find_bar.words.setText("1,900")
    QTest.keyClick(plant.find_bar.words, KEY.Key_Return, SHIFT)
    assert (plant.table.currentIndex().row(), plant.table.currentIndex().column()) == (0, 1)
    plant.find_bar.words.setText("nowhere")
    QTest.keyClick(plant.find_bar.words, KEY.Key_Return)
    assert "nowhere" in window.bar.text
    QTest.keyClick(plant.find_bar.words, KEY.Key_Escape)
    assert plant.table.hasFocus()
    assert not plant.find_bar.isVisible()


def test_tab_goes_through_the_cells_and_out_at_the_end(plant: EntryPage, window: MainWindow) -> None:
    plant.table.go_to(plant.model.index(0, 0))
    QTest.keyClick(plant.table, KEY.Key_Tab)
    assert (plant.table.currentIndex().row(), plant.table.currentIndex().column()) == (0, 1)
    QTest.keyClick(plant.table, KEY.Key_Tab)
    assert (plant.table.currentIndex().row(), plant.table.currentIndex().column()) == (1, 0)
    QTest.keyClick(plant.table, KEY.Key_Backtab, SHIFT)
    assert (plant.table.currentIndex().row(), plant.table.currentIndex().column()) == (0, 1)
    QTest.keyClick(window, KEY.Key_F6)
    assert plant.side.isAncestorOf(window.focusWidget())
    QTest.keyClick(window, KEY.Key_F6)
    assert plant.table.hasFocus()


def test_the_whole_page_is_worked_without_a_mouse(plant: EntryPage, window: MainWindow, qtbot: QtBot) -> None:
    """From the last cell, Tab goes on to what is beside the cells, and comes round."""
    plant.table.go_to(plant.model.index(11, 1))
    QTest.keyClick(plant.table, KEY.Key_Tab)
    assert not plant.table.hasFocus()
    seen = set()
    for _ in range(60):
        focused = window.focusWidget()
        assert focused is not None
        seen.add(focused.objectName())
        QTest.keyClick(focused, KEY.Key_Tab)
        if window.focusWidget() is plant.table:
            break
    assert {"undo", "find", "view-form", "cellNote"} - seen <= {"undo"}


# --- frozen -------------------------------------------------------------------------------------------------------


@pytest.fixture
def frozen(sample: MainWindow, session: Session, settle: Settle) -> EntryPage:
    session.actor = "the manager"
    session.run(periods.freeze, "MN006", samples.sample("MN006").period)
    sample.go("readings")
    settle(sample)
    found = sample.pages["readings"]
    assert isinstance(found, EntryPage)
    return found


def test_a_frozen_period_says_so_takes_nothing_and_is_opened_again(
    frozen: EntryPage, sample: MainWindow, session: Session, settle: Settle
) -> None:
    assert frozen.frozen.isVisible()
    assert "Approved by the manager" in frozen.frozen._words.text()
    assert frozen.head._vintages.text() == "Vintages 2019, 2020"
    before = frozen.model.index(1, 0).data()
    frozen.table.go_to(frozen.model.index(1, 0))
    for key in (KEY.Key_5, KEY.Key_F2, KEY.Key_Delete):
        QTest.keyClick(frozen.table, key)
        assert frozen.table.cells.editor is None
    QGuiApplication.clipboard().setText("9")
    QTest.keyClick(frozen.table, KEY.Key_V, CTRL)
    QTest.keyClick(frozen.table, KEY.Key_D, CTRL)
    settle(sample)
    assert frozen.model.index(1, 0).data() == before
    assert not frozen.head.buttons["guided"].isEnabled()
    press(frozen, "reopen")
    QTest.keyClick(frozen.frozen._reason.reason, KEY.Key_Return)
    settle(sample)
    assert "why" in sample.bar.text.casefold()
    QTest.keyClicks(frozen.frozen._reason.reason, "a value was wrong")
    QTest.keyClick(frozen.frozen._reason.reason, KEY.Key_Return)
    settle(sample)
    assert not frozen.frozen.isVisible()
    QTest.keyClick(frozen.table, KEY.Key_5)
    assert frozen.table.cells.editor is not None


def test_approving_on_the_start_page_asks_one_person_why(
    sample: MainWindow, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    sample.go("start")
    settle(sample)
    start = sample.pages["start"]
    assert isinstance(start, StartPage)
    press(start, "freeze-MN006-2019-07-06")
    settle(sample)
    assert start.reason.isVisible()
    QTest.keyClicks(start.reason.reason, "alone at this plant")
    QTest.keyClick(start.reason.reason, KEY.Key_Return)
    settle(sample)
    assert not start.reason.isVisible()
    assert not shown(start, "freeze-MN006-2019-07-06")
    press(start, "reopen-MN006-2019-07-06")
    QTest.keyClicks(start.reason.reason, "a value was wrong")
    QTest.keyClick(start.reason.reason, KEY.Key_Return)
    settle(sample)
    qtbot.waitUntil(lambda: bool(shown(start, "freeze-MN006-2019-07-06")))


def test_what_is_due_leads_to_where_it_is_done(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    session.run(missing.state_missing, PLANT, YEAR, "(1)", MONTHS[0], Cause.OUTAGE)
    window.go("start")
    settle(window)
    window.pages["start"].refresh()
    settle(window)
    qtbot.waitUntil(lambda: bool(shown(window.pages["start"], "due-0")))  # its rows come after the refresh
    press(window.pages["start"], "due-0")
    settle(window)
    assert window.page_id == "readings"
    assert plant.side.chosen == ("(2)", MONTHS[0])
