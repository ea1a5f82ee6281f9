"""Load a project's period with its definition and its assessment; what most use cases begin with."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from jcm_desktop import clock
from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.provenance import Provenance
from jcm_desktop.methodologies.library import Library, Origin
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.session import Session
from jcm_desktop.storage import confirmations, repositories
from jcm_desktop.validation.assessment import Assessment, assess
from jcm_desktop.validation.rule_sets import RuleSet


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dossier with everything computed from it."""

    dossier: Dossier
    definition: Definition
    assessment: Assessment
    rules: RuleSet


def load_dossier(session: Session, project: str, span: Span) -> tuple[Dossier, Definition]:
    """The inputs of one period; UserError `project.unknown` if there is no such project."""
    with session.workspace.read() as connection:
        found = repositories.project(connection, project)
        rules = session.rules.holding(found.country, span.last)
        dossier = repositories.dossier(connection, project, span, rules.key)
        refs = dossier.plan.methodologies
        definition = session.library.for_plan(dossier.plan)
        stated = tuple(
            one
            for ref in refs
            for one in counting_confirmations(connection, session.library, ref, sample=bool(found.constructed))
        )
    library = session.library
    provenance = (
        *(_provenance("definition", str(ref), library.digest(ref), library.origin(ref)) for ref in refs),
        _provenance("rules", rules.key, rules.sha256, session.rules.origins[rules.key]),
    )
    return msgspec.structs.replace(dossier, confirmations=stated, provenance=provenance), definition


def counting_confirmations(
    connection: Connection, library: Library, ref: MethodologyRef, *, sample: bool
) -> tuple[Confirmation, ...]:
    """The confirmation of the definition as it is here, if there is one; a constructed one is for samples only.

    Of several the real one stands before the constructed one.
    """
    found = confirmations.confirmations(connection, ref)
    here = [one for one in found if one.definition == library.digest(ref) and (sample or not one.constructed)]
    return tuple(sorted(here, key=lambda one: one.constructed)[:1])


def _provenance(what: str, name: str, sha256: str, origin: Origin) -> Provenance:
    return msgspec.convert({"what": what, "name": name, "sha256": sha256, **msgspec.to_builtins(origin)}, Provenance)


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
    )
    return Loaded(dossier, definition, assessment, rules)
