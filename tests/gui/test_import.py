"""Importing logger files in the window: three steps by hand, problems that lead to lines, values that are corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import TypeVar

import openpyxl
import pytest
from helpers.loggers import PERIOD, PROJECT, ZONE, bare_session, counted, csv
from helpers.windows import part as inner
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.domain.errors import Cancelled
from jcm_desktop.services import entry, evidence_files
from jcm_desktop.services.session import Session
from ui.preferences import Preferences
from ui.shell import MainWindow
from ui.views.entry.page import GRID, INTAKE, SERIES, EntryPage
from ui.views.intake.view import FILES, MAPPING, RESULT, ImportView
from ui.widgets.drop_area import ManyFilesArea

pytestmark = pytest.mark.gui
Shown = TypeVar("Shown", bound=QWidget)
Settle = Callable[[MainWindow], None]
LAST = date(2020, 2, 10)


@pytest.fixture
def plant(qtbot: QtBot, dressed: QApplication, tmp_path: Path, settle: Settle) -> Iterator[MainWindow]:
    """The window on a project without readings."""
    made = bare_session(tmp_path / "plant")
    window = MainWindow(Preferences(tmp_path / "plant-settings"))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.attach(made)
    settle(window)
    window.desk.choose(PROJECT, PERIOD)
    window.go("readings")
    settle(window)
    yield window
    window.pages.clear()
    window.door.close()


@pytest.fixture
def page(plant: MainWindow) -> EntryPage:
    found = plant.pages["readings"]
    assert isinstance(found, EntryPage)
    return found


def session_of(window: MainWindow) -> Session:
    assert window.door.session is not None
    return window.door.session


def part(window: MainWindow, kind: type[Shown], name: str) -> Shown:
    """The part of this name; one that is about to go is passed over."""
    QApplication.processEvents()
    found = [one for one in window.findChildren(kind, name) if one.isVisible()]
    assert found, name
    return found[-1]


def choose(window: MainWindow, settle: Settle, name: str, value: str) -> None:
    box = part(window, QComboBox, name)
    assert isinstance(box, QComboBox)
    at = box.findData(value)
    assert at >= 0, (name, value)
    box.setCurrentIndex(at)
    box.activated.emit(at)
    settle(window)


def press(window: MainWindow, settle: Settle, name: str) -> None:
    found = part(window, QPushButton, name)
    assert isinstance(found, QPushButton)
    assert found.isEnabled(), name
    found.click()
    settle(window)


def dropped(*paths: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    at, keys = QPointF(QPoint(600, 400)), Qt.KeyboardModifier.NoModifier
    event = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
    setattr(event, "held", data)  # noqa: B010 - Qt does not keep it
    return event


def at_the_result(window: MainWindow, settle: Settle, page: EntryPage, *paths: Path) -> ImportView:
    """Files opened, everything said, and read."""
    assert page.give_files(tuple(str(one) for one in paths))
    settle(window)
    view = page.intake
    assert view.steps.currentIndex() == MAPPING
    if view.files[0].mapping.zone != ZONE:
        choose(window, settle, "mapping-zone", ZONE)
    if not view.files[0].mapping.values[0].kind:
        choose(window, settle, "kind-1", "interval")
    press(window, settle, "importNext")
    assert view.steps.currentIndex() == RESULT
    return view


def test_a_file_is_imported_in_three_steps(page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path) -> None:
    press(plant, settle, "importFiles")
    assert page.parts.currentIndex() == INTAKE
    assert page.intake.steps.currentIndex() == FILES
    view = at_the_result(plant, settle, page, csv(tmp_path / "a.csv", date(2020, 1, 1), LAST))
    assert [row.label for row in view.result.months.rows] == ["January 2020", "February 2020 (1–10)"]
    assert counted(session_of(plant)) == {}
    press(plant, settle, "importNext")
    assert page.parts.currentIndex() == GRID
    assert "2 months" in plant.bar.text
    grid = session_of(plant).run(entry.grid, PROJECT, PERIOD)
    assert grid.rows[0].cells[0].text == "34.858"
    assert page.model.index(0, 0).data() == "34.858"


def test_what_is_not_said_yet_keeps_the_way_closed(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    page.give_files((str(csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)),))
    settle(plant)
    question = part(plant, QLabel, "importQuestionText")
    assert "time zone" in question.text()
    assert not part(plant, QPushButton, "importNext").isEnabled()
    choose(plant, settle, "mapping-zone", ZONE)
    assert part(plant, QPushButton, "importNext").isEnabled()
    choose(plant, settle, "point-1", "")
    assert "belongs to which monitoring point" in question.text()
    choose(plant, settle, "point-1", "(1)")
    assert page.intake.files[0].mapping.values[0].point == "(1)"


def test_the_lines_of_the_file_stand_below(page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page.give_files((str(csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)),))
    settle(plant)
    model = page.intake.mapping.model
    assert model.rowCount() == 41 * 24 + 1
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(3)] == ["Line", "Time", "Energy [kWh]"]
    assert [model.index(500, at).data() for at in range(3)] == ["501", "2020-01-21 19:00", "14.25"]


def test_a_problem_leads_to_its_line(page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)
    path.write_text(path.read_text().replace("2020-01-20 03:00,", "2020-01-20 03:00,x"))
    view = at_the_result(plant, settle, page, path)
    assert view.result.problems.rows[0].line == 461
    assert not part(plant, QPushButton, "importNext").isEnabled()
    view.result.problem_table.clicked.emit(view.result.problems.index(0, 0))
    settle(plant)
    assert view.steps.currentIndex() == MAPPING
    assert view.mapping.table.currentIndex().row() == 460


def test_a_text_for_no_value_is_added(page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)
    path.write_text(path.read_text().replace("2020-01-20 03:00,72.25", "2020-01-20 03:00,off"))
    view = at_the_result(plant, settle, page, path)
    press(plant, settle, "importBack")
    field = part(plant, QLineEdit, "mapping-missing")
    assert isinstance(field, QLineEdit)
    field.setText(f"{field.text()} OFF")
    field.editingFinished.emit()
    press(plant, settle, "importNext")
    assert view.dry is not None
    assert view.dry.ready


def test_stored_values_that_differ_are_decided(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    first = csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)
    at_the_result(plant, settle, page, first)
    press(plant, settle, "importNext")
    other = csv(tmp_path / "b.csv", date(2020, 1, 1), LAST, lambda at: f"{at % 97}.75" if at == 30 else f"{at % 97}.25")
    view = at_the_result(plant, settle, page, other)
    assert page.intake.files[0].remembered == "a.csv"
    assert "differ from the files: 1." in part(plant, QLabel, "importSummaryText").text()
    assert any(one.text().startswith("1 stored value differs") for one in view.findChildren(QLabel))
    correct = part(plant, QRadioButton, "overlap-correct")
    assert isinstance(correct, QRadioButton)
    correct.click()
    settle(plant)
    assert view.dry is not None
    assert not view.dry.ready
    reason = part(plant, QLineEdit, "importReason")
    assert isinstance(reason, QLineEdit)
    reason.setText("The logger was read again")
    reason.editingFinished.emit()
    settle(plant)
    press(plant, settle, "importNext")
    assert str(counted(session_of(plant))["2020-01-01..2020-01-31"]) == "34.8585"


def test_files_dropped_on_the_window_are_imported_where_readings_are(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)
    plant.dropEvent(dropped(path))
    settle(plant)
    assert plant.page_id == "readings"
    assert [one.source.name for one in page.intake.files] == ["a.csv"]
    assert not page.give_files((str(tmp_path / "x.jcmpkg"),))


def test_several_files_are_dropped_at_once_and_make_one_import(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    """Two files of one source and a workbook of another; what is said of one file holds for its source."""
    first = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    second = csv(tmp_path / "b.csv", date(2020, 2, 1), date(2020, 2, 29))
    third = tmp_path / "c.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["When", "Energy [kWh]"])
    for at in range(31 * 24):
        book.active.append([datetime(2020, 3, 1) + timedelta(hours=at), 0.5])  # noqa: DTZ001
    book.save(third)
    page.act("import")
    area = part(plant, ManyFilesArea, "manyFilesArea")
    area.dropEvent(dropped(first, second, third))
    settle(plant)
    view = page.intake
    assert [one.source.name for one in view.files] == ["a.csv", "b.csv", "c.xlsx"]
    for at in (0, 2):
        choose(plant, settle, "importFile", str(at))
        for name, value in (("mapping-zone", ZONE), ("kind-1", "interval"), ("mapping-stamp", "start")):
            choose(plant, settle, name, value)
    press(plant, settle, "importNext")
    assert [row.label for row in view.result.months.rows] == ["January 2020", "February 2020", "March 2020"]
    press(plant, settle, "importNext")
    assert counted(session_of(plant))["2020-03-01..2020-03-31"] == Decimal("0.372")
    assert len(counted(session_of(plant))) == 3
    files = session_of(plant).run(evidence_files.files_page, PROJECT, PERIOD)
    assert {one.name for one in files.rows} == {"a.csv", "b.csv", "c.xlsx"}


def test_the_list_of_problems_is_saved(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)
    path.write_text(path.read_text().replace("2020-01-20 03:00,", "2020-01-20 03:00,x"))
    at_the_result(plant, settle, page, path)
    target = tmp_path / "problems of a.xlsx"
    asked: list[str] = []

    def where(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        asked.append(name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", where)
    press(plant, settle, "saveProblems")
    assert asked == ["problems a.xlsx"]
    assert "problems of a.xlsx" in plant.bar.text
    rows = list(openpyxl.load_workbook(target).worksheets[0].values)
    assert rows[1][:4] == ("a.csv", 461, 2, "x71.25")


def test_a_real_reading_is_stopped_on_its_way(
    page: EntryPage, plant: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cancel while the lines of a file are read: nothing is stored, the step before is in front, and it works again."""
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)
    page.give_files((str(path),))
    settle(plant)
    choose(plant, settle, "mapping-zone", ZONE)
    choose(plant, settle, "kind-1", "interval")
    real, reading, go_on = Progress.step, Event(), Event()

    def slow(progress: Progress, done: int) -> None:
        reading.set()
        go_on.wait(30)
        real(progress, done)

    monkeypatch.setattr(Progress, "step", slow)
    part(plant, QPushButton, "importNext").click()
    assert reading.wait(30)
    part(plant, QPushButton, "progressCancel").click()
    go_on.set()
    settle(plant)
    assert page.intake.steps.currentIndex() == MAPPING
    assert not page.intake.progress.isVisible()
    assert counted(session_of(plant)) == {}
    monkeypatch.setattr(Progress, "step", real)
    press(plant, settle, "importNext")
    assert page.intake.steps.currentIndex() == RESULT


def test_the_keyboard_goes_where_the_work_goes_on(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    plant.activateWindow()
    page.act("import")
    assert plant.focusWidget().objectName() == "chooseFiles"
    page.give_files((str(csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)),))
    settle(plant)
    assert plant.focusWidget().property("asked") == "true"
    choose(plant, settle, "mapping-zone", ZONE)
    choose(plant, settle, "kind-1", "interval")
    press(plant, settle, "importNext")
    assert plant.focusWidget().objectName() == "importNext"
    press(plant, settle, "importNext")
    assert plant.focusWidget() is page.table
    page.give_files((str(csv(tmp_path / "b.csv", LAST + timedelta(days=1), date(2020, 2, 29))),))
    settle(plant)
    assert plant.focusWidget().objectName() == "importNext"  # the source is known; nothing is asked


def test_reading_can_be_stopped(
    page: EntryPage, plant: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[Progress] = []

    def slow(_paths: object, progress: Progress) -> None:
        import time

        started.append(progress)
        while True:
            time.sleep(0.005)
            progress.step(0)

    monkeypatch.setattr("jcm_desktop.services.import_files.open_files", slow)
    page.give_files(("anything.csv",))
    assert plant.door.busy
    assert page.intake.progress.isVisible()
    press_now = part(plant, QPushButton, "progressCancel")
    QTest.mouseClick(press_now, Qt.MouseButton.LeftButton)
    settle(plant)
    assert not page.intake.progress.isVisible()
    with pytest.raises(Cancelled):
        started[0].step(1)
    assert plant.bar.message is None  # the user knows


def test_a_file_that_cannot_be_read_is_told_in_words(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear Sir,\nno values today.\n")
    page.give_files((str(path),))
    settle(plant)
    assert "no lines with a time and a value" in plant.bar.text
    assert page.intake.steps.currentIndex() == FILES


def test_logger_data_are_looked_at_and_corrected(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    at_the_result(plant, settle, page, csv(tmp_path / "a.csv", date(2020, 1, 1), LAST))
    press(plant, settle, "importNext")
    page.table.go_to(page.model.index(1, 0))
    settle(plant)
    press(plant, settle, "loggerData")
    assert page.parts.currentIndex() == SERIES
    series = page.series
    assert series.model.text(series.table.currentIndex().row(), 0) == "2020-02-01 00:00"
    series.table.setCurrentIndex(series.model.index(3, 0))
    press(plant, settle, "correctValue")
    dialog = series.findChild(QDialog)
    assert dialog is not None
    inner(dialog, QLineEdit, "correctedValue").setText("4.25")
    inner(dialog, QPushButton, "dialogGo").click()
    settle(plant)
    assert dialog.isVisible()  # a reason is needed
    inner(dialog, QLineEdit, "correctionReason").setText("A wrong pulse")
    inner(dialog, QPushButton, "dialogGo").click()
    settle(plant)
    assert series.model.text(3, 1) == "4.25"
    assert str(counted(session_of(plant))["2020-01-01..2020-01-31"]) == "34.859"
    inner(series, QPushButton, "takeBack").click()
    dialog = [one for one in series.findChildren(QDialog) if one.isVisible()][-1]
    inner(dialog, QLineEdit, "takeBackReason").setText("The wrong meter")
    inner(dialog, QPushButton, "dialogGo").click()
    settle(plant)
    assert counted(session_of(plant)) == {}
    assert page.parts.currentIndex() == GRID


def test_everything_is_reached_by_keyboard_and_has_a_name(
    page: EntryPage, plant: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    page.give_files((str(csv(tmp_path / "a.csv", date(2020, 1, 1), LAST)),))
    settle(plant)
    kinds = (QComboBox, QLineEdit, QPushButton)
    shown = [one for kind in kinds for one in page.intake.findChildren(kind) if one.isVisible() and one.isEnabled()]
    inner = [one for one in shown if isinstance(one.parent(), QComboBox)]
    assert len(shown) > 12
    for one in shown:
        if one not in inner:
            assert one.accessibleName(), one.objectName()
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.objectName()
