"""What every section of the report is written with: headings, paragraphs, tables, in the report's languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from reportlab.platypus import CondPageBreak, Flowable

from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.exports.flowables import Beside
from jcm_desktop.exports.grid import TEAL, Grid, Row
from jcm_desktop.exports.page import Anchor, Contents
from jcm_desktop.exports.report_model import Report
from jcm_desktop.exports.text import Look, Text
from jcm_desktop.exports.tongue import Tongue

BODY = Look()
SMALL = Look(size=7.4, leading=9.8)
TITLE = Look(size=21, leading=26, bold=True, colour=TEAL)
SECTION = Look(size=12.4, leading=16, bold=True, colour=TEAL, before=12, after=3)
SUBSECTION = Look(size=9.4, leading=12.4, bold=True, colour=TEAL, before=7, after=2)
TIGHT = Look(size=6.9, leading=8.3)
_ROOM_FOR_SECTION, _ROOM_FOR_PART = 104.0, 104.0


class Telling:
    """Sections, paragraphs and tables in some languages; knows no report."""

    def __init__(self, tongue: Tongue, contents: Contents) -> None:
        self.tongue, self.contents = tongue, contents
        self._number = 0
        self._annexes = 0

    def section(self, title: str, *, annex: bool = False, room: float = _ROOM_FOR_SECTION) -> Iterator[Flowable]:
        """A numbered heading with its bookmark; on the next page where less than `room` is left."""
        if annex:
            self._annexes += 1
            number = chr(ord("A") + self._annexes - 1)
        else:
            self._number += 1
            number = str(self._number)
        key = f"section-{number}"
        words = self.tongue.each(title)
        self.contents.titles.append((key, escape(f"{number}   {' / '.join(words)}")))
        yield CondPageBreak(room)
        yield Text(f"{number}  {self.tongue.line(title)}", SECTION)
        yield Anchor(self.contents, key, f"{number} {' / '.join(words)}")

    def part(self, title: str, *, bookmark: str = "") -> Iterator[Flowable]:
        """A heading below the section's; markup."""
        yield CondPageBreak(_ROOM_FOR_PART)
        yield Text(title, SUBSECTION)
        if bookmark:
            yield Anchor(self.contents, f"part-{bookmark}", bookmark, 1)

    def prose(self, message: str, look: Look = BODY, **facts: object) -> Flowable:
        """A paragraph; two languages stand side by side."""
        texts = [escape(one, quote=False) for one in self.tongue.each(message, **facts)]
        look = look.with_(after=4)
        if len(texts) == 1:
            return Text(texts[0], look)
        return Beside([([Text(one, look)], 1.0) for one in texts], after=4)

    def note(self, message: str, **facts: object) -> Flowable:
        """A paragraph in small letters."""
        return self.prose(message, SMALL, **facts)

    def grid(
        self,
        heads: Sequence[str],
        rows: Sequence[Row],
        widths: Sequence[float],
        *,
        right: Sequence[int] = (),
        bold: Sequence[int] = (),
        look: Look | None = None,
    ) -> Grid:
        """A table whose headings are messages; cells are markup."""
        words = [self.tongue.lines(one) if one else "" for one in heads]
        if look is None:
            return Grid(words, rows, widths, right=right, bold=bold)
        return Grid(words, rows, widths, right=right, bold=bold, look=look)

    def facts(self, rows: Sequence[tuple[str, str]], weights: tuple[float, float] = (3, 9)) -> Grid:
        """Names, which are messages, and what is said of them, as markup; empty ones are left out."""
        return Grid(["", ""], [[f"<b>{self.tongue.lines(name)}</b>", text] for name, text in rows if text], weights)


class Story(Telling):
    """A report with the languages it is told in."""

    def __init__(self, report: Report, tongue: Tongue, contents: Contents) -> None:
        super().__init__(tongue, contents)
        self.report = report


def days(span: Span) -> str:
    """Days in one short line: a month, a day, or from and to."""
    if span.first == span.last:
        return span.first.isoformat()
    same_month = (span.first.year, span.first.month) == (span.last.year, span.last.month)
    if same_month and span.first.day == 1 and (span.last + DAY).day == 1:
        return f"{span.first:%Y-%m}"
    return f"{span.first} … {span.last}"


def minute(moment: datetime) -> str:
    """A moment in UTC."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def grouped(digest: str, size: int = 8) -> str:
    """A hash in groups that two people can compare."""
    return " ".join(digest[at : at + size] for at in range(0, len(digest), size))
