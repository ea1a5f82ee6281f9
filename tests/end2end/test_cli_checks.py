"""The subcommand `check`: the catalogue, the list of findings as a file, and the exit status."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.road import PROJECT, opened

from jcm_desktop.services import entry, samples
from jcm_desktop.services.views import CellEdit
from jcm_desktop.validation.catalogue import catalogue_of_checks

SPAN = samples.sample(PROJECT).period


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one wrong month."""
    where = tmp_path / "workspace"
    with opened(where) as session:
        month = list(SPAN.months())[3]
        session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", month, "-5"),))
    return where


def test_the_catalogue_is_listed_without_a_workspace(run: Any, tmp_path: Path) -> None:
    said = run("check", "--list", "--workspace", tmp_path / "none")
    assert said.status == 0
    assert len(said.out.splitlines()) == len(catalogue_of_checks())
    assert "VAL-04  [warning]  Magnitude of a value: Is every value possible" in said.out
    rows = run("check", "--list", "--json", "--workspace", tmp_path / "none").json
    assert {row["code"] for row in rows} == {one.code for one in catalogue_of_checks()}
    assert not (tmp_path / "none").exists()


def test_the_list_of_findings_is_written_and_never_over_a_file(run: Any, folder: Path, tmp_path: Path) -> None:
    target, book = tmp_path / "list.pdf", tmp_path / "list.xlsx"
    asked = ("check", "--project", PROJECT, "--period", SPAN, "--workspace", folder)
    said = run(*asked, "--pdf", target, "--xlsx", book, "--form", "en+ja", "--json")
    assert said.status == 1
    assert said.json["blocking"] == 1
    assert (target.read_bytes()[:4], book.read_bytes()[:2]) == (b"%PDF", b"PK")
    assert said.err.splitlines() == [
        f"The list of findings is written: {target}.",
        f"The list of findings is written: {book}.",
    ]
    target.write_bytes(b"mine")
    refused = run(*asked, "--pdf", target)
    assert (refused.status, refused.out) == (2, "")
    assert "is there already" in refused.err
    assert target.read_bytes() == b"mine"
    assert run(*asked, "--pdf", target, "--replace").status == 1
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--project", PROJECT),
        ("check", "--project", PROJECT, "--period", SPAN, "--pdf", "list.xlsx"),
        ("check", "--project", PROJECT, "--period", "19-07-06..2020-12-31"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(run: Any, folder: Path, arguments: tuple[object, ...]) -> None:
    said = run(*arguments, "--workspace", folder)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
