"""Which sheet is which, and which belong together: a file may hold several methodologies, told apart by their names.

A sheet is known by its name, else by the heading it begins with. Knows no table.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from jcm_desktop.methodologies.official_workbook.cells import Address, Book, Sheet
from jcm_desktop.methodologies.official_workbook.headings import says

HEAD_ROWS = 12
SIDES = ("plan", "report")
_METHODOLOGY = re.compile(
    r"(?<![A-Za-z])(?P<country>[A-Z]{2})[-_ ]?(?P<kind>AM|PM)[-_ ]?(?P<number>\d{3})(?!\d)"
    r"(?:[-_ .,;(]*ver(?:sion|\.)?[-_ .]*(?P<major>\d{1,2})(?:[-_.](?P<minor>\d))?)?",
    re.I,
)
_TEMPLATE = re.compile(r"(?P<id>TEMPLATE_[A-Z0-9_]+?)_ver(?P<major>\d{1,2})\.(?P<minor>\d)")
_SCOPE = re.compile(r"(?:sectoral\s*scope|セクトラルスコープ|分野)\D{0,12}(\d{1,2})", re.I)
_KNOWN = re.compile(
    r"mps|mrs|mss|input|calc[_\s-]*process|calculation process|calc|separate|monitoring|plan|report|structure|sheet"
    r"|モニタリング|計画|プラン|報告|レポート|体制|シート|入力|インプット|計算(過程|プロセス)?",
    re.I,
)


class Header(msgspec.Struct, frozen=True):
    """What the lines above the tables say; empty or 0 where they do not."""

    methodology: str = ""
    version: str = ""
    scope: int = 0
    place: str = ""


class Side(msgspec.Struct, frozen=True):
    """The plan's or the report's sheets of one methodology."""

    name: str  # plan or report
    inputs: tuple[Sheet, ...]
    processes: tuple[Sheet, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return (*self.inputs, *(one for one in self.processes if one not in self.inputs))


class Group(msgspec.Struct, frozen=True):
    """The sheets of one methodology."""

    suffix: str  # what its sheets' names have beyond the official ones
    header: Header
    sides: tuple[Side, ...]


def read_methodology(text: str) -> tuple[str, str]:
    """Id and version however they are spelled: `JCM_ID_AM002_ver02.0`, `mn-am004-ver1-0`, `MN_AM004 Ver1.0`.

    Empty texts for what is not there.
    """
    shown = unicodedata.normalize("NFKC", text)
    template = _TEMPLATE.search(shown)
    if template is not None:
        return template["id"], f"{int(template['major'])}.{template['minor']}"
    found = _METHODOLOGY.search(re.sub(r"JCM[-_ ]", " ", shown, flags=re.I))
    if found is None:
        return "", ""
    name = f"{found['country']}_{found['kind']}{found['number']}".upper()
    return name, f"{int(found['major'])}.{found['minor'] or 0}" if found["major"] else ""


def groups(book: Book) -> tuple[Group, ...]:
    """The methodologies of a book, in the order of their sheets."""
    found: dict[str, dict[tuple[str, str], list[Sheet]]] = {}
    headers: dict[str, list[Header]] = {}
    for sheet in book.sheets.values():
        side, role = _kind(sheet)
        if not side or not role:
            continue
        key = _suffix(sheet.name) if _by_name(sheet.name) else ""
        found.setdefault(key, {}).setdefault((side, role), []).append(sheet)
        headers.setdefault(key, []).append(_header(sheet))
    return tuple(Group(suffix, _joined(headers[suffix], suffix), _sides(by_kind)) for suffix, by_kind in found.items())


def _sides(by_kind: dict[tuple[str, str], list[Sheet]]) -> tuple[Side, ...]:
    sides = []
    for name in SIDES:
        inputs = tuple(by_kind.get((name, "input"), ()))
        processes = tuple(by_kind.get((name, "process"), ())) or inputs
        if inputs or processes:
            sides.append(Side(name, inputs or processes, processes))
    return tuple(sides)


def _by_name(name: str) -> bool:
    return any(says("sheets", one, name) for one in SIDES) and any(
        says("sheets", one, name) for one in ("input", "process")
    )


def _kind(sheet: Sheet) -> tuple[str, str]:
    """Plan or report, and input or process; empty texts for another sheet."""
    for text in (sheet.name, *_head_texts(sheet)):
        side = next((one for one in SIDES if says("sheets", one, text)), "")
        role = next((one for one in ("process", "input") if says("sheets", one, text)), "")
        if side and role:
            return side, role
    return "", ""


def _head_texts(sheet: Sheet) -> list[str]:
    return [text for row in sheet.rows if row <= HEAD_ROWS for _, text in sheet.texts(row)]


def _suffix(name: str) -> str:
    left = _KNOWN.sub(" ", unicodedata.normalize("NFKC", name))
    return re.sub(r"[^\w.]+", " ", left.replace("_", " ")).strip().replace(" ", "_")


def _header(sheet: Sheet) -> Header:
    methodology = version = place = ""
    scope = 0
    for row in sheet.rows:
        if row > HEAD_ROWS:
            break
        for column, text in sheet.texts(row):
            if not methodology:
                methodology, version = read_methodology(text)
                place = str(Address(sheet.name, row, column)) if methodology else ""
            given = _SCOPE.search(unicodedata.normalize("NFKC", text))
            if given is not None and not scope:
                scope = int(given[1])
    return Header(methodology, version, scope, place)


def _joined(headers: list[Header], suffix: str) -> Header:
    """The first that says each thing; else what the sheets' names say."""
    named = next((one for one in headers if one.methodology), Header())
    scope = next((one.scope for one in headers if one.scope), 0)
    if named.methodology:
        return Header(named.methodology, named.version, scope, named.place)
    methodology, version = read_methodology(suffix)
    return Header(methodology, version, scope, "")
