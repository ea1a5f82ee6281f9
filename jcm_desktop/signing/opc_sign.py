"""Write an Office signature part: one XML document that names every part of the workbook with its digest.

Follows what Office, LibreOffice and the XML-DSig tools accept, down to the order of
elements. Knows nothing of ZIP; `opc` puts the part into the workbook.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from jcm_desktop.signing import keys
from jcm_desktop.signing import opc_names as names
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.opc_package import (
    CONTENT_TYPES,
    RELATIONSHIPS_TYPE,
    ROOT_RELATIONSHIPS,
    ContentTypes,
    is_relationships,
    relationships,
    target_of,
    transformed,
)
from jcm_desktop.signing.safe_xml import canonical, parse

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_C14N = f'<Transform Algorithm="{names.C14N}"/>'

# The order is part of the format. The versions only state which Office understands the signature.
_OFFICE_DETAILS = """\
<SignatureInfoV1 xmlns="{office}"><SetupID></SetupID><SignatureText></SignatureText><SignatureImage></SignatureImage>\
<SignatureComments>{comment}</SignatureComments><WindowsVersion>10.0</WindowsVersion>\
<OfficeVersion>16.0</OfficeVersion><ApplicationVersion>16.0</ApplicationVersion><Monitors>1</Monitors>\
<HorizontalResolution>1920</HorizontalResolution><VerticalResolution>1080</VerticalResolution>\
<ColorDepth>32</ColorDepth><SignatureProviderId>{{00000000-0000-0000-0000-000000000000}}</SignatureProviderId>\
<SignatureProviderUrl></SignatureProviderUrl><SignatureProviderDetails>9</SignatureProviderDetails>\
<SignatureType>1</SignatureType></SignatureInfoV1>"""


def signature_part(
    parts: Mapping[str, bytes], identity: Identity, at: datetime, comment: str, role: str = "", place: str = ""
) -> bytes:
    """The signature over these parts; ValueError when their types or relationships cannot be read."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    package = _object("idPackageObject", _manifest(parts) + _time(moment))
    office = _object("idOfficeObject", _office(comment))
    properties = _signed_properties(identity, moment, role, place)
    references = (
        _reference("#idPackageObject", _canonical_digest(_with_names(package)), kind=names.OBJECT_TYPE)
        + _reference("#idOfficeObject", _canonical_digest(_with_names(office)), kind=names.OBJECT_TYPE)
        + _reference(
            "#idSignedProperties",
            _canonical_digest(_with_names(properties)),
            kind=names.SIGNED_PROPERTIES_TYPE,
            transforms=_C14N,
        )
    )
    method = names.RSA_SHA256 if isinstance(identity.private_key, RSAPrivateKey) else names.ECDSA_SHA256
    signed_info = (
        f'<SignedInfo><CanonicalizationMethod Algorithm="{names.C14N}"/>'
        f'<SignatureMethod Algorithm="{method}"/>{references}</SignedInfo>'
    )
    to_sign = canonical(parse(_with_names(signed_info).encode()))
    value = keys.sign_for_xml(identity.private_key, to_sign)
    xml = (
        f'<Signature xmlns="{names.DS}" Id="idPackageSignature">{signed_info}'
        f"<SignatureValue>{_base64(value)}</SignatureValue>"
        f"<KeyInfo><X509Data><X509Certificate>{_base64(identity.certificate_der)}</X509Certificate></X509Data></KeyInfo>"
        f"{package}{office}"
        f'<Object><xd:QualifyingProperties xmlns:xd="{names.XADES}" Target="#idPackageSignature">{properties}'
        "</xd:QualifyingProperties></Object></Signature>"
    )
    return _DECLARATION + xml.encode()


def is_metadata(name: str, types: ContentTypes) -> bool:
    """The part may change without breaking a signature: title, author, preview picture."""
    return types.of(name) in names.METADATA_CONTENT.get(name, ())


def can_be_signed(name: str) -> bool:
    """Not one of the lists that grow with every signature, nor a signature."""
    return name != CONTENT_TYPES and not name.startswith(names.FOLDER)


def is_signed(name: str, types: ContentTypes) -> bool:
    """A signature must name this part, whoever made it; ours name title and author, too."""
    return can_be_signed(name) and not is_metadata(name, types)


def must_be_signed(listed_in: str, body: bytes, types: ContentTypes) -> frozenset[str]:
    """The Ids of the relationships in a part that a signature must name: all but those to metadata and signatures."""
    return frozenset(
        identifier
        for identifier, one in relationships(body).items()
        if listed_in != ROOT_RELATIONSHIPS
        or not _leads_to_unsigned(str(one.get("Type", "")), target_of(one, listed_in), types)
    )


def _leads_to_unsigned(kind: str, target: str, types: ContentTypes) -> bool:
    if kind == names.ORIGIN_RELATION:
        return target == names.ORIGIN
    return kind in names.METADATA_RELATIONS and is_metadata(target, types)


def _manifest(parts: Mapping[str, bytes]) -> str:
    types = ContentTypes(parts[CONTENT_TYPES])
    references = []
    for name in sorted(parts):
        if not can_be_signed(name):
            continue
        if is_relationships(name):
            identifiers = _all_but_signatures(name, parts[name])
            digest = _digest(transformed(parts[name], identifiers))
            references.append(_reference(_uri(name, RELATIONSHIPS_TYPE), digest, transforms=_choice(identifiers)))
        else:
            references.append(_reference(_uri(name, types.of(name)), _digest(parts[name])))
    return f"<Manifest>{''.join(references)}</Manifest>"


def _all_but_signatures(listed_in: str, body: bytes) -> frozenset[str]:
    """Office's own signatures leave out title and author; naming them lets a change of them be seen."""
    return frozenset(
        identifier
        for identifier, one in relationships(body).items()
        if listed_in != ROOT_RELATIONSHIPS or one.get("Type") != names.ORIGIN_RELATION
    )


def _uri(name: str, content_type: str) -> str:
    return f"/{name}?ContentType={content_type}"


def _choice(identifiers: Iterable[str]) -> str:
    chosen = "".join(
        f'<mdssi:RelationshipReference xmlns:mdssi="{names.MDSSI}" SourceId={quoteattr(one)}/>'
        for one in sorted(identifiers)
    )
    return f'<Transform Algorithm="{names.RELATIONSHIP_TRANSFORM}">{chosen}</Transform>{_C14N}'


def _reference(uri: str, digest: str, *, kind: str = "", transforms: str = "") -> str:
    of_kind = f' Type="{kind}"' if kind else ""
    through = f"<Transforms>{transforms}</Transforms>" if transforms else ""
    return (
        f"<Reference{of_kind} URI={quoteattr(uri)}>{through}"
        f'<DigestMethod Algorithm="{names.SHA256}"/><DigestValue>{digest}</DigestValue></Reference>'
    )


def _time(moment: str) -> str:
    return (
        '<SignatureProperties><SignatureProperty Id="idSignatureTime" Target="#idPackageSignature">'
        f'<mdssi:SignatureTime xmlns:mdssi="{names.MDSSI}"><mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format>'
        f"<mdssi:Value>{moment}</mdssi:Value></mdssi:SignatureTime></SignatureProperty></SignatureProperties>"
    )


def _office(comment: str) -> str:
    details = _OFFICE_DETAILS.format(office=names.OFFICE, comment=escape(_line(comment)))
    return (
        '<SignatureProperties><SignatureProperty Id="idOfficeV1Details" Target="#idPackageSignature">'
        f"{details}</SignatureProperty></SignatureProperties>"
    )


def _line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _signed_properties(identity: Identity, moment: str, role: str, place: str) -> str:
    where = (
        f"<xd:SignatureProductionPlace><xd:City>{escape(_line(place))}</xd:City></xd:SignatureProductionPlace>"
        if place
        else ""
    )
    claimed = (
        f"<xd:SignerRole><xd:ClaimedRoles><xd:ClaimedRole>{escape(role)}</xd:ClaimedRole></xd:ClaimedRoles>"
        "</xd:SignerRole>"
        if role
        else ""
    )
    issuer = escape(identity.certificate.issuer.rfc4514_string())
    return (
        f'<xd:SignedProperties xmlns:xd="{names.XADES}" Id="idSignedProperties"><xd:SignedSignatureProperties>'
        f"<xd:SigningTime>{moment}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>"
        f'<DigestMethod Algorithm="{names.SHA256}"/><DigestValue>{_digest(identity.certificate_der)}</DigestValue>'
        f"</xd:CertDigest><xd:IssuerSerial><X509IssuerName>{issuer}</X509IssuerName>"
        f"<X509SerialNumber>{identity.certificate.serial_number}</X509SerialNumber></xd:IssuerSerial></xd:Cert>"
        "</xd:SigningCertificate><xd:SignaturePolicyIdentifier><xd:SignaturePolicyImplied/>"
        f"</xd:SignaturePolicyIdentifier>{where}{claimed}</xd:SignedSignatureProperties></xd:SignedProperties>"
    )


def _object(identifier: str, content: str) -> str:
    return f'<Object Id="{identifier}">{content}</Object>'


def _with_names(xml: str) -> str:
    """The first element with the namespace it will stand in."""
    head, separator, rest = xml.partition(">")
    closing = "/" if head.endswith("/") else ""
    return f'{head.removesuffix("/")} xmlns="{names.DS}"{closing}{separator}{rest}'


def _canonical_digest(xml: str) -> str:
    return _digest(canonical(parse(xml.encode())))


def _digest(body: bytes) -> str:
    return _base64(hashlib.sha256(body).digest())


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode()
