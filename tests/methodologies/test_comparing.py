"""What of a definition is compared: everything it says, each thing once, and no hash that moves without reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from helpers.dossiers import changed

from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.methodologies import comparing
from jcm_desktop.methodologies.combined import part_of
from jcm_desktop.methodologies.comparing import Part, digest_of, items_of, needs_confirming, said_by
from jcm_desktop.methodologies.decisions import decide, ways
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.schema import CheckInstance, Criterion, Definition
from jcm_desktop.services.confirming_items import Said

LIBRARY = shipped()
REFS = LIBRARY.refs()
WRITTEN = {ref: LIBRARY.written(ref) for ref in REFS}
FREEZER = next(one for ref, one in WRITTEN.items() if ref.id == "ID_AM003")


def contents(one: Definition) -> dict[tuple[str, str], Part]:
    return {(item.key, item.content): item.part for item in items_of(one)}


def test_every_field_of_a_definition_is_compared_or_named_as_not() -> None:
    """A field that is new to definitions must be thought of here."""
    assert set(Definition.__struct_fields__) == comparing.COMPARED | comparing.NOT_COMPARED
    assert not comparing.COMPARED & comparing.NOT_COMPARED


@pytest.mark.parametrize("ref", REFS, ids=str)
def test_what_a_plan_decides_leaves_things_out_and_changes_none(ref: Any) -> None:
    written = contents(WRITTEN[ref])
    assert len({item.id for item in items_of(WRITTEN[ref])}) == len(written)
    met: set[tuple[str, str]] = set()
    for way in ways(WRITTEN[ref]):
        decided = contents(decide(WRITTEN[ref], way))
        assert decided.keys() <= written.keys()
        met |= decided.keys()
    assert met == written.keys()


@pytest.mark.parametrize("ref", REFS, ids=str)
def test_every_thing_has_words_to_compare(ref: Any) -> None:
    said = Said(WRITTEN[ref])
    for item in items_of(WRITTEN[ref]):
        assert said.label(item)
        assert said.says(item)
        assert bool(said.math(item)) is (item.part is Part.FORMULA)
        assert said.source(item)[1]


@pytest.mark.parametrize("at", range(0, len(REFS) - 1, 7))
def test_a_part_of_several_methodologies_says_what_it_says_alone(at: int) -> None:
    other = next(ref for ref in REFS[at + 1 :] + REFS if ref.id[2:] != REFS[at].id[2:])
    joined = LIBRARY.joined((REFS[at], other))
    for head in joined.heads:
        assert contents(part_of(joined, head)) == contents(LIBRARY.of(head.ref))


CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "the title": ({"title": "Another"}, {"identity"}),
    "a formula": ({"formulas": {**FREEZER.formulas, "PE": "2 * " + FREEZER.formulas["PE"]}}, {"formulas/PE"}),
    "a unit": ({"monitored": {"EC_PJ": changed(FREEZER.monitored["EC_PJ"], unit="kWh")}}, {"monitored/EC_PJ"}),
    "an option": ({"monitored": {"EC_PJ": changed(FREEZER.monitored["EC_PJ"], options=("B",))}}, {"monitored/EC_PJ"}),
    "a criterion": (
        {"eligibility": (changed(FREEZER.eligibility[0], text="Something else."),)},
        {"eligibility/1"},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_is_open_again_and_the_rest_stays(what: str) -> None:
    change, keys = CHANGES[what]
    other = changed(FREEZER, **change)
    assert {key for key, _ in contents(other).keys() - contents(FREEZER).keys()} == keys
    assert digest_of(other) != digest_of(FREEZER)


def test_a_default_is_a_thing_of_its_own() -> None:
    name = "individual quick freezer"
    parameter = FREEZER.fixed["COP_RE"]
    dearer = changed(parameter.choices[name], value=Decimal("1.33"))
    other = changed(FREEZER, fixed={**FREEZER.fixed, "COP_RE": changed(parameter, choices={name: dearer})})
    assert {key for key, _ in contents(other).keys() - contents(FREEZER).keys()} == {f"fixed/COP_RE/choices/{name}"}
    better = changed(parameter.choices[name], source="a better source")
    same = changed(FREEZER, fixed={**FREEZER.fixed, "COP_RE": changed(parameter, choices={name: better})})
    assert contents(same) == contents(FREEZER)  # how well we know it is not what it says
    assert digest_of(same) != digest_of(FREEZER)  # and yet the definition is another


def test_new_things_are_open() -> None:
    limit = CheckInstance("range", "EC_PJ", "section 5", max=Decimal(9))
    other = changed(
        FREEZER, checks=(limit,), eligibility=(*FREEZER.eligibility, Criterion(2, "New.", EvidenceLevel.DRAFT))
    )
    new = {key for key, _ in contents(other).keys() - contents(FREEZER).keys()}
    assert new == {"checks/range/EC_PJ", "eligibility/2"}


def test_the_same_formula_written_otherwise_is_the_same() -> None:
    spaced = {name: f" ( {text} ) " for name, text in FREEZER.formulas.items()}
    assert contents(changed(FREEZER, formulas=spaced)) == contents(FREEZER)


class _Old(msgspec.Struct):
    name: str
    notes: str = ""


class _New(msgspec.Struct):
    name: str
    notes: str = ""
    colours: dict[str, str] = {}
    size: int = 3


def test_a_field_that_a_later_version_adds_changes_no_hash() -> None:
    nothing: frozenset[str] = frozenset()
    assert said_by(_New("a"), nothing) == said_by(_Old("a"), nothing) == {"name": "a"}
    assert said_by(_New("a", size=4), nothing) == {"name": "a", "size": 4}


def test_who_needs_confirming() -> None:
    levels = {str(one.evidence.formula): needs_confirming(one.evidence.formula) for one in WRITTEN.values()}
    assert levels.pop("official-page") is False
    assert levels.pop("approved-text", False) is False
    assert levels
    assert all(levels.values())
