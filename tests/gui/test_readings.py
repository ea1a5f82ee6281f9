"""The readings page with real keys: typing, moving, pasting, undoing, and texts that wait for an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.windows import part
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.errors import WorldError
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import EntryGrid
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage
from ui.views.entry.table import EntryTable

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
KEY = Qt.Key


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> EntryPage:
    sample.go("readings")
    settle(sample)
    found = sample.pages["readings"]
    assert isinstance(found, EntryPage)
    return found


def stored(page: EntryPage) -> EntryGrid:
    """What the service has, not what the page shows."""
    session, span = page.desk.door.session, page.desk.span
    assert session is not None
    assert span is not None
    return session.run(entry.grid, page.desk.project, span)


def type_into(table: EntryTable, text: str) -> None:
    """As a person does: the first key opens the editor, the rest goes into it."""
    QTest.keyClicks(table, text[0])
    editor = table.cells.editor
    assert editor is not None
    for letter in text[1:]:
        QTest.keyClicks(editor, letter)


def press(table: EntryTable, key: Qt.Key) -> None:
    QTest.keyClick(table.cells.editor or table, key)


def choose(page: EntryPage, row: int, column: int = 0) -> None:
    page.table.go_to(page.model.index(row, column))


def test_typing_replaces_enter_stores_and_goes_down(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 1)
    type_into(page.table, "2300.5")
    press(page.table, KEY.Key_Return)
    assert page.table.currentIndex().row() == 2
    assert page.model.index(1, 0).data(Qt.ItemDataRole.EditRole) == "2300.5"
    settle(sample)
    assert stored(page).rows[1].cells[0].edit_text == "2300.5"
    assert "Saved" in sample.bar.text


def test_a_fast_typist_loses_nothing(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 0)
    for number in range(1, 13):
        type_into(page.table, f"20{number:02}")
        press(page.table, KEY.Key_Return)
    settle(sample)
    assert [row.cells[0].edit_text for row in stored(page).rows[:12]] == [f"20{number:02}" for number in range(1, 13)]


def test_f2_keeps_the_text_and_escape_gives_up(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 1)
    before = stored(page).rows[1].cells[0].edit_text
    press(page.table, KEY.Key_F2)
    assert page.table.cells.editor is not None
    assert page.table.cells.editor.text() == before
    QTest.keyClicks(page.table.cells.editor, "9")
    press(page.table, KEY.Key_Escape)
    settle(sample)
    assert stored(page).rows[1].cells[0].edit_text == before


def test_delete_clears_and_ctrl_z_brings_back(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 3)
    before = stored(page).rows[3].cells[0].edit_text
    press(page.table, KEY.Key_Delete)
    settle(sample)
    assert stored(page).rows[3].cells[0].edit_text == ""
    QTest.keyClick(page.table, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(sample)
    assert stored(page).rows[3].cells[0].edit_text == before
    QTest.keyClick(page.table, KEY.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(sample)
    assert stored(page).rows[3].cells[0].edit_text == ""


def test_paste_from_a_spreadsheet_and_copy_back(
    page: EntryPage, sample: MainWindow, settle: Settle, dressed: QApplication
) -> None:
    QGuiApplication.clipboard().setText("2001\r\n2002\r\n2003\r\n")
    choose(page, 4)
    QTest.keyClick(page.table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(sample)
    assert [row.cells[0].edit_text for row in stored(page).rows[4:7]] == ["2001", "2002", "2003"]
    assert stored(page).undo_text == "3 cells"
    choose(page, 5)
    QTest.keyClick(page.table, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "2002\n"


def test_paste_that_does_not_fit_says_so(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    QGuiApplication.clipboard().setText("1900\t1\n1901\t2\n")
    choose(page, 2)
    QTest.keyClick(page.table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "2 pasted cells" in sample.bar.text
    settle(sample)
    assert stored(page).rows[3].cells[0].edit_text == "1901"


def test_words_stay_as_a_draft_with_their_problem(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 2)
    type_into(page.table, "broken meter")
    press(page.table, KEY.Key_Up)
    settle(sample)
    choose(page, 2)
    assert page.model.index(2, 0).data() == "broken meter"
    assert "not a number" in part(page.detail, QLabel, "cellProblem").text()


def test_an_ambiguous_number_is_asked_about_and_kept(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 2)
    before = stored(page).rows[2].cells[0].edit_text
    type_into(page.table, "2,271")
    press(page.table, KEY.Key_Return)
    settle(sample)
    assert stored(page).rows[2].cells[0].edit_text == before
    assert page.model.index(2, 0).data() == "2,271"
    assert sample.bar.message is not None
    assert [words for words, _then in sample.bar.message.choices] == ["2271", "2.271", "Leave it as it was"]
    assert not sample.close()
    part(sample.bar, QPushButton, "messageChoice0").click()
    settle(sample)
    assert stored(page).rows[2].cells[0].edit_text == "2271"
    assert page.may_close()


def test_a_question_goes_when_its_cells_are_typed_anew(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    for text in ("2,271\n2,001\n", "2200\n2100\n"):
        QGuiApplication.clipboard().setText(text)
        choose(page, 2)
        QTest.keyClick(page.table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
        settle(sample)
    assert [row.cells[0].edit_text for row in stored(page).rows[2:4]] == ["2200", "2100"]
    assert sample.bar.message is None or not sample.bar.message.choices
    assert page.may_close()


def test_a_field_that_is_far_too_long_is_kept_as_text(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    QGuiApplication.clipboard().setText("2000\n" + "9" * 140_000 + "\n2002\n")
    choose(page, 2)
    QTest.keyClick(page.table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(sample)
    assert stored(page).rows[2].cells[0].edit_text == "2000"
    assert stored(page).rows[4].cells[0].edit_text == "2002"
    assert sample.bar.message is None or "mistake" not in sample.bar.text


def test_an_ambiguous_number_can_be_given_up(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 2)
    before = stored(page).rows[2].cells[0].edit_text
    type_into(page.table, "2,271")
    press(page.table, KEY.Key_Return)
    settle(sample)
    part(sample.bar, QPushButton, "messageChoice2").click()
    assert page.model.index(2, 0).data(Qt.ItemDataRole.EditRole) == before
    assert page.may_close()


def test_a_page_change_stores_what_is_being_typed(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 1)
    type_into(page.table, "2345")
    sample.go("checks")
    settle(sample)
    assert stored(page).rows[1].cells[0].edit_text == "2345"


def test_closing_stores_what_is_being_typed(
    page: EntryPage, sample: MainWindow, session: Session, period: Span, tmp_path: object
) -> None:
    choose(page, 1)
    type_into(page.table, "2346")
    folder, project = session.folder, sample.desk.project
    assert sample.close()
    from jcm_desktop.services.session import open_session

    again = open_session(folder)
    try:
        assert again.run(entry.grid, project, period).rows[1].cells[0].edit_text == "2346"
    finally:
        again.close()


def test_a_text_the_disk_refused_stays_and_can_be_tried_again(
    page: EntryPage, sample: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise WorldError("storage.disk_full", "workspace")

    choose(page, 1)
    with monkeypatch.context() as broken:
        broken.setattr(entry, "enter_cells", full)
        type_into(page.table, "2347")
        press(page.table, KEY.Key_Return)
        settle(sample)
    assert page.model.index(1, 0).data() == "2347"
    assert sample.bar.message is not None
    assert sample.bar.message.tone == "red"
    part(sample.bar, QPushButton, "messageChoice0").click()
    settle(sample)
    assert stored(page).rows[1].cells[0].edit_text == "2347"


def test_a_place_leads_to_its_cell(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    sample.go("start")
    sample.go("readings", Place("readings", "(1)", "", "2020-03-01", "2020-03-31"))
    settle(sample)
    row = page.table.currentIndex().row()
    assert stored(page).rows[row].span.first.isoformat() == "2020-03-01"


def test_a_redraw_leaves_the_open_editor_alone(page: EntryPage, sample: MainWindow, settle: Settle) -> None:
    choose(page, 1)
    type_into(page.table, "77")
    page.refresh()
    settle(sample)
    assert page.table.cells.editor is not None
    assert page.table.cells.editor.text() == "77"


def test_next_problem_by_key(page: EntryPage, sample: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    choose(page, 6)
    press(page.table, KEY.Key_Delete)
    settle(sample)
    choose(page, 0)
    QTest.keyClick(page.table, KEY.Key_F8)
    assert page.table.currentIndex().row() == 6
