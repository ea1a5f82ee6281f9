"""The visible stamp of a signature, drawn as a one-page PDF. Knows no keys and no document.

Everything is a Paragraph in runs of embedded fonts, because no font has all
scripts: a name may be Japanese, a place Mongolian, in one line.
"""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.signing.identity import Identity

ROLES = {Role.OPERATOR: N_("Operator"), Role.MANAGER: N_("Monitoring manager"), Role.VERIFIER: N_("Verifier")}

_REGULAR = "NotoSans-Regular"
_JAPANESE = "ipaexg"
_SYMBOLS = "DejaVuSans"
_BOLD = "NotoSans-Bold"
_MARGIN = 4.0
_LARGEST, _SMALLEST = 9.0, 3.0


def draw_stamp(
    width: float, height: float, identity: Identity, role: Role, *, meaning: str, place: str, at: datetime
) -> bytes:
    """The stamp in a box of this size; the letters shrink until all of it fits."""
    when = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    fingerprint = " ".join(identity.fingerprint_words.split()[:4])
    lines = [
        (_BOLD, f"{_(ROLES[role])}: {identity.name}"),
        (_REGULAR, identity.organisation),
        (_REGULAR, meaning),
        (_REGULAR, ", ".join(part for part in (place, when) if part)),
        (_REGULAR, _("Certificate {fingerprint} …").format(fingerprint=fingerprint)),
    ]
    marked = [_runs(text, font) for font, text in lines if text]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1, initialFontName=_font(_REGULAR).fontName)
    canvas.setLineWidth(0.5)
    canvas.rect(0.25, 0.25, width - 0.5, height - 0.5)
    top = height - _MARGIN
    for paragraph, used in _fitted(marked, width - 2 * _MARGIN, height - 2 * _MARGIN):
        top -= used
        paragraph.drawOn(canvas, _MARGIN, top)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fitted(marked: list[str], width: float, height: float) -> list[tuple[Paragraph, float]]:
    size = _LARGEST
    while True:
        styles = {wrap: _style(size, wrap) for wrap in (None, "CJK")}
        # Japanese breaks between any two letters, other writing between words.
        paragraphs = [Paragraph(markup, styles["CJK" if _JAPANESE in markup else None]) for markup in marked]
        drawn = [(paragraph, paragraph.wrap(width, height)[1]) for paragraph in paragraphs]
        if sum(used for _paragraph, used in drawn) <= height or size <= _SMALLEST:
            return drawn
        size -= 0.25


def _style(size: float, wrap: str | None) -> ParagraphStyle:
    name = _font(_REGULAR).fontName
    return ParagraphStyle("stamp", fontName=name, fontSize=size, leading=size * 1.25, wordWrap=wrap)


def _runs(text: str, first: str) -> str:
    """Paragraph markup in which every letter has a font that can draw it."""
    letters = unicodedata.normalize("NFC", " ".join(text.split()))
    fonts = [_font(first), *(_font(name) for name in (_JAPANESE, _SYMBOLS))]
    able = (
        (letter, next((one for one in fonts if ord(letter) in one.face.charToGlyph), fonts[0])) for letter in letters
    )
    return "".join(
        f'<font name="{name}">{escape("".join(letter for letter, _able in run))}</font>'
        for name, run in groupby(able, key=lambda pair: str(pair[1].fontName))
    )


@cache
def _font(name: str) -> TTFont:
    """A font of the house, embedded where used; the report's pages may have registered it before."""
    with resources.as_file(resources.files("resources") / "fonts" / f"{name}.ttf") as path:
        font = TTFont(name, str(path))
    if font.fontName not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(font)
    return font
