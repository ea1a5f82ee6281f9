"""The monitoring report as the official workbook: five sheets, live formulas, and the values they give.

Every formula is written together with its value, so that a viewer that does not
recalculate shows the same numbers. No macros, no links to other files, no hidden
sheets. The same report gives the same bytes. Nothing is decided here but how it looks.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from jcm_desktop.exports import sheet_calc, sheet_input, sheet_structure, sheet_sum
from jcm_desktop.exports.layout import (
    HEAD_ROWS,
    MPS_CALC,
    MPS_INPUT,
    MRS_CALC,
    MRS_INPUT,
    MSS,
    SHEETS,
    SUM,
    CalcLayout,
    InputLayout,
    sheet_name,
)
from jcm_desktop.exports.report_model import Report, sheet_methodology
from jcm_desktop.exports.sheet_styles import number_format, style

# What Excel 2019 writes; with it Excel does not recalculate a file that was only opened, which would
# invalidate the signature in it.
_CALCULATION_ENGINE = 191029
# Of what a cell holds; a spreadsheet computes with 15 to 17 digits.
_DIGITS = 17
HEADINGS = {
    MPS_INPUT: "Monitoring Plan Sheet (Input Sheet) [Attachment to Project Design Document]",
    MPS_CALC: "Monitoring Plan Sheet (Calculation Process Sheet) [Attachment to Project Design Document]",
    MSS: "Monitoring Structure Sheet [Attachment to Project Design Document]",
    MRS_INPUT: "Monitoring Report Sheet (Input Sheet) [For Verification]",
    MRS_CALC: "Monitoring Report Sheet (Calculation Process Sheet) [For Verification]",
    SUM: "Sum of the methodologies [For Verification]",
}


class Sheet:
    """One worksheet with the styles of the book; coordinates are rows and columns counted from 0."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, formats: dict[tuple[str, str], Any]) -> None:
        self._book = book
        self._sheet = book.add_worksheet(name)
        self._formats = formats
        self.name = name

    def _format(self, name: str, numbers: str = "") -> Any:
        if (name, numbers) not in self._formats:
            properties = style(name) | ({"num_format": numbers} if numbers else {})
            self._formats[name, numbers] = self._book.add_format(properties)
        return self._formats[name, numbers]

    def text(self, row: int, column: int, text: str, name: str = "text") -> None:
        """A text; one that begins with an equals sign stays a text."""
        self._sheet.write_string(row, column, text, self._format(name))

    def across(self, row: int, first: int, last: int, text: str, name: str = "text") -> None:
        """A text over several columns."""
        if first == last:
            self.text(row, first, text, name)
        else:
            self._sheet.merge_range(row, first, row, last, "", self._format(name))
            self._sheet.write_string(row, first, text, self._format(name))

    def number(self, row: int, column: int, value: Decimal, name: str = "value") -> None:
        self._sheet.write_number(row, column, value, self._format(name, number_format(value)))

    def formula(self, row: int, column: int, formula: str, value: Decimal, name: str = "value") -> None:
        """A live formula with the value it gives."""
        kept = cell_value(value)
        self._sheet.write_formula(row, column, f"={formula}", self._format(name, number_format(kept)), kept)

    def widths(self, *widths: float) -> None:
        """Of the columns, from the first on, in characters."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def height(self, row: int, lines: int) -> None:
        """Room for some lines of text."""
        self._sheet.set_row(row, 14 * lines + 2)

    def activate(self) -> None:
        """Show this sheet first when the book is opened."""
        self._sheet.activate()

    def finish(self, columns: int) -> None:
        """Locked, ready to print on A4 across, headings repeated."""
        self._sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0, HEAD_ROWS - 2)
        self._sheet.hide_gridlines(2)
        self._sheet.set_footer("&L&8&F&C&8&A&R&8&P / &N")
        self._sheet.set_zoom(90)
        self.columns = columns


def cell_value(value: Decimal) -> Decimal:
    """A value with as many digits as a cell can hold."""
    digits = len(value.as_tuple().digits)
    return value if digits <= _DIGITS else round(value, _DIGITS - 1 - value.adjusted())


def write_workbook(report: Report) -> bytes:
    """The bytes of the .xlsx file; UserError `formula.sheet_too_long` where a formula outgrows a cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.calc_on_load = False
    book.set_calc_mode("auto", _CALCULATION_ENGINE)
    book.set_properties(
        {
            "title": f"Monitoring report {report.reference} {report.dossier.period} version {report.number}",
            "subject": sheet_methodology(report.definition),
            "author": report.made_by,
            "comments": report.constructed,
            "created": report.made_at.astimezone(UTC).replace(tzinfo=None)
            if isinstance(report.made_at, datetime)
            else None,
        }
    )
    formats: dict[tuple[str, str], Any] = {}
    parts = report.by_methodology
    for part in parts:
        _spreadsheet(book, formats, part)
    if len(parts) > 1:
        sheet = Sheet(book, SUM, formats)
        _head(sheet, SUM, report)
        sheet_sum.draw(sheet, report, parts)
        sheet.activate()
    book.close()
    return stream.getvalue()


def _spreadsheet(book: xlsxwriter.Workbook, formats: dict[tuple[str, str], Any], report: Report) -> None:
    """The five sheets of one methodology."""
    sheets = {kind: Sheet(book, sheet_name(kind, report), formats) for kind in SHEETS}
    plan, monitored = InputLayout(report, MPS_INPUT), InputLayout(report, MRS_INPUT)
    plan_calc = CalcLayout(report, MPS_CALC, plan)
    report_calc = CalcLayout(report, MRS_CALC, monitored)
    for kind, sheet in sheets.items():
        _head(sheet, kind, report)
    sheet_input.draw_plan(sheets[MPS_INPUT], plan, plan_calc)
    sheet_calc.draw(sheets[MPS_CALC], plan_calc)
    sheet_structure.draw(sheets[MSS], report)
    sheet_input.draw_report(sheets[MRS_INPUT], monitored, report_calc)
    sheet_calc.draw(sheets[MRS_CALC], report_calc)
    sheets[MRS_INPUT].activate()


def _head(sheet: Sheet, kind: str, report: Report) -> None:
    """The lines above every sheet's tables."""
    sheet.text(0, 0, HEADINGS[kind], "title")
    sheet.text(1, 0, f"Monitoring Spreadsheet: {sheet_methodology(report.definition)}", "plain")
    reference = f"Reference Number: {report.reference}" if report.reference != "CASE" else "Reference Number:"
    sheet.text(2, 0, reference, "plain")
    if report.constructed:
        sheet.text(3, 0, f"NOT REAL. {report.constructed}", "sample")
