"""Reports on disk: one folder for each version, with a small record beside the files.

A version is never changed once signed; later entries make it superseded, not gone.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.files import write_durably

RECORD = "record.json"
PDF = "report.pdf"
WORKBOOK = "report.xlsx"


class SignatureRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signed, as what, when."""

    role: str
    signer: str
    at: datetime
    place: str
    meaning: str


class ReportRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one version of a report."""

    version: int
    project: str
    period: Span
    made_at: datetime
    made_by: str
    claimed: int
    dossier_sha256: str  # of the canonical inputs; tells whether the data are still the same
    audit_head: str
    audit_count: int
    language: str = ""
    signatures: tuple[SignatureRecord, ...] = ()
    package: str = ""  # file name
    definition_sha256: str = ""  # of the methodology's definition; empty in records of version 0.1


def period_folder(folder: Path, project: str, span: Span) -> Path:
    return folder / "reports" / project / f"{span.first}_{span.last}"


def version_folder(folder: Path, record: ReportRecord) -> Path:
    return period_folder(folder, record.project, record.period) / f"v{record.version}"


def records(folder: Path, project: str, span: Span) -> tuple[ReportRecord, ...]:
    """Every version of a period's report, oldest first."""
    found = []
    for path in period_folder(folder, project, span).glob(f"v*/{RECORD}"):
        found.append(msgspec.json.decode(path.read_bytes(), type=ReportRecord))
    return tuple(sorted(found, key=lambda one: one.version))


def record(folder: Path, project: str, span: Span, version: int) -> ReportRecord:
    """One version; UserError `report.unknown_version`."""
    for one in records(folder, project, span):
        if one.version == version:
            return one
    raise UserError("report.unknown_version", f"{project} {span}", version=version)


def put(folder: Path, one: ReportRecord, files: dict[str, bytes]) -> None:
    """Write files of a version, each whole or not at all; the record last, so it never names what is absent."""
    where = version_folder(folder, one)
    for name, body in files.items():
        write_whole(where / name, body)
    write_whole(where / RECORD, msgspec.json.format(msgspec.json.encode(one, order="sorted")))


def write_whole(path: Path, body: bytes) -> None:
    """Write the whole file or leave the old one; WorldError `file.not_written`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, body)
    except OSError as error:
        raise WorldError("file.not_written", str(path), detail=error.strerror or error) from error
