"""Attach files to monitoring points: stored once by SHA-256, linked with what they prove; links can be withdrawn.

Nothing is ever taken out: a withdrawal is one more row, with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from jcm_desktop.domain.declaration import EligibilityAnswer
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import KINDS, WITH_TOTAL, Evidence
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.periods import SHORTEST, refuse_frozen
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories


class Proof(msgspec.Struct, frozen=True):
    """What a file proves, as somebody filled it in."""

    kind: str
    points: tuple[str, ...] = ()
    issuer: str = ""
    first: date | None = None
    last: date | None = None
    page: str = ""
    total: str = ""  # as typed, in the unit of its one point
    confidential: bool = False
    constructed: bool = False


def attach_evidence(
    session: Session,
    project: str,
    point: str,
    path: str,
    kind: str,
    issuer: str = "",
    first: date | None = None,
    last: date | None = None,
    *,
    constructed: bool = False,
) -> Changes:
    """Copy one file into the store and link it to one point; errors as of `attach_files`."""
    proof = Proof(kind, (point,) if point else (), issuer, first, last, constructed=constructed)
    return attach_files(session, project, (path,), proof)


def attach_files(session: Session, project: str, paths: Sequence[str], proof: Proof) -> Changes:
    """Copy files into the store and link them all to what they prove, or none of them.

    UserErrors: `evidence.unknown_kind`, `evidence.days_reversed`, `evidence.unknown_point`, `period.frozen` (a frozen
    period keeps what it was frozen with), `evidence.total_not_taken`, `file.missing`, number.*, and what the store
    refuses.
    """
    names = ", ".join(Path(path).name for path in paths)
    if proof.kind not in KINDS:
        raise UserError("evidence.unknown_kind", proof.kind, known=", ".join(KINDS))
    if proof.first and proof.last and proof.last < proof.first:
        raise UserError("evidence.days_reversed", names, first=proof.first, last=proof.last)
    total = _total(proof, names)
    items = [_kept(session, Path(path), proof, total) for path in paths]
    with session.workspace.unit_of_work(session.actor) as work:
        known = [point.no for point in repositories.plan(work.connection, project).points]
        for no in proof.points:
            if no not in known:
                raise UserError("evidence.unknown_point", no, known=", ".join(known))
        if proof.first and proof.last:
            _refuse_frozen_days(work.connection, project, Span(proof.first, proof.last))
        for item in items:
            repositories.add_evidence(work.connection, project, item)
            work.record(project, "evidence.attached", item.sha256, {"evidence": item})
    words = ngettext("Attached: {name}", "Attached: {count} files", len(items))
    return Changes(frozenset({Kind.EVIDENCE}), words.format(name=names, count=len(items)))


def _total(proof: Proof, names: str) -> Decimal | None:
    if not proof.total.strip():
        return None
    if proof.kind not in WITH_TOTAL or len(proof.points) != 1:
        raise UserError("evidence.total_not_taken", names)
    return parse_number(proof.total)


def _kept(session: Session, source: Path, proof: Proof, total: Decimal | None) -> Evidence:
    if not source.is_file():
        raise UserError("file.missing", str(source))
    sha256, size = session.workspace.evidence.put(source)
    return Evidence(
        sha256=sha256,
        name=source.name,
        extension=source.suffix.lstrip(".").lower() or "bin",
        size=size,
        kind=proof.kind,
        points=tuple(dict.fromkeys(proof.points)),
        issuer=proof.issuer.strip(),
        first=proof.first,
        last=proof.last,
        page=proof.page.strip(),
        total=total,
        confidential=proof.confidential,
        constructed=proof.constructed,
    )


def withdraw_evidence(session: Session, project: str, item: Evidence, reason: str) -> Changes:
    """Say that a link no longer counts, and why; the file and the record of the link stay.

    UserErrors `evidence.reason_missing`, `evidence.link_gone`, `evidence.in_use`, `period.frozen`.
    """
    if len(reason.strip()) < SHORTEST:
        raise UserError("evidence.reason_missing", item.name)
    with session.workspace.unit_of_work(session.actor) as work:
        counted = repositories.evidence(work.connection, project)
        if item not in counted:
            raise UserError("evidence.link_gone", item.name)
        last = sum(one.sha256 == item.sha256 for one in counted) == 1
        _refuse_needed(work.connection, project, item, last=last)
        row = msgspec.structs.replace(item, withdrawn=True, reason=reason.strip())
        repositories.add_evidence(work.connection, project, row)
        work.record(project, "evidence.withdrawn", item.sha256, {"evidence": row})
    return Changes(frozenset({Kind.EVIDENCE}), _("Withdrawn: {name}").format(name=item.name))


def _refuse_frozen_days(connection: Connection, project: str, days: Span) -> None:
    for span in repositories.periods(connection, project):
        if span.overlaps(days):
            refuse_frozen(connection, project, span)


def _refuse_needed(connection: Connection, project: str, item: Evidence, *, last: bool) -> None:
    """A frozen period keeps what it was frozen with; an answer keeps the file that shows it."""
    for span in repositories.periods(connection, project):
        touches = not (item.first and item.last) or (item.first <= span.last and span.first <= item.last)
        if touches:
            refuse_frozen(connection, project, span)
        for one in repositories.declarations(connection, project, span) if last else ():
            if isinstance(one, EligibilityAnswer) and item.sha256 in one.evidence:
                raise UserError("evidence.in_use", item.name, criterion=one.criterion, span=span)
