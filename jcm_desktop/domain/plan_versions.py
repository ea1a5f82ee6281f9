"""The versions of a monitoring plan: which count, which holds on a day, and how two differ.

A plan is stored with every edit; the last row of a version is that version. Which
meters serve a point and who does what are facts of the register and of the office:
they are the same in every version, and a version never changes by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import FixedValue, MonitoringPoint, Plan
from jcm_desktop.domain.quantity import Quantity, format_decimal

# Fields of a point or a value that are not part of what was registered.
LOOSE = ("meters", "confirmed_by", "confirmed_on")


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not the same in two plans; texts as they were entered, empty where there is nothing."""

    area: str  # methodology | decision | set | point | value | estimate | year | integrity
    key: str  # name of a decision or a set, number of a point, written key of a value
    field: str  # empty: the whole of it
    before: str
    after: str


def counting(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    """The last row of each version that was not taken back, by version."""
    latest = {one.version: one for one in plans}
    return tuple(latest[version] for version in sorted(latest) if not latest[version].withdrawn)


def head(plans: Iterable[Plan]) -> Plan:
    """The version that an edit changes: the newest, but a deviation only while it is still being entered.

    IndexError if there is no plan at all.
    """
    versions = counting(plans)
    newest = versions[-1]
    if newest.locked and newest.change is not None and newest.change.temporary:
        lasting = [one for one in versions if one.change is None or not one.change.temporary]
        return lasting[-1] if lasting else newest
    return newest


def holds_on(plan: Plan, day: date) -> bool:
    """Whether a version holds on a day, if no newer one does."""
    if plan.version == 1:
        return True
    if plan.change is not None and plan.change.temporary:
        begun = plan.valid_from is not None and plan.valid_from <= day
        return begun and (plan.change.until is None or day <= plan.change.until)
    return plan.valid_from is None or plan.valid_from <= day


def is_recorded(plan: Plan) -> bool:
    """Whether a version says why it differs: it was approved, or is a deviation, which another check asks about."""
    return bool(plan.approval.strip()) or (plan.change is not None and plan.change.temporary)


def on_day(versions: Sequence[Plan], day: date) -> Plan:
    """The newest version that holds on a day; the first where none does. IndexError if there is none."""
    holding = [one for one in versions if holds_on(one, day)]
    return holding[-1] if holding else versions[0]


def in_force(plans: Iterable[Plan], day: date) -> Plan:
    """The version that holds on a day, with the meters and people as they are known now."""
    every = tuple(plans)
    return with_register(on_day(counting(every), day), head(every))


def with_register(plan: Plan, latest: Plan) -> Plan:
    """A version with the meters and the structure of the latest one."""
    meters = {one.no: one.meters for one in latest.points}
    points = tuple(msgspec.structs.replace(one, meters=meters.get(one.no, one.meters)) for one in plan.points)
    return msgspec.structs.replace(plan, points=points, roles=latest.roles, roles_from=latest.roles_from)


def registered_content(plan: Plan) -> Plan:
    """What of a plan is registered and approved: without version, register of meters, people and confirmations."""
    return msgspec.structs.replace(
        plan,
        version=0,
        valid_from=None,
        approval="",
        points=tuple(msgspec.structs.replace(one, meters=()) for one in plan.points),
        fixed=tuple(
            sorted(
                (msgspec.structs.replace(one, confirmed_by="", confirmed_on=None) for one in plan.fixed),
                key=lambda one: one.key,
            )
        ),
        roles=(),
        roles_from=None,
        locked=False,
        change=None,
        withdrawn=False,
    )


def figures(plan: Plan) -> tuple[object, ...]:
    """What of a plan the calculation takes; two plans with the same figures give the same tonnes."""
    points = tuple(sorted((one.no, one.key, one.unit) for one in plan.points))
    fixed = tuple(sorted((one.key, one.quantity.value, one.quantity.unit) for one in plan.fixed))
    return plan.methodologies, plan.decisions, plan.sets, points, fixed


def other_figures_within(versions: Sequence[Plan], plan: Plan, period: Span) -> date | None:
    """The first day of a period on which a version with other figures than the plan's held."""
    days = {period.first}
    for one in versions:
        days.add(one.valid_from or period.first)
        until = one.change.until if one.change is not None else None
        if until is not None and until < period.last:  # people write 9999-12-31 where they mean no end
            days.add(until + DAY)
    for day in sorted(one for one in days if period.first <= one <= period.last):
        if figures(on_day(versions, day)) != figures(plan):
            return day
    return None


# --- how two plans differ -----------------------------------------------------------------------------------------


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Everything registered that is not the same, in the order of the sheets."""
    return tuple(_differences(before, after))


def _differences(before: Plan, after: Plan) -> Iterator[Difference]:
    yield from _of_texts("methodology", _methodologies(before), _methodologies(after))
    yield from _of_texts("decision", before.decisions, after.decisions)
    yield from _of_texts("set", _sets(before), _sets(after))
    yield from _of_rows("point", {one.no: one for one in before.points}, {one.no: one for one in after.points})
    yield from _of_rows("value", {one.key: one for one in before.fixed}, {one.key: one for one in after.fixed})
    for area, field in (("estimate", "estimate_t_per_year"), ("estimate", "estimate_source")):
        one, other = shown(getattr(before, field)), shown(getattr(after, field))
        if one != other:
            yield Difference(area, "", field, one, other)
    yield from _of_texts("year", _years(before), _years(after))
    if before.integrity_check != after.integrity_check:
        yield Difference("integrity", "", "", before.integrity_check, after.integrity_check)


def _methodologies(plan: Plan) -> dict[str, str]:
    return {"": " + ".join(map(str, plan.methodologies))}


def _years(plan: Plan) -> dict[str, str]:
    return {str(one.year): shown(one.reductions) for one in plan.estimates}


def _sets(plan: Plan) -> dict[str, str]:
    return {one.name: ", ".join(one.members) for one in plan.sets}


def _of_texts(area: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key, "") != new.get(key, ""):
            yield Difference(area, key, "", old.get(key, ""), new.get(key, ""))


def _of_rows(
    area: str,
    old: Mapping[str, MonitoringPoint] | Mapping[str, FixedValue],
    new: Mapping[str, MonitoringPoint] | Mapping[str, FixedValue],
) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        if key not in old or key not in new:
            yield Difference(area, key, "", _title(old.get(key)), _title(new.get(key)))
            continue
        for field in msgspec.structs.fields(old[key]):
            one, other = shown(getattr(old[key], field.name)), shown(getattr(new[key], field.name))
            if field.name not in LOOSE and one != other:
                yield Difference(area, key, field.name, one, other)


def _title(row: MonitoringPoint | FixedValue | None) -> str:
    """A row that is only in one of both, in one line."""
    if row is None:
        return ""
    return row.description or row.key


def shown(value: Any) -> str:
    """A value of the plan in one line; nothing for what is not stated."""
    match value:
        case None:
            return ""
        case Quantity():
            return f"{format_decimal(value.value)} {value.unit}"
        case Decimal():
            return format_decimal(value)
        case tuple():
            return ", ".join(shown(one) for one in value)
        case msgspec.Struct():
            return ", ".join(text for name in value.__struct_fields__ if (text := shown(getattr(value, name))))
    return str(value)
