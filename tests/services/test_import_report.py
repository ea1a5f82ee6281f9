"""The list of what is wrong in imported files, kept as a file: every row and cell, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import WorldError
from jcm_desktop.exports.plain_table import csv_of, xlsx_of
from jcm_desktop.services.import_report import save_problems
from jcm_desktop.services.import_views import DryRunView, FallRow, ProblemRow

PROBLEMS = (
    ProblemRow("a.csv", 5, 2, "=HYPERLINK(1)", "row.no_number", "“=HYPERLINK(1)” is not a number."),
    ProblemRow("a.csv", 1043, 0, "-5;7", "row.columns", "The line has 1 column instead of 2."),
)
FALL = FallRow("(1)", "b.csv", 12, "2020-01-01T00:00", "2020-01-01 08:00", "99", "3", "The register fell.")


def view(problems: tuple[ProblemRow, ...] = PROBLEMS, count: int = 2, falls: tuple[FallRow, ...] = ()) -> DryRunView:
    return DryRunView("MN006", (), problems, count, (), falls, (), 0, (), 0, False, "")


def rows_of(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


def test_a_workbook_has_a_row_for_each_problem(tmp_path: Path) -> None:
    path = tmp_path / "problems.xlsx"
    assert save_problems(view(falls=(FALL,)), str(path)) == "Saved: problems.xlsx"
    head, first, second, fall = rows_of(path)
    assert head == ["File", "Line", "Column", "Text", "What is wrong", "Code"]
    assert first == ["a.csv", 5, 2, "=HYPERLINK(1)", "“=HYPERLINK(1)” is not a number.", "row.no_number"]
    assert second[:3] == ["a.csv", 1043, ""]
    assert fall == ["b.csv", 12, "", "99 → 3", "2020-01-01 08:00: The register fell.", "register.fell"]
    cell = openpyxl.load_workbook(path).worksheets[0]["D2"]
    assert cell.data_type == "s"  # text, not a formula


def test_a_text_file_guards_what_a_spreadsheet_would_compute(tmp_path: Path) -> None:
    path = tmp_path / "problems.CSV"
    save_problems(view(), str(path))
    body = path.read_bytes()
    assert body.startswith(b"\xef\xbb\xbfFile,Line,")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [line[3] for line in lines[1:]] == ["'=HYPERLINK(1)", "'-5;7"]


def test_problems_that_are_not_listed_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "problems.xlsx"
    save_problems(view(count=1_002), str(path))
    assert rows_of(path)[-1][4] == "1,000 more problems are not listed."


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorldError):
        save_problems(view(), str(tmp_path / "file" / "x.xlsx"))


cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_as_it_was(rows: list[list[str]]) -> None:
    made = openpyxl.load_workbook(io.BytesIO(xlsx_of("x", ["a", "b"], rows))).worksheets[0]
    assert [[cell.value or "" for cell in row] for row in made.iter_rows(min_row=2)][: len(rows)] == rows
    assert all(cell.data_type != "f" for row in made.iter_rows() for cell in row)
    back = list(csv.reader(io.StringIO(csv_of(["a", "b"], rows).decode("utf-8-sig"))))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
