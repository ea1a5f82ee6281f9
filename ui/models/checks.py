"""The catalogue of checks as a Qt model: rows arrive ready to show. No rules, no search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.check_catalogue import CheckRow
from ui.icons import icon
from ui.widgets.texts import SEVERITY_TONES, TONE_ICONS

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = (N_("Code"), N_("What is checked"), N_("Severity"), N_("Subject area"))
SEVERITY = 2


class ChecksModel(QAbstractTableModel):
    """One row for each check."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[CheckRow] = ()

    def show_rows(self, rows: Sequence[CheckRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_of(self, code: str) -> int:
        """Of the check with this code; -1 if it is not among those shown."""
        return next((at for at, one in enumerate(self.rows) if one.code == code), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Role.DecorationRole and column == SEVERITY:
            tone = SEVERITY_TONES[str(row.severity)]
            return icon(TONE_ICONS[tone], tone)
        if role == Role.ToolTipRole:
            return row.asks
        if role == Role.DisplayRole:
            return (row.code, row.title, row.severity_words, row.area_words)[column]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(COLUMNS[section])
        return None
