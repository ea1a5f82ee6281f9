"""What the command line says of a case that cannot be calculated: the place, the cause, and nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jcm_desktop.domain.plan import is_member_name

FREEZER = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"
LINES = FREEZER.read_text().splitlines()
COP_LINE = next(at for at, line in enumerate(LINES, 1) if "COP_RE[freezer-1]" in line)
EC_LINE = next(at for at, line in enumerate(LINES, 1) if "EC_PJ[freezer-1]" in line)

SAID = {
    "a divisor of zero": ('value: "1.32"', 'value: "0"', [f"case.yaml:{COP_LINE}: EC_PJ[i]"], []),
    "a set that is missing": ("sets: {i: [freezer-1]}\n", "", ["“sets.i” is missing"], ["“i”"]),
    "an unknown unit": (
        "unit: MWh}",
        "unit: wombat}",
        [f"case.yaml:{EC_LINE}: “wombat” is not", "such as MWh"],
        ["Did you mean"],
    ),
    "a mistyped methodology": ("ID_AM003", "ID_AM033", ["ID_AM033 1.0 is not installed", "ID_AM003"], ["The meth"]),
    "a methodology like none": (
        "ID_AM003",
        "XX_AM999",
        ["case.yaml:", "XX_AM999 1.0 is not installed. The library lists"],
        ["Nearest"],
    ),
    "a year beyond": ("last: 2016-12-31", "last: 9999-12-31", ["case.yaml:", "9999-12-31", "2200"], []),
    "a year before": ("first: 2016-01-01", "first: 1016-01-01", ["1016-01-01", "2000"], []),
    "too long": ("last: 2016-12-31", "last: 2099-12-31", ["2099-12-31", "60"], []),
    "an absurd number": ('value: "135"', f'value: "{"9" * 40}"', [f"case.yaml:{EC_LINE}", "18 digits"], []),
    "a format of the future": ("jcm_case: 1", 'jcm_case: "2"', ["format 2"], []),
    "no format": ("jcm_case: 1", "jcm_case: true", ["case.yaml"], []),
}


@pytest.mark.parametrize("what", SAID)
def test_the_place_and_the_cause(run: Any, tmp_path: Path, what: str) -> None:
    old, new, wanted, unwanted = SAID[what]
    text = FREEZER.read_text()
    assert old in text
    case = tmp_path / "case.yaml"
    case.write_text(text.replace(old, new, 1))
    ran = run("calculate", case)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1), ran.err
    assert all(one in ran.err for one in wanted), ran.err
    assert not any(one in ran.err for one in unwanted), ran.err
    assert len(ran.err) < 300


def test_the_format_may_stand_in_quotes(run: Any, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(FREEZER.read_text().replace("jcm_case: 1", 'jcm_case: "1"'))
    assert run("calculate", case, "--json").json["emission_reductions"] == 25


@pytest.mark.parametrize(
    ("name", "fine"),
    [("a" * 31, True), ("冷凍機 1", True), ("a", True), ("a" * 32, False), ("a]", False), ("[a", False),
     ("a, b", False),
     ("a\u0007", False), ("x" * 300, False)],
)  # fmt: skip
def test_names_of_units_follow_one_rule(
    run: Any, tmp_path: Path, name: str, fine: bool, recwarn: pytest.WarningsRecorder
) -> None:
    case = tmp_path / "case.yaml"
    text = FREEZER.read_text().replace("freezer-1", "NAME").replace("[NAME]}", '["NAME"]}')
    case.write_text(text.replace("NAME", name.replace("\u0007", "\\a")), encoding="utf-8")
    ran = run("workbook", case, "-o", tmp_path / "case.xlsx")
    assert (ran.status == 0) == fine, ran.err
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("WARNING DEF-02") == fine  # what was found, or why it is refused
    assert is_member_name(name) == fine
    assert not recwarn.list


def test_a_scope_that_does_not_exist_is_refused(run: Any, tmp_path: Path) -> None:
    good = Path(__file__).parents[2] / "jcm_desktop/methodologies/definitions/ID_AM003/1.0.yaml"
    bad = tmp_path / "ID_AM003.yaml"
    bad.write_text(good.read_text().replace("sectoral_scope: 3", "sectoral_scope: 99"))
    ran = run("definition", "check", bad)
    assert (ran.status, ran.err.count("\n"), "99" in ran.err, "1 to 15" in ran.err) == (2, 1, True, True)
    out = tmp_path / "new.yaml"
    ran = run("definition", "from-workbook", tmp_path / "x.xlsx", "--scope", "99", "-o", out)
    assert (ran.status, "99" in ran.err, out.exists()) == (2, True, False)


def test_our_own_export_is_read_back_without_more_being_asked(run: Any, tmp_path: Path) -> None:
    book = tmp_path / "case.xlsx"
    assert run("workbook", FREEZER, "-o", book).status == 0
    ran = run("definition", "from-workbook", book, "-o", tmp_path / "new.yaml")
    assert (ran.status, ran.err) == (0, "")
    assert "sectoral_scope: 3" in (tmp_path / "new.yaml").read_text()


def test_empty_lists_say_so(run: Any) -> None:
    for command in (("trust", "list"), ("identity", "list"), ("pack", "list")):
        ran = run(*command)
        assert (ran.status, ran.out.count("\n")) == (0, 1), command


def test_a_folder_is_no_file_and_a_page_is_a_command(run: Any, tmp_path: Path) -> None:
    for command in (("calculate",), ("definition", "check"), ("verify",)):
        ran = run(*command, tmp_path)
        assert (ran.status, ran.err.count("\n"), "stick" in ran.err) == (2, 1, False)
        assert f"{tmp_path} is a folder" in ran.err
    case = tmp_path / "case.yaml"
    case.write_text(FREEZER.read_text().replace("ID_AM003", "ID_AM005").replace('version: "1.0"', 'version: "2.0"'))
    ran = run("calculate", case)
    assert (ran.status, "definition from-workbook FILE.xlsx -o DEF.yaml; definition install" in ran.err) == (2, True)
