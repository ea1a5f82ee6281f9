"""A bar of days and what holds on them: colour, pattern and words say the same thing. Knows no meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from jcm_desktop.i18n import N_, _
from ui.style import colour

HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is drawn, and its words."""

    words: str
    ground: str
    ink: str
    pattern: Qt.BrushStyle


LOOKS = {
    "covered": Look(N_("covered by a calibration"), "green-line", "green", Qt.BrushStyle.NoBrush),
    "missing": Look(N_("no calibration"), "red-soft", "red", Qt.BrushStyle.DiagCrossPattern),
    "late": Look(N_("calibrated late, not corrected yet"), "amber-soft", "amber", Qt.BrushStyle.BDiagPattern),
    "corrected": Look(N_("calibrated late, corrected"), "blue-soft", "blue", Qt.BrushStyle.VerPattern),
    "out of service": Look(N_("not in service"), "card", "line-strong", Qt.BrushStyle.NoBrush),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days and their state."""

    first: date
    last: date
    state: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def state_words(state: str) -> str:
    """What a state is called."""
    return _(LOOKS[state].words)


def stretch_words(one: Stretch) -> str:
    """A stretch in words: its days, then what holds."""
    return f"{one.first} – {one.last}: {state_words(one.state)}"


def paint_cover(painter: QPainter, where: QRect, stretches: Sequence[Stretch]) -> None:
    """Paint a bar; each stretch is as wide as its days, but never too narrow to be seen."""
    total = sum(one.days for one in stretches)
    if not total:
        return
    painter.save()
    x = float(where.left())
    least = 4.0
    spare = where.width() - least * len(stretches)
    for one in stretches:
        width = least + spare * one.days / total
        paint_stretch(painter, QRectF(x, where.top(), width, where.height()), one.state)
        x += width
    painter.restore()


def paint_stretch(painter: QPainter, where: QRectF, state: str) -> None:
    """Paint one stretch: ground, pattern and frame; what was out of service is an empty frame with a line through."""
    look = LOOKS[state]
    painter.fillRect(where, colour(look.ground))
    if look.pattern is not Qt.BrushStyle.NoBrush:
        painter.fillRect(where, QBrush(colour(look.ink), look.pattern))
    if state == "out of service":
        painter.setPen(QPen(colour(look.ink), 1))
        middle = where.center().y()
        painter.drawLine(QPointF(where.left(), middle), QPointF(where.right(), middle))
    painter.setPen(QPen(colour(look.ink), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(where.adjusted(0.5, 0.5, -0.5, -0.5))


class CoverBar(QWidget):
    """A bar with its first and last day below."""

    def __init__(self) -> None:
        super().__init__()
        self._stretches: Sequence[Stretch] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(HEIGHT + 18)

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT + 18)

    def show_stretches(self, stretches: Sequence[Stretch]) -> None:
        """Show these days."""
        self._stretches = stretches
        words = "; ".join(stretch_words(one) for one in stretches)
        self.setAccessibleName(words)
        self.setToolTip(words.replace("; ", "\n"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._stretches:
            return
        painter = QPainter(self)
        paint_cover(painter, QRect(0, 0, self.width(), HEIGHT), self._stretches)
        painter.setPen(colour("quiet"))
        font = QFont(self.font())
        font.setPointSizeF(9)
        painter.setFont(font)
        below = QRect(0, HEIGHT, self.width(), self.height() - HEIGHT)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._stretches[0].first.isoformat())
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self._stretches[-1].last.isoformat())
        painter.end()


class Swatch(QWidget):
    """A small piece of a state's pattern, for a legend."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(26, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_stretch(painter, QRectF(self.rect()), self._state)
        painter.end()
