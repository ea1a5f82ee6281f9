"""The same damage has the same exit status whatever the file: 2 where nothing can be read, 1 where the answer is no."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.road import PROJECT, opened, quick_keys, signed_package

from jcm_desktop.packages.container import pack, unpack
from jcm_desktop.services import reporting, samples
from jcm_desktop.services.session import Session

SPAN = samples.sample(PROJECT).period


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A package, its PDF and its workbook, signed by one person."""

    def report(session: Session) -> tuple[str, str]:
        newest = reporting.report_page(session, PROJECT, SPAN).reports[0]
        return newest.pdf, newest.workbook

    with quick_keys(), opened(tmp_path_factory.mktemp("damage") / "workspace") as session:
        package = signed_package(session).read_bytes()
        pdf, workbook = session.run(report)
        return {".jcmpkg": package, ".pdf": Path(pdf).read_bytes(), ".xlsx": Path(workbook).read_bytes()}


@pytest.mark.parametrize("ending", [".jcmpkg", ".pdf", ".xlsx"])
@pytest.mark.parametrize("name", ["report", "no-ending"])
def test_a_file_that_was_cut_short_is_unusable(
    run: Any, made: dict[str, bytes], tmp_path: Path, ending: str, name: str
) -> None:
    file = tmp_path / (name + (ending if name == "report" else ""))
    file.write_bytes(made[ending][: len(made[ending]) // 2])
    ran = run("verify", file)
    assert (ran.status, ran.err.count("\n")) == (2, 1), ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("ending", [".pdf", ".xlsx"])
def test_a_file_that_can_be_read_and_is_not_good_is_a_no(
    run: Any, made: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"report{ending}"
    extra = {".pdf": made[".pdf"] + b"\n% more\n", ".xlsx": made[".xlsx"]}[ending]
    file.write_bytes(extra)
    if ending == ".xlsx":
        import zipfile

        with zipfile.ZipFile(file, "a") as book:
            book.writestr("xl/extra.xml", "<a/>")
    assert run("verify", file).status == 1


def test_a_package_without_its_report_is_a_package(run: Any, made: dict[str, bytes], tmp_path: Path) -> None:
    entries = unpack(made[".jcmpkg"], "x")
    for name in ("report/report.pdf", "report/report.xlsx"):
        file = tmp_path / "short.jcmpkg"
        file.write_bytes(pack({one: body for one, body in entries.items() if one != name}))
        ran = run("verify", file)
        assert (ran.status, name in ran.err, "missing" in ran.err, "workbook cannot" in ran.err) == (
            2,
            True,
            True,
            False,
        )


def test_a_part_says_what_it_is_and_how_to_join(run: Any, made: dict[str, bytes], tmp_path: Path) -> None:
    file = tmp_path / "report.jcmpkg"
    file.write_bytes(made[".jcmpkg"])
    parts = run("split", file, "--size", "64kB", "--out", tmp_path / "mail").out.split()
    ran = run("verify", parts[0])
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert f"part 1 of {len(parts) - 1} of report.jcmpkg" in ran.err
    assert "join" in ran.err
    assert "index of the parts" in run("verify", parts[-1]).err
    Path(parts[-1]).unlink()
    assert "part 2 of report.jcmpkg" in run("verify", parts[1]).err
    lonely = run("join", parts[0])
    assert (lonely.status, "index" in lonely.err) == (2, True)


def test_numbers_that_differ_are_told_in_few_words_and_in_json_in_full(
    run: Any, made: dict[str, bytes], tmp_path: Path
) -> None:
    entries = unpack(made[".jcmpkg"], "x")
    document = json.loads(entries["data/dossier.json"])
    months = [one for one in document["dossier"]["readings"] if one["first"].startswith("2020")]
    for one in months[:7]:
        one["quantity"]["value"] += "1"
    body = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    file = tmp_path / "changed.jcmpkg"
    file.write_bytes(pack({**entries, "data/dossier.json": body}))
    answers = {one["code"]: one for one in run("verify", file, "--json").json["answers"]}
    found = answers["verify.recomputed"]
    assert found["state"] == "bad"
    assert found["answer"].startswith("2020, point (1), January 2020: the package says ")
    assert len(found["details"]) <= 8
    assert not any("children" in one or "result/" in one for one in found["details"])
    assert any("more numbers differ" in one for one in found["details"])
    assert any(one.startswith("result/vintages/") and "children" in one for one in found["places"])
    assert len(found["places"]) == len(found["codes"]) > 8
