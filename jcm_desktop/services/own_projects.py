"""Projects that are not in the public register: estimates with a template or a proposal, and those to come."""

from __future__ import annotations

import re

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import ESTIMATE, NOT_REGISTERED, Location, MethodologyRef, Project
from jcm_desktop.i18n import _
from jcm_desktop.services.library import ANY, country_name, known_one
from jcm_desktop.services.library_views import Use
from jcm_desktop.services.overview import STANDINGS, add_project, skeleton_plan
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

# With a hyphen, so that it is no name of the register and none that a disk keeps for itself.
_REFERENCE = re.compile(r"[A-Z]{2,8}(-[A-Z0-9]{1,12}){1,2}")
_LIKE_REGISTER = re.compile(r"[A-Z]{2}-?[0-9]{3}")


class OwnProject(msgspec.Struct, frozen=True):
    """What a person gives for a project of their own."""

    reference: str
    title: str
    country: str  # two letters
    host_participants: str = ""
    japanese_participants: str = ""


class OwnProjectForm(msgspec.Struct, frozen=True):
    """What the form proposes."""

    id: str
    version: str
    estimate: bool  # no report can be made by this definition
    reference: str  # the next one that is free
    country: str  # of the methodology; empty: any can be chosen
    countries: tuple[tuple[str, str], ...]  # code and name


def standing(session: Session, reference: str) -> str:
    """`STANDINGS` has its words; empty for a project of the register."""
    with session.workspace.read() as connection:
        found = repositories.project(connection, reference)
    return found.status if found.status in STANDINGS else ""


def own_project_form(session: Session, id: str, version: str) -> OwnProjectForm:
    """What to ask before a project is opened by one methodology version; UserError `methodology.unknown`."""
    one = known_one(session, MethodologyRef(id, version))
    own = "" if one.country == ANY else one.country
    codes = [own] if own else [each.code for each in session.register.countries]
    names = sorted(((code, country_name(code, session.register)) for code in codes), key=lambda each: each[1])
    with session.workspace.read() as connection:
        taken = {each.reference for each in repositories.projects(connection)}
    estimate = one.use is Use.ESTIMATE
    head = "EST" if estimate else f"{own}-NEW"
    free = next(each for at in range(1, len(taken) + 2) if (each := f"{head}-{at:03}") not in taken)
    return OwnProjectForm(id, version, estimate, free, own, tuple(names))


def start_own_project(session: Session, id: str, version: str, said: OwnProject) -> Changes:
    """Open a project by one methodology version; the plan waits for its values.

    UserErrors: `own_project.no_title`, `own_project.no_country`, `own_project.bad_reference`, `project.exists`,
    `project.not_usable` where the methodology is known by its title only.
    """
    one = known_one(session, MethodologyRef(id, version))
    reference, title = said.reference.strip().upper(), said.title.strip()
    country = session.register.country(said.country)
    if one.definition is None:
        raise UserError("project.not_usable", reference, detail=_("Bring its official workbook first."))
    if not title:
        raise UserError("own_project.no_title", reference)
    if country is None:
        raise UserError("own_project.no_country", reference)
    if not _REFERENCE.fullmatch(reference) or _LIKE_REGISTER.fullmatch(reference):
        raise UserError("own_project.bad_reference", said.reference.strip()[:40])
    project = Project(
        reference=reference,
        title=title,
        country=country.code,
        status=ESTIMATE if one.use is Use.ESTIMATE else NOT_REGISTERED,
        methodology=one.ref,
        host_participants=said.host_participants.strip(),
        japanese_participants=said.japanese_participants.strip(),
        location=Location(country=country.name),
    )
    add_project(session, project, skeleton_plan(session.library.joined(project.methodologies)))
    words = _("{reference} is ready. Next: its plan.").format(reference=reference)
    return Changes(frozenset({Kind.PROJECTS, Kind.PLAN}), words)
