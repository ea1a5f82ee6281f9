"""Time stamps inside an Office signature part (XAdES-T): put one in, take them out. Knows no workbook.

A time stamp stands beside what was signed, so no signature notices it; it is made
over the signature's value.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jcm_desktop.signing import opc_names as names
from jcm_desktop.signing.safe_xml import Element, canonical, parse
from jcm_desktop.signing.verdict import TimeStamp

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

_VALUE = f"{{{names.DS}}}SignatureValue"
_STAMP = f"{{{names.XADES}}}SignatureTimeStamp"
_END = b"</xd:QualifyingProperties>"
_UNSIGNED = """\
<xd:UnsignedProperties><xd:UnsignedSignatureProperties><xd:SignatureTimeStamp>\
<CanonicalizationMethod Algorithm="{c14n}"/><xd:EncapsulatedTimeStamp>{token}</xd:EncapsulatedTimeStamp>\
</xd:SignatureTimeStamp></xd:UnsignedSignatureProperties></xd:UnsignedProperties>"""


def with_stamp(body: bytes, stamper: TimeStamper) -> bytes:
    """The signature part with a time stamp, as it is where it has one or was written by another program.

    ValueError when it cannot be read; WorldErrors `timestamp.*`.
    """
    from jcm_desktop.signing.time_stamp import token

    root = parse(body)
    if body.count(_END) != 1 or any(True for _one in root.iter(f"{{{names.XADES}}}UnsignedProperties")):
        return body
    digest = hashlib.sha256(_stamped(root)).digest()
    text = base64.b64encode(token(stamper, digest)).decode()
    return body.replace(_END, _UNSIGNED.format(c14n=names.C14N, token=text).encode() + _END)


def stamps_of(root: Element) -> Iterator[TimeStamp]:
    """Every time stamp over the signature's value, checked."""
    for one in root.iter(_STAMP):
        yield _one(root, one)


def _one(root: Element, stamp: Element) -> TimeStamp:
    from jcm_desktop.signing.time_stamp_check import examine_stamp

    methods = stamp.findall(f"{{{names.DS}}}CanonicalizationMethod")
    tokens = stamp.findall(f"{{{names.XADES}}}EncapsulatedTimeStamp")
    if [one.get("Algorithm") for one in methods] != [names.C14N] or len(tokens) != 1 or len(stamp) != 2:
        return TimeStamp(problems=("stamp.unreadable",))
    text = "".join((tokens[0].text or "").split()).encode()
    try:
        der = base64.b64decode(text, validate=True)
        if base64.b64encode(der) != text:
            raise ValueError("base64")
        value = _stamped(root)
    except ValueError:
        return TimeStamp(problems=("stamp.unreadable",))
    return examine_stamp(der, lambda algorithm: hashlib.new(algorithm, value).digest())


def _stamped(root: Element) -> bytes:
    """What the stamp is about; ValueError where there is not exactly one value."""
    found = root.findall(_VALUE)
    if len(found) != 1:
        raise ValueError("SignatureValue")
    return canonical(found[0])
