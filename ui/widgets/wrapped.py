"""Wrapped words in the cells of a table: rows as high as they need, a sign beside the first line. Knows no page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

Index = QModelIndex | QPersistentModelIndex
BESIDE, ABOVE = 18, 10  # the room that the style sheet takes from a cell; Qt's own hint forgets it
GAP = 6  # between a sign and its words


class WrappedDelegate(QStyledItemDelegate):
    """Paints as Qt does."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.displayAlignment & Qt.AlignmentFlag.AlignTop:
            option.decorationAlignment = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """High enough for all words in the width of the column."""
        self.initStyleOption(option, index)
        view, sign = option.widget, option.decorationSize
        width = view.columnWidth(index.column()) - BESIDE if isinstance(view, QTableView) else 100
        beside = 0 if option.icon.isNull() else sign.width() + GAP
        room = QRect(0, 0, max(20, width - beside), 10_000)
        needed = option.fontMetrics.boundingRect(room, Qt.TextFlag.TextWordWrap, option.text)
        return QSize(width, max(needed.height(), sign.height() if beside else 0) + ABOVE)
