"""Definitions are data, read strictly: what is wrong is named with file and line."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from jcm_desktop.catalogue import further_technologies, technologies
from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.comparing import needs_confirming
from jcm_desktop.methodologies.loader import load_definition, order_of
from jcm_desktop.methodologies.registry import all_definitions, definition, listing
from jcm_desktop.methodologies.strict_yaml import read
from jcm_desktop.words import sentence

# A definition that stands alone, without a family.
GOOD = (Path(__file__).parent / "standalone.yaml").read_text(encoding="utf-8")


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


def test_every_file_is_installed() -> None:
    files = {f"{one['id']}/{one['version']}.yaml" for one in listing()}
    folder = Path(__file__).parents[2] / "jcm_desktop" / "methodologies" / "definitions"
    installed = {path for path in folder.glob("*/*.yaml") if path.parent.name != "families"}
    assert files == {f"{path.parent.name}/{path.name}" for path in installed}


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


def test_a_calculation_carried_over_from_another_version_needs_a_person_and_brings_no_number() -> None:
    carried = [one for one in all_definitions() if "not compared" in one.evidence.notes]
    assert {(one.methodology, one.version) for one in carried} >= {
        *(("TH_AM001", "3.0"), ("CL_AM001", "2.0"), ("MN_AM003", "3.0"), ("KH_AM004", "1.0")),
        *(("ID_AM023", "1.0"), ("ID_AM023", "1.1"), ("ID_AM007", "1.0")),
    }
    for one in carried:
        assert needs_confirming(one.evidence.formula), one.ref
        assert not any(parameter.choices or parameter.default for parameter in one.fixed.values()), one.ref


# What may be unread where the calculation was read: numbers, and words that no number hangs on.
UNREAD_WITHOUT_HARM = re.compile(
    r"\b(the|of|and|were|was|not|no|read|their|itself|reference|conservative|default|symbols?|values?|factors?"
    r"|grid's factor|table of reference COPs?|COP|chiller|eligibility (wording|criteria))\b|[,.;\s]+",
    re.IGNORECASE,
)
NOT_OF_THIS_TEXT = ("that of the sister", "inferred", "recalled", "carried over", "the other way round", "assumed")


def test_a_calculation_of_which_a_part_was_not_read_is_no_official_page() -> None:
    """By the guide's rule: what is another version's or methodology's is a draft, what only figures show is derived."""
    read_ = [one for one in all_definitions() if not needs_confirming(one.evidence.formula)]
    assert len(read_) > 8
    for one in read_:
        notes = one.evidence.notes
        assert not [words for words in NOT_OF_THIS_TEXT if words in notes], one.ref
        for part in re.split(r"[.;:]\s", notes):
            if "not read" in part or "no default value was read" in part:
                assert not UNREAD_WITHOUT_HARM.sub("", part.rpartition("symbols are ours")[2]), (one.ref, part)


def test_the_newest_version_is_meant_where_none_is_named() -> None:
    assert definition("MN_AM003") is definition("MN_AM003", "3.0")
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


@pytest.mark.parametrize("formula", ["EF_elec", "RE - PE", "sum(i, EC_PJ[i])"])
def test_a_formula_that_nothing_uses_is_named(formula: str) -> None:
    with pytest.raises(UserError) as caught:
        load_definition(GOOD.replace("  ER: RE - PE", f"  ZZ: {formula}\n  ER: RE - PE"), "mine.yaml")
    line = 1 + GOOD[: GOOD.index("  ER: RE - PE")].count("\n")
    assert (caught.value.code, caught.value.place) == ("definition.unused", f"mine.yaml:{line}")
    assert caught.value.facts == {"name": "ZZ"}


def test_terms_come_before_the_results_that_use_them_and_after_those_they_use() -> None:
    text = GOOD.replace("  ER: RE - PE", "  NET: RE - PE\n  ER: NET")
    assert order_of(load_definition(text, "mine.yaml")) == ("EC_RE", "PE", "RE", "NET", "ER")


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


def test_of_several_families_the_first_lies_on_top() -> None:
    words = "sets: {i: {label: chiller i}}\nfixed: {EF: {label: Words of the first}}\nformulas: {PE: null, OLD: null}\n"
    old = FAMILY.replace("formulas: {", 'formulas: {OLD: "sum(i, EG[i])", ')
    families = {"words": read(words, "families/words.yaml"), "shared": read(old, "families/shared.yaml")}
    mine = MEMBER.replace("family: shared", "family: [words, shared]") + 'formulas: {PE: "0"}\n'
    found = load_definition(mine, "mine.yaml", families)
    assert found.family == ("words", "shared")
    assert found.sets["i"].label == "chiller i"
    assert found.fixed["EF"].label == "Its own words"
    assert found.formulas.keys() == {"RE", "PE", "ER"}
    with pytest.raises(UserError) as caught:
        load_definition(mine.replace("[words, shared]", "[words, other]"), "mine.yaml", families)
    assert (caught.value.code, caught.value.facts) == ("definition.no_family", {"name": "other"})


def test_a_family_may_be_laid_over_another_but_not_over_itself() -> None:
    above = read("family: shared\nfixed: {EF: {label: Words of the upper one}}", "families/above.yaml")
    families = {"above": above, "shared": read(FAMILY, "families/shared.yaml")}
    mine = MEMBER.replace("family: shared", "family: above").replace("label: Its own words, ", "")
    found = load_definition(mine, "mine.yaml", families)
    assert (found.fixed["EF"].label, found.fixed["EF"].origin) == ("Words of the upper one", "the published one")
    families["shared"] = read("family: above\n" + FAMILY, "families/shared.yaml")
    with pytest.raises(UserError) as caught:
        load_definition(mine, "mine.yaml", families)
    assert (caught.value.code, caught.value.place) == ("definition.family_cycle", "families/shared.yaml:1")


def test_a_mistake_in_the_family_is_named_there() -> None:
    families = {"shared": read(FAMILY.replace("EG[i] * EF", "EG[i] * EF * EF"), "families/shared.yaml")}
    with pytest.raises(UserError) as caught:
        load_definition(MEMBER, "mine.yaml", families)
    assert caught.value.place.startswith("families/shared.yaml:7")
    with pytest.raises(UserError) as caught:
        load_definition(MEMBER, "mine.yaml")
    assert (caught.value.code, caught.value.place) == ("definition.no_family", "mine.yaml:10")


def test_a_family_may_be_laid_over_another() -> None:
    """What the one in the middle takes away stays away."""
    middle = """
family: shared
monitored: {EG: {label: Middle words}, EC: null}
formulas: {PE: null, RE: "sum(i, EG[i]) * EF"}
"""
    base = FAMILY.replace("fixed:", "  EC: {symbol: EC, unit: MWh, label: Own use, options: [C]}\nfixed:")
    families = {"shared": read(base, "families/shared.yaml"), "middle": read(middle, "families/middle.yaml")}
    member = MEMBER.replace("family: shared", 'family: middle\nformulas: {PE: "0"}')
    found = load_definition(member, "mine.yaml", families)
    assert found.monitored.keys() == {"EG"}
    assert found.monitored["EG"].label == "Middle words"
    assert (found.formulas["RE"], found.formulas["PE"]) == ("sum(i, EG[i]) * EF", "0")
    families["shared"] = read(base + "family: middle\n", "families/shared.yaml")
    with pytest.raises(UserError) as caught:
        load_definition(member, "mine.yaml", families)
    assert (caught.value.code, caught.value.place) == ("definition.family_cycle", "families/shared.yaml:9")


def test_the_country_is_that_of_the_number_and_a_template_has_none() -> None:
    template = GOOD.replace("methodology: ID_AM003", "methodology: TEMPLATE_COLD").replace("approved", "template")
    assert load_definition(template.replace("country: ID", 'country: ""'), "mine.yaml").country == ""
    for text in (template, GOOD.replace("country: ID", "country: MN"), GOOD.replace("country: ID", 'country: ""')):
        with pytest.raises(UserError) as caught:
            load_definition(text, "mine.yaml")
        assert (caught.value.code, caught.value.place) == ("definition.bad_country", "mine.yaml:3")


def test_the_place_is_a_line() -> None:
    with pytest.raises(UserError) as caught:
        load_definition(GOOD.replace("sectoral_scope: 3", "sectoral_scop: 3"), "mine.yaml")
    line = 1 + GOOD[: GOOD.index("sectoral_scope")].count("\n")
    assert re.search(rf"mine\.yaml:{line}\b|line {line}\b", caught.value.place), caught.value.place


def test_known_values_are_exact() -> None:
    assert definition("ID_AM003").fixed["COP_RE"].choices["individual quick freezer"].value == Decimal("1.32")
