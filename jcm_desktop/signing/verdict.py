"""What is said of a signature: separate facts and problem codes, never one bool alone. Knows no file format."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Trust(msgspec.Struct, frozen=True):
    """Whom the reader trusts: certificates compared with their holders, by fingerprint.

    Where the certificate itself is at hand (DER), it also vouches for those it issued,
    if it is an authority's, and betrays another key in the same name.
    """

    fingerprints: frozenset[str] = frozenset()  # SHA-256, hexadecimal
    certificates: tuple[bytes, ...] = ()


class TrustHow(StrEnum):
    """By what a certificate is trusted."""

    NOT = "not"
    COMPARED = "compared"  # it is on the list itself
    AUTHORITY = "authority"  # issued by one on the list


class Later(StrEnum):
    """What happened to a file after a signature, least first."""

    NOTHING = "nothing"
    TIME_STAMPS = "time-stamps"  # and data for checking long after; allowed
    SIGNATURES = "signatures"  # of others, in the places made for them; allowed
    OTHER = "other"  # not allowed
    UNKNOWN = "unknown"  # cannot be compared


class TimeSource(StrEnum):
    """Whose clock a time comes from."""

    NONE = "none"
    SIGNER = "signer"  # the signer's own word
    TIME_STAMP = "time-stamp"  # an authority saw the signature then


class TimeStamp(msgspec.Struct, frozen=True):
    """A time-stamp token over a signature or over the whole file."""

    at: datetime | None = None
    authority: str = ""
    fingerprint: str = ""
    certificate: bytes = b""
    how_trusted: TrustHow = TrustHow.NOT
    whole_file: bool = False  # made over the file with all its signatures
    problems: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        return self.at is not None and not self.problems


class SignatureVerdict(msgspec.Struct, frozen=True):
    """One signature.

    `intact`: what was signed is unchanged, nothing was put beside it, and the
    signature belongs to the certificate. `trusted`: the certificate is one the
    reader trusts, and it did make this signature. `claimed_at` is the signer's own
    word. `covers_file`: what it signs and what may follow are the whole file.
    `problems` and `oddities` are codes with sentences; an oddity is something to ask
    about, and no proof of anything wrong.
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
    how_trusted: TrustHow = TrustHow.NOT
    certificate: bytes = b""  # DER
    key: str = ""  # its kind
    not_before: datetime | None = None
    not_after: datetime | None = None
    covers_file: bool = False
    later: Later = Later.UNKNOWN
    parts_complete: bool | None = None  # None where a file has no parts
    stamps: tuple[TimeStamp, ...] = ()
    meaning: str = ""
    signed_in: str = ""  # the place, in the signer's words
    oddities: tuple[str, ...] = ()

    @property
    def time_source(self) -> TimeSource:
        if any(one.intact for one in self.stamps):
            return TimeSource.TIME_STAMP
        return TimeSource.SIGNER if self.claimed_at else TimeSource.NONE

    @property
    def stamped_at(self) -> datetime | None:
        """The earliest moment at which an authority saw this signature."""
        return min((one.at for one in self.stamps if one.at and one.intact), default=None)

    @property
    def best_time(self) -> datetime | None:
        """The authority's moment where there is one, else the signer's word."""
        return self.stamped_at or self.claimed_at

    @property
    def valid_then(self) -> bool | None:
        """The certificate was in force at the best known time; None where none is known."""
        then = self.best_time
        if then is None or self.not_before is None or self.not_after is None:
            return None
        return self.not_before <= then <= self.not_after


class PdfVerdict(msgspec.Struct, frozen=True):
    """The signatures of a PDF, first to last, and what is wrong with the file as a whole."""

    signatures: tuple[SignatureVerdict, ...] = ()
    problems: tuple[str, ...] = ()
    stamps: tuple[TimeStamp, ...] = ()  # over the file as a whole


class WorkbookVerdict(msgspec.Struct, frozen=True):
    """The signatures of a workbook, first to last, and what is wrong with the file as a whole."""

    signatures: tuple[SignatureVerdict, ...] = ()
    problems: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()


class ListVerdict(msgspec.Struct, frozen=True):
    """The signatures over a package's list, and what is wrong with their common container."""

    signatures: tuple[SignatureVerdict, ...] = ()
    problems: tuple[str, ...] = ()
