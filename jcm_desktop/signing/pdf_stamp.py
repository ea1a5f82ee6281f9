"""Put a time stamp over a whole signed PDF, after its last signature: for readers in many years.

The certificates needed for checking go into the file first (a document security
store), then the stamp covers all of it (PAdES B-LTA). Nothing that was signed is
touched: both are updates that every signature allows. Knows nothing of reports.
"""

from __future__ import annotations

import io

from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.library import finish
from jcm_desktop.signing.pdf_sign import opened

FIELD = "TimeStamp"
_ROOM = 2 * 16_384


def stamp_pdf(pdf: bytes, stamper: TimeStamper) -> bytes:
    """The PDF with a time stamp over all of it.

    UserErrors `pdf.unreadable`, `pdf.not_signed`; WorldErrors `timestamp.*`.
    """
    writer = opened(pdf)
    fields = {str(name): (value, field) for name, value, field in enumerate_sig_fields(writer.prev)}
    filled = {name: field for name, (value, field) in fields.items() if value is not None}
    if not filled:
        raise UserError("pdf.not_signed")
    certificates = {}
    try:
        for name, field in filled.items():
            signed = EmbeddedPdfSignature(writer.prev, field, name)
            for one in (signed.signer_cert, *signed.other_embedded_certs):
                certificates[one.sha256] = one
    except Exception as error:
        raise UserError("pdf.unreadable", detail=error) from error
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=list(certificates.values()))
    number = next(one for one in range(1, len(fields) + 2) if f"{FIELD}{one}" not in fields)
    output = io.BytesIO()
    work = PdfTimeStamper(stamper, field_name=f"{FIELD}{number}", readable_field_name="")
    finish(work.async_timestamp_pdf(writer, "sha256", bytes_reserved=_ROOM, output=output))
    return output.getvalue()
