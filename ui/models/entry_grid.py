"""The readings grid as a Qt model. Shows rows of the service; stores nothing and judges nothing.

Texts that were typed but not answered yet by the service are kept here, so that
nothing typed disappears from sight.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QModelRoleDataSpan,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.views import Cell, CellEdit, CellState, EntryGrid, PointRow
from ui.models import blocks

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1  # the Cell
WAITING_ROLE = Qt.ItemDataRole.UserRole + 2  # whether its text is still on its way
ASKED_ROLE = Qt.ItemDataRole.UserRole + 4  # whether its text can be read in two ways
POINT_ROLE = Qt.ItemDataRole.UserRole + 3  # the PointRow of a column header
EMPTY = Cell("", "", CellState.EMPTY)
ALIGNMENT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Look(NamedTuple):
    """All that a cell's picture depends on; the total of a column has no cell."""

    text: str
    cell: Cell | None
    waiting: bool = False
    asked: bool = False


class EntryGridModel(QAbstractTableModel):
    """Months down, monitoring points across, the totals in the last row."""

    edited = Signal(object)  # tuple[CellEdit, ...]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid: EntryGrid | None = None
        self._waiting: dict[tuple[str, Span], str] = {}
        self._asked: frozenset[tuple[str, Span]] = frozenset()

    # --- filling --------------------------------------------------------------------------------------------------

    def show_grid(self, grid: EntryGrid) -> None:
        """Show these rows; an open editor and the selection stay where the shape is the same."""
        old, same = self.grid, self._same_shape(grid)
        if not same:
            self.beginResetModel()
        if old is not None and (old.project, old.span) != (grid.project, grid.span):
            self._waiting.clear()
        self.grid = grid
        if not same:
            self.endResetModel()
        else:
            self._redraw()

    def _same_shape(self, grid: EntryGrid) -> bool:
        old = self.grid
        return (
            old is not None
            and (old.project, old.span) == (grid.project, grid.span)
            and [row.span for row in old.rows] == [row.span for row in grid.rows]
            and [(one.no, one.symbol, one.unit) for one in old.points]
            == [(one.no, one.symbol, one.unit) for one in grid.points]
        )

    def _redraw(self) -> None:
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    # --- texts on their way ---------------------------------------------------------------------------------------

    @property
    def waiting(self) -> tuple[CellEdit, ...]:
        """Texts that the service has not stored yet."""
        return tuple(CellEdit(point, span, text) for (point, span), text in self._waiting.items())

    def expect(self, edits: Iterable[CellEdit]) -> None:
        """Show these texts until they are stored."""
        self._waiting.update({(one.point, one.span): one.text for one in edits})
        self._redraw()

    def settle(self, edits: Iterable[CellEdit]) -> None:
        """These texts were stored, or given up."""
        for one in edits:
            if self._waiting.get((one.point, one.span)) == one.text:
                del self._waiting[one.point, one.span]
        self._redraw()

    def mark_asked(self, places: Iterable[tuple[str, Span]]) -> None:
        """These cells wait for the user to say how to read them."""
        self._asked = frozenset(places)
        self._redraw()

    # --- places ---------------------------------------------------------------------------------------------------

    @property
    def points(self) -> Sequence[PointRow]:
        return self.grid.points if self.grid else ()

    def is_total(self, row: int) -> bool:
        """Whether this is the row of totals."""
        return self.grid is not None and row == len(self.grid.rows)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place; an empty one outside."""
        if self.grid is None or not 0 <= row < len(self.grid.rows) or not 0 <= column < len(self.grid.points):
            return EMPTY
        return self.grid.rows[row].cells[column]

    def reopened(self, edits: Iterable[CellEdit]) -> str:
        """Why the period is open again, where one of these edits changes a value that was frozen before."""
        found = ""
        for one in edits:
            index = self.place_of(one.point, one.span.first.isoformat())
            found = found or self.cell(index.row(), index.column()).reopened
        return found

    def place_of(self, point: str, first: str) -> QModelIndex:
        """The index of a point and a first day; the point's first cell if no day fits."""
        if self.grid is None:
            return QModelIndex()
        column = next((at for at, one in enumerate(self.grid.points) if one.no == point), 0)
        rows = [at for at, one in enumerate(self.grid.rows) if one.span.first.isoformat() <= first]
        return self.index(rows[-1] if rows else 0, column)

    def next_cell(self, row: int, column: int, back: bool = False, wanted: Any = None) -> QModelIndex:
        """The next cell after this one that `wanted(row, column)` is true for, from the top again at the end."""
        if self.grid is None or not self.grid.points:
            return QModelIndex()
        width = len(self.grid.points)
        count = len(self.grid.rows) * width
        here = row * width + column
        for step in range(1, count + 1):
            at = (here - step if back else here + step) % count
            if wanted(at // width, at % width):
                return self.index(at // width, at % width)
        return QModelIndex()

    def next_problem(self, row: int, column: int) -> QModelIndex:
        """The next cell with a problem after this one, from the top again at the end."""
        return self.next_cell(row, column, wanted=lambda at, beside: bool(self.cell(at, beside).problem))

    def is_open(self, row: int, column: int) -> bool:
        """Whether a cell whose days are over still has no value, and nobody said why."""
        grid = self.grid
        if grid is None or not grid.rows[row].due:
            return False
        waiting = self._waiting.get((grid.points[column].no, grid.rows[row].span))
        return self.cell(row, column).state is CellState.EMPTY and not waiting

    def open_cells(self) -> list[tuple[int, int]]:
        """The cells that are still to be filled, by month."""
        grid = self.grid
        if grid is None:
            return []
        return [(row, column) for row in range(len(grid.rows)) for column in range(len(grid.points)) if
                self.is_open(row, column)]  # fmt: skip

    def is_register(self, column: int) -> bool:
        """Whether what is typed here is what a register shows."""
        return bool(self.grid and self.grid.facts and self.grid.facts[column].register_unit)

    def unit_typed(self, column: int) -> str:
        """The unit of what is typed in a column."""
        grid = self.grid
        if grid is None:
            return ""
        return (grid.facts[column].register_unit if grid.facts else "") or grid.points[column].unit

    # --- finding --------------------------------------------------------------------------------------------------

    def holds(self, row: int, column: int, words: str) -> bool:
        """Whether a cell's value, its text or its note has these words in it; groups of digits do not matter."""
        cell = self.cell(row, column)
        wanted = _folded(words)
        texts = (self.text_at(row, column), cell.text, cell.edit_text, cell.note, cell.missing)
        return bool(wanted) and any(wanted in _folded(text) for text in texts)

    def count(self, words: str) -> int:
        """How many cells hold these words."""
        if self.grid is None:
            return 0
        rows, columns = range(len(self.grid.rows)), range(len(self.grid.points))
        return sum(self.holds(row, column, words) for row in rows for column in columns)

    # --- several cells at once ------------------------------------------------------------------------------------

    def copy(self, cells: Iterable[tuple[int, int]]) -> str:
        """The rectangle around these cells as tab separated text."""
        return blocks.as_text(cells, self.text_at) if self.grid else ""

    def paste(self, text: str, row: int, column: int, cells: Iterable[tuple[int, int]] = ()) -> tuple[int, int]:
        """Put tab separated text from a place on. How many were put, and did not fit."""
        return self._put(blocks.pasted(text, (row, column), list(cells)))

    def fill_down(self, cells: Iterable[tuple[int, int]]) -> tuple[int, int]:
        """Put the top cell's text in those below. How many were put, and how many are of registers and were left."""
        wanted = blocks.filled_down([one for one in cells if not self.is_total(one[0])], self.text_at)
        own = [one for one in wanted if not self.is_register(one[1])]
        self._put(own)
        return len(own), len(wanted) - len(own)

    def _put(self, wanted: Sequence[blocks.Put]) -> tuple[int, int]:
        edits = [self._edit(*one) for one in wanted]
        fitting = tuple(one for one in edits if one is not None)
        if fitting:
            self.edited.emit(fitting)
        return len(fitting), len(edits) - len(fitting)

    def put(self, row: int, column: int, text: str) -> bool:
        """One cell's text, as the table's editor would store it; whether it is another one."""
        edit = self._edit(row, column, text)
        draft = self.cell(row, column).state is CellState.DRAFT  # what was no value may be one by now
        if edit is None or (edit.text == self.text_at(row, column) and not draft):
            return False
        self.edited.emit((edit,))
        return True

    def clear(self, cells: Iterable[tuple[int, int]]) -> None:
        """Empty these cells."""
        edits = [self._edit(row, column, "") for row, column in cells if self.text_at(row, column)]
        fitting = tuple(one for one in edits if one is not None)
        if fitting:
            self.edited.emit(fitting)

    def _edit(self, row: int, column: int, text: str) -> CellEdit | None:
        grid = self.grid
        if grid is None or not 0 <= row < len(grid.rows) or not 0 <= column < len(grid.points):
            return None
        return CellEdit(grid.points[column].no, grid.rows[row].span, text.strip())

    def text_at(self, row: int, column: int) -> str:
        """What would be typed to have what stands here; for the row of totals, the total."""
        if self.grid is not None and self.is_total(row):
            return self.grid.totals[column]
        place = self._edit(row, column, "")
        waiting = self._waiting.get((place.point, place.span)) if place else None
        return self.cell(row, column).edit_text if waiting is None else waiting

    # --- Qt's own -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.grid is None else len(self.grid.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.grid is None else len(self.grid.points)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        locked = self.is_total(index.row()) or (self.grid is not None and self.grid.frozen is not None)
        return flags if locked else flags | Qt.ItemFlag.ItemIsEditable

    def look(self, row: int, column: int) -> Look:
        """What a cell is painted from; one call for each cell."""
        grid = self.grid
        if grid is None:
            return Look("", None)
        if row == len(grid.rows):
            return Look(grid.totals[column], None)
        cell = grid.rows[row].cells[column]
        if not self._waiting and not self._asked:
            return Look(cell.text, cell)
        key = (grid.points[column].no, grid.rows[row].span)
        waiting = self._waiting.get(key)
        return Look(cell.text if waiting is None else waiting, cell, waiting is not None, key in self._asked)

    def begins_year(self, row: int) -> bool:
        """Whether another calendar year (vintage) begins with this row."""
        rows = self.grid.rows if self.grid else ()
        return 0 < row < len(rows) and rows[row].span.first.year != rows[row - 1].span.first.year

    def multiData(  # type: ignore[override]  # Qt hands in a span
        self,
        index: Index,
        roleDataSpan: QModelRoleDataSpan,  # noqa: N803 - Qt's own name
    ) -> None:
        look = self.look(index.row(), index.column()) if index.isValid() and self.grid else None
        for one in roleDataSpan:  # type: ignore[attr-defined]  # it can be walked over
            value = self._of(index.row(), index.column(), look, one.role()) if look else None
            if value is None:
                one.clearData()
            else:
                one.setData(value)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.grid is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        return self._of(row, column, self.look(row, column), role)

    def _of(self, row: int, column: int, look: Look, role: int) -> Any:
        """A cell's answer for one role."""
        if role == Qt.ItemDataRole.DisplayRole:
            return look.text
        cell = look.cell
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNMENT
        if cell is None:
            return None
        if role == Qt.ItemDataRole.EditRole:
            return look.text if look.waiting else cell.edit_text
        if role == CELL_ROLE:
            return cell
        if role == WAITING_ROLE:
            return look.waiting
        if role == ASKED_ROLE:
            return look.asked
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(one for one in (cell.problem, cell.exact, cell.converted or cell.note) if one) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column, cell)
        return None

    def _spoken(self, row: int, column: int, cell: Cell) -> str:
        """A cell for those who hear it: where, what, and what is wrong with it."""
        where = f"{self.points[column].no}, {self.grid.rows[row].label}" if self.grid else ""
        state = _("missing: {cause}").format(cause=cell.missing) if cell.state is CellState.MISSING else _("empty")
        note = _("note: {text}").format(text=cell.note) if cell.note else ""
        value = f"{cell.text} {self.points[column].unit}" if cell.text else state
        return ", ".join(part for part in (where, value, cell.problem, note) if part)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or self.is_total(index.row()):
            return False
        if self._edit(index.row(), index.column(), "") is None:
            return False
        self.put(index.row(), index.column(), str(value))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        grid = self.grid
        if grid is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                return _("Total") if self.is_total(section) else grid.rows[section].label
            return None
        if not 0 <= section < len(grid.points):
            return None
        point = grid.points[section]
        if role == POINT_ROLE:
            return point
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{point.no} {point.key} [{point.unit}]"
        if role == Qt.ItemDataRole.ToolTipRole:
            return point.label
        return None


def _folded(text: str) -> str:
    """For finding: letters of one case and width, digits without groups."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = [
        one
        for at, one in enumerate(plain)
        if not (one in ", ’'" and plain[at - 1 : at].isdigit() and re.match(r"\d{3}(?!\d)", plain[at + 1 : at + 5]))
    ]
    return "".join(kept)
