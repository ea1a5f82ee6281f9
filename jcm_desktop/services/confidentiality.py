"""What a project keeps from the public copy of its reports: show what can be marked, and mark it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.confidential_views import ConfidentialRow, ConfidentialView
from jcm_desktop.services.dossiers import load_dossier, of_project
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

EVENT = "project.confidential"
_GROUPS = {
    Secret.HOST_PARTICIPANTS: N_("Names"),
    Secret.JAPANESE_PARTICIPANTS: N_("Names"),
    Secret.LOCATION: N_("Names"),
    Secret.PEOPLE: N_("Names"),
    Secret.POINT: N_("Monitoring points with all their readings"),
    Secret.READINGS: N_("Single readings"),
    Secret.FIXED: N_("Fixed values"),
    Secret.METER: N_("Serial numbers of meters"),
    Secret.EVIDENCE: N_("Evidence files"),
}
_WORDS = {
    Secret.HOST_PARTICIPANTS: N_("Participants of the partner country"),
    Secret.JAPANESE_PARTICIPANTS: N_("Japanese participants"),
    Secret.LOCATION: N_("Place and coordinates"),
    Secret.PEOPLE: N_("Every person's name"),
}


def confidential_page(session: Session, project: str, span: Span) -> ConfidentialView:
    """Everything that can be marked, and what is."""
    dossier = of_project(session, load_dossier(session, project, span)[0])
    marked = set(dossier.project.confidential)
    rows = [_row(mark, words, mark in marked) for mark, words in _offered(dossier)]
    offered = {mark for mark, _words in _offered(dossier)}
    rows += [_row(mark, mark.key, True) for mark in sorted(marked - offered)]
    return ConfidentialView(project, tuple(rows))


def _row(mark: Mark, words: str, marked: bool) -> ConfidentialRow:
    days = f" {mark.span}" if mark.span else ""
    return ConfidentialRow(str(mark), _(_GROUPS[mark.kind]), f"{words}{days}", marked)


def _offered(dossier: Dossier) -> Iterator[tuple[Mark, str]]:
    for kind, words in _WORDS.items():
        yield Mark(kind), _(words)
    for point in dossier.plan.points:
        yield Mark(Secret.POINT, point.no), f"{point.no} {point.description}"
    for value in dossier.plan.fixed:
        yield Mark(Secret.FIXED, value.key), f"{value.key} {value.description}"
    for meter in dossier.meters:
        yield Mark(Secret.METER, meter.serial), meter.serial
    for sha256, name in {one.sha256: one.name for one in dossier.evidence}.items():
        yield Mark(Secret.EVIDENCE, sha256), name


def mark_confidential(session: Session, project: str, marks: Iterable[str]) -> Changes:
    """Put these marks in place of those there are; a report made before stays as it is, superseded.

    UserErrors `confidential.mark_unknown`, `confidential.mark_incomplete`, `confidential.no_such_thing`.
    """
    wanted = tuple(sorted({Mark.parse(one) for one in marks}))
    with session.workspace.read() as connection:
        found = repositories.project(connection, project)
        plan = repositories.plan(connection, project)
        meters = {one.serial for one in repositories.meters(connection, project)}
        files = {one.sha256 for one in repositories.evidence(connection, project)}
    known = {
        Secret.POINT: {one.no for one in plan.points},
        Secret.READINGS: {one.no for one in plan.points},
        Secret.FIXED: {one.key for one in plan.fixed},
        Secret.METER: meters,
        Secret.EVIDENCE: files,
    }
    for mark in wanted:
        if mark.kind.has_key and mark.key not in known[mark.kind] and mark not in found.confidential:
            raise UserError("confidential.no_such_thing", str(mark))
    with session.workspace.unit_of_work(session.actor) as work:
        repositories.save_project(work.connection, msgspec.structs.replace(found, confidential=wanted))
        work.record(project, EVENT, "", {"marks": [str(one) for one in wanted]})
    words = _("The public copy leaves {count} marked things out.").format(count=len(wanted))
    return Changes(frozenset({Kind.PROJECTS, Kind.REPORTS}), words)
