"""Ask a spreadsheet program that is not ours to compute our workbooks, and read what it found."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping, Sequence
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


def converted(books: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The books as LibreOffice saves them after computing every formula anew."""
    given, computed = folder / "given", folder / "computed"
    given.mkdir()
    for name, xlsx in books.items():
        (given / f"{name}.xlsx").write_bytes(xlsx)
    _convert([given / f"{name}.xlsx" for name in books], computed, folder)
    return {name: (computed / f"{name}.xlsx").read_bytes() for name in books}


def _convert(files: Sequence[Path], target: Path, folder: Path) -> None:
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", "xlsx"]
    paths = [str(one) for one in files]
    done = subprocess.run(
        [*command, "--outdir", str(target), *paths], capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, Cells]:
    """Every value after LibreOffice computed the books, whose cached values were thrown away before."""
    bare, computed = folder / "bare", folder / "computed"
    bare.mkdir()
    for name, xlsx in books.items():
        book = openpyxl.load_workbook(io.BytesIO(xlsx))
        book.save(bare / f"{name}.xlsx")  # this library keeps formulas and drops their values
    _convert([bare / f"{name}.xlsx" for name in books], computed, folder)
    return {name: cached((computed / f"{name}.xlsx").read_bytes()) for name in books}
