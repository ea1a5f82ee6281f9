"""What of a report goes into which cell of an approved workbook, and what finds no cell; nothing is written yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import convert
from jcm_desktop.domain.workbook_facts import CellPlace, TemplateMap
from jcm_desktop.exports.report_model import Report, sheet_span
from jcm_desktop.exports.template_fill import Value
from jcm_desktop.exports.xlsx_parts import cells_of, read_parts, sheets_of
from jcm_desktop.formulas.numbers import as_decimal


class Kind(StrEnum):
    """What is put into a cell."""

    MONITORED = "monitored"
    FIXED = "fixed"
    ESTIMATE = "estimate"
    PERIOD = "period"


class Unfit(StrEnum):
    """Why something is not put in."""

    NO_CELL = "no_cell"  # the workbook has no input cell that can be told to be its own
    FORMULA = "formula"  # its cell computes, so it is no input


class Planned(msgspec.Struct, frozen=True):
    """One value and its cell; or why it has none."""

    kind: Kind
    key: str
    value: Value
    unit: str
    cell: CellPlace | None
    unfit: Unfit | None = None
    before: str = ""  # what stands in the cell of the template


def planned(
    template: bytes, report: Report, vintage: Vintage, where: TemplateMap, place: str = ""
) -> tuple[Planned, ...]:
    """Every value of one calendar year in the order of the sheets; UserErrors of reading."""
    parts = read_parts(template, place)
    seen = {
        CellPlace(sheet, address): cell
        for sheet, part in sheets_of(parts, place).items()
        for address, cell in cells_of(parts, part, place)
    }

    def one(kind: Kind, key: str, value: Value, unit: str, cell: CellPlace | None) -> Planned:
        there = seen.get(cell) if cell is not None else None
        if cell is None:
            return Planned(kind, key, value, unit, None, Unfit.NO_CELL)
        if there is not None and there.formula:
            return Planned(kind, key, value, unit, cell, Unfit.FORMULA)
        return Planned(kind, key, value, unit, cell, None, there.value if there is not None else "")

    return tuple(one(*row) for row in _rows(report, vintage, where))


def _rows(
    report: Report, vintage: Vintage, where: TemplateMap
) -> Iterator[tuple[Kind, str, Value, str, CellPlace | None]]:
    definition = report.definition
    for point in report.dossier.plan.points:
        unit = definition.monitored[point.parameter].unit
        yield Kind.MONITORED, point.key, report.monitored(point, vintage), unit, where.monitored.get(point.key)
    for row in report.fixed:
        yield Kind.FIXED, row.key, row.value, row.unit, where.fixed.get(row.key)
    for point in report.dossier.plan.points:
        unit = definition.monitored[point.parameter].unit
        if point.key in where.plan and point.estimate_per_year is not None:
            value = as_decimal(convert(point.estimate_per_year, point.unit, unit))
            yield Kind.ESTIMATE, point.key, value, unit, where.plan[point.key]
    for cell in where.period:
        yield Kind.PERIOD, "", sheet_span(vintage.span), "", cell


def values_of(rows: Iterable[Planned], *, all_of_them: bool = True) -> dict[CellPlace, Value]:
    """The values by cell.

    UserError `template.parameter_without_cell` for what finds none, `template.cell_is_formula` for
    a cell that computes; unless only those that fit are wanted.
    """
    known = tuple(rows)
    for row in known:
        if all_of_them and row.unfit is Unfit.NO_CELL:
            names = ", ".join(one.key for one in known if one.cell is not None and one.key)
            raise UserError("template.parameter_without_cell", row.key, known=names or "-")
        if all_of_them and row.unfit is Unfit.FORMULA:
            raise UserError("template.cell_is_formula", row.key, cell=row.cell)
    return {row.cell: row.value for row in known if row.cell is not None and row.unfit is None}
