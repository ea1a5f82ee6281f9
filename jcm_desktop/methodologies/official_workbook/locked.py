"""The formulas nobody may change, as one hash: a filled workbook has the approved one's, or says where it has not.

Written canonically, so that saving with another program changes nothing: no spaces,
no dollar signs, shared formulas written out. Knows no methodology.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.methodologies.official_workbook.cells import Address, Book
from jcm_desktop.methodologies.official_workbook.compute import Unknown, Workings
from jcm_desktop.methodologies.official_workbook.excel_tree import written
from jcm_desktop.methodologies.official_workbook.sheets import groups


class LockedCells(msgspec.Struct, frozen=True):
    """The locked cells of the official sheets: formulas, and the typed numbers of the calculation sheets."""

    formulas: dict[str, str]  # by cell, e.g. `MRS(calc_process)!F8`
    numbers: dict[str, str]

    @property
    def formulas_sha256(self) -> str:
        return _hash(self.formulas)

    @property
    def numbers_sha256(self) -> str:
        return _hash(self.numbers)


class Change(msgspec.Struct, frozen=True):
    """A locked cell that is not as in the approved workbook; an empty text where there is none."""

    cell: str
    approved: str
    found: str


def locked_cells(book: Book) -> LockedCells:
    """What must be the same in every filled copy of a workbook."""
    workings = Workings(book)
    formulas: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for side in (side for group in groups(book) for side in group.sides):
        for sheet in side.sheets:
            calculates = sheet in side.processes and sheet not in side.inputs
            for (row, column), cell in sheet.cells.items():
                address = Address(sheet.name, row, column)
                if cell.locked and cell.formula:
                    formulas[str(address)] = _canonical(address, cell.formula, workings)
                elif cell.locked and calculates and isinstance(cell.value, Decimal):
                    numbers[str(address)] = format_decimal(cell.value, group=False)
    return LockedCells(formulas, numbers)


def _canonical(address: Address, formula: str, workings: Workings) -> str:
    tree = workings.tree(address)
    return " ".join(formula.split()) if tree is None or isinstance(tree, Unknown) else written(tree)


def changes(approved: LockedCells, filled: LockedCells) -> tuple[Change, ...]:
    """Every locked cell in which a filled workbook is not the approved one."""
    return tuple(
        Change(cell, one.get(cell, ""), other.get(cell, ""))
        for one, other in ((approved.formulas, filled.formulas), (approved.numbers, filled.numbers))
        for cell in sorted(one.keys() | other.keys())
        if one.get(cell) != other.get(cell)
    )


def _hash(cells: Mapping[str, str]) -> str:
    lines = "".join(f"{cell}\t{text}\n" for cell, text in sorted(cells.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
