"""What a workbook holds, as plain values: sheets, cells with formula and cached value. Knows no methodology."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias

import msgspec

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


class Address(NamedTuple):
    """A cell; rows and columns are counted from 1, as people do."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{self.short}"

    @property
    def short(self) -> str:
        """`E9`."""
        return f"{letters(self.column)}{self.row}"


def letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_number(text: str) -> int:
    """1 for `A`."""
    number = 0
    for letter in text.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def cell_range(sheet: str, cells: list[Address]) -> str:
    """How people name some cells of one sheet: `MPS(input)!B9:B12`, or one by one where they are not in a row."""
    first, last = cells[0], cells[-1]
    together = all(one.column == first.column for one in cells) and last.row - first.row + 1 == len(cells)
    if len(cells) > 1 and together:
        return f"{sheet}!{first.short}:{last.short}"
    return f"{sheet}!{', '.join(one.short for one in cells)}"


class ExcelError(msgspec.Struct, frozen=True):
    """An error value as a cell shows it, e.g. `#DIV/0!`."""

    code: str


Stored: TypeAlias = Decimal | str | bool | ExcelError | None


class Cell(msgspec.Struct, frozen=True):
    """A cell as the file has it: the formula without its equals sign, and the value the file says it gave."""

    value: Stored = None
    formula: str = ""
    moved: tuple[int, int] = (0, 0)  # of a formula shared with another cell: how far that cell is away
    marked: str = ""  # a text with its subscripts marked, `EC_{PJ,i,p}`, where it has any
    locked: bool = True
    percent: bool = False  # shown as a percentage: 0.05 as 5 %
    whole_array: bool = False  # its formula fills several cells at once


class Sheet(msgspec.Struct, frozen=True, dict=True):
    """One worksheet."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merged: dict[tuple[int, int], tuple[int, int]] = {}  # each covered cell to the one that shows
    lists: dict[tuple[int, int], tuple[str, ...]] = {}  # the words a cell's drop-down offers
    protected: bool = False

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), _EMPTY)

    def shown(self, row: int, column: int) -> Cell:
        """What a reader sees there: a merged cell shows its first one."""
        return self.cell(*self.merged.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        """The text a reader sees there; empty for a number."""
        value = self.shown(row, column).value
        return value.strip() if isinstance(value, str) else ""

    def address(self, row: int, column: int) -> Address:
        """The cell that shows there."""
        return Address(self.name, *self.merged.get((row, column), (row, column)))

    @cached_property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def last_column(self) -> int:
        return max((column for _, column in self.cells), default=0)

    @cached_property
    def _rows(self) -> dict[int, list[int]]:
        found: dict[int, set[int]] = {}
        for row, column in (*self.cells, *self.merged):
            found.setdefault(row, set()).add(column)
        return {row: sorted(columns) for row, columns in found.items()}

    @cached_property
    def rows(self) -> list[int]:
        """The rows that hold anything."""
        return sorted(self._rows)

    def columns(self, row: int) -> list[int]:
        """The columns of a row that hold anything, or are part of a merged cell."""
        return self._rows.get(row, [])

    def texts(self, row: int) -> Iterator[tuple[int, str]]:
        """The texts of a row with their columns; a text over several columns once, at its first."""
        for column in self.columns(row):
            over = self.merged.get((row, column), (row, column))
            if (over[1] == column or over not in self.cells) and (text := self.text(row, column)):
                yield column, text

    def formulas(self) -> Iterator[Address]:
        """Every cell with a formula, by row."""
        for (row, column), cell in sorted(self.cells.items()):
            if cell.formula:
                yield Address(self.name, row, column)


class Ignored(msgspec.Struct, frozen=True):
    """Something in the file that was neither run nor followed."""

    kind: str  # macros, external link, data connection, hidden sheet, embedded object, other sheet
    place: str


class Book(msgspec.Struct, frozen=True, dict=True):
    """A workbook's visible worksheets."""

    file: str
    sha256: str
    sheets: dict[str, Sheet]
    names: dict[tuple[str, str], str] = {}  # (sheet or empty, name in small letters) to what it refers to
    hidden: frozenset[str] = frozenset()
    ignored: tuple[Ignored, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Sheet]:
        return {name.casefold(): sheet for name, sheet in self.sheets.items()}

    def sheet(self, name: str) -> Sheet | None:
        """The visible sheet of this name, whatever its capitals."""
        return self.sheets.get(name) or self._by_name.get(name.casefold())

    def cell(self, address: Address) -> Cell:
        sheet = self.sheets.get(address.sheet)
        return sheet.cell(address.row, address.column) if sheet else _EMPTY

    def named(self, name: str, sheet: str) -> str | None:
        """What a defined name stands for, seen from a sheet."""
        return self.names.get((sheet, name.casefold())) or self.names.get(("", name.casefold()))


_EMPTY = Cell()
