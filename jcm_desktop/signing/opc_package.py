"""A workbook as an Open Packaging container: its parts, their types, their relationships. Knows no signatures.

Whoever reads it may be lied to: by two parts of one name, by bytes hidden between
the entries of the ZIP, by a bomb. Each is refused with a UserError.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.safe_xml import Element, canonical, parse

CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELATIONSHIPS = "_rels/.rels"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"

MAX_FILE = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_PARTS = 5_000
MAX_RATIO = 200  # deflate's best is about 1000; a sheet of equal rows reaches 50
_RATIO_FREE = 1024 * 1024
_STAMP = (1980, 1, 1, 0, 0, 0)
_LOCAL = struct.Struct("<4s5H3L2H")
_ATTRIBUTES = {"Id", "Type", "Target", "TargetMode"}
_DESCRIPTOR = 24  # the longest form of a data descriptor


def read(data: bytes) -> dict[str, bytes]:
    """The parts by name.

    UserErrors `workbook.unreadable`, `workbook.too_large`, `workbook.part_twice`,
    `workbook.hidden_bytes`.
    """
    if len(data) > MAX_FILE:
        raise UserError("workbook.too_large", limit=MAX_FILE // 2**20)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _refuse_bomb(infos)
            _refuse_twice(infos)
            _refuse_hidden(data, archive, infos)
            return {info.filename: archive.read(info) for info in infos}
    except UserError:
        raise
    except Exception as error:  # the reader raises whatever hostile bytes bring about
        raise UserError("workbook.unreadable", detail=error) from error


def write(parts: Mapping[str, bytes]) -> bytes:
    """The container with these parts in this order; equal parts give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in parts.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, body)
    return buffer.getvalue()


def _refuse_bomb(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise UserError("workbook.too_large", limit=MAX_UNPACKED // 2**20)
    for info in infos:
        if info.file_size > _RATIO_FREE and info.file_size > MAX_RATIO * info.compress_size:
            raise UserError("workbook.too_large", info.filename, limit=MAX_UNPACKED // 2**20)


def _refuse_twice(infos: list[zipfile.ZipInfo]) -> None:
    """Part names are equal without regard to case."""
    seen: set[str] = set()
    for info in infos:
        name = info.filename.lower()
        if name in seen:
            raise UserError("workbook.part_twice", info.filename)
        if not name.isascii() or not name.isprintable() or "\\" in name or name != normpath(name).strip("/"):
            raise UserError("workbook.unreadable", info.filename, detail="part name")
        seen.add(name)


def _refuse_hidden(data: bytes, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Entries follow one another without gaps and say of themselves what the directory says of them."""
    at = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if not 0 <= info.header_offset - at <= (_DESCRIPTOR if at else 0):
            raise UserError("workbook.hidden_bytes", info.filename)
        magic, _version, flags, method, *_rest, name_length, extra_length = _LOCAL.unpack_from(data, info.header_offset)
        name_at = info.header_offset + _LOCAL.size
        name = data[name_at : name_at + name_length]
        if (magic, flags, method, name) != (b"PK\3\4", info.flag_bits, info.compress_type, info.orig_filename.encode()):
            raise UserError("workbook.hidden_bytes", info.filename)
        at = name_at + name_length + extra_length + info.compress_size
    ends = not archive.comment and data[-22:-18] == b"PK\5\6"
    if not ends or not 0 <= archive.start_dir - at <= _DESCRIPTOR:
        raise UserError("workbook.hidden_bytes")


class ContentTypes:
    """What each part is, as `[Content_Types].xml` says."""

    def __init__(self, body: bytes) -> None:
        """ValueError when the body is not readable or says something twice."""
        root = parse(body)
        self._defaults = _unique(root, "Default", "Extension")
        self._overrides = _unique(root, "Override", "PartName")

    def of(self, name: str) -> str:
        """The content type of a part; empty when none is given."""
        given = self._overrides.get(f"/{name}".lower())
        return given if given is not None else self._defaults.get(name.rpartition(".")[2].lower(), "")

    def declared(self) -> set[tuple[str, str]]:
        """Every entry of the list: extension or part, and what it is."""
        return {*self._defaults.items(), *self._overrides.items()}


def _unique(root: Element, tag: str, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in root.iterfind(f"{{{TYPES_NS}}}{tag}"):
        name = str(one.get(key, "")).lower()
        if name in found:
            raise ValueError(f"{name} has two types")
        found[name] = str(one.get("ContentType", ""))
    return found


def is_relationships(name: str) -> bool:
    """The part lists relationships."""
    return name.endswith(".rels") and dirname(name).rpartition("/")[2] == "_rels"


def relationships(body: bytes) -> dict[str, Element]:
    """The relationships of a part by Id; ValueError when unreadable, with anything else in it, or an Id given twice."""
    root = parse(body)
    if root.tag != f"{{{RELATIONSHIPS_NS}}}Relationships":
        raise ValueError("no list of relationships")
    found: dict[str, Element] = {}
    for one in root:
        identifier = str(one.get("Id", ""))
        if one.tag != f"{{{RELATIONSHIPS_NS}}}Relationship" or len(one) or not set(one.keys()) <= _ATTRIBUTES:
            raise ValueError("something that is no relationship")
        if not identifier or identifier in found:
            raise ValueError(f"relationship {identifier!r} is given twice or without name")
        found[identifier] = one
    return found


def target_of(relationship: Element, listed_in: str) -> str:
    """The name of the part a relationship points to; empty when it points outside the package."""
    if relationship.get("TargetMode", "Internal") != "Internal":
        return ""
    target = str(relationship.get("Target", ""))
    base = dirname(dirname(listed_in))
    return normpath(target if target.startswith("/") else join(base, target)).lstrip("/")


def transformed(body: bytes, identifiers: frozenset[str]) -> bytes:
    """The relationship transform of ECMA-376-2: the chosen ones by Id, each with its mode, in canonical form."""
    root = parse(b'<Relationships xmlns="%s"/>' % RELATIONSHIPS_NS.encode())
    for identifier, one in sorted(relationships(body).items()):
        if identifier in identifiers:
            kept = root.makeelement(one.tag, None, None)
            for attribute, value in one.items():
                kept.set(str(attribute), str(value))
            kept.set("TargetMode", str(one.get("TargetMode", "Internal")))
            root.append(kept)
    return canonical(root)
