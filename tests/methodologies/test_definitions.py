"""Definitions are data, read strictly: what is wrong is named with file and line."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from jcm_desktop.catalogue import further_technologies, technologies
from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.registry import all_definitions, definition, listing
from jcm_desktop.methodologies.strict_yaml import read
from jcm_desktop.words import sentence

FOLDER = Path(__file__).parents[2] / "jcm_desktop" / "methodologies" / "definitions"
GOOD = (FOLDER / "ID_AM003" / "1.0.yaml").read_text(encoding="utf-8")


def test_the_first_five_are_installed() -> None:
    found = [(one["id"], one["version"], one["evidence"]) for one in listing()]
    assert found == sorted(found)
    assert {
        ("ID_AM001", "1.0", "draft"),
        ("ID_AM003", "1.0", "project-document"),
        ("MN_AM002", "1.0", "draft"),
        ("MN_AM003", "2.0", "official-page"),
        ("TH_AM009", "1.0", "official-page"),
    } <= set(found)


def test_technologies_are_those_of_the_slides_or_named_beside_them() -> None:
    slides, further = {one.key for one in technologies()}, {one.key for one in further_technologies()}
    assert not slides & further
    known = slides | further
    used = {key for one in all_definitions() for key in one.technologies}
    assert used <= known


def test_a_number_nobody_has_seen_is_no_default() -> None:
    """Every default and every choice names its source and is better known than a draft."""
    for one in all_definitions():
        for parameter in one.fixed.values():
            for known in [*parameter.choices.values(), *([parameter.default] if parameter.default else [])]:
                assert known.source
                assert known.evidence not in ("draft", "entered", "constructed")
    open_ = definition("MN_AM002").fixed
    assert all(one.default is None and not one.choices for one in open_.values())


def test_the_newest_version_is_meant_where_none_is_named() -> None:
    assert definition("MN_AM003") is definition("MN_AM003", "2.0")
    with pytest.raises(UserError) as caught:
        definition("MN_AM003", "9.9")
    assert caught.value.code == "methodology.unknown"
    assert "MN_AM003 ver2.0" in caught.value.facts["known"]


BROKEN = {
    "an unknown key": ("sectoral_scope: 3", "sectoral_scop: 3"),
    "a key twice": ('version: "1.0"', 'version: "1.0"\nversion: "1.1"'),
    "a float": ('value: "1.32"', "value: 1.32"),
    "a formula with an unknown name": ("EC_RE * EF_elec", "EC_RE * EF_grid"),
    "a formula with other units": ("RE: EC_RE * EF_elec", "RE: EC_RE"),
    "a missing formula": ("  ER: RE - PE\n", ""),
    "a formula that calls": ("ER: RE - PE", "ER: RE - __import__('os')"),
    "an unknown unit": ("unit: tCO2/MWh", "unit: tCO2/MWk"),
    "an unknown evidence level": ("formula: project-document", "formula: hearsay"),
    "a circle of formulas": ("RE: EC_RE * EF_elec", "RE: PE + ER"),
    "a shared part": ("sets:", "sets: &a\n  i: {label: x}\nset2: *a\nsets:"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_definition_is_refused_with_its_place(what: str) -> None:
    old, new = BROKEN[what]
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        load_definition(GOOD.replace(old, new, 1), "mine.yaml")
    words = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "mine.yaml" in words, words
    assert "no words yet" not in words
    assert "{" not in words


FAMILY = """
sets: {i: {label: unit i}}
monitored:
  EG: {symbol: EG, over: [i], unit: MWh, label: Electricity, options: [C]}
fixed:
  EF: {symbol: EF, unit: tCO2/MWh, label: Factor, from: the published one}
formulas: {RE: "sum(i, EG[i] * EF)", PE: "0", ER: RE - PE}
"""
MEMBER = """
methodology: MN_AM999
version: "1.0"
country: MN
title: A member
sectoral_scope: 1
technologies: [solar-pv]
status: approved
evidence: {formula: official-page, sources: [a page], checked: 2026-11-23}
family: shared
fixed:
  EF: {label: Its own words, default: {value: "0.5", evidence: derived, source: a page}}
"""


def test_a_member_has_the_parts_of_its_family_and_its_own_words() -> None:
    families = {"shared": read(FAMILY, "families/shared.yaml")}
    found = load_definition(MEMBER, "mine.yaml", families)
    assert found.formulas["RE"] == "sum(i, EG[i] * EF)"
    assert (found.fixed["EF"].label, found.fixed["EF"].origin) == ("Its own words", "the published one")
    assert found.fixed["EF"].default is not None
    assert found.fixed["EF"].default.value == Decimal("0.5")
    own = "monitored: {EG: {options: [B, C], over: []}}\nformulas: {RE: EG * EF}\nsets: null\n"
    gone = load_definition(MEMBER + own, "mine.yaml", families)
    assert gone.sets == {}
    assert gone.monitored["EG"].options == ("B", "C")


def test_a_mistake_in_the_family_is_named_there() -> None:
    families = {"shared": read(FAMILY.replace("EG[i] * EF", "EG[i] * EF * EF"), "families/shared.yaml")}
    with pytest.raises(UserError) as caught:
        load_definition(MEMBER, "mine.yaml", families)
    assert caught.value.place.startswith("families/shared.yaml:7")
    with pytest.raises(UserError) as caught:
        load_definition(MEMBER, "mine.yaml")
    assert (caught.value.code, caught.value.place) == ("definition.no_family", "mine.yaml:10")


def test_the_place_is_a_line() -> None:
    with pytest.raises(UserError) as caught:
        load_definition(GOOD.replace("sectoral_scope: 3", "sectoral_scop: 3"), "mine.yaml")
    line = 1 + GOOD[: GOOD.index("sectoral_scope")].count("\n")
    assert re.search(rf"mine\.yaml:{line}\b|line {line}\b", caught.value.place), caught.value.place


def test_known_values_are_exact() -> None:
    assert definition("ID_AM003").fixed["COP_RE"].choices["individual quick freezer"].value == Decimal("1.32")
