"""Which files evidence may be, told by their bytes: what an office opens safely, and text as meters write it."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from jcm_desktop.storage.evidence_store import kind_of, text_of

METER = "計器の読み 2025年1月\n1,234 kWh\n"


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "gb18030"])
def test_text_is_taken_in_the_encodings_of_meters(encoding: str) -> None:
    data = METER.encode(encoding)
    assert kind_of(data) == "text"
    assert text_of(data) == METER


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"abc\x00def",
        "a\x07b".encode("utf-16"),
        b"\xff\xfe\x00",
        bytes(range(256)),
        office("xl/workbook.xml", "xl/vbaProject.bin"),
        office(),
        b"PK\x03\x04 not a zip",
    ],
)
def test_programs_and_what_nobody_can_read_are_not(data: bytes) -> None:
    assert kind_of(data) == ""


def test_random_bytes_are_no_text() -> None:
    assert [kind_of(os.urandom(4096)) for _ in range(50)] == [""] * 50


def test_pictures_documents_and_sheets_are_known_by_their_bytes() -> None:
    assert kind_of(b"%PDF-1.7\n") == "pdf"
    assert kind_of(b"\x89PNG\r\n\x1a\n") == "png"
    assert kind_of(b"\xff\xd8\xff\xe0") == "jpeg"
    assert kind_of(office("xl/workbook.xml")) == "xlsx"
