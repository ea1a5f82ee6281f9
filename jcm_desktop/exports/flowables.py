"""Pieces the PDF is laid out of besides text and tables: things side by side, boxes, frames for signatures.

Knows how things look, not what a report says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Spacer

from jcm_desktop.domain.role import Role
from jcm_desktop.exports.grid import LINE
from jcm_desktop.exports.text import Look, Text

BOX_WIDTH, BOX_HEIGHT, BOX_GAP = 163.0, 74.0, 13.0
_CAPTION = Look(size=7.6, leading=9.6, bold=True)


def gap(points: float = 6) -> Spacer:
    """Empty room."""
    return Spacer(1, points)


class Beside(Flowable):  # type: ignore[misc] # the library has no types
    """Columns side by side that stay on one page."""

    def __init__(
        self, columns: Sequence[tuple[Sequence[Flowable], float]], *, gutter: float = 12.0, after: float = 6.0
    ) -> None:
        super().__init__()
        self._columns, self._gutter = columns, gutter
        self.spaceBefore, self.spaceAfter = 0.0, after
        self._placed: list[tuple[Flowable, float, float, float]] = []  # what, x, top, height

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        room = width - self._gutter * (len(self._columns) - 1)
        total = sum(weight for _, weight in self._columns)
        self._placed = []
        x, deepest = 0.0, 0.0
        for pieces, weight in self._columns:
            column, used = room * weight / total, 0.0
            for at, piece in enumerate(pieces):
                if at:
                    used += max(pieces[at - 1].getSpaceAfter(), piece.getSpaceBefore())
                _wide, high = piece.wrap(column, height)
                self._placed.append((piece, x, used, high))
                used += high
            deepest = max(deepest, used)
            x += column + self._gutter
        self.width, self.height = width, deepest
        return width, deepest

    def draw(self) -> None:
        for piece, x, top, high in self._placed:
            piece.drawOn(self.canv, x, self.height - top - high)


class Framed(Flowable):  # type: ignore[misc] # the library has no types
    """Text in a coloured frame."""

    def __init__(self, text: Text, line: str, fill: str = "#FFFFFF", *, pad: float = 5.0) -> None:
        super().__init__()
        self._text, self._line, self._fill, self._pad = text, line, fill, pad
        self.spaceBefore, self.spaceAfter = 4.0, 6.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _wide, high = self._text.wrap(width - 2 * self._pad, height)
        self.width, self.height = width, high + 2 * self._pad
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setStrokeColor(HexColor(self._line))
        canvas.setFillColor(HexColor(self._fill))
        canvas.setLineWidth(0.8)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=1)
        self._text.drawOn(canvas, self._pad, self._pad)


class SignatureBoxes(Flowable):  # type: ignore[misc] # the library has no types
    """Three frames side by side, for a digital signature or for ink; remembers where they were drawn."""

    def __init__(self, captions: dict[Role, str]) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 4.0, 6.0
        self._captions = {role: Text(caption, _CAPTION) for role, caption in captions.items()}
        self.boxes: list[tuple[Role, int, tuple[float, float, float, float]]] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._above = max(text.wrap(BOX_WIDTH, height)[1] for text in self._captions.values())
        self.width, self.height = width, BOX_HEIGHT + self._above + 3
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        self.boxes.clear()
        for at, (role, caption) in enumerate(self._captions.items()):
            x = at * (BOX_WIDTH + BOX_GAP)
            canvas.setStrokeColor(HexColor(LINE))
            canvas.setLineWidth(0.7)
            canvas.rect(x, 0, BOX_WIDTH, BOX_HEIGHT)
            caption.drawOn(canvas, x, BOX_HEIGHT + 3)
            left, bottom = canvas.absolutePosition(x, 0)
            self.boxes.append((role, canvas.getPageNumber() - 1, (left, bottom, left + BOX_WIDTH, bottom + BOX_HEIGHT)))
