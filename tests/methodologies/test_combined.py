"""Several methodologies of one project: nothing of one is taken for another's, and what each gives adds up."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from helpers.dossiers import changed
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.calculation.case import Case, read_case
from jcm_desktop.calculation.engine import by_month, calculate
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.formulas.dimensions import check_formula
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import to_math, to_text
from jcm_desktop.formulas.tree import renamed
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.methodologies.combined import combine, part_of, plan_of
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.loader import load_definition, nodes_of, scope_of
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.cases import calculate_case
from jcm_desktop.words import sentence

CASE = Path(__file__).parent / "several" / "two-methodologies.yaml"
ALONE = Path(__file__).parent / "cases" / "ID003-freezer.yaml"
ALL = shipped().definitions()
HEAT, FREEZER = shipped().definition("ID_AM001"), shipped().definition("ID_AM003")
TWO = combine([HEAT, FREEZER])


def pairs() -> list[tuple[Definition, Definition]]:
    """Definitions that can stand beside each other, each at least once."""
    found = [(one, other) for one, other in combinations(ALL, 2) if one.methodology[2:] != other.methodology[2:]]
    rich = [(one, FREEZER) for one in ALL if (one.tables or one.decisions) and one.methodology[2:] != "_AM003"]
    assert rich
    return [*found[:: max(1, len(found) // 60)], *rich]


def canonical(one: Definition) -> Definition:
    return changed(one, formulas={name: to_text(parse(text)) for name, text in one.formulas.items()})


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: "+".join(str(one.ref) for one in pair))
def test_each_part_comes_out_as_it_went_in(pair: tuple[Definition, Definition]) -> None:
    joined = combine(pair)
    scope = scope_of(joined)
    for name in joined.results:
        check_formula(nodes_of(joined)[name], "tCO2", scope)
    for one, part in zip(pair, joined.parts, strict=True):
        assert part_of(joined, part) == canonical(one)
        assert part.ref == one.ref
    for table in ("monitored", "fixed", "constants", "sets", "tables", "decisions", "decided"):
        assert len(getattr(joined, table)) == sum(len(getattr(one, table)) for one in pair)
    assert joined.evidence.formula == max((one.evidence.formula for one in pair), key=lambda level: level.rank)
    assert msgspec.json.decode(msgspec.json.encode(joined), type=Definition) == joined


def test_three_go_as_two_do() -> None:
    three = combine([HEAT, FREEZER, shipped().definition("TH_AM009")])
    assert [part.prefix for part in three.parts] == ["AM001_", "AM003_", "AM009_"]
    assert three.formulas["ER"] == "AM001_ER + AM003_ER + AM009_ER"
    assert three.name == "ID_AM001 ver1.0 + ID_AM003 ver1.0 + TH_AM009 ver1.0"
    assert combine([HEAT]) is HEAT
    assert HEAT.name == "ID_AM001 ver1.0"


def test_a_symbol_says_whose_it_is_and_an_index_stays_short() -> None:
    assert TWO.symbol("AM003_EC_PJ") == "EC_{PJ,i,p}^{AM003}"
    assert TWO.label("AM003_EC_PJ") == FREEZER.label("EC_PJ")
    math = to_math(parse(TWO.formulas["AM003_PE"]), TWO.symbols)
    assert math.startswith("Σ<sub>i</sub> ")
    assert "EC<sub>PJ,i,p</sub><sup>AM003</sup>" in math
    assert TWO.label("AM001_PE") == "Project emissions"


def test_two_of_one_number_are_refused() -> None:
    with pytest.raises(UserError) as caught:
        combine([HEAT, HEAT])
    assert caught.value.code == "definition.same_part"
    assert "same number" in sentence(caught.value.code, caught.value.place, caught.value.facts)


def test_a_file_may_not_say_that_it_is_joined() -> None:
    text = (Path(libraries.__file__).parent / "definitions" / "ID_AM003" / "1.0.yaml").read_text(encoding="utf-8")
    part = msgspec.json.encode(TWO.parts).decode()
    with pytest.raises(UserError) as caught:
        load_definition(f"{text}parts: {part}\n", "mine.yaml", shipped().sources[0].families)
    assert caught.value.code == "definition.has_parts"
    assert caught.value.place == f"mine.yaml:{text.count(chr(10)) + 1}"


def test_the_library_joins_what_a_plan_follows() -> None:
    plan = Plan(methodology=HEAT.ref, further_methodologies=(FREEZER.ref,))
    assert shipped().for_plan(plan) == TWO
    assert shipped().for_plan(plan) is shipped().for_plan(plan)
    assert shipped().missing([*plan.methodologies, MethodologyRef("VN_AM011", "1.0")]) == (
        MethodologyRef("VN_AM011", "1.0"),
    )


def test_each_methodology_is_decided_on_its_own() -> None:
    forest, solar = shipped().definition("KH_AM004"), shipped().definition("KH_AM002")
    (name, decision), *_ = forest.decisions.items()
    first, other, *_ = decision.choices
    refs = (forest.ref, solar.ref)
    joined = shipped().joined(refs, {f"AM004_{name}": other})
    assert joined.decided == {f"AM004_{name}": other}
    assert shipped().joined(refs).decided == {f"AM004_{name}": first}
    assert part_of(joined, joined.parts[0]) == canonical(shipped().definition(forest.methodology, None, {name: other}))
    plan = Plan(methodology=refs[0], further_methodologies=refs[1:], decisions=joined.decided)
    assert shipped().for_plan(plan) == joined
    assert plan_of(plan, joined.parts[0]).decisions == {name: other}
    assert plan_of(plan, joined.parts[1]).decisions == {}
    for bad, code in ((name, "definition.unknown_decision"), (f"AM004_{name}", "definition.unknown_choice")):
        with pytest.raises(UserError) as caught:
            shipped().joined(refs, {bad: "no such way"})
        assert caught.value.code == code


def test_a_row_of_a_list_keeps_its_name() -> None:
    names, indices = {"GWP": "X_GWP", "g": "X_g", "CH4": "X_CH4"}, frozenset({"g"})
    node = parse("sum(g, M[g] * lookup(GWP, g)) + CH4 * lookup(GWP, CH4)")
    assert (
        to_text(renamed(node, names, indices)) == "sum(X_g, M[X_g] * lookup(X_GWP, X_g)) + X_CH4 * lookup(X_GWP, CH4)"
    )


values = st.decimals(0, 10**6, places=3, allow_nan=False)


def case() -> Case:
    return read_case(CASE.read_text(encoding="utf-8"), CASE.name)


@given(st.lists(values, min_size=3, max_size=3), st.dates(date(2018, 1, 1), date(2019, 12, 31)), st.integers(1, 800))
def test_what_is_claimed_is_the_sum_of_what_each_may_claim(typed: list[Decimal], first: date, days: int) -> None:
    known = case()
    period = Span(first, date.fromordinal(first.toordinal() + days - 1))
    readings = [
        Reading(f"r{at}", point.no, period.first, period.last, Quantity(value, point.unit))
        for at, (point, value) in enumerate(zip(known.plan.points, typed, strict=True))
    ]
    whole = calculate(TWO, known.plan, readings, period)
    own = [calculate(part_of(TWO, part), plan_of(known.plan, part), readings, period) for part in TWO.parts]
    assert whole.claimed == sum(one.claimed for one in own)
    assert whole.reductions == pytest.approx(sum(one.reductions for one in own), abs=Decimal("1e-15"))
    for vintage, *parts in zip(whole.vintages, *(one.vintages for one in own), strict=True):
        assert [one.claimed for one in vintage.parts] == [one.claimed for one in parts]
        assert [one.reference for one in vintage.parts] == [one.reference for one in parts]
        assert vintage.claimed <= vintage.reductions.to_integral_value(ROUND_FLOOR)
    assert sum(one.reductions for one in by_month(TWO, known.plan, readings, period)) == pytest.approx(
        whole.reductions, abs=Decimal("1e-12")
    )


def test_one_methodology_alone_has_no_parts() -> None:
    known = read_case(ALONE.read_text(encoding="utf-8"), "x.yaml")
    result = calculate(FREEZER, known.plan, known.readings, known.period)
    assert [one.parts for one in result.vintages] == [()]


def test_a_case_of_two_says_what_each_gives() -> None:
    document = calculate_case(str(CASE)).document
    rows = [(one["methodology"], one["year"], one["emission_reductions"]) for one in document["parts"]]
    assert rows == [("ID_AM001 ver1.0", 2019, 113692), ("ID_AM003 ver1.0", 2019, 25)]
    assert document["emission_reductions_exact"] == "113718.6075"
    assert document["methodology"] == "ID_AM001 + ID_AM003"
    assert "parts" not in calculate_case(str(ALONE)).document


BAD = {
    "both ways": ("jcm_case: 1", "jcm_case: 1\nmethodology: ID_AM001", "case.unknown_key"),
    "a version beside the list": ("jcm_case: 1", 'jcm_case: 1\nversion: "1.0"', "case.unknown_key"),
    "an unknown one": ("ID_AM003, version", "ID_AM999, version", "case.methodology"),
    "one twice": ("ID_AM003, version", "ID_AM001, version", "definition.same_part"),
    "another key": ('ID_AM003, version: "1.0"', 'ID_AM003, colour: "1.0"', "case.unknown_key"),
    "a text": ('- {methodology: ID_AM003, version: "1.0"}', "- ID_AM003", "case.not_a_table"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_list_of_methodologies_is_refused_with_its_line(what: str) -> None:
    old, new, code = BAD[what]
    text = CASE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(UserError) as caught:
        read_case(text.replace(old, new, 1), "mine.yaml")
    assert (caught.value.code, caught.value.place.partition(":")[0]) == (code, "mine.yaml")
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)


@pytest.mark.parametrize("text", ["methodologies: []", "methodologies: ID_AM001", "methodologies: {}"])
def test_an_empty_list_is_refused(text: str) -> None:
    body = f"jcm_case: 1\n{text}\nperiod: {{first: 2019-01-01, last: 2019-12-31}}\nmonitored: {{}}\n"
    with pytest.raises(UserError) as caught:
        read_case(body, "mine.yaml")
    assert (caught.value.code, caught.value.place) == ("case.not_a_table", "mine.yaml:2")
