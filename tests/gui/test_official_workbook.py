"""The approved workbook is filled from the report page: what goes where, what finds no cell, what its formulas give."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from helpers.judges import need
from helpers.office import converted
from helpers.official_book import solar_book
from helpers.windows import press
from PySide6.QtWidgets import QFileDialog, QTableWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.services.views import AnswerState
from ui.shell import MainWindow
from ui.views.report.page import ReportPage
from ui.views.report.template import TemplateDialog

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    path = tmp_path / "approved.xlsx"
    path.write_bytes(solar_book())
    path.with_name("as it was").write_bytes(path.read_bytes())
    return path


@pytest.fixture
def dialog(sample: MainWindow, settle: Settle, approved: Path, monkeypatch: pytest.MonkeyPatch) -> TemplateDialog:
    sample.go("report")
    settle(sample)
    page = sample.pages["report"]
    assert isinstance(page, ReportPage)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(approved), ""))
    press(page, "fillTemplate")
    settle(sample)
    assert isinstance(page.dialog, TemplateDialog)
    return page.dialog


def texts(table: QTableWidget) -> list[list[str]]:
    found = []
    for row in range(table.rowCount()):
        items = [table.item(row, column) for column in range(table.columnCount())]
        found.append([one.text() if one is not None else "" for one in items])
    return found


def test_what_goes_where_is_shown_before_anything_is_saved(
    dialog: TemplateDialog, sample: MainWindow, settle: Settle, approved: Path
) -> None:
    assert dialog.view is not None
    assert (dialog.view.year, dialog.view.years, dialog.view.lacking) == (2019, (2019, 2020), 0)
    rows = {one[0].partition(":")[0]: one for one in texts(dialog.rows)}
    assert rows["EG[pv-1]"][1:3] == ["11,822.05 MWh", "MRS(input)!E12"]
    assert rows["EF_RE[pv-1]"][2] == "MPS(input)!D21"
    dialog.year.setCurrentIndex(1)
    dialog.year.activated.emit(1)
    settle(sample)
    assert dialog.view.year == 2020
    assert texts(dialog.rows)[0][1] != "11,822.05 MWh"
    assert approved.read_bytes() == approved.with_name("as it was").read_bytes()


def test_it_is_saved_and_its_formulas_give_our_results(
    dialog: TemplateDialog, sample: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "filled.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    press(dialog, "templateSave")
    settle(sample)
    assert "give our results" in dialog.filled.words.text()
    assert [row[0] for row in texts(dialog.results)] == ["ER", "RE", "PE"]
    assert all(row[2] == row[3] and row[4] == "the same" for row in texts(dialog.results))
    assert openpyxl.load_workbook(io.BytesIO(out.read_bytes()))["MRS(input)"]["E12"].value == 11822.05
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "approved.xlsx"), ""))
    press(dialog, "templateSave")
    settle(sample)
    assert "another name" in dialog.filled.words.text()


@pytest.mark.judge
def test_one_that_a_spreadsheet_program_saved_is_compared(
    dialog: TemplateDialog, sample: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("soffice")
    out = tmp_path / "filled.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    press(dialog, "templateSave")
    settle(sample)
    (tmp_path / "office").mkdir()
    saved = tmp_path / "saved.xlsx"
    saved.write_bytes(converted({"a": out.read_bytes()}, tmp_path / "office")["a"])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(saved), ""))
    press(dialog, "templateCompare")
    settle(sample)
    assert "give our results" in dialog.filled.words.text()
    book = openpyxl.load_workbook(io.BytesIO(saved.read_bytes()))
    book["MRS(calc_process)"]["C4"] = "=C7-C10+1"
    book.save(saved)
    press(dialog, "templateCompare")
    settle(sample)
    assert "ER-08" in dialog.filled.notes.text()
    assert dialog.filled.words.text().endswith("See below in which cells.")


def test_a_workbook_that_is_another_says_so(
    dialog: TemplateDialog,
    sample: MainWindow,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    dialog.reject()
    page = sample.pages["report"]
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.dialog is None)
    book = openpyxl.load_workbook(io.BytesIO(solar_book()))
    book["MRS(input)"]["C12"] = "EG_somebody_else"
    half = tmp_path / "half.xlsx"
    book.save(half)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(half), ""))
    press(page, "fillTemplate")
    settle(sample)
    again = page.dialog
    assert isinstance(again, TemplateDialog)
    assert again.view is not None
    assert again.view.lacking == 1
    lacking = next(one for one in again.view.rows if one.state is AnswerState.OPEN)
    assert lacking.what.startswith("EG[pv-1]")
    assert "No input cell" in lacking.words
    assert "have to be typed" in again.summary.words.text()
    out = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    press(again, "templateSave")
    settle(sample)
    assert "does not give our results" in again.filled.words.text()
    none = tmp_path / "none.xlsx"
    none.write_bytes(b"no workbook")
    again.reject()
    qtbot.waitUntil(lambda: page.dialog is None)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(none), ""))
    press(page, "fillTemplate")
    settle(sample)
    assert page.dialog is None
    assert "cannot be read" in sample.bar.text or "not a workbook" in sample.bar.text
