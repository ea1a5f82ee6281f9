"""Rules about the project and the methodology it is registered with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.project import ESTIMATE, NOT_REGISTERED, coordinate
from jcm_desktop.domain.provenance import Provenance
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.combined import part_of
from jcm_desktop.methodologies.comparing import confirms, needs_confirming
from jcm_desktop.methodologies.schema import Part
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind

_LEVELS = {
    EvidenceLevel.APPROVED_TEXT: N_("the approved text"),
    EvidenceLevel.OFFICIAL_PAGE: N_("the scheme's official page"),
    EvidenceLevel.PROJECT_DOCUMENT: N_("a project document"),
    EvidenceLevel.DERIVED: N_("published figures"),
    EvidenceLevel.THIRD_PARTY: N_("a quotation by others"),
    EvidenceLevel.DRAFT: N_("a draft that was not confirmed"),
    EvidenceLevel.ENTERED: N_("what a user entered"),
    EvidenceLevel.CONSTRUCTED: N_("constructed text"),
}
_NOT_CONFIRMED = N_(
    "The formula of {methodology} is known from {words}, and nobody has confirmed it against the approved text."
)
_CONFIRM = N_(
    "Attach the approved text, compare each formula, parameter and number with it, and confirm the definition. "
    "What differs is corrected in a definition of your own."
)
_CONFIRM_BEFORE = N_(
    "The reason you gave earlier is kept (“{before}”), but a reason is not enough any more: attach the approved text, "
    "compare each formula, parameter and number with it, and confirm the definition."
)
_CONFIRMED = N_(
    "{person} compared {methodology} with the approved text on {day}, all {count} parts of it. "
    "Compared with: {documents}."
)
_CONSTRUCTED = N_(
    "Constructed for the sample, nobody compared anything: {person}, {day}, {count} parts of {methodology}, "
    "{documents}. A real project needs a confirmation of its own."
)
_OFFICIAL = N_(
    "The formula of {methodology} is known from {words}; nobody has compared it with the approved text here."
)
_OWN = N_(
    "The definition of {methodology} (SHA-256 {sha256}) came neither with the program nor with a pack: "
    "it was made or imported in the project's own workspace."
)
_OF_PACK = N_(
    "The definition of {methodology} (SHA-256 {sha256}) comes from the pack “{pack}”, edition {edition} of {issued}, "
    "published by {publisher} (key {fingerprint})."
)
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
_STATUS = N_("The register says “{status}” for this project.")
_NO_STATUS = N_("The project is not in the public register: it is an estimate, or it is not registered yet.")
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
        own = status in (ESTIMATE, NOT_REGISTERED)
        yield Hit(_PROJECT, {"status": "" if own else status, "problem": _NO_STATUS if own else _STATUS})


def approved_definition(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Proposals and templates are for estimates only."""
    for head in context.definition.heads:
        problem = _STATUSES.get(head.status)
        if problem:
            yield Hit(_of(head, context), {"methodology": str(head.ref), "problem": problem})


def official_formula(context: CheckContext, check: Check) -> Iterator[Hit]:
    """A formula not read on an official page or better needs a person who compared all of it with the approved text.

    Once a typed reason did; who gave one is told why it does no more.
    """
    reasons = [one.text for one in context.dossier.reasons if (one.code, one.place) == (check.code, check.before)]
    for head in context.definition.heads:
        level, place = head.evidence.formula, Place("library", parameter=str(head.ref))
        facts = {"methodology": str(head.ref), "words": _LEVELS[level], "way_out": ""}
        one = _confirmation(head, context)
        if one is not None:
            said = _CONSTRUCTED if one.constructed else _CONFIRMED
            yield Hit(place, {**facts, **_who(one), "problem": said}, severity=Severity.INFO)
        elif needs_confirming(level):
            severity = Severity.WARNING if context.estimate else None
            way_out = {"way_out": _CONFIRM_BEFORE, "before": reasons[-1]} if reasons else {"way_out": _CONFIRM}
            yield Hit(place, {**facts, "problem": _NOT_CONFIRMED, **way_out}, severity=severity)
        elif level is EvidenceLevel.OFFICIAL_PAGE and not context.estimate:
            yield Hit(place, {**facts, "problem": _OFFICIAL}, severity=Severity.INFO)


def _confirmation(head: Part, context: CheckContext) -> Confirmation | None:
    """Who stands for one methodology of the definition."""
    stated = [one for one in context.dossier.confirmations if one.methodology == head.ref]
    if not stated:
        return None
    own = part_of(context.definition, head) if context.definition.parts else context.definition
    sample = bool(context.dossier.project.constructed)
    return next((one for one in stated if confirms(one, own, sample=sample)), None)


def _who(one: Confirmation) -> dict[str, str]:
    return {
        "person": ", ".join(part for part in (one.person, one.organisation) if part),
        "day": str(one.at.date()) if one.at else "",
        "count": str(len(one.items)),
        "documents": "; ".join(f"{file.name} (SHA-256 {file.sha256})" for file in one.documents),
    }


def definition_origin(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A definition that did not come with the program says so."""
    for one in context.dossier.provenance:
        if one.what == "definition" and one.kind != "shipped":
            problem = _OF_PACK if one.kind == "pack" else _OWN
            yield Hit(_PLAN, {"methodology": one.name, "sha256": one.sha256, "problem": problem, **_publisher(one)})


def rules_origin(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Rules that did not come with the program say so."""
    for one in context.dossier.provenance:
        if one.what == "rules" and one.kind != "shipped":
            yield Hit(_PROJECT, {"rules": one.name, **_publisher(one)})


def _publisher(one: Provenance) -> dict[str, str]:
    return {
        "publisher": one.publisher,
        "fingerprint": one.fingerprint,
        "pack": one.pack,
        "edition": str(one.edition),
        "issued": str(one.issued or ""),
    }


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
    definition_origin,
    rules_origin,
    constructed_data,
)
