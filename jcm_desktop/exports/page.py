"""The paper of the report: margins, lines above and below, bookmarks, contents with page numbers.

Numbers that are known only at the end (pages in all, pages of sections) are forms that
are filled last, so that the report is laid out once. Knows no numbers of a project.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from jcm_desktop.exports.fonts import TEXT, register
from jcm_desktop.exports.grid import LINE, TEAL
from jcm_desktop.exports.text import Look, Text, one_line

MARGIN = 40.0
WIDTH = A4[0] - 2 * MARGIN
_TOP, _BOTTOM = 50.0, 46.0
_SMALL = Look(size=7.2, leading=9)
RED = "#9C1C1C"


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands above and below every page, as markup."""

    left: str
    right: str
    middle: str  # which copy
    foot: str
    warning: str  # that it is a sample; empty otherwise


@dataclass(slots=True)
class Contents:
    """The sections and where they begin; filled while the pages are drawn."""

    titles: list[tuple[str, str]] = field(default_factory=list)  # key, title as markup; before drawing
    pages: dict[str, int] = field(default_factory=dict)


class Anchor(Flowable):  # type: ignore[misc] # the library has no types
    """A place with a bookmark; takes no room."""

    def __init__(self, contents: Contents, key: str, title: str, level: int = 0) -> None:
        super().__init__()
        self._contents, self._key, self._title, self._level = contents, key, title, level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas: Any = self.canv
        self._contents.pages.setdefault(self._key, canvas.getPageNumber())
        _x, y = canvas.absolutePosition(0, 0)
        canvas.bookmarkPage(self._key, fit="XYZ", left=0, top=y + 24, zoom=0)
        canvas.addOutlineEntry(self._title, self._key, self._level, closed=False)


class ContentsList(Flowable):  # type: ignore[misc] # the library has no types
    """The sections with their pages, in two columns where they fit; each line leads there."""

    _LOOK = Look(size=8.2, leading=12.4)
    _GUTTER = 24.0

    def __init__(self, contents: Contents) -> None:
        super().__init__()
        self._contents = contents

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        room = (width - self._GUTTER) / 2 - 26
        widest = max((Text(title, self._LOOK).natural_width for _, title in self._contents.titles), default=0)
        self._columns = 2 if widest <= room else 1
        self._rows = -(-len(self._contents.titles) // self._columns)
        self.width, self.height = width, self._rows * self._LOOK.leading
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        column = (self.width - self._GUTTER) / 2 if self._columns == 2 else self.width
        for at, (key, title) in enumerate(self._contents.titles):
            x = (at // self._rows) * (column + self._GUTTER)
            y = self.height - (at % self._rows + 1) * self._LOOK.leading + 3
            one_line(canvas, x, y, title, self._LOOK)
            _number_form(canvas, f"page-{key}", x + column - 20, y)
            canvas.linkRect("", key, (x, y - 2, x + column, y + 9), relative=1)


class Last(Flowable):  # type: ignore[misc] # the library has no types
    """The end of the report: says how many pages there are, and where its sections are."""

    def __init__(self, contents: Contents) -> None:
        super().__init__()
        self._contents = contents

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas: Any = self.canv
        _define(canvas, "pages", str(canvas.getPageNumber()))
        for key, _title in self._contents.titles:
            _define(canvas, f"page-{key}", str(self._contents.pages.get(key, "")))


def _number_form(canvas: Any, name: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(name)
    canvas.restoreState()


def _define(canvas: Any, name: str, text: str) -> None:
    canvas.beginForm(name, -2, -3, 22, 10)
    one_line(canvas, 20 if name != "pages" else 0, 0, text, _SMALL.with_(align="right" if name != "pages" else "left"))
    canvas.endForm()


def build(story: Sequence[Flowable], lines: Lines, contents: Contents, *, language: str) -> bytes:
    """The pages as a PDF; the same story gives the same bytes."""
    register()
    stream = io.BytesIO()
    width, height = A4
    document = BaseDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=_TOP,
        bottomMargin=_BOTTOM,
        initialFontName=TEXT,
        lang=language,
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(MARGIN, _BOTTOM, WIDTH, height - _TOP - _BOTTOM, 0, 0, 0, 0)

    def around(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setStrokeColor(HexColor(LINE))
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, height - 37, width - MARGIN, height - 37)
        one_line(canvas, MARGIN, height - 31, lines.left, _SMALL)
        middle = _SMALL.with_(align="center", bold=True, colour=TEAL)
        one_line(canvas, width / 2, height - 31, lines.middle, middle)
        one_line(canvas, width - MARGIN, height - 31, lines.right, _SMALL.with_(align="right"))
        one_line(canvas, MARGIN, 26, lines.foot, _SMALL)
        if lines.warning:
            one_line(canvas, width / 2, 26, lines.warning, _SMALL.with_(align="center", bold=True, colour=RED))
        one_line(canvas, width - MARGIN - 18, 26, f"{canvas.getPageNumber()} / ", _SMALL.with_(align="right"))
        _number_form(canvas, "pages", width - MARGIN - 15, 26)
        canvas.restoreState()

    document.addPageTemplates(PageTemplate("page", [frame], onPage=around))
    document.build([*story, Last(contents)])
    return stream.getvalue()
