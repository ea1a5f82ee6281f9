"""Signatures in a PDF: make the fields, sign, stamp, verify. The door of what `pdf_sign` and its neighbours do.

The signature library takes a second to load, so it is loaded when first used.
Knows nothing of reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from jcm_desktop.domain.role import Role
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.verdict import PdfVerdict, Trust

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

Box = tuple[float, float, float, float]


def prepare_fields(pdf: bytes, boxes: Sequence[tuple[Role, int, Box]]) -> bytes:
    """Add an empty visible signature field for each role: page from 0, box x1, y1, x2, y2 in points.

    To be done before anybody signs. UserError `pdf.unreadable`.
    """
    from jcm_desktop.signing import pdf_sign

    return pdf_sign.prepare_fields(pdf, boxes)


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
    from jcm_desktop.signing import pdf_sign

    return pdf_sign.sign_pdf(pdf, identity, role, meaning=meaning, place=place, at=at, stamper=stamper)


def stamp_pdf(pdf: bytes, stamper: TimeStamper) -> bytes:
    """The signed PDF with a time stamp over all of it.

    UserErrors `pdf.unreadable`, `pdf.not_signed`; WorldErrors `timestamp.*`.
    """
    from jcm_desktop.signing import pdf_stamp

    return pdf_stamp.stamp_pdf(pdf, stamper)


def verify_pdf(pdf: bytes, trust: Trust) -> PdfVerdict:
    """Every signature with its verdict, first to last; never raises."""
    from jcm_desktop.signing import pdf_check

    return pdf_check.verify_pdf(pdf, trust)
