"""A formula painted as mathematics: fractions with their line, the rest as markup. Breaks at its plus and minus signs.

Paints what it is given; knows no methodology.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from jcm_desktop.services.views import FormulaPart
from ui.style import COLOURS
from ui.widgets.rich_text import document

_GAP = 2.0  # between a fraction's line and what stands above and below it
_SIDE = 4.0
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class _Box:
    """Something laid out: its width, its reach above and below the middle line, and what to paint where."""

    width: float
    above: float
    below: float
    texts: tuple[tuple[float, float, QTextDocument], ...]  # left, top against the middle line
    lines: tuple[tuple[float, float, float], ...]  # left, right, height against the middle line


class FormulaLabel(QWidget):
    """`left = formula` with its unit; the words for a screen reader are the formula on one line."""

    def __init__(self, left: str, part: FormulaPart, unit: str) -> None:
        super().__init__()
        self._left, self._part, self._unit = left, part, unit
        self._rows: list[list[_Box]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{plain(left)} = {_spoken(part)} [{unit}]")
        self._lay(700)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(12)
        return font

    def _lay(self, width: float) -> None:
        font = self._font()
        head = _text(f"<b>{self._left}</b> = ", font)
        unit = _text(f" &nbsp; [{self._unit}]", font)
        self._rows = [[head]]
        used = head.width
        for piece in _pieces(self._part):
            box = _boxed(piece, font)
            if used + box.width > width and len(self._rows[-1]) > 1:
                self._rows.append([_Box(head.width, 0, 0, (), ())])
                used = head.width
            self._rows[-1].append(box)
            used += box.width
        self._rows[-1].append(unit)
        self.setFixedHeight(round(sum(_above(row) + _below(row) + 4 for row in self._rows)))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay(event.size().width())
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        widest = max(sum(box.width for box in row) for row in self._rows)
        return QSize(round(widest), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(COLOURS["text"]), 1.1))
        top = 0.0
        for row in self._rows:
            middle, left = top + _above(row) + 2, 0.0
            for box in row:
                for x, y, made in box.texts:
                    painter.save()
                    painter.translate(QPointF(left + x, middle + y))
                    made.drawContents(painter)
                    painter.restore()
                for start, end, y in box.lines:
                    painter.drawLine(QPointF(left + start, middle + y), QPointF(left + end, middle + y))
                left += box.width
            top = middle + _below(row) + 2
        painter.end()


def plain(markup: str) -> str:
    """Markup as words."""
    return unescape(_TAGS.sub(" ", markup)).strip()


def _spoken(part: FormulaPart) -> str:
    if part.kind == "text":
        return plain(part.text)
    if part.kind == "fraction":
        above, below = part.parts
        return f"({_spoken(above)}) ÷ ({_spoken(below)})"
    return " ".join(_spoken(one) for one in part.parts)


def _pieces(part: FormulaPart) -> list[FormulaPart]:
    """Where a line may break: before the plus and minus signs of the outermost row."""
    if part.kind != "row":
        return [part]
    return [piece for one in part.parts for piece in (_pieces(one) if one.kind == "row" else [one])]


def _above(row: list[_Box]) -> float:
    return max(box.above for box in row)


def _below(row: list[_Box]) -> float:
    return max(box.below for box in row)


def _boxed(part: FormulaPart, font: QFont) -> _Box:
    if part.kind == "text":
        return _text(part.text, font)
    if part.kind == "row":
        return _beside([_boxed(one, font) for one in part.parts])
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.92)
    return _fraction(*(_boxed(one, smaller) for one in part.parts))


def _text(markup: str, font: QFont) -> _Box:
    """Letters on the line; spaces at both ends count, which rich text would swallow."""
    lead = "&nbsp;" if markup.startswith(" ") else ""
    end = "&nbsp;" if markup.endswith(" ") else ""
    made = document(f"{lead}{markup.strip()}{end}", font)
    size = made.size()
    made.setTextWidth(-1)
    middle = size.height() * 0.56  # the height of a minus sign in the text
    return _Box(made.idealWidth(), middle, size.height() - middle, ((0.0, -middle, made),), ())


def _beside(boxes: list[_Box]) -> _Box:
    texts, lines, left = [], [], 0.0
    for box in boxes:
        texts += [(left + x, y, made) for x, y, made in box.texts]
        lines += [(left + start, left + end, y) for start, end, y in box.lines]
        left += box.width
    return _Box(left, max(box.above for box in boxes), max(box.below for box in boxes), tuple(texts), tuple(lines))


def _fraction(top: _Box, bottom: _Box) -> _Box:
    width = max(top.width, bottom.width) + 2 * _SIDE
    placed = []
    lines = [(1.0, width - 1.0, 0.0)]
    for box, shift in ((top, -_GAP - top.below), (bottom, _GAP + bottom.above)):
        left = (width - box.width) / 2
        placed += [(left + x, shift + y, made) for x, y, made in box.texts]
        lines += [(left + start, left + end, shift + y) for start, end, y in box.lines]
    return _Box(width, _GAP + top.below + top.above, _GAP + bottom.above + bottom.below, tuple(placed), tuple(lines))
