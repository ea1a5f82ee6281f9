"""Rules about the project and the methodology it is registered with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.project import coordinate
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.schema import Part
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind

_LEVELS = {
    EvidenceLevel.PROJECT_DOCUMENT: N_("a project document"),
    EvidenceLevel.DERIVED: N_("published figures"),
    EvidenceLevel.THIRD_PARTY: N_("a quotation by others"),
    EvidenceLevel.DRAFT: N_("a draft that was not confirmed"),
    EvidenceLevel.ENTERED: N_("what a user entered"),
    EvidenceLevel.CONSTRUCTED: N_("constructed text"),
}
_STATUSES = {
    "proposed": N_("a proposed methodology that is not approved yet"),
    "template": N_("a template, a generic calculation for which no approved methodology is known"),
}
_PARTS = {
    "country": N_("the country"),
    "province": N_("the province"),
    "town": N_("the town"),
    "latitude": N_("the latitude"),
    "longitude": N_("the longitude"),
}
_COORDINATES = {"latitude": (90, N_("the latitude")), "longitude": (180, N_("the longitude"))}
_NOTHING = N_("nothing is entered")
_NO_PARTS = N_("it needs country, province, town and both coordinates")
_NO_PART = N_("{words} is missing")
_NO_COORDINATE = N_("{words} “{text}” is not a number of degrees")
_HEADQUARTERS = N_("“{text}” looks like the office of a participant, not like the place of the equipment")
_OFFICE = re.compile(
    r"head\s*-?\s*(quarter|office)|\bHQ\b|本社|本店|trụ sở|kantor pusat|สำนักงานใหญ่|төв оффис", re.IGNORECASE
)
_PROJECT = Place("project")
_PLAN = Place("plan")


def reference_number(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Two letters of a partner country and three digits."""
    reference = context.dossier.project.reference
    if not re.fullmatch(r"[A-Z]{2}\d{3}", reference) or reference[:2] not in context.countries:
        yield Hit(_PROJECT, {"reference": reference})


def methodology_country(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """`<country>_AM<nnn>` of the project's own country."""
    project = context.dossier.project
    for ref in project.methodologies:
        if not re.fullmatch(rf"{re.escape(project.country)}_AM\d{{3}}", ref.id):
            yield Hit(_PROJECT, {"methodology": ref.id, "country": project.country})


def registered_methodology(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The plan follows the registered methodology in the registered version."""
    plan, registered = context.dossier.plan.methodologies, context.dossier.project.methodologies
    if plan != registered:
        yield Hit(_PLAN, {"plan": " + ".join(map(str, plan)), "registered": " + ".join(map(str, registered))})


def registered_status(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The register's word for a registered project."""
    status = context.dossier.project.status
    if status != "Project registered":
        yield Hit(_PROJECT, {"status": status})


def approved_definition(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Proposals and templates are for estimates only."""
    for head in context.definition.heads:
        problem = _STATUSES.get(head.status)
        if problem:
            yield Hit(_of(head, context), {"methodology": str(head.ref), "problem": problem})


def official_formula(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A formula not read on an official page or better asks a person to compare it with the approved text."""
    for head in context.definition.heads:
        level = head.evidence.formula
        if level.rank > EvidenceLevel.OFFICIAL_PAGE.rank:
            yield Hit(_of(head, context), {"methodology": str(head.ref), "words": _LEVELS[level]})


def _of(head: Part, context: CheckContext) -> Place:
    """The plan; of several methodologies a place of its own, so that each needs its own reason."""
    return Place("plan", parameter=head.methodology) if context.definition.parts else _PLAN


def location(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The place of the equipment is complete and can be found on a map; an office is not the place."""
    place = context.dossier.project.location
    missing = [name for name in _PARTS if not getattr(place, name).strip()]
    if missing:
        problem = _NOTHING if len(missing) == len(_PARTS) else _NO_PART if len(missing) == 1 else _NO_PARTS
        yield Hit(_location(missing[0]), {"problem": problem, "words": _PARTS[missing[0]]})
    for name, (limit, words) in _COORDINATES.items():
        text = getattr(place, name).strip()
        if text and coordinate(text, limit) is None:
            yield Hit(_location(name), {"problem": _NO_COORDINATE, "words": words, "text": text[:40]})
    for name in ("province", "town"):
        if _OFFICE.search(getattr(place, name)):
            yield Hit(_location(name), {"problem": _HEADQUARTERS, "text": getattr(place, name)[:80]})


def _location(part: str) -> Place:
    return Place("project", parameter=part)


def constructed_data(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Sample data say so."""
    if context.dossier.project.constructed:
        yield Hit(_PROJECT, {"constructed": context.dossier.project.constructed})


ALL: tuple[Kind, ...] = (
    reference_number,
    methodology_country,
    registered_methodology,
    registered_status,
    approved_definition,
    official_formula,
    location,
    constructed_data,
)
