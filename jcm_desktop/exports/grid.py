"""A table that flows over pages: headings repeated, no row alone, plain numbers drawn without a paragraph each.

Row heights are computed once for the whole table, so that a part knows its size
without looking at the others: the time a page takes does not grow with the table.
Knows how a table looks, not what it says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from html import unescape
from itertools import accumulate
from typing import Any, TypeAlias

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from jcm_desktop.exports import fonts
from jcm_desktop.exports.text import INK, Look, Text, draw_lines

TEAL, PALE, LINE = "#0B5F66", "#EEF4F4", "#9AA9AB"
_CELL = Look(size=7.4, leading=9.4)
_HEAD = Look(size=7.2, leading=9.0, bold=True, colour="#FFFFFF")
_PAD_X, _PAD_Y = 3.2, 2.2
_WHITE, _SHADE, _RULE, _DARK = HexColor("#FFFFFF"), HexColor(PALE), HexColor(LINE), HexColor(TEAL)
_LEAST = 2  # rows together with the headings, and rows left for the next page
_ROOM = 260.0  # a row that is higher may be cut inside

Cell: TypeAlias = str | Text
# A text alone is a heading inside the table.
Row: TypeAlias = Sequence[str] | str


class Grid(Flowable):  # type: ignore[misc] # the library has no types
    """Rows of markup under headings; `right` are columns of numbers, `bold` rows counted from 0 (-1 is the last)."""

    def __init__(
        self,
        heads: Sequence[str],
        rows: Sequence[Row],
        widths: Sequence[float],
        *,
        right: Sequence[int] = (),
        bold: Sequence[int] = (),
        look: Look = _CELL,
        width: float | None = None,
    ) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 3.0, 6.0
        self._heads, self._weights, self._right, self._look = heads, widths, frozenset(right), look
        self._raw, self._bold = rows, frozenset(at % len(rows) for at in bold) if rows else frozenset()
        self._fixed = width
        self._columns: list[float] = []
        self._head: list[Text] = []
        self._head_height = 0.0
        self._cells: list[list[Cell]] = []
        self._ends: list[float] = []  # height of all rows up to and with this one
        self._first, self._last = 0, len(rows)
        self._shade = 0

    # --- measuring ------------------------------------------------------------------------------------------------

    def _measure(self, width: float) -> None:
        if self._columns:
            return
        width = self._fixed or width
        total = sum(self._weights)
        self._columns = [weight * width / total for weight in self._weights]
        self._head = [
            Text(text, _HEAD.with_(align="right") if at in self._right else _HEAD)
            for at, text in enumerate(self._heads)
        ]
        inner = [column - 2 * _PAD_X for column in self._columns]
        if any(self._heads):
            heights = [cell.wrap(room)[1] for cell, room in zip(self._head, inner, strict=True)]
            self._head_height = max(heights) + 2 * _PAD_Y
        heights = []
        for at, row in enumerate(self._raw):
            cells, height = self._measured(row, inner, at in self._bold)
            self._cells.append(cells)
            heights.append(height)
        self._ends = list(accumulate(heights))

    def _measured(self, row: Row, inner: Sequence[float], bold: bool) -> tuple[list[Cell], float]:
        look = self._look
        if isinstance(row, str):
            text = Text(row, look.with_(bold=True, colour=TEAL))
            return [text], text.wrap(sum(self._columns) - 2 * _PAD_X)[1] + 2 * _PAD_Y
        cells: list[Cell] = []
        height = look.leading
        for at, (markup, room) in enumerate(zip(row, inner, strict=True)):
            cell = self._cell(markup, room, at in self._right, bold)
            cells.append(cell)
            if isinstance(cell, Text):
                height = max(height, cell.wrap(room)[1])
        return cells, height + 2 * _PAD_Y

    def _cell(self, markup: str, room: float, right: bool, bold: bool) -> Cell:
        """A string where it is plain and fits on its line, else a paragraph."""
        look = self._look
        if not bold and "<" not in markup:
            text = unescape(markup) if "&" in markup else markup
            if fonts.is_plain(text) and text.isprintable() and fonts.width(text, fonts.TEXT, look.size) <= room:
                return text
        changes: dict[str, Any] = {"bold": bold}
        if right:
            changes["align"] = "right"
        return Text(markup, look.with_(**changes))

    def _height(self, first: int, last: int) -> float:
        if first >= last:
            return 0.0
        return self._ends[last - 1] - (self._ends[first - 1] if first else 0.0)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._measure(width)
        self.width = self._fixed or width
        self.height = self._head_height + self._height(self._first, self._last)
        return self.width, self.height

    # --- over pages -----------------------------------------------------------------------------------------------

    def split(self, width: float, height: float) -> list[Flowable]:
        self._measure(width)
        room = height - self._head_height
        start = self._ends[self._first - 1] if self._first else 0.0
        fit = bisect_right(self._ends, start + room, self._first, self._last)
        if fit >= self._last:
            return [self]
        if self._height(fit, fit + 1) > _ROOM and room - self._height(self._first, fit) > _ROOM / 2:
            return self._cut_row(fit, room - self._height(self._first, fit))
        if self._last - fit < _LEAST:
            fit = self._last - _LEAST
        while fit > self._first and isinstance(self._raw[fit - 1], str):  # no heading at the foot of a page
            fit -= 1
        if fit - self._first < min(_LEAST, self._last - self._first):
            return []
        return [self._part(self._first, fit), self._part(fit, self._last)]

    def _part(self, first: int, last: int) -> Grid:
        part = Grid.__new__(Grid)
        part.__dict__.update(self.__dict__)
        part.__dict__.pop("_postponed", None)  # the library's count of how often this one did not fit
        part._first, part._last, part._shade = first, last, self._shade
        part.spaceBefore = self.spaceBefore if first == self._first else 0.0
        return part

    def _cut_row(self, at: int, room: float) -> list[Flowable]:
        """A row too high for any page, cut between its lines."""
        above: list[Cell] = []
        below: list[Cell] = []
        inner = room - 2 * _PAD_Y
        rest = self._look.leading
        for cell in self._cells[at]:
            if isinstance(cell, Text) and cell.height > inner:
                one, other = cell.cut(cell.width, max(1, int(inner // self._look.leading)))
                other.wrap(cell.width, 0)
                one.wrap(cell.width, 0)
                above.append(one)
                below.append(other)
                rest = max(rest, other.height)
            else:
                above.append(cell)
                below.append("")
        first, second = self._part(self._first, at + 1), self._part(at, self._last)
        first._cells = [*self._cells[:at], above, *self._cells[at + 1 :]]
        second._cells = [*self._cells[:at], below, *self._cells[at + 1 :]]
        first._ends = self._with_height(at, room)
        second._ends = self._with_height(at, rest + 2 * _PAD_Y)
        return [first, second]

    def _with_height(self, at: int, height: float) -> list[float]:
        before = self._ends[at - 1] if at else 0.0
        moved = before + height - self._ends[at]
        return [*self._ends[:at], *(one + moved for one in self._ends[at:])]

    # --- drawing --------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        canvas: Any = self.canv
        width = sum(self._columns)
        top = self.height
        lefts = [0.0, *accumulate(self._columns)]
        canvas.setLineWidth(0.4)
        canvas.setStrokeColor(_RULE)
        self._backgrounds(canvas, width, top)
        if self._head_height:
            for head, left in zip(self._head, lefts, strict=False):
                draw_lines(canvas, head.lines(head.width), head.look, left + _PAD_X, top - _PAD_Y, head.width)
        top -= self._head_height
        plain = canvas.beginText()
        plain.setFont(fonts.TEXT, self._look.size, self._look.size)
        plain.setFillColor(HexColor(INK))
        drop = self._look.size * 0.86 + (self._look.leading - self._look.size) * 0.5 + _PAD_Y
        for at in range(self._first, self._last):
            for column, cell in enumerate(self._cells[at]):
                if isinstance(cell, Text):
                    draw_lines(
                        canvas, cell.lines(cell.width), cell.look, lefts[column] + _PAD_X, top - _PAD_Y, cell.width
                    )
                elif cell:
                    x = lefts[column] + _PAD_X
                    if column in self._right:
                        x = lefts[column + 1] - _PAD_X - fonts.width(cell, fonts.TEXT, self._look.size)
                    plain.setTextOrigin(x, top - drop)
                    plain._textOut(cell)
            top -= self._height(at, at + 1)
        canvas.drawText(plain)

    def _backgrounds(self, canvas: Any, width: float, top: float) -> None:
        if self._head_height:
            canvas.setFillColor(_DARK)
            canvas.rect(0, top - self._head_height, width, self._head_height, stroke=0, fill=1)
        top -= self._head_height
        for at in range(self._first, self._last):
            height = self._height(at, at + 1)
            if at % 2:
                canvas.setFillColor(_SHADE)
                canvas.rect(0, top - height, width, height, stroke=0, fill=1)
            top -= height
            canvas.line(0, top, width, top)
