"""The public register as a Qt model with a filter. No rules; whether a project is usable comes from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.views import RegisterRow
from ui.icons import icon

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (N_("Number"), N_("Title"), N_("Country"), N_("Methodology"), N_("Can be started here"))


class RegisterModel(QAbstractTableModel):
    """One row for each project of the register."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[RegisterRow] = ()

    def show_rows(self, rows: Sequence[RegisterRow]) -> None:
        """Usable projects first."""
        self.beginResetModel()
        self.rows = sorted(rows, key=lambda one: (not one.usable or one.here, one.reference))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        note = _("Yes") if row.usable and not row.here else row.note
        texts = (row.reference, row.title, row.country, row.methodology, note)
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == len(COLUMNS) - 1:
            return icon("good", "green") if row.usable and not row.here else icon("info", "quiet")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(COLUMNS[section])
        return None


class RegisterFilter(QSortFilterProxyModel):
    """Shows the rows that hold every word typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._usable_only = False

    def set_words(self, text: str) -> None:
        """Show only rows with these words."""
        self.beginFilterChange()
        self._words = tuple(text.casefold().split())
        self.endFilterChange()

    def set_usable_only(self, on: bool) -> None:
        """Show only projects that can be started here."""
        self.beginFilterChange()
        self._usable_only = on
        self.endFilterChange()

    def row_at(self, index: Index) -> RegisterRow | None:
        """The row of the register behind a place of the table."""
        model = self.sourceModel()
        if not index.isValid() or not isinstance(model, RegisterModel):
            return None
        return model.rows[self.mapToSource(index).row()]

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        model = self.sourceModel()
        if not isinstance(model, RegisterModel):
            return True
        row = model.rows[source_row]
        if self._usable_only and (not row.usable or row.here):
            return False
        names = (
            row.reference,
            row.title,
            row.country,
            row.methodology,
            row.host_participants,
            row.japanese_participants,
        )
        text = " ".join(names).casefold()
        return all(word in text for word in self._words)
