"""The signing key of a person: made here or brought along, kept by others. Knows no workspace and no file names.

The certificate of a key made here is issued by its own holder. No authority vouches
for it; trust comes from comparing the fingerprint with the holder. It also lets
others encrypt a package for the holder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import key_file, keys
from jcm_desktop.signing.certificate import CertificateFacts, describe_certificate, facts_of
from jcm_desktop.signing.passphrase import check_passphrase

__all__ = [
    "CertificateFacts",
    "Identity",
    "create_identity",
    "describe_certificate",
    "import_identity",
    "load_identity",
    "relock",
]

LONGEST_NAME = 64  # bytes of UTF-8 in any part of the subject; the library's reading of X.520


@dataclass(frozen=True, slots=True)
class Identity:
    """An unlocked key with its certificate and those above it; printing it never shows the key."""

    facts: CertificateFacts
    certificate: x509.Certificate = field(repr=False)
    private_key: keys.PrivateKey = field(repr=False, compare=False)
    chain: tuple[x509.Certificate, ...] = field(default=(), repr=False)

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
    def chain_der(self) -> tuple[bytes, ...]:
        """The certificates above it, as far as its file had them."""
        return tuple(one.public_bytes(Encoding.DER) for one in self.chain)

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
    kind: str = "rsa",
) -> bytes:
    """A new key and its certificate as PKCS#12; `kind` as in `keys.make`.

    UserErrors of `check_passphrase`, `identity.name_missing`, `identity.name_too_long`,
    `identity.bad_country`.
    """
    check_passphrase(passphrase, name, organisation)
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
    key = keys.make(kind)
    since = not_before.astimezone(UTC).replace(microsecond=0)
    holder = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    return key_file.lock(key, _self_issued(holder, key, since, _years_later(since, years)), (), passphrase)


def load_identity(p12: bytes, passphrase: str) -> Identity:
    """Unlock a key, whatever the day.

    UserErrors `identity.wrong_passphrase`, `identity.unreadable`,
    `identity.no_private_key`, `identity.no_certificate`, `identity.key_of_another`,
    `identity.key_not_supported`.
    """
    try:
        key, certificate, chain = key_file.unlock(p12, passphrase)
    except key_file.WrongPassphraseError as error:
        raise UserError("identity.wrong_passphrase") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UserError("identity.unreadable", detail=error) from error
    if key is None:
        raise UserError("identity.no_private_key")
    if certificate is None:
        raise UserError("identity.no_certificate")
    if not keys.may_sign(key):
        raise UserError("identity.key_not_supported", kind=_kind(key))
    try:
        if key.public_key() != certificate.public_key():
            raise UserError("identity.key_of_another")
        return Identity(facts_of(certificate), certificate, key, _above(certificate, chain))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UserError("identity.unreadable", detail=error) from error


def import_identity(p12: bytes, passphrase: str, *, now: datetime) -> Identity:
    """Unlock a key that was made elsewhere, to sign with it from now on.

    UserErrors of `load_identity`, `identity.not_for_signing`, `identity.expired`,
    `identity.not_yet_valid`.
    """
    identity = load_identity(p12, passphrase)
    if not identity.facts.may_sign:
        raise UserError("identity.not_for_signing", identity.name)
    identity.check_valid_on(now)
    return identity


def relock(identity: Identity, passphrase: str) -> bytes:
    """The same key and certificates as PKCS#12 under another passphrase; UserErrors of `check_passphrase`."""
    check_passphrase(passphrase, identity.name, identity.organisation)
    return key_file.lock(identity.private_key, identity.certificate, identity.chain, passphrase)


def _kind(key: object) -> str:
    public = getattr(key, "public_key", None)
    return keys.kind_of(public()) if public is not None else type(key).__name__


def _above(certificate: x509.Certificate, others: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    """Issuer by issuer, as far as they come along and did issue; whatever else is in the file is left out."""
    found: list[x509.Certificate] = []
    below = certificate
    while below.issuer != below.subject:
        above = next((one for one in others if _issued(one, below)), None)
        if above is None or above in found:
            break
        found.append(above)
        below = above
    return tuple(found)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - another name, another key, or a method the library does not know
        return False
    return True


def _self_issued(holder: x509.Name, key: keys.PrivateKey, since: datetime, until: datetime) -> x509.Certificate:
    by_agreement = not isinstance(key, rsa.RSAPrivateKey)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=not by_agreement,  # so that a package can be encrypted for the holder
        data_encipherment=False,
        key_agreement=by_agreement,
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
