"""What an X.509 certificate says of its holder. Makes none and trusts none."""

from __future__ import annotations

import hashlib
import warnings
from datetime import datetime
from typing import TypeVar

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import keys
from jcm_desktop.signing.fingerprint import in_digits, in_groups

T = TypeVar("T", bound=x509.ExtensionType)

MAX_CERTIFICATE = 64 * 1024

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
    issuer: str = ""  # name of whoever issued it
    self_issued: bool = False  # its holder did; trust comes from comparing alone
    authority: bool = False  # may issue certificates for others
    may_sign: bool = True
    may_receive: bool = True  # others may encrypt for it
    key: str = ""  # kind of the key, such as `RSA 3072`
    accepted: bool = True  # the key is of a kind we sign and encrypt with

    @property
    def fingerprint_digits(self) -> tuple[str, ...]:
        """Four rows of digits to be read aloud."""
        return in_digits(self.fingerprint)

    def time_problems(self, claimed_at: datetime | None) -> tuple[str, ...]:
        """Whether the certificate was in force when the signer says to have signed."""
        if claimed_at is None:
            return ("signature.no_time",)
        if claimed_at < self.not_before:
            return ("signature.certificate_not_valid_then",)
        return ("signature.certificate_expired_then",) if claimed_at > self.not_after else ()


def read_certificate(pem_or_der: bytes) -> x509.Certificate:
    """A certificate from a file; UserError `identity.certificate_unreadable`."""
    try:
        if len(pem_or_der) > MAX_CERTIFICATE:
            raise ValueError("too large")
        if b"-----BEGIN" in pem_or_der:
            certificate = x509.load_pem_x509_certificate(pem_or_der)
        else:
            certificate = x509.load_der_x509_certificate(pem_or_der)
        facts_of(certificate)  # all that we will ask of it can be read
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise UserError("identity.certificate_unreadable", detail=error) from error
    return certificate


def as_der(pem_or_der: bytes) -> bytes:
    """A certificate in its binary form; UserError `identity.certificate_unreadable`."""
    return read_certificate(pem_or_der).public_bytes(Encoding.DER)


def describe_certificate(pem_or_der: bytes) -> CertificateFacts:
    """The facts of a certificate; UserError `identity.certificate_unreadable`."""
    return facts_of(read_certificate(pem_or_der))


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """The facts of a certificate already read; ValueError when its names cannot be."""
    fingerprint = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names longer than the standard has them; they are shown as they are
        subject, issuer = certificate.subject, certificate.issuer
        usage = _extension(certificate, x509.KeyUsage)
        basic = _extension(certificate, x509.BasicConstraints)
    key = _public_key(certificate)
    return CertificateFacts(
        name=_first(subject, NameOID.COMMON_NAME),
        organisation=_first(subject, NameOID.ORGANIZATION_NAME),
        role=_first(subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
        fingerprint=fingerprint,
        fingerprint_words=in_groups(fingerprint),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        issuer=_first(issuer, NameOID.COMMON_NAME) or _first(issuer, NameOID.ORGANIZATION_NAME),
        self_issued=issuer == subject,
        authority=basic is not None and basic.ca and (usage is None or usage.key_cert_sign),
        may_sign=usage is None or usage.digital_signature or usage.content_commitment,
        may_receive=usage is None or usage.key_encipherment or usage.key_agreement,
        key=keys.kind_of(key) if key is not None else "",
        accepted=keys.is_strong(key),
    )


def names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    """Every name the certificate says aloud: of its holder and its issuer, and their other names such as addresses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        found = [str(one.value) for name in (certificate.subject, certificate.issuer) for one in name]
        others = [
            *(_extension(certificate, x509.SubjectAlternativeName) or ()),
            *(_extension(certificate, x509.IssuerAlternativeName) or ()),
        ]
        for other in others:
            value = other.value
            found += [str(each.value) for each in value] if isinstance(value, x509.Name) else [str(value)]
    return tuple(dict.fromkeys(found))


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    """None also where a stranger's certificate has extensions that cannot be read; they give no rights then."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _public_key(certificate: x509.Certificate) -> object | None:
    """None for a kind of key the library does not know."""
    try:
        return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
