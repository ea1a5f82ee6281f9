"""The readings grid as a model: several roles at once, finding, filling, blocks that repeat, what is still open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.period import Span
from jcm_desktop.services.entry_views import FrozenWords, PointFacts
from jcm_desktop.services.views import Cell, CellEdit, CellState, EntryGrid, GridRow, PointRow
from ui.models import blocks
from ui.models.entry_grid import EntryGridModel, Look

pytestmark = pytest.mark.gui


def point(no: str, unit: str = "MWh") -> PointRow:
    return PointRow(no, f"EG[{no}]", "EG", "Electricity", unit, "C", ("A", "C"), "", "", "", "", "", "", 0)


def month(number: int) -> Span:
    return Span(date(2020, number, 1), date(2020, number, 28))


def cell(text: str = "", **more: Any) -> Cell:
    state = more.pop("state", CellState.VALUE if text else CellState.EMPTY)
    return Cell(text, text.replace(",", ""), state, **more)


def grid(*rows: tuple[Cell, ...], due: int = 99, registers: tuple[int, ...] = (), frozen: bool = False) -> EntryGrid:
    points = tuple(point(f"({at + 1})") for at in range(len(rows[0])))
    lines = tuple(GridRow(month(at + 1), f"month {at + 1}", cells, at < due) for at, cells in enumerate(rows))
    facts = tuple(PointFacts((), "kWh" if at in registers else "") for at in range(len(points)))
    words = FrozenWords("frozen") if frozen else None
    return EntryGrid("P", month(1), "", points, lines, ("9",) * len(points), 0, 0, None, "", "", facts, words)


@pytest.fixture
def model(qtbot: QtBot) -> EntryGridModel:
    made = EntryGridModel()
    made.show_grid(grid((cell("1,234.5"), cell("2")), (cell("3", note="Read by Bat"), cell())))
    return made


def heard(model: EntryGridModel) -> list[tuple[CellEdit, ...]]:
    edits: list[tuple[CellEdit, ...]] = []
    model.edited.connect(edits.append)
    return edits


class Asking(QStyledItemDelegate):
    def text(self, index: QModelIndex) -> str:
        option = QStyleOptionViewItem()
        self.initStyleOption(option, index)  # Qt asks for all its roles in one call
        return str(option.text)


def test_all_roles_at_once_are_what_each_is_alone(model: EntryGridModel) -> None:
    asking = Asking()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            assert asking.text(index) == index.data()
    model.expect((CellEdit("(2)", month(1), "77"),))
    assert asking.text(model.index(0, 1)) == "77"
    assert model.look(0, 1) == Look("77", model.cell(0, 1), waiting=True)
    assert model.look(2, 0) == Look("9", None)


def test_a_cell_is_spoken_with_its_place_value_and_note(model: EntryGridModel) -> None:
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "(1), month 2, 3 MWh, note: Read by Bat"
    assert model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "(2), month 2, empty"


@pytest.mark.parametrize(
    ("words", "count"),
    [("1234", 1), ("1,234", 1), ("１２３４", 1), ("read by", 1), ("3", 2), ("x", 0), ("", 0), ("9", 0)],
)
def test_find_looks_at_values_and_notes_but_not_at_totals(model: EntryGridModel, words: str, count: int) -> None:
    assert model.count(words) == count


def test_find_goes_round(model: EntryGridModel) -> None:
    def wanted(row: int, column: int) -> bool:
        return model.holds(row, column, "3")

    first = model.next_cell(0, 0, wanted=wanted)
    assert (first.row(), first.column()) == (1, 0)
    assert model.next_cell(1, 0, wanted=wanted) == model.index(0, 0)
    assert model.next_cell(0, 0, back=True, wanted=wanted) == model.index(1, 0)


def test_what_is_open_is_due_empty_and_not_explained(qtbot: QtBot) -> None:
    model = EntryGridModel()
    stated = cell(state=CellState.MISSING, missing="outage")
    model.show_grid(grid((cell("1"), cell()), (stated, cell("x", state=CellState.DRAFT)), (cell(), cell()), due=2))
    assert model.open_cells() == [(0, 1)]
    model.expect((CellEdit("(2)", month(1), "5"),))
    assert model.open_cells() == []


def test_fill_down_takes_the_top_cell_and_leaves_registers(qtbot: QtBot) -> None:
    model = EntryGridModel()
    model.show_grid(grid((cell("1"), cell("7")), (cell(), cell()), (cell(), cell()), registers=(1,)))
    edits = heard(model)
    every = [(row, column) for row in range(3) for column in range(2)]
    assert model.fill_down(every) == (2, 2)
    assert edits == [(CellEdit("(1)", month(2), "1"), CellEdit("(1)", month(3), "1"))]
    assert model.fill_down([(1, 0)]) == (1, 0)
    assert edits[-1] == (CellEdit("(1)", month(2), "1"),)
    assert model.fill_down([(3, 0)]) == (0, 0)
    assert (model.unit_typed(0), model.unit_typed(1)) == ("MWh", "kWh")


def test_a_frozen_period_is_shown_and_not_edited(qtbot: QtBot) -> None:
    model = EntryGridModel()
    model.show_grid(grid((cell("1"),), frozen=True))
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


texts = st.text("0123456789.,", max_size=5)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_copied_is_what_is_pasted(rows: list[list[str]]) -> None:
    cells = [(row, column) for row in range(len(rows)) for column in range(2)]
    copied = blocks.as_text(cells, lambda row, column: rows[row][column])
    put = blocks.pasted(copied, (0, 0)) if copied.strip("\n") else []
    assert {(row, column): text for row, column, text in put if text} == {
        (row, column): rows[row][column] for row, column in cells if rows[row][column]
    }


def test_a_block_is_repeated_where_it_fits_without_a_rest() -> None:
    four = [(row, 0) for row in range(4)]
    assert blocks.pasted("1\n2", (0, 0), four) == [(0, 0, "1"), (1, 0, "2"), (2, 0, "1"), (3, 0, "2")]
    assert blocks.pasted("1\n2", (0, 0), four[:3]) == [(0, 0, "1"), (1, 0, "2")]
    assert blocks.pasted("5", (0, 0), four) == [(row, 0, "5") for row in range(4)]
    assert blocks.pasted("1\t2", (0, 0), [(0, 0), (0, 1), (1, 0), (1, 1)]) == [
        (0, 0, "1"),
        (0, 1, "2"),
        (1, 0, "1"),
        (1, 1, "2"),
    ]
    assert blocks.pasted("", (0, 0)) == []
