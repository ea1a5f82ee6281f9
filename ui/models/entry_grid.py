"""The readings grid as a Qt model. Shows rows of the service; stores nothing and judges nothing.

Texts that were typed but not answered yet by the service are kept here, so that
nothing typed disappears from sight.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.views import Cell, CellEdit, CellState, EntryGrid, PointRow

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1  # the Cell
WAITING_ROLE = Qt.ItemDataRole.UserRole + 2  # whether its text is still on its way
ASKED_ROLE = Qt.ItemDataRole.UserRole + 4  # whether its text can be read in two ways
POINT_ROLE = Qt.ItemDataRole.UserRole + 3  # the PointRow of a column header
EMPTY = Cell("", "", CellState.EMPTY)


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

    def place_of(self, point: str, first: str) -> QModelIndex:
        """The index of a point and a first day; the point's first cell if no day fits."""
        if self.grid is None:
            return QModelIndex()
        column = next((at for at, one in enumerate(self.grid.points) if one.no == point), 0)
        rows = [at for at, one in enumerate(self.grid.rows) if one.span.first.isoformat() <= first]
        return self.index(rows[-1] if rows else 0, column)

    def next_problem(self, row: int, column: int) -> QModelIndex:
        """The next cell with a problem after this one, from the top again at the end."""
        if self.grid is None or not self.grid.points:
            return QModelIndex()
        width = len(self.grid.points)
        count = len(self.grid.rows) * width
        here = row * width + column
        for step in range(1, count + 1):
            at = (here + step) % count
            if self.cell(at // width, at % width).problem:
                return self.index(at // width, at % width)
        return QModelIndex()

    # --- several cells at once ------------------------------------------------------------------------------------

    def copy(self, cells: Iterable[tuple[int, int]]) -> str:
        """The rectangle around these cells as tab separated text."""
        places = sorted(set(cells))
        if not places:
            return ""
        rows = range(places[0][0], places[-1][0] + 1)
        columns = range(min(column for _row, column in places), max(column for _row, column in places) + 1)
        buffer = io.StringIO()
        writer = csv.writer(buffer, dialect="excel-tab", lineterminator="\n")
        writer.writerows([[self._edit_text(row, column) for column in columns] for row in rows])
        return buffer.getvalue()

    def paste(self, text: str, row: int, column: int, cells: Iterable[tuple[int, int]] = ()) -> tuple[int, int]:
        """Put tab separated text from a place on; one value fills all `cells`. How many were put, and did not fit."""
        lines = list(csv.reader(io.StringIO(text.rstrip("\r\n")), dialect="excel-tab"))
        wanted = [
            (row + down, column + right, one) for down, line in enumerate(lines) for right, one in enumerate(line)
        ]
        places = list(cells)
        if len(wanted) == 1 and len(places) > 1:
            wanted = [(at[0], at[1], wanted[0][2]) for at in places]
        edits = [self._edit(*one) for one in wanted]
        fitting = tuple(one for one in edits if one is not None)
        if fitting:
            self.edited.emit(fitting)
        return len(fitting), len(edits) - len(fitting)

    def clear(self, cells: Iterable[tuple[int, int]]) -> None:
        """Empty these cells."""
        edits = [self._edit(row, column, "") for row, column in cells if self._edit_text(row, column)]
        fitting = tuple(one for one in edits if one is not None)
        if fitting:
            self.edited.emit(fitting)

    def _edit(self, row: int, column: int, text: str) -> CellEdit | None:
        if self.grid is None or not 0 <= row < len(self.grid.rows) or not 0 <= column < len(self.grid.points):
            return None
        return CellEdit(self.grid.points[column].no, self.grid.rows[row].span, text.strip())

    def _edit_text(self, row: int, column: int) -> str:
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
        return flags if self.is_total(index.row()) else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        grid = self.grid
        if grid is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if self.is_total(row):
            return grid.totals[column] if role == Qt.ItemDataRole.DisplayRole else None
        cell = self.cell(row, column)
        waiting = self._waiting.get((grid.points[column].no, grid.rows[row].span))
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text if waiting is None else waiting
        if role == Qt.ItemDataRole.EditRole:
            return cell.edit_text if waiting is None else waiting
        if role == CELL_ROLE:
            return cell
        if role == WAITING_ROLE:
            return waiting is not None
        if role == ASKED_ROLE:
            return (grid.points[column].no, grid.rows[row].span) in self._asked
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.problem or cell.converted or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(part for part in (cell.text or _("empty"), cell.problem) if part)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or self.is_total(index.row()):
            return False
        edit = self._edit(index.row(), index.column(), str(value))
        if edit is None:
            return False
        if edit.text != self._edit_text(index.row(), index.column()):
            self.edited.emit((edit,))
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
