"""What is said of a signature: separate facts and problem codes, never one bool alone. Knows no file format."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Trust(msgspec.Struct, frozen=True):
    """Whom the reader trusts: SHA-256 fingerprints of certificates, compared by telephone; no authority."""

    fingerprints: frozenset[str] = frozenset()


class SignatureVerdict(msgspec.Struct, frozen=True):
    """One signature.

    `intact`: what was signed is unchanged, nothing was put beside it, and the
    signature belongs to the certificate. `trusted`: the certificate is one the
    reader trusts, and it did make this signature. `claimed_at` is the signer's own
    word. `problems` are codes with sentences.
    """

    place: str
    role: str = ""
    signer: str = ""
    organisation: str = ""
    fingerprint: str = ""
    claimed_at: datetime | None = None
    intact: bool = False
    trusted: bool = False
    problems: tuple[str, ...] = ()


class PdfVerdict(msgspec.Struct, frozen=True):
    """The signatures of a PDF, first to last, and what is wrong with the file as a whole."""

    signatures: tuple[SignatureVerdict, ...] = ()
    problems: tuple[str, ...] = ()


class WorkbookVerdict(msgspec.Struct, frozen=True):
    """The signatures of a workbook, first to last, and what is wrong with the file as a whole."""

    signatures: tuple[SignatureVerdict, ...] = ()
    problems: tuple[str, ...] = ()
