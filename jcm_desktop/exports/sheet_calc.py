"""The calculation sheets: the methodology's formulas, alive, one column for each calendar year.

The official sheet has one column of values. A period that spans years needs one
for each, because credits carry their year; the columns stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.plan import key_of
from jcm_desktop.exports.book import Book, Sheet, lines_of
from jcm_desktop.exports.layout import FIRST_VALUE_COLUMN, MRS_CALC, CalcLayout, ColumnCells, address
from jcm_desktop.exports.report_model import FixedRow, is_withheld, with_index
from jcm_desktop.formulas.to_excel import to_excel
from jcm_desktop.formulas.to_text import symbol_plain
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.schema import KnownValue

_BLOCKS = {
    "results": N_("1. Calculations for emission reductions"),
    "defaults": N_("2. Selected default values"),
    "reference": N_("3. Calculations for reference emissions"),
    "project": N_("4. Calculations of the project emissions"),
}
_LIST = N_("[List of Default Values]")
_CLAIM = N_("Emission reductions, whole tonnes, rounded down")
_DAYS = N_("Days of the calendar year inside the period")
# A spreadsheet computes with binary numbers, where a whole number may come out as 24.999999999999996. Nine
# decimals are kept before rounding down, so that such a value stays the whole number it is.
_GUARD_DECIMALS = 9
_LABEL_WIDTH, _OPTION_WIDTH, _VALUE_WIDTH, _UNIT_WIDTH, _SYMBOL_WIDTH = 52, 22, 18, 16, 20


class CalcSheet:
    """One of the two calculation sheets being drawn; the plan's is empty of values where it states no estimates."""

    def __init__(self, book: Book, sheet: Sheet, layout: CalcLayout) -> None:
        self._book, self._sheet, self._layout = book, sheet, layout
        self._report = layout.report
        self._is_report = layout.sheet == MRS_CALC
        result = self._report.result if self._is_report else self._report.estimate
        self._vintages: Sequence[Vintage] = result.vintages if result else ()

    def draw(self) -> None:
        """All of it."""
        layout = self._layout
        self._heads()
        for block, words in _BLOCKS.items():
            self._block(layout.rows[f"# {block}"], words)
        self._labels()
        self._decisions()
        self._lists()
        for at, vintage in enumerate(self._vintages):
            self._column(at, vintage)
        values = [_VALUE_WIDTH] * layout.columns
        self._sheet.widths(_LABEL_WIDTH, _OPTION_WIDTH, *values, _UNIT_WIDTH, _SYMBOL_WIDTH)
        self._sheet.finish(layout.end, layout.unit_column + 2)

    def _block(self, row: int, words: str) -> None:
        """A heading across the sheet."""
        self._sheet.text(row, 0, self._book.words(words).replace("\n", " / "), "block")
        for column in range(1, self._layout.unit_column + 2):
            self._sheet.text(row, column, "", "block")

    def _heads(self) -> None:
        layout, sheet = self._layout, self._sheet
        row = layout.rows["# years"]
        sheet.text(row, 0, "", "head")
        sheet.words(row, 1, N_("Fuel type / option"))
        years = [str(one.year) for one in self._report.result.vintages] if self._is_report else [""]
        value = self._book.words(N_("Value"))
        for at, year in enumerate(years):
            sheet.text(row, FIRST_VALUE_COLUMN + at, f"{value} {year}".strip(), "head")
        sheet.words(row, layout.unit_column, N_("Units"))
        sheet.words(row, layout.unit_column + 1, N_("Parameter"))
        sheet.height(row, 2)

    # --- what each row is -------------------------------------------------------------------------------------------

    def _labels(self) -> None:
        definition, rows = self._report.definition, self._layout.rows
        units = {term.name: term.unit for term in self._report.result.vintages[0].terms}
        for name in self._layout.nodes:
            self._label(rows[name], definition.label(name), symbol_plain(definition.symbol(name)), units[name])
        self._label(rows["claim"], _CLAIM, "ER_p", "tCO2")
        if "days" in rows:
            self._label(rows["days"], _DAYS, "days(p)", "day")
        for point in self._report.dossier.plan.points:
            if point.key in rows:
                parameter = definition.monitored[point.parameter]
                symbol = symbol_plain(with_index(parameter.symbol, point.index))
                self._label(rows[point.key], point.description, symbol, parameter.unit, own=True)
        for row in self._report.fixed:
            if row.key in rows:
                self._label(rows[row.key], row.description, symbol_plain(row.symbol), row.unit, own=True)
                self._sheet.text(rows[row.key], 1, self._selected(row), "center")
        for name, constant in definition.constants.items():
            self._label(rows[name], constant.label, symbol_plain(constant.symbol), constant.unit)

    def _label(self, row: int, label: str, symbol: str, unit: str, *, own: bool = False) -> None:
        sheet, column = self._sheet, self._layout.unit_column
        words = label if own else self._book.words(label)
        sheet.text(row, 0, words)
        sheet.text(row, 1, "", "center")
        sheet.text(row, column, "-" if unit == "1" else unit, "center")
        sheet.text(row, column + 1, symbol, "center")
        sheet.height(row, max(lines_of(words, _LABEL_WIDTH), lines_of(symbol, _SYMBOL_WIDTH)))

    def _selected(self, row: FixedRow) -> str:
        """The name of the default value that was chosen; nothing where the value is the project's own."""
        if is_withheld(row.value):
            return ""
        choices = self._report.definition.fixed[row.name].choices
        return next((name for name, known in choices.items() if known.value == row.value), "")

    # --- values -----------------------------------------------------------------------------------------------------

    def _column(self, at: int, vintage: Vintage) -> None:
        """One calendar year: what was monitored and fixed, then every formula."""
        layout, sheet, report = self._layout, self._sheet, self._report
        rows, inputs, column = layout.rows, layout.inputs, FIRST_VALUE_COLUMN + at
        gone = layout.tainted(vintage)
        if "days" in rows:
            sheet.number(rows["days"], column, Decimal(vintage.span.days))
        for point in report.dossier.plan.points:
            if point.key in rows:
                unit = report.definition.monitored[point.parameter].unit
                planned = report.planned(point) or Decimal(0)
                value = report.monitored(point, vintage) if self._is_report else planned
                cell = address(inputs.point_row(point.no, at), inputs.value_column, inputs.name)
                formula = "" if point.key in gone else cell
                sheet.formula(rows[point.key], column, formula, value, unit=unit)
        for row in report.fixed:
            if row.key in rows:
                cell = address(inputs.fixed_row(row.key), inputs.value_column, inputs.name)
                sheet.formula(rows[row.key], column, cell, row.value)
        for name, constant in report.definition.constants.items():
            sheet.number(rows[name], column, constant.value)
        cells = ColumnCells(layout, at)
        for name, node in layout.nodes.items():
            term = vintage.term(name)
            formula = "" if name in gone else to_excel(node, cells)
            sheet.formula(rows[name], column, formula, term.value, "result" if name == "ER" else "value", term.unit)
            suffix = str(vintage.year) if self._is_report else "plan"
            prefix = f"{report.part}_" if report.part else ""
            self._book.name(f"{prefix}{name}_{suffix}", sheet.name, rows[name], column)
        claim = "" if "ER" in gone else f"INT(ROUND({layout.cell('ER', at)},{_GUARD_DECIMALS}))"
        sheet.formula(rows["claim"], column, claim, Decimal(vintage.claimed), "result")

    # --- the list of default values ---------------------------------------------------------------------------------

    def _lists(self) -> None:
        """What the methodology offers to choose from, and its lists; the formulas point here."""
        sheet, layout, definition = self._sheet, self._layout, self._report.definition
        if layout.end == layout.rows["# lists"] + 1:
            return
        self._block(layout.rows["# lists"], _LIST)
        for name, parameter in definition.fixed.items():
            known = {**parameter.choices, **({"": parameter.default} if parameter.default is not None else {})}
            for choice, value in known.items():
                label = f"{parameter.label} ({value.evidence}: {value.source})" if value.source else parameter.label
                symbol = symbol_plain(parameter.symbol)
                self._listed(layout.rows[f"~ {name} {choice}"], label, choice, value, symbol, parameter.unit)
        for name, table in definition.tables.items():
            heading = f"{table.label} ({table.source})"
            sheet.text(layout.rows[f"@ {name}"], 0, heading, "text")
            sheet.height(layout.rows[f"@ {name}"], lines_of(heading, _LABEL_WIDTH))
            for key, row in table.rows.items():
                own = row.source if isinstance(row, KnownValue) else ""
                symbol = symbol_plain(with_index(table.symbol, (key,)))
                at = layout.rows[f"= {key_of(name, (key,))}"]
                self._listed(at, own or table.label, key, table.known(key), symbol, table.unit)

    def _listed(self, row: int, label: str, choice: str, value: KnownValue, symbol: str, unit: str) -> None:
        self._label(row, label, symbol, unit, own=True)
        self._sheet.text(row, 1, choice, "center")
        for column in range(FIRST_VALUE_COLUMN + 1, self._layout.unit_column):
            self._sheet.text(row, column, "", "center")
        self._sheet.number(row, FIRST_VALUE_COLUMN, value.value)

    def _decisions(self) -> None:
        """What the methodology leaves open, and what the plan chose."""
        for name, (label, choice) in zip(self._report.definition.decisions, self._report.decisions, strict=True):
            row = self._layout.rows[f"? {name}"]
            words = f"{label}: {choice}"
            self._sheet.text(row, 0, words)
            self._sheet.height(row, lines_of(words, _LABEL_WIDTH))
