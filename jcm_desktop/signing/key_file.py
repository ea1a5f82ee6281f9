"""The bytes of a PKCS#12 key file, hard to guess in every place where guessing is possible.

A key file offers a guesser two tests of a passphrase: decrypting the key, and the
MAC over the file. The library stretches the passphrase for the first but leaves
the MAC at 2048 rounds, which would make the MAC the cheap way in; the MAC is
therefore made here, with as many rounds (RFC 7292, appendix B).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata

from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

ROUNDS = 600_000
_MAC_KEY = 3  # the purpose number of RFC 7292 B.3
_BLOCK = 64  # of SHA-256


def lock(key: RSAPrivateKey, certificate: x509.Certificate, passphrase: str) -> bytes:
    """Key and certificate under the passphrase."""
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(normal(passphrase))
    )
    body = pkcs12.serialize_key_and_certificates(b"jcm-desktop", key, certificate, None, encryption)
    return _with_slow_mac(body, passphrase)


def unlock(p12: bytes, passphrase: str) -> tuple[object, x509.Certificate | None]:
    """Key and certificate; ValueError when the passphrase is another or the file is none."""
    loaded = pkcs12.load_pkcs12(p12, normal(passphrase))
    return loaded.key, loaded.cert.certificate if loaded.cert else None


def is_key_file(p12: bytes) -> bool:
    """The bytes have the form of a key file, whatever its passphrase."""
    try:
        return bool(asn1.Pfx.load(p12, strict=True)["version"].native == "v3")
    except (ValueError, TypeError, KeyError):
        return False


def normal(passphrase: str) -> bytes:
    """One byte form for a passphrase, however the keyboard composes its accents."""
    return unicodedata.normalize("NFC", passphrase).encode()


def _with_slow_mac(p12: bytes, passphrase: str) -> bytes:
    pfx = asn1.Pfx.load(p12)
    salt = os.urandom(16)
    secret = (unicodedata.normalize("NFC", passphrase) + "\0").encode("utf-16-be")
    digest = hmac.digest(_mac_key(secret, salt), pfx["auth_safe"]["content"].native, "sha256")
    pfx["mac_data"] = {
        "mac": {"digest_algorithm": {"algorithm": "sha256"}, "digest": digest},
        "mac_salt": salt,
        "iterations": ROUNDS,
    }
    return bytes(pfx.dump(force=True))


def _mac_key(secret: bytes, salt: bytes) -> bytes:
    """RFC 7292 B.2 for one block of output, which is what HMAC-SHA-256 asks."""
    digest = hashlib.sha256(bytes([_MAC_KEY]) * _BLOCK + _fill(salt) + _fill(secret)).digest()
    for _round in range(ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return digest


def _fill(text: bytes) -> bytes:
    """Repeated to a whole number of blocks."""
    wanted = -(-len(text) // _BLOCK) * _BLOCK
    return (text * (wanted // len(text) + 1))[:wanted]
