"""Whether a CMS signature was made by a method that nobody can forge today. Knows no content and no trust."""

from __future__ import annotations

from asn1crypto import cms, x509

from jcm_desktop.signing.keys import SMALLEST_RSA

DIGESTS = ("sha256", "sha384", "sha512")
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


def is_strong(info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Key, digest and method are ones that nobody can forge today."""
    public = certificate.public_key
    if public.algorithm == "rsa":
        strong = public.bit_size >= SMALLEST_RSA
    else:
        strong = public.algorithm == "ec" and public.curve in [("named", one) for one in _CURVES]
    digests = {info["digest_algorithm"]["algorithm"].native}
    method = info["signature_algorithm"]
    if method["algorithm"].native != "rsassa_pkcs1v15":  # which leaves the digest to the field before
        digests.add(method.hash_algo)
    return strong and digests <= set(DIGESTS)
