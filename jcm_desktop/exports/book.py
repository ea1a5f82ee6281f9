"""A workbook being written: sheets with the styles of the house, formulas together with their values, names.

Knows cells and looks, no report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import xlsxwriter

from jcm_desktop.domain.quantity import to_places
from jcm_desktop.exports.layout import HEAD_ROWS, address
from jcm_desktop.exports.report_model import HIDDEN, is_withheld
from jcm_desktop.exports.sheet_styles import number_format, style, unit_format

# Of what a cell holds; a spreadsheet computes with 15 to 17 digits.
_DIGITS = 17
_LINE = 13.2  # points of a line of text
_NAME = re.compile(r"[^A-Za-z0-9.]+")
MOST_NAMES = 4_000
_BANNER_ROW = 3

Words = Callable[[str], str]  # a message in English, with the second language below it where there is one


class Book:
    """The sheets, their formats, and the names of cells."""

    def __init__(self, book: xlsxwriter.Workbook, words: Words) -> None:
        self.writer = book
        self.words = words
        self._formats: dict[tuple[str, str], Any] = {}
        self._names: set[str] = set()

    def sheet(self, name: str) -> Sheet:
        """A new sheet after those there are."""
        return Sheet(self, self.writer.add_worksheet(name), name)

    def format(self, name: str, numbers: str = "") -> Any:
        """A style with a number format; made once."""
        if (name, numbers) not in self._formats:
            properties = style(name) | ({"num_format": numbers} if numbers else {})
            self._formats[name, numbers] = self.writer.add_format(properties)
        return self._formats[name, numbers]

    def name(self, wanted: str, sheet: str, row: int, column: int) -> None:
        """Give a cell a name; the first one keeps it."""
        name = _NAME.sub("_", wanted).strip("_")
        if not re.match(r"[A-Za-z_]", name) or re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]\d*([RrCc]\d*)?", name):
            name = f"_{name}"
        if name.lower() in self._names or len(self._names) >= MOST_NAMES:
            return
        self._names.add(name.lower())
        self.writer.define_name(name, f"={address(row, column, sheet)}")


class Sheet:
    """One worksheet; coordinates are rows and columns counted from 0."""

    def __init__(self, book: Book, sheet: Any, name: str) -> None:
        self._book, self._sheet, self.name = book, sheet, name
        self._widths: tuple[float, ...] = ()
        self.banner: tuple[str, str] | None = None  # a text across the sheet in its fourth row, and its style

    def text(self, row: int, column: int, text: str, name: str = "text") -> None:
        """A text; one that begins with an equals sign stays a text."""
        self._sheet.write_string(row, column, text, self._book.format(name))

    def words(self, row: int, column: int, message: str, name: str = "head") -> None:
        """A message, in the second language too."""
        self.text(row, column, self._book.words(message), name)

    def across(self, row: int, first: int, last: int, text: str, name: str = "text") -> None:
        """A text over several columns."""
        if first == last:
            self.text(row, first, text, name)
        else:
            self._sheet.merge_range(row, first, row, last, "", self._book.format(name))
            self._sheet.write_string(row, first, text, self._book.format(name))

    def number(self, row: int, column: int, value: Decimal, name: str = "value") -> None:
        """A number as it was given, or the mark that it is withheld."""
        if is_withheld(value):
            self.text(row, column, HIDDEN, "withheld")
        else:
            self._sheet.write_number(row, column, value, self._book.format(name, number_format(value)))

    def formula(self, row: int, column: int, formula: str, value: Decimal, name: str = "value", unit: str = "") -> None:
        """A live formula with the value it gives; one without a formula is a value that cannot be computed here."""
        if is_withheld(value):
            self.text(row, column, HIDDEN, "withheld")
            return
        kept = cell_value(value)
        look = self._book.format(name, unit_format(unit) if unit else number_format(kept))
        if formula:
            self._sheet.write_formula(row, column, f"={formula}", look, kept)
        else:
            self._sheet.write_number(row, column, kept, look)

    def widths(self, *widths: float) -> None:
        """Of the columns, from the first on, in characters."""
        self._widths = widths
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def height(self, row: int, lines: int) -> None:
        """Room for some lines of text."""
        self._sheet.set_row(row, _LINE * lines + 2)

    def filters(self, row: int, last_row: int, columns: int) -> None:
        """Let people filter a table by its columns, locked as it is."""
        self._sheet.autofilter(row, 0, last_row, columns - 1)

    def finish(self, rows: int, columns: int, *, repeat: tuple[int, int] = (0, HEAD_ROWS - 2)) -> None:
        """Locked, ready to print on A4, headings repeated."""
        sheet = self._sheet
        if self.banner is not None:
            self.across(_BANNER_ROW, 0, columns - 1, *self.banner)
            self.height(_BANNER_ROW, lines_of(self.banner[0], sum(self._widths[:columns])))
        sheet.protect(
            "", {"select_locked_cells": True, "format_columns": True, "format_rows": True, "autofilter": True}
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.print_area(0, 0, rows - 1, columns - 1)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(*repeat)
        sheet.hide_gridlines(2)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        sheet.set_zoom(90)

    def freeze(self, row: int) -> None:
        """Keep the rows above in view."""
        self._sheet.freeze_panes(row, 0)

    def activate(self) -> None:
        self._sheet.activate()


def cell_value(value: Decimal) -> Decimal:
    """A value with as many digits as a cell can hold."""
    digits = len(value.as_tuple().digits)
    return value if digits <= _DIGITS else to_places(value, _DIGITS - 1 - value.adjusted())


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters; a little generous."""
    return sum(max(1, -(-_columns(line) // max(1, int(width * 0.95)))) for line in text.split("\n"))


def _columns(text: str) -> int:
    """East Asian letters are two wide."""
    return sum(2 if "\u2e80" <= one <= "\uffef" else 1 for one in text)
