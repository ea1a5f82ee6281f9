"""The input sheets: table 1 (monitored), table 2 (fixed ex ante), table 3 (result), and the options.

Columns and headings are those of the official monitoring sheets. In the report, table 1
has a row for each calendar year of a point, and its values sum the list of readings.
"""

from __future__ import annotations

from decimal import Decimal

from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.exports.book import Book, Sheet, lines_of
from jcm_desktop.exports.layout import MPS_INPUT, CalcLayout, InputLayout, ReadingsLayout, address
from jcm_desktop.exports.report_model import HIDDEN, is_withheld, sheet_span, with_index
from jcm_desktop.exports.report_words import OPTIONS
from jcm_desktop.exports.sheet_comments import comments
from jcm_desktop.formulas.to_text import symbol_plain
from jcm_desktop.i18n import N_

_PERIOD = N_("Monitoring period")
_TABLE_1 = (
    N_("Monitoring point No."),
    N_("Parameters"),
    N_("Description of data"),
    N_("Estimated Values"),
    N_("Units"),
    N_("Monitoring option"),
    N_("Source of data"),
    N_("Measurement methods and procedures"),
    N_("Monitoring frequency"),
    N_("Other comments"),
)
_MONITORED = N_("Monitored Values")
_TABLE_2 = (
    N_("Parameters"),
    N_("Description of data"),
    N_("Estimated Values"),
    N_("Units"),
    N_("Source of data"),
    N_("Other comments"),
)
_TITLES = {
    (1, False): N_("Table 1: Parameters to be monitored ex post"),
    (1, True): N_("Table 1: Parameters monitored ex post"),
    (2, False): N_("Table 2: Project-specific parameters to be fixed ex ante"),
    (2, True): N_("Table 2: Project-specific parameters fixed ex ante"),
    (3, False): N_("Table 3: Ex-ante estimation of CO2 emission reductions"),
    (3, True): N_("Table 3: Ex-post calculation of CO2 emission reductions"),
}
# Of the plan's sheet; the report's has the period before them.
_WIDTHS = (11, 15, 26, 14, 10, 11, 17, 38, 14, 17)
_PERIOD_WIDTH = 15
# Which columns of the plan's sheet each column of table 2 takes; its values stand below those of table 1.
_TABLE_2_COLUMNS = ((0, 1), (2, 2), (3, 3), (4, 4), (5, 7), (8, 9))


class InputSheet:
    """One of the two input sheets being drawn."""

    def __init__(
        self, book: Book, sheet: Sheet, layout: InputLayout, calc: CalcLayout, readings: ReadingsLayout
    ) -> None:
        self._book, self._sheet, self._layout, self._calc = book, sheet, layout, calc
        self._readings = readings
        self._report = layout.report
        self._shift = 1 if layout.with_period else 0
        self._widths = (_PERIOD_WIDTH, *_WIDTHS) if layout.with_period else _WIDTHS

    def draw(self) -> None:
        """All of it."""
        self._table_1()
        self._table_2()
        self._table_3()
        self._legend()
        self._sheet.widths(*self._widths)
        self._sheet.finish(self._layout.legend + 1 + len(OPTIONS), len(self._widths))

    def _title(self, row: int, table: int) -> None:
        self._sheet.text(
            row, 0, self._book.words(_TITLES[table, self._layout.with_period]).replace("\n", " / "), "table"
        )

    # --- table 1 --------------------------------------------------------------------------------------------------

    def _table_1(self) -> None:
        sheet, layout = self._sheet, self._layout
        columns = [_MONITORED if layout.with_period and one == "Estimated Values" else one for one in _TABLE_1]
        if layout.with_period:
            columns.insert(0, _PERIOD)
        self._title(layout.table_1, 1)
        for column, heading in enumerate(columns):
            sheet.text(layout.table_1 + 1, column, f"({chr(ord('a') + column)})", "letter")
            sheet.words(layout.table_1 + 2, column, heading)
        sheet.height(layout.table_1 + 2, 4 if "\n" in self._book.words(_PERIOD) else 2)
        for point in self._report.dossier.plan.points:
            if layout.with_period:
                self._monitored(point)
            else:
                self._planned(point)

    def _monitored(self, point: MonitoringPoint) -> None:
        """A row for each calendar year."""
        sheet, layout = self._sheet, self._layout
        unit = self._report.definition.monitored[point.parameter].unit
        for at, vintage in enumerate(layout.vintages):
            row = layout.point_row(point.no, at)
            sheet.text(row, 0, sheet_span(vintage.span))
            self._point_texts(row, point, comments(self._report, point.no, point.comments, vintage.span))
            live = point.key not in self._calc.tainted(vintage)
            formula = self._readings.value_of(point, vintage, mean=self._report.is_mean(point)) if live else ""
            value = self._report.monitored(point, vintage)
            sheet.formula(row, layout.value_column, formula, value, "carried", unit)
            sheet.text(row, layout.value_column + 1, self._report.unit(point, "p"), "center")
            self._name(f"{point.key}_{vintage.year}", row)

    def _planned(self, point: MonitoringPoint) -> None:
        """In the methodology's unit, as the official sheet prints it; the plan may think in the meter's."""
        sheet, layout = self._sheet, self._layout
        row = layout.point_row(point.no)
        self._point_texts(row, point, point.comments)
        value = self._report.planned(point)
        if value is None:
            sheet.text(row, layout.value_column, "", "input_text")
        else:
            sheet.number(row, layout.value_column, value, "input")
        sheet.text(row, layout.value_column + 1, self._report.unit(point, "y"), "center")
        self._name(f"{point.key}_plan", row)

    def _name(self, name: str, row: int) -> None:
        """A name for the value in a row; of several methodologies it begins with the number."""
        whole = f"{self._report.part}_{name}" if self._report.part else name
        self._book.name(whole, self._sheet.name, row, self._layout.value_column)

    def _point_texts(self, row: int, point: MonitoringPoint, said: str) -> None:
        sheet, first = self._sheet, self._shift
        symbol = self._report.definition.monitored[point.parameter].symbol
        before = (point.no, symbol_plain(with_index(symbol, point.index)), point.description)
        after = (f"Option {point.option}", point.source, point.procedure, point.frequency, said)
        for column, text in enumerate(before, first):
            sheet.text(row, column, text)
        for column, text in enumerate(after, first + 5):
            sheet.text(row, column, text, "input_text")
        texts = (*before, "", "", *after)
        sheet.height(row, max(lines_of(text, width) for text, width in zip(texts, _WIDTHS, strict=True)))

    # --- table 2 --------------------------------------------------------------------------------------------------

    def _table_2(self) -> None:
        sheet, layout = self._sheet, self._layout
        self._title(layout.table_2, 2)
        columns = self._table_2_columns()
        for at, (heading, (first, last)) in enumerate(zip(_TABLE_2, columns, strict=True)):
            sheet.across(layout.table_2 + 1, first, last, f"({chr(ord('a') + at)})", "letter")
            sheet.across(layout.table_2 + 2, first, last, self._book.words(heading), "head")
        sheet.height(layout.table_2 + 2, 2)
        plan = InputLayout(self._report, MPS_INPUT)
        for one in self._report.fixed:
            row = layout.fixed_row(one.key)
            comments = "; ".join(part for part in (f"evidence: {one.evidence}", one.comments) if part)
            unit = "-" if one.unit == "1" else one.unit
            texts = (symbol_plain(one.symbol), one.description, "", unit, one.source, comments)
            lines = []
            for text, (first, last) in zip(texts, columns, strict=True):
                sheet.across(row, first, last, text)
                lines.append(lines_of(text, sum(self._widths[first : last + 1])))
            if layout.with_period:  # carried over from the plan: open there, locked here
                formula = address(plan.fixed_row(one.key), plan.value_column, plan.name)
                sheet.formula(row, layout.value_column, "" if is_withheld(one.value) else formula, one.value)
            else:
                sheet.number(row, layout.value_column, one.value, "input")
            sheet.height(row, max(lines))
            suffix = "" if layout.with_period else "_plan"
            self._name(f"{one.key}{suffix}", row)
        if not self._report.fixed:
            sheet.text(layout.table_2 + 3, 0, "none")

    def _table_2_columns(self) -> list[tuple[int, int]]:
        """First and last column of each heading; the report's first one takes the period's column, too."""
        if not self._layout.with_period:
            return list(_TABLE_2_COLUMNS)
        moved = [(first + 1, last + 1) for first, last in _TABLE_2_COLUMNS]
        return [(0, moved[0][1]), *moved[1:]]

    # --- table 3 --------------------------------------------------------------------------------------------------

    def _table_3(self) -> None:
        sheet, layout = self._sheet, self._layout
        row, column = layout.table_3, layout.value_column
        self._title(row, 3)
        words = self._book.words
        sheet.across(row + 1, 0, 1 if layout.with_period else column - 1, words(_PERIOD), "head")
        if layout.with_period:
            sheet.across(row + 1, 2, column - 1, words(N_("Calendar year")), "head")
        sheet.words(row + 1, column, N_("CO2 emission reductions"))
        sheet.words(row + 1, column + 1, N_("Units"))
        sheet.height(row + 1, 5 if "\n" in words(_PERIOD) else 3)
        if layout.with_period:
            self._claims(row + 2, column)
        else:
            self._estimated(row + 2, column)

    def _claims(self, first: int, column: int) -> None:
        """A row for each calendar year, and their sum."""
        sheet, calc, result = self._sheet, self._calc, self._report.result
        last = first + len(result.vintages)
        rows = [
            (one.span, str(one.year), f"'{calc.name}'!{calc.cell('claim', at)}", one.claimed)
            for at, one in enumerate(result.vintages)
        ]
        total = f"SUM({address(first, column)}:{address(last - 1, column)})"
        rows.append((result.period, self._book.words(N_("sum")).replace("\n", " / "), total, result.claimed))
        for at, (span, year, formula, claimed) in enumerate(rows, first):
            sheet.across(at, 0, 1, sheet_span(span))
            sheet.across(at, 2, column - 1, year, "center")
            sheet.formula(at, column, formula, Decimal(claimed), "result")
            sheet.text(at, column + 1, "tCO2/p", "center")
        for at, one in enumerate(result.vintages):
            self._name(f"Claim_{one.year}", first + at)
        self._name("Claim_total", last)

    def _estimated(self, row: int, column: int) -> None:
        sheet, calc, estimate = self._sheet, self._calc, self._report.estimate
        sheet.across(row, 0, column - 1, self._book.words(N_("one year")).replace("\n", " / "))
        if estimate is None:
            sheet.text(row, column, HIDDEN if self._report.is_public else "not stated in the plan", "value")
        else:
            formula = f"'{calc.name}'!{calc.cell('claim', 0)}"
            sheet.formula(row, column, formula, Decimal(estimate.claimed), "result")
        sheet.text(row, column + 1, "tCO2/y", "center")
        self._name("Estimate", row)

    def _legend(self) -> None:
        sheet, row = self._sheet, self._layout.legend
        sheet.text(row, 0, self._book.words(N_("[Monitoring option]")).replace("\n", " / "), "table")
        for at, (letter, words) in enumerate(OPTIONS.items(), 1):
            sheet.text(row + at, 0, f"Option {letter}", "center")
            sheet.text(row + at, 1, self._book.words(words).replace("\n", " / "), "plain")
