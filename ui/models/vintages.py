"""The vintages of a result as a Qt model. Shows rows of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.views import DerivationNode, VintageRow
from ui.style import colour

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (
    N_("Year"),
    N_("Days"),
    N_("Reference"),
    N_("Project"),
    N_("Reductions"),
    N_("Claim (t)"),
    N_("Expected (t)"),
)
EXPECTED = 6
NUMBERS = {2: 0, 3: 1, 4: 2, 5: 2}  # column to its derivation: RE, PE, ER; the claim is ER rounded down


class VintageModel(QAbstractTableModel):
    """One row for each calendar year; numbers that unfold look like links."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[VintageRow] = ()

    def show_rows(self, rows: Sequence[VintageRow]) -> None:
        """Show these rows, each with those of its methodologies below where there are several."""
        self.beginResetModel()
        self.rows = [each for one in rows for each in (one, *one.parts)]
        self.endResetModel()

    def derivation(self, index: Index) -> DerivationNode | None:
        """What the number at a place is made of."""
        if not index.isValid() or index.column() not in NUMBERS:
            return None
        found = self.rows[index.row()].derivations
        at = NUMBERS[index.column()]
        return found[at] if at < len(found) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            name = row.year if row.parts or row.year.isdigit() else f"\u2003{row.year}"
            return (name, str(row.days), row.reference, row.project, row.reductions, row.claimed, row.expected)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column in NUMBERS:
            return colour("accent")
        if role == Qt.ItemDataRole.ToolTipRole and column in NUMBERS:
            return _("Click to see what this number is made of")
        if role == Qt.ItemDataRole.ToolTipRole and column == EXPECTED:
            return _("By the plan, for these days")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
