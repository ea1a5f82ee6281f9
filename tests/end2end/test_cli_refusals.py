"""What the command line refuses before it does harm: its own input as output, a place that cannot be written, ..."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, opened, quick_keys

from jcm_desktop.services import entry, reporting, samples
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit

FREEZER = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"
SPAN = samples.sample(PROJECT).period


@pytest.fixture(autouse=True)
def keys_are_quick() -> Any:
    with quick_keys():
        yield


@pytest.fixture
def where(tmp_path: Path) -> tuple[object, ...]:
    with opened(tmp_path / "workspace") as session:
        make_keys(session, "operator")
        make_report(session)
    return ("--project", PROJECT, "--period", str(SPAN), "--workspace", tmp_path / "workspace")


def versions(folder: Path) -> list[int]:
    def rows(session: Session) -> list[int]:
        return [one.version for one in reporting.report_page(session, PROJECT, SPAN).reports]

    with opened(folder) as session:
        return session.run(rows)


# What comes before the file and what after it, where the file is also to be written.
ONTO = {
    "workbook": ((), ("-o",)),
    "definition from-workbook": ((), ("-o",)),
    "encrypt": (("--receiver",), ("x", "--out")),
    "decrypt": ((), ("--key", "k.p12", "--out")),
    "sign": ((), ("--role", "operator", "--out")),
    "template fill": (("--project", "P", "--period", "2020-01-01..2020-12-31", "--template"), ("--out",)),
    "import-readings": (("--project", "P", "--point", "1"), ("--write-mapping",)),
    "import-readings again": (("--project", "P", "--point", "1"), ("--problems",)),
    "pack build": (("x", "--publisher", "P", "--name", "n", "--edition", "1", "--key"), ("-o",)),
}


@pytest.mark.parametrize("what", ONTO)
@pytest.mark.parametrize("way", ["same", "link", "dots"])
def test_no_command_writes_over_what_it_reads(run: Any, tmp_path: Path, what: str, way: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(FREEZER.read_text())
    other = {"same": file, "link": tmp_path / "link.yaml", "dots": tmp_path / "no" / ".." / "mine.yaml"}[way]
    if way == "link":
        os.link(file, other)
    before, after = ONTO[what]
    ran = run(*what.removesuffix(" again").split(), *before, file, *after, other)
    assert (ran.status, ran.err.count("\n")) == (2, 1), ran.err
    assert str(other) in ran.err
    assert "another name" in ran.err
    assert file.read_text() == FREEZER.read_text()


def test_two_results_do_not_go_into_one_file(run: Any, tmp_path: Path) -> None:
    ran = run("check", "--project", "P", "--period", str(SPAN), "--pdf", tmp_path / "a", "--xlsx", tmp_path / "a")
    assert (ran.status, "another name" in ran.err) == (2, True)


def test_a_report_that_cannot_be_written_is_no_version(run: Any, where: tuple[object, ...], tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text("kept")
    for out in (file, file / "deeper", "/proc/none"):
        ran = run("report", *where, "--out", out)
        assert (ran.status, ran.err.count("\n")) == (2, 1), ran.err
    phrase = tmp_path / "phrase"
    phrase.write_text("a wrong phrase, long enough")
    signer = ("--role", "operator", "--passphrase-file", phrase)
    assert run("report", *where, "--out", tmp_path / "new" / "folder", *signer).status == 2
    assert not (tmp_path / "new").exists()
    assert run("package", *where, "--out", file, "--passphrase-file", phrase).status == 2
    assert versions(tmp_path / "workspace") == [1]
    assert file.read_text() == "kept"


def test_a_full_stick_keeps_the_version_and_says_how_to_go_on(
    run: Any, where: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file does not fit: none is left there, and the version is written out again without another one."""
    out, real = tmp_path / "stick", os.fsync

    def full(handle: int) -> None:
        path = Path(os.path.realpath(f"/proc/self/fd/{handle}"))
        if path.parent == out and ".pdf." in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        ran = run("report", *where, "--out", out)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "Version 2 of the report is made" in ran.err
    assert "--version 2" in ran.err
    assert list(out.iterdir()) == []
    assert run("report", *where, "--out", out, "--version", "2").status == 0
    assert len(list(out.iterdir())) == 2
    assert versions(tmp_path / "workspace") == [2, 1]


@pytest.mark.parametrize("command", [("check",), ("report", "--out", "x"), ("confidential",)])
def test_a_period_that_nobody_opened_is_not_judged(
    run: Any, where: tuple[object, ...], tmp_path: Path, command: tuple[str, ...]
) -> None:
    place = ("--project", PROJECT, "--period", "2022-08-01..2022-12-31", "--workspace", tmp_path / "workspace")
    ran = run(*command, *place)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert str(SPAN) in ran.err


def apart(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """In a process of its own without any terminal."""
    return subprocess.run(
        [sys.executable, "-m", "jcm_desktop", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        start_new_session=True,
        check=False,
    )


def test_without_a_terminal_the_passphrase_is_missed_in_one_line(where: tuple[object, ...]) -> None:
    ran = apart("sign", *where, "--role", "operator")
    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1
    assert b"--passphrase-file" in ran.stderr
    piped = apart("sign", *where, "--role", "operator", stdin=PASSPHRASE.encode() + b"\n")
    assert piped.returncode == 0, piped.stderr


def test_a_passphrase_file_that_is_no_text(run: Any, where: tuple[object, ...], tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_bytes(b"\xff\xfe\x00key")
    ran = run("sign", *where, "--role", "operator", "--passphrase-file", phrase)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert str(phrase) in ran.err


def test_a_warning_without_its_reason_is_in_the_way_everywhere(run: Any, tmp_path: Path) -> None:
    folder, span = tmp_path / "workspace", samples.sample("ID003").period
    with opened(folder) as session:
        march = CellEdit("(1)", list(span.months())[2], "28")
        session.run(entry.enter_cells, "ID003", span, (march,))
    where = ("--project", "ID003", "--period", str(span), "--workspace", folder)
    checked = run("check", *where)
    assert checked.status == 1
    assert "still needs a reason" in checked.out
    assert "Nothing" not in checked.out.splitlines()[-1]
    assert run("check", *where, "--json").json["reasons_missing"] == 1
    reported = run("report", *where, "--out", tmp_path / "out")
    assert (reported.status, reported.err.count("\n")) == (1, 1)
    assert "1 reason to give" in reported.err
    assert " 0 " not in reported.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--project", "P", "--period", "2020-01-01..2020-12-31"),
        ("confidential", "--project", "P", "--period", "2020-01-01..2020-12-31"),
        ("identity", "list"),
        ("trust", "list"),
        ("pack", "list"),
        ("definition", "own"),
        ("timestamp-server",),
    ],
)
def test_a_mistyped_workspace_is_not_begun(run: Any, tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = tmp_path / "typo"
    ran = run(*command, "--workspace", folder)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert str(folder) in ran.err
    assert not folder.exists()


def test_parts_too_small_leave_no_folder(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.jcmpkg"
    file.write_bytes(b"x" * 100_000)
    assert run("split", file, "--size", "1kB", "--out", tmp_path / "parts" / "deep").status == 2
    assert not (tmp_path / "parts").exists()


def test_a_folder_that_is_not_there_is_no_lost_stick(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.jcmpkg"
    file.write_bytes(b"x")
    ran = run("copy", file, tmp_path / "missing")
    assert (ran.status, "There is no " in ran.err, "any more" in ran.err) == (2, True, False)
