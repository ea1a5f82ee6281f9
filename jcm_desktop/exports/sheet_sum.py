"""The sum of several methodologies: the claim of each for each calendar year, alive, and the total.

Each methodology has its own official spreadsheet, so each has its own five sheets
here; what they claim comes together on this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from jcm_desktop.exports.layout import HEAD_ROWS, MRS_CALC, MRS_INPUT, CalcLayout, InputLayout, address
from jcm_desktop.exports.report_model import Report, sheet_methodology

if TYPE_CHECKING:
    from jcm_desktop.exports.workbook import Sheet


def draw(sheet: Sheet, report: Report, parts: Sequence[Report]) -> None:
    """A row for each methodology and the sum, a column for each calendar year and the sum."""
    years = report.result.vintages
    last = 1 + len(years)
    for column, words in enumerate(("Methodology", *(str(one.year) for one in years), "Sum, tCO2")):
        sheet.text(HEAD_ROWS, column, words, "head")
    first = HEAD_ROWS + 1
    for row, part in enumerate(parts, first):
        calc = CalcLayout(part, MRS_CALC, InputLayout(part, MRS_INPUT))
        sheet.text(row, 0, sheet_methodology(part.definition))
        for at, vintage in enumerate(part.result.vintages):
            sheet.formula(row, 1 + at, f"'{calc.name}'!{calc.cell('claim', at)}", Decimal(vintage.claimed))
        sheet.formula(row, last, f"SUM({address(row, 1)}:{address(row, last - 1)})", Decimal(part.result.claimed))
    row = first + len(parts)
    sheet.text(row, 0, "Emission reductions, whole tonnes, rounded down for each methodology and calendar year")
    sheet.height(row, 2)
    claims = [*(one.claimed for one in years), report.result.claimed]
    for column, claimed in enumerate(claims, 1):
        formula = f"SUM({address(first, column)}:{address(row - 1, column)})"
        sheet.formula(row, column, formula, Decimal(claimed), "result")
    sheet.widths(48, *([18] * last))
    sheet.finish(last + 1)
