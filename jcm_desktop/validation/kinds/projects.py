"""Rules about the project and the methodology it is registered with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.plan import EvidenceLevel
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
    constructed_data,
)
