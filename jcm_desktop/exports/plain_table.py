"""A list as a file that a spreadsheet opens: text stays text, whatever it begins with. Knows rows only."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

Row = Sequence[str | int]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet computes when it opens a text file
_WIDEST = 80
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def xlsx_of(name: str, heads: Sequence[str], rows: Sequence[Row]) -> bytes:
    """A workbook with one sheet: headings that stay in sight, a filter, columns as wide as their texts."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "bg_color": "#E6EFEF", "bottom": 1})
        top = book.add_format({"valign": "top", "text_wrap": True})
        for at, head in enumerate(heads):
            widest = max((len(str(row[at])) for row in rows), default=0)
            sheet.set_column(at, at, min(max(widest, len(head)) + 2, _WIDEST))
            sheet.write_string(0, at, head, bold)
        for line, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, at, cell, top)
                else:
                    sheet.write_string(line, at, cell, top)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    return stream.getvalue()


def csv_of(heads: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Comma separated, UTF-8 with its mark; what would be a formula gets an apostrophe before it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(heads)
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def _plain(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
