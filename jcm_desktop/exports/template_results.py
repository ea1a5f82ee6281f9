"""What a filled workbook's own formulas give, computed here, without a spreadsheet program; beside what we compute.

The reader and the arithmetic are those that prove an official workbook when it is
imported, so a formula they do not know is named, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.domain.workbook_facts import CellPlace, TemplateMap
from jcm_desktop.exports.template_check import same_number
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.methodologies.official_workbook.cells import Address, column_number
from jcm_desktop.methodologies.official_workbook.compute import Computer, Unknown, Workings
from jcm_desktop.methodologies.official_workbook.proof import shown
from jcm_desktop.methodologies.official_workbook.reader import read_book

_SHOWN = 15  # digits, as a spreadsheet shows


class Told(msgspec.Struct, frozen=True):
    """One result: what its cell gives, and what we compute."""

    name: str  # ER, RE, PE
    cell: CellPlace
    theirs: str
    ours: str
    same: bool
    problem: str = ""  # a code, where the cell cannot be computed here
    facts: dict[str, str] = {}


def results_of(filled: bytes, where: TemplateMap, vintage: Vintage, place: str = "") -> tuple[Told, ...]:
    """The results of a filled workbook for one calendar year, by the names found in it; UserErrors of reading."""
    book = read_book(filled, place)
    computer = Computer(Workings(book))
    return tuple(_told(computer, where, vintage))


def _told(computer: Computer, where: TemplateMap, vintage: Vintage) -> Iterator[Told]:
    ours = {term.name: term.value for term in vintage.terms}
    for name, cell in where.results.items():
        if name not in ours:
            continue
        value = computer.value(Address(cell.sheet, cell.row, column_number(cell.column)))
        wanted = format_decimal(ours[name])
        claimed = vintage.claimed if name == "ER" else None
        if isinstance(value, Unknown):
            yield Told(name, cell, "", wanted, False, value.code, {"place": value.place, **value.facts})
        elif isinstance(value, Decimal | Fraction):
            same = same_number(as_decimal(value), ours[name], claimed)
            yield Told(name, cell, format_decimal(as_decimal(value, _SHOWN)), wanted, same)
        else:
            yield Told(name, cell, shown(value), wanted, False)
