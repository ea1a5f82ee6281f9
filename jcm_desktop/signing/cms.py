"""Detached CMS signatures, as `openssl cms` reads them. Knows nothing of what the content means.

The signature library takes a second to load, so it is loaded when first used.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.verdict import SignatureVerdict, Trust

PLACE = "manifest.json.p7s"
MAX_SIGNATURE = 1024 * 1024


def sign_detached(content: bytes, identity: Identity, *, at: datetime) -> bytes:
    """A detached CAdES signature in DER: SHA-256, the signer's certificate and the stated time inside."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    from jcm_desktop.signing.library import finish, signer

    work = signer(identity).async_sign_general_data(
        content,
        "sha256",
        detached=True,
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
    )
    return bytes(finish(work).dump())


def verify_detached(content: bytes, signature: bytes, trust: Trust) -> SignatureVerdict:
    """What can be said of a detached signature over this content; never raises."""
    from jcm_desktop.signing.cms_check import examine, verdict_of

    if len(signature) > MAX_SIGNATURE:
        return SignatureVerdict(PLACE, problems=("signature.unreadable",))
    found = examine(signature, lambda algorithm: hashlib.new(algorithm, content).digest())
    return verdict_of(found, trust, PLACE, found.facts.role if found.facts else "")
