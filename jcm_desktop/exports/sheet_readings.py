"""The list of readings behind table 1: our sheet after the official ones, written as XML by hand.

A year of daily readings of fifty points is tens of thousands of rows; the writer of the
other sheets takes ten times as long for them. Each number keeps its exact digits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any

from jcm_desktop.exports.book import Book, Sheet, cell_value
from jcm_desktop.exports.layout import FIRST_READING, HEAD_ROWS, column_name
from jcm_desktop.exports.report_model import HIDDEN, Part, Report, sheet_day
from jcm_desktop.exports.sheet_styles import MOST_PLACES, with_places
from jcm_desktop.i18n import N_

_TITLE = N_("Readings behind table 1, cut at the turn of the calendar year")
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
_CHUNK = 2_000  # rows
_MANY = 5_000
_STAMP = (1980, 1, 1, 0, 0, 0)
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
    """Numbers of the styles and texts that the rows need; asked from the writer before it closes."""

    def __init__(self, book: Book, parts: Sequence[Part], units: Mapping[str, str]) -> None:
        self._book = book
        self.center, self.text, self.hidden = (self._made(name, "") for name in ("center", "text", "withheld"))
        formats = [with_places(places) for places in range(MOST_PLACES + 1)]
        # by the number of decimals
        self.inputs = [self._made("input", one) for one in formats]
        self.values = [self._made("value", one) for one in formats]
        self.units = {parameter: self.string(unit) for parameter, unit in units.items()}
        points = {part.point.no: part.point for part in parts}
        self.points = {no: self.string(no) for no in points}
        self.read_in = {unit: self.string(unit) for unit in dict.fromkeys(part.unit for part in parts)}
        days = {day for part in parts for day in (part.span.first, part.span.last)}
        self.days = {day: self.string(sheet_day(day)) for day in sorted(days)}
        self.years = {year: self.string(str(year)) for year in sorted({day.year for day in days})}
        entered = {part.reading.recorded_at.date() for part in parts if part.reading.recorded_at}
        self.entered = {day: self.string(day.isoformat()) for day in sorted(entered)}

    def _made(self, name: str, numbers: str) -> int:
        made: Any = self._book.format(name, numbers)
        return int(made._get_xf_index())

    def string(self, text: str) -> int:
        """The number of a text in the table that all sheets share."""
        return int(self._book.writer.str_table._get_shared_string_index(_CONTROL.sub("", text)))


def _places(text: str) -> int:
    """The decimals of a number as text, as many as a format shows."""
    point = text.find(".")
    return 0 if point < 0 else min(MOST_PLACES, len(text) - point - 1)


def rows_xml(parts: Sequence[Part], styles: RowStyles) -> Iterator[str]:
    """The rows in the order of the parts, one string for each."""
    whole, inputs, values, days = styles.values[0], styles.inputs, styles.values, styles.days
    word = f' s="{styles.center}" t="s"><v>'
    blank, end = f' s="{styles.center}"/>', "</v></c>"
    for row, part in enumerate(parts, FIRST_READING + 1):
        reading, span, value, counted = part.reading, part.span, part.value, part.counted
        first, last = span.first, span.last
        cut = first != reading.first or last != reading.last
        length = (last - first).days + 1
        of = (reading.last - reading.first).days + 1 if cut else length
        if value != value:  # withheld: not a number
            read, number = _text("E", row, HIDDEN, styles.hidden), _text("I", row, HIDDEN, styles.hidden)
        else:
            text = f"{value:f}"
            read = f'<c r="E{row}" s="{inputs[_places(text)]}"><v>{text}{end}'
            if counted is not value:
                text = f"{cell_value(counted):f}"
            number = f'<c r="I{row}" s="{values[_places(text)]}"><f>{_formula(row, part, cut)}</f><v>{text}{end}'
        at = reading.recorded_at
        entered = f"{word}{styles.entered[at.date()]}{end}" if at else blank
        yield (
            f'<row r="{row}"><c r="A{row}"{word}{styles.points[part.point.no]}{end}'
            f'<c r="B{row}"{word}{days[first]}{end}'
            f'<c r="C{row}"{word}{days[last]}{end}<c r="D{row}"{word}{styles.years[first.year]}{end}{read}'
            f'<c r="F{row}"{word}{styles.read_in[part.unit]}{end}<c r="G{row}" s="{whole}"><v>{length}{end}'
            f'<c r="H{row}" s="{whole}"><v>{of}{end}{number}'
            f'<c r="J{row}"{word}{styles.units[part.point.parameter]}{end}<c r="K{row}"{entered}'
            f"{_text('L', row, reading.reason, styles.text)}</row>"
        )


def _formula(row: int, part: Part, cut: bool) -> str:
    """The value counted, from the value read."""
    formula = f"E{row}"
    if part.factor != 1:
        formula += f"*{part.factor.numerator}/{part.factor.denominator}"
    return f"{formula}*G{row}/H{row}" if cut and not part.mean else formula


def _text(letter: str, row: int, text: str, style: int) -> str:
    if not text:
        return f'<c r="{letter}{row}" s="{style}"/>'
    return f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_safe(text)}</t></is></c>'


def _safe(text: str) -> str:
    return escape(_CONTROL.sub("", text), quote=False)


def write_rows(package: zipfile.ZipFile, name: str, sheet_xml: bytes, parts: Sequence[Part], styles: RowStyles) -> None:
    """Write the sheet's part with rows after those it has, a chunk at a time; memory does not grow with them."""
    head, _, tail = sheet_xml.partition(b"</sheetData>")
    last = FIRST_READING + len(parts)
    dimension = f'<dimension ref="A1:{column_name(len(_HEADS) - 1)}{last}"/>'.encode()
    head = re.sub(rb'<dimension ref="[^"]*"/>', dimension, head, count=1)
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    if len(parts) > _MANY:
        entry._compresslevel = 1  # type: ignore[attr-defined] # half of the time goes into the last tenth of the size
    entry.external_attr = 0o600 << 16
    with package.open(entry, "w") as target:
        target.write(head)
        rows = rows_xml(parts, styles)
        while chunk := "".join(islice(rows, _CHUNK)):
            target.write(chunk.encode())
        target.write(b"</sheetData>" + tail)
