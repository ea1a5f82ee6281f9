"""Nothing typed is lost: what is under the fingers is on the disk, and after a kill page, cursor and text are back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.loggers import csv
from helpers.plants import MONTHS, PLANT, YEAR, add_plant
from helpers.readings_page import open_readings
from helpers.windows import there
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jcm_desktop.services import periods, samples
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.unsaved import FILE, LARGEST, Unsaved, WaitingText, recall, remember
from ui.operations.journal import Journal
from ui.preferences import Preferences
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
Again = Callable[[], MainWindow]
KEY = Qt.Key


@pytest.fixture
def plant(window: MainWindow, session: Session, settle: Settle) -> EntryPage:
    add_plant(session, points=2)
    return open_readings(window, settle)


def kept(session: Session, window: MainWindow) -> Unsaved:
    """What is on the disk now."""
    assert window.desk.journal is not None
    window.desk.journal.settle()
    found = recall(session.folder)
    assert found is not None
    return found


@pytest.fixture
def again(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path, session: Session, settle: Settle
) -> Callable[[], MainWindow]:
    """Another window on the same workspace, as if the first had been killed."""

    def open_() -> MainWindow:
        one = MainWindow(Preferences(tmp_path / "settings"))
        qtbot.addWidget(one, before_close_func=lose)
        one.resize(1366, 768)
        one.show()
        one.attach(session)
        settle(one)
        return one

    def lose(one: MainWindow) -> None:
        one.pages.clear()
        if one.desk.journal is not None:
            one.desk.journal.settle()
            one.desk.journal = None
        one.door.session = None  # the other window's

    return open_


def type_into(page: EntryPage, text: str) -> None:
    QTest.keyClicks(page.table, text[0])
    assert page.table.cells.editor is not None
    for letter in text[1:]:
        QTest.keyClicks(page.table.cells.editor, letter)


def test_each_keystroke_is_kept_with_its_place(plant: EntryPage, window: MainWindow, session: Session) -> None:
    plant.table.go_to(plant.model.index(3, 1))
    for count in range(1, 5):
        if count == 1:
            type_into(plant, "1")
        else:
            QTest.keyClicks(there(plant.table.cells.editor), "1234"[count - 1])
        found = kept(session, window)
        assert (found.editor, found.text, found.caret) == ("cell", "1234"[:count], count)
    found = kept(session, window)
    assert (found.page, found.project, found.period) == ("readings", PLANT, str(YEAR))
    assert (found.point, found.first, found.view, found.closed) == ("(2)", MONTHS[3].first.isoformat(), "table", False)


def test_a_stored_text_is_no_longer_unsaved(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.table.go_to(plant.model.index(3, 1))
    type_into(plant, "1900")
    QTest.keyClick(there(plant.table.cells.editor), KEY.Key_Return)
    settle(window)
    found = kept(session, window)
    assert (found.editor, found.text, found.waiting) == ("", "", ())
    assert found.first == MONTHS[4].first.isoformat()


def test_cell_caret_and_text_are_back(plant: EntryPage, window: MainWindow, again: Callable[[], MainWindow]) -> None:
    plant.table.go_to(plant.model.index(3, 1))
    type_into(plant, "12.5 kWh")
    QTest.keyClick(there(plant.table.cells.editor), KEY.Key_Left)
    there(window.desk.journal).settle()
    other = again()
    page = other.pages["readings"]
    assert isinstance(page, EntryPage)
    assert (other.page_id, other.desk.project, other.desk.span) == ("readings", PLANT, YEAR)
    editor = page.table.cells.editor
    assert editor is not None
    assert (editor.text(), editor.cursorPosition()) == ("12.5 kWh", 7)
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (3, 1)
    assert "still here" in other.bar.text
    QTest.keyClick(editor, KEY.Key_Return)
    assert page.model.index(3, 1).data() in ("12.5 kWh", "0.0125")


@pytest.mark.parametrize("view", ["form", "guided", "note"])
def test_other_editors_are_back_too(
    view: str, plant: EntryPage, window: MainWindow, again: Callable[[], MainWindow], session: Session
) -> None:
    plant.table.go_to(plant.model.index(0, 1))
    if view == "note":
        plant.act("note")
        QTest.keyClicks(plant.side.note_box.text, "locked cab")
    else:
        plant.show_view(view)
        edit = plant.form.fields[1].edit if view == "form" else plant.guided.edit
        QTest.keyClicks(edit, "19")
    found = kept(session, window)
    assert found.editor == view
    page = again().pages["readings"]
    assert isinstance(page, EntryPage)
    if view == "note":
        assert page.side.note_box.text.toPlainText() == "locked cab"
        assert page.side.chosen == ("(2)", MONTHS[0])
    else:
        edit = page.form.fields[1].edit if view == "form" else page.guided.edit
        assert (page.view, edit.text()) == (view, "19")


def test_a_text_that_waits_for_an_answer_waits_again(
    plant: EntryPage, window: MainWindow, again: Callable[[], MainWindow], session: Session, settle: Settle
) -> None:
    plant.table.go_to(plant.model.index(2, 1))
    type_into(plant, "2,271")
    QTest.keyClick(there(plant.table.cells.editor), KEY.Key_Return)
    settle(window)
    assert kept(session, window).waiting == (WaitingText("(2)", MONTHS[2].first, MONTHS[2].last, "2,271"),)
    other = again()
    settle(other)
    page = other.pages["readings"]
    assert isinstance(page, EntryPage)
    assert page.storing.questions
    assert page.model.index(2, 1).data() == "2,271"


def test_a_window_closed_in_peace_keeps_only_the_cursor(
    plant: EntryPage, window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    plant.table.go_to(plant.model.index(5, 1))
    type_into(plant, "77")
    folder = session.folder
    assert window.close()
    found = recall(folder)
    assert found is not None
    assert (found.closed, found.editor, found.text) == (True, "", "")
    reopened = open_session(folder, actor="Bat")
    other = MainWindow(Preferences(tmp_path / "settings"))
    qtbot.addWidget(other)
    other.show()
    other.attach(reopened)
    settle(other)
    assert (other.page_id, other.desk.project) == ("start", PLANT)
    other.go("readings")
    settle(other)
    page = other.pages["readings"]
    assert isinstance(page, EntryPage)
    assert page.model.index(5, 1).data() == "77"
    assert page.table.currentIndex().row() == 5
    assert page.table.cells.editor is None
    other.close()


def test_what_cannot_be_put_back_is_said(window: MainWindow, session: Session, again: Callable[[], MainWindow]) -> None:
    remember(session.folder, Unsaved("readings", "XX001", "2020-01-01..2020-12-31", editor="cell", text="42"))
    other = again()
    assert "42" in other.bar.text
    assert other.page_id == "start"
    other.go("plan")
    assert kept(session, other).page == "plan"


def test_a_frozen_period_gives_the_text_back_in_words(
    window: MainWindow, session: Session, again: Callable[[], MainWindow], settle: Settle
) -> None:
    session.run(samples.load_samples)
    span = samples.sample("MN006").period
    session.actor = "the manager"
    session.run(periods.freeze, "MN006", span)
    cell: Any = {"point": "(1)", "first": "2020-01-01", "view": "table", "editor": "cell", "text": "42"}
    remember(session.folder, Unsaved("readings", "MN006", str(span), **cell))
    other = again()
    assert "42" in other.bar.text
    page = other.pages["readings"]
    assert isinstance(page, EntryPage)
    assert page.table.cells.editor is None


def test_other_pages_are_back_as_well(
    plant: EntryPage, window: MainWindow, session: Session, again: Callable[[], MainWindow]
) -> None:
    window.go("checks")
    assert kept(session, window).page == "checks"
    other = again()
    assert other.page_id == "checks"
    other.go("result")
    assert kept(session, other).page == "result"


# --- the file and its writer --------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path) -> None:
    assert recall(tmp_path) is None
    for body in (b"", b"{", b"[]", b'{"page": 5}', b'{"page": "x", "more": 1}', b"\xff", b" " * (LARGEST + 1)):
        (tmp_path / FILE).write_bytes(body)
        assert recall(tmp_path) is None
    state = Unsaved(
        "readings", "P", text="あ，", waiting=(WaitingText("(1)", date(2020, 1, 1), date(2020, 1, 2), "x"),)
    )
    remember(tmp_path, state)
    assert recall(tmp_path) == state


def test_the_newest_state_wins_and_typing_waits_for_nothing(tmp_path: Path) -> None:
    gate, written = threading.Event(), []

    def slow(_folder: Path, state: Unsaved) -> None:
        gate.wait(10)
        written.append(state.text)

    journal = Journal(tmp_path, slow)
    for count in range(1, 100):
        journal.note(text="x" * count)
    gate.set()
    journal.settle()
    assert written[-1] == "x" * 99
    assert len(written) <= 3
    journal.note(text="x" * 99)
    journal.settle()
    assert len(written) <= 3


def test_a_disk_that_refuses_does_not_stop_the_typing(tmp_path: Path) -> None:
    tries = []

    def full(_folder: Path, state: Unsaved) -> None:
        tries.append(state.text)
        if len(tries) == 1:
            raise OSError("no space")

    journal = Journal(tmp_path, full)
    journal.note(text="1")
    journal.settle()
    journal.note(text="12")
    journal.settle()
    assert tries == ["1", "12"]


def test_what_was_found_is_not_written_over_before_it_is_taken(tmp_path: Path) -> None:
    remember(tmp_path, Unsaved("readings", "P", text="precious", editor="cell"))
    journal = Journal(tmp_path)
    journal.note(page="start", text="")
    journal.settle()
    journal.close()
    assert recall(tmp_path) == Unsaved("readings", "P", text="precious", editor="cell")
    journal = Journal(tmp_path)
    journal.taken()
    journal.note(page="start", text="", editor="")
    journal.settle()
    assert recall(tmp_path) == Unsaved("start", "P")


def test_what_was_given_up_is_not_kept(plant: EntryPage, window: MainWindow, session: Session) -> None:
    plant.table.go_to(plant.model.index(3, 1))
    type_into(plant, "12")
    assert kept(session, window).text == "12"
    QTest.keyClick(there(plant.table.cells.editor), KEY.Key_Escape)
    found = kept(session, window)
    assert (found.editor, found.text) == ("", "")


@pytest.mark.parametrize("left", [("b.csv",), ()])
def test_an_import_is_back_with_those_of_its_files_that_are_there(
    left: tuple[str, ...], plant: EntryPage, window: MainWindow, session: Session, settle: Settle, again: Again
) -> None:
    files = [csv(session.folder / name, date(2020, 1, 1), date(2020, 1, 31)) for name in ("a.csv", "b.csv")]
    files[1].write_text(files[1].read_text().replace("0.25", "0.5"))
    assert plant.give_files(tuple(str(one) for one in files))
    settle(window)
    found = kept(session, window)
    assert (found.editor, found.text) == ("import", "\n".join(map(str, files)))
    for one in files:
        if one.name not in left:
            one.unlink()
    other = again()
    page = other.pages["readings"]
    assert isinstance(page, EntryPage)
    assert page.importing
    assert tuple(one.source.name for one in page.intake.files) == left
    assert "not finished" in other.bar.text
    page.intake.leave()
    assert kept(session, other).editor == ""
