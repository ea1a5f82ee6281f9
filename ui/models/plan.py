"""The tables of the plan page as Qt models. Show rows of the service; what may be changed is decided there."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.views import FixedRow, PointRow
from ui.icons import icon
from ui.style import colour

Index = QModelIndex | QPersistentModelIndex
POINT_COLUMNS = (
    N_("No."),
    N_("Parameter"),
    N_("Unit"),
    N_("Option"),
    N_("Source of data"),
    N_("How it is measured"),
    N_("How often"),
    N_("Comments"),
)
POINT_FIELDS = ("", "", "", "option", "source", "procedure", "frequency", "comments")
POINT_RICH = (1,)
FIXED_COLUMNS = (N_("Parameter"), N_("What it is"), N_("Value"), N_("Source"), N_("How well known"))
FIXED_RICH = (0,)
OPTION_COLUMN = 3
TOP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)  # a row may be higher than the table
UNSAVED_COLUMN = 4  # where the mark stands that a form has words not stored yet
UNSAVED = N_("Typed, but not saved: choose this row to go on.")


class PointsModel(QAbstractTableModel):
    """Table 1: the monitoring points; options and words can be changed in place."""

    edited = Signal(str, str, str)  # point, field, text

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[PointRow] = ()
        self._unsaved: frozenset[str] = frozenset()

    def mark_unsaved(self, numbers: frozenset[str]) -> None:
        """For these points words were typed that are not stored."""
        if numbers != self._unsaved and self.rows:
            self._unsaved = numbers
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(POINT_COLUMNS) - 1))

    def show_rows(self, rows: Sequence[PointRow]) -> None:
        """Show these rows; the place stays if their number is the same."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        else:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(POINT_COLUMNS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(POINT_COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if POINT_FIELDS[index.column()] else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, field = self.rows[index.row()], POINT_FIELDS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return TOP
        if row.no in self._unsaved and index.column() == UNSAVED_COLUMN:
            if role == Qt.ItemDataRole.DecorationRole:
                return icon("draft", "amber")
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
                return _(UNSAVED)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return getattr(row, field) if field else (row.no, _with_unit(row), row.unit)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.label if not field else _("Press F2 to change")
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() in POINT_RICH:
            return row.key
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field = POINT_FIELDS[index.column()]
        if role != Qt.ItemDataRole.EditRole or not field:
            return False
        row, text = self.rows[index.row()], str(value).strip()
        if text != getattr(row, field):
            self.edited.emit(row.no, field, text)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(POINT_COLUMNS[section])
        return None


def _with_unit(row: PointRow) -> str:
    """The symbol with the installed unit it is measured at, as markup."""
    unit = row.key.partition("[")[2].removesuffix("]")
    return f"{row.symbol} ({html.escape(unit)})" if unit else row.symbol


class FixedModel(QAbstractTableModel):
    """Table 2: the values fixed before; missing ones are marked in words, with a sign and a ground."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[FixedRow] = ()
        self._unsaved: Mapping[str, str] = {}

    def mark_unsaved(self, values: Mapping[str, str]) -> None:
        """For these keys values were typed that are not stored."""
        if values != self._unsaved:
            self._unsaved = dict(values)
            if self.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(FIXED_COLUMNS) - 1))

    def show_rows(self, rows: Sequence[FixedRow]) -> None:
        """Show these rows; the place stays if their number is the same."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        else:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(FIXED_COLUMNS) - 1))

    def row_of(self, key: str) -> int:
        """The row of a parameter's key; of the first missing value if there is none of that name."""
        found = [at for at, one in enumerate(self.rows) if one.key == key]
        missing = [at for at, one in enumerate(self.rows) if one.missing]
        return (found or missing or [0])[0]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(FIXED_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return TOP
        if role == Qt.ItemDataRole.DisplayRole:
            unit = "" if row.unit == "1" else f" {row.unit}"
            value = _("Missing") if row.missing else f"{row.value}{unit}"
            if row.key in self._unsaved:
                value = _("not saved: {text}").format(text=self._unsaved[row.key])
            source = " ".join(part for part in (row.source, f"({row.page})" if row.page else "") if part)
            known = "; ".join(part for part in (row.evidence_words, row.compared) if part)
            return (row.symbol, row.label, value, source, known)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            if row.key in self._unsaved and column == 2:
                return _(UNSAVED)
            return row.label if column < 2 else row.source
        if role == Qt.ItemDataRole.DecorationRole and row.key in self._unsaved and column == 2:
            return icon("draft", "amber")
        if role == Qt.ItemDataRole.BackgroundRole and row.missing:
            return colour("amber-soft")
        if role == Qt.ItemDataRole.ForegroundRole and row.missing and column == 2:
            return colour("amber")
        if role == Qt.ItemDataRole.DecorationRole and row.missing and column == 2:
            return icon("warning", "amber")
        if role == Qt.ItemDataRole.AccessibleTextRole and column in FIXED_RICH:
            return row.key
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(FIXED_COLUMNS[section])
        return None
