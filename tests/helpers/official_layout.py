"""The layout of the scheme's own spreadsheets, cell by cell, by code that knows nothing of ours.

Formulas only: a spreadsheet program that is not ours computes the values. The layout
follows what is publicly known of the official sheets.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[Any]
SUB = InlineFont(vertAlign="subscript")
TABLE_1 = (
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
TABLE_2 = ("Parameters", "Description of data", "Estimated Values", "Units", "Source of data", "Other comments")
PLAN, PLAN_CALC, REPORT, REPORT_CALC = "MPS(input)", "MPS(calc_process)", "MRS(input)", "MRS(calc_process)"
COMMON = ("Option C", "Monitored data", "Meter", "Continuously")


def symbol(head: str, sub: str) -> CellRichText:
    """A symbol as the official sheets print it: its indices are a real subscript."""
    return CellRichText(head, TextBlock(SUB, sub))


def put(sheet: Worksheet, row: int, column: int, values: Row) -> None:
    """Values beside each other, from a cell on; None leaves a cell alone."""
    for at, value in enumerate(values):
        if value is not None:
            sheet.cell(row, column + at).value = value


def head(sheet: Worksheet, words: str, name: str, scope: str = "Sectoral scope: 03") -> None:
    """The lines above the tables."""
    put(sheet, 1, 8, [f"Monitoring Spreadsheet: {name}"])
    put(sheet, 2, 8, [scope])
    put(sheet, 3, 2, [words])


def title(report: bool, calc: bool = False) -> str:
    kind = "Calculation Process Sheet" if calc else "Input Sheet"
    if report:
        return f"Monitoring Report Sheet ({kind}) [For Verification]"
    return f"Monitoring Plan Sheet ({kind}) [Attachment to Project Design Document]"


def table_1(sheet: Worksheet, row: int, rows: Sequence[Row], *, report: bool = False) -> int:
    """Title, letters, headings, lines; the row of the first line."""
    put(sheet, row, 2, ["Table 1: Parameters " + ("monitored ex post" if report else "to be monitored ex post")])
    columns = ("Monitoring period", *(one.replace("Estimated", "Monitored") for one in TABLE_1)) if report else TABLE_1
    put(sheet, row + 1, 2, [f"({chr(97 + at)})" for at in range(len(columns))])
    put(sheet, row + 2, 2, columns)
    for at, line in enumerate(rows):
        put(sheet, row + 3 + at, 2, ["1/Jan/2019-31/Dec/2019", *line] if report else line)
    return row + 3


def table_2(sheet: Worksheet, row: int, rows: Sequence[Row], *, report: bool = False) -> int:
    """The same for what is fixed before."""
    put(sheet, row, 2, ["Table 2: Project-specific parameters " + ("" if report else "to be ") + "fixed ex ante"])
    put(sheet, row + 1, 2, [f"({chr(97 + at)})" for at in range(len(TABLE_2))])
    put(sheet, row + 2, 2, TABLE_2)
    for at, line in enumerate(rows):
        put(sheet, row + 3 + at, 2, line)
    return row + 3


def table_3(sheet: Worksheet, row: int, formula: str, *, report: bool = False) -> None:
    words = "Ex-post calculation" if report else "Ex-ante estimation"
    put(sheet, row, 2, [f"Table 3: {words} of CO2 emission reductions"])
    put(sheet, row + 1, 2, ["CO2 emission reductions", "Units"])
    put(sheet, row + 2, 2, [formula, "tCO2/p"])
    put(sheet, row + 4, 2, ["[Monitoring option]"])
    put(sheet, row + 5, 2, ["Option A", "Based on public data measured by entities other than the participants"])
    put(sheet, row + 6, 2, ["Option B", "Based on the amount of transaction"])
    put(sheet, row + 7, 2, ["Option C", "Based on the actual measurement"])


def block(sheet: Worksheet, row: int, words: str, rows: Sequence[Row]) -> None:
    """A block of a calculation sheet: item in B to F, then fuel type, value, units, parameter."""
    put(sheet, row, 2, [words])
    put(sheet, row, 7, ["Fuel type", "Value", "Units", "Parameter"])
    for at, (item, fuel, value, unit, name) in enumerate(rows, 1):
        put(sheet, row + at, 3, [item])
        put(sheet, row + at, 7, [fuel, value, unit, name])


def new() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def sides(book: Workbook, build: Callable[[Worksheet, Worksheet, bool], None], suffix: str = "") -> Workbook:
    """The plan's two sheets, the structure sheet and the report's two, each built in the same way."""
    for report in (False, True):
        name, calc = (REPORT, REPORT_CALC) if report else (PLAN, PLAN_CALC)
        build(book.create_sheet(name + suffix), book.create_sheet(calc + suffix), report)
        if not report:
            structure = book.create_sheet("MSS" + suffix)
            put(structure, 5, 2, ["Responsible personnel", "Role"])
            put(structure, 6, 2, ["Plant manager", "Approves the data"])
    return book


def protect(sheet: Worksheet, *inputs: str) -> None:
    """Locked but for these cells."""
    sheet.protection.sheet = True
    for one in inputs:
        sheet[one].protection = Protection(locked=False)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def computed(books: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The books with the values that LibreOffice computes for them, saved by it."""
    bare, out = folder / "bare", folder / "out"
    bare.mkdir(parents=True)
    for name, xlsx in books.items():
        (bare / f"{name}.xlsx").write_bytes(xlsx)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", "xlsx"]
    files = [str(bare / f"{name}.xlsx") for name in books]
    done = subprocess.run(
        [*command, "--outdir", str(out), *files], capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: (out / f"{name}.xlsx").read_bytes() for name in books}
