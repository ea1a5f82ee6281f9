"""A workbook as a methodology's authors make it: the official layout, written with another library than ours.

One column of values, formulas over the input cells, locked cells, no cached values.
"""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

INPUT = PatternFill("solid", fgColor="CCFFCC")


def solar_book() -> bytes:
    """The solar methodology for one system: values in D and E of the input sheets, results in the others."""
    book = Workbook()
    sheets = {name: book.create_sheet(name) for name in _SHEETS}
    book.remove(book["Sheet"])
    for name, sheet in sheets.items():
        sheet["A1"] = f"{name} as approved"
        sheet.protection.sheet = True
    _inputs(sheets["MPS(input)"], "D", "Estimated Values", 0)
    _inputs(sheets["MRS(input)"], "E", "Monitored Values", 1)
    for kind, column in (("MPS", "D"), ("MRS", "E")):
        calc = sheets[f"{kind}(calc_process)"]
        calc["A3"], calc["C3"], calc["D3"], calc["E3"] = (
            "1. Calculations for emission reductions",
            "Value",
            "Units",
            "Parameter",
        )
        rows = (
            (4, "Emission reductions during the period p", "=C7-C10", "ER_p"),
            (7, "Reference emissions during the period p", f"='{kind}(input)'!{column}12*C13", "RE_p"),
            (10, "Project emissions during the period p", 0, "PE_p"),
        )
        for row, label, value, symbol in rows:
            calc[f"A{row}"], calc[f"C{row}"], calc[f"D{row}"], calc[f"E{row}"] = label, value, "tCO2/p", symbol
        calc["A13"], calc["C13"] = "Emission factor", "='MPS(input)'!D21"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_SHEETS = ("MPS(input)", "MPS(calc_process)", "MSS", "MRS(input)", "MRS(calc_process)")


def _inputs(sheet: Worksheet, column: str, value_head: str, shift: int) -> None:
    heads = ["Monitoring point No.", "Parameters", "Description of data", value_head, "Units", "Monitoring option"]
    if shift:
        heads.insert(0, "Monitoring period")
    for at, head in enumerate(heads):
        sheet.cell(11, at + 1, head)
    sheet.cell(12, 1 + shift, "(1)")
    sheet.cell(12, 2 + shift, "EG_i,p")
    sheet.cell(12, 3 + shift, "Electricity <generated> & fed in")
    sheet.cell(12, 5 + shift, "MWh/p")
    _open(sheet[f"{column}12"])
    if shift:
        _open(sheet["A12"])
    for at, head in enumerate(["Parameters", "", "Description of data", value_head, "Units", "Source of data"]):
        sheet.cell(20, at + 1, head)
    sheet["A21"] = "EF_RE,i"
    sheet["C21"] = "Emission factor"
    if not shift:
        _open(sheet["D21"])
    else:
        sheet["D21"] = "='MPS(input)'!D21"


def _open(cell: Cell) -> None:
    cell.fill, cell.protection = INPUT, Protection(locked=False)
