"""Where a definition or a rule set came from, in words; and the projects of the workspace that rely on a definition."""

from __future__ import annotations

from sqlalchemy import Connection

from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.library import Origin, OriginKind
from jcm_desktop.storage import repositories


def origin_words(origin: Origin) -> str:
    """One line that nobody takes for another origin."""
    if origin.kind is OriginKind.SHIPPED:
        return _("Shipped with the program")
    if origin.kind is OriginKind.OWN:
        return _("Made or imported in this workspace")
    return _("Pack “{pack}”, edition {edition}, of {publisher}, issued {issued}").format(
        pack=origin.pack, edition=origin.edition, publisher=origin.publisher, issued=origin.issued
    )


def users_of(connection: Connection) -> dict[MethodologyRef, tuple[str, ...]]:
    """The projects by the methodology version they are registered with or plan by."""
    found: dict[MethodologyRef, list[str]] = {}
    for project in repositories.projects(connection):
        plans = repositories.plans(connection, project.reference)
        for ref in {*project.methodologies, *(ref for one in plans[-1:] for ref in one.methodologies)}:
            found.setdefault(ref, []).append(project.reference)
    return {ref: tuple(sorted(names)) for ref, names in found.items()}
