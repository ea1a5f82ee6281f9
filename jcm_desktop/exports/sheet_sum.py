"""The sum of several methodologies: the claim of each for each calendar year, alive, and the total.

Each methodology has its own official spreadsheet, so each has its own five sheets
here; what they claim comes together on this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jcm_desktop.exports.book import Book, Sheet
from jcm_desktop.exports.layout import HEAD_ROWS, MRS_CALC, MRS_INPUT, CalcLayout, InputLayout, address
from jcm_desktop.exports.report_model import Report, sheet_methodology
from jcm_desktop.i18n import N_

_SUM = N_("Emission reductions, whole tonnes, rounded down for each methodology and calendar year")


def draw(sheet: Sheet, book: Book, report: Report, parts: Sequence[Report]) -> None:
    """A row for each methodology and the sum, a column for each calendar year and the sum."""
    years = report.result.vintages
    last = 1 + len(years)
    sheet.words(HEAD_ROWS, 0, N_("Methodology"))
    for column, one in enumerate(years, 1):
        sheet.text(HEAD_ROWS, column, str(one.year), "head")
    sheet.words(HEAD_ROWS, last, N_("Sum, tCO2"))
    sheet.height(HEAD_ROWS, 2)
    first = HEAD_ROWS + 1
    for row, part in enumerate(parts, first):
        calc = CalcLayout(part, MRS_CALC, InputLayout(part, MRS_INPUT))
        sheet.text(row, 0, sheet_methodology(part.definition))
        for at, vintage in enumerate(part.result.vintages):
            sheet.formula(row, 1 + at, f"'{calc.name}'!{calc.cell('claim', at)}", Decimal(vintage.claimed))
        sheet.formula(row, last, f"SUM({address(row, 1)}:{address(row, last - 1)})", Decimal(part.result.claimed))
    row = first + len(parts)
    sheet.words(row, 0, _SUM, "text")
    sheet.height(row, 4)
    claims = [*(one.claimed for one in years), report.result.claimed]
    for column, claimed in enumerate(claims, 1):
        formula = f"SUM({address(first, column)}:{address(row - 1, column)})"
        sheet.formula(row, column, formula, Decimal(claimed), "result")
    for at, one in enumerate(years):
        book.name(f"Claim_{one.year}", sheet.name, row, 1 + at)
    book.name("Claim_total", sheet.name, row, last)
    sheet.widths(48, *([18] * last))
    sheet.finish(row + 1, last + 1)
