"""What an X.509 certificate says of its holder. Makes none and trusts none."""

from __future__ import annotations

import hashlib
import warnings
from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from jcm_desktop.domain.errors import UserError

SMALLEST_RSA = 2048

# These say that the signer should not have signed, not that anything was changed.
ABOUT_TIME = frozenset(
    {"signature.no_time", "signature.certificate_expired_then", "signature.certificate_not_valid_then"}
)


class CertificateFacts(msgspec.Struct, frozen=True):
    """What a person compares: the name, the days, the fingerprint as it is read out by telephone."""

    name: str
    organisation: str
    role: str
    fingerprint: str
    fingerprint_words: str
    not_before: datetime
    not_after: datetime

    def time_problems(self, claimed_at: datetime | None) -> tuple[str, ...]:
        """Whether the certificate was in force when the signer says to have signed."""
        if claimed_at is None:
            return ("signature.no_time",)
        if claimed_at < self.not_before:
            return ("signature.certificate_not_valid_then",)
        return ("signature.certificate_expired_then",) if claimed_at > self.not_after else ()


def describe_certificate(pem_or_der: bytes) -> CertificateFacts:
    """The facts of a certificate; UserError `identity.certificate_unreadable`."""
    try:
        if b"-----BEGIN" in pem_or_der:
            certificate = x509.load_pem_x509_certificate(pem_or_der)
        else:
            certificate = x509.load_der_x509_certificate(pem_or_der)
        return facts_of(certificate)
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise UserError("identity.certificate_unreadable", detail=error) from error


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """The facts of a certificate already read; ValueError when its names cannot be."""
    fingerprint = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names longer than the standard has them; they are shown as they are
        subject = certificate.subject
    return CertificateFacts(
        name=_first(subject, NameOID.COMMON_NAME),
        organisation=_first(subject, NameOID.ORGANIZATION_NAME),
        role=_first(subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
        fingerprint=fingerprint,
        fingerprint_words=in_words(fingerprint),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def in_words(fingerprint: str) -> str:
    """A fingerprint in groups of four, to be read aloud."""
    upper = fingerprint.upper()
    return " ".join(upper[at : at + 4] for at in range(0, len(upper), 4))


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
