"""Draws the cells of the readings grid and makes their editor. Knows cells, stores nothing."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import Cell, CellState
from ui.icons import pixmap
from ui.style import base_font, colour
from ui.widgets.texts import SEVERITY_TONES, TONE_ICONS

_SHORT = 9  # letters that fit any column
Index = QModelIndex | QPersistentModelIndex
MOVES = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CellDelegate(QStyledItemDelegate):
    """A cell: its text, a sign for the worst finding, and marks for drafts, corrections and texts on their way."""

    moved = Signal(int, int)  # rows down, columns right; after the editor was stored
    typed = Signal()  # the open editor has another text or caret, or is gone

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor: QLineEdit | None = None
        self._plain = base_font()
        self._bold, self._italic = QFont(self._plain), QFont(self._plain)
        self._bold.setBold(True)
        self._italic.setItalic(True)

    # --- painting -------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = index.model().look(index.row(), index.column())  # type: ignore[attr-defined]  # the grid's own model
        cell, rect, state = look.cell, option.rect, option.state
        painter.save()
        painter.fillRect(rect, colour("amber-soft" if look.asked else _ground(cell)))
        if state & QStyle.StateFlag.State_Selected and not state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect, colour("accent-soft"))
        if index.model().begins_year(index.row()):  # type: ignore[attr-defined]
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), colour("line-strong"))
        text, ink, picture = look.text, "text", ""
        font = self._bold if cell is None else self._plain
        if cell is not None:
            picture, tone = ("open", "amber") if look.asked else _picture(cell, look.waiting)
            if picture:
                painter.drawPixmap(rect.left() + 7, rect.center().y() - 7, pixmap(picture, tone, 15))
            if cell.state is CellState.DRAFT:
                font, ink = self._italic, "red"
            elif cell.state is CellState.MISSING and not text:
                text, font, ink = cell.missing, self._italic, "quiet"
            if cell.state is CellState.CORRECTED:
                painter.fillRect(QRect(rect.right() - 5, rect.top() + 1, 5, 5), colour("accent"))
            if cell.note:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour("amber"))
                painter.drawPolygon(_corner(rect))
        painter.setFont(font)
        painter.setPen(colour(ink))
        inner = rect.adjusted(26 if picture else 8, 0, -10, 0)
        shown = text
        if len(text) > _SHORT:
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideLeft, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    # --- editing --------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("cellEditor")
        editor.setAccessibleName(_("Reading"))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setFrame(False)
        editor.setAcceptDrops(False)
        editor.textChanged.connect(self.typed)
        editor.cursorPositionChanged.connect(self.typed)
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.property("filled"):
            editor.setProperty("filled", True)  # a later redraw must not replace what is being typed
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
            self.typed.emit()
        super().destroyEditor(editor, index)

    def commit(self) -> None:
        """Store what is in the open editor, if there is one."""
        editor = self.editor
        if editor is not None:
            self.editor = None
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
            self.typed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = MOVES.get(Qt.Key(event.key()))
            if move is not None:
                self.commit()
                self.moved.emit(*move)
                return True
        return super().eventFilter(watched, event)


def _ground(cell: Cell | None) -> str:
    if cell is None:
        return "ground"
    if cell.state is CellState.DRAFT:
        return "red-soft"
    tone = SEVERITY_TONES.get(str(cell.severity), "") if cell.severity else ""
    return f"{tone}-soft" if tone in ("red", "amber", "blue") else "card"


def _corner(rect: QRect) -> QPolygon:
    """The mark of a note."""
    right, bottom = rect.right() + 1, rect.bottom() + 1
    return QPolygon([QPoint(right, bottom), QPoint(right - 8, bottom), QPoint(right, bottom - 8)])


def _picture(cell: Cell, waiting: bool) -> tuple[str, str]:
    if waiting:
        return "saving", "quiet"
    if cell.state is CellState.DRAFT:
        return "draft", "red"
    if cell.state is CellState.MISSING:
        return "missing", "quiet" if cell.severity in (None, "info") else SEVERITY_TONES[str(cell.severity)]
    if cell.severity:
        tone = SEVERITY_TONES[str(cell.severity)]
        return TONE_ICONS[tone], "quiet" if tone == "plain" else tone
    return "", "text"
