"""Charts of the report as vectors: bars of months with the estimate as a line, and days that something covers.

Drawn to scale from zero; nothing is told by colour alone. Knows values and days, no report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from jcm_desktop.domain.period import Span
from jcm_desktop.exports.fonts import TEXT, register
from jcm_desktop.exports.text import INK

TEAL, ORANGE, RULE, RED, WHITE = "#0B5F66", "#B35900", "#D5DDDE", "#9C1C1C", "#FFFFFF"
_LETTERS = 6.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: its value, the estimate for it, and whether every day has a reading. None: withheld."""

    span: Span
    value: Decimal | None
    estimate: Decimal | None
    complete: bool


def month_chart(bars: Sequence[Bar], unit: str, width: float, height: float) -> Drawing:
    """A bar for each month, hollow where the month is not complete; the estimate as a stepped line."""
    register()
    drawing = Drawing(width, height)
    scale = _Scale(bars, width, height)
    for value in scale.grid():
        y = scale.y(value)
        drawing.add(Line(scale.left, y, width, y, strokeColor=HexColor(RULE), strokeWidth=0.5))
        drawing.add(_label(scale.left - 3, y - 2.2, f"{value.normalize():,f}", "end"))
    drawing.add(_label(1, height - _LETTERS, unit, "start"))
    every = _label_every(bars, scale.room)
    for at, one in enumerate(bars):
        x = scale.left + at * scale.room
        if one.value is not None:
            base, tip = sorted((scale.y(Decimal(0)), scale.y(one.value)))
            fill = HexColor(TEAL if one.complete else WHITE)
            bar = Rect(x + scale.room * 0.16, base, scale.room * 0.68, tip - base)
            bar.fillColor, bar.strokeColor, bar.strokeWidth = fill, HexColor(TEAL), 0.7
            drawing.add(bar)
        else:
            drawing.add(_label(x + scale.room / 2, scale.y(Decimal(0)) + 3, "X", "middle"))
        if (one.span.first.month - 1) % every == 0:
            drawing.add(_label(x + scale.room / 2, scale.bottom - 8, f"{one.span.first.month}", "middle"))
        if at == 0 or one.span.first.month == 1:
            drawing.add(_label(x + scale.room * 0.16, scale.bottom - 15.5, f"{one.span.first.year}", "start"))
    _estimate_line(drawing, bars, scale)
    zero = scale.y(Decimal(0))
    drawing.add(Line(scale.left, zero, width, zero, strokeColor=HexColor(INK), strokeWidth=0.7))
    return drawing


class _Scale:
    """Where values and months stand."""

    def __init__(self, bars: Sequence[Bar], width: float, height: float) -> None:
        values = [one for bar in bars for one in (bar.value, bar.estimate) if one is not None]
        top, low = max([*values, Decimal(0)]), min([*values, Decimal(0)])
        self.step = _step(top - low, 5 if height > 90 else 3)
        self.high = (top / self.step).to_integral_value(rounding="ROUND_CEILING") * self.step
        self.deep = (low / self.step).to_integral_value(rounding="ROUND_FLOOR") * self.step
        longest = max(len(f"{one.normalize():,f}") for one in (self.high, self.deep, self.step))
        self.left, self.bottom = 8.0 + longest * _LETTERS * 0.58, 18.0
        self._per = Decimal(str(height - self.bottom - 11)) / ((self.high - self.deep) or Decimal(1))
        self.room = (width - self.left) / max(1, len(bars))

    def y(self, value: Decimal) -> float:
        return self.bottom + float((value - self.deep) * self._per)

    def grid(self) -> list[Decimal]:
        count = int((self.high - self.deep) / self.step)
        return [self.deep + self.step * at for at in range(count + 1)]


def _estimate_line(drawing: Drawing, bars: Sequence[Bar], scale: _Scale) -> None:
    points: list[float] = []
    for at, one in enumerate(bars):
        if one.estimate is None:
            continue
        y, x = scale.y(one.estimate), scale.left + at * scale.room
        points += [x, y, x + scale.room, y]
    if points:
        drawing.add(PolyLine(points, strokeColor=HexColor(ORANGE), strokeWidth=1.1, strokeDashArray=[3, 1.6]))


def _label_every(bars: Sequence[Bar], room: float) -> int:
    return next((one for one in (1, 2, 3, 6, 12) if room * one >= 9.5), 12)


def _step(spread: Decimal, lines: int) -> Decimal:
    """A round distance between grid lines: 1, 2 or 5 times a power of ten, few lines."""
    if spread <= 0:
        return Decimal(1)
    power = Decimal(10) ** (spread / lines).adjusted()
    steps = (Decimal(1), Decimal(2), Decimal(5), Decimal(10), Decimal(20))
    return next(one * power for one in steps if spread / (one * power) <= lines + Decimal("0.2"))


def _label(x: float, y: float, text: str, anchor: str, size: float = _LETTERS) -> String:
    return String(x, y, text, fontName=TEXT, fontSize=size, textAnchor=anchor, fillColor=HexColor(INK))


class Cover(Enum):
    """How days of a bar are drawn; each is told apart without its colour."""

    FILLED = "filled"  # they are covered
    HATCHED = "hatched"  # by more than one
    OPEN = "open"  # a frame in red: they are missing
    EMPTY = "empty"  # nothing: nobody asks for them


def cover_chart(period: Span, stretches: Sequence[tuple[Span, Cover]], width: float) -> Drawing:
    """The period as a bar of stretches, with a line at each turn of the year."""
    register()
    height = 11.0
    drawing = Drawing(width, height)
    for span, cover in stretches:
        first = (span.first - period.first).days / period.days * width
        last = ((span.last - period.first).days + 1) / period.days * width
        place = Rect(first, 2, max(0.8, last - first), height - 4)
        if cover is Cover.FILLED:
            drawing.add(_painted(place, TEAL, WHITE))
        elif cover is Cover.HATCHED:
            drawing.add(_painted(place, WHITE, ORANGE))
            _hatch(drawing, place)
        elif cover is Cover.OPEN:
            drawing.add(_painted(place, WHITE, RED))
    for _, year in period.years():
        x = (year.first - period.first).days / period.days * width
        drawing.add(Line(x, 0, x, height, strokeColor=HexColor(INK), strokeWidth=0.5))
    drawing.add(Line(width, 0, width, height, strokeColor=HexColor(INK), strokeWidth=0.5))
    return drawing


def _hatch(drawing: Drawing, place: Rect) -> None:
    """Slanting lines inside a rectangle, cut at its right side."""
    x, right = place.x, place.x + place.width
    while x < right:
        end = min(x + place.height, right)
        line = Line(x, place.y, end, place.y + (end - x), strokeColor=HexColor(ORANGE), strokeWidth=0.7)
        drawing.add(line)
        x += 2.6


def _painted(shape: Rect, fill: str, stroke: str) -> Rect:
    shape.fillColor, shape.strokeColor, shape.strokeWidth = HexColor(fill), HexColor(stroke), 0.8
    return shape
