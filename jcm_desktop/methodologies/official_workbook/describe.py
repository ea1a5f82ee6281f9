"""What the words around a cell say of it: symbol, label and unit. Reads neighbours; knows no formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.official_workbook.cells import Address, Book, Sheet
from jcm_desktop.methodologies.official_workbook.headings import meaning
from jcm_desktop.methodologies.official_workbook.symbols import Symbol, read_symbol
from jcm_desktop.methodologies.official_workbook.tables import CalcRow, InputRow
from jcm_desktop.methodologies.official_workbook.unit_text import read_unit

HEAD_ROWS = 40  # how far above a cell its column's heading may stand
_IN_BRACKETS = re.compile(r"[\[(]([^()\[\]]{1,30})[\])]\s*$")


class Description(msgspec.Struct, frozen=True):
    """What a cell is called; empty texts where nobody says."""

    symbol: Symbol | None = None
    label: str = ""
    unit: str = ""
    block: str = ""
    column: int = 0  # which of the columns of values it stands in


class Places:
    """The descriptions of all cells of a book's official sheets."""

    def __init__(self, book: Book, inputs: Iterable[InputRow], lines: Iterable[CalcRow]) -> None:
        self._book = book
        self._known: dict[Address, Description] = {}
        self._lines: dict[tuple[str, str, int, str, tuple[str, ...]], list[Address]] = {}
        for line in lines:
            for column, address in enumerate(line.values):
                if line.symbol is not None:
                    key = (line.sheet, line.block, column, line.symbol.head, line.symbol.parts)
                    self._lines.setdefault(key, []).append(address)
                self._known[address] = Description(line.symbol, line.label, line.unit, line.block, column)
        for row in inputs:
            self._known[row.value] = Description(row.symbol, row.label, row.unit, row.table)

    def of(self, address: Address) -> Description:
        """What is known of a cell."""
        if address not in self._known:
            sheet = self._book.sheets.get(address.sheet)
            self._known[address] = Description() if sheet is None else _by_neighbours(sheet, address)
        return self._known[address]

    def alike(self, address: Address) -> list[Address]:
        """The cells of the lines with a cell's symbol in its block, from the top, the cell itself among them."""
        return next((cells for cells in self._lines.values() if address in cells), [address])

    def run(self, address: Address) -> list[Address]:
        """Of the cells of `alike` those without another line between them and the cell: one list of several."""
        alike = self.alike(address)
        at = alike.index(address) if address in alike else 0
        first = last = at
        while first and alike[first - 1].row == alike[first].row - 1:
            first -= 1
        while last + 1 < len(alike) and alike[last + 1].row == alike[last].row + 1:
            last += 1
        return alike[first : last + 1]

    def heading(self, address: Address) -> Description:
        """What the heading of a cell's column says of all below: `NCV (GJ/t)`."""
        sheet = self._book.sheets.get(address.sheet)
        return Description() if sheet is None else _by_heading(sheet, address)


def _by_neighbours(sheet: Sheet, address: Address) -> Description:
    """From the texts of the cell's row, the nearest first, and the heading of its column."""
    above = _by_heading(sheet, address)
    symbol, unit, words = None, "", []
    for column, text in sorted(sheet.texts(address.row), key=lambda one: abs(one[0] - address.column)):
        if column == address.column:
            continue
        read = _unit(text)
        if read and not unit:
            unit = text
            continue
        found = read_symbol(text, sheet.shown(address.row, column).marked)
        if symbol is None and found is not None and found.is_word and (found.parts or found.head.isupper()):
            symbol = found
        elif column < address.column:
            words.append((column, text))
    label = " ".join(text for _, text in sorted(words))
    if above.symbol is not None:  # a table with a column for each parameter: the row says of what
        return Description(above.symbol, " ".join((above.label, label)).strip(), above.unit or unit)
    return Description(symbol, " ".join((label, above.label)).strip()[:300], unit or above.unit)


def _by_heading(sheet: Sheet, address: Address) -> Description:
    for row in range(address.row - 1, max(0, address.row - HEAD_ROWS), -1):
        text = sheet.text(row, address.column)
        if not text or meaning("columns", text) == "value":
            if text:
                return Description()
            continue
        bracket = _IN_BRACKETS.search(text)
        unit = bracket[1] if bracket and _unit(bracket[1]) else ""
        bare = text[: bracket.start()].strip() if unit and bracket else text
        if _unit(text):  # a row of units; the heading is above it
            above = _by_heading(sheet, Address(sheet.name, row, address.column))
            return Description(above.symbol, above.label, above.unit or text)
        marked = sheet.shown(row, address.column).marked
        found = read_symbol(bare, marked if bare == text else "")
        symbol = found if found is not None and found.is_word and (found.parts or found.head.isupper()) else None
        return Description(symbol, " ".join(bare.split())[:200], unit)
    return Description()


def _unit(text: str) -> bool:
    """Whether a text is a unit and nothing else."""
    if len(text) > 30:
        return False
    try:
        return read_unit(text) is not None
    except UserError:
        return False
