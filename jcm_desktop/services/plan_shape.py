"""What a plan consists of: installed units, estimates, roles. Each change is a new plan with its event.

A unit that has readings is never taken out: its evidence would lose its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeVar

import msgspec
from sqlalchemy import Connection

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import FixedValue, IndexSet, MonitoringPoint, Plan, StructureRole, is_member_name
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import Definition, FixedParameter, MonitoredParameter
from jcm_desktop.services.plan_points import read_figures
from jcm_desktop.services.plan_store import plan_of, point_of, refuse_loss, save_plan, with_point
from jcm_desktop.services.planning import index_tuples
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

Row = TypeVar("Row", MonitoringPoint, FixedValue)


def set_members(session: Session, project: str, name: str, members: tuple[str, ...]) -> Changes:
    """Name the installed units of a set; a point for each new one, none for those taken out.

    Only an optional set may have none.
    UserErrors: `plan.unknown_set`, `plan.bad_members`, `plan.not_listed`, `plan.member_has_readings`.
    """
    plan, definition = plan_of(session, project)
    cleaned = _cleaned(definition, name, members)
    sets = tuple(IndexSet(name, cleaned) if one.name == name else one for one in plan.sets)
    shaped = _shaped(msgspec.structs.replace(plan, sets=sets), definition)
    with session.workspace.read() as connection:
        refuse_loss(connection, project, plan, shaped.points, "plan.member_has_readings")
        shaped = _numbered(connection, project, shaped, definition)
    save_plan(session, project, shaped, name, {"members": list(cleaned)})
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: {names}").format(names=", ".join(cleaned)))


def _numbered(connection: Connection, project: str, plan: Plan, definition: Definition) -> Plan:
    """The plan with its points numbered in the order of the methodology, as long as no number is in use."""
    if _numbers_are_used(connection, project):
        return plan
    in_order = _points(plan, definition)
    points = tuple(msgspec.structs.replace(one, no=f"({at})") for at, one in enumerate(in_order, 1))
    return msgspec.structs.replace(plan, points=points)


def _numbers_are_used(connection: Connection, project: str) -> bool:
    """Whether anything names a point by its number yet; until then the numbers follow the order of the points."""
    spans = repositories.periods(connection, project)
    return (
        repositories.plan(connection, project).version > 1
        or bool(repositories.readings(connection, project))
        or bool(repositories.drafts(connection, project))
        or bool(repositories.evidence(connection, project))
        or any(repositories.declarations(connection, project, span) for span in spans)
        or any(repositories.reasons(connection, project, span) for span in spans)
    )


def rename_member(session: Session, project: str, name: str, old: str, new: str) -> Changes:
    """Give an installed unit another name; its points keep their numbers and so their readings.

    UserErrors: `plan.unknown_set`, `plan.unknown_member`, `plan.bad_members`, `plan.not_listed`.
    """
    plan, definition = plan_of(session, project)
    members = plan.members(name)
    if old not in members:
        raise UserError("plan.unknown_member", name, member=old)
    cleaned = _cleaned(definition, name, tuple(new if one == old else one for one in members))
    new = new.strip()
    named = msgspec.structs.replace(
        plan,
        sets=tuple(IndexSet(name, cleaned) if one.name == name else one for one in plan.sets),
        points=tuple(_renamed(one, definition.monitored, name, old, new) for one in plan.points),
        fixed=tuple(_renamed(one, definition.fixed, name, old, new) for one in plan.fixed),
    )
    save_plan(session, project, named, name, {"member": old, "renamed": new})
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: {names}").format(names=new))


def _renamed(
    row: Row, parameters: Mapping[str, MonitoredParameter] | Mapping[str, FixedParameter], name: str, old: str, new: str
) -> Row:
    """A point or value with the unit's new name in its index, and in words that were made from the index."""
    over = parameters[row.parameter].over if row.parameter in parameters else ()
    index = tuple(new if (each, one) == (name, old) else one for each, one in zip(over, row.index, strict=False))
    if index == row.index or len(index) != len(row.index):
        return row
    words = row.description.replace(f"({', '.join(row.index)})", f"({', '.join(index)})")
    return msgspec.structs.replace(row, index=index, description=words)


def _cleaned(definition: Definition, name: str, members: tuple[str, ...]) -> tuple[str, ...]:
    if name not in definition.sets:
        raise UserError("plan.unknown_set", name)
    cleaned = tuple(one.strip() for one in members)
    enough = bool(cleaned) or definition.sets[name].optional
    if not enough or len(set(cleaned)) != len(cleaned) or not all(map(is_member_name, cleaned)):
        raise UserError("plan.bad_members", ", ".join(cleaned))
    listed = rows_for(definition, name)
    for member in cleaned if listed else ():
        if member not in listed:
            raise UserError("plan.not_listed", name, member=member, known=", ".join(listed))
    return cleaned


def set_decision(session: Session, project: str, name: str, choice: str) -> Changes:
    """Decide what the methodology leaves open; the plan then asks for what this choice needs, and no more.

    UserErrors: `definition.unknown_decision`, `definition.unknown_choice`, `plan.way_has_readings`.
    """
    plan, _definition = plan_of(session, project)
    decided = msgspec.structs.replace(plan, decisions={**plan.decisions, name: choice})
    definition = session.library.for_plan(decided)
    known = {one.name: one for one in plan.sets}
    sets = tuple(known.get(name) or _fresh_set(definition, name) for name in definition.sets)
    shaped = _shaped(msgspec.structs.replace(decided, sets=sets), definition)
    with session.workspace.read() as connection:
        refuse_loss(connection, project, plan, shaped.points, "plan.way_has_readings")
        shaped = _numbered(connection, project, shaped, definition)
    save_plan(session, project, shaped, name, {"decision": choice})
    words = _(definition.decisions[name].choices[choice].label)
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: {names}").format(names=words))


def _fresh_set(definition: Definition, name: str) -> IndexSet:
    return IndexSet(name, () if definition.sets[name].optional else (first_member(definition, name),))


def first_member(definition: Definition, name: str) -> str:
    """What a set begins with: the first row of the methodology's list, or a name to be changed."""
    return next(iter(rows_for(definition, name)), f"{definition.index(name)}-1")


def _shaped(plan: Plan, definition: Definition) -> Plan:
    """The plan with a point for each parameter and member, and only the fixed values that are asked for."""
    fixed = tuple(
        one
        for one in plan.fixed
        if one.parameter in definition.fixed and one.index in index_tuples(plan, definition.fixed[one.parameter].over)
    )
    points = sorted(_points(plan, definition), key=_number)
    return msgspec.structs.replace(plan, points=tuple(points), fixed=fixed)


def _points(plan: Plan, definition: Definition) -> tuple[MonitoringPoint, ...]:
    """A point for each parameter and unit; those that are there keep their number and words."""
    known = {one.key: one for one in plan.points}
    taken = {one.no for one in plan.points}
    found = []
    for name, parameter in definition.monitored.items():
        for index in index_tuples(plan, parameter.over):
            fresh = MonitoringPoint("", name, parameter.unit, parameter.label, parameter.options[0], index)
            if fresh.key in known:
                found.append(known[fresh.key])
                continue
            number = next(at for at in range(1, len(taken) + 2) if f"({at})" not in taken)
            taken.add(f"({number})")
            found.append(msgspec.structs.replace(fresh, no=f"({number})", frequency=parameter.frequency))
    return tuple(found)


def _number(point: MonitoringPoint) -> int:
    digits = point.no.strip("()")
    return int(digits) if digits.isdecimal() else 0


def set_point_figures(
    session: Session, project: str, no: str, estimate: str, estimate_source: str, capacity: str
) -> Changes:
    """The yearly estimate in the point's unit and the rated capacity with its unit; empty texts clear them.

    UserErrors: `plan.unknown_point`, `plan.estimate_negative`, number.*, unit.* (a
    capacity times hours must measure what the point measures).
    """
    plan, _definition = plan_of(session, project)
    point = point_of(plan, no)
    value, rated = read_figures(point, estimate, capacity)
    changed = msgspec.structs.replace(
        point, estimate_per_year=value, estimate_source=estimate_source.strip(), capacity=rated
    )
    payload = {"estimate": estimate.strip(), "source": estimate_source.strip(), "capacity": capacity.strip()}
    save_plan(session, project, msgspec.structs.replace(plan, points=with_point(plan, changed)), no, payload)
    return Changes(frozenset({Kind.PLAN}), _("Saved: point {no}").format(no=no))


def set_yearly_estimate(session: Session, project: str, tonnes: str, source: str) -> Changes:
    """The ex-ante estimate of the plan in tonnes a year; an empty text clears it."""
    plan, _definition = plan_of(session, project)
    value = parse_number(tonnes) if tonnes.strip() else None
    if value is not None and value < 0:
        raise UserError("plan.estimate_negative", project)
    changed = msgspec.structs.replace(plan, estimate_t_per_year=value, estimate_source=source.strip())
    save_plan(session, project, changed, "estimate", {"tonnes": tonnes.strip(), "source": source.strip()})
    return Changes(frozenset({Kind.PLAN}), _("Saved: the yearly estimate"))


def set_roles(
    session: Session, project: str, roles: tuple[tuple[str, str, str], ...], since: date | None = None
) -> Changes:
    """The rows of the monitoring structure sheet: title, role and person; empty rows are left out.

    `since` says from which day on they hold; a locked plan takes them, too. What is
    missing in a row is for the checks to say; the person's name is not printed.
    """
    plan, _definition = plan_of(session, project)
    stripped = [tuple(part.strip() for part in one) for one in roles]
    rows = tuple(StructureRole(title, role, person) for title, role, person in stripped if title or role or person)
    changed = msgspec.structs.replace(plan, roles=rows, roles_from=since)
    save_plan(session, project, changed, "roles", {"roles": list(rows), "since": since})
    return Changes(frozenset({Kind.PLAN}), _("Saved: the monitoring structure"))


def set_integrity_check(session: Session, project: str, *, monthly: bool) -> Changes:
    """Say whether a named person looks through the records each month."""
    plan, _definition = plan_of(session, project)
    asked: Literal["", "monthly"] = "monthly" if monthly else ""
    save_plan(
        session, project, msgspec.structs.replace(plan, integrity_check=asked), "integrity check", {"asked": asked}
    )
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: the monthly check"))
