"""Facts of a project that the register does not print: where it is, when it began and ends to operate."""

from __future__ import annotations

from datetime import date

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import Location, Project, coordinate
from jcm_desktop.i18n import _
from jcm_desktop.services.plan_views import ProjectFacts
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

LIMITS = {"latitude": 90, "longitude": 180}
CHANGED = frozenset({Kind.PLAN, Kind.PROJECTS, Kind.READINGS})


def facts_of(project: Project) -> ProjectFacts:
    """The facts as a form shows them."""
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
    )


def set_project_facts(
    session: Session, project: str, location: Location, operation_start: date | None, operation_end: date | None
) -> Changes:
    """Enter location and days of operation; what is missing is for the checks to say.

    UserErrors: `project.bad_coordinate` for what is not decimal degrees, `project.days_reversed`.
    """
    texts = {name: getattr(location, name).strip() for name in location.__struct_fields__}
    for name, limit in LIMITS.items():
        if texts[name] and coordinate(texts[name], limit) is None:
            raise UserError("project.bad_coordinate", project, typed=texts[name], limit=limit)
    if operation_start and operation_end and operation_end < operation_start:
        raise UserError("project.days_reversed", project, first=operation_start, last=operation_end)
    with session.workspace.unit_of_work(session.actor) as work:
        known = repositories.project(work.connection, project)
        changed = msgspec.structs.replace(
            known, location=Location(**texts), operation_start=operation_start, operation_end=operation_end
        )
        if changed != known:
            repositories.save_project(work.connection, changed)
            payload = {"location": texts, "operation_start": operation_start, "operation_end": operation_end}
            work.record(project, "project.changed", project, payload)
    return Changes(CHANGED, _("Saved: the facts of the project"))
