"""What helps at entry in every view of the same row: band, line, last value, offers, notes, undo, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.dossiers import changed
from helpers.loggers import csv
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, published, put
from helpers.plants import page as stored
from helpers.readings_page import open_readings
from helpers.windows import press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jcm_desktop.datafiles.read import FileReading
from jcm_desktop.domain.declaration import Cause, Treatment
from jcm_desktop.domain.mapping import ValueColumn
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry, missing, overview
from jcm_desktop.services.import_apply import apply
from jcm_desktop.services.import_files import open_files, read_files, recall
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellState
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
NEXT = Span(YEAR.last.replace(year=2021, month=1, day=1), YEAR.last.replace(year=2021))


@pytest.fixture
def plant(window: MainWindow, session: Session, settle: Settle) -> EntryPage:
    """The first point is read from a register, the second is published; January and February are there."""
    add_plant(session, REGISTER, points=2)

    published(session)
    put(session, "950000", "999000")
    put(session, "1900", "1950", point="(2)")
    return open_readings(window, settle)


def texts(part: QWidget) -> str:
    return "\n".join(one.text() for one in part.findChildren(QLabel) if one.isVisibleTo(part))


def buttons(part: QWidget, start: str) -> list[str]:
    found = [one for one in part.findChildren(QPushButton) if one.objectName().startswith(start)]
    return [one.text() for one in found if one.isVisibleTo(part)]


def answer(page: EntryPage, text: str, window: MainWindow, settle: Settle) -> None:
    QTest.keyClicks(page.guided.edit, text)
    QTest.keyClick(page.guided.edit, Qt.Key.Key_Return)
    settle(window)


# --- one by one -----------------------------------------------------------------------------------------------------


def test_a_question_shows_what_is_usual_the_line_and_the_value_before(plant: EntryPage) -> None:
    plant.show_view("guided")
    assert plant.guided.place == (2, 0)
    shown = texts(plant.guided)
    assert "Last value: 490 MWh in February 2020" in shown
    assert "Usual here:" in shown
    assert "Meter: M-1" in shown
    assert plant.guided.spark.isVisible()
    assert sum(one is not None for one in plant.guided.spark.places()) == 2


def test_a_register_that_started_again_is_taken_without_leaving_the_questions(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.show_view("guided")
    answer(plant, "40000", window, settle)  # lower than before
    assert plant.guided.place == (2, 1)
    (offer,) = buttons(plant.guided, "guidedOffer-rollover")
    assert offer == "The register started again at zero: 410,000 kWh"
    press(plant.guided, "guidedOffer-rollover")
    settle(window)
    assert stored(session).rows[2].cells[0].text == "410"
    assert plant.guided.place == (2, 1)  # the question that was open is asked again
    assert buttons(plant.guided, "guidedOffer-rollover") == []
    plant.act("undo")
    settle(window)
    assert stored(session).rows[2].cells[0].state is CellState.DRAFT


def test_a_published_value_is_copied_and_a_note_written_from_a_question(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.show_view("guided")
    press(plant.guided, "guidedLater")
    assert plant.guided.place == (2, 1)
    press(plant.guided, "guidedNote")
    settle(window)
    assert plant.side.isVisible()
    plant.side.note_box.text.setPlainText("As published in March")
    press(plant.side.note_box, "saveNote")
    settle(window)
    assert not plant.side.isVisible()
    assert plant.guided.place == (2, 1)
    assert buttons(plant.guided, "guidedOffer-copy") == ["Copy from February 2020: 1,950 MWh"]
    press(plant.guided, "guidedOffer-copy")
    settle(window)
    found = stored(session).rows[2].cells[1]
    assert (found.text, found.note) == ("1,950", "As published in March")
    for _step in range(2):
        plant.act("undo")
        settle(window)
    found = stored(session).rows[2].cells[1]
    assert (found.text, found.note) == ("", "")
    for _step in range(2):
        plant.act("redo")
        settle(window)
    found = stored(session).rows[2].cells[1]
    assert (found.text, found.note) == ("1,950", "As published in March")


def test_what_a_period_before_had_may_be_taken_over(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    put(session, *(str(1900 + at) for at in range(10)), at=2, point="(2)")
    session.run(overview.open_period, PLANT, NEXT)
    page = open_readings(window, settle, NEXT)
    page.show_view("guided")
    press(page.guided, "guidedLater")
    assert buttons(page.guided, "guidedOffer-copy") == ["Copy from December 2020: 1,909 MWh"]
    assert "the same month a year before" in stored(session, NEXT).rows[0].cells[1].expected


# --- the form -------------------------------------------------------------------------------------------------------


def test_the_form_has_the_same_beside_it(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle
) -> None:
    plant.show_view("form")
    plant.form.show_cell(2, 1)
    settle(window)
    detail = plant.side.detail
    assert detail.isVisible()
    assert detail.spark.isVisible()
    assert "Usual here" in detail._facts.text()
    assert "1,950 MWh in February 2020" in detail._facts.text()
    assert buttons(detail, "cellChoice") == ["Copy from February 2020: 1,950 MWh"]
    press(detail, "cellChoice0")
    settle(window)
    assert plant.form.fields[1].edit.text() == "1950"
    plant.act("undo")
    settle(window)
    assert plant.form.fields[1].edit.text() == ""
    edit = plant.form.fields[0].edit
    edit.setFocus()
    QTest.keyClicks(edit, "40000")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settle(window)
    plant.form.show_cell(2, 0)
    settle(window)
    assert buttons(detail, "cellChoice") == ["The register started again at zero: 410,000 kWh"]
    assert "runs backwards" in plant.form.fields[0].said.text() or "lower" in plant.form.fields[0].said.text()


# --- where undo ends ------------------------------------------------------------------------------------------------


def logger_readings(session: Session, path: Path) -> tuple[FileReading, ...]:
    (file,) = session.run(recall, PLANT, open_files([str(path)]))
    values = (ValueColumn(1, "(2)", "kWh", "interval"),)
    mapping = changed(file.mapping, values=values, zone="Asia/Ulaanbaatar", stamp="start", step="3600")
    return read_files([replace(file, mapping=mapping)])


def test_after_an_import_undo_says_why_it_stops_and_goes_on_with_what_is_typed_next(
    plant: EntryPage, window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    path = csv(tmp_path / "a.csv", MONTHS[2].first, MONTHS[2].last)
    session.run(apply, PLANT, logger_readings(session, path))
    plant.refresh()
    settle(window)
    assert not plant._undo.isEnabled()
    assert "not undone by a key" in plant._undo.toolTip()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert "under “Logger data”" in window.bar.text
    put(session, "1960", at=3, point="(2)")
    plant.refresh()
    settle(window)
    assert plant._undo.isEnabled()
    session.run(entry.undo, PLANT, YEAR)
    assert stored(session).rows[2].cells[1].logged  # the import stands


@pytest.mark.parametrize(
    ("page", "words"), [("plan", "under “Versions”"), ("evidence", "Withdraw a file with a reason")]
)
def test_a_page_without_undo_says_how_its_things_are_taken_back(
    page: str, words: str, sample: MainWindow, settle: Settle
) -> None:
    sample.go(page)
    settle(sample)
    QTest.keyClick(sample, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(sample)
    assert words in sample.bar.text


def test_missing_data_and_its_careful_value_are_one_step_back(plant: EntryPage, session: Session) -> None:
    arguments = (PLANT, YEAR, "(1)", MONTHS[2], Cause.OUTAGE, Treatment.CONSERVATIVE, "the line was down", "100")
    session.run(missing.state_missing, *arguments)
    found = stored(session).rows[2].cells[0]
    assert (found.text, bool(found.missing)) == ("100", True)
    session.run(entry.undo, PLANT, YEAR)
    found = stored(session).rows[2].cells[0]
    assert (found.text, found.missing) == ("", "")
    session.run(entry.redo, PLANT, YEAR)
    found = stored(session).rows[2].cells[0]
    assert (found.text, bool(found.missing)) == ("100", True)
