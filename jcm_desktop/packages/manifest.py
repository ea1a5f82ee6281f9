"""What a package says of itself: every file with size and SHA-256, the claim, the head of the chain.

The manifest is what the sender signs. Shapes only; no files are touched here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import msgspec

from jcm_desktop.domain.errors import UserError

FORMAT = 2  # 2: readings name the logger data they were derived from
KNOWN_FORMATS = (1, 2)
MAX_EVIDENCE = 50 * 1024 * 1024  # of an imported data file; a larger one stays at home, its values go
MIMETYPE = b"application/vnd.jcm-desktop.package+zip"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.p7s"
REPORT_PDF = "report/report.pdf"
REPORT_WORKBOOK = "report/report.xlsx"
DOSSIER = "data/dossier.json"
AUDIT = "data/audit.jsonl"
VERIFY = "VERIFY.txt"
EVIDENCE_NAME = re.compile(r"evidence/([0-9a-f]{64})\.[a-z0-9]{1,8}")
# Files every package has, in the order they are stored; evidence comes after the audit chain.
REQUIRED = (REPORT_PDF, REPORT_WORKBOOK, DOSSIER, AUDIT, VERIFY)

SUFFIX = ".jcmpkg"

_encoder = msgspec.json.Encoder(order="sorted")


def file_name(project: str, first: date, last: date, version: int) -> str:
    """How the package of a version is called."""
    return f"{project}_{first}_{last}_v{version}{SUFFIX}"


def canonical(value: object) -> bytes:
    """The one JSON form of a value: sorted keys, no spaces, numbers that matter as text."""
    return _encoder.encode(value)


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the package."""

    name: str
    size: int
    sha256: str


class ClaimedVintage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The claim of one calendar year, tCO2e."""

    year: int
    reference: Decimal
    project: Decimal
    reductions: Decimal
    claimed: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `manifest.json`."""

    jcm_package: int
    project: str
    first: date
    last: date
    version: int
    made_at: datetime
    application: str
    audit_head: str
    audit_count: int
    claimed: int
    vintages: tuple[ClaimedVintage, ...]
    files: tuple[FileEntry, ...]

    def entry(self, name: str) -> FileEntry | None:
        return next((one for one in self.files if one.name == name), None)


def describe(files: Mapping[str, bytes]) -> tuple[FileEntry, ...]:
    """The manifest's list for these files, in the given order."""
    return tuple(FileEntry(name, len(body), hashlib.sha256(body).hexdigest()) for name, body in files.items())


def read_manifest(body: bytes) -> Manifest:
    """Decode strictly; UserError `package.newer_format` or `package.manifest_unreadable`."""
    try:
        version = msgspec.json.decode(body, type=_Version).jcm_package
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("package.manifest_unreadable", MANIFEST, detail=error) from error
    if version not in KNOWN_FORMATS:
        raise UserError("package.newer_format", MANIFEST, found=version, known=FORMAT)
    try:
        return msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, UserError) as error:
        raise UserError("package.manifest_unreadable", MANIFEST, detail=error) from error


class _Version(msgspec.Struct):
    """Only the number that says which format the rest has."""

    jcm_package: int
