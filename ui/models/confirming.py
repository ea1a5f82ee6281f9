"""The things of a definition to compare with the approved text, as a Qt model. No rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.confirming_views import Compare, CompareRow
from ui.icons import icon
from ui.widgets.formula import plain
from ui.widgets.rich_text import SYMBOL

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = (N_("What"), N_("Our definition says"), N_("Compared"))
NAMED = 1  # the column with a symbol before its words
ICONS = {
    Compare.OPEN: ("open", "quiet"),
    Compare.AGREES: ("good", "green"),
    Compare.DIFFERS: ("error", "red"),
    Compare.CHANGED: ("warning", "amber"),
}


class CompareModel(QAbstractTableModel):
    """One row for each thing to compare."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[CompareRow] = ()

    def show_rows(self, rows: Sequence[CompareRow]) -> None:
        """The same things in the same order stay where they are, with the marks of the table."""
        if [one.id for one in rows] == [one.id for one in self.rows] and rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Role.DecorationRole:
            return icon(*ICONS[row.state]) if column == len(COLUMNS) - 1 else None
        if role == SYMBOL and column == NAMED:
            return (row.symbol if row.part != "criterion" else "", row.label)
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        symbol = plain(row.symbol).replace(" ", "") if row.part != "criterion" else ""
        name = f"{symbol}  {row.label}" if symbol else row.label  # what is read aloud; drawn with its subscripts
        state = f"{row.state_words}, {row.page}" if row.page else row.state_words
        return (row.part_words, name, state)[column]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(COLUMNS[section])
        return None
