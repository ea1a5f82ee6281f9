"""`import-readings` as scripts use it, and the road from a logger file to a package that a verifier recomputes."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from helpers.loggers import PERIOD, PROJECT, ZONE, bare_session, csv, imported
from helpers.road import PASSPHRASE

from jcm_desktop.__main__ import main
from jcm_desktop.packages.verify import verify_package
from jcm_desktop.services import checking, identities, packing, reporting, samples, signing
from jcm_desktop.services.declaring import declare
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.signing.verdict import Trust

YEAR = (PERIOD.first, PERIOD.last)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    bare_session(tmp_path / "workspace").close()
    return tmp_path / "workspace"


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], workspace: Path) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        given = ["import-readings", *map(str, arguments), "--project", PROJECT, "--point", "(1)"]
        status = main([*given, "--workspace", str(workspace)])
        return status, *capfd.readouterr()

    return call


ANSWERS = ("--zone", ZONE, "--kind", "interval")


def test_a_dry_run_says_everything_and_stores_nothing(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    status, out, err = run(path, *ANSWERS)
    assert (status, err) == (0, "")
    assert "a.csv: 744 values in 744 lines" in out
    assert "(1) January 2020: - -> 34.858 MWh  New" in out
    assert "--apply" in out
    assert "744 new" in run(path, *ANSWERS)[1]


def test_apply_stores_and_the_second_time_adds_nothing(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    assert run(path, *ANSWERS, "--apply")[0] == 0
    status, out, _err = run(path, "--apply")  # the source is known now
    assert status == 0
    assert "stored already" in out


def test_json_is_one_document(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    status, out, _err = run(path, *ANSWERS, "--json")
    document = json.loads(out)
    assert (status, document["applied"], document["ready"]) == (0, False, True)
    assert document["months"][0]["after"] == "34.858 MWh"
    assert document["mapping"][0]["zone"] == ZONE
    status, out, _err = run(path, *ANSWERS, "--json", "--apply")
    assert json.loads(out)["applied"] is True


def test_what_is_not_said_is_asked_in_one_line(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    status, out, err = run(path)
    assert (status, out) == (2, "")
    assert err == "a.csv: choose the time zone of the project. Say it with: --zone ZONE\n"
    status, _out, err = run(tmp_path / "none.csv")
    assert status == 2
    assert "There is no file" in err
    status, _out, err = run(path, *ANSWERS, "--column", "Heat")
    assert (status, "has no column “Heat”" in err) == (2, True)


def test_problems_are_named_with_line_and_column_and_the_answer_is_no(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    path.write_text(path.read_text().replace("2020-01-05 03:00,", "2020-01-05 03:00,x"))
    status, out, _err = run(path, *ANSWERS, "--apply", "--problems", tmp_path / "list.csv")
    assert status == 1
    assert "a.csv:101:2: “x" in out
    kept = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(kept) == 2
    assert kept[1].startswith("a.csv,101,2,x")


def test_a_mapping_is_written_edited_and_used(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    target = tmp_path / "mapping.json"
    assert run(path, *ANSWERS, "--write-mapping", target)[0] == 0
    mapping = json.loads(target.read_text())
    assert mapping["values"][0]["kind"] == "interval"
    target.write_text(
        f"zone: {ZONE}\nstamp: end\nvalues:\n  - {{column: 1, point: (1), unit: kWh, kind: interval, factor: '2'}}\n"
    )
    status, out, _err = run(path, "--mapping", target)
    assert status == 0
    assert "69.7" in out
    target.write_text("zone: [1\n")
    assert run(path, "--mapping", target)[0] == 2
    target.write_text("colour: red\n")
    status, _out, err = run(path, "--mapping", target)
    assert (status, "colour" in err) == (2, True)


def test_several_files_in_any_order(run: Run, tmp_path: Path) -> None:
    first = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    second = csv(tmp_path / "b.csv", date(2020, 2, 1), date(2020, 2, 29))
    assert run(second, first, *ANSWERS)[1] == run(first, second, *ANSWERS)[1]


def test_it_works_without_qt(workspace: Path, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    program = (
        "import sys; sys.modules['PySide6'] = None; from jcm_desktop.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["import-readings", path, "--project", PROJECT, "--point", "(1)", "--workspace", workspace, *ANSWERS]
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "34.858 MWh" in done.stdout


def test_a_point_may_be_named_without_brackets_and_an_unknown_one_is_told_which_there_are(
    workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))

    def call(project: str, point: str) -> tuple[int, str, str]:
        given = ["import-readings", str(path), "--project", project, "--point", point, "--workspace", str(workspace)]
        status = main([*given, *ANSWERS])
        return status, *capfd.readouterr()

    assert call(PROJECT, "1") == call(PROJECT, "(1)")
    assert call(PROJECT, "1")[0] == 0
    status, _out, err = call(PROJECT, "7")
    assert (status, "(1) EG[pv-1]" in err, "point 7" in err) == (2, True, True)
    status, _out, err = call("XX001", "1")
    assert (status, err) == (2, "There is no project XX001 in this workspace.\n")


def test_what_was_assumed_of_each_column_is_said(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
    (line,) = [one for one in run(path, *ANSWERS)[1].splitlines() if one.startswith("Column 2 ")]
    for part in ("point (1)", "Amount of each interval", "kWh", "1 hour", "start", "Year, month", ZONE, "Point: 1.5"):
        assert part in line
    assert run(path, *ANSWERS, "--apply")[0] == 0
    assert "remembered from a.csv" in run(path)[1]


def test_rising_amounts_are_not_taken_for_a_register(run: Run, tmp_path: Path) -> None:
    rising = lambda at: f"{100 + at}"  # noqa: E731 - as on the morning of a plant
    path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31), rising, header="Time,Energy [kWh]")
    path.write_text("\n".join(path.read_text().splitlines()[:60]) + "\n")
    for more in ((), ("--apply",)):
        status, out, err = run(path, "--zone", ZONE, *more)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert "--kind interval|register|rate" in err
    path.write_text(path.read_text().replace("Energy [kWh]", "Total energy register [kWh]"))
    assert "Running register" in run(path, "--zone", ZONE)[1]


def test_days_outside_every_period_are_said(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2018, 1, 1), date(2018, 1, 31))
    status, out, _err = run(path, *ANSWERS)
    assert (status, "outside every monitoring period" in out) == (1, True)
    status, out, _err = run(path, *ANSWERS, "--apply")
    assert (status, "outside every monitoring period" in out) == (1, True)


def test_rows_of_whole_months_need_no_day(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    path.write_text("Month,Energy [MWh]\n2020-01,2001\n2020-02,1900.5\n2020-03,2100\n")
    status, out, err = run(path, "--zone", ZONE, "--kind", "interval")
    assert (status, err) == (0, "")
    assert "(1) February 2020: - -> 1,900.5 MWh  New" in out
    path.write_text(path.read_text().replace("2020-02,", "2020-02-01,"))
    status, out, _err = run(path, "--zone", ZONE, "--kind", "interval", "--step", "month", "--stamp", "start")
    assert (status, ":3:1:" in out) == (1, True)


# --- to the verifier ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package whose readings all come from a logger file, with a corrected value and an explained jump."""
    folder = tmp_path_factory.mktemp("road")
    session = bare_session(folder / "workspace")
    try:
        yield packed(session, folder)
    finally:
        session.close()


def packed(session: Session, folder: Path) -> Path:
    value = lambda at: f"{(at * 2500) % 10_000_000}"  # noqa: E731 - a register that rolls over
    path = csv(folder / "year.csv", *YEAR, value, header="Time,Total [kWh]")
    imported(session, path, kind="register", unit="kWh", digits=7, factor=1)
    for declared in samples.sample(PROJECT).declarations:
        session.run(declare, PROJECT, PERIOD, declared)
    for found in session.run(checking.checks_page, PROJECT, PERIOD).findings:
        if found.needs_reason:
            session.run(checking.give_reason, PROJECT, PERIOD, found.code, found.place, "Constructed for a test")
    session.run(identities.create_identity, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    session.run(reporting.make_report, PROJECT, PERIOD)
    session.run(signing.sign_report, PROJECT, PERIOD, 1, PASSPHRASE, "operator", "Ulaanbaatar")
    session.run(packing.make_package, PROJECT, PERIOD, 1, PASSPHRASE)
    return Path(session.run(reporting.report_page, PROJECT, PERIOD).reports[0].package)


def answers(path: Path) -> dict[str, tuple[str, list[str]]]:
    verdict = verify_package(path.read_bytes(), path.name, Trust(frozenset()))
    return {one.code: (str(one.state), [problem.code for problem in one.problems]) for one in verdict.answers}


def test_a_verifier_recomputes_the_months_from_the_file(package: Path) -> None:
    found = {one.code: one for one in verify_file(str(package)).answers}
    assert str(found["verify.logged"].state) == "good", found["verify.logged"].details
    assert (
        found["verify.logged"].answer == "Added up again from the original files. Months: 12; values: 8,784; files: 1."
    )
    assert str(found["verify.chain"].state) == "good"
    assert str(found["verify.recomputed"].state) == "good"
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
    assert len([name for name in names if name.startswith("data/series/")]) == 1
    assert len([name for name in names if name.startswith("evidence/")]) == 1


def changed(package: Path, folder: Path, change: Callable[[str, bytes], bytes]) -> Path:
    path = folder / package.name
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(path, "w") as target:
        for one in source.infolist():
            target.writestr(one, change(one.filename, source.read(one)))
    return path


def test_a_changed_file_block_or_value_is_found(package: Path, tmp_path: Path) -> None:
    def in_file(name: str, body: bytes) -> bytes:
        return body.replace(b"2020-03-01 00:00,", b"2020-03-01 00:00,1") if name.startswith("evidence/") else body

    def in_block(name: str, body: bytes) -> bytes:
        return body[:200] + bytes([body[200] ^ 1]) + body[201:] if name.startswith("data/series/") else body

    def in_reading(name: str, body: bytes) -> bytes:
        return (
            body.replace(b'"unit":"MWh","value":"1860"', b'"unit":"MWh","value":"1861"')
            if name == "data/dossier.json"
            else body
        )

    for change, code in (
        (in_file, "logged.file_differs"),
        (in_block, "series.block_damaged"),
        (in_reading, "logged.value_differs"),
    ):
        state, problems = answers(changed(package, tmp_path, change))["verify.logged"]
        assert (state, code in problems) == ("bad", True), (code, problems)
