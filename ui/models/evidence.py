"""The files of the evidence as a Qt model. Shows rows of the service; filters by point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jcm_desktop.domain.evidence_days import backs
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.evidence_files import FileRow

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (N_("File"), N_("Kind"), N_("Points"), N_("Days"), N_("Who issued it"), N_("Total"))


class FilesModel(QAbstractTableModel):
    """One row for each file and what it proves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[FileRow] = ()
        self._point = ""
        self._days: Span | None = None
        self.rows: list[FileRow] = []

    def show_rows(self, rows: Sequence[FileRow]) -> None:
        """Show these rows."""
        self._all = rows
        self.show_point(self._point, self._days)

    def show_point(self, no: str, days: Span | None = None) -> None:
        """Show only what backs up this point, on these days; empty: all."""
        self.beginResetModel()
        self._point, self._days = no, days
        own = (one for one in self._all if not no or no in one.item.points)
        self.rows = [one for one in own if days is None or backs(one.item, no, days)]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            name = f"{one.name}, {one.page}" if one.page else one.name
            kind = f"{one.kind}\n{one.confidential}" if one.confidential else one.kind
            return (name, kind, one.points, one.days, one.issuer, one.total)[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(COLUMNS[section])
        return None
