"""The library page: find, open, see where nothing is known, start a project with what was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.windows import press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from jcm_desktop.services.library_views import Use
from ui.models.library import CoverageModel, LibraryModel
from ui.shell import MainWindow
from ui.views.library.page import COVERAGE, LIST, LibraryPage
from ui.widgets.formula import FormulaLabel

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


def opened(window: MainWindow, settle: Settle) -> LibraryPage:
    window.go("library")
    settle(window)
    page = window.pages["library"]
    assert isinstance(page, LibraryPage)
    return page


def open_(window: MainWindow, settle: Settle, name: str) -> LibraryPage:
    page = opened(window, settle)
    page.act(name)
    settle(window)
    assert page.views.currentWidget() is page.pane
    return page


def words(page: LibraryPage) -> str:
    return "\n".join(one.text() for one in page.pane.findChildren(QLabel))


def test_every_known_version_is_listed_and_found_by_typing(qtbot: QtBot, window: MainWindow, settle: Settle) -> None:
    page = opened(window, settle)
    assert page.list.model.rowCount() > 100
    QTest.keyClicks(page.list.search, "MN006")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    (found,) = page.list.model.rows
    assert (found.id, found.version) == ("MN_AM003", "2.0")
    page.list.show_all()
    settle(window)
    assert page.list.model.rowCount() > 100


def test_where_nothing_fits_the_list_says_what_to_do(window: MainWindow, settle: Settle) -> None:
    page = opened(window, settle)
    page.list.search.setText("no such methodology")
    QTest.keyClick(page.list.search, Qt.Key.Key_Return)
    settle(window)
    assert not page.list.table.isVisible()
    assert "No methodology fits." in [one.text() for one in page.list.found.findChildren(QLabel) if one.isVisible()]
    press(page.list, "libraryNothing0")
    settle(window)
    assert page.list.table.isVisible()
    assert page.list.search.text() == ""
    assert page.list.model.rowCount() > 100


def test_filters_narrow_and_say_how_many_they_leave(window: MainWindow, settle: Settle) -> None:
    page = opened(window, settle)
    box = page.list._boxes["country"]
    at = box.findData("MN")
    count = int(box.itemText(at).rpartition("(")[2].rstrip(")"))
    box.setCurrentIndex(at)
    box.activated.emit(at)
    settle(window)
    assert page.list.model.rowCount() == count
    assert {one.country for one in page.list.model.rows} == {"MN"}


def test_enter_opens_a_methodology_with_its_formulas_as_mathematics(window: MainWindow, settle: Settle) -> None:
    page = opened(window, settle)
    page.list.search.setText("ID_AM003")
    QTest.keyClick(page.list.search, Qt.Key.Key_Return)
    settle(window)
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    settle(window)
    assert page.views.currentWidget() is page.pane
    spoken = [one.accessibleName() for one in page.pane.findChildren(FormulaLabel)]
    assert any("÷" in one and one.endswith("[MWh]") for one in spoken)
    assert "1.32" in words(page)
    back = page.pane.findChild(QPushButton, "libraryBack")
    assert back is not None
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert page.views.currentWidget() is page.tabs


def test_an_entry_says_which_workbook_to_bring(window: MainWindow, settle: Settle) -> None:
    page = open_(window, settle, "ID_AM005 2.0")
    assert page.pane.view is not None
    assert page.pane.view.use is Use.WORKBOOK
    assert "workbook" in page.pane.view.next_step


def test_a_version_carried_over_from_another_says_so_and_asks_for_a_comparison(
    window: MainWindow, settle: Settle
) -> None:
    page = open_(window, settle, "CL_AM001 2.0")
    assert page.pane.view is not None
    assert page.pane.view.use is Use.CONFIRM
    assert "was not compared" in words(page)
    other = page.pane.findChild(QPushButton, "version-1.0")
    assert other is not None
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    settle(window)
    assert page.pane.view.version == "1.0"


def test_a_project_is_started_from_its_methodology(window: MainWindow, settle: Settle) -> None:
    page = open_(window, settle, "MN_AM003 2.0")
    start = page.pane.findChild(QPushButton, "start-MN003")
    assert start is not None
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    settle(window)
    assert (window.desk.project, window.page_id) == ("MN003", "plan")
    page = open_(window, settle, "MN_AM003 2.0")
    assert page.pane.findChild(QPushButton, "start-MN003") is None
    assert page.pane.findChild(QPushButton, "open-MN003") is not None


def test_the_coverage_leads_to_the_library(window: MainWindow, settle: Settle) -> None:
    page = opened(window, settle)
    page.tabs.setCurrentIndex(COVERAGE)
    settle(window)
    model = page.coverage.model
    row = next(at for at in range(model.rowCount()) if "solar PV" in model.headerData(at, Qt.Orientation.Vertical))
    column = next(at for at in range(31) if model.headerData(at, Qt.Orientation.Horizontal) == "MN")
    page.coverage.table.setCurrentIndex(model.index(row, column))
    assert "Mongolia" in page.coverage._cell.text()
    QTest.keyClick(page.coverage.table, Qt.Key.Key_Return)
    settle(window)
    assert page.tabs.currentIndex() == LIST
    assert {one.id for one in page.list.model.rows} >= {"MN_AM003", "MN_AM004"}
    assert {one.country for one in page.list.model.rows} == {"MN"}


def test_the_models_keep_qt_s_rules(window: MainWindow, settle: Settle, qtmodeltester: ModelTester) -> None:
    page = opened(window, settle)
    page.tabs.setCurrentIndex(COVERAGE)
    settle(window)
    assert isinstance(page.list.model, LibraryModel)
    assert isinstance(page.coverage.model, CoverageModel)
    qtmodeltester.check(page.list.model)
    qtmodeltester.check(page.coverage.model)
