"""The kinds of key a signature may be made with, and the raw signatures they make.

Only kinds that every program we know of accepts, in PDF, workbook and CMS alike:
RSA from 2048 bits on and the curves P-256 and P-384, always with SHA-256. Ed25519
is left out because no office program and no common PDF reader knows it. Knows no
certificates and no files.
"""

from __future__ import annotations

from typing import TypeAlias, TypeGuard

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

SMALLEST_RSA = 2048
LARGEST_RSA = 8192  # beyond it a laptop takes seconds for each signature
NEW_RSA = 3072
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384"}
_TAGS_AND_SIGNS = 9  # what DER adds to the two numbers of an ECDSA signature at most


def make(kind: str = "rsa") -> PrivateKey:
    """A new key: `rsa`, which every office program knows, or `p256`, which is shorter on paper."""
    if kind == "p256":
        return ec.generate_private_key(ec.SECP256R1())
    if kind != "rsa":
        raise ValueError(kind)
    return rsa.generate_private_key(public_exponent=65537, key_size=NEW_RSA)


def may_sign(key: object) -> TypeGuard[PrivateKey]:
    """The private key is of a kind that is accepted everywhere."""
    return isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) and is_strong(key.public_key())


def is_strong(key: object) -> TypeGuard[PublicKey]:
    """The public key is of such a kind."""
    if isinstance(key, rsa.RSAPublicKey):
        return SMALLEST_RSA <= key.key_size <= LARGEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES


def kind_of(key: object) -> str:
    """What a public key is, as people write it: `RSA 3072`, `ECDSA P-256`; the class's name for kinds we do not use."""
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECDSA {CURVES.get(key.curve.name, key.curve.name)}"
    return type(key).__name__.removesuffix("PublicKey").lstrip("_")


def sign(key: PrivateKey, data: bytes) -> bytes:
    """The signature as CMS holds it: RSA with PKCS#1 v1.5, or ECDSA in DER."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def sign_for_xml(key: PrivateKey, data: bytes) -> bytes:
    """The signature as XML holds it: of ECDSA the two numbers at full length, one after the other."""
    value = sign(key, data)
    if isinstance(key, rsa.RSAPrivateKey):
        return value
    length = _coordinate(key.curve)
    return b"".join(number.to_bytes(length, "big") for number in decode_dss_signature(value))


def longest(key: PrivateKey) -> int:
    """The most bytes a signature by this key has."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size // 8
    return 2 * _coordinate(key.curve) + _TAGS_AND_SIGNS


def xml_signature_fits(key: PublicKey, value: bytes, data: bytes, digest: hashes.HashAlgorithm) -> bool:
    """The value from an XML signature is this key's signature of the data."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), digest)
            return True
        length = _coordinate(key.curve)
        if len(value) != 2 * length:
            return False
        r, s = (int.from_bytes(value[at : at + length], "big") for at in (0, length))
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True


def _coordinate(curve: ec.EllipticCurve) -> int:
    return -(-curve.key_size // 8)
