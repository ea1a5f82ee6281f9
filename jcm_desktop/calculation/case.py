"""The case file: a methodology, a period and values in one small text, for the command line and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span, refuse_senseless
from jcm_desktop.domain.plan import MEMBER_LENGTH, FixedValue, IndexSet, MonitoringPoint, Plan, is_member_name, key_of
from jcm_desktop.domain.quantity import Quantity, format_decimal
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.library import Library, shipped
from jcm_desktop.methodologies.schema import Definition, FixedParameter, MonitoredParameter
from jcm_desktop.methodologies.strict_yaml import Document, number_text, read

_TOP = {"jcm_case", "methodology", "version", "methodologies", "decisions", "period", "sets", "fixed", "monitored"}
_NOT_INSTALLED = {"methodology.unknown": "case.methodology", "methodology.none_near": "case.no_methodology"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a case file says."""

    definition: Definition
    plan: Plan
    readings: tuple[Reading, ...]
    period: Span
    places: Mapping[str, str] = field(default_factory=dict)  # file and line of each value, by its key


def read_case(text: str, file: str, library: Library | None = None) -> Case:
    """Read a case file strictly; its methodology comes from the library given, or from those shipped.

    UserErrors name file and line: yaml.*, `case.unknown_key`, `case.missing_key`,
    `case.wrong_format`, `case.unknown_parameter`, `case.wrong_unit`, `case.bad_set`, `case.not_listed`,
    `case.missing_value`, `case.days`, `case.methodology`, `case.no_methodology`, definition.unknown_decision,
    definition.unknown_choice, period.reversed, period.senseless. A decision that is not named is the first choice.
    """
    document = read(text, file)
    data = _mapping(document.data, document, ())
    several = "methodologies" in data
    _keys(data, document, (), _TOP, {"jcm_case", "period", "monitored"} | (set() if several else {"methodology"}))
    if data["jcm_case"] is True or data["jcm_case"] not in (1, "1"):
        raise UserError("case.wrong_format", document.place("jcm_case"), found=data["jcm_case"])
    definition = _definition(data, document, library or shipped())
    period = _span(_mapping(data["period"], document, ("period",)), document, ("period",))
    _refuse_senseless(period, document)
    sets = _sets(data.get("sets", {}), document, definition)
    fixed = _fixed(_mapping(data.get("fixed", {}), document, ("fixed",)), document, definition, sets)
    points, readings = _monitored(
        _mapping(data["monitored"], document, ("monitored",)), document, definition, sets, period
    )
    first, *further = (head.ref for head in definition.heads)
    plan = Plan(
        methodology=first,
        further_methodologies=tuple(further),
        decisions=definition.decided,
        sets=tuple(IndexSet(name, members) for name, members in sets.items()),
        points=points,
        fixed=fixed,
    )
    tables = {name: data.get(name) or {} for name in ("fixed", "monitored")}
    places = {key: document.place(name, key) for name, table in tables.items() for key in table}
    return Case(definition, plan, readings, period, places)


def _definition(data: dict[str, Any], document: Document, library: Library) -> Definition:
    """The methodology the file names, or the several it lists, decided as the file says.

    Several are listed so: `methodologies: [{methodology: ..., version: ...}]`.
    """
    rows, several = data.get("methodologies", [data]), "methodologies" in data
    if several:
        for key in ("methodology", "version"):
            if key in data:
                raise UserError("case.unknown_key", document.place(key), key=key, allowed="methodologies")
        if not isinstance(rows, list) or not rows:
            raise UserError("case.not_a_table", document.place("methodologies"), key="methodologies")
    decisions = _mapping(data.get("decisions", {}), document, ("decisions",))
    refs = []
    for at, row in enumerate(rows):
        path = ("methodologies", str(at)) if several else ()
        if several:
            _keys(_mapping(row, document, path), document, path, {"methodology", "version"}, {"methodology"})
        version = row.get("version")
        try:
            refs.append(library.newest(str(row["methodology"]), None if version is None else str(version)))
        except UserError as error:
            place = f"{document.place(*path, 'methodology')}: {error.place}"
            raise UserError(_NOT_INSTALLED.get(error.code, error.code), place, **error.facts) from error
    try:
        return library.joined(tuple(refs), {name: str(choice) for name, choice in decisions.items()})
    except UserError as error:
        where = ("decisions", error.facts["name"]) if "name" in error.facts else ("methodologies",)
        raise UserError(error.code, f"{document.place(*where)}: {error.place}", **error.facts) from error


def result_json(case: Case, result: Result, findings: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The document of `calculate --json`; emissions are decimal texts in tCO2e, claims whole numbers."""
    return {
        "methodology": case.definition.methodology,
        "version": case.definition.version,
        **_parts_json(result),
        **({"decisions": case.definition.decided} if case.definition.decided else {}),
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


def _parts_json(result: Result) -> dict[str, Any]:
    """Of several methodologies what each gives in each year, already rounded down; nothing of one."""
    rows = [
        {
            "methodology": str(part.methodology),
            "year": one.year,
            "reference_emissions": _digits(part.reference),
            "project_emissions": _digits(part.project),
            "emission_reductions_exact": _digits(part.reductions),
            "emission_reductions": part.claimed,
        }
        for one in result.vintages
        for part in one.parts
    ]
    return {"parts": rows} if rows else {}


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
            raise UserError("case.missing_key", document.place(*path), key=".".join((*path, key)))


def _span(data: dict[str, Any], document: Document, path: tuple[str, ...]) -> Span:
    _keys(data, document, path, {"first", "last"}, {"first", "last"})
    days = []
    for key in ("first", "last"):
        days.append(_day(data[key], document.place(*path, key)))
    try:
        return Span(days[0], days[1])
    except UserError as error:
        raise UserError(error.code, f"{document.place(*path, 'last')}: {error.place}", **error.facts) from error


def _refuse_senseless(period: Span, document: Document) -> None:
    try:
        refuse_senseless(period)
    except UserError as error:
        raise UserError(error.code, f"{document.place('period')}: {error.place}", **error.facts) from error


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
    needed = {name for name, one in definition.sets.items() if not one.optional}
    _keys(table, document, ("sets",), set(definition.sets), needed)
    found: dict[str, tuple[str, ...]] = {name: () for name in definition.sets if name not in table}
    for name, members in table.items():
        named = isinstance(members, list) and all(isinstance(one, str) for one in members)
        if not named or not (members or definition.sets[name].optional):
            raise UserError("case.bad_set", document.place("sets", name), name=name)
        if len(set(members)) != len(members):
            raise UserError("case.bad_set", document.place("sets", name), name=name)
        for member in members:
            if not is_member_name(member):
                place = document.place("sets", name)
                raise UserError("case.bad_member", place, member=member[:40], most=MEMBER_LENGTH)
        listed = rows_for(definition, name)
        for member in members if listed else ():
            if member not in listed:
                raise UserError("case.not_listed", document.place("sets", name), member=member, known=", ".join(listed))
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
        facts = {"unit": written[:40], **error.facts}
        raise UserError("unit.unknown", document.place(*path, "unit"), **facts) from error
    if not same:
        raise UserError("case.wrong_unit", document.place(*path, "unit"), unit=written, wanted=unit, key=path[1])
    return Quantity(number_text(table["value"], document, *path, "value"), unit)
