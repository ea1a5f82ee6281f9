"""What the report page shows: versions, their copies and signatures, pages as pixels. Frozen rows, as `views`."""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.period import Span
from jcm_desktop.services.views import FindingRow, IdentityCard


class SignatureRow(msgspec.Struct, frozen=True):
    """A signature of a report."""

    role: str
    role_words: str
    signer: str
    at: str
    ok: bool
    words: str


class CopyRow(msgspec.Struct, frozen=True):
    """One copy of a version: who signed it, and who has yet to."""

    copy: str  # full | public
    words: str
    pdf: str  # path
    signatures: tuple[SignatureRow, ...]
    missing: tuple[str, ...]  # roles, in words


class ReportRow(msgspec.Struct, frozen=True):
    """A version of the report on disk."""

    version: int
    made_at: str
    claimed: str
    pdf: str  # paths
    workbook: str
    package: str  # empty until made
    signatures: tuple[SignatureRow, ...]
    current: bool  # the newest, and still equals the data; otherwise superseded
    superseded: str = ""  # by what, in words; empty for a current one
    public_pdf: str = ""  # empty where there is no public copy
    public_workbook: str = ""
    language: str = ""  # in words
    copies: tuple[CopyRow, ...] = ()
    stamped: str = ""  # by whom and when every signature got a time stamp, in words; empty while one lacks it


class ReportView(msgspec.Struct, frozen=True):
    """The report page."""

    project: str
    span: Span
    constructed: str
    ready: bool
    blockers: tuple[FindingRow, ...]  # what stands in the way
    reports: tuple[ReportRow, ...]  # newest first
    identity: IdentityCard | None
    next_step: str
    forms: tuple[tuple[str, str], ...] = ()  # languages a report can be made in: form, words
    marks: int = 0  # things marked as confidential
    stamp_server: str = ""  # address of the time-stamp server; empty: none is set


class PageImage(msgspec.Struct, frozen=True):
    """A page of a PDF as pixels, 4 bytes each (BGRA), top row first."""

    width: int
    height: int
    pixels: bytes
    pages: int
