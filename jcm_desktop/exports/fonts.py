"""Fonts of the PDF, and which one has a character. The library has no fallback of its own: a missing glyph is a box.

Knows text, no reports.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape
from importlib import resources
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

TEXT, BOLD, JAPANESE, SYMBOLS = "NotoSans", "NotoSans-Bold", "IPAexGothic", "DejaVuSans"
# In this order: Latin, Vietnamese and Cyrillic; Japanese; every symbol that is left.
_FILES = {
    TEXT: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    JAPANESE: "ipaexg.ttf",
    SYMBOLS: "DejaVuSans.ttf",
}
_TAG = re.compile(r"(<[^<>]+>)")
# The library sets small letters so low that they touch the next line.
_TAGS = {"<sub>": '<sub rise="2" size="6">', "<sup>": '<sup rise="3" size="6">'}


@cache
def register() -> None:
    """Make the fonts known to the PDF library, once in a process."""
    folder = resources.files("resources") / "fonts"
    for name, file in _FILES.items():
        with resources.as_file(folder / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=TEXT, boldItalic=BOLD)


@cache
def _coverage(font: str) -> frozenset[int]:
    register()
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


def font_for(character: str) -> str:
    """The first font that has the character; the text font where none has."""
    code = ord(character)
    for font in (TEXT, JAPANESE, SYMBOLS):
        if code in _coverage(font):
            return font
    return TEXT


def markup(text: str) -> str:
    """Markup with a font for every run that the text font lacks; tags pass through."""
    parts = []
    for part in _TAG.split(text):
        parts.append(_TAGS.get(part, part) if _TAG.fullmatch(part) else _runs(unescape(part)))
    return "".join(parts)


def plain(text: str) -> str:
    """A text that is no markup, ready for a paragraph."""
    return _runs(text)


def _runs(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    runs = []
    for font, characters in groupby(composed, font_for):
        run = escape("".join(characters))
        runs.append(run if font == TEXT else f'<font name="{font}">{run}</font>')
    return "".join(runs)
