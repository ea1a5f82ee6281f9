"""The library and its coverage as Qt models: rows arrive ready to show. No rules, no search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.library_views import CoverageCell, CoverageState, CoverageView, LibraryRow, Use
from ui.icons import icon
from ui.style import COLOURS

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = (
    N_("Number"),
    N_("Title"),
    N_("Country"),
    N_("Technology"),
    N_("How well known"),
    N_("Projects"),
    N_("Good for"),
)
USE_ICONS = {
    Use.REPORT: ("good", "green"),
    Use.CONFIRM: ("checks", "amber"),
    Use.ESTIMATE: ("info", "blue"),
    Use.WORKBOOK: ("drop", "quiet"),
    Use.BROKEN: ("error", "red"),
}
# What a cell of the coverage says beside its colour.
SIGNS = {CoverageState.APPROVED: "●", CoverageState.TEMPLATE: "○", CoverageState.NONE: "·"}
TONES = {CoverageState.APPROVED: "green-soft", CoverageState.TEMPLATE: "blue-soft", CoverageState.NONE: "card"}


class LibraryModel(QAbstractTableModel):
    """One row for each version of a methodology."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[LibraryRow] = ()

    def show_rows(self, rows: Sequence[LibraryRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role not in (Role.DisplayRole, Role.ToolTipRole, Role.DecorationRole):
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Role.DecorationRole:
            return icon(*USE_ICONS[row.use]) if column == len(COLUMNS) - 1 else None
        texts = (
            f"{row.id} ver{row.version}",
            row.title,
            row.country_name,
            row.technology_words,
            row.evidence_words,
            str(row.projects or ""),
            row.use_words,
        )
        return texts[column]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(COLUMNS[section])
        return None


class CoverageModel(QAbstractTableModel):
    """Technologies down, partner countries across; a sign and words in every cell, the colour only repeats them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: CoverageView | None = None

    def show_view(self, view: CoverageView) -> None:
        self.beginResetModel()
        self._view = view
        self.endResetModel()

    def cell(self, index: Index) -> CoverageCell | None:
        """What is at a place of the table."""
        if self._view is None or not index.isValid():
            return None
        return self._view.rows[index.row()].cells[index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._view is None else len(self._view.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._view is None else len(self._view.countries)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None or self._view is None:
            return None
        if role == Role.DisplayRole:
            count = cell.definitions + cell.entries
            return f"{SIGNS[cell.state]}{count or ''}"
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            row, country = self._view.rows[index.row()], self._view.countries[index.column()]
            return f"{row.words}, {country.name}: {cell.words}"
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Role.BackgroundRole:
            return QColor(COLOURS[TONES[cell.state]])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if self._view is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            country = self._view.countries[section]
            if role == Role.DisplayRole:
                return country.code
            return country.name if role in (Role.ToolTipRole, Role.AccessibleTextRole) else None
        row = self._view.rows[section]
        if role == Role.DisplayRole:
            return f"{row.words} ({row.supported})" if row.supported is not None else row.words
        return row.category_words if role == Role.ToolTipRole else None
