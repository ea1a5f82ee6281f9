"""Symbols with subscripts inside tables, trees and headers. Knows markup, no meaning."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QTextDocument
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.style import COLOURS

Index = QModelIndex | QPersistentModelIndex
SYMBOL = Qt.ItemDataRole.UserRole + 1  # markup of a symbol, and the words after it
GAP, SIDE = 10, 9


def document(markup: str, font: QFont, ink: str = "text", width: float = -1) -> QTextDocument:
    """Markup laid out, ready to paint."""
    made = QTextDocument()
    made.setDefaultFont(font)
    made.setDocumentMargin(0)
    made.setDefaultStyleSheet(f"body {{ color: {COLOURS[ink]}; }}")
    made.setHtml(f"<body>{markup}</body>")
    if width > 0:
        made.setTextWidth(width)
    return made


def paint_markup(painter: QPainter, where: QRect, made: QTextDocument, *, at_top: bool = False) -> None:
    """Paint a document in the middle of a height, or at its top."""
    painter.save()
    painter.setClipRect(where)
    top = where.top() + (0.0 if at_top else max(0.0, (where.height() - made.size().height()) / 2))
    painter.translate(QPointF(where.left(), top))
    made.drawContents(painter, QRectF(0, 0, where.width(), made.size().height()))
    painter.restore()


class SymbolDelegate(QStyledItemDelegate):
    """Paints what a model has under `SYMBOL`: a symbol with its subscripts, then the words as far as there is room."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        symbol, words = index.data(SYMBOL)
        made = document(symbol, option.font)
        before = round(made.idealWidth()) + GAP if symbol else 0
        inside = option.rect.adjusted(SIDE, 2, -SIDE, -2)
        paint_markup(painter, inside, made)
        room = inside.adjusted(before, 0, 0, 0)
        shown = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        paint_markup(painter, room, document(escape(shown), option.font))


class RichDelegate(QStyledItemDelegate):
    """Paints the display text of a column as markup."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        markup, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        made = document(markup, option.font)
        at_top = bool(option.displayAlignment & Qt.AlignmentFlag.AlignTop)
        paint_markup(painter, option.rect.adjusted(6, 6 if at_top else 2, -4, -2), made, at_top=at_top)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.initStyleOption(option, index)
        made = document(option.text, option.font)
        return QSize(round(made.idealWidth()) + 16, round(made.size().height()) + 8)
