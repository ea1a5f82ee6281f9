"""Everything inside a PDF or a workbook as text: streams unpacked, XML, names; to look for what must not be there."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf


def inside_workbook(xlsx: bytes) -> Iterator[tuple[str, str]]:
    """Each part and its content."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        yield "comment", package.comment.decode("latin-1")
        for info in package.infolist():
            yield info.filename, f"{info.filename} {info.comment!r} {info.extra!r}"
            yield info.filename, package.read(info).decode("utf-8", "replace")


# The rows of a PDF's table of objects: where each begins, which says nothing and may hold any four digits.
_OFFSETS = re.compile(r"^\d{10} \d{5} [nf]\s*$", re.MULTILINE)


def inside_pdf(pdf: bytes, folder: Path) -> Iterator[tuple[str, str]]:
    """The raw bytes, every object with its strings decoded, every stream unpacked, the text, and the files inside."""
    yield "raw", _OFFSETS.sub("", pdf.decode("latin-1"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, one in enumerate(document.objects):
            yield f"object {number}", _strings(one, 0)
            if isinstance(one, pikepdf.Stream):
                body = one.read_bytes()
                yield f"stream {number}", body.decode("utf-8", "replace")
                yield f"stream {number}", body.decode("utf-16-be", "replace")
                yield f"stream {number}", _hexadecimal(body)
                if body.startswith(b"PK"):
                    yield from inside_workbook(body)
    (folder / "inside.pdf").write_bytes(pdf)
    for options in (["-raw"], ["-layout"]):
        done = subprocess.run(["pdftotext", *options, folder / "inside.pdf", "-"], capture_output=True, check=True)
        yield "text", done.stdout.decode()
        yield "text", "".join(done.stdout.decode().split())


def _strings(value: object, depth: int) -> str:
    if depth > 6:
        return ""
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return " ".join(f"{key} {_strings(value[key], depth + 1)}" for key in list(value.keys()))
    if isinstance(value, pikepdf.Array):
        return " ".join(_strings(one, depth + 1) for one in value)
    return str(value)


def _hexadecimal(body: bytes) -> str:
    """Strings that page contents write as hexadecimal UTF-16."""
    found = re.findall(rb"<(FEFF[0-9A-F]+)>", body)
    return " ".join(bytes.fromhex(one.decode()).decode("utf-16") for one in found)
