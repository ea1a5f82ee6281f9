"""The register of meters as a list: each row its serial, its points, one line about its days, and its bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.metering import MeterCard
from ui.icons import pixmap
from ui.style import colour
from ui.widgets.cover_bar import Stretch, paint_cover

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT, BAR_HEIGHT, MARGIN = 82, 14, 10
CARD = Qt.ItemDataRole.UserRole


class MetersModel(QAbstractListModel):
    """One row for each meter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: Sequence[MeterCard] = ()

    def show_cards(self, cards: Sequence[MeterCard]) -> None:
        """Show these meters; the place stays if their serials are the same."""
        same = [one.serial for one in cards] == [one.serial for one in self.cards]
        if same and cards:
            self.cards = cards
            self.dataChanged.emit(self.index(0), self.index(len(cards) - 1))
            return
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()

    def row_of(self, serial: str) -> int:
        """The row of a meter; -1 if there is none."""
        return next((at for at, one in enumerate(self.cards) if one.serial == serial), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.serial
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{card.serial}, {points_words(card)}, {days_words(card)}"
        return card if role == CARD else None


def points_words(card: MeterCard) -> str:
    """Which points a meter serves."""
    if not card.points:
        return _("named at no point")
    return _("point {no}").format(no=", ".join(card.points))


def stretches_of(card: MeterCard) -> list[Stretch]:
    """Its days for the bar."""
    return [Stretch(one.span.first, one.span.last, one.state) for one in card.bars]


def days_words(card: MeterCard) -> str:
    """The days of a meter in one line: the worst first."""
    days = {
        state: sum(one.span.days for one in card.bars if one.state == state) for state in {b.state for b in card.bars}
    }
    if days.get("missing"):
        return ngettext("{count} day without calibration", "{count} days without calibration", days["missing"]).format(
            count=f"{days['missing']:,}"
        )
    if days.get("late"):
        return ngettext("{count} day calibrated late", "{count} days calibrated late", days["late"]).format(
            count=f"{days['late']:,}"
        )
    if days.get("corrected"):
        return ngettext("{count} day corrected", "{count} days corrected", days["corrected"]).format(
            count=f"{days['corrected']:,}"
        )
    return _("calibrated on every day of service") if days.get("covered") else _("not in service in this period")


def tone_of(card: MeterCard) -> tuple[str, str]:
    """Icon and tone of a meter's state."""
    states = {one.state for one in card.bars}
    if "missing" in states:
        return "error", "red"
    return ("warning", "amber") if "late" in states or any(one.blocks for one in card.findings) else ("good", "green")


class MeterDelegate(QStyledItemDelegate):
    """Paints a meter: serial, points, days in words with a sign, and the bar."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(CARD)
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        inside = option.rect.adjusted(MARGIN, 7, -MARGIN, -8)
        line = option.fontMetrics.lineSpacing()
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(colour("text"))
        top = QRect(inside.left(), inside.top(), inside.width(), line)
        elided = option.fontMetrics.elidedText(card.serial, Qt.TextElideMode.ElideMiddle, round(top.width() * 0.6))
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, elided)
        painter.setFont(option.font)
        painter.setPen(colour("quiet"))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight, points_words(card))
        icon, tone = tone_of(card)
        second = top.translated(0, line + 2)
        painter.drawPixmap(second.left(), second.top() + 1, pixmap(icon, tone, 16))
        painter.setPen(colour(tone))
        painter.drawText(second.adjusted(22, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, days_words(card))
        bar = QRect(inside.left(), inside.bottom() - BAR_HEIGHT, inside.width(), BAR_HEIGHT)
        paint_cover(painter, bar, stretches_of(card))
        painter.restore()
