"""From the bytes of a workbook to its cells: formula and cached value together, in one pass.

Numbers stay as written; texts keep their subscripts. What is hidden, runs or leads
out of the file is listed and left alone. Knows no methodology.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from posixpath import dirname, join, normpath

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.official_workbook.cells import (
    MAX_COLUMN,
    MAX_ROW,
    Book,
    Cell,
    ExcelError,
    Ignored,
    Sheet,
    Stored,
    column_number,
)
from jcm_desktop.methodologies.official_workbook.gate import Parts, opened
from jcm_desktop.methodologies.official_workbook.xml_parts import Element, attribute, elements, local, relation

MAX_SHEETS = 80
MAX_CELLS = 300_000  # of all sheets
MAX_FORMULAS = 30_000  # of all sheets
MAX_TEXTS = 100_000
MAX_TEXT = 32_767  # what a cell may hold
MAX_NAMES = 5_000
MAX_MERGED = 200_000  # covered cells
MAX_FORMULA = 8_192

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_AREA = re.compile(rf"{_REFERENCE.pattern}(?::{_REFERENCE.pattern})?")
_PERCENT_FORMATS = {9, 10}
_PART_KINDS = (
    (re.compile(r"vbaProject|vbaData|macrosheets/|vbaProjectSignature", re.I), "macros"),
    (re.compile(r"^xl/externalLinks/[^/]+\.xml$", re.I), "external link"),
    (re.compile(r"^xl/(connections\.xml|queryTables/|model/)|^customXml/.*[Qq]uery", re.I), "data connection"),
    (re.compile(r"^xl/(embeddings|activeX|ctrlProps|webextensions)/[^_]", re.I), "embedded object"),
)


def read_book(data: bytes, file: str) -> Book:
    """Everything a workbook shows.

    UserErrors as `gate.opened`, and `book.binary`, `book.bad_xml`, `book.entities`,
    `book.too_many_sheets`, `book.too_many_cells`, `book.too_many_formulas`, `book.too_many_texts`.
    """
    parts = opened(data, file)
    main = _main_part(parts, file)
    relations = _relations(parts, main, file)
    texts = _texts(parts, relations, file)
    styles = _styles(parts, relations, file)
    ignored = list(_ignored_parts(parts, file))
    sheets: dict[str, Sheet] = {}
    hidden: set[str] = set()
    left, formulas = MAX_CELLS, 0
    listed = list(_sheet_list(parts, main, file))
    if len(listed) > MAX_SHEETS:
        raise UserError("book.too_many_sheets", file, limit=MAX_SHEETS)
    for name, state, identifier in listed:
        kind, target = relations.get(identifier, ("", ""))
        if state != "visible":
            hidden.add(name)
            ignored.append(Ignored("hidden sheet", name))
        elif kind != "worksheet" or target not in parts.names:
            ignored.append(Ignored("macros" if "macrosheet" in kind.lower() else "other sheet", name))
        else:
            sheet = _SheetReader(file, name, texts, styles, left).read(parts.read(target))
            left -= len(sheet.cells)
            formulas += sum(1 for cell in sheet.cells.values() if cell.formula)
            if formulas > MAX_FORMULAS:
                raise UserError("book.too_many_formulas", file, limit=MAX_FORMULAS)
            sheets[name] = sheet
    return Book(
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        sheets=sheets,
        names=_names(parts, main, file, [name for name, _, _ in listed]),
        hidden=frozenset(hidden),
        ignored=tuple(ignored),
    )


def number(text: str) -> Decimal:
    """The number somebody typed, where the file has its 17 binary digits: `0.81399999999999995` is 0.814.

    A spreadsheet stores a double; the shortest decimal that gives the same double is
    what was typed. ValueError for what is no finite number.
    """
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or abs(value.adjusted()) > 400:
        raise ValueError(text)
    if len(value.as_tuple().digits) > 15:
        value = Decimal(repr(float(text)))
    return value if value else value.copy_abs()


# --- the parts around the sheets --------------------------------------------------------------------------------


def _main_part(parts: Parts, file: str) -> str:
    found = _related(_relations(parts, "", file), "officeDocument", parts)
    if found.endswith(".bin"):
        raise UserError("book.binary", file)
    if not found.startswith("xl/"):
        raise UserError("book.not_a_workbook", file)
    return found


def _relations(parts: Parts, name: str, file: str) -> dict[str, tuple[str, str]]:
    """Identifier to the last word of the kind, and the part's name."""
    listing = join(dirname(name), "_rels", f"{name.rpartition('/')[2]}.rels")
    found = {}
    if listing in parts.names:
        for one in elements(parts.read(listing), f"{file}: {listing}", "Relationship"):
            if attribute(one, "TargetMode") != "External":
                target = attribute(one, "Target")
                whole = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(name), target))
                found[attribute(one, "Id")] = (attribute(one, "Type").rpartition("/")[2], whole)
    return found


def _related(relations: dict[str, tuple[str, str]], kind: str, parts: Parts) -> str:
    return next((target for one, target in relations.values() if one == kind and target in parts.names), "")


def _sheet_list(parts: Parts, main: str, file: str) -> Iterator[tuple[str, str, str]]:
    for one in elements(parts.read(main), f"{file}: {main}", "sheet"):
        yield attribute(one, "name"), attribute(one, "state") or "visible", relation(one)


def _names(parts: Parts, main: str, file: str, sheets: list[str]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for one in elements(parts.read(main), f"{file}: {main}", "definedName"):
        owner = attribute(one, "localSheetId")
        sheet = sheets[int(owner)] if owner.isdecimal() and int(owner) < len(sheets) else ""
        found[sheet, attribute(one, "name").casefold()] = (one.text or "")[:MAX_FORMULA]
        if len(found) > MAX_NAMES:
            raise UserError("book.too_many_texts", file, limit=MAX_NAMES)
    return found


def _ignored_parts(parts: Parts, file: str) -> Iterator[Ignored]:
    for name in sorted(parts.names):
        for pattern, kind in _PART_KINDS:
            if pattern.search(name):
                target = _link_target(parts, name, file) if kind == "external link" else ""
                yield Ignored(kind, target or name)


def _link_target(parts: Parts, name: str, file: str) -> str:
    """Where a link to another file leads, to be told, not to be followed."""
    listing = join(dirname(name), "_rels", f"{name.rpartition('/')[2]}.rels")
    if listing not in parts.names:
        return ""
    found = elements(parts.read(listing), f"{file}: {listing}", "Relationship")
    return next((attribute(one, "Target")[:200] for one in found), "")


def _texts(parts: Parts, relations: dict[str, tuple[str, str]], file: str) -> list[tuple[str, str]]:
    """The shared texts, each with its marked form where it has subscripts."""
    name = _related(relations, "sharedStrings", parts)
    found: list[tuple[str, str]] = []
    if name:
        for one in elements(parts.read(name), f"{file}: {name}", "si"):
            found.append(_rich(one))
            if len(found) > MAX_TEXTS:
                raise UserError("book.too_many_texts", file, limit=MAX_TEXTS)
    return found


def _rich(item: Element) -> tuple[str, str]:
    """Plain and marked; the furigana above Japanese words are no part of the text."""
    plain: list[str] = []
    marked: list[str] = []
    any_marks = False
    for part in item:
        kind = local(part)
        if kind == "t":
            plain.append(part.text or "")
            marked.append(part.text or "")
        elif kind == "r":
            text = "".join(one.text or "" for one in part if local(one) == "t")
            plain.append(text)
            raised = next((attribute(one, "val") for one in part.iter() if local(one) == "vertAlign"), "")
            sign = {"subscript": "_", "superscript": "^"}.get(raised, "")
            any_marks = any_marks or bool(sign and text.strip())
            marked.append(f"{sign}{{{text}}}" if sign and text.strip() else text)
    whole = _unescaped("".join(plain))[:MAX_TEXT]
    # two runs of subscripts beside each other are one subscript
    return whole, _unescaped("".join(marked))[:MAX_TEXT].replace("}_{", "") if any_marks else ""


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda one: _character(int(one[1], 16)), text) if "_x" in text else text


def _character(code: int) -> str:
    return chr(code) if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code < 0xE000) else ""


def _styles(parts: Parts, relations: dict[str, tuple[str, str]], file: str) -> list[tuple[bool, bool]]:
    """For each cell format: locked, and shown as a percentage."""
    name = _related(relations, "styles", parts)
    if not name:
        return []
    percents = set(_PERCENT_FORMATS)
    found: list[tuple[bool, bool]] = []
    for one in elements(parts.read(name), f"{file}: {name}", "numFmt", "cellXfs"):
        if local(one) == "numFmt":
            if "%" in re.sub(r'"[^"]*"|\\.', "", attribute(one, "formatCode")) and attribute(one, "numFmtId").isdigit():
                percents.add(int(attribute(one, "numFmtId")))
            continue
        for style in one:
            unlocked = any(
                local(inner) == "protection" and attribute(inner, "locked") in ("0", "false") for inner in style
            )
            number_format = attribute(style, "numFmtId")
            found.append((not unlocked, number_format.isdigit() and int(number_format) in percents))
    return found


# --- one sheet --------------------------------------------------------------------------------------------------


class _SheetReader:
    """Reads one worksheet; a formula shared by several cells is kept once, with how far each cell is away."""

    def __init__(
        self, file: str, name: str, texts: list[tuple[str, str]], styles: list[tuple[bool, bool]], left: int
    ) -> None:
        self._file = file
        self._place = f"{file}: {name}"
        self._name = name
        self._texts = texts
        self._styles = styles
        self._left = left
        self._cells: dict[tuple[int, int], Cell] = {}
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._arrays: list[tuple[int, int, int, int]] = []

    def read(self, body: bytes) -> Sheet:
        merged: dict[tuple[int, int], tuple[int, int]] = {}
        lists: dict[tuple[int, int], tuple[str, ...]] = {}
        protected = False
        at = 0
        for one in elements(body, self._place, "row", "mergeCell", "dataValidation", "sheetProtection"):
            kind = local(one)
            if kind == "row":
                given = attribute(one, "r")
                at = int(given) if given.isdecimal() and 0 < int(given) <= MAX_ROW else at + 1
                self._row(one, at)
            elif kind == "mergeCell":
                self._merge(attribute(one, "ref"), merged)
            elif kind == "dataValidation":
                self._list(one, lists)
            else:
                protected = attribute(one, "sheet") in ("1", "true")
        for array in self._arrays:
            self._fill(array)
        return Sheet(self._name, self._cells, merged, lists, protected)

    def _row(self, row: Element, at: int) -> None:
        column = 0
        for one in row:
            if local(one) != "c":
                continue
            found = _REFERENCE.fullmatch(attribute(one, "r"))
            column = column_number(found[1]) if found else column + 1
            if column > MAX_COLUMN:
                raise UserError("book.bad_xml", self._place, detail=attribute(one, "r")[:20])
            cell = self._cell(one, at, column)
            if cell.value is not None or cell.formula or not cell.locked:  # what is open may be filled in later
                self._cells[at, column] = cell
            if len(self._cells) > self._left:
                raise UserError("book.too_many_cells", self._file, limit=MAX_CELLS)

    def _cell(self, one: Element, row: int, column: int) -> Cell:
        style = attribute(one, "s")
        at = int(style) if style.isdecimal() else 0
        locked, percent = self._styles[at] if at < len(self._styles) else (True, False)
        kind = attribute(one, "t") or "n"
        raw, inline, formula, moved = "", None, "", (0, 0)
        for part in one:
            name = local(part)
            if name == "v":
                raw = part.text or ""
            elif name == "f":
                formula, moved = self._formula(part, row, column)
            elif name == "is":
                inline = _rich(part)
        value, marked = self._value(kind, raw, inline)
        if value == "" and not formula:
            value = None
        return Cell(value, formula[:MAX_FORMULA], moved, marked, locked, percent)

    def _value(self, kind: str, raw: str, inline: tuple[str, str] | None) -> tuple[Stored, str]:
        if kind == "s":
            if raw.isdecimal() and int(raw) < len(self._texts):
                return self._texts[int(raw)]
            return None, ""
        if kind == "inlineStr":
            return inline or (None, "")
        if kind in ("str", "d"):
            return _unescaped(raw)[:MAX_TEXT], ""
        if kind == "b":
            return raw in ("1", "true"), ""
        if kind == "e":
            return ExcelError(raw[:20]), ""
        if not raw:
            return None, ""
        try:
            return number(raw), ""
        except ValueError as error:
            raise UserError("book.bad_xml", self._place, detail=raw[:40]) from error

    def _formula(self, part: Element, row: int, column: int) -> tuple[str, tuple[int, int]]:
        text = part.text or ""
        kind = attribute(part, "t")
        if kind in ("array", "dataTable"):
            area = _area(attribute(part, "ref"))
            if area and (kind == "dataTable" or area[:2] != area[2:]):
                self._arrays.append(area)
            return text or "{table}", (0, 0)
        if kind == "shared":
            key = attribute(part, "si")
            if text:
                self._shared[key] = (text, row, column)
            elif key in self._shared:
                first, from_row, from_column = self._shared[key]
                return first, (row - from_row, column - from_column)
            else:
                return "{shared}", (0, 0)
        return text, (0, 0)

    def _merge(self, reference: str, merged: dict[tuple[int, int], tuple[int, int]]) -> None:
        area = _area(reference)
        if area is None:
            return
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) + len(merged) > MAX_MERGED:
            raise UserError("book.too_many_cells", self._file, limit=MAX_MERGED)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    merged[row, column] = (top, left)

    def _list(self, one: Element, lists: dict[tuple[int, int], tuple[str, ...]]) -> None:
        """A drop-down whose words are written in the rule itself."""
        words = next((part.text or "" for part in one if local(part) == "formula1"), "")
        if attribute(one, "type") != "list" or not (words.startswith('"') and words.endswith('"')):
            return
        offered = tuple(word.strip() for word in words[1:-1].split(","))
        for reference in attribute(one, "sqref").split()[:200]:
            area = _area(reference)
            if area is not None and (area[2] - area[0] + 1) * (area[3] - area[1] + 1) <= 2_000:
                for row in range(area[0], area[2] + 1):
                    for column in range(area[1], area[3] + 1):
                        lists[row, column] = offered

    def _fill(self, area: tuple[int, int, int, int]) -> None:
        """Cells that one formula fills together have no formula of their own in the file."""
        top, left, bottom, right = area
        for place, cell in self._cells.items():
            if top <= place[0] <= bottom and left <= place[1] <= right:
                self._cells[place] = Cell(
                    cell.value, cell.formula or "{array}", (0, 0), cell.marked, cell.locked, cell.percent, True
                )


def _area(reference: str) -> tuple[int, int, int, int] | None:
    found = _AREA.fullmatch(reference)
    if found is None:
        return None
    left, top = column_number(found[1]), int(found[2])
    right, bottom = (column_number(found[3]), int(found[4])) if found[3] else (left, top)
    if bottom > MAX_ROW or right > MAX_COLUMN or bottom < top or right < left:
        return None
    return top, left, bottom, right
