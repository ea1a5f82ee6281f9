"""Our side of the signature library: its signer for an identity, its coroutines run to the end.

Knows nothing of PDF or CMS meanings. Nothing here opens a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from asn1crypto import cms, x509
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jcm_desktop.signing import keys
from jcm_desktop.signing.cms_build import detached
from jcm_desktop.signing.identity import Identity

T = TypeVar("T")


class _LoadedSigner(Signer):
    """Signs with the key that was unlocked.

    The library's own signer parses and checks the key anew for every signature, and
    once more to learn how long one will be: of an RSA key that is ten times the rest.
    """

    def __init__(self, key: keys.PrivateKey, certificate: bytes, above: Sequence[bytes]) -> None:
        others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        others.register_multiple(x509.Certificate.load(one) for one in above)
        super().__init__(signing_cert=x509.Certificate.load(certificate), cert_registry=others)
        self._key, self._certificate, self._alone = key, certificate, not above

    async def async_sign(
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
        use_pades: bool = False,
        timestamper: TimeStamper | None = None,
        signed_attr_settings: PdfCMSSignedAttributes | None = None,
        is_pdf_sig: bool = True,
        encap_content_info: Any = None,
    ) -> cms.ContentInfo:
        """The usual signature of a PDF is written straight; every other kind is left to the library."""
        optional = timestamper or encap_content_info or self.unsigned_attr_prov_spec or self.signed_attr_prov_spec
        asked = signed_attr_settings
        plain = asked is None or not (asked.adobe_revinfo_attr or asked.cades_signed_attrs)
        if use_pades and is_pdf_sig and self._alone and plain and not optional and not dry_run:
            if digest_algorithm.lower() != "sha256":
                raise ValueError(digest_algorithm)
            return cms.ContentInfo.load(detached(data_digest, self._key, self._certificate))
        return await super().async_sign(
            data_digest,
            digest_algorithm,
            dry_run,
            use_pades,
            timestamper,
            signed_attr_settings,
            is_pdf_sig,
            encap_content_info,
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """As every verifier knows it; of a trial only the length matters."""
        if digest_algorithm.lower() != "sha256":
            raise ValueError(digest_algorithm)
        return bytes(keys.longest(self._key)) if dry_run else keys.sign(self._key, data)


def signer(identity: Identity) -> Signer:
    """The identity as the library wants it."""
    return _LoadedSigner(identity.private_key, identity.certificate_der, identity.chain_der)


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The result of the library's coroutine; with the key in memory it waits for nobody."""
    return asyncio.run(work)
