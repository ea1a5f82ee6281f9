"""Cases with known answers: published figures, and figures made to be exact by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from jcm_desktop.services.cases import calculate_case, explain_case

CASES = Path(__file__).parent / "cases"
# What each case gives exactly, and the whole tonnes that may be claimed.
KNOWN: dict[str, tuple[dict[str, str], int]] = {
    "ID003-freezer": ({"RE": "135.6975", "PE": "109.89", "ER": "25.8075"}, 25),
    "Khushig-solar": ({"RE": "18437.798", "PE": "0", "ER": "18437.798"}, 18437),
    "Darkhan-solar-study": ({"RE": "15034.3382"}, 15034),
    "cement-waste-heat-365": ({"EC_AUX": "7884", "EG": "142116", "RE": "113692.8", "PE": "0"}, 113692),
    "cement-waste-heat-366": ({"EC_AUX": "7905.6", "EG": "142094.4", "RE": "113675.52"}, 113675),
    "gas-cogeneration": ({"RE": "28620", "PE": "24235.2", "ER": "4384.8"}, 4384),
    "heat-only-boilers": ({"RE": "12500", "PE_fuel": "10000", "PE_elec": "40", "ER": "2460"}, 2460),
}


def test_every_case_is_known() -> None:
    elsewhere = [set(yaml.safe_load(path.read_text())) for path in (CASES.parent / "known").glob("*.yaml")]
    assert {path.stem for path in CASES.glob("*.yaml")} == KNOWN.keys() | set().union(*elsewhere)


@pytest.mark.parametrize("name", KNOWN)
def test_a_case_gives_the_known_figures(name: str) -> None:
    exact, claim = KNOWN[name]
    document = calculate_case(str(CASES / f"{name}.yaml")).document
    for term, value in exact.items():
        (found,) = document["terms"][term]["values"]
        assert Decimal(found) == Decimal(value), term
    assert document["emission_reductions"] == claim
    assert document["emission_reductions_exact"] == str(Decimal(document["emission_reductions_exact"]).normalize() + 0)
    assert json.loads(json.dumps(document)) == document


def test_the_reference_electricity_of_the_freezer_is_the_published_one() -> None:
    document = calculate_case(str(CASES / "ID003-freezer.yaml")).document
    (value,) = document["terms"]["EC_RE"]["values"]
    assert value.startswith("166.70454545")
    assert round(Decimal(value)) == 167


def test_a_factor_above_the_listed_one_blocks() -> None:
    answer = calculate_case(str(CASES / "Darkhan-solar-study.yaml"))
    assert answer.blocks
    assert "ER-01" in {one["code"] for one in answer.document["findings"]}
    assert not calculate_case(str(CASES / "Khushig-solar.yaml")).blocks


def test_a_derivation_reaches_the_reading() -> None:
    tree = explain_case(str(CASES / "ID003-freezer.yaml"), "ER")
    for line in ("RE = 135.6975 tCO2", "EC_PJ[freezer-1] = 135 MWh", "COP_RE[freezer-1] = 1.32", "EF_elec = 0.814"):
        assert line in tree
