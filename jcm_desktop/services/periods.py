"""The life of a monitoring period: freeze it when its data are approved, open it again with a reason.

Four eyes: who typed is not who approves; where one person does both, the reason is
asked for, kept and printed. A frozen period takes no entry.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Approval
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

CHANGED = frozenset({Kind.PERIODS, Kind.READINGS, Kind.REASONS, Kind.PROJECTS})
SHORTEST = 5  # letters of a reason; shorter than a word explains nothing


def known_period(session: Session, project: str, span: Span) -> Span:
    """The period, if somebody opened it; UserErrors `project.unknown`, `period.not_there`."""
    with session.workspace.read() as connection:
        known = repositories.periods(connection, repositories.project(connection, project).reference)
    if span not in known:
        raise UserError("period.not_there", str(span), project=project, known="; ".join(map(str, known)) or "–")
    return span


def freeze(session: Session, project: str, span: Span, reason: str = "") -> Changes:
    """Approve a period's data; UserErrors `period.frozen`, `period.not_ready`, `period.one_person`."""
    loaded = load(session, project, span)
    blocking, missing = loaded.assessment.blocking, loaded.assessment.reasons_missing
    if blocking or missing:
        raise UserError("period.not_ready", str(span), todo=in_the_way(blocking, missing))
    typed = tuple(sorted({one.recorded_by for one in loaded.dossier.active_readings if one.recorded_by}))
    used = loaded.dossier.provenance
    if session.actor in typed and len(reason.strip()) < SHORTEST:
        raise UserError("period.one_person", str(span), name=session.actor)
    _set(session, project, span, Approval(frozen=True, reason=reason.strip(), entered_by=typed, used=used))
    return Changes(CHANGED, _("The period {span} is frozen. It can be opened again with a reason.").format(span=span))


def reopen(session: Session, project: str, span: Span, reason: str) -> Changes:
    """Let a frozen period take entries again; UserErrors `period.not_frozen`, `period.reason_missing`."""
    if len(reason.strip()) < SHORTEST:
        raise UserError("period.reason_missing", str(span))
    _set(session, project, span, Approval(frozen=False, reason=reason.strip()))
    return Changes(CHANGED, _("The period {span} is open again.").format(span=span))


def in_the_way(blocking: int, reasons: int) -> str:
    """What is to be done before a report or an approval: `1 problem to solve, 2 reasons to give`."""
    problems = ngettext("{count} problem to solve", "{count} problems to solve", blocking).format(count=blocking)
    missing = ngettext("{count} reason to give", "{count} reasons to give", reasons).format(count=reasons)
    return ", ".join(words for words, count in ((problems, blocking), (missing, reasons)) if count)


def refuse_frozen(connection: Connection, project: str, span: Span) -> None:
    """UserError `period.frozen` if the period takes no entry."""
    if repositories.is_frozen(connection, project, span):
        raise UserError("period.frozen", str(span))


def _set(session: Session, project: str, span: Span, approval: Approval) -> None:
    with session.workspace.unit_of_work(session.actor) as work:
        if repositories.is_frozen(work.connection, project, span) == approval.frozen:
            raise UserError("period.frozen" if approval.frozen else "period.not_frozen", str(span))
        stamped = msgspec.structs.replace(approval, by=session.actor, at=clock.now())
        repositories.set_frozen(work.connection, project, span, frozen=approval.frozen)
        repositories.add_declaration(work.connection, project, span, stamped)
        kind = "period.frozen" if approval.frozen else "period.reopened"
        work.record(project, kind, str(span), {"declaration": stamped})
