"""The input sheets: table 1 (monitored), table 2 (fixed ex ante), table 3 (result), options, readings.

Columns and headings are those of the official monitoring sheets; the list of
readings below them is ours; table 1 adds it up, or takes its mean by days.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from jcm_desktop.calculation.aggregate import new_days
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.exports.layout import CalcLayout, InputLayout, address
from jcm_desktop.exports.report_model import Part, sheet_day, sheet_span, with_index
from jcm_desktop.formulas.to_excel import MAX_ARGUMENTS
from jcm_desktop.formulas.to_text import symbol_plain

if TYPE_CHECKING:
    from jcm_desktop.exports.workbook import Sheet

_TABLE_1 = (
    "Monitoring point No.",
    "Parameters",
    "Description of data",
    "Estimated Values",
    "Units",
    "Monitoring option",
    "Source of data",
    "Measurement methods and procedures",
    "Monitoring frequency",
    "Other comments",
)
_TABLE_2 = ("Parameters", "Description of data", "Estimated Values", "Units", "Source of data", "Other comments")
_OPTIONS = (
    ("Option A", "Public data measured by others, such as statistics and specifications of makers"),
    ("Option B", "Amount of a transaction measured directly with measuring equipment, such as invoices"),
    ("Option C", "Actual measurement with measuring equipment"),
)
_READINGS = (
    "Monitoring point No.",
    "First day",
    "Last day",
    "Calendar year",
    "Value as read",
    "Units",
    "Days counted",
    "Days of the reading",
    "Value counted",
)
_DAYS, _COUNTED = 6, 8  # columns of the list of readings
# Of the plan's sheet; the report's has the period before them.
_WIDTHS = (14, 16, 32, 17, 11, 13, 20, 46, 20, 26)
_PERIOD_WIDTH = 24
# Which columns of the plan's sheet each column of table 2 takes; its values stand below those of table 1.
_TABLE_2_COLUMNS = ((0, 1), (2, 2), (3, 3), (4, 4), (5, 7), (8, 9))


def draw_plan(sheet: Sheet, layout: InputLayout, calc: CalcLayout) -> None:
    """MPS(input): estimates for one year."""
    report = layout.report
    row = _headings(sheet, layout.table_1, "Table 1: Parameters to be monitored ex post", _TABLE_1)
    for point in report.dossier.plan.points:
        _point_texts(sheet, row, 0, layout, point)
        if point.estimate_per_year is None:
            sheet.text(row, layout.value_column, "", "input")
        else:
            sheet.number(row, layout.value_column, point.estimate_per_year, "input")
        sheet.text(row, layout.value_column + 1, report.unit(point, "y"), "center")
        row += 1
    _table_2(sheet, layout)
    row, column = layout.table_3, layout.value_column
    sheet.text(row, 0, "Table 3: Ex-ante estimation of CO2 emission reductions", "table")
    _table_3_heads(sheet, layout)
    sheet.across(row + 2, 0, column - 1, "one year")
    if report.estimate is None:
        sheet.text(row + 2, column, "not stated in the plan", "value")
    else:
        formula = f"'{calc.name}'!{calc.cell('claim', 0)}"
        sheet.formula(row + 2, column, formula, Decimal(report.estimate.claimed), "result")
    sheet.text(row + 2, column + 1, "tCO2/y", "center")
    _legend(sheet, layout)
    sheet.widths(*_WIDTHS)
    sheet.finish(10)


def draw_report(sheet: Sheet, layout: InputLayout, calc: CalcLayout) -> None:
    """MRS(input): what was monitored."""
    report = layout.report
    columns = ("Monitoring period", *(one.replace("Estimated", "Monitored") for one in _TABLE_1))
    row = _headings(sheet, layout.table_1, "Table 1: Parameters monitored ex post", columns)
    for point in report.dossier.plan.points:
        sheet.text(row, 0, sheet_span(report.dossier.period), "text")
        _point_texts(sheet, row, 1, layout, point)
        own = [one for one in zip(layout.part_rows(), report.parts, strict=True) if one[1].point.no == point.no]
        formula = of_parts([at for at, _ in own], [part for _, part in own], mean=report.is_mean(point))
        sheet.formula(row, layout.value_column, formula, report.total(point), "result")
        sheet.text(row, layout.value_column + 1, report.unit(point, "p"), "center")
        row += 1
    _table_2(sheet, layout)
    _table_3(sheet, layout, calc)
    _legend(sheet, layout)
    _readings(sheet, layout)
    sheet.widths(_PERIOD_WIDTH, *_WIDTHS)
    sheet.finish(11)


def _headings(sheet: Sheet, row: int, title: str, columns: tuple[str, ...]) -> int:
    """The title and two rows of headings; the first row below them."""
    sheet.text(row, 0, title, "table")
    for column, heading in enumerate(columns):
        sheet.text(row + 1, column, f"({chr(ord('a') + column)})", "letter")
        sheet.text(row + 2, column, heading, "head")
    sheet.height(row + 2, 2)
    return row + 3


def _point_texts(sheet: Sheet, row: int, first: int, layout: InputLayout, point: MonitoringPoint) -> None:
    symbol = layout.report.definition.monitored[point.parameter].symbol
    before = (point.no, symbol_plain(with_index(symbol, point.index)), point.description)
    after = (f"Option {point.option}", point.source, point.procedure, point.frequency, point.comments)
    for column, text in enumerate(before, first):
        sheet.text(row, column, text)
    for column, text in enumerate(after, first + 5):
        sheet.text(row, column, text, "input_text")
    longest = max(len(point.procedure) / 42, len(point.description) / 28, len(point.comments) / 20, 1)
    sheet.height(row, int(longest) + 1)


def _table_2(sheet: Sheet, layout: InputLayout) -> None:
    row = layout.table_2
    ending = "fixed ex ante" if layout.with_period else "to be fixed ex ante"
    sheet.text(row, 0, f"Table 2: Project-specific parameters {ending}", "table")
    columns = _table_2_columns(layout)
    for at, (heading, (first, last)) in enumerate(zip(_TABLE_2, columns, strict=True)):
        sheet.across(row + 1, first, last, f"({chr(ord('a') + at)})", "letter")
        sheet.across(row + 2, first, last, heading, "head")
    row += 3
    for one in layout.report.fixed:
        comments = "; ".join(part for part in (f"evidence: {one.evidence}", one.comments) if part)
        texts = (
            symbol_plain(one.symbol),
            one.description,
            "",
            "-" if one.unit == "1" else one.unit,
            one.source,
            comments,
        )
        for text, (first, last) in zip(texts, columns, strict=True):
            sheet.across(row, first, last, text)
        # carried over from the plan: open there, locked in the report
        sheet.number(row, layout.value_column, one.value, "value" if layout.with_period else "input")
        sheet.height(row, max(2, len(one.description) // 28 + 1))
        row += 1
    if not layout.report.fixed:
        sheet.text(row, 0, "none")


def _table_2_columns(layout: InputLayout) -> list[tuple[int, int]]:
    """First and last column of each heading; the report's first one takes the period's column, too."""
    if not layout.with_period:
        return list(_TABLE_2_COLUMNS)
    moved = [(first + 1, last + 1) for first, last in _TABLE_2_COLUMNS]
    return [(0, moved[0][1]), *moved[1:]]


def _table_3_heads(sheet: Sheet, layout: InputLayout) -> None:
    row, column = layout.table_3 + 1, layout.value_column
    sheet.across(row, 0, 1 if layout.with_period else column - 1, "Monitoring period", "head")
    if layout.with_period:
        sheet.across(row, 2, column - 1, "Calendar year", "head")
    sheet.text(row, column, "CO2 emission reductions", "head")
    sheet.text(row, column + 1, "Units", "head")
    sheet.height(row, 2)


def _table_3(sheet: Sheet, layout: InputLayout, calc: CalcLayout) -> None:
    """A row for each calendar year, and their sum."""
    result = layout.report.result
    row, column = layout.table_3, layout.value_column
    sheet.text(row, 0, "Table 3: Ex-post calculation of CO2 emission reductions", "table")
    _table_3_heads(sheet, layout)
    first, last = row + 2, row + 2 + len(result.vintages)
    rows = [
        (one.span, str(one.year), f"'{calc.name}'!{calc.cell('claim', at)}", one.claimed)
        for at, one in enumerate(result.vintages)
    ]
    rows.append((result.period, "sum", f"SUM({address(first, column)}:{address(last - 1, column)})", result.claimed))
    for at, (span, year, formula, claimed) in enumerate(rows, first):
        sheet.across(at, 0, 1, sheet_span(span))
        sheet.across(at, 2, column - 1, year, "center")
        sheet.formula(at, column, formula, Decimal(claimed), "result")
        sheet.text(at, column + 1, "tCO2/p", "center")


def _legend(sheet: Sheet, layout: InputLayout) -> None:
    sheet.text(layout.legend, 0, "[Monitoring option]", "table")
    for at, (option, words) in enumerate(_OPTIONS, 1):
        sheet.text(layout.legend + at, 0, option, "center")
        sheet.text(layout.legend + at, 1, words, "plain")


def _readings(sheet: Sheet, layout: InputLayout) -> None:
    sheet.text(layout.readings, 0, "Readings behind table 1, cut at the turn of the calendar year", "table")
    for column, heading in enumerate(_READINGS):
        sheet.text(layout.readings + 1, column, heading, "head")
    sheet.height(layout.readings + 1, 2)
    for row, part in zip(layout.part_rows(), layout.report.parts, strict=True):
        _part(sheet, row, part)


def _part(sheet: Sheet, row: int, part: Part) -> None:
    sheet.text(row, 0, part.point.no, "center")
    sheet.text(row, 1, sheet_day(part.span.first), "center")
    sheet.text(row, 2, sheet_day(part.span.last), "center")
    sheet.text(row, 3, str(part.span.first.year), "center")
    sheet.number(row, 4, part.value, "input")
    sheet.text(row, 5, part.unit, "center")
    sheet.number(row, _DAYS, Decimal(part.span.days))
    sheet.number(row, 7, Decimal(part.reading.span.days))
    formula = address(row, 4)
    if part.factor != 1:
        formula += f"*{part.factor.numerator}/{part.factor.denominator}"
    if part.span != part.reading.span and not part.mean:
        formula += f"*{address(row, _DAYS)}/{address(row, 7)}"
    sheet.formula(row, _COUNTED, formula, part.counted)


def of_parts(rows: list[int], parts: Sequence[Part], sheet: str = "", *, mean: bool) -> str:
    """The one value of some rows of the list: their sum, or their mean by days. The rows of a point stand together."""
    if not rows:
        return "0"
    counted = f"{address(rows[0], _COUNTED, sheet)}:{address(rows[-1], _COUNTED)}"
    if not mean:
        return f"SUM({counted})"
    days = f"{address(rows[0], _DAYS, sheet)}:{address(rows[-1], _DAYS)}"
    return f"SUMPRODUCT({counted},{days})/{_distinct_days(rows, parts, sheet) or f'SUM({days})'}"


def _distinct_days(rows: list[int], parts: Sequence[Part], sheet: str) -> str:
    """The days of rows that share some, such as a reading and its correction; empty where none are shared."""
    fresh = new_days([part.span for part in parts])
    if all(days == part.span.days for days, part in zip(fresh, parts, strict=True)):
        return ""
    terms = [
        address(row, _DAYS, sheet) if days == part.span.days else str(days)
        for row, days, part in zip(rows, fresh, parts, strict=True)
        if days
    ]
    groups = [",".join(terms[at : at + MAX_ARGUMENTS]) for at in range(0, len(terms), MAX_ARGUMENTS)]
    return f"({'+'.join(f'SUM({group})' for group in groups)})"
