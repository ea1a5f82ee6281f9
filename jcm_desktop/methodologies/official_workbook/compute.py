"""The workbook's own formulas, computed exactly on its own inputs: the second opinion on every cached value.

Reads formulas as a spreadsheet does (blank is 0, text is no number, IF takes one
side), but with exact fractions. What it does not know it says; it never guesses.
Knows no methodology and no expression of ours.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import msgspec

from jcm_desktop.formulas.numbers import Exact
from jcm_desktop.methodologies.official_workbook.cells import Address, Book, ExcelError, Sheet
from jcm_desktop.methodologies.official_workbook.excel_tree import (
    Area,
    Excel,
    Literal,
    Named,
    Percent,
    Ref,
    on_sheets,
    shifted,
    walk,
)
from jcm_desktop.methodologies.official_workbook.formula_reader import Unreadable, read_formula

MAX_AREA = 50_000  # cells of one range, after what is empty below is cut off
MAX_WALKED = 10_000_000  # cells of all ranges that are walked through, however often


class Unknown(msgspec.Struct, frozen=True):
    """A value that cannot be computed here, why, and in which cell it began."""

    code: str
    place: str
    facts: dict[str, str] = {}


Value: TypeAlias = Exact | str | bool | ExcelError | Unknown | None
Grid: TypeAlias = tuple[tuple[Value, ...], ...]


class Workings:
    """The formulas of a book as trees, and which cells they need."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._trees: dict[Address, Excel | Unknown | None] = {}
        self._needs: dict[Address, tuple[Address, ...]] = {}
        self._walked = 0

    def tree(self, address: Address) -> Excel | Unknown | None:
        """The formula of a cell; None for a cell without, Unknown for one that cannot be read."""
        if address not in self._trees:
            self._trees[address] = self._read(address)
        return self._trees[address]

    def _read(self, address: Address) -> Excel | Unknown | None:
        cell = self.book.cell(address)
        if not cell.formula:
            return None
        if cell.whole_array or cell.formula.startswith("{"):
            return Unknown("book.array", str(address))
        try:
            return on_sheets(shifted(read_formula(cell.formula), *cell.moved), self._sheet_name)
        except Unreadable as error:
            return Unknown("book.formula_unreadable", str(address), {"found": error.found, "column": str(error.column)})

    def named(self, named: Named, home: str) -> Excel | None:
        """What a defined name stands for; None where there is none, or it is no cell, range or number."""
        text = self.book.named(named.name, named.sheet or home)
        if text is None:
            return None
        try:
            found = read_formula(text)
        except Unreadable:
            return None
        return None if isinstance(found, Named) else on_sheets(found, self._sheet_name)

    def _sheet_name(self, name: str) -> str:
        """The sheet as its own tab writes it: a formula may name it in other capitals."""
        sheet = self.book.sheet(name)
        return sheet.name if sheet is not None else name

    def needs(self, address: Address) -> tuple[Address, ...]:
        """The cells with formulas that a cell's formula refers to."""
        if address not in self._needs:
            found = dict.fromkeys(one for one in self._named_in(address) if self.tree(one) is not None)
            self._needs[address] = tuple(found)
        return self._needs[address]

    def _named_in(self, address: Address) -> Iterator[Address]:
        tree = self.tree(address)
        if tree is None or isinstance(tree, Unknown):
            return
        for node in walk(tree):
            found = self.named(node, address.sheet) if isinstance(node, Named) else node
            for inner in walk(found) if found is not None and found is not node else (node,):
                if isinstance(inner, Ref):
                    yield inner.address(address.sheet)
                elif isinstance(inner, Area):
                    yield from self._formulas_in(inner, address.sheet)

    def _formulas_in(self, area: Area, home: str) -> Iterator[Address]:
        sheet = self.book.sheet(area.first.sheet or home)
        if sheet is None:
            return
        first, last = area.first, area.last
        self._walked += min((last.row - first.row + 1) * (last.column - first.column + 1), len(sheet.cells))
        if self._walked > MAX_WALKED:
            return
        if (last.row - first.row + 1) * (last.column - first.column + 1) < len(sheet.cells):
            places = (
                (row, col) for row in range(first.row, last.row + 1) for col in range(first.column, last.column + 1)
            )
        else:
            places = (place for place in sheet.cells if inside(area, *place))
        for row, column in places:
            if sheet.cell(row, column).formula:
                yield Address(sheet.name, row, column)

    def literals(self, address: Address, apart: Container[Address]) -> frozenset[Decimal]:
        """The numbers written in a cell's formula and in those written into it, which end at the cells `apart`."""
        found: set[Decimal] = set()
        seen, left = {address}, [address]
        while left:
            here = left.pop()
            tree = self.tree(here)
            for node in () if tree is None or isinstance(tree, Unknown) else walk(tree):
                named = self.named(node, here.sheet) if isinstance(node, Named) else node
                if isinstance(named, Literal):
                    found.add(abs(named.value))
                elif isinstance(named, Percent) and isinstance(named.inner, Literal):
                    found.add(abs(named.inner.value) / 100)
            further = [one for one in self.needs(here) if one not in apart and one not in seen]
            seen.update(further)
            left.extend(further)
        return frozenset(found)

    def order(self, wanted: Iterable[Address]) -> list[Address]:
        """The cells with formulas under those wanted, each after those it needs; a circle is cut anywhere."""
        done: set[Address] = set()
        found: list[Address] = []
        left = [(one, False) for one in reversed(list(wanted))]
        entered: set[Address] = set()
        while left:
            here, ready = left.pop()
            if ready:
                if here not in done:
                    done.add(here)
                    found.append(here)
                continue
            if here in entered or self.tree(here) is None:
                continue
            entered.add(here)
            left.append((here, True))
            left.extend((one, False) for one in self.needs(here) if one not in entered)
        return found

    def cells(self, area: Area, home: str) -> tuple[Sheet, range, range] | Unknown:
        """A range's sheet, rows and columns, without the emptiness below and beside what the sheet holds."""
        sheet = self.book.sheet(area.first.sheet or home)
        if sheet is None:
            return self.no_sheet(area.first.sheet, home)
        rows = range(area.first.row, min(area.last.row, max(sheet.last_row, area.first.row)) + 1)
        columns = range(area.first.column, min(area.last.column, max(sheet.last_column, area.first.column)) + 1)
        self._walked += len(rows) * len(columns)
        if len(rows) * len(columns) > MAX_AREA or self._walked > MAX_WALKED:
            return Unknown("book.range_too_large", f"{sheet.name}!{area.first.row}:{area.last.row}")
        return sheet, rows, columns

    def no_sheet(self, name: str, home: str) -> Unknown:
        hidden = name.casefold() in {one.casefold() for one in self.book.hidden}
        return Unknown("book.uses_hidden_sheet" if hidden else "book.no_such_sheet", home, {"sheet": name})


def inside(area: Area, row: int, column: int) -> bool:
    return area.first.row <= row <= area.last.row and area.first.column <= column <= area.last.column


class Computer:
    """Values of cells; `instead` gives some cells other values than the file has, to try the formulas out."""

    def __init__(self, workings: Workings, instead: Mapping[Address, Exact | str] | None = None) -> None:
        self._workings = workings
        self._book = workings.book
        self._values: dict[Address, Value] = dict(instead or {})

    def value(self, address: Address) -> Value:
        """The value of a cell, exact."""
        if address not in self._values:
            self.prepare([address])
        return self.known(address)

    def prepare(self, addresses: Iterable[Address]) -> None:
        """Compute many cells at once."""
        for one in self._workings.order(addresses):
            if one not in self._values:
                self._values[one] = self._computed(one)

    def known(self, address: Address) -> Value:
        """The value of a cell whose formula, if it has one, was computed before."""
        if address in self._values:
            return self._values[address]
        if self._workings.tree(address) is not None:
            return Unknown("book.circular", str(address))
        return self._book.cell(address).value

    def _computed(self, address: Address) -> Value:
        from jcm_desktop.methodologies.official_workbook.excel_functions import evaluate

        tree = self._workings.tree(address)
        if tree is None or isinstance(tree, Unknown):
            return tree
        found = evaluate(tree, address, self._workings, self)
        return Fraction(0) if found is None else found  # a formula that only names an empty cell shows 0
