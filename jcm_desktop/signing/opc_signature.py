"""Read an Office signature part written by anybody, and check it in itself: digests, signature value, certificate.

Knows the XML, not the workbook: which part has which digest is told to the caller.
Only the forms that Office writes are accepted. An element is found by its Id only if
the Id is given once and the element stands where it belongs, so that a signed copy
cannot be hidden away and another shown in its place.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import unquote

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from jcm_desktop.signing import keys
from jcm_desktop.signing import opc_names as names
from jcm_desktop.signing.certificate import CertificateFacts, facts_of
from jcm_desktop.signing.opc_stamp import stamps_of
from jcm_desktop.signing.safe_xml import Element, canonical, parse
from jcm_desktop.signing.verdict import TimeStamp

MAX_REFERENCES = 10_000
_LONGEST_TEXT = 500
_DIGESTS = {
    names.SHA256: "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_METHODS: dict[str, tuple[bool, hashes.HashAlgorithm]] = {  # whether it is one of RSA
    names.RSA_SHA256: (True, hashes.SHA256()),
    f"{_MORE}rsa-sha384": (True, hashes.SHA384()),
    f"{_MORE}rsa-sha512": (True, hashes.SHA512()),
    names.ECDSA_SHA256: (False, hashes.SHA256()),
    f"{_MORE}ecdsa-sha384": (False, hashes.SHA384()),
    f"{_MORE}ecdsa-sha512": (False, hashes.SHA512()),
}


class Reference(msgspec.Struct, frozen=True):
    """A part as the signature names it; `relationships` are the Ids signed in a list of them."""

    part: str
    content_type: str
    method: str
    digest: bytes
    relationships: frozenset[str] | None = None


class Signature(msgspec.Struct, frozen=True):
    """What the signature says, and what is wrong with it in itself."""

    facts: CertificateFacts
    certificate: bytes
    claimed_at: datetime | None
    references: tuple[Reference, ...]
    problems: tuple[str, ...]
    role: str = ""
    place: str = ""
    meaning: str = ""
    stamps: tuple[TimeStamp, ...] = ()


def digest(method: str, body: bytes) -> bytes:
    """The digest by the name XML gives the algorithm; ValueError for one that is weak or unknown."""
    if method not in _DIGESTS:
        raise ValueError(f"digest {method}")
    return hashlib.new(_DIGESTS[method], body).digest()


def read_signature(body: bytes) -> Signature:
    """The signature; ValueError (or what the readers raise) when it is not of the form Office writes."""
    root = parse(body)
    if root.tag != _ds("Signature"):
        raise ValueError("no signature")
    signed_info = _child(root, "SignedInfo")
    certificate = x509.load_der_x509_certificate(
        _base64(_child(_child(_child(root, "KeyInfo"), "X509Data"), "X509Certificate"))
    )
    covered = _covered(root, signed_info)
    problems: list[str] = []
    if not all(hmac.compare_digest(digest(_method(one), canonical(element)), _value(one)) for one, element in covered):
        problems.append("signature.broken")
    problems.extend(_value_problems(root, signed_info, certificate))
    elements = [element for _one, element in covered]
    if not _names_certificate(elements, certificate) or _target(root) != root.get("Id"):
        problems.append("signature.broken")
    manifests = [one for element in elements for one in element.findall(_ds("Manifest"))]
    references = tuple(_reference(one) for manifest in manifests for one in manifest.findall(_ds("Reference")))
    if not references or len(references) > MAX_REFERENCES or len({one.part for one in references}) != len(references):
        raise ValueError("the list of parts is empty, too long or names a part twice")
    if not _only_known_properties(root):
        problems.append("signature.container_changed")
    return Signature(
        facts=facts_of(certificate),
        certificate=certificate.public_bytes(Encoding.DER),
        claimed_at=_claimed_at(elements),
        references=references,
        problems=tuple(dict.fromkeys(problems)),
        role=_text(elements, _xades("ClaimedRole")),
        place=_text(elements, _xades("City")),
        meaning=_text(elements, f"{{{names.OFFICE}}}SignatureComments"),
        stamps=tuple(stamps_of(root)),
    )


def _covered(root: Element, signed_info: Element) -> list[tuple[Element, Element]]:
    """The references of the signature with the elements they cover."""
    identified: dict[str, Element] = {}
    for element in root.iter():
        identifier = element.get("Id")
        if identifier is not None and identified.setdefault(str(identifier), element) is not element:
            raise ValueError(f"Id {identifier} is given twice")
    found = []
    for reference in signed_info.findall(_ds("Reference")):
        uri = str(reference.get("URI", ""))
        covered = identified.get(uri[1:])
        if not uri.startswith("#") or covered is None or not _in_its_place(covered, root):
            raise ValueError(f"reference to {uri}")
        if any(one.get("Algorithm") != names.C14N for one in _transforms(reference)):
            raise ValueError("transform")
        found.append((reference, covered))
    return found


def _in_its_place(element: Element, root: Element) -> bool:
    """An Object of the signature, or the signed properties in one."""
    parent = element.getparent()
    if element.tag == _ds("Object"):
        return parent is root
    if element.tag != _xades("SignedProperties") or parent is None or parent.tag != _xades("QualifyingProperties"):
        return False
    above = parent.getparent()
    return above is not None and above.tag == _ds("Object") and above.getparent() is root


def _value_problems(root: Element, signed_info: Element, certificate: x509.Certificate) -> list[str]:
    if _child(signed_info, "CanonicalizationMethod").get("Algorithm") != names.C14N:
        raise ValueError("canonicalisation")
    method = _METHODS.get(str(_child(signed_info, "SignatureMethod").get("Algorithm")))
    key = certificate.public_key()
    if method is None or not keys.is_strong(key) or isinstance(key, rsa.RSAPublicKey) is not method[0]:
        return ["signature.weak_algorithm"]
    value = _base64(_child(root, "SignatureValue"))
    return [] if keys.xml_signature_fits(key, value, canonical(signed_info), method[1]) else ["signature.broken"]


def _names_certificate(covered: list[Element], certificate: x509.Certificate) -> bool:
    """The signed properties name the certificate that comes along, so that it cannot be exchanged."""
    for element in covered:
        for one in element.iter(_xades("CertDigest")):
            return digest(_method(one), certificate.public_bytes(Encoding.DER)) == _value(one)
    return False


def _target(root: Element) -> str | None:
    for one in root.iter(_xades("QualifyingProperties")):
        return str(one.get("Target", "")).removeprefix("#")
    return None


def _only_known_properties(root: Element) -> bool:
    """Beside the signed properties stands only what XAdES has for what comes after signing."""
    for holder in root.iter(_xades("QualifyingProperties")):
        if any(one.tag not in (_xades("SignedProperties"), _xades("UnsignedProperties")) for one in holder):
            return False
        for group in holder.findall(_xades("UnsignedProperties")):
            if any(one.tag != _xades("UnsignedSignatureProperties") for one in group):
                return False
            known = {_xades(one) for one in names.UNSIGNED_PROPERTIES}
            if any(one.tag not in known for part in group for one in part):
                return False
    return True


def _text(covered: list[Element], tag: str) -> str:
    """The first text of that name in what was signed."""
    for element in covered:
        for one in element.iter(tag):
            return (one.text or "")[:_LONGEST_TEXT]
    return ""


def _claimed_at(covered: list[Element]) -> datetime | None:
    for element in covered:
        for one in element.iter(_xades("SigningTime")):
            moment = datetime.fromisoformat(one.text or "")
            return moment if moment.tzinfo else None
    return None


def _reference(element: Element) -> Reference:
    part, separator, content_type = str(element.get("URI", "")).partition("?ContentType=")
    if not part.startswith("/") or not separator:
        raise ValueError("reference without part or type")
    chosen: frozenset[str] | None = None
    transforms = _transforms(element)
    if transforms:
        kinds = [one.get("Algorithm") for one in transforms]
        if kinds != [names.RELATIONSHIP_TRANSFORM, names.C14N]:
            raise ValueError("transform")
        chosen = frozenset(
            str(one.get("SourceId", "")) for one in transforms[0].findall(f"{{{names.MDSSI}}}RelationshipReference")
        )
        if len(chosen) != len(transforms[0]):
            raise ValueError("relationships chosen otherwise than by Id")
    return Reference(unquote(part[1:]), unquote(content_type), _method(element), _value(element), chosen)


def _transforms(reference: Element) -> list[Element]:
    group = reference.find(_ds("Transforms"))
    return [] if group is None else list(group)


def _method(element: Element) -> str:
    name = str(_child(element, "DigestMethod").get("Algorithm"))
    if name not in _DIGESTS:
        raise ValueError(f"digest {name}")
    return name


def _value(element: Element) -> bytes:
    return _base64(_child(element, "DigestValue"))


def _base64(element: Element) -> bytes:
    """Strictly: the only text that stands for these bytes, but for white space."""
    text = "".join((element.text or "").split()).encode()
    body = base64.b64decode(text, validate=True)
    if base64.b64encode(body) != text:
        raise ValueError("base64")
    return body


def _child(element: Element, tag: str) -> Element:
    """The one child of that name."""
    found = element.findall(_ds(tag))
    if len(found) != 1:
        raise ValueError(f"{tag} is given {len(found)} times")
    return found[0]


def _ds(tag: str) -> str:
    return f"{{{names.DS}}}{tag}"


def _xades(tag: str) -> str:
    return f"{{{names.XADES}}}{tag}"
