"""Check a time-stamp token (RFC 3161): who saw which digest, and when. Never raises; asks no network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from jcm_desktop.signing.certificate import facts_of
from jcm_desktop.signing.cms_method import is_strong
from jcm_desktop.signing.verdict import TimeStamp

MAX_TOKEN = 64 * 1024
_KIND = "tst_info"


def examine_stamp(der: bytes, digest_with: Callable[[str], bytes]) -> TimeStamp:
    """What the token says; `digest_with` gives the digest of what it should be about."""
    try:
        if len(der) > MAX_TOKEN:
            raise ValueError("too large")
        content = cms.ContentInfo.load(der, strict=True)
        _touch = content.native
        signed = content["content"]
        token: tsp.TSTInfo = signed["encap_content_info"]["content"].parsed
        info = extract_signer_info(signed)
        certificate = extract_certs_for_validation(signed).signer_cert
        own = certificate.dump()
        facts = facts_of(x509.load_der_x509_certificate(own))
        at = token["gen_time"].native
    except Exception:  # noqa: BLE001 - hostile bytes; the parser raises whatever comes
        return TimeStamp(problems=("stamp.unreadable",))
    try:
        problems = list(_problems(content, info, certificate, token, digest_with))
        if not facts.not_before <= at <= facts.not_after:
            problems.append("stamp.authority_not_in_force")
    except Exception:  # noqa: BLE001 - hostile values
        problems = ["stamp.broken"]
    return TimeStamp(
        at=at,
        authority=facts.name or facts.organisation,
        fingerprint=facts.fingerprint,
        certificate=own,
        problems=tuple(dict.fromkeys(problems)),
    )


def _problems(
    content: cms.ContentInfo,
    info: cms.SignerInfo,
    certificate: asn1_x509.Certificate,
    token: tsp.TSTInfo,
    digest_with: Callable[[str], bytes],
) -> Iterator[str]:
    signed = content["content"]
    if (
        content["content_type"].native != "signed_data"
        or signed["encap_content_info"]["content_type"].native != _KIND
        or signed["version"].native != "v3"
        or info["version"].native != ("v3" if info["sid"].name == "subject_key_identifier" else "v1")
        or (info["sid"].name != "subject_key_identifier" and not _names(info, certificate))
    ):
        yield "stamp.container_changed"
    if not is_strong(info, certificate):
        yield "stamp.weak_algorithm"
        return
    body = signed["encap_content_info"]["content"].contents
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, body).digest()
    try:
        intact, valid = validate_sig_integrity(info, certificate, _KIND, digest)
    except SignatureValidationError:
        yield "stamp.broken"
        return
    if not intact or not valid:
        yield "stamp.broken"
    imprint = token["message_imprint"]
    if digest_with(imprint["hash_algorithm"]["algorithm"].native) != imprint["hashed_message"].native:
        yield "stamp.of_something_else"
    usage = certificate.extended_key_usage_value
    if usage is None or usage.native != ["time_stamping"]:
        yield "stamp.not_an_authority"


def _names(info: cms.SignerInfo, certificate: asn1_x509.Certificate) -> bool:
    return bool(info["sid"].chosen["issuer"].dump() == certificate.issuer.dump())
