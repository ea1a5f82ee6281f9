"""The paging model: what `data` says, `multiData` says too; few pages are fetched and kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QTableView
from pytestqt.qtbot import QtBot

from ui.models.paged import KEPT, PAGE, PagedModel

pytestmark = pytest.mark.gui


class Numbers:
    """A million rows, and what was fetched of them."""

    headers: tuple[str, ...] = ("Line", "Text", "Value")

    def __init__(self, count: int = 1_000_000) -> None:
        self.count = count
        self.fetched: list[int] = []

    def __len__(self) -> int:
        return self.count

    def rows(self, first: int, count: int) -> Sequence[tuple[str, ...]]:
        self.fetched.append(first)
        return [(str(at), f"text {at}", f"{at}.5") for at in range(first, min(first + count, self.count))]


def test_only_what_is_seen_is_fetched(qtbot: QtBot, dressed: QApplication) -> None:
    rows, model, view = Numbers(), PagedModel(), QTableView()
    qtbot.addWidget(view)
    model.show_rows(rows, (2,))
    view.setModel(model)
    view.resize(600, 400)
    view.show()
    view.scrollTo(model.index(777_777, 0))
    QApplication.processEvents()
    assert len(rows.fetched) <= 6
    assert model.index(777_777, 1).data() == "text 777777"


def test_few_pages_are_kept() -> None:
    rows, model = Numbers(), PagedModel()
    model.show_rows(rows)
    for at in range(0, PAGE * (KEPT + 10), PAGE):
        assert model.text(at, 0) == str(at)
    assert len(model._pages) == KEPT
    assert model.text(10**9, 0) == ""


def test_every_cell_is_drawn_as_its_own_data_say(qtbot: QtBot, dressed: QApplication) -> None:
    """A view lends the same roles for each cell; nothing of the cell before may stay in them."""
    model, view = PagedModel(), QTableView()
    qtbot.addWidget(view)
    model.show_rows(Numbers(100), (0, 2))
    view.setModel(model)

    class Asked(type(view.itemDelegate())):  # type: ignore[misc]
        def option(self, index: QModelIndex) -> QStyleOptionViewItem:
            found = QStyleOptionViewItem()
            self.initStyleOption(found, index)
            return found

    delegate = Asked()
    for column, right in ((0, True), (1, False), (2, True), (1, False)):
        option = delegate.option(model.index(5, column))
        assert option.text == model.index(5, column).data()
        assert bool(option.displayAlignment & Qt.AlignmentFlag.AlignRight) == right
        assert (model.index(5, column).data(Qt.ItemDataRole.TextAlignmentRole) is not None) == right


def test_qt_finds_no_fault_with_it(dressed: QApplication) -> None:
    model = PagedModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(Numbers(300))
    model.show_rows(None)
    model.show_rows(Numbers(3), (1,))
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Value"
    assert tester.model() is model
