"""What the command line says of a case that cannot be calculated: the place, the cause, and nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FREEZER = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"
LINES = FREEZER.read_text().splitlines()
COP_LINE = next(at for at, line in enumerate(LINES, 1) if "COP_RE[freezer-1]" in line)
EC_LINE = next(at for at, line in enumerate(LINES, 1) if "EC_PJ[freezer-1]" in line)

SAID = {
    "a divisor of zero": ('value: "1.32"', 'value: "0"', [f"case.yaml:{COP_LINE}: EC_PJ[i]"], []),
    "a set that is missing": ("sets: {i: [freezer-1]}\n", "", ["“sets.i” is missing"], ["“i”"]),
    "an unknown unit": ("unit: MWh}", "unit: wombat}", [f"“wombat” in case.yaml:{EC_LINE}"], ["in wombat"]),
    "a mistyped methodology": ("ID_AM003", "ID_AM033", ["ID_AM033 1.0 is not installed", "ID_AM003"], ["The meth"]),
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
