"""Rules about the monitoring plan: its points, its fixed values, its options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.plan import FixedValue, key_of
from jcm_desktop.domain.plan_versions import is_recorded
from jcm_desktop.domain.units import convert, parse_unit
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import CheckInstance, FixedParameter
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, shown

_COLUMNS = {
    "description": N_("description of data"),
    "unit": N_("unit"),
    "option": N_("monitoring option"),
    "source": N_("source of data"),
    "procedure": N_("measurement methods and procedures"),
    "frequency": N_("monitoring frequency"),
}
_MISSING = N_("its value is not entered yet")
_NO_SOURCE = N_("its source is not named")
_NOT_A_UNIT_OF = N_("its unit {unit} is not {wanted}")
_UNKNOWN = N_("the methodology has no such value")
_NOT_REGISTERED = N_("its value is not that of the registered plan ({registered}), and no approved change is recorded")


def _expected(context: CheckContext, over: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(product(*(context.dossier.plan.members(name) for name in over)))


def points_for_parameters(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Every monitored parameter has at least one point, but for those of a set that a project may be without."""
    used = {point.parameter for point in context.dossier.plan.points}
    sets, plan = context.definition.sets, context.dossier.plan
    for name, parameter in context.definition.monitored.items():
        without = any(sets[index].optional and not plan.members(index) for index in parameter.over)
        if name not in used and not without:
            yield Hit(Place("plan", parameter=name), {"parameter": name, "label": parameter.label})


def filled_columns(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Columns (b) to (j) of table 1; the free comments may be empty."""
    for point in context.dossier.plan.points:
        for column, words in _COLUMNS.items():
            if not getattr(point, column).strip():
                yield Hit(Place("plan", point.no, column), {"point": point.no, "column": words})


def point_numbers(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Numbers are unique and written in parentheses."""
    numbers = Counter(point.no for point in context.dossier.plan.points)
    for no, count in numbers.items():
        if count > 1 or not (no.startswith("(") and no.endswith(")") and no[1:-1].isdigit()):
            yield Hit(Place("plan", no), {"point": no})


def rows_for_units(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """One row for each installed unit, no more and no fewer."""
    rows = Counter(point.key for point in context.dossier.plan.points)
    known = set()
    for name, parameter in context.definition.monitored.items():
        for index in _expected(context, parameter.over):
            known.add(key_of(name, index))
    present = {point.parameter for point in context.dossier.plan.points}
    for key in sorted(known | set(rows)):
        wanted = 1 if key in known else 0
        if rows[key] != wanted and key.partition("[")[0] in present:
            yield Hit(Place("plan", parameter=key), {"key": key, "count": str(rows[key])})


def fixed_values(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Table 2 is complete: each value is there, in a unit that fits, with its source, and as it was registered."""
    plan = context.dossier.plan
    expected = {
        key_of(name, index): parameter
        for name, parameter in context.definition.fixed.items()
        for index in _expected(context, parameter.over)
    }
    for key, parameter in expected.items():
        value = plan.fixed_value(key)
        facts = {"key": key, "wanted": parameter.unit}
        if value is None:
            yield Hit(Place("plan", parameter=key), {**facts, "problem": _MISSING})
        elif not parse_unit(value.quantity.unit).same_kind(parse_unit(parameter.unit)):
            facts["unit"] = value.quantity.unit
            yield Hit(Place("plan", parameter=key), {**facts, "problem": _NOT_A_UNIT_OF})
        elif not value.source.strip():
            yield Hit(Place("plan", parameter=key), {**facts, "problem": _NO_SOURCE})
    for value in plan.fixed:
        if value.key not in expected:
            yield Hit(Place("plan", parameter=value.key), {"key": value.key, "problem": _UNKNOWN})
    registered = context.dossier.registered_plan
    for value in plan.fixed if registered and not is_recorded(plan) else ():
        before = registered.fixed_value(value.key) if registered else None
        if before is not None and before.quantity != value.quantity:
            facts = {"key": value.key, "registered": f"{shown(before.quantity.value)} {before.quantity.unit}"}
            yield Hit(Place("plan", parameter=value.key), {**facts, "problem": _NOT_REGISTERED})


def offered_options(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The option of a point is one the methodology offers for its parameter."""
    for point in context.dossier.plan.points:
        parameter = context.definition.monitored.get(point.parameter)
        if parameter is not None and point.option not in parameter.options:
            facts = {"point": point.no, "option": point.option, "offered": ", ".join(parameter.options)}
            yield Hit(Place("plan", point.no, "option"), facts)


def decisions_taken(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """What the methodology leaves open is decided in the plan, not by the order of its choices."""
    for name, decision in context.definition.decisions.items():
        if name not in context.dossier.plan.decisions:
            choice = decision.choices[context.definition.decided[name]].label
            yield Hit(Place("plan", parameter=name), {"label": decision.label, "choice": choice})


def listed_members(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Members whose numbers stand in a list of the methodology are rows of that list."""
    for name in context.definition.sets:
        rows = rows_for(context.definition, name)
        for member in context.dossier.plan.members(name) if rows else ():
            if member not in rows:
                yield Hit(Place("plan", parameter=name), {"member": member, "known": ", ".join(rows)})


def listed_defaults(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Values the methodology's spreadsheet gives are taken from it, not typed differently."""
    asked = {one.parameter: one for one in context.definition.checks if one.kind == "among_choices"}
    for value in context.dossier.plan.fixed:
        parameter = context.definition.fixed.get(value.parameter)
        if parameter is None:
            continue
        listed = _listed(parameter, asked.get(value.parameter))
        if not listed:
            continue
        typed = _number(value, parameter)
        if typed is not None and typed not in listed:
            instance = asked.get(value.parameter)
            facts = {
                "key": value.key,
                "value": shown(value.quantity.value),
                "unit": value.quantity.unit,
                "listed": ", ".join(shown(one) for one in listed),
            }
            severity = Severity(instance.severity) if instance else None
            yield Hit(Place("plan", parameter=value.key), facts, severity=severity)


def _listed(parameter: FixedParameter, instance: CheckInstance | None) -> list[Decimal]:
    listed = [parameter.default.value] if parameter.default else []
    if instance:
        listed += [choice.value for choice in parameter.choices.values()]
    return listed


def _number(value: FixedValue, parameter: FixedParameter) -> Decimal | None:
    try:
        converted = convert(value.quantity.value, value.quantity.unit, parameter.unit)
    except UserError:
        return None  # another check says that the unit does not fit
    return converted if isinstance(converted, Decimal) else None


ALL: tuple[Kind, ...] = (
    points_for_parameters,
    filled_columns,
    point_numbers,
    rows_for_units,
    fixed_values,
    offered_options,
    decisions_taken,
    listed_members,
    listed_defaults,
)
