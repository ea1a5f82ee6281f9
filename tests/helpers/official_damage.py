"""Workbooks that strangers might send: macros, links out of the file, bombs, broken and locked containers."""

from __future__ import annotations

import io
import re
import zipfile

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def part(xlsx: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        return archive.read(name)


def with_parts(xlsx: bytes, parts: dict[str, bytes], *, drop: tuple[str, ...] = ()) -> bytes:
    """The same container with other or more parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            if name not in parts and name not in drop:
                made.writestr(name, old.read(name))
        for name, body in parts.items():
            made.writestr(name, body)
    return stream.getvalue()


def with_macros(xlsx: bytes) -> bytes:
    """A workbook with macros, as .xlsm has them."""
    types = part(xlsx, "[Content_Types].xml").decode().replace(_MAIN, _MACROS)
    return with_parts(xlsx, {"[Content_Types].xml": types.encode(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not run"})


def sheet_part(xlsx: bytes, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    listing = part(xlsx, "xl/workbook.xml").decode()
    at = re.search(rf'<sheet [^>]*name="{re.escape(sheet)}"[^>]*r:id="(\w+)"', listing)
    assert at is not None
    found = re.search(rf'<Relationship [^>]*Id="{at[1]}"[^>]*>', part(xlsx, "xl/_rels/workbook.xml.rels").decode())
    assert found is not None
    target = re.search(r'Target="([^"]+)"', found[0])
    assert target is not None
    return "xl/" + target[1].removeprefix("/xl/")


def with_formula(xlsx: bytes, sheet: str, cell: str, formula: str) -> bytes:
    """Another formula in a cell, its cached value as it was."""
    name = sheet_part(xlsx, sheet)
    body, count = re.subn(
        rf'(<c r="{cell}"[^>]*>)<f[^>]*>[^<]*</f>', rf"\g<1><f>{formula}</f>", part(xlsx, name).decode()
    )
    assert count == 1
    return with_parts(xlsx, {name: body.encode()})


def with_value(xlsx: bytes, sheet: str, cell: str, value: str) -> bytes:
    """Another cached value in a cell, its formula as it was."""
    name = sheet_part(xlsx, sheet)
    body, count = re.subn(
        rf'(<c r="{cell}"[^>]*>(?:<f[^>]*>[^<]*</f>|))<v>[^<]*</v>', rf"\g<1><v>{value}</v>", part(xlsx, name).decode()
    )
    assert count == 1
    return with_parts(xlsx, {name: body.encode()})


def with_link(xlsx: bytes, sheet: str, cell: str, *, target: str = "file:///C:/secret/other.xlsx") -> bytes:
    """A workbook one of whose formulas reads another file."""
    relations = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/externalLinkPath" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    linked = with_formula(xlsx, sheet, cell, "[1]Sheet1!$A$1*2")
    parts = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_SHEET}"/>'.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations.encode(),
    }
    return with_parts(linked, parts)


def with_connection(xlsx: bytes) -> bytes:
    return with_parts(xlsx, {"xl/connections.xml": f'<connections xmlns="{_SHEET}"/>'.encode()})


def with_hidden(xlsx: bytes, sheet: str) -> bytes:
    """A sheet nobody sees."""
    listing = part(xlsx, "xl/workbook.xml").decode()
    changed, count = re.subn(
        rf'(<sheet [^>]*name="{re.escape(sheet)}"[^>]*?) state="visible"', r'\g<1> state="hidden"', listing
    )
    assert count == 1
    return with_parts(xlsx, {"xl/workbook.xml": changed.encode()})


def with_texts(xlsx: bytes, body: bytes) -> bytes:
    """A list of shared texts, in whatever state."""
    name = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml" Id="rId99"/></Relationships>'
    links = part(xlsx, name).decode().replace("</Relationships>", link)
    return with_parts(xlsx, {name: links.encode(), "xl/sharedStrings.xml": body})


def bomb(xlsx: bytes) -> bytes:
    """A part that unpacks to a thousand times its size."""
    return with_parts(xlsx, {"xl/media/image1.bin": bytes(8 * 2**20)})


def twice(xlsx: bytes) -> bytes:
    """Two parts that a file system would hold for one."""
    return with_parts(xlsx, {"xl/WORKBOOK.xml": b"<x/>"})


def encrypted_container() -> bytes:
    """The first bytes of a workbook with a password: another container with its telling name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def legacy() -> bytes:
    """The first bytes of an .xls file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le") + bytes(512)
