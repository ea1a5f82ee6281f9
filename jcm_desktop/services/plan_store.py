"""Where every change of a plan is stored: a locked version asks for a new one, a frozen period keeps its plan.

Knows no use case; each says itself what its event holds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.domain.plan_versions import registered_content
from jcm_desktop.domain.relied_on import relied_on
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import UnitOfWork

LOCKED = "plan.locked"  # the code that a window answers by asking for a new version


def plan_of(session: Session, project: str) -> tuple[Plan, Definition]:
    """The plan that is worked on, and the definition it follows."""
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
    return plan, session.library.for_plan(plan)


def point_of(plan: Plan, no: str) -> MonitoringPoint:
    """The point with this number; UserError `plan.unknown_point`."""
    for point in plan.points:
        if point.no == no:
            return point
    raise UserError("plan.unknown_point", no)


def with_point(plan: Plan, point: MonitoringPoint) -> tuple[MonitoringPoint, ...]:
    """The plan's points with this one in the place of the one that has its number."""
    return tuple(point if one.no == point.no else one for one in plan.points)


def save_plan(session: Session, project: str, plan: Plan, subject: str, payload: dict[str, Any]) -> None:
    """Store a changed plan with its event; nothing happens where nothing changed. Errors as of `change_plan`."""
    with session.workspace.unit_of_work(session.actor) as work:
        change_plan(work, project, plan, subject, payload)


def change_plan(work: UnitOfWork, project: str, plan: Plan, subject: str, payload: dict[str, Any]) -> None:
    """The same as part of something larger.

    UserErrors: `plan.locked` where the version is complete and what was registered
    would change, `plan.period_frozen` where the plan of a frozen period would.
    """
    current = repositories.plan(work.connection, project)
    if plan == current:
        return
    if current.locked and registered_content(plan) != registered_content(current):
        raise UserError(LOCKED, subject, version=current.version)
    put(work.connection, project, plan)
    work.record(project, "plan.changed", subject, payload)


def put(connection: Connection, project: str, plan: Plan) -> None:
    """Add a row of a plan; UserError `plan.period_frozen`."""
    before = repositories.plans(connection, project)
    refuse_altered(connection, project, plans=(*before, plan), code="plan.period_frozen")
    repositories.save_plan(connection, project, plan, clock.now())


def refuse_altered(
    connection: Connection,
    project: str,
    *,
    plans: tuple[Plan, ...] | None = None,
    meters: tuple[Meter, ...] | None = None,
    code: str,
    **facts: str,
) -> None:
    """UserError with this code if a frozen period would no longer be what it was frozen with."""
    frozen = [
        one for one in repositories.periods(connection, project) if repositories.is_frozen(connection, project, one)
    ]
    if not frozen:
        return
    old_plans, old_meters = repositories.plans(connection, project), repositories.meters(connection, project)
    if not old_plans:
        return
    new_plans = old_plans if plans is None else plans
    new_meters = old_meters if meters is None else meters
    for span in frozen:
        if relied_on(old_plans, old_meters, span) != relied_on(new_plans, new_meters, span):
            raise UserError(code, str(span), **facts)


def refuse_loss(
    connection: Connection, project: str, plan: Plan, points: tuple[MonitoringPoint, ...], code: str
) -> None:
    """UserError with this code if a point that has readings would go."""
    kept = {one.no for one in points}
    used = {one.point for one in repositories.readings(connection, project)}
    for one in plan.points:
        if one.no in used and one.no not in kept:
            raise UserError(code, one.key)
