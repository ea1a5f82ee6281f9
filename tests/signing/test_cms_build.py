"""The signature that is written straight is the library's own, byte for byte, whatever the key and the names."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from helpers import certs, judges
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.signers import Signer

from jcm_desktop.signing import cms_build, keys, library

KEYS: dict[str, keys.PrivateKey] = {
    "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
}
DIGEST = hashlib.sha256(b"pages").digest()
letters = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)
names = letters.filter(lambda text: len(text.encode()) <= 64)  # what the library lets a name in a certificate have


def certificate(key: keys.PrivateKey, names: dict[Any, str], serial: int) -> bytes:
    holder = x509.Name([x509.NameAttribute(oid, text) for oid, text in names.items()])
    builder = x509.CertificateBuilder().subject_name(holder).issuer_name(holder).public_key(key.public_key())
    builder = builder.serial_number(serial).not_valid_before(certs.MADE).not_valid_after(certs.MADE.replace(year=2040))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def by_the_library(key: keys.PrivateKey, own: bytes, digest: bytes) -> bytes:
    """What the library makes when it is not spared the work."""
    signer = library._LoadedSigner(key, own, ())
    made = library.finish(Signer.async_sign(signer, digest, "sha256", use_pades=True))
    return bytes(made.dump())


@given(
    st.sampled_from(sorted(KEYS)),
    names,
    names,
    st.integers(1, 2**159 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_it_is_what_the_library_makes(kind: str, name: str, house: str, serial: int, digest: bytes) -> None:
    key = KEYS[kind]
    own = certificate(key, {NameOID.ORGANIZATION_NAME: house, NameOID.COMMON_NAME: name}, serial)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            keys, "sign", lambda _key, data: hashlib.sha256(data).digest() * 8
        )  # ECDSA never repeats itself
        assert cms_build.detached(digest, key, own) == by_the_library(key, own, digest)


@pytest.mark.judge
@pytest.mark.parametrize("kind", sorted(KEYS))
def test_openssl_accepts_it(kind: str, tmp_path: Path) -> None:
    key = KEYS[kind]
    own = certificate(key, {NameOID.COMMON_NAME: "山田"}, 7)
    for name, body in (("content", b"pages"), ("s.p7s", cms_build.detached(DIGEST, key, own))):
        (tmp_path / name).write_bytes(body)
    pem = x509.load_der_x509_certificate(own).public_bytes(Encoding.PEM)
    (tmp_path / "own.pem").write_bytes(pem)
    where = (tmp_path / "content", tmp_path / "s.p7s", tmp_path / "own.pem")
    status, said = judges.openssl_cms(*where)
    assert status == 0, said
    where[0].write_bytes(b"other pages")
    assert judges.openssl_cms(*where)[0] != 0


def test_the_library_is_left_what_is_unusual(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain above the certificate, or a certificate that is no DER, is the library's work."""
    own = certs.operator()
    root = certs.manager().certificate_der
    monkeypatch.setattr(library, "detached", lambda *_a: pytest.fail("written straight"))
    for above in ((root,),):
        signer = library._LoadedSigner(own.private_key, own.certificate_der, above)
        assert library.finish(signer.async_sign(DIGEST, "sha256", use_pades=True))
    list_of = library.finish(library.signer(own).async_sign(DIGEST, "sha256", use_pades=True, is_pdf_sig=False))
    assert isinstance(list_of, cms.ContentInfo)


def test_a_certificate_that_is_no_der_is_refused() -> None:
    key = KEYS["p256"]
    own = certificate(key, {NameOID.COMMON_NAME: "x"}, 7)
    for broken in (b"", own[:20], b"\x31" + own[1:], b"\x30\x84" + bytes(4) + own[4:]):
        with pytest.raises((ValueError, IndexError)):
            cms_build.detached(DIGEST, key, broken)
