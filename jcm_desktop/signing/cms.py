"""Detached CMS signatures over a package's list, as `openssl cms` reads them. Knows nothing of what the content means.

Several people sign one list: their signatures stand side by side in one CMS, so that
one command checks all of them, however many there are. The signature library takes a
second to load, so it is loaded when first used.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.verdict import ListVerdict, SignatureVerdict, Trust

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

PLACE = "manifest.json.p7s"
MAX_SIGNATURE = 1024 * 1024
_STAMP = "signature_time_stamp_token"


def sign_detached(
    content: bytes, identity: Identity, *, at: datetime, role: str = "", stamper: TimeStamper | None = None
) -> bytes:
    """A detached CAdES signature in DER: SHA-256, the signer's certificate, role and stated time inside."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    from jcm_desktop.signing.library import finish, signer

    work = signer(identity).async_sign_general_data(
        content,
        "sha256",
        detached=True,
        use_cades=True,
        timestamper=stamper,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at, cades_signed_attrs=_attributes(role)),
    )
    return bytes(finish(work).dump())


def add_signature(content: bytes, signatures: bytes, identity: Identity, *, at: datetime, role: str = "") -> bytes:
    """The same CMS with one more signature beside those it has.

    UserErrors `cms.unreadable`, `cms.already_signed`.
    """
    from asn1crypto import cms

    mine = cms.ContentInfo.load(sign_detached(content, identity, at=at, role=role))["content"]
    try:
        theirs = cms.ContentInfo.load(signatures, strict=True)["content"]
        infos = [*theirs["signer_infos"], *mine["signer_infos"]]
        certificates = {one.dump(): one for one in (*theirs["certificates"], *mine["certificates"])}
        digests = {one.dump(): one for one in (*theirs["digest_algorithms"], *mine["digest_algorithms"])}
    except (ValueError, TypeError, KeyError) as error:
        raise UserError("cms.unreadable", PLACE, detail=error) from error
    if any(info["sid"].dump() == mine["signer_infos"][0]["sid"].dump() for info in theirs["signer_infos"]):
        raise UserError("cms.already_signed", identity.name)
    both = {
        "version": max(theirs["version"].native, mine["version"].native),
        "digest_algorithms": list(digests.values()),
        "encap_content_info": {"content_type": "data"},
        "certificates": list(certificates.values()),
        "signer_infos": infos,
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(both)}).dump())


def stamp_detached(signatures: bytes, stamper: TimeStamper) -> bytes:
    """The same CMS with a time stamp on every signature that had none.

    UserError `cms.unreadable`; WorldErrors `timestamp.*`.
    """
    from asn1crypto import cms

    from jcm_desktop.signing.time_stamp import token

    try:
        container = cms.ContentInfo.load(signatures, strict=True)
        infos = list(container["content"]["signer_infos"])
        unsigned = [list(info["unsigned_attrs"] or ()) for info in infos]
    except (ValueError, TypeError, KeyError) as error:
        raise UserError("cms.unreadable", PLACE, detail=error) from error
    stamped: list[Any] = []
    for info, attributes in zip(infos, unsigned, strict=True):
        if all(one["type"].native != _STAMP for one in attributes):
            der = token(stamper, hashlib.sha256(info["signature"].native).digest())
            attributes.append(cms.CMSAttribute({"type": _STAMP, "values": [cms.ContentInfo.load(der)]}))
            info["unsigned_attrs"] = cms.CMSAttributes(attributes)
        stamped.append(info)
    container["content"]["signer_infos"] = cms.SignerInfos(stamped)
    return bytes(container.dump())


def verify_list(content: bytes, signatures: bytes, trust: Trust) -> ListVerdict:
    """What can be said of the detached signatures over this content, first to last; never raises."""
    from jcm_desktop.signing.cms_check import examine_all, verdict_of

    if len(signatures) > MAX_SIGNATURE:
        return ListVerdict(problems=("signature.unreadable",))
    found = examine_all(signatures, lambda algorithm: hashlib.new(algorithm, content).digest())
    verdicts = []
    for one in found.signers:
        role = one.role or (one.facts.role if one.facts else "")
        verdicts.append(verdict_of(one, trust, PLACE, role, found.problems))
    return ListVerdict(tuple(sorted(verdicts, key=_time)), found.problems)


def _time(verdict: SignatureVerdict) -> float:
    return verdict.claimed_at.timestamp() if verdict.claimed_at else 0


def _attributes(role: str) -> Any:
    """The role as a claim of the signer (CAdES)."""
    from asn1crypto import cms, x509
    from pyhanko.sign.ades.api import CAdESSignedAttrSpec, SignerAttrSpec

    if not role:
        return CAdESSignedAttrSpec()
    named = x509.GeneralName("directory_name", x509.Name.build({"common_name": role}))
    claimed = cms.AttCertAttribute({"type": "role", "values": [{"role_name": named}]})
    return CAdESSignedAttrSpec(signer_attributes=SignerAttrSpec(claimed_attrs=[claimed], certified_attrs=[]))
