"""Ask a spreadsheet program that is not ours to compute our workbooks, and read what it found."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl

Cells = dict[tuple[str, str], object]


def formulas(xlsx: bytes) -> dict[tuple[str, str], str]:
    """Every formula by sheet and cell."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type == "f"
    }


def cached(xlsx: bytes) -> Cells:
    """Every value as the file holds it, without computing anything."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx), data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, Cells]:
    """Every value after LibreOffice computed the books, whose cached values were thrown away before."""
    bare, computed = folder / "bare", folder / "computed"
    bare.mkdir()
    for name, xlsx in books.items():
        book = openpyxl.load_workbook(io.BytesIO(xlsx))
        book.save(bare / f"{name}.xlsx")  # this library keeps formulas and drops their values
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", "xlsx"]
    files = [str(bare / f"{name}.xlsx") for name in books]
    done = subprocess.run(
        [*command, "--outdir", str(computed), *files], capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: cached((computed / f"{name}.xlsx").read_bytes()) for name in books}
