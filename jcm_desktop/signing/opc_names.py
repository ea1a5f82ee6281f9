"""The names that an Office signature is made of (ECMA-376-2, MS-OFFCRYPTO, XAdES), for maker and checker alike."""

from __future__ import annotations

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
MDSSI = "http://schemas.openxmlformats.org/package/2006/digital-signature"
OFFICE = "http://schemas.microsoft.com/office/2006/digsig"

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RELATIONSHIP_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
OBJECT_TYPE = f"{DS}Object"
SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"

# What XAdES lets stand beside what was signed; anything else there was put in by somebody.
UNSIGNED_PROPERTIES = frozenset(
    {
        *("SignatureTimeStamp", "CounterSignature", "CompleteCertificateRefs", "CompleteRevocationRefs"),
        *("AttributeCertificateRefs", "AttributeRevocationRefs", "SigAndRefsTimeStamp", "RefsOnlyTimeStamp"),
        *("CertificateValues", "RevocationValues", "AttrAuthoritiesCertValues", "AttributeRevocationValues"),
        "ArchiveTimeStamp",
    }
)

FOLDER = "_xmlsignatures/"
ORIGIN = f"{FOLDER}origin.sigs"
ORIGIN_RELATIONSHIPS = f"{FOLDER}_rels/origin.sigs.rels"
ORIGIN_CONTENT = "application/vnd.openxmlformats-package.digital-signature-origin"
SIGNATURE_CONTENT = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
ORIGIN_RELATION = f"{_RELATION}/digital-signature/origin"
SIGNATURE_RELATION = f"{_RELATION}/digital-signature/signature"

# Title, author, dates: Office lets these change without breaking a signature, so they are never signed.
METADATA_CONTENT = {
    "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml",),
    "docProps/app.xml": ("application/vnd.openxmlformats-officedocument.extended-properties+xml",),
    "docProps/custom.xml": ("application/vnd.openxmlformats-officedocument.custom-properties+xml",),
    "docProps/thumbnail.jpeg": ("image/jpeg",),
    "docProps/thumbnail.emf": ("image/x-emf",),
    "docProps/thumbnail.wmf": ("image/x-wmf",),
}
_OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
METADATA_RELATIONS = (
    f"{_RELATION}/metadata/core-properties",
    f"{_RELATION}/metadata/thumbnail",
    f"{_OFFICE_RELATION}/metadata/core-properties",
    f"{_OFFICE_RELATION}/extended-properties",
    f"{_OFFICE_RELATION}/custom-properties",
)
