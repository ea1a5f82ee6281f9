"""Check CMS signatures against the digest of what they should sign: over a package's list, in PDFs, in time stamps.

Knows no files. Never raises: whatever is wrong is a problem code.
A CMS holds a few bytes that no digest covers (version numbers, repeated algorithm
names); they are compared with the only value they may have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts, get_signing_cert_attr, validate_sig_integrity

from jcm_desktop.signing.certificate import ABOUT_TIME, CertificateFacts, facts_of
from jcm_desktop.signing.cms_method import is_strong
from jcm_desktop.signing.time_stamp_check import examine_stamp
from jcm_desktop.signing.trust import how_trusted, judged_stamp, other_key_in_this_name
from jcm_desktop.signing.verdict import SignatureVerdict, TimeStamp, Trust, TrustHow

MAX_SIGNERS = 20
_STAMP = "signature_time_stamp_token"
# What CAdES lets follow a signature; anything else beside it was put there by somebody.
_UNSIGNED = {_STAMP, "counter_signature"}
_NOT_GENUINE = {"signature.broken", "signature.weak_algorithm", "signature.container_changed"}

DigestWith = Callable[[str], bytes]


class Examined(msgspec.Struct, frozen=True):
    """What a CMS signature says; no facts when it cannot be read."""

    facts: CertificateFacts | None = None
    claimed_at: datetime | None = None
    problems: tuple[str, ...] = ()
    certificate: bytes = b""
    others: tuple[bytes, ...] = ()  # certificates that came along
    role: str = ""  # claimed in the signature itself
    stamps: tuple[TimeStamp, ...] = ()
    oddities: tuple[str, ...] = ()


class ExaminedAll(msgspec.Struct, frozen=True):
    """All signatures of one CMS, and what is wrong with what holds them together."""

    signers: tuple[Examined, ...] = ()
    problems: tuple[str, ...] = ()


def examine(der: bytes, digest_with: DigestWith, claimed_at: datetime | None = None) -> Examined:
    """Everything that can be checked of a CMS with one signature without knowing whom the reader trusts.

    `digest_with` gives the digest of the content by an algorithm's name.
    `claimed_at` is the time stated elsewhere, where the signature holds none.
    """
    found = examine_all(der, digest_with, claimed_at)
    if len(found.signers) != 1:
        return Examined(claimed_at=claimed_at, problems=found.problems or ("signature.unreadable",))
    one = found.signers[0]
    return msgspec.structs.replace(one, problems=tuple(dict.fromkeys((*found.problems, *one.problems))))


def examine_all(der: bytes, digest_with: DigestWith, claimed_at: datetime | None = None) -> ExaminedAll:
    """The same for a CMS with any number of signatures."""
    try:
        content = cms.ContentInfo.load(der, strict=True)
        signed = content["content"]
        infos = list(signed["signer_infos"])
        if not 0 < len(infos) <= MAX_SIGNERS:
            raise ValueError("number of signatures")
    except Exception:  # noqa: BLE001 - hostile bytes; the parser raises whatever comes
        return ExaminedAll(problems=("signature.unreadable",))
    try:
        certificates = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
        problems = () if _as_it_must_be(content, infos) else ("signature.container_changed",)
        signers = [_one(info, certificates, digest_with, claimed_at) for info in infos]
        if _loose(certificates, {one.certificate for one in signers}):
            signers = [_with_oddity(one, "signature.extra_certificate") for one in signers]
    except Exception:  # noqa: BLE001 - hostile values
        return ExaminedAll(problems=("signature.broken",))
    return ExaminedAll(tuple(signers), problems)


def verdict_of(
    found: Examined, trust: Trust, place: str, role: str, more_problems: tuple[str, ...] = ()
) -> SignatureVerdict:
    """The verdict on a CMS signature that was examined, with what its file adds."""
    bad_stamp = ("signature.time_stamp_bad",) if any(one.problems for one in found.stamps) else ()
    problems = tuple(dict.fromkeys((*found.problems, *bad_stamp, *more_problems)))
    if found.facts is None:
        return SignatureVerdict(place, role, claimed_at=found.claimed_at, problems=problems)
    facts = found.facts
    how = TrustHow.NOT
    oddities = list(found.oddities)
    if not _NOT_GENUINE & set(problems):
        how = how_trusted(facts, found.certificate, found.others, trust, found.claimed_at)
        if how is TrustHow.NOT and other_key_in_this_name(facts, trust):
            oddities.append("signature.other_key_in_this_name")
    return SignatureVerdict(
        place=place,
        role=role,
        signer=facts.name,
        organisation=facts.organisation,
        fingerprint=facts.fingerprint,
        claimed_at=found.claimed_at,
        intact=not set(problems) - ABOUT_TIME,
        trusted=how is not TrustHow.NOT,
        problems=problems,
        how_trusted=how,
        certificate=found.certificate,
        key=facts.key,
        not_before=facts.not_before,
        not_after=facts.not_after,
        stamps=tuple(judged_stamp(one, trust) for one in found.stamps),
        oddities=tuple(oddities),
    )


def _one(
    info: cms.SignerInfo,
    certificates: list[asn1_x509.Certificate],
    digest_with: DigestWith,
    claimed_at: datetime | None,
) -> Examined:
    try:
        certificate = _certificate_of(info, certificates)
        der = certificate.dump()
        facts = facts_of(x509.load_der_x509_certificate(der))
        claimed_at = extract_self_reported_ts(info) or claimed_at
        problems = list(_integrity(info, certificate, digest_with))
        problems.extend(facts.time_problems(claimed_at))
        return Examined(
            facts,
            claimed_at,
            tuple(problems),
            der,
            tuple(one.dump() for one in certificates if one is not certificate),
            _claimed_role(info),
            tuple(_stamps(info)),
        )
    except Exception:  # noqa: BLE001 - hostile values; for one, the certificate is not the one that was signed with
        return Examined(claimed_at=claimed_at, problems=("signature.broken",))


def _with_oddity(one: Examined, oddity: str) -> Examined:
    return msgspec.structs.replace(one, oddities=(*one.oddities, oddity))


def _certificate_of(info: cms.SignerInfo, certificates: list[asn1_x509.Certificate]) -> asn1_x509.Certificate:
    """The certificate that the signature names; by the exact bytes of the name, without regard to no case."""
    sid = info["sid"]
    for one in certificates:
        if sid.name == "subject_key_identifier":
            if one.key_identifier == sid.native:
                return one
        elif (sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native) == (
            one.issuer.dump(),
            one.serial_number,
        ):
            return one
    raise ValueError("the signer's certificate is missing")


def _integrity(info: cms.SignerInfo, certificate: asn1_x509.Certificate, digest_with: DigestWith) -> Iterator[str]:
    if not is_strong(info, certificate):
        yield "signature.weak_algorithm"
        return
    digest = digest_with(info["digest_algorithm"]["algorithm"].native)
    try:
        intact, valid = validate_sig_integrity(info, certificate, "data", digest)
    except SignatureValidationError:
        yield "signature.broken"
        return
    if not valid:
        yield "signature.broken"
    if not intact:
        yield "signature.content_changed"


def _claimed_role(info: cms.SignerInfo) -> str:
    for attributes in find_cms_attribute_iter(info["signed_attrs"], "signer_attributes_v2"):
        for attribute in attributes["claimed_attributes"]:
            if attribute["type"].native == "role":
                return str(attribute["values"][0]["role_name"].chosen.native.get("common_name", ""))
    return ""


def _stamps(info: cms.SignerInfo) -> Iterator[TimeStamp]:
    value = info["signature"].native
    if info["unsigned_attrs"].native is None:
        return
    for token in find_cms_attribute_iter(info["unsigned_attrs"], _STAMP):
        yield examine_stamp(token.dump(), lambda algorithm: hashlib.new(algorithm, value).digest())


def _as_it_must_be(content: cms.ContentInfo, infos: list[cms.SignerInfo]) -> bool:
    """The bytes that no digest covers have the values RFC 5652 and CAdES leave them."""
    signed = content["content"]
    versions = ["v3" if one["sid"].name == "subject_key_identifier" else "v1" for one in infos]
    unsigned = {kind["type"].native for one in infos for kind in (one["unsigned_attrs"] or ())}
    digests = {_algorithm(one["digest_algorithm"]) for one in infos}
    return (
        content["content_type"].native == "signed_data"
        and signed["encap_content_info"]["content_type"].native == "data"
        and signed["encap_content_info"]["content"].native is None
        and [one["version"].native for one in infos] == versions
        and signed["version"].native == max(versions)
        and sorted(_algorithm(one) for one in signed["digest_algorithms"]) == sorted(digests)
        and unsigned <= _UNSIGNED
        and all(get_signing_cert_attr(one["signed_attrs"]) is not None for one in infos)
    )


def _algorithm(one: cms.DigestAlgorithm) -> tuple[str, str]:
    return str(one["algorithm"].native), repr(one["parameters"].native)


def _loose(certificates: list[asn1_x509.Certificate], signers: set[bytes]) -> bool:
    """A certificate that neither signed nor stands above one that did, or that its own issuer here does not know."""
    left = [x509.load_der_x509_certificate(one.dump()) for one in certificates if one.dump() not in signers]
    linked = [x509.load_der_x509_certificate(one) for one in signers if one]
    while left:
        above = next((one for one in left if any(_issued(one, below) for below in linked)), None)
        if above is None:
            return True
        if above.issuer == above.subject and not _issued(above, above):
            return True
        left.remove(above)
        linked.append(above)
    return False


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - another name, another key, or a method the library does not know
        return False
    return True
