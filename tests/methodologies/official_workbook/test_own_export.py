"""What our exporter writes, the importer reads back: for every definition, in all its ways, the same calculation."""

from __future__ import annotations

import io
import itertools
import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from helpers.cases_made import Made, made
from helpers.dossiers import changed, report_of, sample_dossier, with_point
from helpers.made_up import made_up

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.exports.report_model import Report
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.formulas.evaluate import Environment, evaluate
from jcm_desktop.formulas.to_text import symbol_plain
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.methodologies.decisions import decide, rows_for, ways
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.loader import load_definition, nodes_of, order_of
from jcm_desktop.methodologies.official_workbook.importing import Given, import_workbook
from jcm_desktop.methodologies.official_workbook.remarks import Kind
from jcm_desktop.methodologies.schema import Definition, FixedParameter, MonitoredParameter
from jcm_desktop.words import sentence

TODAY = date(2026, 11, 24)
Values = dict[str, dict[tuple[str, ...], Decimal]]
Traces = dict[str, dict[tuple[str, ...], Trace]]
WAYS = {
    " ".join([str(ref), *way.values()]): decide(shipped().written(ref), way)
    for ref in shipped().refs()
    for way in ways(shipped().written(ref))
}


def reimported(report: Report) -> Definition:
    """A definition out of the workbook of a report."""
    own = report.definition
    given = Given(own.methodology, own.version, own.country, own.sectoral_scope, own.title, own.technologies)
    (found,) = import_workbook(write_workbook(report), "own.xlsx", given, TODAY).found
    problems = [sentence(one.code, one.place, one.facts) for one in found.problems]
    assert not problems, problems
    traps = [sentence(one.code, one.place, one.facts) for one in found.remarks if one.kind is Kind.TRAP]
    assert not traps, traps  # our own sheets never look like a mistake
    assert not found.recomputed.differences
    assert not found.recomputed.unknown
    assert found.recomputed.agree == found.recomputed.formulas >= 4
    return load_definition(found.text, "own.yaml")


def key(symbol: str) -> str:
    """A symbol without what may be written in several ways."""
    return symbol_plain(symbol).replace("_", "").replace(" ", "").replace(",", "")


def value_inside(dice: random.Random, parameter: FixedParameter | MonitoredParameter) -> Decimal:
    low = parameter.range.min if parameter.range.min is not None else Decimal(-50)
    high = parameter.range.max if parameter.range.max is not None else Decimal(900)
    return (low + (high - low) * dice.randint(1, 9_999) / 10_000).quantize(Decimal("0.0001"))


def results(own: Definition, values: Values, sets: Mapping[str, tuple[str, ...]]) -> dict[str, Fraction] | str:
    """RE, PE and ER, or why there are none."""
    traces: Traces = {
        name: {index: Trace(name, name, value, "", "value") for index, value in by_member.items()}
        for name, by_member in values.items()
    }
    for name, constant in own.constants.items():
        traces[name] = {(): Trace(name, name, constant.value, "", "value")}
    tables = {
        name: {row: Trace(row, row, table.known(row).value, "", "value") for row in table.rows}
        for name, table in own.tables.items()
    }
    environment = Environment(traces, sets, tables, 365)
    try:
        for name in order_of(own):
            traces[name] = {(): evaluate(nodes_of(own)[name], environment)}
    except UserError as error:
        return error.code
    return {name: Fraction(traces[name][()].value) for name in ("RE", "PE", "ER")}


def same_on_random_inputs(one: Definition, other: Definition, names: dict[str, str], sets: dict[str, str]) -> int:
    """On numbers neither has seen, with other counts of units: the same results; how many could be compared."""
    dice = random.Random(11)
    compared = 0
    for count in (1, 2, 3, 3, 3):
        units = {
            name: tuple(rows_for(one, name)[:count]) or tuple(f"u{at}" for at in range(count)) for name in one.sets
        }
        values: Values = {}
        theirs: Values = {}
        for table in ("monitored", "fixed"):
            for name, parameter in getattr(one, table).items():
                over = itertools.product(*(units[part] for part in parameter.over))
                values[name] = {index: value_inside(dice, parameter) for index in over}
                theirs[names[name]] = values[name]
        for name, parameter in other.fixed.items():  # a number of the methodology's own
            if name not in theirs and parameter.default is not None:
                theirs[name] = {(): parameter.default.value}
        mine = results(one, values, units)
        assert results(other, theirs, {sets[name]: units[name] for name in units}) == mine
        compared += isinstance(mine, dict)
    return compared


def by_symbol(found: Definition, table: str) -> dict[str, str]:
    return {key(one.symbol): name for name, one in getattr(found, table).items()}


def families() -> dict[str, Definition]:
    """One definition of each calculation; `--full` takes all."""
    return {json.dumps(one.formulas, sort_keys=True): one for one in WAYS.values()}


def odd_cases(request: pytest.FixtureRequest) -> Iterator[Made]:
    """Two calendar years, names with brackets, one or several installed units, readings in other units."""
    for own in (WAYS if request.config.getoption("--full") else families()).values():
        for seed in range(40):
            case = made(own, seed)
            if all(one.members for one in case.plan.sets):
                yield case
                break
        else:
            raise AssertionError(f"no case of {own.ref} has units of every kind")


@pytest.mark.parametrize("way", WAYS)
def test_what_we_export_comes_back_as_the_same_calculation(way: str) -> None:
    own = WAYS[way]
    same_definition(own, reimported(report_of(made_up(own, 7), own=own)))


def test_it_comes_back_whatever_the_units_are_called_and_however_many_there_are(
    request: pytest.FixtureRequest,
) -> None:
    for case in odd_cases(request):
        same_definition(case.definition, reimported(report_of(case.dossier, own=case.definition)))


def test_it_comes_back_from_the_report_s_sheets_where_the_plan_states_no_estimate(
    request: pytest.FixtureRequest,
) -> None:
    for case in odd_cases(request):
        points = tuple(changed(one, estimate_per_year=None) for one in case.plan.points)
        dossier = changed(case.dossier, plan=changed(case.plan, points=points))
        same_definition(case.definition, reimported(report_of(dossier, own=case.definition)))


@pytest.mark.parametrize("reference", ["ID003", "MN006"])
def test_a_plan_in_the_meter_s_unit_is_shown_in_the_methodology_s(reference: str) -> None:
    plain = report_of(sample_dossier(reference))
    estimate = plain.dossier.plan.points[0].estimate_per_year
    assert estimate is not None
    report = report_of(with_point(sample_dossier(reference), unit="kWh", estimate_per_year=estimate * 1000))
    assert reimported(report) == reimported(plain)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report)))
    assert (str(book["MPS(input)"]["D9"].value), book["MPS(input)"]["E9"].value) == (f"{estimate}", "MWh/y")


def test_what_a_plan_has_none_of_is_said_to_be_missing() -> None:
    own = shipped().of(MethodologyRef("SA_AM001", "1.0"))
    case = next(one for one in (made(own, seed) for seed in range(40)) if not one.plan.members("g"))
    (found,) = import_workbook(
        write_workbook(report_of(case.dossier, own=own)), "own.xlsx", Given(scope=3), TODAY
    ).found
    traps = [sentence(one.code, one.place, one.facts) for one in found.remarks if one.kind is Kind.TRAP]
    assert len(traps) == 1
    assert "lists at least one of each" in traps[0]
    assert not found.problems


def same_definition(own: Definition, found: Definition) -> None:
    """The same calculation: parameters, units, options, numbers, and results on numbers neither has seen."""
    assert (found.methodology, found.version, found.evidence.formula) == (own.methodology, own.version, "draft")
    names: dict[str, str] = {}
    sets: dict[str, str] = {}
    for table in ("monitored", "fixed"):
        mine, theirs = by_symbol(own, table), by_symbol(found, table)
        more = theirs.keys() - mine.keys()
        assert mine.keys() <= theirs.keys()
        assert all(found.fixed[theirs[one]].default is not None for one in more)  # a constant with a symbol
        for symbol, name in mine.items():
            one, other = getattr(own, table)[name], getattr(found, table)[theirs[symbol]]
            assert (other.unit, len(other.over)) == (one.unit, len(one.over)), symbol
            assert other.label
            if table == "monitored":
                assert set(other.options) <= set(one.options)
                assert (other.aggregate == "mean") is (one.aggregate == "mean")  # days are counted like amounts
            names[name] = theirs[symbol]
            sets.update(zip(one.over, other.over, strict=True))
    assert sets.keys() == own.sets.keys()
    numbers = {one.value for one in found.constants.values()}
    numbers |= {one.default.value for one in found.fixed.values() if one.default is not None}
    assert {one.value for one in own.constants.values()} <= numbers
    assert by_symbol(found, "tables").keys() == by_symbol(own, "tables").keys()
    assert same_on_random_inputs(own, found, names, sets) >= 3


def test_a_report_of_two_years_has_a_column_for_each_and_one_calculation() -> None:
    found = reimported(report_of(sample_dossier()))
    assert found.formulas == {"RE": "sum(i, EG[i] * EF_RE[i])", "PE": "0", "ER": "RE - PE"}
