"""What was ever said of a file, by whom and when: attached, put right, withdrawn, imported. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.evidence_words import kind_words
from jcm_desktop.services.formatting import moment, plain_number, span_words
from jcm_desktop.services.session import Session
from jcm_desktop.storage import events, logger_data

_WHAT = {
    "evidence.attached": N_("Attached"),
    "evidence.corrected": N_("Corrected"),
    "evidence.withdrawn": N_("Withdrawn"),
}
_FIELDS = {
    "kind": N_("kind"),
    "points": N_("points"),
    "days": N_("days"),
    "issuer": N_("issuer"),
    "page": N_("page"),
    "total": N_("total"),
    "confidential": N_("confidential"),
}


class HistoryLine(msgspec.Struct, frozen=True):
    """One thing that was done with a file."""

    when: str
    who: str
    what: str
    details: tuple[str, ...]  # what was said, or what became different
    reason: str


def file_history(session: Session, project: str, sha256: str) -> tuple[HistoryLine, ...]:
    """Everything that was done with a file in this project, oldest first."""
    with session.workspace.read() as connection:
        told = events.about(connection, project, sha256, tuple(_WHAT))
        imports = [one for one in logger_data.batches(connection, project) if one.file_sha256 == sha256]
    lines: list[tuple[datetime, HistoryLine]] = [(one.at, _line(one)) for one in told]
    for batch in imports:
        if batch.imported_at is not None:
            what = _("Imported for {point}").format(point=batch.point)
            line = HistoryLine(moment(batch.imported_at), batch.imported_by, what, (), batch.reason)
            lines.append((batch.imported_at, line))
    return tuple(line for _at, line in sorted(lines, key=lambda one: one[0]))


def _line(event: events.Told) -> HistoryLine:
    item = msgspec.convert(event.payload["evidence"], Evidence, strict=False)
    reason = item.reason
    details = tuple(_said(item))
    if "withdrawn" in event.payload:
        old = msgspec.convert(event.payload["withdrawn"], Evidence, strict=False)
        reason, details = old.reason, tuple(_differences(old, item))
    return HistoryLine(moment(event.at), event.actor, _(_WHAT[event.kind]), details, _(reason) if reason else "")


def _said(item: Evidence) -> Iterator[str]:
    for name, text in _texts(item).items():
        if text:
            yield _("{field}: {text}").format(field=_(_FIELDS[name]), text=text)


def _differences(old: Evidence, new: Evidence) -> Iterator[str]:
    before, after = _texts(old), _texts(new)
    for name, words in _FIELDS.items():
        if before[name] != after[name]:
            text = _("{field}: {old} → {new}")
            yield text.format(field=_(words), old=before[name] or "–", new=after[name] or "–")


def _texts(item: Evidence) -> dict[str, str]:
    return {
        "kind": kind_words(item.kind),
        "points": ", ".join(item.points),
        "days": span_words(Span(item.first, item.last)) if item.first and item.last else "",
        "issuer": item.issuer,
        "page": item.page,
        "total": _total(item.total),
        "confidential": _("yes") if item.confidential else "",
    }


def _total(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)
