"""Attach files to monitoring points: stored once by SHA-256, linked with what they prove."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import KINDS, Evidence
from jcm_desktop.i18n import _
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories


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
    """Copy a file into the store and link it to a point.

    UserErrors: `evidence.unknown_kind`, `file.missing`, `evidence.kind_not_allowed`, `evidence.days_reversed`.
    """
    if kind not in KINDS:
        raise UserError("evidence.unknown_kind", kind, known=", ".join(KINDS))
    if first and last and last < first:
        raise UserError("evidence.days_reversed", Path(path).name, first=first, last=last)
    source = Path(path)
    if not source.is_file():
        raise UserError("file.missing", str(source))
    sha256, size = session.workspace.evidence.put(source)
    item = Evidence(
        sha256=sha256,
        name=source.name,
        extension=source.suffix.lstrip(".").lower() or "bin",
        size=size,
        kind=kind,
        points=(point,) if point else (),
        issuer=issuer.strip(),
        first=first,
        last=last,
        constructed=constructed,
    )
    with session.workspace.unit_of_work(session.actor) as work:
        repositories.add_evidence(work.connection, project, item)
        work.record(project, "evidence.attached", sha256, {"evidence": item})
    return Changes(frozenset({Kind.EVIDENCE}), _("Attached: {name}").format(name=source.name))
