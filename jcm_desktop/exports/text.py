"""Text of any script on a page: broken into lines where a reader expects it, drawn in runs of fonts.

The library's own paragraph breaks neither Thai nor Japanese inside other writing, and
its plain strings are not shaped. Markup: `<b>`, `<sub>`, `<sup>`, `<br/>`, `<c #RRGGBB>`.
Knows looks, not what a report says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import Any, Literal

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from jcm_desktop.exports import fonts
from jcm_desktop.exports.linebreak import clusters, units

INK = "#1B2527"
_TAG = re.compile(r"(</?b>|</?sub>|</?sup>|<br/>|<c #[0-9A-Fa-f]{6}>|</c>)")
_SMALL = 0.72  # size of letters below or above the line
_LOWER, _RAISE = -0.18, 0.34
_PEN = 0.022  # thickness of the pen that stands for a bold font, in sizes
_EPSILON = 0.01
_THIN_BELOW = 10.0  # smaller letters are not thickened: on a screen a hairline fills them


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks."""

    size: float = 8.6
    leading: float = 11.6
    bold: bool = False
    colour: str = INK
    align: Literal["left", "right", "center"] = "left"
    before: float = 0.0
    after: float = 0.0

    def with_(self, **changes: Any) -> Look:
        """The same with other properties."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font, size and height."""

    text: str
    font: str
    size: float
    rise: float
    colour: str
    thick: bool
    width: float


@dataclass(slots=True)
class _Unit:
    """What is not broken: runs, and how much of their width is space at the end."""

    runs: list[Run]
    width: float
    space: float
    ends_line: bool = False


@dataclass(slots=True)
class Line:
    """Runs that stand side by side."""

    runs: list[Run] = field(default_factory=list)
    width: float = 0.0  # without spaces at the end


class Text(Flowable):  # type: ignore[misc] # the library has no types
    """A paragraph."""

    def __init__(self, markup: str, look: Look) -> None:
        super().__init__()
        self.markup, self.look = markup, look
        self.spaceBefore, self.spaceAfter = look.before, look.after
        self._units: list[_Unit] | None = None
        self._lines: list[Line] = []
        self._for = -1.0
        self._is_part = False  # of a paragraph that was split: its lines stand

    def lines(self, width: float) -> list[Line]:
        """The lines in a column of this width."""
        if width != self._for and not self._is_part:
            if self._units is None:
                self._units = list(_units(self.markup, self.look))
            self._lines = list(_filled(self._units, width))
            self._for = width
        return self._lines

    @property
    def natural_width(self) -> float:
        """How wide it is on one line."""
        return max((line.width for line in self.lines(1e6)), default=0.0)

    def wrap(self, width: float, _height: float = 0.0) -> tuple[float, float]:
        self.width, self.height = width, len(self.lines(width)) * self.look.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Two paragraphs, neither with a single line of several; nothing where that does not go."""
        lines = self.lines(width)
        fit = int((height + _EPSILON) // self.look.leading)
        if fit >= len(lines):
            return [self]
        if len(lines) - fit < 2:
            fit = len(lines) - 2
        return [] if fit < 2 else self.cut(width, fit)

    def cut(self, width: float, at: int) -> list[Flowable]:
        """The first lines, and the others."""
        lines = self.lines(width)
        return [self._part(width, lines[:at]), self._part(width, lines[at:])]

    def _part(self, width: float, lines: list[Line]) -> Text:
        part = Text("", self.look)
        part._lines, part._for, part._is_part = lines, width, True
        return part

    def draw(self) -> None:
        draw_lines(self.canv, self.lines(self.width), self.look, 0, self.height, self.width)


def one_line(canvas: Any, x: float, y: float, markup: str, look: Look) -> None:
    """Draw a text that stands alone on its line, from, to or around a place."""
    (line, *_rest) = Text(markup, look).lines(1e6) or [Line()]
    left = x - {"left": 0.0, "right": line.width, "center": line.width / 2}[look.align]
    draw_lines(canvas, [line], look.with_(align="left"), left, y + look.size * 0.86, line.width)


def draw_lines(canvas: Any, lines: Sequence[Line], look: Look, left: float, top: float, width: float) -> None:
    """Draw lines in a column, the first one's top at `top`."""
    pen = _Pen(canvas)
    y = top - look.size * 0.86 - (look.leading - look.size) * 0.5
    for line in lines:
        x = left
        if look.align == "right":
            x += width - line.width
        elif look.align == "center":
            x += (width - line.width) / 2
        pen.line(x, y, line.runs)
        y -= look.leading
    pen.done()


class _Pen:
    """Writes runs into one text object, and says only what changes."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._text = canvas.beginText()
        self._colour = ""
        self._thick = False
        self._rise = 0.0

    def line(self, x: float, y: float, runs: Sequence[Run]) -> None:
        text = self._text
        for run in runs:
            text.setTextOrigin(x, y + run.rise)
            text.setFont(run.font, run.size, run.size)
            if run.colour != self._colour:
                text.setFillColor(HexColor(run.colour))
                text.setStrokeColor(HexColor(run.colour))
                self._colour = run.colour
            thick = run.thick and run.size >= _THIN_BELOW
            if thick != self._thick:
                text.setTextRenderMode(2 if thick else 0)
                text._code.append(f"{run.size * _PEN:.3f} w")
                self._thick = thick
            if fonts.needs_shaping(run.font):
                self._shaped(run)
            else:
                text._textOut(run.text)
            x += run.width

    def _shaped(self, run: Run) -> None:
        """Glyphs in their places, and the letters they stand for, so that searching and copying find them."""
        letters = (b"\xfe\xff" + run.text.encode("utf-16-be")).hex().upper()
        self._text._code.append(f"/Span <</ActualText <{letters}>>> BDC")
        self._text._textOut(fonts.shaped(run.text, run.font, run.size))
        self._text._code.append("EMC")

    def done(self) -> None:
        if self._thick:
            self._text.setTextRenderMode(0)
        self._canvas.drawText(self._text)


# --- from markup to lines ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool
    colour: str
    script: int = 0  # -1 below the line, 1 above it


def _pieces(markup: str, look: Look) -> Iterator[tuple[str, _Style] | None]:
    """Texts with their style; None is the end of a line."""
    bold, colours, script = look.bold, [look.colour], 0
    for part in _TAG.split(markup):
        if not part:
            continue
        if part == "<br/>":
            yield None
        elif part in ("<b>", "</b>"):
            bold = look.bold or part == "<b>"
        elif part in ("<sub>", "<sup>"):
            script = -1 if part == "<sub>" else 1
        elif part in ("</sub>", "</sup>"):
            script = 0
        elif part.startswith("<c "):
            colours.append(part[3:-1])
        elif part == "</c>":
            colours.pop()
        else:
            yield fonts.clean(unescape(part)), _Style(bold, colours[-1], script)


def _units(markup: str, look: Look) -> Iterator[_Unit]:
    waiting: list[tuple[str, _Style]] = []
    for piece in [*_pieces(markup, look), None]:
        if piece is not None:
            waiting.append(piece)
            continue
        found = list(_line_units(waiting, look))
        if found:
            found[-1].ends_line = True
        else:
            found = [_Unit([], 0.0, 0.0, ends_line=True)]
        yield from found
        waiting = []


def _line_units(pieces: list[tuple[str, _Style]], look: Look) -> Iterator[_Unit]:
    """Units of the whole text; a style may change inside one, as in `EC<sub>PJ</sub>`."""
    if len(pieces) == 1:  # the common case
        text, style = pieces[0]
        for unit in units(text):
            yield _unit([(unit, style)], look)
        return
    whole = "".join(text for text, _ in pieces)
    starts, at = [], 0
    for text, style in pieces:
        starts.append((at, style))
        at += len(text)
    glued = {start for start, style in starts if style.script}
    starts.append((len(whole), starts[-1][1] if starts else _Style(False, INK)))
    position = begin = 0
    for unit in units(whole):
        position += len(unit)
        if position in glued:
            continue
        yield _unit(list(_styled(whole, begin, position, starts)), look)
        begin = position


def _styled(whole: str, begin: int, end: int, starts: list[tuple[int, _Style]]) -> Iterator[tuple[str, _Style]]:
    for (start, style), (following, _) in pairwise(starts):
        first, last = max(begin, start), min(end, following)
        if first < last:
            yield whole[first:last], style


def _unit(pieces: list[tuple[str, _Style]], look: Look) -> _Unit:
    found: list[Run] = []
    for text, style in pieces:
        size = look.size * (_SMALL if style.script else 1.0)
        rise = look.size * (0.0, _RAISE, _LOWER)[style.script]
        for part, font, thick in fonts.runs(text, bold=style.bold):
            found.append(Run(part, font, size, rise, style.colour, thick, fonts.width(part, font, size)))
    space = 0.0
    if found:
        bare = found[-1].text.rstrip(" ")
        if bare != found[-1].text:
            space = found[-1].width - fonts.width(bare, found[-1].font, found[-1].size)
    return _Unit(found, sum(one.width for one in found), space)


def _filled(found: Sequence[_Unit], width: float) -> Iterator[Line]:
    line, used, space = Line(), 0.0, 0.0
    for unit in found:
        if used + unit.width - unit.space > width + _EPSILON and line.runs:
            yield _closed(line, used - space)
            line, used = Line(), 0.0
        if unit.width - unit.space > width + _EPSILON:
            *whole, last = _cut(unit, width)
            yield from (_closed(Line(runs), sum(one.width for one in runs)) for runs in whole)
            line, used = Line(list(last)), sum(one.width for one in last)
        else:
            line.runs.extend(unit.runs)
            used += unit.width
        space = unit.space
        if unit.ends_line:
            yield _closed(line, used - space)
            line, used = Line(), 0.0


def _closed(line: Line, width: float) -> Line:
    return Line(_merged(line.runs), width)


def _merged(found: Sequence[Run]) -> list[Run]:
    """Neighbours of the same look as one run: fewer words in the file, and Thai is shaped as a whole."""
    merged: list[Run] = []
    for run in found:
        last = merged[-1] if merged else None
        if last is not None and _look(last) == _look(run):
            merged[-1] = replace(last, text=last.text + run.text, width=last.width + run.width)
        else:
            merged.append(run)
    return merged


def _look(run: Run) -> tuple[object, ...]:
    return run.font, run.size, run.rise, run.colour, run.thick


def _cut(unit: _Unit, width: float) -> Iterator[list[Run]]:
    """A word that is wider than the line, such as a hash, cut where it fills it."""
    line: list[Run] = []
    used = 0.0
    for run in unit.runs:
        for cluster in clusters(run.text):
            wide = _cluster_width(cluster, run.font, run.size)
            if used + wide > width + _EPSILON and line:
                yield line
                line, used = [], 0.0
            line.append(replace(run, text=cluster, width=wide))
            used += wide
    yield line


@lru_cache(maxsize=4096)
def _cluster_width(text: str, font: str, size: float) -> float:
    return fonts.width(text, font, size)
