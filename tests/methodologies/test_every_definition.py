"""Every installed definition: a made-up case gives what fractions and LibreOffice give; units hold it together."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from helpers.cases_made import made, worked_out
from helpers.dossiers import report_of
from helpers.judges import need
from helpers.office import Cells, cached, formulas, recalculated

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.errors import UserError
from jcm_desktop.exports.derivation import steps
from jcm_desktop.exports.layout import FIRST_VALUE_COLUMN, MRS_CALC, MRS_INPUT, CalcLayout, InputLayout, address
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.report_model import Report
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.methodologies.decisions import decide, ways
from jcm_desktop.methodologies.loader import load_definition, order_of
from jcm_desktop.methodologies.registry import all_definitions
from jcm_desktop.methodologies.schema import Definition, FixedParameter, MonitoredParameter

# Every definition in every way in which it can be decided.
EVERY = {
    " ".join((str(one.ref), *choices.values())): decide(one, choices)
    for one in all_definitions()
    for choices in ways(one)
}


def features(definition: Definition) -> set[str]:
    """What a definition asks of the language and of the workbook."""
    written = " ".join(definition.formulas.values())
    found = {*re.findall(r"\b[a-z]+(?=\()|\*\*|[<>=!]=?|\band\b|\bor\b|\bnot\b", written)}
    parameters: tuple[MonitoredParameter | FixedParameter, ...] = (
        *definition.monitored.values(),
        *definition.fixed.values(),
    )
    found |= {f"{len(one.over)} indices" for one in parameters}
    found |= {"a sum in a sum"} if any(text.count("sum(") > 1 for text in definition.formulas.values()) else set()
    found |= {"an empty set"} if any(not one.members for one in made(definition).plan.sets) else set()
    return found | ({"constants"} if definition.constants else set())


def sample() -> dict[str, Definition]:
    """For what takes long: definitions that between them have every feature, and some eight different calculations."""
    left = set().union(*(features(one) for one in EVERY.values()))
    found = set()
    while left:
        name = max(EVERY, key=lambda one: len(features(EVERY[one]) & left))
        found.add(name)
        left -= features(EVERY[name])
    different = {json.dumps(one.formulas, sort_keys=True): name for name, one in EVERY.items()}
    found |= set(list(different.values())[:: max(1, len(different) // 8)])
    return {name: EVERY[name] for name in sorted(found)}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", EVERY)
def test_a_case_gives_what_fractions_give(name: str, seed: int) -> None:
    case = made(EVERY[name], seed)
    result = calculate(case.definition, case.plan, case.readings, case.period)
    # Powers of e, and powers that are not whole, have 40 digits.
    rounded = any("exp(" in text or "**" in text for text in case.definition.formulas.values())
    for vintage in result.vintages:
        wanted = worked_out(case, vintage.span)
        assert {one.name for one in vintage.terms} == wanted.keys()
        for term in vintage.terms:
            found = Fraction(term.trace.value)
            near = abs(wanted[term.name]) / 10**20 if rounded else 0
            assert abs(found - wanted[term.name]) <= near, term.name
        assert vintage.claimed == wanted["ER"].__floor__()


WHOLE_LANGUAGE = """
methodology: MN_AM998
version: "1.0"
country: MN
title: All that the language has
sectoral_scope: 1
technologies: [wind]
status: approved
evidence: {formula: draft, sources: [made up], checked: 2026-11-24}
sets: {i: {label: unit i}, x: {label: year x, optional: true}}
monitored:
  A: {symbol: A, over: [i, x], unit: tCO2, label: a, options: [C], range: {min: "-50", max: 50}}
  B: {symbol: B, over: [i], unit: tCO2, label: b, options: [C]}
fixed:
  S: {symbol: S, over: [x], unit: "1", label: s, from: nowhere, range: {min: "-3", max: 3}}
  N: {symbol: N, unit: "1", label: n, from: nowhere}
constants:
  Y: {symbol: "365", unit: day, label: days, value: "365"}
  LOW: {symbol: L, unit: tCO2, label: low, value: "1"}
  HIGH: {symbol: H, unit: tCO2, label: high, value: "50"}
formulas:
  ONE: sum(i, sum(x, if(A[i, x] > B[i] and not S[x] <= 0 or A[i, x] == 0, A[i, x], -B[i]) * S[x] ** 3))
  TWO: round(ONE, 2) + rounddown(ONE / 7, -1) + floor(-ONE / 3) - max(ONE, 0, sum(i, B[i]))
  RE: TWO * if(N != 2, N ** -2, 1) * min(days(p) / Y, 1) + sum(i, if(B[i] < LOW or B[i] >= HIGH, 1, 0) * B[i])
  PE: sum(i, B[i]) * exp(-N / 1000) / (1 + 0.25)
  ER: RE - PE
"""

# What a term makes of a result, and a result of another.
OF_RESULTS = {
    "a net": "RE: sum(i, B[i])\n  PE: sum(i, A[i])\n  NET: RE - PE\n  ER: if(NET > 0, NET * N, NET)",
    "a loss": "PE: sum(i, A[i])\n  LOSS: PE * N\n  RE: PE + LOSS + sum(i, B[i])\n  ER: RE - PE",
    "a part": "RE: sum(i, B[i])\n  A_part: RE * N\n  PE: A_part + sum(i, A[i])\n  ER: RE - PE",
}


def of_results(name: str) -> Definition:
    head = WHOLE_LANGUAGE.partition("sets:")[0]
    values = """sets: {i: {label: unit i}}
monitored:
  A: {symbol: A, over: [i], unit: tCO2, label: a, options: [C]}
  B: {symbol: B, over: [i], unit: tCO2, label: b, options: [C]}
fixed: {N: {symbol: N, unit: "1", label: n, from: nowhere, range: {min: 0, max: 1}}}
formulas:
  """
    return load_definition(head + values + OF_RESULTS[name] + "\n", "mine.yaml")


@pytest.mark.parametrize("name", OF_RESULTS)
def test_a_term_may_use_a_result(name: str) -> None:
    case = made(of_results(name))
    report = report_of(case.dossier, own=case.definition)
    for vintage in report.result.vintages:
        wanted = worked_out(case, vintage.span)
        assert {one.name: Fraction(one.trace.value) for one in vintage.terms} == wanted
        shown = [one.value for one in steps(report, vintage) if one.kind == "formula"]
        assert shown == [vintage.term(term).value for term in order_of(case.definition)]
    assert write_pdf(report, write_workbook(report)).pdf.startswith(b"%PDF")


@pytest.mark.parametrize("seed", range(40))
def test_the_other_way_knows_the_whole_language(seed: int) -> None:
    case = made(load_definition(WHOLE_LANGUAGE, "mine.yaml"), seed)
    for vintage in calculate(case.definition, case.plan, case.readings, case.period).vintages:
        wanted = worked_out(case, vintage.span)
        for term in vintage.terms:
            found = Fraction(term.trace.value)
            near = abs(wanted[term.name]) / 10**20 if term.name in ("PE", "ER") else 0
            assert abs(found - wanted[term.name]) <= near, term.name


def as_text(definition: Definition) -> dict[str, Any]:
    """The definition as a file would say it that leaves nothing open, its family's parts included."""
    data = json.loads(msgspec.json.encode(definition))
    del data["family"], data["decisions"], data["decided"]
    return {key: value for key, value in data.items() if value is not None}


@pytest.mark.parametrize("name", EVERY)
def test_a_perturbed_unit_is_refused(name: str) -> None:
    data = as_text(EVERY[name])
    plain = msgspec.structs.replace(EVERY[name], family="", decisions={}, decided={})
    assert load_definition(json.dumps(data), "mine.yaml") == plain
    for table in ("monitored", "fixed", "constants", "tables"):
        for parameter, row in data[table].items():
            unit = row["unit"]
            for other, codes in ((f"{unit}*K", {"formula.dimension"}), (f"{unit}*km/m", {"formula.scale"})):
                row["unit"] = other
                with pytest.raises(UserError) as caught:
                    load_definition(json.dumps(data), "mine.yaml")
                assert caught.value.code in codes | {"formula.dimension"}, (parameter, other)
            row["unit"] = unit


@pytest.fixture(scope="module")
def reports(request: pytest.FixtureRequest) -> dict[str, Report]:
    """Of the sample, with --full of every definition; and of all that the language has."""
    chosen = EVERY if request.config.getoption("--full") else sample()
    found = {f"{at}": report_of(made(one).dossier, own=one) for at, one in enumerate(chosen.values())}
    whole = load_definition(WHOLE_LANGUAGE, "mine.yaml")
    found |= {f"language-{seed}": report_of(made(whole, seed).dossier, own=whole) for seed in (1, 2, 3, 4)}
    own = {name: of_results(name) for name in OF_RESULTS}
    return found | {name: report_of(made(one).dossier, own=one) for name, one in own.items()}


@pytest.fixture(scope="module")
def books(reports: dict[str, Report]) -> dict[str, bytes]:
    return {name: write_workbook(report) for name, report in reports.items()}


@pytest.fixture(scope="module")
def computed(books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    need("soffice")
    return recalculated(books, tmp_path_factory.mktemp("office"))


@pytest.mark.judge
def test_another_program_computes_what_the_core_computes(
    reports: dict[str, Report], books: dict[str, bytes], computed: dict[str, Cells]
) -> None:
    for name, report in reports.items():
        layout = CalcLayout(report, MRS_CALC, InputLayout(report, MRS_INPUT))
        for at, vintage in enumerate(report.result.vintages):
            # What is subtracted leaves an error as large as the numbers it is taken from.
            size = max(abs(float(term.value)) for term in vintage.terms)
            for term in vintage.terms:
                place = address(layout.rows[term.name], FIRST_VALUE_COLUMN + at).replace("$", "")
                found = computed[name][MRS_CALC, place]
                assert found == pytest.approx(float(term.value), rel=1e-12, abs=1e-12 * size), (name, term.name)
            claim = address(layout.rows["claim"], FIRST_VALUE_COLUMN + at).replace("$", "")
            assert computed[name][MRS_CALC, claim] == vintage.claimed, name


@pytest.mark.judge
def test_another_program_computes_every_cell_as_the_file_says(
    books: dict[str, bytes], computed: dict[str, Cells]
) -> None:
    for name, xlsx in books.items():
        said, live = cached(xlsx), formulas(xlsx)
        sizes = [abs(one) for one in (said[place] for place in live) if isinstance(one, int | float)]
        for place in live:
            mine, theirs = said[place], computed[name][place]
            assert isinstance(mine, int | float), (name, place, live[place], mine)
            assert isinstance(theirs, int | float), (name, place, live[place], theirs)
            assert theirs == pytest.approx(mine, rel=1e-12, abs=1e-12 * max(sizes)), (name, place, live[place])
