"""The command line as scripts use it: answers, exit status, one clear line for bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from helpers.official_book import solar_book
from helpers.road import PASSPHRASE, opened, signed_package

from jcm_desktop.domain.period import Span
from jcm_desktop.services import overview
from jcm_desktop.subcommands import SUBCOMMANDS

CASES = Path(__file__).parents[1] / "methodologies" / "cases"
FREEZER = CASES / "ID003-freezer.yaml"
PERIOD = "2019-07-06..2020-12-31"


def test_methodologies_are_listed(run: Any) -> None:
    ran = run("methodologies", "--json")
    assert ran.status == 0
    assert {"ID_AM001", "ID_AM003", "MN_AM002", "MN_AM003", "TH_AM009"} <= {one["id"] for one in ran.json}
    assert set(ran.json[0]) == {"id", "version", "title", "country", "technologies", "status", "evidence"}
    assert run("methodologies").out.count("\n") == len(ran.json)


def test_a_case_is_calculated_as_the_contract_says(run: Any) -> None:
    ran = run("calculate", FREEZER, "--json")
    assert (ran.status, ran.err) == (0, "")
    answer = ran.json
    assert {key: answer[key] for key in list(answer) if key not in ("findings", "terms", "period", "vintages")} == {
        "methodology": "ID_AM003",
        "version": "1.0",
        "reference_emissions": "135.6975",
        "project_emissions": "109.89",
        "emission_reductions_exact": "25.8075",
        "emission_reductions": 25,
    }
    (vintage,) = answer["vintages"]
    assert (vintage["year"], vintage["emission_reductions"], vintage["reference_emissions"]) == (2016, 25, "135.6975")
    assert all(set(one) == {"code", "severity", "place", "message"} for one in answer["findings"])
    assert "Claim: 25 t" in run("calculate", FREEZER).out


def test_a_period_over_years_is_split_and_says_so(run: Any, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    text = FREEZER.read_text().replace("first: 2016-01-01", "first: 2015-07-02").replace("2016-12-31", "2016-06-30")
    case.write_text(text)
    answer = run("calculate", case, "--json").json
    assert [one["year"] for one in answer["vintages"]] == [2015, 2016]
    assert "PER-11" in {one["code"] for one in answer["findings"]}
    assert answer["emission_reductions"] == sum(one["emission_reductions"] for one in answer["vintages"])


def test_json_cases_are_taken_too(run: Any, tmp_path: Path) -> None:
    import yaml

    case = tmp_path / "case.json"
    case.write_text(json.dumps(yaml.safe_load(FREEZER.read_text()), default=str))
    assert run("calculate", case, "--json").json["emission_reductions"] == 25


def test_a_derivation_is_a_tree(run: Any) -> None:
    ran = run("explain", FREEZER)
    assert ran.status == 0
    assert ran.out.splitlines()[:2] == ["2016 (2016-01-01..2016-12-31)", "ER = 25.8075 tCO2   [RE - PE]"]
    assert "    EC_RE = 166.7045" in run("explain", FREEZER, "RE").out.replace("  EC_RE", "    EC_RE", 1)
    unknown = run("explain", FREEZER, "XY")
    assert (unknown.status, unknown.err.count("\n")) == (2, 1)
    assert "EC_RE" in unknown.err


def test_a_case_becomes_a_workbook(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "case.xlsx"
    assert run("workbook", FREEZER, "-o", file).status == 0
    assert openpyxl.load_workbook(file).sheetnames[-2:] == ["MRS(calc_process)", "Readings"]


def test_a_case_s_workbook_is_written_over_nothing_and_into_no_new_folder(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "case.xlsx"
    file.write_text("mine")
    for target, said in (
        (file, "--replace"),
        (tmp_path / "new" / "case.xlsx", "no folder"),
        (tmp_path / "case.txt", "end with .xlsx"),
    ):
        ran = run("workbook", FREEZER, "-o", target)
        assert (ran.status, ran.out, ran.err.count("\n"), said in ran.err) == (2, "", 1, True)
    assert (file.read_text(), list(tmp_path.iterdir())) == ("mine", [file])
    assert run("workbook", FREEZER, "-o", file, "--replace").status == 0
    assert "MPS(input)" in openpyxl.load_workbook(file).sheetnames


def test_a_workbook_tells_what_blocks_as_calculating_does(run: Any, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(FREEZER.read_text().replace('value: "135"', 'value: "-135"'))
    ran = run("workbook", case, "-o", tmp_path / "case.xlsx")
    assert (ran.status, ran.out) == (1, f"{tmp_path / 'case.xlsx'}\n")
    told = [line for line in run("calculate", case).out.splitlines() if line.startswith(("ERROR", "WARNING"))]
    assert ran.err.splitlines() == told
    assert any(line.startswith("ERROR VAL-02") for line in told)


def test_a_template_is_an_estimate_and_says_so_on_every_sheet(run: Any, tmp_path: Path) -> None:
    template, file = CASES / "waste-to-energy.yaml", tmp_path / "case.xlsx"
    ran = run("workbook", template, "-o", file)
    assert (ran.status, "WARNING DEF-01" in ran.err, "is a template" in ran.err) == (0, True, True)
    for sheet in openpyxl.load_workbook(file):
        assert str(sheet["A4"].value).startswith("ESTIMATE ONLY, NOT FOR VERIFICATION: the methodology is a template")
    answer = run("calculate", template, "--json")
    assert (answer.status, [one["code"] for one in answer.json["findings"]]) == (0, ["DEF-01", "DEF-02"])
    assert run("workbook", FREEZER, "-o", tmp_path / "own.xlsx").status == 0
    assert not openpyxl.load_workbook(tmp_path / "own.xlsx")["MPS(input)"]["A4"].value


def test_a_blocking_finding_is_a_no(run: Any) -> None:
    ran = run("calculate", CASES / "Darkhan-solar-study.yaml", "--json")
    assert ran.status == 1
    assert ran.json["findings"][0]["code"] == "ER-01"


BAD_CASES = {
    "a wrong unit": ("unit: MWh}", "unit: t}", "EC_PJ"),
    "an unknown unit": ("unit: MWh}", "unit: MWk}", "MWk"),
    "an unknown parameter": ("  EF_elec:", "  EF_grid:", "EF_grid"),
    "a float": ('value: "135"', "value: 135.5", "135.5"),
    "a duplicate key": ("sets:", "version: '1.0'\nsets:", "version"),
    "an unknown key": ("sets:", "colour: blue\nsets:", "colour"),
    "a missing value": ('  EF_elec: {value: "0.814", unit: tCO2/MWh}\n', "", "EF_elec"),
    "an unknown methodology": ("ID_AM003", "ID_AM999", "ID_AM999"),
    "an unknown version": ('version: "1.0"', 'version: "7.0"', "7.0"),
    "a period turned round": ("first: 2016-01-01", "first: 2017-01-01", "2017-01-01"),
    "no number": ('value: "135"', 'value: "many"', "many"),
    "another format": ("jcm_case: 1", "jcm_case: 2", "format 2"),
    "a member twice": ("[freezer-1]}", "[freezer-1, freezer-1]}", "i"),
    "no table": ("sets: {i: [freezer-1]}", "sets: 5", "sets"),
    "broken YAML": ("sets: {", "sets: {{", "case.yaml"),
    "a tag": ('value: "135"', "value: !!python/object:os.system x", "case.yaml"),
    "a bomb": ("jcm_case: 1", "a: &a [x, x]\nb: [*a, *a]\njcm_case: 1", "case.yaml"),
}


@pytest.mark.parametrize("what", BAD_CASES)
@pytest.mark.parametrize("command", ["calculate", "workbook"])
def test_bad_input_is_one_line_with_its_place(run: Any, tmp_path: Path, what: str, command: str) -> None:
    old, new, names = BAD_CASES[what]
    assert old in FREEZER.read_text()
    case = tmp_path / "case.yaml"
    case.write_text(FREEZER.read_text().replace(old, new, 1))
    out = tmp_path / "out.xlsx"
    ran = run(command, case, "-o", out) if command == "workbook" else run(command, case, "--json")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "case.yaml" in ran.err
    assert names in ran.err
    assert "{" not in ran.err
    assert list(tmp_path.iterdir()) == [case]


def test_files_that_cannot_be_read_are_told(run: Any, tmp_path: Path) -> None:
    for arguments in (
        ("calculate", tmp_path / "none.yaml"),
        ("verify", tmp_path / "none.jcmpkg"),
        ("verify", tmp_path),
    ):
        ran = run(*arguments)
        assert (ran.status, ran.err.count("\n")) == (2, 1), arguments
        assert str(tmp_path) in ran.err
    (tmp_path / "x.txt").write_text("hello")
    assert run("verify", tmp_path / "x.txt").status == 2
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"jcm_case: 1 # caf\xe9\n")
    assert "latin.yaml" in run("calculate", latin).err


@pytest.mark.parametrize("arguments", ["calculate", "check --project X", "definition check", "verify"])
def test_missing_arguments_are_told_in_one_line(run: Any, arguments: str) -> None:
    ran = run(*arguments.split())
    assert (ran.status, ran.err.count("\n"), ran.out) == (2, 1, "")


def test_a_definition_is_checked(run: Any, tmp_path: Path) -> None:
    good = Path(__file__).parents[2] / "jcm_desktop/methodologies/definitions/ID_AM003/1.0.yaml"
    assert run("definition", "check", good).status == 0
    bad = tmp_path / "mine.yaml"
    bad.write_text(good.read_text() + "formulas: {RE: EC_RE * EF_grid}\n")
    ran = run("definition", "check", bad)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "mine.yaml" in ran.err


def test_check_report_package_and_verify_on_a_workspace(run: Any, tmp_path: Path) -> None:
    folder, out = tmp_path / "workspace", tmp_path / "out"
    with opened(folder) as session:
        signed_package(session)
        session.run(overview.start_project, "ID001")
        session.run(overview.open_period, "ID001", Span(date(2016, 1, 1), date(2016, 12, 31)))
    where = ("--project", "MN006", "--period", PERIOD, "--workspace", folder)
    checked = run("check", *where, "--json")
    assert (checked.status, checked.json["blocking"]) == (0, 0)
    assert [one["code"] for one in checked.json["findings"]] == ["DEF-02", "SMP-01"]
    begun = ("--project", "ID001", "--period", "2016-01-01..2016-12-31", "--workspace", folder)
    blocked = run("check", *begun)
    assert blocked.status == 1
    assert "ERROR DEF-02" in blocked.out  # nobody has confirmed its definition, and all values are missing
    assert run("report", *begun, "--out", out).status == 1  # as `check` says
    assert not out.exists()
    reported = run("report", *where, "--out", out, "--report-language", "ja")
    assert reported.status == 0
    assert [Path(line).name for line in reported.out.splitlines()] == [
        "JCM_MN_MR_MN006_20190706-20201231_ver02.0.xlsx",
        "JCM_MN_MR_MN006_20190706-20201231_ver02.0.pdf",
    ]
    phrase = tmp_path / "phrase"
    phrase.write_text(PASSPHRASE + "\n")
    packed = run("package", *where, "--out", out, "--passphrase-file", phrase)
    assert packed.status == 0, packed.err
    package = out / "MN006_2019-07-06_2020-12-31_v2.jcmpkg"
    assert Path(packed.out.strip()) == package
    (certificate,) = folder.glob("keys/*/certificate.pem")
    verified = run("verify", package, "--json", "--trust", certificate)
    assert verified.status == 0
    states = {one["code"]: one["state"] for one in verified.json["answers"]}
    assert states.pop("verify.people") == "open"  # one person so far
    assert set(states.values()) == {"good"}
    assert "Only one person signed so far: Bold Bat." in run("verify", package).out
    assert run("verify", package).status == 0
    assert run("verify", package, "--trust", phrase).status == 2


def test_a_public_copy_is_made_and_proved(run: Any, tmp_path: Path) -> None:
    folder, out = tmp_path / "workspace", tmp_path / "out"
    with opened(folder):
        pass
    where = ("--project", "MN006", "--period", PERIOD, "--workspace", folder)
    assert "- point/(1)" in run("confidential", *where).out
    assert run("confidential", *where, "--mark", "nothing").status == 2
    marked = run("confidential", *where, "--mark", "point/(1)", "--mark", "people").out
    assert "X point/(1)" in marked
    assert "X people" in marked
    assert "- people" in run("confidential", *where, "--unmark", "people").out
    made = run("report", *where, "--out", out, "--report-language", "en+ja").out.split()
    stem = "JCM_MN_MR_MN006_20190706-20201231_ver01.0"
    assert [Path(one).name for one in made] == [
        f"{stem}{one}" for one in (".xlsx", ".pdf", "_public.xlsx", "_public.pdf")
    ]
    full, public = out / f"{stem}.pdf", out / f"{stem}_public.pdf"
    proved = run("verify", "--full", full, public, "--json")
    assert proved.status == 0
    assert {one["state"] for one in proved.json["answers"]} == {"good"}
    assert run("verify", "--full", full, public).out.count("OK ") == 3
    run("report", *where, "--out", out)
    other = run("verify", "--full", out / f"{stem.replace('ver01', 'ver02')}.pdf", public)
    assert other.status == 1
    assert "not the same report" in other.out
    assert run("verify", "--full", phrase_file(tmp_path), public).status == 2


def phrase_file(folder: Path) -> Path:
    file = folder / "text"
    file.write_text("no report")
    return file


def test_a_template_is_filled_and_compared(run: Any, tmp_path: Path) -> None:
    folder, template, filled = tmp_path / "workspace", tmp_path / "approved.xlsx", tmp_path / "filled.xlsx"
    with opened(folder):
        pass
    template.write_bytes(solar_book())
    where = ("--project", "MN006", "--period", PERIOD, "--workspace", folder, "--template", template)
    assert run("template", "fill", *where, "--year", "2020", "--out", filled).status == 0
    book = openpyxl.load_workbook(filled)
    assert (book["MRS(input)"]["E12"].value, book["MRS(input)"]["A12"].value) == (26211.83, "1/Jan/2020-31/Dec/2020")
    stale = run("template", "check", *where, "--year", "2020", filled)
    assert stale.status == 1  # nobody has recalculated it yet
    assert "ER-02" in stale.out
    assert "ER-08" not in stale.out
    assert run("template", "fill", *where, "--year", "1999", "--out", filled).status == 2
    assert run("template", "fill", *where[:-1], phrase_file(tmp_path), "--out", filled).status == 2


def test_a_damaged_package_is_unusable_and_named(run: Any, tmp_path: Path) -> None:
    from jcm_desktop.packages.container import pack, unpack

    with opened(tmp_path / "workspace") as session:
        body = signed_package(session).read_bytes()
    entries = unpack(body, "x")
    file = tmp_path / "bad.jcmpkg"
    evidence = next(name for name in entries if name.startswith("evidence/"))
    for damaged, name in (
        (body[:-1], "bad.jcmpkg"),
        (pack({**entries, evidence: b"other"}), evidence),
        (pack({**entries, "../x": b""}), "../x"),
        (body.replace(entries["VERIFY.txt"][:40], b"X" * 40, 1), "VERIFY.txt"),
    ):
        file.write_bytes(damaged)
        before = sorted(tmp_path.iterdir())
        ran = run("verify", file)
        assert (ran.status, ran.err.count("\n")) == (2, 1), ran.err
        assert name in ran.err
        assert sorted(tmp_path.iterdir()) == before


def test_the_demo_walks_the_whole_road_and_again(run: Any, tmp_path: Path) -> None:
    first = run("demo", "--out", tmp_path / "demo")
    assert first.status == 0, first.err
    assert "Claim: 30,312 t" in first.out
    assert "constructed" in first.out
    assert "passphrase of this sample key: " in first.out
    made = sorted(one.suffix for one in (tmp_path / "demo").iterdir() if one.is_file())
    assert made == [".jcmpkg", ".pdf", ".xlsx"]
    assert run("demo", "--out", tmp_path / "demo").status == 0


def test_without_qt_everything_but_the_window_works(tmp_path: Path) -> None:
    """A process in which PySide6 cannot be imported does the main job and verifies its package."""
    program = f"""
import sys
for name in ("PySide6", "shiboken6", "pyqtgraph", "ui"):
    sys.modules[name] = None
from jcm_desktop.__main__ import main
from pathlib import Path
out = Path({str(tmp_path / "demo")!r})
assert main(["demo", "--out", str(out)]) == 0
package = next(out.glob("*.jcmpkg"))
sys.exit(main(["verify", str(package)]))
"""
    environment = {**os.environ, "JCM_DESKTOP_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False, timeout=250
    )
    assert done.returncode == 0, done.stderr
    assert "recomputing it gives the same 30,312 t" in done.stdout
    assert not (tmp_path / "home").exists()


def test_every_subcommand_has_its_help(run: Any) -> None:
    said = run("--help").out
    assert all(name in said for name in SUBCOMMANDS)
    assert run("--version").out.startswith("JCM Desktop ")
