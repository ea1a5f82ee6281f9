"""A formula set as mathematics: fractions, subscripts, sums with their index, as a flowable.

Draws a formula's tree; the words of conditions come with the language. Knows no values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from jcm_desktop.exports.text import INK, Look, Text, draw_lines
from jcm_desktop.formulas.to_text import binding, symbol_markup, to_math
from jcm_desktop.formulas.tree import Binary, Call, Name, Negative, Node, Number, Sum

_SIZE = 9.6
_SMALLER = 0.88  # a fraction inside a fraction
_PLUS, _TIMES, _POWER, _ATOM = 4, 5, 7, 8  # as `to_text` binds
_GAP = 2.6  # around a fraction's line and between signs

Symbols: TypeAlias = Mapping[str, str]  # of each name, as written: `EC_{PJ,i,p}`


@dataclass(frozen=True, slots=True)
class Box:
    """Something drawn: its width, and how far it reaches above and below the line it stands on."""

    width: float
    above: float
    below: float
    draw: Callable[[Any, float, float], None]


class Formula(Flowable):  # type: ignore[misc] # the library has no types
    """`left = formula`, broken at its plus and minus signs where the line is too short."""

    def __init__(self, left: str, node: Node, symbols: Symbols, *, size: float = _SIZE, indent: float = 10.0) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 2.0, 4.0
        self._left, self._node, self._symbols, self._size, self._indent = left, node, symbols, size, indent
        self._rows: list[list[Box]] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        size = self._size
        while True:
            self._rows = self._laid(width - self._indent, size)
            if max(sum(box.width for box in row) for row in self._rows) <= width - self._indent or size < 5:
                break
            size *= 0.92  # one term that is too wide for the line
        self.width = width
        self.height = sum(_above(row) + _below(row) + 2 for row in self._rows)
        return self.width, self.height

    def _laid(self, width: float, size: float) -> list[list[Box]]:
        rows: list[list[Box]] = [[text_box(f"{self._left}  =  ", size)]]
        used = hang = rows[0][0].width
        for sign, term in _terms(self._node):
            box = boxed(term, self._symbols, size, _PLUS + (1 if sign else 0))
            parts = [text_box(f" {sign} ", size), box] if sign else [box]
            wide = sum(one.width for one in parts)
            if used + wide > width and len(rows[-1]) > 1:
                rows.append([_space(hang)])
                used = hang
            rows[-1].extend(parts)
            used += wide
        return rows

    def draw(self) -> None:
        y = self.height
        for row in self._rows:
            y -= _above(row)
            x = self._indent
            for box in row:
                box.draw(self.canv, x, y)
                x += box.width
            y -= _below(row) + 2


def _above(row: list[Box]) -> float:
    return max(box.above for box in row)


def _below(row: list[Box]) -> float:
    return max(box.below for box in row)


def _terms(node: Node) -> list[tuple[str, Node]]:
    """What a sum of terms is made of, with the sign before each."""
    if isinstance(node, Binary) and node.operator in "+-" and len(node.operator) == 1:
        sign = "+" if node.operator == "+" else "−"
        return [*_terms(node.left), (sign, node.right)]
    return [("", node)]


def text_box(markup: str, size: float) -> Box:
    """Letters on the line."""
    look = Look(size=size, leading=size * 1.2)
    (line, *_rest) = Text(markup, look).lines(1e6)
    width = sum(run.width for run in line.runs)

    def draw(canvas: Any, x: float, y: float) -> None:
        draw_lines(canvas, [line], look, x, y + size * 0.96, width)

    low = any(run.rise < 0 for run in line.runs)
    return Box(width, size * 0.82, size * (0.36 if low else 0.26), draw)


def _space(width: float) -> Box:
    return Box(width, 0, 0, lambda _canvas, _x, _y: None)


def _row(*boxes: Box) -> Box:
    def draw(canvas: Any, x: float, y: float) -> None:
        for box in boxes:
            box.draw(canvas, x, y)
            x += box.width

    return Box(sum(box.width for box in boxes), max(box.above for box in boxes), max(box.below for box in boxes), draw)


def _fraction(top: Box, bottom: Box, size: float) -> Box:
    axis = size * 0.28
    width = max(top.width, bottom.width) + 2 * _GAP

    def draw(canvas: Any, x: float, y: float) -> None:
        top.draw(canvas, x + (width - top.width) / 2, y + axis + _GAP * 0.6 + top.below)
        bottom.draw(canvas, x + (width - bottom.width) / 2, y + axis - _GAP * 0.6 - bottom.above)
        canvas.setStrokeColor(HexColor(INK))
        canvas.setLineWidth(0.55)
        canvas.line(x + 0.6, y + axis, x + width - 0.6, y + axis)

    above = axis + _GAP * 0.6 + top.below + top.above
    return Box(width, above, bottom.above + bottom.below + _GAP * 0.6 - axis, draw)


def _in_parentheses(inner: Box, size: float) -> Box:
    """Round brackets as high as what they hold."""
    reach = 2.4 + 0.12 * max(0.0, inner.above + inner.below - size)

    def draw(canvas: Any, x: float, y: float) -> None:
        inner.draw(canvas, x + reach + 1, y)
        canvas.setStrokeColor(HexColor(INK))
        canvas.setLineWidth(0.7)
        top, bottom = y + inner.above, y - inner.below
        for side, bend in (
            (x + reach, x - reach * 0.35),
            (x + reach + 2 + inner.width, x + reach * 2.35 + 2 + inner.width),
        ):
            canvas.bezier(
                side, top, bend, top - (top - bottom) * 0.3, bend, bottom + (top - bottom) * 0.3, side, bottom
            )

    return Box(inner.width + 2 * reach + 2, inner.above, inner.below, draw)


def _sum(variable: str, body: Box, size: float) -> Box:
    sigma = text_box("Σ", size * 1.5)
    index = text_box(escape(variable), size * 0.66)
    wide = max(sigma.width, index.width)

    def draw(canvas: Any, x: float, y: float) -> None:
        sigma.draw(canvas, x + (wide - sigma.width) / 2, y - size * 0.16)
        index.draw(canvas, x + (wide - index.width) / 2, y - size * 0.85)
        body.draw(canvas, x + wide + 2, y)

    return Box(wide + 2 + body.width, max(size * 1.1, body.above), max(size * 1.05, body.below), draw)


def _raised(base: Box, power: Box, size: float) -> Box:
    lift = max(size * 0.42, base.above - power.above * 0.6)

    def draw(canvas: Any, x: float, y: float) -> None:
        base.draw(canvas, x, y)
        power.draw(canvas, x + base.width, y + lift)

    return Box(base.width + power.width, max(base.above, lift + power.above), base.below, draw)


def boxed(node: Node, symbols: Symbols, size: float, level: int = 0) -> Box:
    """A formula laid out; in brackets where its place binds more tightly."""
    box = _plain(node, symbols, size)
    is_fraction = isinstance(node, Binary) and node.operator == "/"
    return box if is_fraction or binding(node) >= level else _in_parentheses(box, size)


def _plain(node: Node, symbols: Symbols, size: float) -> Box:
    match node:
        case Name():
            return text_box(symbol_markup(symbols.get(node.name, node.name)), size)
        case Number(value):
            return text_box(f"{value:f}", size)
        case Negative(inner):
            return _row(text_box("−", size), boxed(inner, symbols, size, _POWER))
        case Binary("/", left, right):
            less = size * _SMALLER
            return _fraction(boxed(left, symbols, less), boxed(right, symbols, less), size)
        case Binary("**", left, right):
            return _raised(boxed(left, symbols, size, _ATOM), boxed(right, symbols, size * 0.7), size)
        case Binary(operator, left, right):
            sign = {"*": " × ", "+": " + ", "-": " − "}[operator]
            level = _TIMES if operator == "*" else _PLUS
            return _row(boxed(left, symbols, size, level), text_box(sign, size), boxed(right, symbols, size, level + 1))
        case Sum(variable, body):
            return _sum(symbols.get(variable, variable), boxed(body, symbols, size, _TIMES), size)
        case Call("exp", (inner,)):
            return _raised(text_box("e", size), boxed(inner, symbols, size * 0.7), size)
        case Call("min" | "max" | "round" | "rounddown" as function, arguments):
            parts = [boxed(one, symbols, size) for one in arguments]
            commas = [part for one in parts for part in (text_box(", ", size), one)][1:]
            return _row(text_box(function, size), _in_parentheses(_row(*commas), size))
    return text_box(to_math(node, symbols), size)
