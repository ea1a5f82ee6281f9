"""The case file: a methodology, a period and values in one small text, for the command line and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import FixedValue, IndexSet, MonitoringPoint, Plan, key_of
from jcm_desktop.domain.quantity import Quantity, format_decimal
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.methodologies.library import Library, shipped
from jcm_desktop.methodologies.schema import Definition, FixedParameter, MonitoredParameter
from jcm_desktop.methodologies.strict_yaml import Document, number_text, read

_TOP = {"jcm_case", "methodology", "version", "period", "sets", "fixed", "monitored"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a case file says."""

    definition: Definition
    plan: Plan
    readings: tuple[Reading, ...]
    period: Span


def read_case(text: str, file: str, library: Library | None = None) -> Case:
    """Read a case file strictly; its methodology comes from the library given, or from those shipped.

    UserErrors name file and line: yaml.*, `case.unknown_key`, `case.missing_key`,
    `case.wrong_format`, `case.unknown_parameter`, `case.wrong_unit`, `case.unknown_member`,
    `case.missing_value`, `case.days`, methodology.unknown, period.reversed.
    """
    document = read(text, file)
    data = _mapping(document.data, document, ())
    _keys(data, document, (), _TOP, {"jcm_case", "methodology", "period", "monitored"})
    if data["jcm_case"] != 1:
        raise UserError("case.wrong_format", document.place("jcm_case"), found=data["jcm_case"])
    version = data.get("version")
    try:
        definition = (library or shipped()).definition(
            str(data["methodology"]), None if version is None else str(version)
        )
    except UserError as error:
        raise UserError(error.code, f"{document.place('methodology')}: {error.place}", **error.facts) from error
    period = _span(_mapping(data["period"], document, ("period",)), document, ("period",))
    sets = _sets(data.get("sets", {}), document, definition)
    fixed = _fixed(_mapping(data.get("fixed", {}), document, ("fixed",)), document, definition, sets)
    points, readings = _monitored(
        _mapping(data["monitored"], document, ("monitored",)), document, definition, sets, period
    )
    plan = Plan(
        methodology=definition.ref,
        sets=tuple(IndexSet(name, members) for name, members in sets.items()),
        points=points,
        fixed=fixed,
    )
    return Case(definition, plan, readings, period)


def result_json(case: Case, result: Result, findings: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The document of `calculate --json`; emissions are decimal texts in tCO2e, claims whole numbers."""
    return {
        "methodology": case.definition.methodology,
        "version": case.definition.version,
        "period": {"first": case.period.first.isoformat(), "last": case.period.last.isoformat()},
        "reference_emissions": _digits(result.reference),
        "project_emissions": _digits(result.project),
        "emission_reductions_exact": _digits(result.reductions),
        "emission_reductions": result.claimed,
        "terms": {
            term.name: {"unit": term.unit, "values": [_digits(one.term(term.name).value) for one in result.vintages]}
            for term in result.vintages[0].terms
        },
        "vintages": [
            {
                "year": one.year,
                "reference_emissions": _digits(one.reference),
                "project_emissions": _digits(one.project),
                "emission_reductions_exact": _digits(one.reductions),
                "emission_reductions": one.claimed,
            }
            for one in result.vintages
        ],
        "findings": list(findings),
    }


def _digits(value: Decimal) -> str:
    return format_decimal(value, group=False)


def _mapping(value: Any, document: Document, path: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError("case.not_a_table", document.place(*path), key=".".join(path) or "the file")
    return value


def _keys(data: dict[str, Any], document: Document, path: tuple[str, ...], allowed: set[str], needed: set[str]) -> None:
    for key in data:
        if key not in allowed:
            raise UserError("case.unknown_key", document.place(*path, key), key=key, allowed=", ".join(sorted(allowed)))
    for key in sorted(needed):
        if key not in data:
            raise UserError("case.missing_key", document.place(*path), key=key)


def _span(data: dict[str, Any], document: Document, path: tuple[str, ...]) -> Span:
    _keys(data, document, path, {"first", "last"}, {"first", "last"})
    days = []
    for key in ("first", "last"):
        days.append(_day(data[key], document.place(*path, key)))
    try:
        return Span(days[0], days[1])
    except UserError as error:
        raise UserError(error.code, f"{document.place(*path, 'last')}: {error.place}", **error.facts) from error


def _day(value: Any, place: str) -> date:
    """A day as YAML reads it, or as JSON has to write it."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UserError("case.not_a_day", place, text=str(value)[:40]) from error


def _sets(data: Any, document: Document, definition: Definition) -> dict[str, tuple[str, ...]]:
    table = _mapping(data, document, ("sets",))
    _keys(table, document, ("sets",), set(definition.sets), set(definition.sets))
    found = {}
    for name, members in table.items():
        if not isinstance(members, list) or not members or not all(isinstance(one, str) for one in members):
            raise UserError("case.bad_set", document.place("sets", name), name=name)
        if len(set(members)) != len(members):
            raise UserError("case.bad_set", document.place("sets", name), name=name)
        found[name] = tuple(members)
    return found


def _combinations(over: tuple[str, ...], sets: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for name in over:
        found = [(*before, member) for before in found for member in sets[name]]
    return found


def _expected(
    parameters: Mapping[str, FixedParameter] | Mapping[str, MonitoredParameter],
    sets: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        key_of(name, index): (name, index)
        for name, parameter in parameters.items()
        for index in _combinations(parameter.over, sets)
    }


def _fixed(
    data: dict[str, Any], document: Document, definition: Definition, sets: Mapping[str, tuple[str, ...]]
) -> tuple[FixedValue, ...]:
    expected = _expected(definition.fixed, sets)
    _known(data, document, "fixed", expected)
    values = []
    for key, (name, index) in expected.items():
        parameter = definition.fixed[name]
        if key in data:
            quantity = _quantity(data[key], document, ("fixed", key), parameter.unit, {"value", "unit"})
            values.append(FixedValue(name, quantity, parameter.label, index, source=f"{document.place('fixed', key)}"))
        elif parameter.default is not None:
            known = parameter.default
            quantity = Quantity(known.value, parameter.unit)
            values.append(FixedValue(name, quantity, parameter.label, index, known.source, "", known.evidence))
        else:
            raise UserError("case.missing_value", document.place("fixed"), key=key, unit=parameter.unit)
    return tuple(values)


def _monitored(
    data: dict[str, Any],
    document: Document,
    definition: Definition,
    sets: Mapping[str, tuple[str, ...]],
    period: Span,
) -> tuple[tuple[MonitoringPoint, ...], tuple[Reading, ...]]:
    expected = _expected(definition.monitored, sets)
    _known(data, document, "monitored", expected)
    points, readings = [], []
    for number, (key, (name, index)) in enumerate(expected.items(), 1):
        parameter = definition.monitored[name]
        if key not in data:
            raise UserError("case.missing_value", document.place("monitored"), key=key, unit=parameter.unit)
        point = MonitoringPoint(
            no=f"({number})",
            parameter=name,
            unit=parameter.unit,
            description=parameter.label,
            option=parameter.options[0],
            index=index,
        )
        points.append(point)
        items = data[key] if isinstance(data[key], list) else [data[key]]
        for at, item in enumerate(items):
            path = ("monitored", key, str(at)) if isinstance(data[key], list) else ("monitored", key)
            readings.append(_reading(item, document, path, point, period, listed=isinstance(data[key], list)))
    return tuple(points), tuple(readings)


def _reading(
    item: Any, document: Document, path: tuple[str, ...], point: MonitoringPoint, period: Span, *, listed: bool
) -> Reading:
    span = period
    allowed = {"value", "unit"}
    if listed:
        allowed |= {"first", "last"}
        table = _mapping(item, document, path)
        span = _span({key: table.get(key) for key in ("first", "last")}, document, path)
        if not period.contains(span):
            raise UserError("case.days", document.place(*path), days=span, period=period)
    quantity = _quantity(item, document, path, point.unit, allowed)
    return Reading(
        id="/".join(path),
        point=point.no,
        first=span.first,
        last=span.last,
        quantity=quantity,
        typed=f"{quantity.value} {quantity.unit}",
    )


def _known(data: dict[str, Any], document: Document, table: str, expected: Mapping[str, Any]) -> None:
    for key in data:
        if key not in expected:
            known = ", ".join(expected) or "none"
            raise UserError("case.unknown_parameter", document.place(table, key), key=key, known=known)


def _quantity(item: Any, document: Document, path: tuple[str, ...], unit: str, allowed: set[str]) -> Quantity:
    table = _mapping(item, document, path)
    _keys(table, document, path, allowed, {"value", "unit"})
    written = str(table["unit"])
    try:
        same = parse_unit(written).equals(parse_unit(unit))
    except UserError as error:
        raise UserError(error.code, document.place(*path, "unit"), **error.facts) from error
    if not same:
        raise UserError("case.wrong_unit", document.place(*path, "unit"), unit=written, wanted=unit, key=path[1])
    return Quantity(number_text(table["value"], document, *path, "value"), unit)
