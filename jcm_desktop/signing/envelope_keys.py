"""Wrap the key of an encrypted file for one receiver, and unwrap it: RSA-OAEP, or Diffie-Hellman on a curve.

The forms are those of RFC 5652, RFC 4055 and RFC 5753. Knows no content.
"""

from __future__ import annotations

from asn1crypto import algos, cms, core, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from jcm_desktop.signing.keys import PrivateKey

_AGREEMENT = "1.3.132.1.11.1"  # dhSinglePass-stdDH-sha256kdf-scheme
_WRAP = "2.16.840.1.101.3.4.1.45"  # AES-256 key wrap
_KEY_BITS = 256


class _Algorithm(core.Sequence):  # type: ignore[misc] # the library has no types
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]  # noqa: RUF012


class _SharedInfo(core.Sequence):  # type: ignore[misc]
    """What both sides put into the derivation (RFC 5753, 7.2)."""

    _fields = [("key_info", _Algorithm), ("bits", core.OctetString, {"explicit": 2})]  # noqa: RUF012


def wrap(key: bytes, certificate: x509.Certificate) -> cms.RecipientInfo:
    """The key for the holder of this certificate, whose key is of an accepted kind."""
    public = certificate.public_key()
    who = {
        "issuer": asn1_x509.Name.load(certificate.issuer.public_bytes()),
        "serial_number": certificate.serial_number,
    }
    if isinstance(public, rsa.RSAPublicKey):
        return cms.RecipientInfo("ktri", _transported(key, public, who))
    if isinstance(public, ec.EllipticCurvePublicKey):
        return cms.RecipientInfo("kari", _agreed(key, public, who))
    raise TypeError(type(public).__name__)


def unwrap(receiver: cms.RecipientInfo, private_key: PrivateKey) -> bytes:
    """The key; ValueError (or what the library raises) when it was changed or is wrapped in another way."""
    if isinstance(private_key, rsa.RSAPrivateKey) and receiver.name == "ktri":
        method = cms.KeyEncryptionAlgorithm({"algorithm": "rsaes_oaep", "parameters": _oaep()})
        if receiver.chosen["key_encryption_algorithm"].dump() != method.dump():
            raise ValueError("method")
        return private_key.decrypt(receiver.chosen["encrypted_key"].native, _padding())
    if isinstance(private_key, ec.EllipticCurvePrivateKey) and receiver.name == "kari":
        return _from_agreement(receiver.chosen, private_key)
    raise ValueError("method")


def _transported(key: bytes, public: rsa.RSAPublicKey, who: dict[str, object]) -> dict[str, object]:
    return {
        "version": "v0",
        "rid": cms.RecipientIdentifier("issuer_and_serial_number", who),
        "key_encryption_algorithm": {"algorithm": "rsaes_oaep", "parameters": _oaep()},
        "encrypted_key": public.encrypt(key, _padding()),
    }


def _padding() -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def _oaep() -> algos.RSAESOAEPParams:
    return algos.RSAESOAEPParams(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
        }
    )


def _agreed(key: bytes, public: ec.EllipticCurvePublicKey, who: dict[str, object]) -> dict[str, object]:
    once = ec.generate_private_key(public.curve)
    wrapped = aes_key_wrap(_derived(once.exchange(ec.ECDH(), public)), key)
    encrypted = cms.RecipientEncryptedKey(
        {
            "rid": cms.KeyAgreementRecipientIdentifier("issuer_and_serial_number", who),
            "encrypted_key": wrapped,
        }
    )
    return {
        "version": "v3",
        "originator": _originator(once.public_key()),
        "key_encryption_algorithm": cms.KeyEncryptionAlgorithm.load(_method().dump()),
        "recipient_encrypted_keys": [encrypted],
    }


def _originator(public: ec.EllipticCurvePublicKey) -> cms.OriginatorIdentifierOrKey:
    body = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return cms.OriginatorIdentifierOrKey("originator_key", keys.PublicKeyInfo.load(body))


def _from_agreement(agreed: cms.KeyAgreeRecipientInfo, private_key: ec.EllipticCurvePrivateKey) -> bytes:
    method = agreed["key_encryption_algorithm"].dump() == _method().dump() and agreed["ukm"].native is None
    if not method or agreed["originator"].name != "originator_key":
        raise ValueError("method")
    public = load_der_public_key(agreed["originator"].chosen.untag().dump(force=True))
    if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != private_key.curve.name:
        raise ValueError("curve")
    if _originator(public).dump() != agreed["originator"].untag().dump():  # the only form of this key
        raise ValueError("originator")
    (one,) = agreed["recipient_encrypted_keys"]
    return aes_key_unwrap(_derived(private_key.exchange(ec.ECDH(), public)), one["encrypted_key"].native)


def _method() -> _Algorithm:
    return _Algorithm({"algorithm": _AGREEMENT, "parameters": _Algorithm({"algorithm": _WRAP})})


def _derived(secret: bytes) -> bytes:
    info = _SharedInfo({"key_info": _Algorithm({"algorithm": _WRAP}), "bits": _KEY_BITS.to_bytes(4, "big")})
    return X963KDF(algorithm=hashes.SHA256(), length=_KEY_BITS // 8, sharedinfo=info.dump()).derive(secret)
