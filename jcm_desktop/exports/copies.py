"""The two copies of a report from one source: what each says, draws and holds inside.

Both have one fingerprint. The full copy holds the data whole, and the key of the salts if
something is withheld; the public copy holds the data with salted hashes in the gaps.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.calculation.result import RoundingPolicy
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.exports.content import canonical, content, fingerprint_of, ordered, places_opened, sealed
from jcm_desktop.exports.pdfa import DOSSIER_NAME, JSON_TYPE, PUBLIC_DOSSIER_NAME, SALTS_NAME, Attachment
from jcm_desktop.exports.redaction import is_marked, public_copy
from jcm_desktop.exports.report_build import build_report
from jcm_desktop.exports.report_model import PlanChange, Report, Revision
from jcm_desktop.methodologies.schema import Definition

SALT_BYTES = 32
_DATA_WORDS = "The data this report was made from, as canonical JSON"
_PUBLIC_WORDS = "The data of the public copy; its SHA-256 is the fingerprint"
_SALTS_WORDS = "The key of the salts: opens what the public copy withholds"


class _Salts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `salts.json`."""

    jcm_salts: int
    key: str


@dataclass(frozen=True, slots=True)
class CopyOf:
    """One copy: the model to draw and the data to put inside."""

    report: Report
    data: tuple[Attachment, ...]


def full_copy(report: Report, key: bytes) -> CopyOf:
    """The full copy; `key` is needed only where something is marked."""
    whole = canonical(content(report))
    if not is_marked(report.dossier):
        made = msgspec.structs.replace(report, fingerprint=fingerprint_of(whole))
        return CopyOf(made, (Attachment(DOSSIER_NAME, whole, JSON_TYPE, _DATA_WORDS),))
    public = public_of(report, key)
    made = msgspec.structs.replace(report, withheld=public.report.withheld, fingerprint=public.report.fingerprint)
    salts = canonical(_Salts(1, key.hex()))
    return CopyOf(
        made,
        (
            Attachment(DOSSIER_NAME, whole, JSON_TYPE, _DATA_WORDS),
            Attachment(PUBLIC_DOSSIER_NAME, public.data[0].body, JSON_TYPE, _PUBLIC_WORDS),
            Attachment(SALTS_NAME, salts, JSON_TYPE, _SALTS_WORDS),
        ),
    )


def public_of(report: Report, key: bytes) -> CopyOf:
    """The public copy of a full report; UserError `report.cannot_withhold`."""
    public = public_copy(report)
    document, withheld = sealed(content(report), content(public), key)
    body = canonical(document)
    made = msgspec.structs.replace(public, withheld=withheld, fingerprint=fingerprint_of(body))
    return CopyOf(made, (Attachment(DOSSIER_NAME, body, JSON_TYPE, _PUBLIC_WORDS),))


# --- reading them back ----------------------------------------------------------------------------------------------


def key_in(files: dict[str, bytes]) -> bytes | None:
    """The key of the salts inside a full copy; None where there is none that can be read."""
    try:
        return bytes.fromhex(msgspec.json.decode(files[SALTS_NAME], type=_Salts).key)
    except (KeyError, ValueError, msgspec.DecodeError):
        return None


def document_in(body: bytes) -> dict[str, Any] | None:
    """A content as plain JSON; None where it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("jcm_report") == 1 else None


def differences(full: dict[str, Any], public: dict[str, Any], key: bytes) -> Iterator[str]:
    """The places that are neither equal nor opened by the salts."""
    return (place for place, opened in places_opened(full, public, key) if not opened)


def sealed_count(full: dict[str, Any], public: dict[str, Any], key: bytes) -> int:
    """How many withheld parts the full copy opens."""
    return sum(1 for _place, opened in places_opened(full, public, key) if opened)


def report_from(document: dict[str, Any]) -> Report:
    """The full report from its content, computed again; UserError `report.content_unreadable`."""
    try:
        facts = document["report"]
        dossier = msgspec.convert(document["dossier"], Dossier, strict=False)
        definition = msgspec.convert(ordered(document["definition"], document["order"]), Definition, strict=False)
        rounding = msgspec.convert(document["result"]["rounding"], RoundingPolicy)
        result = calculate(definition, dossier.plan, dossier.counted_readings, dossier.period, rounding)
        report = build_report(
            number=facts["number"],
            dossier=dossier,
            definition=definition,
            result=result,
            findings=msgspec.convert(document["findings"], tuple[Finding, ...], strict=False),
            audit_head=facts["audit_head"],
            audit_count=facts["audit_count"],
            made_at=_moment(facts["made_at"]),
            made_by=facts["made_by"],
            application=facts["application"],
            language=facts["language"],
            revisions=msgspec.convert(document["revisions"], tuple[Revision, ...], strict=False),
        )
        changes = msgspec.convert(document["changes"], tuple[PlanChange, ...], strict=False)
    except (KeyError, TypeError, ValueError, AttributeError, msgspec.ValidationError) as error:
        raise UserError("report.content_unreadable", DOSSIER_NAME, detail=error) from error
    return msgspec.structs.replace(report, changes=changes)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
