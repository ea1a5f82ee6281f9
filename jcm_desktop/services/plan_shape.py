"""What a plan consists of: installed units, estimates, roles. Each change is a new plan with its event.

A unit that has readings is never taken out: its evidence would lose its place.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import IndexSet, MonitoringPoint, Plan, StructureRole
from jcm_desktop.domain.quantity import Quantity, parse_number, parse_quantity
from jcm_desktop.domain.units import factor
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.planning import index_tuples, save_plan
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

_MEMBER = re.compile(r"[^\[\],\s][^\[\],]{0,30}")


def set_members(session: Session, project: str, name: str, members: tuple[str, ...]) -> Changes:
    """Name the installed units of a set; a point for each new one, none for those taken out.

    UserErrors: `plan.unknown_set`, `plan.bad_members`, `plan.member_has_readings`.
    """
    plan, definition = _plan(session, project)
    if name not in definition.sets:
        raise UserError("plan.unknown_set", name)
    cleaned = tuple(one.strip() for one in members)
    if not cleaned or len(set(cleaned)) != len(cleaned) or not all(_MEMBER.fullmatch(one) for one in cleaned):
        raise UserError("plan.bad_members", ", ".join(cleaned))
    sets = tuple(IndexSet(name, cleaned) if one.name == name else one for one in plan.sets)
    shaped = msgspec.structs.replace(plan, sets=sets)
    points = _points(shaped, definition)
    _refuse_loss(session, project, plan, points)
    fixed = tuple(
        one
        for one in plan.fixed
        if one.parameter in definition.fixed and one.index in index_tuples(shaped, definition.fixed[one.parameter].over)
    )
    shaped = msgspec.structs.replace(shaped, points=points, fixed=fixed)
    save_plan(session, project, shaped, name, {"members": list(cleaned)})
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: {names}").format(names=", ".join(cleaned)))


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


def _refuse_loss(session: Session, project: str, plan: Plan, points: tuple[MonitoringPoint, ...]) -> None:
    kept = {one.no for one in points}
    with session.workspace.read() as connection:
        used = {one.point for one in repositories.readings(connection, project)}
    for one in plan.points:
        if one.no in used and one.no not in kept:
            raise UserError("plan.member_has_readings", one.key)


def set_point_figures(
    session: Session, project: str, no: str, estimate: str, estimate_source: str, capacity: str
) -> Changes:
    """The yearly estimate in the point's unit and the rated capacity with its unit; empty texts clear them.

    UserErrors: `plan.unknown_point`, `plan.estimate_negative`, number.*, unit.* (a
    capacity times hours must measure what the point measures).
    """
    plan, _definition = _plan(session, project)
    point = _point(plan, no)
    value: Decimal | None = parse_number(estimate) if estimate.strip() else None
    if value is not None and value < 0:
        raise UserError("plan.estimate_negative", no)
    rated: Quantity | None = None
    if capacity.strip():
        rated = parse_quantity(capacity, f"{point.unit}/h")
        factor(f"{rated.unit}*h", point.unit)
    changed = msgspec.structs.replace(
        point, estimate_per_year=value, estimate_source=estimate_source.strip(), capacity=rated
    )
    points = tuple(changed if one.no == no else one for one in plan.points)
    payload = {"estimate": estimate.strip(), "source": estimate_source.strip(), "capacity": capacity.strip()}
    save_plan(session, project, msgspec.structs.replace(plan, points=points), no, payload)
    return Changes(frozenset({Kind.PLAN}), _("Saved: point {no}").format(no=no))


def set_yearly_estimate(session: Session, project: str, tonnes: str, source: str) -> Changes:
    """The ex-ante estimate of the plan in tonnes a year; an empty text clears it."""
    plan, _definition = _plan(session, project)
    value = parse_number(tonnes) if tonnes.strip() else None
    if value is not None and value < 0:
        raise UserError("plan.estimate_negative", project)
    changed = msgspec.structs.replace(plan, estimate_t_per_year=value, estimate_source=source.strip())
    save_plan(session, project, changed, "estimate", {"tonnes": tonnes.strip(), "source": source.strip()})
    return Changes(frozenset({Kind.PLAN}), _("Saved: the yearly estimate"))


def set_roles(session: Session, project: str, roles: tuple[tuple[str, str], ...]) -> Changes:
    """The rows of the monitoring structure sheet: title and role; rows without both are left out."""
    plan, _definition = _plan(session, project)
    rows = tuple(StructureRole(title.strip(), role.strip()) for title, role in roles if title.strip() and role.strip())
    save_plan(session, project, msgspec.structs.replace(plan, roles=rows), "roles", {"roles": list(rows)})
    return Changes(frozenset({Kind.PLAN}), _("Saved: the monitoring structure"))


def _plan(session: Session, project: str) -> tuple[Plan, Definition]:
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
    return plan, session.library.of(plan.methodology)


def _point(plan: Plan, no: str) -> MonitoringPoint:
    for point in plan.points:
        if point.no == no:
            return point
    raise UserError("plan.unknown_point", no)
