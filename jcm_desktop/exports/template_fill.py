"""Put values into the input cells of an approved methodology's own workbook, and nothing else.

The sheets are changed in their bytes: only the values of the cells named, in only those
parts that hold them. Everything else, formulas, looks, locks and other parts, stays byte
for byte. The cached values of formulas are those of the template until a spreadsheet
program opens the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from xml.sax.saxutils import escape

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.workbook_facts import CellPlace
from jcm_desktop.exports.xlsx_parts import read_parts, sheets_of

Value = Decimal | str
_CELL = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)c((?:\s+[^<>]*?)?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
_ROW = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)row\b([^<>]*?)(/?)>")
_ADDRESS = re.compile(rb"\sr=[\"']\$?([A-Z]{1,3})\$?(\d+)[\"']")
_KIND = re.compile(rb"\st=[\"'][^\"']*[\"']")


def fill(template: bytes, values: Mapping[CellPlace, Value], place: str = "") -> bytes:
    """The workbook with these values in these cells.

    UserErrors `template.no_sheet`, `template.no_cell`, `template.cell_is_formula`, and those of reading.
    """
    parts = read_parts(template, place)
    sheets = sheets_of(parts, place)
    by_part: dict[str, dict[str, tuple[CellPlace, Value]]] = {}
    for where, value in values.items():
        if where.sheet not in sheets:
            raise UserError("template.no_sheet", place, sheet=where.sheet, known=", ".join(sheets))
        by_part.setdefault(sheets[where.sheet], {})[where.cell.replace("$", "")] = (where, value)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        for name, (info, body) in parts.items():
            changed = _filled(body, by_part[name], place) if name in by_part else body
            target.writestr(info, changed, compress_type=info.compress_type)
    return output.getvalue()


def _filled(sheet: bytes, wanted: Mapping[str, tuple[CellPlace, Value]], place: str) -> bytes:
    left = dict(wanted)

    def put(match: re.Match[bytes]) -> bytes:
        prefix, attributes, inside = match[1], match[2], match[3] or b""
        address = _ADDRESS.search(attributes)
        if address is None:
            return match[0]
        found = left.pop((address[1] + address[2]).decode(), None)
        if found is None:
            return match[0]
        where, value = found
        if re.search(rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]", inside):
            raise UserError("template.cell_is_formula", place, cell=where)
        return _cell(prefix, attributes, value)

    filled = _CELL.sub(put, sheet)
    for where, value in left.values():
        filled = _inserted(filled, where, value, place)
    return filled


def _cell(prefix: bytes, attributes: bytes, value: Value) -> bytes:
    kept = _KIND.sub(b"", attributes)
    if isinstance(value, Decimal):
        text = f"{value:f}".encode()
    else:
        kept += b' t="str"'
        text = escape(value).encode()
    return b"<%sc%s><%sv>%s</%sv></%sc>" % (prefix, kept, prefix, text, prefix, prefix)


def _inserted(sheet: bytes, where: CellPlace, value: Value, place: str) -> bytes:
    """A cell that the sheet does not list yet, in its row, in its order; it has the row's look."""
    for row in _ROW.finditer(sheet):
        number = _ROW_NUMBER.search(row[2])
        if number is None or int(number[1]) != where.row:
            continue
        new = _cell(row[1], f' r="{where.column}{where.row}"'.encode(), value)
        if row[3]:
            opened = b"<%srow%s>%s</%srow>" % (row[1], row[2], new, row[1])
            return sheet[: row.start()] + opened + sheet[row.end() :]
        end = sheet.index(b"</%srow>" % row[1], row.end())
        at = end
        for cell in _CELL.finditer(sheet, row.end(), end):
            address = _ADDRESS.search(cell[2])
            if address and _order(address[1].decode()) > _order(where.column):
                at = cell.start()
                break
        return sheet[:at] + new + sheet[at:]
    raise UserError("template.no_cell", place, cell=where)


_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d+)[\"']")


def _order(column: str) -> tuple[int, str]:
    return len(column), column
