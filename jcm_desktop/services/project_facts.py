"""Facts of a project that the register does not print: where it is, when it operates, which clock its days follow."""

from __future__ import annotations

import re
from datetime import date

import msgspec
from sqlalchemy import Connection

from jcm_desktop.domain.batch import counting
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import Location, Project, coordinate
from jcm_desktop.i18n import _
from jcm_desktop.series.zones import zone, zone_names, zones_of
from jcm_desktop.services.plan_views import ProjectFacts
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import logger_data, repositories

_COMMA = re.compile(r"^([+-]?\d{1,3}),(\d+)$")
LIMITS = {"latitude": 90, "longitude": 180}
CHANGED = frozenset({Kind.PLAN, Kind.PROJECTS, Kind.READINGS})


def zone_of(project: Project) -> str:
    """The time zone of a project's days: as entered, or its country's only one; empty where nobody said it."""
    if project.zone:
        return project.zone
    own = zones_of(project.country)
    return own[0] if len(own) == 1 else ""


def used_zone(connection: Connection, project: str) -> str:
    """The zone of the logger data that count; empty where there are none."""
    return next((one.mapping.zone for one in reversed(counting(logger_data.batches(connection, project)))), "")


def zones_to_choose(project: Project) -> tuple[str, ...]:
    """The country's own first."""
    own = zones_of(project.country)
    return (*own, *sorted(zone_names() - set(own)))


def facts_of(project: Project, used_zone: str = "") -> ProjectFacts:
    """The facts as a form shows them; `used_zone` is the one that stored logger data are in."""
    place = project.location
    return ProjectFacts(
        reference=project.reference,
        title=project.title,
        host_participants=project.host_participants,
        japanese_participants=project.japanese_participants,
        registered_on=project.registered_on,
        country=place.country,
        province=place.province,
        town=place.town,
        latitude=place.latitude,
        longitude=place.longitude,
        operation_start=project.operation_start,
        operation_end=project.operation_end,
        zone=used_zone or zone_of(project),
        zones=zones_to_choose(project),
    )


def set_project_facts(
    session: Session,
    project: str,
    location: Location,
    operation_start: date | None,
    operation_end: date | None,
    zone: str | None = None,
) -> Changes:
    """Enter location, days of operation and time zone (None: as it is); what is missing is for the checks to say.

    UserErrors: `project.bad_coordinate` for what is not decimal degrees, `project.days_reversed`,
    `project.period_frozen` where a frozen period would lie outside the operation, `zone.unknown`,
    `project.zone_in_use` where logger data are stored in another one.
    """
    texts = {name: getattr(location, name).strip() for name in location.__struct_fields__}
    for name, limit in LIMITS.items():
        texts[name] = _COMMA.sub(r"\1.\2", texts[name])  # no coordinate has thousands: a comma is its decimal sign
        if texts[name] and coordinate(texts[name], limit) is None:
            raise UserError("project.bad_coordinate", project, typed=texts[name], limit=limit)
    if operation_start and operation_end and operation_end < operation_start:
        raise UserError("project.days_reversed", project, first=operation_start, last=operation_end)
    with session.workspace.unit_of_work(session.actor) as work:
        known = repositories.project(work.connection, project)
        changed = msgspec.structs.replace(
            known,
            location=Location(**texts),
            operation_start=operation_start,
            operation_end=operation_end,
            zone=_checked_zone(work.connection, known, zone),
        )
        if changed != known:
            _refuse_frozen_outside(work.connection, known, changed)
            repositories.save_project(work.connection, changed)
            payload = {
                "location": texts,
                "operation_start": operation_start,
                "operation_end": operation_end,
                "zone": changed.zone,
            }
            work.record(project, "project.changed", project, payload)
    return Changes(CHANGED, _("Saved: the facts of the project"))


def _checked_zone(connection: Connection, known: Project, wanted: str | None) -> str:
    """The zone to store; the country's only one need not be stored, and another one not where data are in it."""
    if wanted is None or wanted == zone_of(known):
        return known.zone
    if wanted:
        zone(wanted)
    used = used_zone(connection, known.reference)
    if used and used != wanted:
        raise UserError("project.zone_in_use", known.reference, zone=used)
    return wanted


def _refuse_frozen_outside(connection: Connection, known: Project, changed: Project) -> None:
    if (known.operation_start, known.operation_end) == (changed.operation_start, changed.operation_end):
        return
    start, end = changed.operation_start, changed.operation_end
    for span in repositories.periods(connection, known.reference):
        outside = (start is not None and span.first < start) or (end is not None and end < span.last)
        if outside and repositories.is_frozen(connection, known.reference, span):
            raise UserError("project.period_frozen", str(span))
