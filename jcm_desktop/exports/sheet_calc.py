"""The calculation sheets: the methodology's formulas, alive, one column for each calendar year.

The official sheet has one column of values. A period that spans years needs one
for each, because credits carry their year; the columns stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.plan import key_of
from jcm_desktop.exports.layout import (
    FIRST_VALUE_COLUMN,
    MRS_CALC,
    CalcLayout,
    ColumnCells,
    address,
)
from jcm_desktop.exports.report_model import Report, with_index
from jcm_desktop.exports.sheet_input import of_parts
from jcm_desktop.formulas.to_excel import to_excel
from jcm_desktop.formulas.to_text import symbol_plain
from jcm_desktop.methodologies.loader import nodes_of
from jcm_desktop.methodologies.schema import KnownValue

if TYPE_CHECKING:
    from jcm_desktop.exports.workbook import Sheet

_BLOCKS = {
    "results": "1. Calculations for emission reductions",
    "defaults": "2. Selected default values",
    "monitored": "Monitored values of the calendar year",
    "steps": "Steps of the calculation",
    "reference": "3. Calculations for reference emissions",
    "project": "4. Calculations of the project emissions",
    "lists": "[List of Default Values]",
}
# A spreadsheet computes with binary numbers, where a whole number may come out as 24.999999999999996. Nine
# decimals are kept before rounding down, so that such a value stays the whole number it is.
_GUARD_DECIMALS = 9
_LABEL_WIDTH = 56  # characters of a line in the first column


def draw(sheet: Sheet, layout: CalcLayout) -> None:
    """Fill a calculation sheet; the plan's is empty of values where the plan states no estimates."""
    report = layout.report
    result = report.result if layout.sheet == MRS_CALC else report.estimate
    vintages = result.vintages if result else ()
    _years(sheet, layout, vintages)
    for block, words in _BLOCKS.items():
        if f"# {block}" not in layout.rows:
            continue
        row = layout.rows[f"# {block}"]
        sheet.text(row, 0, words, "block")
        for column in range(1, FIRST_VALUE_COLUMN + layout.columns):
            sheet.text(row, column, "", "block")
    _constants(sheet, layout)
    _decisions(sheet, layout)
    _lists(sheet, layout)
    for at, vintage in enumerate(vintages):
        _column(sheet, layout, at, vintage)
    _labels(sheet, layout)
    sheet.widths(58, 18, 16, *([18] * layout.columns))
    sheet.finish(FIRST_VALUE_COLUMN + layout.columns)


def _years(sheet: Sheet, layout: CalcLayout, vintages: Sequence[Vintage]) -> None:
    row = layout.rows["# years"]
    for column, heading in enumerate(("Item", "Parameter", "Units")):
        sheet.text(row, column, heading, "head")
    if layout.sheet != MRS_CALC:
        sheet.text(row, FIRST_VALUE_COLUMN, "One year", "head")
        return
    for at, vintage in enumerate(vintages):
        sheet.text(row, FIRST_VALUE_COLUMN + at, f"Value {vintage.year}", "head")


def _labels(sheet: Sheet, layout: CalcLayout) -> None:
    definition = layout.report.definition
    nodes = nodes_of(definition)
    units = {term.name: term.unit for term in layout.report.result.vintages[0].terms}
    for name in nodes:
        if name in layout.rows:
            _label(sheet, layout.rows[name], definition.label(name), symbol_plain(definition.symbol(name)), units[name])
    claim = layout.rows["claim"]
    _label(sheet, claim, "Emission reductions, whole tonnes, rounded down", "ER_p", "tCO2")
    _label(sheet, layout.rows["days"], "Days of the calendar year inside the period", "days(p)", "day")
    for point in layout.report.dossier.plan.points:
        parameter = definition.monitored[point.parameter]
        row = layout.rows[f"[] {key_of(point.parameter, point.index)}"]
        _label(sheet, row, point.description, symbol_plain(with_index(parameter.symbol, point.index)), parameter.unit)
    for name, constant in definition.constants.items():
        _label(sheet, layout.rows[f"= {name}"], constant.label, symbol_plain(constant.symbol), constant.unit)


def _label(sheet: Sheet, row: int, label: str, symbol: str, unit: str) -> None:
    _text(sheet, row, label)
    sheet.text(row, 1, symbol, "center")
    sheet.text(row, 2, "-" if unit == "1" else unit, "center")


def _constants(sheet: Sheet, layout: CalcLayout) -> None:
    """Numbers of the formula itself stand once, in the first column."""
    for name, constant in layout.report.definition.constants.items():
        sheet.number(layout.rows[f"= {name}"], FIRST_VALUE_COLUMN, constant.value)


def _decisions(sheet: Sheet, layout: CalcLayout) -> None:
    """What the methodology leaves open, and what the plan chose."""
    for name, (label, choice) in zip(layout.report.definition.decisions, layout.report.decisions, strict=True):
        _text(sheet, layout.rows[f"? {name}"], f"{label}: {choice}")


def _lists(sheet: Sheet, layout: CalcLayout) -> None:
    """Every number the methodology lists, once; the formulas point here."""
    for name, table in layout.report.definition.tables.items():
        _text(sheet, layout.rows[f"@ {name}"], f"{table.label} ({table.source})")
        for key, row in table.rows.items():
            at = layout.rows[f"= {key_of(name, (key,))}"]
            own = row.source if isinstance(row, KnownValue) else ""
            _text(sheet, at, f"{key} ({own})" if own else key)
            sheet.text(at, 1, symbol_plain(with_index(table.symbol, (key,))), "center")
            sheet.text(at, 2, "-" if table.unit == "1" else table.unit, "center")
            sheet.number(at, FIRST_VALUE_COLUMN, table.known(key).value)


def _text(sheet: Sheet, row: int, text: str) -> None:
    sheet.text(row, 0, text)
    if len(text) > _LABEL_WIDTH:
        sheet.height(row, -(-len(text) // _LABEL_WIDTH))


def _column(sheet: Sheet, layout: CalcLayout, at: int, vintage: Vintage) -> None:
    """One calendar year: what was monitored, then every formula."""
    report = layout.report
    column = FIRST_VALUE_COLUMN + at
    sheet.number(layout.rows["days"], column, Decimal(vintage.span.days))
    for point in report.dossier.plan.points:
        row = layout.rows[f"[] {key_of(point.parameter, point.index)}"]
        formula, value = _monitored(layout, report, point.no, vintage)
        sheet.formula(row, column, formula, value)
    cells = ColumnCells(layout, at)
    for name, node in nodes_of(report.definition).items():
        kind = "result" if name == "ER" else "value"
        sheet.formula(layout.rows[name], column, to_excel(node, cells), vintage.term(name).value, kind)
    claim = f"INT(ROUND({layout.cell('ER', at)},{_GUARD_DECIMALS}))"
    sheet.formula(layout.rows["claim"], column, claim, Decimal(vintage.claimed), "result")


def _monitored(layout: CalcLayout, report: Report, no: str, vintage: Vintage) -> tuple[str, Decimal]:
    """A point's value in the year, from its readings; in the plan its estimate."""
    inputs = layout.inputs
    point = report.dossier.plan.point(no)
    if not inputs.with_period:
        cell = address(inputs.point_row(no), inputs.value_column, inputs.name)
        return cell, point.estimate_per_year or Decimal(0)
    own = [
        (at, part)
        for at, part in zip(inputs.part_rows(), report.parts, strict=True)
        if part.point.no == no and vintage.span.contains(part.span)
    ]
    rows, parts = [at for at, _ in own], [part for _, part in own]
    return of_parts(rows, parts, inputs.name, mean=report.is_mean(point)), report.monitored(point, vintage)
