"""What a methodology leaves open, and its lists: read strictly, decided by a plan, only what is needed is asked for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from jcm_desktop.calculation.case import read_case
from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import EvidenceLevel, Plan
from jcm_desktop.formulas.trace import Trace, walk
from jcm_desktop.methodologies.decisions import decide, rows_for, ways
from jcm_desktop.methodologies.library import OWN, Library, library_of
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.words import sentence

TEXT = """
methodology: MN_AM999
version: "1.0"
country: MN
title: Something with two ways
sectoral_scope: 1
technologies: [solar-pv]
status: approved
evidence: {formula: official-page, sources: [a page], checked: 2026-11-24}
sets:
  g: {label: gas g}
  k: {label: kiln k}
monitored:
  Q: {symbol: "Q_g", over: [g], unit: t, label: Gas, options: [C]}
  EC: {symbol: EC, unit: MWh, label: Electricity, options: [C]}
fixed:
  EF: {symbol: EF, unit: tCO2/MWh, label: Factor}
  F: {symbol: "F_k", over: [k], unit: tCO2, label: A lump}
tables:
  GWP: {symbol: GWP, unit: tCO2/t, label: Gas, evidence: third-party, source: a list, rows: {CH4: "28", SF6: "23500"}}
  OTHER:
    symbol: "X_{a}"
    unit: tCO2/t
    label: Another
    evidence: third-party
    source: a list
    rows: {SF6: "2", CH4: "1", N2O: {value: "3", evidence: derived, source: "1 + 2"}}
decisions:
  gas:
    label: How the gas counts
    choices:
      listed:
        label: By the list
        formulas: {RE: "sum(g, Q[g] * lookup(GWP, g) * lookup(OTHER, g) / lookup(OTHER, CH4))"}
      lump: {label: As a lump, formulas: {RE: "sum(k, F[k])", HALF: RE / 2, PE_more: HALF}}
  power:
    label: Whether electricity counts
    choices:
      no: {label: It does not, formulas: {PE: "0"}}
      yes: {label: It does, formulas: {PE: EC * EF}}
formulas:
  ER: RE - PE
"""
GOOD = TEXT.replace(", HALF: RE / 2, PE_more: HALF", "")


def load(text: str) -> Definition:
    return load_definition(text, "mine.yaml")


def names(found: Definition) -> tuple[set[str], ...]:
    return tuple(set(getattr(found, one)) for one in ("formulas", "monitored", "fixed", "tables", "sets"))


def test_only_what_the_chosen_ways_use_is_asked_for() -> None:
    written = load(GOOD)
    assert [tuple(one.values()) for one in ways(written)] == [
        ("listed", "no"),
        ("listed", "yes"),
        ("lump", "no"),
        ("lump", "yes"),
    ]
    first = decide(written, {})
    assert first.decided == {"gas": "listed", "power": "no"}
    assert names(first) == ({"RE", "PE", "ER"}, {"Q"}, set(), {"GWP", "OTHER"}, {"g"})
    lump = decide(written, {"gas": "lump", "power": "yes"})
    assert names(lump) == ({"RE", "PE", "ER"}, {"EC"}, {"EF", "F"}, set(), {"k"})
    assert lump.decisions == written.decisions
    assert written.decided == {}


def test_what_leaves_nothing_open_stays_as_it_is() -> None:
    closed = decide(load(GOOD), {})
    plain = msgspec.structs.replace(closed, decisions={}, decided={})
    assert list(ways(plain)) == [{}]
    assert decide(plain, {}) is plain


def test_a_decision_that_makes_no_difference_is_not_asked_for() -> None:
    more = GOOD.replace(
        "lump: {label: As a lump, formulas: {", "lump: {label: As a lump, formulas: {PART: 'sum(k, F[k]) * SHARE', "
    ).replace('RE: "sum(k, F[k])"', "RE: PART")
    more = more.replace(
        "formulas:\n  ER",
        """  share:
    label: What share
    choices:
      half: {label: Half, formulas: {SHARE: "1 / 2"}}
      all: {label: All, formulas: {SHARE: "1"}}
formulas:
  ER""",
    )
    written = load(more)
    assert decide(written, {"share": "all"}).decided == {"gas": "listed", "power": "no"}
    assert decide(written, {"share": "all", "gas": "lump"}).decided == {"gas": "lump", "power": "no", "share": "all"}


def test_members_are_rows_of_every_list_that_is_asked() -> None:
    found = decide(load(GOOD), {})
    assert rows_for(found, "g") == ("CH4", "SF6")
    assert rows_for(decide(load(GOOD), {"gas": "lump"}), "k") == ()
    assert found.tables["OTHER"].known("SF6").source == "a list"
    assert found.tables["OTHER"].known("N2O").evidence is EvidenceLevel.DERIVED
    assert (found.symbol("GWP"), found.label("OTHER")) == ("GWP", "Another")


BROKEN = {
    "a formula that leads nowhere": (GOOD, TEXT, "definition.unused"),
    "lists without a row in common": ('rows: {CH4: "28", SF6', 'rows: {HFC: "28", PFC', "definition.no_row"),
    "a row that is not there": ("lookup(OTHER, CH4)", "lookup(OTHER, HFC)", "definition.no_row"),
    "a table that is not there": ("lookup(OTHER, CH4)", "lookup(NONE, CH4)", "formula.unknown_name"),
    "a table without lookup": ("/ lookup(OTHER, CH4)", "/ OTHER", "formula.unknown_name"),
    "a table of another unit": (
        "GWP: {symbol: GWP, unit: tCO2/t",
        "GWP: {symbol: GWP, unit: tCO2/MWh",
        "formula.dimension",
    ),
    "a table of no unit": ("GWP: {symbol: GWP, unit: tCO2/t", "GWP: {symbol: GWP, unit: stone", "unit.unknown"),
    "a row without a source": (', source: "1 + 2"', ', from: "1 + 2"', "yaml.no_such_key"),
    "a table called like a parameter": ("OTHER:", "EF:", "definition.name_twice"),
    "one choice only": ("      no: {label: It does not", "      # no: {label: It does not", "definition.one_choice"),
    "a formula given twice": ("PE: EC * EF}", "PE: EC * EF, ER: RE}", "definition.name_twice"),
    "a formula of two decisions": ("PE: EC * EF}", "PE: EC * EF, RE: EC * EF}", "definition.name_twice"),
    "a way without a result": ("formulas: {PE: EC * EF}", "formulas: {PF: EC * EF}", "definition.no_formula"),
    "a way that does not parse": ("PE: EC * EF}", "PE: EC * * EF}", "formula.syntax"),
    "a way in other units": ("PE: EC * EF}", "PE: EC}", "formula.dimension"),
    "a circle in one way": ("PE: EC * EF}", "PE: EC * EF + ER}", "definition.cycle"),
    "a parameter of no way": ("PE: EC * EF}", 'PE: "0"}', "definition.unused"),
    "decided beforehand": ("formulas:\n  ER", "decided: {gas: lump}\nformulas:\n  ER", "definition.decided"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_definition_is_refused_with_its_place(what: str) -> None:
    old, new, code = BROKEN[what]
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        load(GOOD.replace(old, new, 1))
    assert caught.value.code == code
    words = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "mine.yaml:" in words, words
    assert "no words yet" not in words
    assert "{" not in words


def test_a_mistake_in_a_choice_is_named_at_its_line() -> None:
    with pytest.raises(UserError) as caught:
        load(GOOD.replace("PE: EC * EF}", "PE: EC * XX}"))
    line = 1 + GOOD[: GOOD.index("PE: EC * EF")].count("\n")
    assert caught.value.place.startswith(f"mine.yaml:{line},")


def test_too_many_ways_are_refused() -> None:
    choice = "{{label: x, formulas: {{A{at}: '1'}}}}"
    way = "".join(
        f"  d{{at}}: {{{{label: x, choices: {{{{a: {choice}, b: {choice}}}}}}}}}\n".format(at=at) for at in range(6)
    )
    with pytest.raises(UserError) as caught:
        load(GOOD.replace("decisions:\n", f"decisions:\n{way}"))
    assert (caught.value.code, caught.value.facts["count"]) == ("definition.too_many_ways", "256")


def with_own(folder: Path) -> Library:
    """A library that has the definition above as a user's own."""
    own = folder / OWN / "MN_AM999"
    own.mkdir(parents=True)
    (own / "1.0.yaml").write_text(GOOD, encoding="utf-8")
    return library_of(folder)


@pytest.mark.parametrize(
    ("choices", "code"),
    [({"gass": "lump"}, "definition.unknown_decision"), ({"gas": "lumps"}, "definition.unknown_choice")],
)
def test_an_unknown_choice_is_refused_with_those_there_are(choices: dict[str, str], code: str, tmp_path: Path) -> None:
    library = with_own(tmp_path)
    ref = library.newest("MN_AM999")
    with pytest.raises(UserError) as caught:
        library.for_plan(Plan(ref, decisions=choices))
    assert caught.value.code == code
    assert "gas" in sentence(code, caught.value.place, caught.value.facts)
    case = CASE.replace("decisions: {gas: listed}", f"decisions: {{{next(iter(choices.items()))[0]}: lumps}}")
    with pytest.raises(UserError) as caught:
        read_case(case, "case.yaml", library)
    assert (caught.value.code, caught.value.place.partition(" ")[0]) == (code, "case.yaml:4:")


CASE = """jcm_case: 1
methodology: MN_AM999
version: "1.0"
decisions: {gas: listed}
period: {first: 2022-01-01, last: 2022-12-31}
sets: {g: [SF6]}
monitored:
  "Q[SF6]": {value: "1.5", unit: t}
"""


def test_a_library_and_a_case_decide_and_keep_what_is_written(tmp_path: Path) -> None:
    library = with_own(tmp_path)
    ref = library.newest("MN_AM999")
    assert library.of(ref) is library.definition("MN_AM999", "1.0", {})
    assert library.written(ref).decided == {}
    lump = library.for_plan(Plan(ref, decisions={"gas": "lump"}))
    assert lump.decided == {"gas": "lump", "power": "no"}
    case = read_case(CASE, "case.yaml", library)
    result = calculate(case.definition, case.plan, case.readings, case.period)
    assert str(result.reductions) == "70500.0"  # 1.5 x 23,500 x 2 / 1
    leaves = {one.symbol: one.source for one in _leaves(result.vintages[0].term("ER").trace)}
    assert leaves["GWP[SF6]"] == "a list"
    assert case.plan.decisions == {"gas": "listed", "power": "no"}
    with pytest.raises(UserError) as caught:
        read_case(CASE.replace("SF6", "N2O"), "case.yaml", library)
    assert (caught.value.code, caught.value.facts["known"]) == ("case.not_listed", "CH4, SF6")


def _leaves(trace: Trace) -> list[Trace]:
    return [one for one in walk(trace) if not one.children]


def test_a_definition_travels_with_its_lists_and_decisions() -> None:
    for choices in ways(load(GOOD)):
        one = decide(load(GOOD), choices)
        assert msgspec.json.decode(msgspec.json.encode(one), type=Definition) == one
