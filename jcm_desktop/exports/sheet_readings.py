"""The list of readings that table 1 sums: our sheet after the official ones, written as XML by hand.

A year of daily readings of fifty points is tens of thousands of rows; the writer of the
other sheets takes ten times as long for them. Each number keeps its exact digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from jcm_desktop.exports.book import Book, Sheet, cell_value
from jcm_desktop.exports.layout import COUNTED_COLUMN, FIRST_READING, HEAD_ROWS, column_name
from jcm_desktop.exports.report_model import HIDDEN, Part, Report, is_withheld, sheet_day
from jcm_desktop.exports.sheet_styles import number_format
from jcm_desktop.i18n import N_

_TITLE = N_("Readings that table 1 sums, cut at the turn of the calendar year")
_HEADS = (
    N_("Monitoring point No."),
    N_("First day"),
    N_("Last day"),
    N_("Calendar year"),
    N_("Value as read"),
    N_("Units"),
    N_("Days counted"),
    N_("Days of the reading"),
    N_("Value counted"),
    N_("Units"),
    N_("Entered on"),
    N_("Reason of a correction"),
)
_WIDTHS = (13, 13, 13, 10, 17, 9, 10, 11, 17, 9, 12, 44)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def draw_heads(sheet: Sheet, book: Book, report: Report) -> None:
    """Everything but the rows; the writer must know the sheet."""
    sheet.text(HEAD_ROWS, 0, book.words(_TITLE).replace("\n", " / "), "table")
    for column, heading in enumerate(_HEADS):
        sheet.text(HEAD_ROWS + 1, column, f"({chr(ord('a') + column)})", "letter")
        sheet.words(HEAD_ROWS + 2, column, heading)
    sheet.height(HEAD_ROWS + 2, 4)
    sheet.widths(*_WIDTHS)
    sheet.freeze(FIRST_READING)
    sheet.finish(FIRST_READING + max(1, len(report.parts)), len(_HEADS), repeat=(HEAD_ROWS, HEAD_ROWS + 2))


class RowStyles:
    """The numbers of the styles that the rows need, asked from the writer so that it stores them."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[str, str], int] = {}
        self.center, self.text, self.hidden = self._of("center"), self._of("text"), self._of("withheld")
        self._of("value", number_format(Decimal(0)))

    def _of(self, name: str, numbers: str = "") -> int:
        key = name, numbers
        if key not in self._known:
            made: Any = self._book.format(name, numbers)
            self._known[key] = made._get_xf_index()
        return self._known[key]

    def number(self, value: Decimal, name: str) -> int:
        """The style of a number with its own decimals."""
        return self._of(name, number_format(value))

    def learn(self, parts: Sequence[Part]) -> None:
        """Meet every number before the writer closes."""
        for value in {one.value.as_tuple().exponent for one in parts if not is_withheld(one.value)}:
            if isinstance(value, int):
                self.number(Decimal(1).scaleb(value), "input")
        for part in parts:
            if not is_withheld(part.counted):
                self.number(cell_value(part.counted), "value")


def rows_xml(parts: Sequence[Part], units: dict[str, str], styles: RowStyles) -> Iterator[str]:
    """The rows in the order of the parts; `units` are the methodology's, by parameter."""
    letters = [column_name(column) for column in range(len(_HEADS))]
    for row, part in enumerate(parts, FIRST_READING + 1):
        yield f'<row r="{row}">{"".join(_cells(row, part, units[part.point.parameter], styles, letters))}</row>'


def _cells(row: int, part: Part, unit: str, styles: RowStyles, letters: Sequence[str]) -> Iterator[str]:
    reading, span = part.reading, part.span
    center = styles.center
    entered = f"{reading.recorded_at:%Y-%m-%d}" if reading.recorded_at else ""
    texts = {0: part.point.no, 1: sheet_day(span.first), 2: sheet_day(span.last), 3: str(span.first.year)}
    for column, text in texts.items():
        yield _text(letters[column], row, text, center)
    if is_withheld(part.value):
        yield _text(letters[4], row, HIDDEN, styles.hidden)
    else:
        yield f'<c r="{letters[4]}{row}" s="{styles.number(part.value, "input")}"><v>{part.value:f}</v></c>'
    yield _text(letters[5], row, part.unit, center)
    whole = styles.number(Decimal(0), "value")
    yield f'<c r="{letters[6]}{row}" s="{whole}"><v>{span.days}</v></c>'
    yield f'<c r="{letters[7]}{row}" s="{whole}"><v>{reading.span.days}</v></c>'
    yield _counted(row, part, styles, letters)
    yield _text(letters[9], row, unit, center)
    yield _text(letters[10], row, entered, center)
    yield _text(letters[11], row, reading.reason, styles.text)


def _counted(row: int, part: Part, styles: RowStyles, letters: Sequence[str]) -> str:
    place = f"{letters[COUNTED_COLUMN]}{row}"
    if is_withheld(part.counted):
        return _text(letters[COUNTED_COLUMN], row, HIDDEN, styles.hidden)
    formula = f"{letters[4]}{row}"
    if part.factor != 1:
        formula += f"*{part.factor.numerator}/{part.factor.denominator}"
    if part.span != part.reading.span:
        formula += f"*{letters[6]}{row}/{letters[7]}{row}"
    value = cell_value(part.counted)
    return f'<c r="{place}" s="{styles.number(value, "value")}"><f>{formula}</f><v>{value:f}</v></c>'


def _text(letter: str, row: int, text: str, style: int) -> str:
    if not text:
        return f'<c r="{letter}{row}" s="{style}"/>'
    safe = escape(_CONTROL.sub("", text), quote=False)
    return f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def put_rows(sheet_xml: bytes, rows: Iterator[str], count: int) -> bytes:
    """The sheet with rows after those it has."""
    head, _, tail = sheet_xml.partition(b"</sheetData>")
    last = FIRST_READING + count
    dimension = f'<dimension ref="A1:{column_name(len(_HEADS) - 1)}{last}"/>'.encode()
    head = re.sub(rb'<dimension ref="[^"]*"/>', dimension, head, count=1)
    return b"".join((head, "".join(rows).encode(), b"</sheetData>", tail))
