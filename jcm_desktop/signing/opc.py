"""Sign a workbook the way Office does, inside the file, so that any office program shows who signed.

Every part keeps its exact bytes; only the lists that must name the signature grow,
and those entries of the lists no signature covers. A second signer is added beside
the first. Signing is the last step: most programs drop the signatures when they save.
Knows nothing of reports; `opc_check` verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from lxml import etree

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import opc_names as names
from jcm_desktop.signing import opc_package as package
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.moment import refuse_clock_back
from jcm_desktop.signing.opc_check import verify_workbook
from jcm_desktop.signing.opc_sign import signature_part
from jcm_desktop.signing.opc_signature import read_signature
from jcm_desktop.signing.safe_xml import Element, parse
from jcm_desktop.signing.verdict import WorkbookVerdict

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

__all__ = ["WorkbookVerdict", "sign_workbook", "stamp_workbook", "verify_workbook"]


def sign_workbook(
    xlsx: bytes, identity: Identity, *, at: datetime, comment: str, role: str = "", place: str = ""
) -> bytes:
    """The workbook with one more signature.

    UserErrors `workbook.unreadable`, `workbook.too_large`, `workbook.part_twice`,
    `workbook.hidden_bytes`, `sign.clock_back`.
    """
    parts = package.read(xlsx)
    try:
        refuse_clock_back(_latest(parts), at)
        name = _register(parts)
        parts[name] = signature_part(parts, identity, at, comment, role, place)
    except (ValueError, KeyError) as error:
        raise UserError("workbook.unreadable", detail=error) from error
    return package.write(parts)


def stamp_workbook(xlsx: bytes, stamper: TimeStamper) -> bytes:
    """The workbook with a time stamp in every signature that had none (XAdES-T).

    UserErrors `workbook.unreadable` and the like, `workbook.not_signed`; WorldErrors `timestamp.*`.
    """
    from jcm_desktop.signing.opc_stamp import with_stamp

    parts = package.read(xlsx)
    signatures = _signatures(parts)
    if not signatures:
        raise UserError("workbook.not_signed")
    try:
        for name in signatures:
            parts[name] = with_stamp(parts[name], stamper)
    except (ValueError, KeyError) as error:
        raise UserError("workbook.unreadable", detail=error) from error
    return package.write(parts)


def _signatures(parts: Mapping[str, bytes]) -> list[str]:
    return [name for name in parts if name.startswith(names.FOLDER) and name.endswith(".xml")]


def _latest(parts: Mapping[str, bytes]) -> datetime | None:
    """The last moment at which somebody says to have signed before."""
    moments = [read_signature(parts[name]).claimed_at for name in _signatures(parts)]
    return max((one for one in moments if one is not None), default=None)


def _register(parts: dict[str, bytes]) -> str:
    """Name a new signature in the lists; its part's name."""
    number = 1
    while f"{names.FOLDER}sig{number}.xml" in parts:
        number += 1
    name = f"{names.FOLDER}sig{number}.xml"
    types = parse(parts[package.CONTENT_TYPES])
    if names.ORIGIN not in parts:
        parts[names.ORIGIN] = b""
        _relate(parts, package.ROOT_RELATIONSHIPS, names.ORIGIN_RELATION, names.ORIGIN)
        _declare(types, "Default", "Extension", "sigs", names.ORIGIN_CONTENT)
    _relate(parts, names.ORIGIN_RELATIONSHIPS, names.SIGNATURE_RELATION, f"sig{number}.xml")
    _declare(types, "Override", "PartName", f"/{name}", names.SIGNATURE_CONTENT)
    parts[package.CONTENT_TYPES] = _written(types)
    return name


def _relate(parts: dict[str, bytes], listed_in: str, kind: str, target: str) -> None:
    body = parts.get(listed_in, b'<Relationships xmlns="%s"/>' % package.RELATIONSHIPS_NS.encode())
    taken = set(package.relationships(body))
    number = 1
    while f"rId{number}" in taken:
        number += 1
    root = parse(body)
    one = etree.SubElement(root, f"{{{package.RELATIONSHIPS_NS}}}Relationship")
    for attribute, value in (("Id", f"rId{number}"), ("Type", kind), ("Target", target)):
        one.set(attribute, value)
    parts[listed_in] = _written(root)


def _declare(types: Element, tag: str, key: str, name: str, content_type: str) -> None:
    if any(str(one.get(key, "")).lower() == name.lower() for one in types.iterfind(f"{{{package.TYPES_NS}}}{tag}")):
        return
    one = types.makeelement(f"{{{package.TYPES_NS}}}{tag}", None, None)
    one.set(key, name)
    one.set("ContentType", content_type)
    # The defaults stand before the overrides, as the schema's writers have it.
    types.insert(0 if tag == "Default" else len(types), one)


def _written(root: Element) -> bytes:
    """Compact, because white space between relationships is read differently by different programs."""
    for one in (root, *root):
        one.text = one.tail = None
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
