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
import warnings
from collections.abc import Iterator, Sequence

from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from jcm_desktop.signing.keys import PrivateKey

ROUNDS = 600_000
MAX_FILE = 256 * 1024
MAX_ROUNDS = 20_000_000  # in a file from elsewhere; more would only keep the computer busy
_MAC_KEY = 3  # the purpose number of RFC 7292 B.3
_BLOCK = 64  # of SHA-256


class WrongPassphraseError(ValueError):
    """It is a key file, and this is not its passphrase."""


def lock(key: PrivateKey, certificate: x509.Certificate, above: Sequence[x509.Certificate], passphrase: str) -> bytes:
    """Key, certificate and those above it under the passphrase."""
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(normal(passphrase))
    )
    body = pkcs12.serialize_key_and_certificates(b"jcm-desktop", key, certificate, above or None, encryption)
    return _with_slow_mac(body, passphrase)


def unlock(p12: bytes, passphrase: str) -> tuple[object, x509.Certificate | None, tuple[x509.Certificate, ...]]:
    """Key, certificate and whatever other certificates are in the file.

    WrongPassphraseError; ValueError (or UnsupportedAlgorithm) when the file is none or of
    a kind the library does not open.
    """
    if len(p12) > MAX_FILE or not is_key_file(p12):
        raise ValueError("no PKCS#12 file")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of certificates in the file that a stricter reader would not like
        try:
            loaded = pkcs12.load_pkcs12(p12, normal(passphrase))
        except ValueError as error:
            if "password" in str(error).lower():  # the library has no class of its own for it
                raise WrongPassphraseError from error
            raise
    own = loaded.cert.certificate if loaded.cert else None
    return loaded.key, own, tuple(one.certificate for one in loaded.additional_certs)


def is_key_file(p12: bytes) -> bool:
    """The bytes have the form of a key file that can be tried, whatever its passphrase."""
    try:
        pfx = asn1.Pfx.load(p12, strict=True)
        return bool(pfx["version"].native == "v3" and max(_rounds(pfx)) <= MAX_ROUNDS)
    except (ValueError, TypeError, KeyError):
        return False


def _rounds(pfx: asn1.Pfx) -> Iterator[int]:
    """How often the file wants its passphrase hashed, wherever that can be seen."""
    yield pfx["mac_data"]["iterations"].native if pfx["mac_data"].native else 1
    for part in pfx.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            yield part["content"]["encrypted_content_info"]["content_encryption_algorithm"].kdf_iterations
        elif part["content_type"].native == "data":
            for bag in asn1.SafeContents.load(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield bag["bag_value"]["encryption_algorithm"].kdf_iterations


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
