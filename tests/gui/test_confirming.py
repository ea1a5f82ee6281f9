"""Compare a definition with its approved text with the keyboard alone, stand for it, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QStyledItemDelegate
from pytestqt.modeltest import ModelTester

from jcm_desktop.domain.period import Span
from jcm_desktop.services import checking, overview
from jcm_desktop.services.confirming_views import Compare, ConfirmingView
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import FindingRow
from ui.models.confirming import NAMED
from ui.shell import MainWindow
from ui.views.library.confirm_view import ConfirmPane
from ui.views.library.page import LibraryPage
from ui.widgets.formula import FormulaLabel
from ui.widgets.rich_text import SYMBOL, SymbolDelegate

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
KEY = "ID_AM003 1.0"


@pytest.fixture
def text(tmp_path: Path) -> str:
    path = tmp_path / "approved.pdf"
    path.write_bytes(b"%PDF-1.4 stands for the approved text")
    return str(path)


def opened(window: MainWindow, settle: Settle, text: str = "") -> ConfirmPane:
    window.go("library")
    settle(window)
    page = window.pages["library"]
    assert isinstance(page, LibraryPage)
    page.act(KEY)
    settle(window)
    go = page.pane.findChild(QPushButton, "compareText")
    assert go is not None
    QTest.keyClick(go, Qt.Key.Key_Space)
    settle(window)
    assert page.views.currentWidget() is page.confirm
    if text:
        page.confirm.text_given.emit(text)
        settle(window)
    return page.confirm


def seen(pane: ConfirmPane) -> ConfirmingView:
    assert pane.view is not None
    return pane.view


def all_agree(window: MainWindow, settle: Settle, pane: ConfirmPane) -> None:
    pane.table.selectAll()
    pane.side.page.setText("p. 4")
    QTest.keyClick(pane.side.page, Qt.Key.Key_Return)
    settle(window)


def test_nothing_is_said_before_a_text_is_attached(window: MainWindow, settle: Settle, text: str) -> None:
    pane = opened(window, settle)
    assert not pane.side.page.isEnabled()
    assert not pane._complete.isEnabled()
    pane.text_given.emit(text)
    settle(window)
    assert [one.name for one in seen(pane).texts] == ["approved.pdf"]
    assert pane.side.page.isEnabled()
    remove = pane.findChild(QPushButton, "removeText")
    assert remove is not None
    QTest.keyClick(remove, Qt.Key.Key_Space)
    settle(window)
    assert not seen(pane).texts


def test_return_after_return_walks_through_everything(window: MainWindow, settle: Settle, text: str) -> None:
    pane = opened(window, settle, text)
    count = len(seen(pane).items)
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    QTest.keyClicks(pane.side.page, "p. 2")
    for done in range(1, count + 1):
        (row,) = pane.chosen()
        assert row.state is Compare.OPEN
        QTest.keyClick(pane.side.page, Qt.Key.Key_Return)
        settle(window)
        assert (seen(pane).done, pane.progress.value()) == (done, done)
    assert {one.page for one in seen(pane).items} == {"p. 2"}
    QTest.keyClicks(pane.name, "Saruul")
    QTest.keyClicks(pane.organisation, "Energy LLC")
    QTest.keyClick(pane.organisation, Qt.Key.Key_Return)
    settle(window)
    assert seen(pane).confirmed
    assert "Saruul, Energy LLC" in pane._next.text()
    assert not pane.side.page.isEnabled()
    pane._withdraw.click()
    settle(window)
    assert seen(pane).confirmed  # a reason is missing
    QTest.keyClicks(pane.reason, "The wrong version was compared")
    QTest.keyClick(pane.reason, Qt.Key.Key_Return)
    settle(window)
    assert not seen(pane).confirmed
    assert seen(pane).done == count  # what was compared stays


def test_a_formula_stands_there_as_mathematics(window: MainWindow, settle: Settle) -> None:
    pane = opened(window, settle)
    at = next(at for at, one in enumerate(pane.model.rows) if one.part == "formula" and "÷" in one.math)
    pane.table.selectRow(at)
    (drawn,) = pane.side.findChildren(FormulaLabel)[-1:]
    assert "÷" in drawn.accessibleName()


def test_symbols_of_the_list_have_their_subscripts(window: MainWindow, settle: Settle) -> None:
    pane = opened(window, settle)
    index = pane.model.index(next(at for at, one in enumerate(pane.model.rows) if one.part == "formula"), NAMED)
    assert index.data().startswith("ECRE,p  ")  # what is read aloud
    assert index.data(SYMBOL)[0] == "EC<sub>RE,p</sub>"
    assert isinstance(pane.table.itemDelegateForColumn(NAMED), SymbolDelegate)
    with_symbol = pane.table.viewport().grab(pane.table.visualRect(index)).toImage()
    pane.table.setItemDelegateForColumn(NAMED, QStyledItemDelegate(pane.table))
    assert with_symbol != pane.table.viewport().grab(pane.table.visualRect(index)).toImage()


def test_a_difference_stops_the_confirmation_until_it_is_taken_back(
    window: MainWindow, settle: Settle, text: str
) -> None:
    pane = opened(window, settle, text)
    all_agree(window, settle, pane)
    assert seen(pane).missing == ()
    pane.table.selectRow(1)
    assert pane.side.page.text() == "p. 4"
    pane.side.words.setPlainText("The text has a factor of 0.9 here.")
    pane.side._differs.click()
    settle(window)
    assert seen(pane).items[1].state is Compare.DIFFERS
    assert not pane._complete.isEnabled()
    assert "1 part differs" in pane._stands.text()
    pane.side._back.click()
    settle(window)
    assert seen(pane).items[1].state is Compare.OPEN


def test_a_refusal_keeps_the_row_and_says_why(window: MainWindow, settle: Settle, text: str) -> None:
    pane = opened(window, settle, text)
    before = pane.chosen()
    pane.side.page.clear()
    QTest.keyClick(pane.side.page, Qt.Key.Key_Return)
    settle(window)
    assert pane.chosen() == before
    assert seen(pane).done == 0
    assert any("Please give the page" in one.text() for one in window.bar.findChildren(QLabel))


def test_a_finding_leads_here(window: MainWindow, settle: Settle) -> None:
    span = Span(date(2016, 1, 1), date(2016, 12, 31))
    found: list[FindingRow] = []

    def look(session: Session) -> None:
        overview.start_project(session, "ID001")
        overview.open_period(session, "ID001", span)
        found.extend(checking.checks_page(session, "ID001", span).findings)

    window.door.run(look)
    settle(window)
    (one,) = [each for each in found if each.code == "DEF-02"]
    window.go(one.place.page, one.place)
    settle(window)
    page = window.pages["library"]
    assert isinstance(page, LibraryPage)
    assert page.views.currentWidget() is page.confirm
    assert f"{seen(page.confirm).id} ver{seen(page.confirm).version}" == one.place.parameter


def test_the_model_keeps_qt_s_rules(window: MainWindow, settle: Settle, qtmodeltester: ModelTester) -> None:
    pane = opened(window, settle)
    qtmodeltester.check(pane.model)
