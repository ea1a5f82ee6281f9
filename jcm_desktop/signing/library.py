"""Our side of the signature library: its signer for an identity, its coroutines run to the end.

Knows nothing of PDF or CMS meanings. Nothing here opens a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jcm_desktop.signing.identity import Identity

T = TypeVar("T")


def signer(identity: Identity) -> SimpleSigner:
    """The identity as the library wants it."""
    key = identity.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=x509.Certificate.load(identity.certificate_der),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The result of the library's coroutine; with the key in memory it waits for nobody."""
    return asyncio.run(work)
