"""The monitoring report as the official workbook: five sheets, live formulas, and the values they give.

Every formula is written together with its value, so that a viewer that does not
recalculate shows the same numbers. No macros, no links to other files, no hidden
sheets; the list of readings follows the official sheets. The same report gives the same
bytes. Nothing is decided here but how it looks.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC

import xlsxwriter

from jcm_desktop.exports import sheet_readings, sheet_structure, sheet_sum
from jcm_desktop.exports.book import Book, Sheet, Words
from jcm_desktop.exports.layout import (
    MPS_CALC,
    MPS_INPUT,
    MRS_CALC,
    MRS_INPUT,
    MSS,
    OFFICIAL,
    READINGS,
    SUM,
    CalcLayout,
    InputLayout,
    ReadingsLayout,
    sheet_name,
)
from jcm_desktop.exports.methodology_parts import by_methodology
from jcm_desktop.exports.report_model import Report, sheet_methodology
from jcm_desktop.exports.report_words import ESTIMATE_ONLY, NOT_REAL
from jcm_desktop.exports.sheet_calc import CalcSheet
from jcm_desktop.exports.sheet_input import InputSheet
from jcm_desktop.exports.tongue import second_language
from jcm_desktop.i18n import N_, _, using_language

# What Excel 2019 writes; with it Excel does not recalculate a file that was only opened, which would
# invalidate the signature in it.
_CALCULATION_ENGINE = 191029
_STAMP = (1980, 1, 1, 0, 0, 0)
HEADINGS = {
    MPS_INPUT: N_("Monitoring Plan Sheet (Input Sheet) [Attachment to Project Design Document]"),
    MPS_CALC: N_("Monitoring Plan Sheet (Calculation Process Sheet) [Attachment to Project Design Document]"),
    MSS: N_("Monitoring Structure Sheet [Attachment to Project Design Document]"),
    MRS_INPUT: N_("Monitoring Report Sheet (Input Sheet) [For Verification]"),
    MRS_CALC: N_("Monitoring Report Sheet (Calculation Process Sheet) [For Verification]"),
    SUM: N_("Sum of the methodologies [For Verification]"),
    READINGS: N_("List of Readings [Annex to the Monitoring Report Sheet]"),
}
_PUBLIC = N_("Public copy. Confidential parts are left out and show as XXX.")


def write_workbook(report: Report) -> bytes:
    """The bytes of the .xlsx file; UserError `formula.sheet_too_long` where a formula outgrows a cell."""
    stream = io.BytesIO()
    writer = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    writer.calc_on_load = False
    writer.set_calc_mode("auto", _CALCULATION_ENGINE)
    copy = " (public copy)" if report.is_public else ""
    writer.set_properties(
        {
            "title": f"Monitoring report {report.reference} {report.dossier.period} version {report.number}{copy}",
            "subject": sheet_methodology(report.definition),
            "author": report.made_by,
            "comments": report.constructed,
            "created": report.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    book = Book(writer, _words(second_language(report.language)))
    methods = by_methodology(report)
    readings = ReadingsLayout(report)
    for one in methods:
        _spreadsheet(book, one, readings)
    if len(methods) > 1:
        total = book.sheet(SUM)
        _head(total, SUM, book, report)
        sheet_sum.draw(total, book, report, methods)
        total.activate()
    annex = book.sheet(READINGS)
    _head(annex, READINGS, book, report)
    sheet_readings.draw_heads(annex, book, report)
    units = {name: parameter.unit for name, parameter in report.definition.monitored.items()}
    styles = sheet_readings.RowStyles(book, report.parts, units)
    number = len(writer.worksheets())
    writer.close()
    return _with_readings(stream, report, styles, number)


def _spreadsheet(book: Book, report: Report, readings: ReadingsLayout) -> None:
    """The five sheets of one methodology."""
    sheets = {kind: book.sheet(sheet_name(kind, report)) for kind in OFFICIAL}
    for kind, sheet in sheets.items():
        _head(sheet, kind, book, report)
    plan, monitored = InputLayout(report, MPS_INPUT), InputLayout(report, MRS_INPUT)
    plan_calc, report_calc = CalcLayout(report, MPS_CALC, plan), CalcLayout(report, MRS_CALC, monitored)
    InputSheet(book, sheets[MPS_INPUT], plan, plan_calc, readings).draw()
    CalcSheet(book, sheets[MPS_CALC], plan_calc).draw()
    sheet_structure.draw(sheets[MSS], report)
    InputSheet(book, sheets[MRS_INPUT], monitored, report_calc, readings).draw()
    CalcSheet(book, sheets[MRS_CALC], report_calc).draw()
    sheets[MRS_INPUT].activate()


def _words(second: str) -> Words:
    """English, with the second language in the next line."""

    def words(message: str) -> str:
        if not second:
            return message
        with using_language(second):
            other = _(message)
        return message if other == message else f"{message}\n{other}"

    return words


def _head(sheet: Sheet, kind: str, book: Book, report: Report) -> None:
    """The lines above every sheet's tables."""
    sheet.text(0, 0, book.words(HEADINGS[kind]).replace("\n", " / "), "title")
    sheet.text(1, 0, f"Monitoring Spreadsheet: {sheet_methodology(report.definition)}", "plain")
    reference = f"Reference Number: {report.reference}" if report.reference != "CASE" else "Reference Number:"
    sheet.text(2, 0, reference, "plain")
    marks = []
    if report.definition.status in ESTIMATE_ONLY:
        marks.append(book.words(ESTIMATE_ONLY[report.definition.status]).replace("\n", " / "))
    if report.constructed:
        marks += [book.words(NOT_REAL).replace("\n", " / "), report.constructed]
    if marks:
        sheet.banner = " ".join(marks), "sample"
    elif report.is_public:
        sheet.banner = book.words(_PUBLIC).replace("\n", " / "), "copy"


def _with_readings(stream: io.BytesIO, report: Report, styles: sheet_readings.RowStyles, number: int) -> bytes:
    """The file with the rows of the last sheet in it; other parts as they are."""
    part = f"xl/worksheets/sheet{number}.xml"
    output = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            body = source.read(info)
            if info.filename == part:
                sheet_readings.write_rows(target, part, body, report.parts, styles)
                continue
            entry = zipfile.ZipInfo(info.filename, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, body)
    return output.getvalue()
