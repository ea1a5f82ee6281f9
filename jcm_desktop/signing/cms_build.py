"""The CMS of a PAdES signature, written straight as DER: one signer, SHA-256, no time stamp, nothing optional.

What the signature library makes of the same digest is the same to the last byte, but it
builds and copies a thousand objects for it, which takes longer than everything else about
signing a PDF. Knows no PDF.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric import rsa

from jcm_desktop.signing import keys
from jcm_desktop.signing.der import header, read_header

_SEQUENCE, _SET, _OCTETS, _INTEGER, _NULL = 0x30, 0x31, 0x04, 0x02, b"\x05\x00"
_VERSION_1 = b"\x02\x01\x01"


def _oid(text: str) -> bytes:
    arcs = [int(one) for one in text.split(".")]
    body = bytearray()
    for arc in (arcs[0] * 40 + arcs[1], *arcs[2:]):
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(0x80 | arc & 0x7F)
        body += bytes(reversed(digits))
    return header(0x06, len(body)) + bytes(body)


_SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
_DATA = _oid("1.2.840.113549.1.7.1")
_CONTENT_TYPE = _oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = _oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = _oid("1.2.840.113549.1.9.16.2.47")
_SHA256 = _oid("2.16.840.1.101.3.4.2.1")
_RSA_SHA256 = _oid("1.2.840.113549.1.1.11")
_ECDSA_SHA256 = _oid("1.2.840.10045.4.3.2")


def detached(digest: bytes, key: keys.PrivateKey, certificate: bytes) -> bytes:
    """The signature over a SHA-256 digest, with the certificate inside; ValueError for a certificate that is no DER."""
    issuer, serial = _issuer_and_serial(certificate)
    hashing = _sequence(_SHA256, _NULL)
    attributes = _attributes(digest, certificate, issuer, serial)
    value = keys.sign(key, header(_SET, len(attributes)) + attributes)
    method = _sequence(_RSA_SHA256, _NULL) if isinstance(key, rsa.RSAPrivateKey) else _sequence(_ECDSA_SHA256)
    info = _sequence(
        _VERSION_1,
        _sequence(issuer, serial),
        hashing,
        header(0xA0, len(attributes)) + attributes,
        method,
        header(_OCTETS, len(value)) + value,
    )
    signed = _sequence(
        _VERSION_1,
        header(_SET, len(hashing)) + hashing,
        _sequence(_DATA),
        header(0xA0, len(certificate)) + certificate,
        header(_SET, len(info)) + info,
    )
    return _sequence(_SIGNED_DATA, header(0xA0, len(signed)) + signed)


def _attributes(digest: bytes, certificate: bytes, issuer: bytes, serial: bytes) -> bytes:
    """What is signed: kind of content, its digest, and whose certificate (RFC 5035); in the order DER wants."""
    own = hashlib.sha256(certificate).digest()
    name = header(0xA4, len(issuer)) + issuer
    identifier = _sequence(header(_OCTETS, len(own)) + own, _sequence(_sequence(name), serial))
    found = [
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, header(_OCTETS, len(digest)) + digest),
        _attribute(_SIGNING_CERTIFICATE, _sequence(_sequence(identifier))),
    ]
    return b"".join(sorted(found))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _sequence(kind, header(_SET, len(value)) + value)


def _sequence(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return header(_SEQUENCE, len(body)) + body


def _issuer_and_serial(certificate: bytes) -> tuple[bytes, bytes]:
    """Both as they stand in the certificate, byte by byte."""
    at, _end = read_header(certificate, 0, _SEQUENCE)
    at, _end = read_header(certificate, at, _SEQUENCE)
    if certificate[at] == 0xA0:  # the version
        at = read_header(certificate, at, 0xA0)[1]
    serial_end = read_header(certificate, at, _INTEGER)[1]
    method_end = read_header(certificate, serial_end, _SEQUENCE)[1]
    issuer_end = read_header(certificate, method_end, _SEQUENCE)[1]
    return certificate[method_end:issuer_end], certificate[at:serial_end]
