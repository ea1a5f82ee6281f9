"""How a PDF is signed: all fields first, then one visible PAdES signature after the other.

The fields are made in one update before anybody signs, because a field added
later would be a change to what the first signer certified. Each signature is an
update appended to the file, so the earlier ones stay as they were. Knows nothing
of reports.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.role import Role
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.keys import longest
from jcm_desktop.signing.library import finish, signer
from jcm_desktop.signing.moment import refuse_clock_back
from jcm_desktop.signing.stamp import draw_stamp

# Beside keys and certificates, as bytes; so a signature need not be made once more only to be measured.
_ATTRIBUTES = 3_072
_STAMP = 16_384  # a time stamp with the certificates of its authority
Box = tuple[float, float, float, float]


def prepare_fields(pdf: bytes, boxes: Sequence[tuple[Role, int, Box]]) -> bytes:
    """Add an empty visible signature field for each role: page from 0, box x1, y1, x2, y2 in points.

    UserError `pdf.unreadable`.
    """
    writer = opened(pdf)
    for role, page, box in boxes:
        # The page draws its own frame; an empty field shows nothing, so that a name in ink can stand there too.
        spec = SigFieldSpec(
            sig_field_name=str(role),
            on_page=page,
            box=box,  # type: ignore[arg-type]  # it takes fractions of points too
            empty_field_appearance=False,
        )
        append_signature_field(writer, spec)
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def sign_pdf(
    pdf: bytes,
    identity: Identity,
    role: Role,
    *,
    meaning: str,
    place: str,
    at: datetime,
    stamper: TimeStamper | None = None,
) -> bytes:
    """Sign in the role's field; the first signature certifies and leaves only the other fields open.

    UserErrors `pdf.unreadable`, `pdf.no_field`, `pdf.already_signed`, `sign.clock_back`;
    with a stamper, WorldErrors `timestamp.*`.
    """
    writer = opened(pdf)
    fields = {name: (value, field) for name, value, field in enumerate_sig_fields(writer.prev)}
    if role not in fields:
        raise UserError("pdf.no_field", str(role), role=role)
    value, field = fields[role]
    if value is not None:
        raise UserError("pdf.already_signed", str(role), role=role)
    refuse_clock_back(_latest(writer.prev, fields), at)
    x1, y1, x2, y2 = (float(number) for number in field.get_object()["/Rect"])
    stamp = draw_stamp(abs(x2 - x1), abs(y2 - y1), identity, role, meaning=meaning, place=place, at=at)
    metadata = PdfSignatureMetadata(
        field_name=str(role),
        name=identity.name,
        reason=meaning or None,
        location=place or None,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=all(other is None for other, _field in fields.values()),
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    style = StaticStampStyle(
        border_width=0,
        background=_DrawnPage(stamp, f"/Stamp{role.capitalize()}"),
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID, y_align=layout.AxisAlignment.ALIGN_MID
        ),
        background_opacity=1.0,
    )
    work = _TimedSigner(metadata, signer(identity), stamp_style=style, timestamper=stamper)
    work.at = at
    output = io.BytesIO()
    room = 2 * (_room(identity) + (_STAMP if stamper else 0))  # it is written in hexadecimal digits
    finish(work.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=room, output=output))
    return output.getvalue()


def _room(identity: Identity) -> int:
    certificates = sum(len(one) for one in (identity.certificate_der, *identity.chain_der))
    return certificates + len(identity.certificate.issuer.public_bytes()) + longest(identity.private_key) + _ATTRIBUTES


def _latest(reader: PdfFileReader, fields: dict[str, Any]) -> datetime | None:
    """The last moment at which somebody says to have signed before."""
    found = []
    for name, (value, field) in fields.items():
        if value is not None:
            try:
                found.append(EmbeddedPdfSignature(reader, field, name).self_reported_timestamp)
            except Exception as error:
                raise UserError("pdf.unreadable", detail=error) from error
    return max((one for one in found if one is not None), default=None)


def opened(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer that appends to the file; UserError `pdf.unreadable`."""
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        _fields = list(enumerate_sig_fields(writer.prev))
        _pages = writer.prev.root["/Pages"]["/Count"]
    except Exception as error:
        raise UserError("pdf.unreadable", detail=error) from error
    if writer.prev.encrypted:
        raise UserError("pdf.unreadable", detail="encrypted")
    return writer


class _TimedSigner(PdfSigner):
    """Signs at the moment we say; the library would take the computer's."""

    at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _DrawnPage(PdfContent):
    """A one-page PDF in memory as content of a stamp; the library's own class wants a file on disk."""

    def __init__(self, pdf: bytes, name: str) -> None:
        super().__init__()
        self._pdf = pdf
        self._name = name

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.set_resource(ResourceType.XOBJECT, pdf_name(self._name), page)
        x1, y1, x2, y2 = page.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return self._name.encode() + b" Do"
