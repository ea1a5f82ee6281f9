"""What our exporter writes, the importer reads back: for every definition the same calculation."""

from __future__ import annotations

import itertools
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from helpers.dossiers import report_of
from helpers.random_dossiers import random_dossier, random_value

from jcm_desktop.domain.errors import UserError
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.formulas.evaluate import Environment, evaluate
from jcm_desktop.formulas.to_text import symbol_plain
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.methodologies.loader import load_definition, nodes_of, order_of
from jcm_desktop.methodologies.official_workbook.importing import Given, import_workbook
from jcm_desktop.methodologies.registry import all_definitions
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.words import sentence

TODAY = date(2026, 11, 24)
Values = dict[str, dict[tuple[str, ...], Decimal]]
DEFINITIONS = {f"{one.methodology}-{one.version}": one for one in all_definitions()}


def reimported(definition: Definition, members: int = 2, years: int = 1) -> Definition:
    """A definition out of the workbook of a report with made-up numbers."""
    xlsx = write_workbook(report_of(random_dossier(definition, 7, members, years)))
    given = Given(scope=definition.sectoral_scope, title=definition.title, technologies=definition.technologies)
    (found,) = import_workbook(xlsx, "own.xlsx", given, TODAY).found
    problems = [sentence(one.code, one.place, one.facts) for one in found.problems]
    assert not problems, problems
    assert not found.recomputed.differences
    assert not found.recomputed.unknown
    assert found.recomputed.agree == found.recomputed.formulas >= 4
    assert not found.missing
    return load_definition(found.text, "own.yaml")


def key(symbol: str) -> str:
    return symbol_plain(symbol).replace("_", "").replace(" ", "")


def results(definition: Definition, values: Values, sets: dict[str, tuple[str, ...]]) -> dict[str, Fraction] | str:
    """RE, PE and ER, or why there are none."""
    traces = {
        name: {index: Trace(name, name, value, "", "value") for index, value in by_member.items()}
        for name, by_member in values.items()
    }
    for name, constant in definition.constants.items():
        traces[name] = {(): Trace(name, name, constant.value, "", "value")}
    environment = Environment(traces, sets, {}, 365)
    try:
        for name in order_of(definition):
            traces[name] = {(): evaluate(nodes_of(definition)[name], environment)}
    except UserError as error:
        return error.code
    return {name: Fraction(traces[name][()].value) for name in ("RE", "PE", "ER")}


def same_on_random_inputs(one: Definition, other: Definition, names: dict[str, str], sets: dict[str, str]) -> int:
    """On numbers neither has seen, with other counts of units: the same results; how many could be compared."""
    dice = random.Random(11)
    compared = 0
    for members in (1, 2, 3, 3, 3):
        units = {name: tuple(f"u{at}" for at in range(members)) for name in one.sets}
        values: Values = {}
        theirs: Values = {}
        for table in ("monitored", "fixed"):
            for name, parameter in getattr(one, table).items():
                over = itertools.product(*(units[part] for part in parameter.over))
                values[name] = {index: random_value(dice, parameter) for index in over}
                theirs[names[name]] = values[name]
        mine = results(one, values, units)
        assert results(other, theirs, {sets[name]: units[name] for name in units}) == mine
        compared += isinstance(mine, dict)
    return compared


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize(("members", "years"), [(2, 1), (1, 2), (3, 1)])
def test_what_we_export_comes_back_as_the_same_calculation(name: str, members: int, years: int) -> None:
    definition = DEFINITIONS[name]
    found = reimported(definition, members, years)
    assert (found.methodology, found.version, found.status) == (
        definition.methodology,
        definition.version,
        definition.status,
    )
    assert found.evidence.formula == "draft"
    names: dict[str, str] = {}
    for table in ("monitored", "fixed"):
        mine = {key(one.symbol): own for own, one in getattr(definition, table).items()}
        theirs = {key(one.symbol): own for own, one in getattr(found, table).items()}
        known = {key(one.symbol): own for own, one in definition.constants.items()} if table == "fixed" else {}
        assert mine.keys() == theirs.keys() - known.keys(), table
        for symbol, own in mine.items():
            one, other = getattr(definition, table)[own], getattr(found, table)[theirs[symbol]]
            assert other.unit == one.unit
            assert len(other.over) == len(one.over)
            assert other.label
            if table == "monitored":
                assert set(other.options) <= set(one.options)
                assert other.aggregate == one.aggregate
            names[own] = theirs[symbol]
    sets = {
        mine: theirs
        for table in ("monitored", "fixed")
        for own, one in getattr(definition, table).items()
        for mine, theirs in zip(one.over, getattr(found, table)[names[own]].over, strict=True)
    }
    assert sets.keys() == definition.sets.keys()
    numbers = {one.value for one in found.constants.values()}
    numbers |= {one.default.value for one in found.fixed.values() if one.default is not None}
    assert {one.value for one in definition.constants.values()} <= numbers
    assert same_on_random_inputs(definition, found, names, sets) >= 3
