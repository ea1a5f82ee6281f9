"""The list of certificates a workspace trusts: who put each there, when, and how it was compared. Knows no file names.

Each entry is a deliberate act. That a certificate was not compared, only used for
the first time, is written down like any other way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.certificate import facts_of, read_certificate
from jcm_desktop.signing.fingerprint import typed_differences
from jcm_desktop.signing.verdict import Trust

FORMAT = 1
MAX_ENTRIES = 1_000
LONGEST_NOTE = 300
L = TypeVar("L", bound="_Listed")


class Compared(StrEnum):
    """How somebody made sure that a certificate is the holder's."""

    TELEPHONE = "telephone"
    IN_PERSON = "in-person"
    ON_PAPER = "on-paper"
    FIRST_USE = "first-use"  # nobody compared; it was taken as it came


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A trusted certificate."""

    fingerprint: str
    name: str
    organisation: str
    certificate: str  # PEM
    added_at: datetime
    added_by: str
    compared: Compared
    note: str = ""
    typed: bool = False  # the fingerprint heard was typed, and was the same


class TrustList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them, oldest first."""

    jcm_trust: int = FORMAT
    entries: tuple[Entry, ...] = ()

    def trust(self, certificates: Iterable[bytes] = ()) -> Trust:
        """What verification needs; `certificates` (DER) are trusted for this once."""
        listed = [x509.load_pem_x509_certificate(one.certificate.encode()) for one in self.entries]
        ders = [one.public_bytes(Encoding.DER) for one in listed] + list(certificates)
        prints = [facts_of(x509.load_der_x509_certificate(one)).fingerprint for one in ders]
        return Trust(frozenset(prints), tuple(dict.fromkeys(ders)))


def read_list(body: bytes) -> TrustList:
    """Decode strictly, and look into every certificate; UserError `trust.unreadable`."""
    try:
        found = msgspec.json.decode(body, type=TrustList)
        if found.jcm_trust != FORMAT or len(found.entries) > MAX_ENTRIES:
            raise ValueError("format or length")
        for one in found.entries:
            facts = facts_of(x509.load_pem_x509_certificate(one.certificate.encode()))
            if facts.fingerprint != one.fingerprint:
                raise ValueError(f"the certificate of {one.name} is another one")
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UserError("trust.unreadable", detail=error) from error
    return found


def write_list(trusted: TrustList) -> bytes:
    return msgspec.json.format(msgspec.json.encode(trusted))


def with_entry(
    trusted: TrustList, certificate: bytes, compared: str, *, note: str, typed: str, by: str, at: datetime
) -> tuple[TrustList, Entry]:
    """The list with one more certificate.

    UserErrors `identity.certificate_unreadable`, `trust.already`, `trust.compared_how`,
    `trust.fingerprint_differs` (names the rows), `trust.too_many`.
    """
    found = read_certificate(certificate)
    facts = facts_of(found)
    if any(one.fingerprint == facts.fingerprint for one in trusted.entries):
        raise UserError("trust.already", facts.name)
    if len(trusted.entries) >= MAX_ENTRIES:
        raise UserError("trust.too_many", limit=MAX_ENTRIES)
    if compared not in set(Compared):
        raise UserError("trust.compared_how", compared, known=", ".join(Compared))
    rows = typed_differences(typed, facts.fingerprint) if typed.strip() else ()
    if rows:
        raise UserError("trust.fingerprint_differs", facts.name, rows=", ".join(str(one) for one in rows))
    entry = Entry(
        fingerprint=facts.fingerprint,
        name=facts.name,
        organisation=facts.organisation,
        certificate=found.public_bytes(Encoding.PEM).decode(),
        added_at=at,
        added_by=by,
        compared=Compared(compared),
        note=" ".join(note.split())[:LONGEST_NOTE],
        typed=bool(typed.strip()),
    )
    return msgspec.structs.replace(trusted, entries=(*trusted.entries, entry)), entry


class _Listed(Protocol):
    @property
    def fingerprint(self) -> str: ...
    @property
    def name(self) -> str: ...


def matching(entries: Iterable[L], named: str) -> list[L]:
    """Those whose fingerprint begins so (in 8 letters at least); where there is none, those of this name."""
    every = list(entries)
    wanted = "".join(named.lower().split())
    found = [one for one in every if one.fingerprint.startswith(wanted) and len(wanted) >= 8]
    return found or [one for one in every if one.name == named.strip()]


def without(trusted: TrustList, named: str) -> tuple[TrustList, Entry]:
    """The list without the one of this fingerprint (or a start of it), or name.

    UserErrors `trust.unknown`, `trust.several`.
    """
    found = matching(trusted.entries, named)
    if not found:
        raise UserError("trust.unknown", named)
    if len(found) > 1:
        raise UserError("trust.several", named)
    kept = tuple(one for one in trusted.entries if one is not found[0])
    return msgspec.structs.replace(trusted, entries=kept), found[0]
