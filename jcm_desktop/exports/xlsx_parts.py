"""The parts of a workbook from outside: read with limits, and which part is which sheet. Nothing is followed or run."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.safe_xml import Element, parse

MAX_SIZE = 32 * 2**20
MAX_UNPACKED = 256 * 2**20
MAX_PARTS = 2_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def read_parts(xlsx: bytes, place: str) -> dict[str, tuple[zipfile.ZipInfo, bytes]]:
    """Every entry in its order; UserErrors `template.too_large`, `template.not_a_workbook`."""
    if len(xlsx) > MAX_SIZE:
        raise UserError("template.too_large", place, limit=MAX_SIZE // 2**20)
    try:
        with zipfile.ZipFile(io.BytesIO(xlsx)) as source:
            infos = source.infolist()
            too_much = sum(info.file_size for info in infos) > MAX_UNPACKED or len(infos) > MAX_PARTS
            if too_much:
                raise UserError("template.too_large", place, limit=MAX_UNPACKED // 2**20)
            parts = {info.filename: (info, source.read(info)) for info in infos}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UserError("template.not_a_workbook", place, detail=error) from error
    if len(parts) != len(infos) or "xl/workbook.xml" not in parts:
        raise UserError("template.not_a_workbook", place, detail="xl/workbook.xml")
    return parts


def sheets_of(parts: dict[str, tuple[zipfile.ZipInfo, bytes]], place: str) -> dict[str, str]:
    """The part of each sheet by its name, in the order of the book."""
    book = part_xml(parts, "xl/workbook.xml", place)
    links = {
        str(one.get("Id")): str(one.get("Target"))
        for one in part_xml(parts, "xl/_rels/workbook.xml.rels", place).iter(_RELATIONS)
        if one.get("TargetMode") != "External"
    }
    found = {}
    for sheet in book.iter(f"{{{MAIN}}}sheet"):
        target = links.get(str(sheet.get(_LINK)), "")
        name = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join("xl", target))
        if name in parts and name.startswith("xl/worksheets/"):
            found[str(sheet.get("name"))] = name
    return found


def part_xml(parts: dict[str, tuple[zipfile.ZipInfo, bytes]], name: str, place: str) -> Element:
    """A part parsed safely; UserError `template.not_a_workbook`."""
    if name not in parts:
        raise UserError("template.not_a_workbook", place, detail=name)
    try:
        return parse(parts[name][1])
    except ValueError as error:
        raise UserError("template.not_a_workbook", place, detail=f"{name}: {error}") from error


class Seen:
    """A cell as it stands: its formula as written (with what belongs to it), and its value as text."""

    __slots__ = ("formula", "value")

    def __init__(self, formula: str, value: str) -> None:
        self.formula, self.value = formula, value


def cells_of(
    parts: dict[str, tuple[zipfile.ZipInfo, bytes]], sheet_part: str, place: str
) -> Iterator[tuple[str, Seen]]:
    """The cells of a sheet that hold something, by their address."""
    shared = _shared_texts(parts, place)
    for cell in part_xml(parts, sheet_part, place).iter(f"{{{MAIN}}}c"):
        found = _seen(cell, shared)
        if found.formula or found.value:
            yield str(cell.get("r", "")).replace("$", ""), found


def _seen(cell: Element, shared: list[str]) -> Seen:
    formula = cell.find(f"{{{MAIN}}}f")
    written = ""
    if formula is not None:
        about = [f"{key}={formula.get(key)}" for key in ("ref", "si", "t") if formula.get(key)]
        written = " ".join([*about, f"={formula.text or ''}"])
    raw = cell.findtext(f"{{{MAIN}}}v", "")
    if cell.get("t") == "s" and raw.isdigit() and int(raw) < len(shared):
        return Seen(written, shared[int(raw)])
    if cell.get("t") == "inlineStr":
        return Seen(written, _text(cell))
    return Seen(written, raw)


def _shared_texts(parts: dict[str, tuple[zipfile.ZipInfo, bytes]], place: str) -> list[str]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    return [_text(one) for one in part_xml(parts, "xl/sharedStrings.xml", place).iter(f"{{{MAIN}}}si")]


def _text(element: Any) -> str:
    """The letters of a text, without the readings that Japanese texts carry beside them."""
    return "".join(one.text or "" for one in element.iter(f"{{{MAIN}}}t") if one.getparent().tag != f"{{{MAIN}}}rPh")
