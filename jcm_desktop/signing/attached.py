"""The workbook inside a PDF, and whether it is the one beside it but for its signatures. Reads hostile input."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pikepdf

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import opc_names as names
from jcm_desktop.signing import opc_package as package

MAX_ATTACHMENTS = 100


def workbook_in(pdf: bytes) -> bytes | None:
    """The first workbook attached to the file; None when there is none that can be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for count, (name, attached) in enumerate(document.attachments.items()):
                if count >= MAX_ATTACHMENTS:
                    return None
                if name.lower().endswith(".xlsx"):
                    return _bytes(attached.get_file().obj)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, zlib.error):
        return None
    return None


def _bytes(stream: pikepdf.Object) -> bytes:
    """The stream's content, with no more memory than a workbook may take."""
    raw = bytes(stream.read_raw_bytes())
    kind = stream.get("/Filter")
    if kind is None:
        return raw
    if kind != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
        raise ValueError("filter")
    reader = zlib.decompressobj()
    body = reader.decompress(raw, package.MAX_FILE)
    if not reader.eof:
        raise ValueError("too large")
    return body


def different_parts(one: bytes, other: bytes) -> tuple[str, ...]:
    """The parts in which two workbooks differ, but for signatures and the lists that name them.

    Raises what `package.read` raises.
    """
    return tuple(sorted(_different(package.read(one), package.read(other))))


def _different(one: dict[str, bytes], other: dict[str, bytes]) -> Iterator[str]:
    for name in one.keys() | other.keys():
        if name.startswith(names.FOLDER):
            continue
        here, there = one.get(name), other.get(name)
        if here == there:
            continue
        if here is None or there is None or not _same_list(name, here, there):
            yield name


def _same_list(name: str, here: bytes, there: bytes) -> bool:
    """Of the two lists that name signatures: equal without them."""
    if name == package.CONTENT_TYPES:
        types = [package.ContentTypes(body) for body in (here, there)]
        declared = [{kind for kind in one.declared() if not _of_signatures(*kind)} for one in types]
        return declared[0] == declared[1]
    if name == package.ROOT_RELATIONSHIPS:
        listed = [_relations(body) for body in (here, there)]
        return listed[0] == listed[1]
    return False


def _of_signatures(name: str, content_type: str) -> bool:
    return content_type in (names.ORIGIN_CONTENT, names.SIGNATURE_CONTENT) or name.startswith(f"/{names.FOLDER}")


def _relations(body: bytes) -> set[tuple[tuple[str, str], ...]]:
    return {
        tuple(sorted((str(key), str(value)) for key, value in one.items()))
        for one in package.relationships(body).values()
        if one.get("Type") != names.ORIGIN_RELATION
    }


def same_workbook(pdf: bytes, workbook: bytes) -> tuple[str, ...] | None:
    """The parts in which the workbook in the PDF differs from the one beside it; None when the PDF holds none."""
    inside = workbook_in(pdf)
    if inside is None:
        return None
    try:
        return different_parts(inside, workbook)
    except (UserError, ValueError, KeyError):
        return (package.CONTENT_TYPES,)
