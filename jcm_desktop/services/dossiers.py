"""Load a project's period with its definition and its assessment; what most use cases begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan_versions import with_register
from jcm_desktop.domain.reading import Reading, active
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import relying
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories
from jcm_desktop.validation.assessment import Assessment, assess
from jcm_desktop.validation.rule_sets import RuleSet

LOOK_BACK = timedelta(days=800)  # the same month two years before


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dossier with everything computed from it."""

    dossier: Dossier
    definition: Definition
    assessment: Assessment
    rules: RuleSet


def load_dossier(session: Session, project: str, span: Span) -> tuple[Dossier, Definition]:
    """The inputs of one period; UserError `project.unknown` if there is no such project."""
    library = session.library
    with session.workspace.read() as connection:
        found = repositories.project(connection, project)
        rules = session.rules.holding(found.country, span.last)
        dossier = repositories.dossier(connection, project, span, rules.key)
        definition = library.for_plan(dossier.plan)
        stated = relying.counting(connection, library, dossier.plan, sample=bool(found.constructed))
    used = relying.provenance(library, dossier.plan, session.rules, rules)
    return msgspec.structs.replace(dossier, confirmations=stated, provenance=used), definition


def load(session: Session, project: str, span: Span, *, thorough: bool = False) -> Loaded:
    """The inputs and what they give today; thorough: with every byte of the evidence files read."""
    dossier, definition = load_dossier(session, project, span)
    rules = session.rules.holding(dossier.project.country, span.last)
    files = [(one.sha256, one.size) for one in dossier.files]
    assessment = assess(
        dossier,
        definition,
        today=clock.now().date(),
        library=session.library,
        broken_files=session.workspace.evidence.broken(files, thorough=thorough),
        rules=rules,
        countries=session.register.codes,
    )
    return Loaded(dossier, definition, assessment, rules)


def of_project(session: Session, dossier: Dossier) -> Dossier:
    """The dossier with every meter and file of the project, also those of later days: for pages, never for a report."""
    project = dossier.project.reference
    with session.workspace.read() as connection:
        return msgspec.structs.replace(
            dossier,
            plan=with_register(dossier.plan, repositories.plan(connection, project)),
            meters=repositories.meters(connection, project),
            evidence=repositories.evidence(connection, project),
        )


def earlier_readings(session: Session, project: str, span: Span) -> tuple[Reading, ...]:
    """The readings that count of the two years before a period, by point and day."""
    before = Span(span.first - LOOK_BACK, span.first - DAY)
    with session.workspace.read() as connection:
        found = repositories.readings(connection, project, before)
    return tuple(one for one in active(found) if one.last < span.first)
