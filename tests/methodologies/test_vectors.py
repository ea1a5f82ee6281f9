"""Cases with known answers: published figures, and figures made to be exact by hand.

The answers stand in `known/<group>.yaml`: by case, what its terms are `exact`ly, what
they come `near` to (as many digits as are written), and the whole tonnes to `claim`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from jcm_desktop.methodologies.strict_yaml import decode
from jcm_desktop.services.cases import calculate_case, explain_case


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a case gives."""

    claim: int
    exact: dict[str, Decimal] = {}
    terms: dict[str, Decimal] = {}  # as some groups call what is exact
    near: dict[str, Decimal] = {}


CASES = Path(__file__).parent / "cases"
GROUPS = {
    path.stem: decode(path.read_text(encoding="utf-8"), path.name, dict[str, Answer])
    for path in sorted((Path(__file__).parent / "known").glob("*.yaml"))
}
KNOWN = {name: answer for group in GROUPS.values() for name, answer in group.items()}


def test_every_case_is_known_to_one_group() -> None:
    named = [name for group in GROUPS.values() for name in group]
    assert sorted(named) == sorted(path.stem for path in CASES.glob("*.yaml"))


@pytest.mark.parametrize("name", KNOWN)
def test_a_case_gives_the_known_figures(name: str) -> None:
    answer = KNOWN[name]
    document = calculate_case(str(CASES / f"{name}.yaml")).document
    found = {term: Decimal(row["values"][0]) for term, row in document["terms"].items()}
    exact = answer.exact | answer.terms
    assert {term: found[term] for term in exact} == exact
    for term, wanted in answer.near.items():
        places = -int(wanted.as_tuple().exponent)
        assert round(found[term], places) == wanted, term
    assert document["emission_reductions"] == answer.claim
    assert document["emission_reductions_exact"] == str(Decimal(document["emission_reductions_exact"]).normalize() + 0)
    assert json.loads(json.dumps(document)) == document


def test_the_reference_electricity_of_the_freezer_is_the_published_one() -> None:
    document = calculate_case(str(CASES / "ID003-freezer.yaml")).document
    (value,) = document["terms"]["EC_RE"]["values"]
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
