"""Attach files to monitoring points: stored once by SHA-256, linked with what they prove; links can be put right.

Nothing is ever taken out: a correction is a withdrawal and a new link, with one event; both rows stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services.formatting import plain_number
from jcm_desktop.services.periods import SHORTEST
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

CORRECTED = N_("Corrected")  # why a corrected link does not count, where nobody says more


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


def proof_of(item: Evidence) -> Proof:
    """What is said of a file, as somebody would fill it in."""
    return Proof(
        kind=item.kind,
        points=item.points,
        issuer=item.issuer,
        first=item.first,
        last=item.last,
        page=item.page,
        total="" if item.total is None else plain_number(item.total),
        confidential=item.confidential,
    )


def attach_files(session: Session, project: str, paths: Sequence[str], proof: Proof) -> Changes:
    """Copy files into the store and link them all to what they prove, or none of them.

    UserErrors: `file.missing`, `evidence.unknown_kind`, `evidence.days_reversed`, `evidence.total_not_taken`,
    `evidence.unknown_point`, `evidence.linked_already`, `period.frozen` (a frozen period keeps what it was frozen
    with), `evidence.days_needed`, number.*, and what the store refuses.
    """
    names = ", ".join(Path(path).name for path in paths)
    total = _total(proof, names)
    items = [_stated(_kept(session, Path(path)), proof, total) for path in paths]
    with session.workspace.unit_of_work(session.actor) as work:
        for item in items:
            _refuse_new_in_frozen(work.connection, project, item)
            _refuse_unfit(work.connection, project, item, repositories.evidence(work.connection, project))
            repositories.add_evidence(work.connection, project, item)
            work.record(project, "evidence.attached", item.sha256, {"evidence": item})
    words = ngettext("Attached: {name}", "Attached: {count} files", len(items))
    return Changes(frozenset({Kind.EVIDENCE}), words.format(name=names, count=len(items)))


def link_again(session: Session, project: str, item: Evidence, proof: Proof) -> Changes:
    """Link a file that is here already to something else it proves.

    UserErrors as of `attach_files`, and `evidence.link_gone`.
    """
    new = _stated(item, proof, _total(proof, item.name))
    with session.workspace.unit_of_work(session.actor) as work:
        counted = repositories.evidence(work.connection, project)
        if all(one.sha256 != item.sha256 for one in counted):
            raise UserError("evidence.link_gone", item.name)
        if new in counted:
            raise UserError("evidence.linked_already", item.name)
        _refuse_new_in_frozen(work.connection, project, new)
        _refuse_unfit(work.connection, project, new, counted)
        repositories.add_evidence(work.connection, project, new)
        work.record(project, "evidence.attached", new.sha256, {"evidence": new})
    return Changes(frozenset({Kind.EVIDENCE}), _("Attached: {name}").format(name=item.name))


def correct_link(session: Session, project: str, item: Evidence, proof: Proof, reason: str = "") -> Changes:
    """Put right what is said of a file; the link as it was stays in the history and no longer counts.

    UserErrors as of `attach_files`, `evidence.link_gone`, `evidence.nothing_changed`, `period.frozen`.
    """
    new = _stated(item, proof, _total(proof, item.name))
    if new == item:
        raise UserError("evidence.nothing_changed", item.name)
    old = msgspec.structs.replace(item, withdrawn=True, reason=reason.strip() or CORRECTED)
    with session.workspace.unit_of_work(session.actor) as work:
        counted = repositories.evidence(work.connection, project)
        if item not in counted:
            raise UserError("evidence.link_gone", item.name)
        _refuse_frozen(work.connection, project, item)
        _refuse_new_in_frozen(work.connection, project, new)
        _refuse_unfit(work.connection, project, new, [one for one in counted if one != item])
        for one in (old, new):
            repositories.add_evidence(work.connection, project, one)
        work.record(project, "evidence.corrected", item.sha256, {"withdrawn": old, "evidence": new})
    return Changes(frozenset({Kind.EVIDENCE}), _("Corrected: {name}").format(name=item.name))


def _total(proof: Proof, names: str) -> Decimal | None:
    """The total as a number, where one is typed; refuses what cannot be true of any file."""
    if proof.kind not in KINDS:
        raise UserError("evidence.unknown_kind", proof.kind, known=", ".join(KINDS))
    if proof.first and proof.last and proof.last < proof.first:
        raise UserError("evidence.days_reversed", names, first=proof.first, last=proof.last)
    if proof.total.strip() and (proof.kind not in WITH_TOTAL or len(proof.points) != 1):
        raise UserError("evidence.total_not_taken", names)
    return parse_number(proof.total) if proof.total.strip() else None


def _refuse_unfit(connection: Connection, project: str, item: Evidence, others: Iterable[Evidence]) -> None:
    """What does not fit the plan, or says another thing of what is linked already: then a day would count twice."""
    known = [point.no for point in repositories.plan(connection, project).points]
    for no in item.points:
        if no not in known:
            raise UserError("evidence.unknown_point", no, known=", ".join(known))
    for one in others:
        same_points = set(one.points) & set(item.points) or one.points == item.points
        if one != item and one.link == item.link and same_points:
            raise UserError("evidence.linked_already", item.name)


def _kept(session: Session, source: Path) -> Evidence:
    """A file in the store, of which nothing is said yet."""
    if not source.is_file():
        raise UserError("file.missing", str(source))
    sha256, size = session.workspace.evidence.put(source)
    return Evidence(
        sha256=sha256,
        name=source.name,
        extension=source.suffix.lstrip(".").lower() or "bin",
        size=size,
        kind="other",
    )


def _stated(file: Evidence, proof: Proof, total: Decimal | None) -> Evidence:
    """The file with what is said of it."""
    return msgspec.structs.replace(
        file,
        kind=proof.kind,
        points=tuple(dict.fromkeys(proof.points)),
        issuer=proof.issuer.strip(),
        first=proof.first,
        last=proof.last,
        page=proof.page.strip(),
        total=total,
        confidential=proof.confidential,
        constructed=file.constructed or proof.constructed,
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
        _refuse_frozen(work.connection, project, item)
        if sum(one.sha256 == item.sha256 for one in counted) == 1:
            _refuse_in_use(work.connection, project, item)
        row = msgspec.structs.replace(item, withdrawn=True, reason=reason.strip())
        repositories.add_evidence(work.connection, project, row)
        work.record(project, "evidence.withdrawn", item.sha256, {"evidence": row})
    return Changes(frozenset({Kind.EVIDENCE}), _("Withdrawn: {name}").format(name=item.name))


def _refuse_new_in_frozen(connection: Connection, project: str, item: Evidence) -> None:
    """A new link stays outside of frozen periods; one without a first or last day could belong to any beyond."""
    for span in _frozen_reached(connection, project, item):
        if item.first and item.last:
            raise UserError("period.frozen", str(span))
        raise UserError("evidence.days_needed", item.name, period=span)


def _refuse_frozen(connection: Connection, project: str, item: Evidence) -> None:
    """A frozen period keeps what it was frozen with."""
    for span in _frozen_reached(connection, project, item):
        raise UserError("period.frozen", str(span))


def _frozen_reached(connection: Connection, project: str, item: Evidence) -> Iterator[Span]:
    """The frozen periods a file may belong to: where a day is not said, it reaches on without end."""
    for span in repositories.periods(connection, project):
        begins, ends = item.first or span.first, item.last or span.last
        if begins <= span.last and span.first <= ends and repositories.is_frozen(connection, project, span):
            yield span


def _refuse_in_use(connection: Connection, project: str, item: Evidence) -> None:
    """An answer keeps the file that shows it."""
    for span in repositories.periods(connection, project):
        for one in repositories.declarations(connection, project, span):
            if isinstance(one, EligibilityAnswer) and item.sha256 in one.evidence:
                raise UserError("evidence.in_use", item.name, criterion=one.criterion, span=span)
