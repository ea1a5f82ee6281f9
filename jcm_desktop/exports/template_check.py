"""Compare a filled workbook with the approved one and with our own results, cell by cell.

What may differ are the input cells and what formulas compute from them; a formula or a
constant that differs anywhere else means that it is not the approved workbook any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.domain.workbook_facts import CellDifference, CellPlace, FilledWorkbook, TemplateMap
from jcm_desktop.exports.xlsx_parts import Seen, cells_of, read_parts, sheets_of

# A spreadsheet computes with 15 to 17 digits; what differs by less than this part of a number is the same.
_TOLERANCE = Decimal("1e-12")
_SMALLEST = Decimal("1e-9")
_RESULTS = ("ER", "RE", "PE")


def compare(filled: bytes, approved: bytes, where: TemplateMap, vintage: Vintage, place: str = "") -> FilledWorkbook:
    """What is not as approved, and which results are not ours; UserErrors of reading."""
    found, wanted = _everything(filled, place), _everything(approved, place)
    return FilledWorkbook(
        approved_sha256=locked_sha256(approved, where, place),
        locked=tuple(_locked(found, wanted, where)),
        results=tuple(_results(found, where, vintage)),
    )


def locked_sha256(xlsx: bytes, where: TemplateMap, place: str = "") -> str:
    """The hash of everything in a workbook that is no input: formulas as written, constants as shown."""
    digest = hashlib.sha256()
    for cell, seen in sorted(_everything(xlsx, place).items()):
        if cell not in where.inputs:
            digest.update(f"{cell.sheet}\0{cell.cell}\0{_locked_text(seen)}\n".encode())
    return digest.hexdigest()


def _everything(xlsx: bytes, place: str) -> dict[CellPlace, Seen]:
    parts = read_parts(xlsx, place)
    return {
        CellPlace(sheet, address): seen
        for sheet, part in sheets_of(parts, place).items()
        for address, seen in cells_of(parts, part, place)
    }


def _locked_text(seen: Seen) -> str:
    """A formula, whatever it computes at present; else the constant."""
    return seen.formula or seen.value


def _locked(
    found: dict[CellPlace, Seen], wanted: dict[CellPlace, Seen], where: TemplateMap
) -> Iterator[CellDifference]:
    nothing = Seen("", "")
    for cell in sorted(found.keys() | wanted.keys()):
        one, other = _locked_text(wanted.get(cell, nothing)), _locked_text(found.get(cell, nothing))
        if one != other and cell not in where.inputs:
            yield CellDifference(cell, one[:200], other[:200])
        elif cell in where.inputs and found.get(cell, nothing).formula:
            yield CellDifference(cell, "", found[cell].formula[:200])


def _results(found: dict[CellPlace, Seen], where: TemplateMap, vintage: Vintage) -> Iterator[CellDifference]:
    ours = {term.name: term.value for term in vintage.terms}
    for name, cell in where.results.items():
        if name not in ours:
            continue
        seen = found.get(cell)
        if seen is None or not _same(seen.value, ours[name], vintage.claimed if name == "ER" else None):
            yield CellDifference(cell, format_decimal(ours[name]), seen.value if seen else "")


def _same(text: str, wanted: Decimal, claimed: int | None) -> bool:
    """Equal to twelve digits; the sheet may show the claim in whole tonnes in place of exact reductions."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and same_number(value, wanted, claimed)


def same_number(value: Decimal, wanted: Decimal, claimed: int | None) -> bool:
    """As above, of a number."""
    limit = max(abs(wanted) * _TOLERANCE, _SMALLEST)
    return abs(value - wanted) <= limit or (claimed is not None and value == claimed)
