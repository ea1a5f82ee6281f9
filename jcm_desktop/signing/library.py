"""Our side of the signature library: its signer for an identity, its coroutines run to the end.

Knows nothing of PDF or CMS meanings. Nothing here opens a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jcm_desktop.signing.identity import Identity

T = TypeVar("T")


class _LoadedSigner(Signer):
    """Signs with the key that was unlocked.

    The library's own signer parses and checks the key anew for every signature, and
    once more to learn how long one will be: of an RSA key that is ten times the rest.
    """

    def __init__(self, key: RSAPrivateKey, certificate: bytes) -> None:
        super().__init__(
            signing_cert=x509.Certificate.load(certificate),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """RSA with PKCS#1 v1.5, as every verifier knows it; of a trial only the length matters."""
        if digest_algorithm.lower() != "sha256":
            raise ValueError(digest_algorithm)
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def signer(identity: Identity) -> Signer:
    """The identity as the library wants it."""
    return _LoadedSigner(identity.private_key, identity.certificate_der)


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The result of the library's coroutine; with the key in memory it waits for nobody."""
    return asyncio.run(work)
