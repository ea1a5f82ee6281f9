"""The visible stamp of a signature, drawn as a one-page PDF. Knows no keys and no document."""

from __future__ import annotations

import io
from bisect import bisect_left
from datetime import UTC, datetime

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.typeset import BOLD, REGULAR, font, paragraph

ROLES = {Role.OPERATOR: N_("Operator"), Role.MANAGER: N_("Monitoring manager"), Role.VERIFIER: N_("Verifier")}

_MARGIN = 4.0
_SIZES = [quarters / 4 for quarters in range(36, 11, -1)]  # of letters, 9 to 3 points
_INK = 20.0  # the lowest part of the box, left free for a signature by hand
_ROOM_FOR_INK = 60.0  # a lower box has none
_CAPTION = 4.5


def draw_stamp(
    width: float, height: float, identity: Identity, role: Role, *, meaning: str, place: str, at: datetime
) -> bytes:
    """The stamp in a box of this size; the letters shrink until all of it fits. A high box leaves room for ink."""
    when = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    fingerprint = " ".join(identity.fingerprint_words.split()[:4])
    lines = [
        (BOLD, f"{_(ROLES[role])}: {identity.name}"),
        (REGULAR, identity.organisation),
        (REGULAR, meaning),
        (REGULAR, ", ".join(part for part in (place, when) if part)),
        (REGULAR, _("Certificate {fingerprint} …").format(fingerprint=fingerprint)),
    ]
    ink = _INK if height >= _ROOM_FOR_INK else 0.0
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1, initialFontName=font(REGULAR).fontName)
    canvas.setLineWidth(0.5)
    canvas.rect(0.25, 0.25, width - 0.5, height - 0.5)
    top = height - _MARGIN
    for drawn, used in _fitted([line for line in lines if line[1]], width - 2 * _MARGIN, height - ink - 2 * _MARGIN):
        top -= used
        drawn.drawOn(canvas, _MARGIN, top)
    if ink:
        _ink_line(canvas, width)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _ink_line(canvas: Canvas, width: float) -> None:
    canvas.setLineWidth(0.3)
    canvas.setDash(1, 2)
    canvas.line(_MARGIN, _MARGIN + _CAPTION * 1.4, width - _MARGIN, _MARGIN + _CAPTION * 1.4)
    caption = paragraph(_("By hand, where ink is wanted too"), _CAPTION)
    caption.wrap(width - 2 * _MARGIN, _INK)
    caption.drawOn(canvas, _MARGIN, _MARGIN - 1)


def _fitted(lines: list[tuple[str, str]], width: float, height: float) -> list[tuple[Paragraph, float]]:
    """In the largest letters in which all of it fits, found by halving; in the smallest where none does."""

    def fits(at: int) -> bool:
        return sum(used for _one, used in _drawn(lines, _SIZES[at], width, height)) <= height

    at = bisect_left(range(len(_SIZES) - 1), True, key=fits)
    return _drawn(lines, _SIZES[at], width, height)


def _drawn(lines: list[tuple[str, str]], size: float, width: float, height: float) -> list[tuple[Paragraph, float]]:
    paragraphs = [paragraph(text, size, name) for name, text in lines]
    return [(one, one.wrap(width, height)[1]) for one in paragraphs]
