"""Files that mean harm: refused with one clear line or read as what they are; never a crash, never all the memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.datafiles import workbooks
from jcm_desktop.datafiles.detect import propose
from jcm_desktop.datafiles.pages import FilePages
from jcm_desktop.datafiles.read import read_file
from jcm_desktop.datafiles.source import MAX_LINE, open_source
from jcm_desktop.domain.errors import JcmError, UserError
from jcm_desktop.domain.mapping import Mapping, ValueColumn
from jcm_desktop.words import sentence

LINE = "2024-01-01 00:00,1.5\n"
SETTLED = Mapping(
    first_row=2,
    order="YMD",
    decimal=".",
    zone="Asia/Ulaanbaatar",
    step="900",
    stamp="start",
    values=(ValueColumn(1, "(1)", "kWh", "interval"),),
)
PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": '<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A workbook with this sheet, and other parts as given."""

    def make(sheet: str | bytes, compress: int = zipfile.ZIP_DEFLATED, **parts: str) -> Path:
        path = tmp_path / "book.xlsx"
        with zipfile.ZipFile(path, "w", compress) as archive:
            for name, body in {**PARTS, **parts}.items():
                archive.writestr(name, body)
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
        return path

    return make


def refused(path: Path, mapping: Mapping = SETTLED) -> str:
    """The code a file is refused with, by whichever step; its words are one clear line."""
    with pytest.raises(UserError) as caught:
        _all_steps(path, mapping)
    words = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "{" not in words
    assert "\n" not in words
    return caught.value.code


def test_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("t,kWh\n" + LINE + "x" * (MAX_LINE * 3) + "\n" + LINE)
    with pytest.raises(UserError) as caught:
        read_file(open_source(path), SETTLED)
    assert (caught.value.code, caught.value.facts["line"]) == ("data.line_too_long", "3")
    path.write_text("x" * 3_000_000)
    with pytest.raises(UserError, match=r"data\.line_too_long"):
        read_file(open_source(path), SETTLED)


def test_a_million_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("t" + ",1" * 1_000_000 + "\n" + "2024-01-01" + ",1" * 1_000_000 + "\n")
    assert refused(path) in ("data.too_many_columns", "data.line_too_long", "data.no_table")
    path.write_text("\n".join("2024-01-01" + ",1" * 2_000 for _ in range(5)) + "\n")
    assert refused(path) == "data.too_many_columns"


def test_zeros_in_the_middle_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"t,kWh\n" + LINE.encode() * 50_000 + b"2024-01-01\0,1\n" + LINE.encode())
    with pytest.raises(UserError) as caught:
        read_file(open_source(path), SETTLED)
    assert (caught.value.code, caught.value.facts["line"]) == ("data.binary", "50002")


def test_a_file_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jcm_desktop.datafiles.source.MAX_BYTES", 1000)
    path = tmp_path / "a.csv"
    path.write_text(LINE * 100)
    assert refused(path) == "data.too_large"


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('t,kWh\n"2024-01-01 00:00,1.5\n' + LINE)
    found = read_file(open_source(path), SETTLED)
    assert [(one.line, one.code) for one in found.problems.kept] == [(2, "row.quote_open")]


def test_many_problems_are_counted_and_a_thousand_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("t,kWh\n" + "2024-01-01 00:00,broken\n" * 5_000)
    found = read_file(open_source(path), SETTLED)
    assert (found.problems.count, len(found.problems.kept)) == (5_000, 1_000)


def _all_steps(path: Path, mapping: Mapping) -> None:
    source = open_source(path)
    propose(source)
    read_file(source, mapping)


# --- workbooks ------------------------------------------------------------------------------------------------------


def test_a_sheet_that_grows_out_of_all_measure(book: Book) -> None:
    assert refused(book(b"<worksheet><sheetData>" + b" " * 80_000_000)) == "sheet.bomb"


def test_an_archive_that_lies_about_its_size(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jcm_desktop.datafiles.plain_sheet.MAX_INFLATED", 100_000)
    monkeypatch.setattr("jcm_desktop.datafiles.workbooks.refuse_bomb", lambda _path: None)
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, 20_000))
    path = book(f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    assert refused(path).startswith(("sheet.", "data."))  # the plain reader gave up, and the child judged


def test_entities_are_not_expanded(book: Book) -> None:
    laughs = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = f'{laughs}<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>'
    assert refused(book(sheet)).startswith(("sheet.", "data."))
    assert refused(
        book("<worksheet><sheetData/></worksheet>", **{"xl/workbook.xml": laughs + PARTS["xl/workbook.xml"]})
    )


def test_two_cells_at_the_corners_of_the_widest_sheet(book: Book) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refused(book(f"<worksheet><sheetData>{cells}</sheetData></worksheet>")).startswith("sheet.")


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>999</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1"><v>nonsense</v></c></row>',
        '<row r="1">',
        "",
    ],
)
def test_sheets_that_are_out_of_order(book: Book, sheet: str) -> None:
    assert refused(book(f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")).startswith(("sheet.", "data."))


def test_what_only_looks_like_a_workbook(tmp_path: Path, book: Book) -> None:
    path = tmp_path / "a.xlsx"
    for body in (
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(5_000),
        book("<x/>").read_bytes()[:-30],
        b"\xd0\xcf\x11\xe0" + bytes(600),
    ):
        path.write_bytes(body)
        assert refused(path) == "sheet.unreadable"


def test_a_reader_that_breaks_breaks_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    """The child is killed as it would be by a fault in the library."""
    path = book("<odd/>")
    monkeypatch.setattr(workbooks, "_CHILD", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert refused(path) == "sheet.unreadable"


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    monkeypatch.setattr(workbooks, "SECONDS", 0.2)
    monkeypatch.setattr(workbooks, "_CHILD", "import time; time.sleep(60)")
    assert refused(book("<odd/>")) == "sheet.unreadable"


# --- anything at all ------------------------------------------------------------------------------------------------


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(body)
    _read_or_refused(path)


@given(
    st.lists(
        st.sampled_from(
            [
                LINE,
                "2024-01-01 00:15;2,5\n",
                "a,b\n",
                '"',
                ",,,\n",
                "\n",
                "\r",
                "#x\n",
                "2024-13-45 99:99,1\n",
                "é",
                "24:00",
                "1e9\n",
            ]
        ),
        max_size=30,
    )
)
def test_any_mixture_of_lines_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    _read_or_refused(path)


def _read_or_refused(path: Path) -> None:
    try:
        source = open_source(path)
        found = propose(source)
        pages = FilePages.of_source(source, found.mapping.encoding)
        assert len([pages.cells(number, found.mapping) for number in range(1, len(pages) + 1)]) == len(pages)
        said = {"order": found.mapping.order or "DMY", "decimal": found.mapping.decimal or ".", "zone": "UTC"}
        said |= {"step": found.mapping.step or "900", "stamp": found.mapping.stamp or "start"}
        at = next((one.index for one in found.columns if one.looks_like == "number"), found.mapping.time)
        mapping = msgspec.structs.replace(found.mapping, values=(ValueColumn(at, "(1)", "kWh", "interval"),), **said)
        reading = read_file(source, mapping)
        for one in reading.problems.kept:
            assert "{" not in sentence(one.code, one.text.replace("{", ""), one.facts)
    except JcmError as error:
        if "no words yet" in sentence(error.code, error.place, error.facts):
            raise


@given(st.binary(min_size=1, max_size=400), st.integers(0, 5_000))
def test_a_damaged_workbook_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    """The plain reader alone; the library has its own tests and its own process."""
    from jcm_desktop.datafiles.plain_sheet import NotPlainError, read_plain

    body = bytearray(_good_book())
    at %= len(body)
    body[at : at + len(noise)] = noise
    path = tmp_path_factory.mktemp("any") / "any.xlsx"
    path.write_bytes(body)
    try:
        _sheets, _sheet, table = read_plain(path, "")
    except NotPlainError:
        return
    assert all(one.text().count("\n") == one.count for one in table)


def _good_book() -> bytes:
    rows = "".join(
        f'<row r="{at}"><c r="A{at}"><v>{at}.5</v></c><c r="B{at}"><v>2</v></c></row>' for at in range(1, 60)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in {
            **PARTS,
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        }.items():
            archive.writestr(name, text)
    return buffer.getvalue()
