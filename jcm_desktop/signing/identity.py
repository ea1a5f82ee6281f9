"""The signing key of a person: made here, kept by others. Knows no workspace and no file names.

The certificate is issued by its own holder. No authority vouches for it; trust
comes from comparing the fingerprint with the holder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import key_file
from jcm_desktop.signing.certificate import CertificateFacts, describe_certificate, facts_of

__all__ = ["CertificateFacts", "Identity", "create_identity", "describe_certificate", "load_identity"]

SHORTEST_PASSPHRASE = 8
LONGEST_NAME = 64  # bytes of UTF-8 in any part of the subject; the library's reading of X.520
_KEY_BITS = 3072


@dataclass(frozen=True, slots=True)
class Identity:
    """An unlocked key with its certificate; printing it never shows the key."""

    facts: CertificateFacts
    certificate: x509.Certificate = field(repr=False)
    private_key: rsa.RSAPrivateKey = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def organisation(self) -> str:
        return self.facts.organisation

    @property
    def role(self) -> str:
        return self.facts.role

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def fingerprint(self) -> str:
        return self.facts.fingerprint

    @property
    def fingerprint_words(self) -> str:
        return self.facts.fingerprint_words

    @property
    def not_before(self) -> datetime:
        return self.facts.not_before

    @property
    def not_after(self) -> datetime:
        return self.facts.not_after

    def check_valid_on(self, now: datetime) -> None:
        """UserErrors `identity.not_yet_valid`, `identity.expired`."""
        if now < self.not_before:
            raise UserError("identity.not_yet_valid", self.name, since=self.not_before.date())
        if now > self.not_after:
            raise UserError("identity.expired", self.name, until=self.not_after.date())


def create_identity(
    name: str,
    organisation: str,
    country: str,
    role: str,
    passphrase: str,
    *,
    not_before: datetime,
    years: int = 5,
) -> bytes:
    """A new key and its certificate as PKCS#12.

    UserErrors `identity.passphrase_short`, `identity.name_missing`,
    `identity.name_too_long`, `identity.bad_country`.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError("identity.passphrase_short", shortest=SHORTEST_PASSPHRASE)
    if not name.strip() or not organisation.strip():
        raise UserError("identity.name_missing")
    for text in (name, organisation, role):
        if len(text.strip().encode()) > LONGEST_NAME or not text.isprintable():
            raise UserError("identity.name_too_long", text.strip()[:LONGEST_NAME], longest=LONGEST_NAME)
    code = country.strip().upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise UserError("identity.bad_country", country.strip())
    subject = [(NameOID.COUNTRY_NAME, code), (NameOID.ORGANIZATION_NAME, organisation.strip())]
    if role.strip():
        subject.append((NameOID.ORGANIZATIONAL_UNIT_NAME, role.strip()))
    subject.append((NameOID.COMMON_NAME, name.strip()))
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    since = not_before.astimezone(UTC).replace(microsecond=0)
    holder = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    return key_file.lock(key, _self_issued(holder, key, since, _years_later(since, years)), passphrase)


def load_identity(p12: bytes, passphrase: str) -> Identity:
    """Unlock a key; UserErrors `identity.wrong_passphrase`, `identity.unreadable`."""
    try:
        key, certificate = key_file.unlock(p12, passphrase)
    except (ValueError, TypeError) as error:
        if key_file.is_key_file(p12):
            raise UserError("identity.wrong_passphrase") from error
        raise UserError("identity.unreadable") from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey):
        raise UserError("identity.unreadable")
    if key.public_key() != certificate.public_key():
        raise UserError("identity.unreadable")
    try:
        return Identity(facts_of(certificate), certificate, key)
    except ValueError as error:
        raise UserError("identity.unreadable") from error


def _self_issued(holder: x509.Name, key: rsa.RSAPrivateKey, since: datetime, until: datetime) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(holder)
        .issuer_name(holder)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _years_later(since: datetime, years: int) -> datetime:
    try:
        return since.replace(year=since.year + years)
    except ValueError:  # 29 February
        return (since - timedelta(days=1)).replace(year=since.year + years)
