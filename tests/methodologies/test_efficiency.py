"""The energy-efficiency group: known answers, shared calculations, the direction of the ratio, units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jcm_desktop.calculation.case import read_case
from jcm_desktop.calculation.engine import calculate
from jcm_desktop.catalogue import registered_projects
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.formulas.dimensions import check_formula
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.tree import Binary, Call, Compare, Name, Node, Number, Sum
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.loader import load_definition, scope_of
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import RESULTS, Definition
from jcm_desktop.services.cases import calculate_case, explain_case
from jcm_desktop.validation.assessment import assess

HERE = Path(__file__).parent
CASES = HERE / "cases"
DEFINITIONS = HERE.parents[1] / "jcm_desktop" / "methodologies" / "definitions"
KNOWN = yaml.safe_load((HERE / "known" / "efficiency.yaml").read_text(encoding="utf-8"))
# Every definition of the group, with how well its formula is known and what it shares.
RATIO = ("efficiency-ratio",)
GROUP: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("ID_AM003", "1.0"): ("project-document", ("refrigerator", *RATIO)),
    ("MM_AM002", "1.0"): ("derived", ("refrigerator", *RATIO)),
    ("TH_AM011", "1.0"): ("draft", ("refrigerator", *RATIO)),
    ("ID_AM002", "1.0"): ("draft", ("chiller", *RATIO)),
    ("ID_AM002", "2.0"): ("draft", ("chiller", *RATIO)),
    ("TH_AM003", "1.0"): ("draft", ("chiller", *RATIO)),
    ("TH_AM003", "2.0"): ("draft", ("chiller", "own-generators", *RATIO)),
    ("TH_AM005", "2.0"): ("draft", ("chiller", *RATIO)),
    ("TH_AM005", "3.0"): ("draft", ("chiller", "own-generators", *RATIO)),
    ("BD_AM001", "1.0"): ("draft", ("chiller", *RATIO)),
    ("BD_AM001", "2.0"): ("draft", ("chiller", *RATIO)),
    ("CR_AM002", "1.0"): ("draft", ("chiller", *RATIO)),
    ("KH_AM003", "1.0"): ("draft", ("chiller", *RATIO)),
    ("TH_AM013", "1.0"): ("draft", ("chiller", *RATIO)),
    ("ID_AM004", "2.0"): ("official-page", ("air-conditioner", *RATIO)),
    ("VN_AM002", "1.0"): ("draft", ("air-conditioner", *RATIO)),
    ("VN_AM006", "1.0"): ("draft", ("air-conditioner", *RATIO)),
    ("ID_AM022", "1.0"): ("official-page", ("cold-output",)),
    ("ID_AM010", "1.0"): ("official-page", ("heat-output", "cold-output")),
    ("TH_AM008", "1.0"): ("draft", ()),
    ("CR_AM003", "1.0"): ("draft", ("heat-output",)),
    ("MN_AM002", "1.0"): ("draft", ("heat-output",)),
    ("ID_AM020", "1.0"): ("draft", ("lighting",)),
    ("TH_AM016", "1.0"): ("draft", ("lighting",)),
    ("MN_AM001", "1.0"): ("draft", ()),
    ("VN_AM005", "1.0"): ("draft", ("no-load-loss",)),
    ("LA_AM003", "1.0"): ("draft", ("no-load-loss",)),
    ("SA_AM001", "1.0"): ("draft", ("own-generators", "electrolyser")),
    ("TH_AM015", "1.0"): ("draft", ("own-generators", "electrolyser")),
    ("ID_AM006", "2.0"): ("draft", ("refinery-operation",)),
    ("ID_AM006", "2.1"): ("draft", ("refinery-operation",)),
    ("ID_AM009", "1.0"): ("draft", ("regenerative-burner",)),
    ("ID_AM009", "3.0"): ("draft", ("regenerative-burner",)),
    ("VN_AM003", "1.0"): ("draft", ()),
    ("ID_AM011", "1.0"): ("draft", ("loom", "specific-consumption")),
    ("TH_AM004", "1.0"): ("draft", ("loom", "specific-consumption")),
    ("BD_AM003", "1.0"): ("draft", ("loom", "specific-consumption")),
    ("VN_AM009", "1.1"): ("draft", ("specific-consumption",)),
}
IDS = [f"{id_} {version}" for id_, version in GROUP]


def named(one: Definition) -> tuple[str, ...]:
    """The families of a definition as it names them."""
    return tuple(name for name in ([one.family] if isinstance(one.family, str) else one.family) if name)


# --- known answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN)
def test_a_case_gives_the_known_figures(name: str) -> None:
    document = calculate_case(str(CASES / f"{name}.yaml")).document
    for term, value in KNOWN[name]["exact"].items():
        (found,) = document["terms"][term]["values"]
        assert Decimal(found) == Decimal(value), term
    assert document["emission_reductions"] == KNOWN[name]["claim"]


def test_every_definition_has_a_case() -> None:
    covered = set()
    for path in CASES.glob("*.yaml"):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        covered.add((case["methodology"], str(case["version"])))
    assert set(GROUP) <= covered


def test_published_figures_come_out() -> None:
    """Pages round to the nearest tonne; a claim is rounded down; a headline that does not follow is not made to."""
    published = {"BD003-looms": 1518, "VN010-container-formation": 2880, "MN002-study": 750, "ID004-project-page": 118}
    for name, tonnes in published.items():
        document = calculate_case(str(CASES / f"{name}.yaml")).document
        assert round(Decimal(document["emission_reductions_exact"])) == tonnes, name
    page = calculate_case(str(CASES / "ID004-project-page.yaml")).document
    assert page["emission_reductions"] != 205


# --- what is installed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ref", "facts"), GROUP.items(), ids=IDS)
def test_a_definition_says_how_well_it_is_known(ref: tuple[str, str], facts: tuple[str, tuple[str, ...]]) -> None:
    one = definition(*ref)
    assert (str(one.evidence.formula), named(one)) == facts
    assert one.country == one.methodology[:2]
    assert one.evidence.sources
    assert one.evidence.notes
    assert all(criterion.text for criterion in one.eligibility)


def test_every_version_that_registered_projects_use_is_there() -> None:
    ids = {id_ for id_, _ in GROUP}
    used = {ref for project in registered_projects() for ref in project.methodologies if ref[0] in ids}
    assert len(used) == 36
    assert used <= set(GROUP)
    assert set(GROUP) - used == {("ID_AM006", "2.1"), ("TH_AM003", "2.0")}  # known from the scheme's own pages


def test_only_one_number_of_the_group_was_ever_seen() -> None:
    seen = [
        (ref, name, known.value)
        for ref in GROUP
        for name, parameter in definition(*ref).fixed.items()
        for known in [*parameter.choices.values(), *([parameter.default] if parameter.default else [])]
    ]
    assert seen == [(("ID_AM003", "1.0"), "COP_RE", Decimal("1.32"))]


# --- families ---------------------------------------------------------------------------------------------------


def test_the_refrigerators_of_indonesia_are_what_they_were_without_a_family() -> None:
    alone = load_definition((HERE / "standalone.yaml").read_text(encoding="utf-8"), "standalone.yaml")
    one = definition("ID_AM003", "1.0")
    for table in ("sets", "monitored", "fixed", "terms", "formulas"):
        assert getattr(one, table) == getattr(alone, table), table
        assert list(getattr(one, table)) == list(getattr(alone, table)), table


@pytest.mark.parametrize("ref", GROUP, ids=IDS)
def test_members_take_their_calculation_from_the_family(ref: tuple[str, str]) -> None:
    """What a family's formulas say, each member's say, but for those that a file of its own or an upper layer says."""
    one = definition(*ref)
    (source,) = shipped().sources
    own = yaml.safe_load((DEFINITIONS / ref[0] / f"{ref[1]}.yaml").read_text(encoding="utf-8"))
    said: dict[str, str | None] = {}
    for layer in (own, *(source.families[name].data for name in named(one))):
        for name, text in layer.get("formulas", {}).items():
            said.setdefault(name, text)
    assert one.formulas == {name: text for name, text in said.items() if text is not None}
    if named(one) and ref not in {("MN_AM002", "1.0"), ("ID_AM010", "1.0"), ("ID_AM022", "1.0"), ("VN_AM009", "1.1")}:
        assert not {"RE", "PE", "ER"} & own.get("formulas", {}).keys()


def test_words_stay_the_members_own() -> None:
    members = [one for one in (definition(*ref) for ref in GROUP) if named(one) and "EC_PJ" in one.monitored]
    labels = {one.monitored["EC_PJ"].label for one in members}
    assert "Power consumption of project chiller i during the period p" in labels
    assert "Power consumption of project refrigerator i during the period p" in labels
    assert not [label for label in labels if "project equipment i during" in label]


# --- the direction of the ratio ---------------------------------------------------------------------------------

amounts = st.decimals("0.001", "1e6", places=3, allow_nan=False)
efficiencies = st.decimals("0.05", "20", places=2, allow_nan=False)


@pytest.mark.parametrize("ref", [ref for ref, (_, layers) in GROUP.items() if "efficiency-ratio" in layers], ids=str)
def test_better_equipment_earns_and_worse_costs(ref: tuple[str, str]) -> None:
    """Project over reference: the other way round, which some summaries print, would reverse the sign."""
    for project, reference, sign in (("5", "4", 1), ("4", "4", 0), ("4", "5", -1)):
        result = calculate_text(*ref, COP_PJ=project, COP_RE=reference, EC_PJ="100")
        assert (result > 0) - (result < 0) == sign


@pytest.mark.parametrize("ref", [("SA_AM001", "1.0"), ("TH_AM015", "1.0")], ids=str)
def test_a_specific_consumption_is_an_efficiency_turned_over(ref: tuple[str, str]) -> None:
    assert calculate_text(*ref, SEC_PJ="2000", SEC_RE="2300", EC_PJ="100") > 0
    assert calculate_text(*ref, SEC_PJ="2300", SEC_RE="2000", EC_PJ="100") < 0


@given(ec=amounts, project=efficiencies, reference=efficiencies, factor=efficiencies)
def test_the_ratio_by_hand(ec: Decimal, project: Decimal, reference: Decimal, factor: Decimal) -> None:
    wanted = Fraction(ec) * (Fraction(project) / Fraction(reference) - 1) * Fraction(factor)
    for id_, version in (("ID_AM004", "2.0"), ("TH_AM005", "2.0")):
        found = calculate_text(id_, version, EC_PJ=ec, COP_PJ=project, COP_RE=reference, EF_elec=factor)
        assert found == as_decimal(wanted)


# --- own generators ---------------------------------------------------------------------------------------------


def test_the_lower_of_two_factors_counts() -> None:
    low = calculate_text(
        "TH_AM005", "3.0", members={"g": ["gen"]}, EF_grid="0.5", EF_gen="0.01", COP_PJ="5", COP_RE="4"
    )
    high = calculate_text("TH_AM005", "3.0", members={"g": ["gen"]}, EF_grid="0.5", EF_gen="9", COP_PJ="5", COP_RE="4")
    none = calculate_text("TH_AM005", "3.0", EF_grid="0.5", COP_PJ="5", COP_RE="4")
    assert low < high == none


def test_a_slip_of_the_unit_weighs_own_generators_down_and_is_seen_in_the_derivation(tmp_path: Path) -> None:
    """ID009's report prints the mall's yearly import in MWh where kWh must be meant."""
    text = (CASES / "ID005-chiller-with-generator.yaml").read_text(encoding="utf-8")
    right = text.replace('EI_grid: {value: "9000"', 'EI_grid: {value: "42826.88"')
    wrong = text.replace('EI_grid: {value: "9000"', 'EI_grid: {value: "42826880"')
    factors = []
    for name, one in (("right", right), ("wrong", wrong)):
        path = tmp_path / f"{name}.yaml"
        path.write_text(one, encoding="utf-8")
        factors.append(Decimal(calculate_case(str(path)).document["terms"]["EF_elec"]["values"][0]))
        assert "EI_grid = 42826" in explain_case(str(path), "EF_elec")
    assert factors[0] == as_decimal((Fraction("42826.88") * Fraction("0.8") + 700) / Fraction("43826.88"))
    assert Decimal("0.79997") < factors[1] < Decimal("0.8")


def test_a_slip_of_the_unit_is_found_against_the_estimate() -> None:
    text = (CASES / "ID009-shopping-mall.yaml").read_text(encoding="utf-8")
    for value, found in (("42826.88", False), ("42826880", True)):
        case = read_case(text.replace('"42826.88"', f'"{value}"'), "case.yaml")
        points = tuple(
            msgspec.structs.replace(one, estimate_per_year=Decimal(43_000)) if one.parameter == "EI_grid" else one
            for one in case.plan.points
        )
        project = Project("ID009", "A mall", "ID", "", case.definition.ref)
        plan = msgspec.structs.replace(case.plan, points=points)
        dossier = Dossier(project, plan, case.period, case.readings)
        findings = assess(dossier, case.definition, today=date(2018, 6, 1)).findings
        assert ("VAL-04" in {one.code for one in findings}) is found


# --- units ------------------------------------------------------------------------------------------------------


def changed_unit(one: Definition, table: str, name: str, unit: str) -> Definition:
    parameters: Mapping[str, msgspec.Struct] = getattr(one, table)
    return msgspec.structs.replace(
        one, **{table: {**parameters, name: msgspec.structs.replace(parameters[name], unit=unit)}}
    )


def refusal(one: Definition) -> str:
    """The code with which a definition is refused; empty if it is not."""
    try:
        scope = scope_of(one)
        for name in RESULTS:
            check_formula(parse(one.formulas[name]), "tCO2", scope)
    except UserError as error:
        return error.code
    return ""


@pytest.mark.parametrize("ref", GROUP, ids=IDS)
def test_a_perturbed_unit_is_refused(ref: tuple[str, str]) -> None:
    one = definition(*ref)
    assert refusal(one) == ""
    for table in ("monitored", "fixed", "constants"):
        for name, parameter in getattr(one, table).items():
            for factor, code in (("ha", "formula.dimension"), ("%", "formula.scale")):
                unit = f"{parameter.unit}*{factor}"
                assert not parse_unit(unit).equals(parse_unit(parameter.unit))
                assert refusal(changed_unit(one, table, name, unit)) == code, (name, unit)


def test_a_case_in_another_unit_is_refused(tmp_path: Path) -> None:
    text = (CASES / "MM002-refrigerator.yaml").read_text(encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_case(text.replace('"200", unit: MWh', '"200000", unit: kWh'), "case.yaml")
    assert (caught.value.code, caught.value.facts["wanted"]) == ("case.wrong_unit", "MWh")


@pytest.mark.parametrize("sets", ["sets: {g: [diesel-1]}", "sets: {i: [], g: [diesel-1]}"])
def test_only_a_set_that_may_be_empty_may_be_left_out(sets: str) -> None:
    text = (CASES / "ID005-chiller-with-generator.yaml").read_text(encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_case(text.replace("sets: {i: [chiller-1], g: [diesel-1]}", sets), "case.yaml")
    assert caught.value.code in ("case.missing_key", "case.bad_set")
    assert caught.value.place == "case.yaml:8"


# --- an independent evaluation ----------------------------------------------------------------------------------

Values = Mapping[tuple[str, tuple[str, ...]], Fraction]


def by_hand(
    node: Node, one: Definition, values: Values, sets: Mapping[str, list[str]], at: Mapping[str, str]
) -> Fraction:
    """A formula in Python's own fractions, by recursion over its tree; truth is 1."""

    def value(part: Node, **more: str) -> Fraction:
        return by_hand(part, one, values, sets, {**at, **more})

    match node:
        case Number(number):
            return Fraction(number)
        case Name(name) if name in one.formulas:
            return by_hand(parse(one.formulas[name]), one, values, sets, {})
        case Name(name, index):
            return values[name, tuple(at[variable] for variable in index)]
        case Sum(variable, body):
            return sum((value(body, **{variable: member}) for member in sets[variable]), Fraction(0))
        case Compare(">", left, right):
            return Fraction(value(left) > value(right))
        case Call("days"):
            return Fraction(365)
        case Call("min", parts):
            return min(value(part) for part in parts)
        case Call("if", (condition, yes, no)):
            return value(yes) if value(condition) else value(no)
        case Binary("+", left, right):
            return value(left) + value(right)
        case Binary("-", left, right):
            return value(left) - value(right)
        case Binary("*", left, right):
            return value(left) * value(right)
        case Binary("/", left, right):
            return value(left) / value(right)
    raise TypeError(node)


def keys_of(over: tuple[str, ...], sets: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for name in over:
        found = [(*before, member) for before in found for member in sets[name]]
    return found


def case_text(ref: tuple[str, str], sets: Mapping[str, list[str]], values: Values) -> str:
    one = definition(*ref)
    tables = {
        table: {
            f"{name}[{', '.join(index)}]" if index else name: {
                "value": str(as_decimal(values[name, index])),
                "unit": parameter.unit,
            }
            for name, parameter in getattr(one, table).items()
            for index in keys_of(parameter.over, sets)
        }
        for table in ("fixed", "monitored")
    }
    head = {
        "jcm_case": 1,
        "methodology": ref[0],
        "version": ref[1],
        "sets": {k: v for k, v in sets.items() if k in one.sets},
    }
    period = {"first": "2021-01-01", "last": "2021-12-31"}
    return yaml.safe_dump({**head, "period": period, **tables}, allow_unicode=True)


def calculate_text(
    id_: str, version: str, members: Mapping[str, list[str]] | None = None, **given_values: Decimal | str
) -> Decimal:
    """The reductions with one member in each set that must have one, and 1 for every value that is not given."""
    one = definition(id_, version)
    sets = {name: ([] if found.optional else [f"{name}-1"]) for name, found in one.sets.items()} | dict(members or {})
    values = {
        (name, index): Fraction(given_values.get(name, 1))
        for table in (one.monitored, one.fixed)
        for name, parameter in table.items()
        for index in keys_of(parameter.over, sets)
    }
    case = read_case(case_text((id_, version), sets, values), "case.yaml")
    return calculate(case.definition, case.plan, case.readings, case.period).reductions


@pytest.mark.parametrize("ref", GROUP, ids=IDS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_an_independent_evaluation_gives_the_same(ref: tuple[str, str], data: st.DataObject) -> None:
    one = definition(*ref)
    sets = {
        name: [f"{name}-{at}" for at in range(data.draw(st.integers(0 if found.optional else 1, 3)))]
        for name, found in one.sets.items()
    }
    values: dict[tuple[str, tuple[str, ...]], Fraction] = {}
    for table in (one.monitored, one.fixed):
        for name, parameter in table.items():
            low = max(parameter.range.min or Decimal(0), Decimal("0.01"))
            high = parameter.range.max or Decimal(10_000)
            for index in keys_of(parameter.over, sets):
                values[name, index] = Fraction(data.draw(st.decimals(low, high, places=3, allow_nan=False)))
    case = read_case(case_text(ref, sets, values), "case.yaml")
    constants: dict[tuple[str, tuple[str, ...]], Fraction] = {
        (name, ()): Fraction(constant.value) for name, constant in one.constants.items()
    }
    result = calculate(case.definition, case.plan, case.readings, case.period)
    for term in result.vintages[0].terms:
        wanted = by_hand(parse(one.formulas[term.name]), one, {**values, **constants}, sets, {})
        assert term.value == as_decimal(wanted), term.name
