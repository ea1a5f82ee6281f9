"""Numbers that a workbook keeps as text: a spreadsheet shows them like any other, and does not count them as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from jcm_desktop.methodologies.official_workbook.cells import Address, Book
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark

_BETWEEN = re.compile(r"[\s'’_]")
_NUMBER = re.compile(r"[-+−]?(\d{1,3}([.,]\d{3})+|\d+)([.,]\d+)?([eE][-+]?\d+)?%?")


def reads_as_number(text: str) -> bool:
    """Whether a person would call the text a number: `1,300.5`, `12 %`, `１２`."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return len(plain) <= 40 and _NUMBER.fullmatch(plain) is not None


def text_numbers(cells: Iterable[Address], book: Book) -> list[Remark]:
    """Which of the cells hold a number as text; a word that a drop-down offers is a word."""
    found = []
    for one in dict.fromkeys(cells):
        value, sheet = book.cell(one).value, book.sheets.get(one.sheet)
        offered = sheet is not None and (one.row, one.column) in sheet.lists
        if isinstance(value, str) and not offered and reads_as_number(value):
            found.append(Remark("book.number_as_text", str(one), {"found": value.strip()[:40]}, Kind.TRAP))
    return found
