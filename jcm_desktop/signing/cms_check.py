"""Check one CMS signature against the digest of what it should sign. Used for the package list and inside PDFs.

Knows no files. Never raises: whatever is wrong is a problem code.
A CMS holds a few bytes that no digest covers (version numbers, repeated algorithm
names); they are compared with the only value they may have.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_self_reported_ts,
    get_signing_cert_attr,
    validate_sig_integrity,
)

from jcm_desktop.signing.certificate import ABOUT_TIME, SMALLEST_RSA, CertificateFacts, facts_of
from jcm_desktop.signing.verdict import SignatureVerdict, Trust

DIGESTS = ("sha256", "sha384", "sha512")


class Examined(msgspec.Struct, frozen=True):
    """What a CMS signature says; no facts when it cannot be read."""

    facts: CertificateFacts | None = None
    claimed_at: datetime | None = None
    problems: tuple[str, ...] = ()


def examine(der: bytes, digest_with: Callable[[str], bytes], claimed_at: datetime | None = None) -> Examined:
    """Everything that can be checked without knowing whom the reader trusts.

    `digest_with` gives the digest of the content by an algorithm's name.
    `claimed_at` is the time stated elsewhere, where the signature holds none.
    """
    try:
        content = cms.ContentInfo.load(der, strict=True)
        _touch = content.native  # the parser is lazy; damage anywhere inside must show now
        signed = content["content"]
    except Exception:  # noqa: BLE001 - hostile bytes; the parser raises whatever comes
        return Examined(claimed_at=claimed_at, problems=("signature.unreadable",))
    try:
        return _examine(content, signed, digest_with, claimed_at)
    except Exception:  # noqa: BLE001 - hostile values; for one, the certificate is not the one that was signed with
        return Examined(claimed_at=claimed_at, problems=("signature.broken",))


def verdict_of(
    found: Examined, trust: Trust, place: str, role: str, more_problems: tuple[str, ...] = ()
) -> SignatureVerdict:
    """The verdict on a CMS signature that was examined, with what its file adds."""
    problems = tuple(dict.fromkeys((*found.problems, *more_problems)))
    if found.facts is None:
        return SignatureVerdict(place, role, claimed_at=found.claimed_at, problems=problems)
    genuine = not {"signature.broken", "signature.weak_algorithm", "signature.container_changed"} & set(problems)
    return SignatureVerdict(
        place=place,
        role=role,
        signer=found.facts.name,
        organisation=found.facts.organisation,
        fingerprint=found.facts.fingerprint,
        claimed_at=found.claimed_at,
        intact=not set(problems) - ABOUT_TIME,
        trusted=genuine and found.facts.fingerprint in trust.fingerprints,
        problems=problems,
    )


def _examine(
    content: cms.ContentInfo,
    signed: cms.SignedData,
    digest_with: Callable[[str], bytes],
    claimed_at: datetime | None,
) -> Examined:
    info: cms.SignerInfo = extract_signer_info(signed)
    certificate: asn1_x509.Certificate = extract_certs_for_validation(signed).signer_cert
    facts = facts_of(x509.load_der_x509_certificate(certificate.dump()))
    claimed_at = extract_self_reported_ts(info) or claimed_at
    problems: list[str] = []
    if not _as_it_must_be(content, info, certificate):
        problems.append("signature.container_changed")
    if not _strong(info, certificate):
        problems.append("signature.weak_algorithm")
    else:
        problems.extend(_integrity(info, certificate, digest_with))
    problems.extend(facts.time_problems(claimed_at))
    return Examined(facts, claimed_at, tuple(problems))


def _integrity(
    info: cms.SignerInfo, certificate: asn1_x509.Certificate, digest_with: Callable[[str], bytes]
) -> list[str]:
    digest = digest_with(info["digest_algorithm"]["algorithm"].native)
    try:
        intact, valid = validate_sig_integrity(info, certificate, "data", digest)
    except SignatureValidationError:
        return ["signature.broken"]
    problems = [] if valid else ["signature.broken"]
    return problems if intact else [*problems, "signature.content_changed"]


def _strong(info: cms.SignerInfo, certificate: asn1_x509.Certificate) -> bool:
    public = certificate.public_key
    if public.algorithm == "rsa" and public.bit_size < SMALLEST_RSA:
        return False
    method = info["signature_algorithm"]
    return info["digest_algorithm"]["algorithm"].native in DIGESTS and method.hash_algo in DIGESTS


def _as_it_must_be(content: cms.ContentInfo, info: cms.SignerInfo, certificate: asn1_x509.Certificate) -> bool:
    """The bytes that no digest covers have the values RFC 5652 and CAdES leave them."""
    signed = content["content"]
    by_key_id = info["sid"].name == "subject_key_identifier"
    if not by_key_id and info["sid"].chosen["issuer"].dump() != certificate.issuer.dump():
        return False  # the library compares names without regard to case
    version = "v3" if by_key_id else "v1"
    return (
        content["content_type"].native == "signed_data"
        and signed["encap_content_info"]["content_type"].native == "data"
        and signed["encap_content_info"]["content"].native is None
        and info["version"].native == version
        and signed["version"].native == version
        and signed["digest_algorithms"].native == [info["digest_algorithm"].native]
        and len(signed["signer_infos"]) == 1
        and get_signing_cert_attr(info["signed_attrs"]) is not None
    )
