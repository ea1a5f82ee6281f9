"""Files of strangers: refused with one clear line, or read without running or following anything."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from helpers import official_damage as damage
from helpers.official_books import small, solar
from helpers.official_layout import saved
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.official_workbook import compute, gate, reader
from jcm_desktop.methodologies.official_workbook.importing import Given, import_workbook
from jcm_desktop.methodologies.official_workbook.reader import number, read_book
from jcm_desktop.words import sentence

TODAY = date(2026, 11, 24)
PLAIN = saved(small("[A]*[F]"))
SHEET = "xl/worksheets/sheet1.xml"


def xml(body: str) -> bytes:
    return f'<?xml version="1.0"?>{body}'.encode()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
REFUSED = {
    "nothing": (b"", "book.not_a_workbook"),
    "a text": (b"Monitoring Plan Sheet", "book.not_a_workbook"),
    "an old workbook": (damage.legacy(), "book.legacy"),
    "a workbook with a password": (damage.encrypted_container(), "book.encrypted"),
    "a ZIP of something else": (damage.with_parts(PLAIN, {}, drop=("[Content_Types].xml",)), "book.not_a_workbook"),
    "a document": (
        damage.with_parts(
            PLAIN, {"_rels/.rels": damage.part(PLAIN, "_rels/.rels").replace(b"xl/workbook", b"xl/none")}
        ),
        "book.not_a_workbook",
    ),
    "a binary workbook": (
        damage.with_parts(
            PLAIN,
            {
                "_rels/.rels": damage.part(PLAIN, "_rels/.rels").replace(b"workbook.xml", b"workbook.bin"),
                "xl/workbook.bin": b"x",
            },
        ),
        "book.binary",
    ),
    "half a file": (PLAIN[: len(PLAIN) // 2], "book.damaged"),
    "a changed byte": (PLAIN.replace(b"PK\x01\x02", b"PK\x01\x03"), "book.damaged"),
    "a bomb": (damage.bomb(PLAIN), "book.bomb"),
    "a part twice": (damage.twice(PLAIN), "book.part_twice"),
    "broken XML": (damage.with_parts(PLAIN, {SHEET: b"<worksheet><sheetData>"}), "book.bad_xml"),
    "no XML": (damage.with_texts(PLAIN, b"\x00\x01\x02"), "book.bad_xml"),
    "entities in a sheet": (
        damage.with_parts(PLAIN, {SHEET: xml(f"{ENTITIES}<worksheet><sheetData/></worksheet>")}),
        "book.entities",
    ),
    "entities in the texts": (
        damage.with_texts(PLAIN, xml(f"{ENTITIES}<sst><si><t>&b;</t></si></sst>")),
        "book.entities",
    ),
    "a file of the reader's": (
        damage.with_texts(
            PLAIN, xml('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>')
        ),
        "book.entities",
    ),
    "a cell that is no number": (
        damage.with_parts(
            PLAIN,
            {SHEET: xml('<worksheet><sheetData><row r="1"><c r="A1"><v>1e999</v></c></row></sheetData></worksheet>')},
        ),
        "book.bad_xml",
    ),
    "no official sheets": (saved(Workbook()), "book.no_official_sheets"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_sane_workbook_is_refused_in_one_line(what: str) -> None:
    data, code = REFUSED[what]
    with pytest.raises(UserError) as caught:
        import_workbook(data, "book.xlsx", Given(scope=1), TODAY)
    assert caught.value.code == code
    words = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "book.xlsx" in words
    assert "{" not in words
    assert "\n" not in words


LIMITS = {
    "book.too_large": (gate, "MAX_FILE", 1000),
    "book.bomb": (gate, "MAX_UNPACKED", 1000),
    "book.too_many_sheets": (reader, "MAX_SHEETS", 1),
    "book.too_many_cells": (reader, "MAX_CELLS", 20),
    "book.too_many_formulas": (reader, "MAX_FORMULAS", 1),
    "book.too_many_texts": (reader, "MAX_TEXTS", 5),
}


@pytest.mark.parametrize("code", LIMITS)
def test_too_much_of_anything_is_refused(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, limit = LIMITS[code]
    texts = damage.with_texts(PLAIN, xml(f"<sst>{'<si><t>x</t></si>' * 6}</sst>"))
    read_book(texts, "book.xlsx")
    monkeypatch.setattr(module, name, limit)
    with pytest.raises(UserError) as caught:
        read_book(texts, "book.xlsx")
    assert caught.value.code == code
    assert "{" not in sentence(code, caught.value.place, caught.value.facts)


def test_macros_links_connections_and_hidden_sheets_are_told_and_left_alone(books: dict[str, bytes]) -> None:
    xlsx = damage.with_hidden(damage.with_connection(damage.with_macros(books["solar"])), "MSS")
    found = import_workbook(xlsx, "book.xlsm", Given(scope=1), TODAY)
    assert {(one.kind, one.place) for one in found.ignored} == {
        ("macros", "xl/vbaProject.bin"),
        ("data connection", "xl/connections.xml"),
        ("hidden sheet", "MSS"),
    }
    plain = import_workbook(books["solar"], "book.xlsm", Given(scope=1), TODAY)
    assert found.found[0].draft == plain.found[0].draft
    assert found.sha256 != plain.sha256


def test_a_link_to_another_file_is_not_followed_and_what_needs_it_is_no_definition(books: dict[str, bytes]) -> None:
    xlsx = damage.with_link(books["small"], "MPS(calc_process)", "H9")
    found = import_workbook(xlsx, "book.xlsx", Given(scope=1), TODAY)
    assert [(one.kind, one.place) for one in found.ignored] == [("external link", "file:///C:/secret/other.xlsx")]
    (one,) = found.found
    assert [(problem.code, problem.place) for problem in one.problems] == [
        ("book.uses_other_file", "MPS(calc_process)!H9")
    ]
    assert one.text == ""


def test_a_hidden_sheet_is_never_used(books: dict[str, bytes]) -> None:
    xlsx = damage.with_hidden(books["cogeneration"], "Default values")
    (one,) = import_workbook(xlsx, "book.xlsx", Given(scope=1), TODAY).found
    assert one.text == ""
    assert {problem.code for problem in one.problems} == {"book.uses_hidden_sheet"}
    assert "Default values" in one.problems[0].facts["sheet"]


def test_a_stored_value_that_is_not_its_formula_s_is_listed_and_the_translation_is_not_led_astray(
    books: dict[str, bytes],
) -> None:
    xlsx = damage.with_value(books["small"], "MPS(calc_process)", "H9", "999")
    (one,) = import_workbook(xlsx, "book.xlsx", Given(scope=1), TODAY).found
    assert [(found.cell, found.cached, found.recomputed) for found in one.recomputed.differences] == [
        ("MPS(calc_process)!H9", "999", "3")
    ]
    assert "RE: A * EF" in one.text
    assert "1 differ: MPS(calc_process)!H9" in one.text


def test_a_binary_last_digit_is_no_difference(books: dict[str, bytes]) -> None:
    xlsx = damage.with_value(books["small"], "MPS(calc_process)", "H9", "3.0000000000000004")
    (one,) = import_workbook(xlsx, "book.xlsx", Given(scope=1), TODAY).found
    assert one.recomputed.differences == ()


def test_formulas_written_into_formulas_come_to_an_end() -> None:
    """Each cell uses the one above it twice: without a limit, 2 to the 60th nodes."""
    book = solar()
    calc = book["MPS(calc_process)"]
    calc["B40"] = "='MPS(input)'!E8"
    for row in range(41, 100):
        calc[f"B{row}"] = f"=B{row - 1}*B{row - 1}"
    calc["H9"] = "=B99"
    (one,) = import_workbook(saved(book), "book.xlsx", Given(scope=1), TODAY).found
    assert "book.too_complex" in {problem.code for problem in one.problems}


def test_a_long_road_is_no_deep_recursion() -> None:
    book = solar()
    calc = book["MPS(calc_process)"]
    calc["B40"] = "='MPS(input)'!E8*'MPS(input)'!D15/1000"
    for row in range(41, 4_000):
        calc[f"B{row}"] = f"=B{row - 1}+0"
    calc["H9"] = "=B3999"
    (one,) = import_workbook(saved(book), "book.xlsx", Given(scope=1), TODAY).found
    assert {problem.code for problem in one.problems} <= {"book.sum_incomplete", "book.units_differ"}


def test_ranges_that_are_walked_through_again_and_again_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute, "MAX_WALKED", 2_000)
    book = small("[A]*[F]")
    calc = book["MPS(calc_process)"]
    for row in range(30, 130):
        calc[f"B{row}"] = f"=SUM(C30:C{row})"
        calc[f"C{row}"] = row
    (one,) = import_workbook(saved(book), "book.xlsx", Given(scope=1), TODAY).found
    assert "book.range_too_large" in {remark.code for remark in one.recomputed.unknown}


def test_circles_are_named() -> None:
    book = solar()
    book["MPS(calc_process)"]["H9"] = "=H6+1"
    (one,) = import_workbook(saved(book), "book.xlsx", Given(scope=1), TODAY).found
    assert "book.circular" in {problem.code for problem in one.problems}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.81399999999999995", "0.814"),
        ("0.1", "0.1"),
        ("1.0000000000000002", "1.0000000000000002"),
        ("1E-3", "0.001"),
        ("-0", "0"),
        ("42826880", "42826880"),
    ],
)
def test_a_number_is_what_was_typed(text: str, value: str) -> None:
    assert f"{number(text):f}" == value


@settings(max_examples=30)
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255))
def test_any_changed_byte_is_read_or_refused_in_words(at: int, byte: int) -> None:
    """Never anything but a UserError that has words."""
    data = PLAIN[:at] + bytes([byte]) + PLAIN[at + 1 :]
    said = ""
    try:
        import_workbook(data, "book.xlsx", Given(scope=1), TODAY)
    except UserError as error:
        said = sentence(error.code, error.place, error.facts)
    assert "no words yet" not in said


_PIECES = (
    "<c",
    ' r="B2"',
    ' t="s"',
    "><v>",
    "9",
    "</v>",
    "<f>",
    "SUM(A1:A9)",
    "</f>",
    "</c>",
    "<row>",
    "</row>",
    "&lt;",
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(_PIECES), max_size=25))
def test_any_sheet_is_read_or_refused(pieces: list[str]) -> None:
    body = xml(f"<worksheet><sheetData><row>{''.join(pieces)}</row></sheetData></worksheet>")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(stream, "w") as made:
        for name in old.namelist():
            made.writestr(name, body if name == SHEET else old.read(name))
    refused = set()
    try:
        import_workbook(stream.getvalue(), "book.xlsx", Given(scope=1), TODAY)
    except UserError as error:
        refused.add(error.code)
    assert refused <= {"book.bad_xml"}
