"""A file encrypted for the holders of certificates (CMS, RFC 5083), as `openssl cms -decrypt` opens it.

The content key is AES-256 in Galois/Counter mode, so that a changed byte is found;
it is wrapped for each receiver with RSA-OAEP or elliptic-curve Diffie-Hellman. Both
ways stream, so a package may be larger than the memory. What is read is hostile:
nothing is given out before the whole was checked. Knows no file names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import msgspec
from asn1crypto import algos, cms, core
from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.certificate import facts_of
from jcm_desktop.signing.der import header, read_header
from jcm_desktop.signing.envelope_keys import unwrap, wrap
from jcm_desktop.signing.identity import Identity

MAX_RECEIVERS = 50
MAX_HEAD = 256 * 1024  # with fifty receivers
CHUNK = 1024 * 1024
_KEY, _NONCE, _MAC = 32, 12, 16
_AUTH_ENVELOPED = core.ObjectIdentifier("1.2.840.113549.1.9.16.1.23").dump()
_DATA = core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()
_GCM = "aes256_gcm"
_SEQUENCE, _OBJECT, _INTEGER, _OCTETS, _SET, _FIRST, _CONTENT = 0x30, 0x06, 0x02, 0x04, 0x31, 0xA0, 0x80

Progress = Callable[[int], None]  # bytes done; may raise to stop


class _GcmParameters(core.Sequence):  # type: ignore[misc] # the library has no types
    _fields = [("nonce", core.OctetString), ("icv_length", core.Integer, {"default": 12})]  # noqa: RUF012


class Receiver(msgspec.Struct, frozen=True):
    """One for whom the key is wrapped: issuer (DER) and serial number of the certificate, and how."""

    issuer: bytes
    serial: int
    info: cms.RecipientInfo


class Head(msgspec.Struct, frozen=True):
    """What stands before the encrypted bytes, and where they are."""

    receivers: tuple[Receiver, ...]
    nonce: bytes
    start: int
    size: int


def check_receiver(certificate: x509.Certificate) -> None:
    """UserErrors `receiver.not_for_encryption`, `receiver.key_not_supported`."""
    facts = facts_of(certificate)
    if not facts.accepted:
        raise UserError("receiver.key_not_supported", facts.name, kind=facts.key)
    if not facts.may_receive:
        raise UserError("receiver.not_for_encryption", facts.name)


def encrypt(
    source: BinaryIO, size: int, target: BinaryIO, receivers: Sequence[x509.Certificate], progress: Progress
) -> None:
    """Encrypt `size` bytes for these receivers.

    UserErrors of `check_receiver`, `receiver.none`, `receiver.too_many`.
    """
    if not receivers:
        raise UserError("receiver.none")
    if len(receivers) > MAX_RECEIVERS:
        raise UserError("receiver.too_many", limit=MAX_RECEIVERS)
    for one in receivers:
        check_receiver(one)
    key, nonce = os.urandom(_KEY), os.urandom(_NONCE)
    target.write(_head(size, nonce, [wrap(key, one) for one in receivers]))
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    done = 0
    while done < size:
        chunk = source.read(min(CHUNK, size - done))
        if not chunk:
            raise EOFError("the file became shorter while it was read")
        target.write(encryptor.update(chunk))
        done += len(chunk)
        progress(done)
    encryptor.finalize()
    target.write(header(_OCTETS, _MAC) + encryptor.tag)


def decrypt(source: BinaryIO, size: int, target: BinaryIO, identity: Identity, progress: Progress) -> None:
    """Decrypt for this identity; what was written to `target` counts only when this returns.

    UserErrors `envelope.not_one`, `envelope.other_form`, `envelope.not_for_you`, `envelope.damaged`.
    """
    head = read_head(source, size)
    key = _key(head, identity)
    source.seek(head.start + head.size)
    before, tag = source.read(2), source.read(_MAC)
    if before != header(_OCTETS, _MAC):
        raise UserError("envelope.damaged")
    source.seek(head.start)
    decryptor = Cipher(algorithms.AES(key), modes.GCM(head.nonce, tag)).decryptor()
    done = 0
    while done < head.size:
        chunk = source.read(min(CHUNK, head.size - done))
        if not chunk:
            raise UserError("envelope.damaged")
        target.write(decryptor.update(chunk))
        done += len(chunk)
        progress(done)
    try:
        decryptor.finalize()
    except InvalidTag as error:
        raise UserError("envelope.damaged") from error


def read_head(source: BinaryIO, size: int) -> Head:
    """Who can open it, and where its bytes are.

    UserErrors `envelope.not_one`, `envelope.other_form`, `envelope.damaged`.
    """
    source.seek(0)
    text = source.read(MAX_HEAD)
    if not is_envelope(text):
        raise UserError("envelope.not_one")
    if text[1] == 0x80:  # of indefinite length, as some programs write it
        raise UserError("envelope.other_form")
    try:
        return _parsed(text, size)
    except UserError:
        raise
    except Exception as error:  # hostile bytes; the parser raises whatever comes
        raise UserError("envelope.damaged", detail=error) from error


def is_envelope(text: bytes) -> bool:
    """The first bytes are those of an encrypted file, by whatever program."""
    return text[:1] == bytes([_SEQUENCE]) and _AUTH_ENVELOPED in text[:32]


def _receivers(infos: cms.RecipientInfos) -> Iterator[Receiver]:
    """Only in the two forms that are written here; ValueError (or what the parser raises) for others."""
    for info in infos:
        ids = [info.chosen["rid"]] if info.name == "ktri" else []
        if info.name == "kari":
            ids = [one["rid"] for one in info.chosen["recipient_encrypted_keys"]]
        if len(ids) != 1 or ids[0].name != "issuer_and_serial_number":
            raise ValueError("receiver")
        if info.chosen["version"].native != ("v0" if info.name == "ktri" else "v3"):
            raise ValueError("version of a receiver")
        named = ids[0].chosen
        yield Receiver(named["issuer"].dump(), named["serial_number"].native, info)


def is_for(head: Head, certificate: x509.Certificate) -> bool:
    """The file was encrypted for this certificate."""
    mine = (certificate.issuer.public_bytes(), certificate.serial_number)
    return any((one.issuer, one.serial) == mine for one in head.receivers)


def _key(head: Head, identity: Identity) -> bytes:
    certificate = identity.certificate
    mine = (certificate.issuer.public_bytes(), certificate.serial_number)
    for one in head.receivers:
        if (one.issuer, one.serial) == mine:
            try:
                key = unwrap(one.info, identity.private_key)
            except Exception as error:  # whatever the library says of a key that was changed
                raise UserError("envelope.damaged", detail=error) from error
            if len(key) != _KEY:
                raise UserError("envelope.damaged")
            return key
    raise UserError("envelope.not_for_you", identity.name, receivers=len(head.receivers))


def _head(size: int, nonce: bytes, receivers: list[cms.RecipientInfo]) -> bytes:
    algorithm = algos.EncryptionAlgorithm(
        {"algorithm": _GCM, "parameters": _GcmParameters({"nonce": nonce, "icv_length": _MAC})}
    ).dump()
    before = core.Integer(0).dump() + cms.RecipientInfos(receivers).dump()
    content = _DATA + algorithm + header(_CONTENT, size)
    inside = before + header(_SEQUENCE, len(content) + size) + content
    mac = len(header(_OCTETS, _MAC)) + _MAC
    enveloped = header(_SEQUENCE, len(inside) + size + mac) + inside
    whole = _AUTH_ENVELOPED + header(_FIRST, len(enveloped) + size + mac) + enveloped
    return bytes(header(_SEQUENCE, len(whole) + size + mac) + whole)


def _parsed(text: bytes, size: int) -> Head:
    """Every length is that of the file, and nothing stands where we write nothing."""
    at, end = read_header(text, 0, _SEQUENCE)
    if end != size or not text.startswith(_AUTH_ENVELOPED, at):
        raise ValueError("length")
    at, inner = read_header(text, at + len(_AUTH_ENVELOPED), _FIRST)
    at, last = read_header(text, at, _SEQUENCE)
    version = core.Integer(0).dump()
    if inner != end or last != end or not text.startswith(version, at):
        raise ValueError("version")
    at += len(version)
    _start, after = read_header(text, at, _SET)
    receivers = tuple(_receivers(cms.RecipientInfos.load(text[at:after], strict=True)))
    if not 0 < len(receivers) <= MAX_RECEIVERS:
        raise ValueError("receivers")
    at, content_end = read_header(text, after, _SEQUENCE)
    if not text.startswith(_DATA, at):
        raise ValueError("content type")
    at += len(_DATA)
    _start, after = read_header(text, at, _SEQUENCE)
    algorithm = algos.EncryptionAlgorithm.load(text[at:after], strict=True)
    parameters = _GcmParameters.load(algorithm["parameters"].dump(), strict=True)
    nonce = parameters["nonce"].native
    if algorithm["algorithm"].native != _GCM or parameters["icv_length"].native != _MAC or len(nonce) != _NONCE:
        raise UserError("envelope.other_form")
    start, stop = read_header(text, after, _CONTENT)
    if stop != content_end or stop + 2 + _MAC != size:
        raise ValueError("length of the content")
    return Head(receivers, nonce, start, stop - start)
