"""A bar of days and what holds on them: colour, pattern and words say the same thing. Knows no meter and no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from jcm_desktop.i18n import N_, _
from ui.style import colour
from ui.widgets.texts import label, row

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
    "billed": Look(N_("in one invoice"), "green-line", "green", Qt.BrushStyle.NoBrush),
    "not billed": Look(N_("in no invoice"), "red-soft", "red", Qt.BrushStyle.DiagCrossPattern),
    "billed twice": Look(N_("in more than one invoice"), "amber-soft", "amber", Qt.BrushStyle.BDiagPattern),
    "in one file": Look(N_("in one file"), "green-line", "green", Qt.BrushStyle.NoBrush),
    "in no file": Look(N_("in no file"), "card", "line-strong", Qt.BrushStyle.NoBrush),
    "in several files": Look(N_("in several files"), "blue-soft", "blue", Qt.BrushStyle.VerPattern),
}
EMPTY = ("out of service", "in no file")  # an empty frame with a line through


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days and their state; a mark names them in the bar, a note in the words."""

    first: date
    last: date
    state: str
    mark: str = ""
    note: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def state_words(state: str) -> str:
    """What a state is called."""
    return _(LOOKS[state].words)


def stretch_words(one: Stretch) -> str:
    """A stretch in words: its days, what holds, and its note."""
    days = f"{one.first}" if one.first == one.last else f"{one.first} – {one.last}"
    words = f"{days}: {state_words(one.state)}"
    return f"{words} ({one.note})" if one.note else words


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
        part = QRectF(x, where.top(), width, where.height())
        paint_stretch(painter, part, one.state)
        _paint_mark(painter, part, one)
        x += width
    painter.restore()


def _paint_mark(painter: QPainter, where: QRectF, one: Stretch) -> None:
    """Write a stretch's mark in its middle, on a ground of its own; nothing where there is no room."""
    around = painter.fontMetrics().boundingRect(one.mark)
    if not one.mark or around.width() + 6 > where.width() or around.height() > where.height():
        return
    ground = QRectF(0, 0, around.width() + 4, min(around.height(), where.height() - 4))
    ground.moveCenter(where.center())
    painter.fillRect(ground, colour(LOOKS[one.state].ground))
    painter.setPen(colour("text"))
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, one.mark)


def paint_stretch(painter: QPainter, where: QRectF, state: str) -> None:
    """Paint one stretch: ground, pattern and frame; what is just empty is a frame with a line through."""
    look = LOOKS[state]
    painter.fillRect(where, colour(look.ground))
    if look.pattern is not Qt.BrushStyle.NoBrush:
        painter.fillRect(where, QBrush(colour(look.ink), look.pattern))
    if state in EMPTY:
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
        font = QFont(self.font())
        font.setPointSizeF(9)
        painter.setFont(font)
        paint_cover(painter, QRect(0, 0, self.width(), HEIGHT), self._stretches)
        painter.setPen(colour("quiet"))
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


def legend(stretches: Sequence[Stretch], most: int = 8) -> QVBoxLayout:
    """Each stretch with its pattern and words, up to a few; then how many more."""
    made = QVBoxLayout()
    made.setSpacing(3)
    for one in stretches[:most]:
        made.addLayout(row(Swatch(one.state), label(stretch_words(one), "small", wrap=False), None))
    if len(stretches) > most:
        made.addWidget(label(_("and {count} more").format(count=len(stretches) - most), "small"))
    return made
