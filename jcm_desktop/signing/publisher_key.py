"""A publisher's key for packs of definitions: Ed25519, 64 bytes of signature, the same bytes for the same content.

The public key travels as PEM, in the one form a writer gives it. Its fingerprint is
the SHA-256 of the key in DER, which people compare. Knows no packs and no file names.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from asn1crypto import core, keys, pem
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import key_file
from jcm_desktop.signing.passphrase import check_passphrase

SIGNATURE_SIZE = 64
MAX_KEY_FILE = 16 * 1024


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whom to check a pack against."""

    fingerprint: str  # hex
    pem: bytes
    key: Ed25519PublicKey = field(repr=False, compare=False)

    def verifies(self, signature: bytes, content: bytes) -> bool:
        """Whether the holder signed exactly this content."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PublisherKey:
    """An unlocked key; printing it never shows the secret."""

    public: PublicKey
    private: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, content: bytes) -> bytes:
        return self.private.sign(content)


def public_key(body: bytes) -> PublicKey:
    """Read a public key; UserError `publisher.bad_key` for anything but the exact form `PublicKey.pem` has."""
    try:
        key = load_pem_public_key(body)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UserError("publisher.bad_key", detail=error) from error
    if not isinstance(key, Ed25519PublicKey):
        raise UserError("publisher.bad_key", detail="not Ed25519")
    found = _public(key)
    if found.pem != body:
        raise UserError("publisher.bad_key", detail="not in the usual form")
    return found


def _public(key: Ed25519PublicKey) -> PublicKey:
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(
        hashlib.sha256(der).hexdigest(), key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), key
    )


def new_key(passphrase: str) -> tuple[bytes, PublicKey]:
    """A new key under a passphrase (PKCS#8, as other programs read it), and its public part.

    UserErrors as of `check_passphrase`.
    """
    check_passphrase(passphrase)
    key = Ed25519PrivateKey.generate()
    return _locked(key, passphrase), _public(key.public_key())


def load_key(body: bytes, passphrase: str) -> PublisherKey:
    """Unlock a key; UserErrors `publisher.unreadable_key`, `identity.wrong_passphrase`."""
    if len(body) > MAX_KEY_FILE or not body.lstrip().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----"):
        raise UserError("publisher.unreadable_key")
    try:
        key = load_pem_private_key(body, key_file.normal(passphrase))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UserError("identity.wrong_passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError("publisher.unreadable_key")
    return PublisherKey(_public(key.public_key()), key)


def _locked(key: Ed25519PrivateKey, passphrase: str) -> bytes:
    """PBES2 with as many rounds as our other keys have; the library's own way takes 2048."""
    salt, start = os.urandom(16), os.urandom(16)
    secret = PBKDF2HMAC(hashes.SHA256(), 32, salt, key_file.ROUNDS).derive(key_file.normal(passphrase))
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    padder = padding.PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES256(secret), modes.CBC(start)).encryptor()
    scheme = {
        "key_derivation_func": {
            "algorithm": "pbkdf2",
            "parameters": {
                "salt": core.OctetString(salt),
                "iteration_count": key_file.ROUNDS,
                "prf": {"algorithm": "sha256"},
            },
        },
        "encryption_scheme": {"algorithm": "aes256_cbc", "parameters": start},
    }
    box = keys.EncryptedPrivateKeyInfo(
        {
            "encryption_algorithm": {"algorithm": "pbes2", "parameters": scheme},
            "encrypted_data": encryptor.update(padded) + encryptor.finalize(),
        }
    )
    return bytes(pem.armor("ENCRYPTED PRIVATE KEY", box.dump()))
