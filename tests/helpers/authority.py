"""Certificates as others make them: self-issued of any kind, or issued by an authority with a middle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID
from helpers import certs

from jcm_desktop.signing.certificate import facts_of
from jcm_desktop.signing.identity import Identity

_USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
_MORE = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


def certificate(
    key: Any,
    name: str,
    *,
    since: datetime = certs.MADE,
    days: int = 3650,
    usage: str = "digital_signature key_encipherment key_agreement",
    issuer: x509.Certificate | None = None,
    issuer_key: Any = None,
    authority: bool = False,
) -> x509.Certificate:
    """A certificate for this key, by its holder or by an authority."""
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "House"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    allowed = {one: one in usage.split() for one in (*_USAGES, *_MORE)}
    if authority:
        allowed["key_cert_sign"] = True
    signing = issuer_key or key
    digest = None if isinstance(signing, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**allowed), critical=True)
        .sign(signing, digest)
    )


def identity(key: Any, name: str) -> Identity:
    """An unlocked identity with this key."""
    own = certificate(key, name)
    return Identity(facts_of(own), own, key)


@dataclass(frozen=True)
class Chain:
    """A signer, the authority that issued the certificate, and the one above that."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    middle: x509.Certificate
    root: x509.Certificate

    @property
    def identity(self) -> Identity:
        return Identity(facts_of(self.certificate), self.certificate, self.key, (self.middle, self.root))


def chain(name: str) -> Chain:
    """A new one each time."""
    top, between, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = certificate(top, "Root of all", authority=True)
    middle = certificate(between, "Between", authority=True, issuer=root, issuer_key=top)
    return Chain(own, certificate(own, name, issuer=middle, issuer_key=between), middle, root)
