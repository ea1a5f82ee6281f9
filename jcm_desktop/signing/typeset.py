"""Paragraphs in which every letter has a font that can draw it: a name may be Japanese, a place Mongolian.

Everything is in runs of embedded fonts, because no font has all scripts. Draws nothing.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

REGULAR, BOLD = "NotoSans-Regular", "NotoSans-Bold"
_JAPANESE = "ipaexg"
_SYMBOLS = "DejaVuSans"


def paragraph(text: str, size: float, first: str = REGULAR, leading: float = 1.25) -> Paragraph:
    """The text in this size; Japanese breaks between any two letters, other writing between words."""
    markup = runs(text, first)
    name = font(REGULAR).fontName
    wrap = "CJK" if font(_JAPANESE).fontName in markup else None
    style = ParagraphStyle("typeset", fontName=name, fontSize=size, leading=size * leading, wordWrap=wrap)
    return Paragraph(markup, style)


def runs(text: str, first: str = REGULAR) -> str:
    """Paragraph markup with a font for each run of letters."""
    letters = unicodedata.normalize("NFC", " ".join(text.split()))
    fonts = [font(first), *(font(name) for name in (_JAPANESE, _SYMBOLS))]
    able = (
        (letter, next((one for one in fonts if ord(letter) in one.face.charToGlyph), fonts[0])) for letter in letters
    )
    return "".join(
        f'<font name="{name}">{escape("".join(letter for letter, _able in run))}</font>'
        for name, run in groupby(able, key=lambda pair: str(pair[1].fontName))
    )


@cache
def font(name: str) -> TTFont:
    """A font of the house, embedded where used; the report's pages may have registered it before."""
    with resources.as_file(resources.files("resources") / "fonts" / f"{name}.ttf") as path:
        found = TTFont(name, str(path))
    if found.fontName not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(found)
    return found
