"""Small tables of an import as Qt models: problems by line, what would change by month. Shows rows of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.import_views import MonthRow, ProblemRow
from ui.icons import icon

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")
STATE_ICONS = {
    "new": ("plus", "green"),
    "updated": ("draft", "accent"),
    "gone": ("close", "amber"),
    "typed": ("warning", "amber"),
    "frozen": ("info", "quiet"),
    "overlaps": ("warning", "amber"),
    "same": ("good", "quiet"),
}


class _Table(QAbstractTableModel, Generic[T]):
    columns: tuple[str, ...] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[T] = ()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def texts(self, row: T) -> tuple[str, ...]:
        """The cells of a row."""
        raise NotImplementedError

    def picture(self, row: T) -> tuple[str, str] | None:
        """Icon and colour before the first cell; its meaning stands in words in the row."""
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.texts(row)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            found = self.picture(row)
            return icon(*found) if found else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(self.columns[section])
        return None


class ProblemModel(_Table[ProblemRow]):
    """A line for each problem."""

    columns = (N_("File"), N_("Line"), N_("Column"), N_("Text"), N_("What is wrong"))

    def texts(self, row: ProblemRow) -> tuple[str, ...]:
        return (row.file, f"{row.line:,}", str(row.column or ""), row.text, row.words)

    def picture(self, row: ProblemRow) -> tuple[str, str] | None:
        return ("error", "red")


class MonthModel(_Table[MonthRow]):
    """A line for each reading that would be stored."""

    columns = (N_("Month"), N_("Point"), N_("Now"), N_("From the files"), N_("What happens"), N_("To know"))

    def texts(self, row: MonthRow) -> tuple[str, ...]:
        return (row.label, row.point, row.before, row.after, row.words, " ".join(row.notes))

    def picture(self, row: MonthRow) -> tuple[str, str] | None:
        return STATE_ICONS[row.state]
