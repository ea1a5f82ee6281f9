"""What a project relies on: definitions and rules with where they came from, and the confirmations that count."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.provenance import Provenance
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.comparing import confirms
from jcm_desktop.methodologies.library import Library, Origin, OriginKind
from jcm_desktop.services.session import Session
from jcm_desktop.storage import confirmations, repositories
from jcm_desktop.validation.rule_sets import RuleBook, RuleSet


def origin_words(origin: Origin | None) -> str:
    """Where a definition came from; a reader should never take one for another."""
    if origin is None:
        return _("From public lists; no definition here")
    if origin.kind is OriginKind.SHIPPED:
        return _("Shipped with the program")
    if origin.kind is OriginKind.OWN:
        return _("Made or imported in this workspace")
    return _("Pack “{pack}”, edition {edition}, of {publisher}, issued {issued}").format(
        pack=origin.pack, edition=origin.edition, publisher=origin.publisher, issued=origin.issued
    )


def users_of(connection: Connection) -> dict[MethodologyRef, tuple[str, ...]]:
    """The projects by each methodology version they are registered with or plan by."""
    found: dict[MethodologyRef, list[str]] = {}
    for project in repositories.projects(connection):
        plans = repositories.plans(connection, project.reference)
        for ref in {*project.methodologies, *(ref for one in plans[-1:] for ref in one.methodologies)}:
            found.setdefault(ref, []).append(project.reference)
    return {ref: tuple(sorted(names)) for ref, names in found.items()}


def counting(connection: Connection, library: Library, plan: Plan, *, sample: bool) -> tuple[Confirmation, ...]:
    """The confirmation of each definition of a plan as it is here; a constructed one counts for samples only.

    Of several the real one stands before the constructed one.
    """
    found = []
    for ref in plan.methodologies:
        stated = confirmations.confirmations(connection, ref)
        here = [one for one in stated if one.definition == library.digest(ref) and (sample or not one.constructed)]
        found += sorted(here, key=lambda one: one.constructed)[:1]
    return tuple(found)


def confirmed(session: Session) -> frozenset[MethodologyRef]:
    """The methodology versions that a person confirmed as they are here."""
    with session.workspace.read() as connection:
        stated = [one for one in confirmations.every(connection) if not one.constructed]
    library = session.library
    return frozenset(
        one.methodology
        for one in stated
        if library.has(one.methodology)
        and one.definition == library.digest(one.methodology)
        and confirms(one, library.written(one.methodology), sample=False)
    )


def provenance(library: Library, plan: Plan, book: RuleBook, rules: RuleSet) -> tuple[Provenance, ...]:
    """Where each definition of a plan and the rules came from, with their hashes."""
    return (*definitions_of(library, plan), _provenance("rules", rules.key, rules.sha256, book.origins[rules.key]))


def definitions_of(library: Library, plan: Plan) -> tuple[Provenance, ...]:
    """Where each definition of a plan came from; those that are not here are left out."""
    return tuple(
        _provenance("definition", str(ref), library.digest(ref), library.origin(ref))
        for ref in plan.methodologies
        if library.has(ref)
    )


def _provenance(what: str, name: str, sha256: str, origin: Origin) -> Provenance:
    return msgspec.convert({"what": what, "name": name, "sha256": sha256, **msgspec.to_builtins(origin)}, Provenance)
