"""Fonts of the PDF, and which one has a character. The library has no fallback of its own: a missing glyph is a box.

Knows text, no reports.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapedStr, TTFont, shapeStr

TEXT, BOLD, THAI, THAI_BOLD = "NotoSans", "NotoSans-Bold", "NotoSansThai", "NotoSansThai-Bold"
JAPANESE, SYMBOLS = "IPAexGothic", "DejaVuSans"
_FILES = {
    TEXT: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    THAI: "NotoSansThai-Regular.ttf",
    THAI_BOLD: "NotoSansThai-Bold.ttf",
    JAPANESE: "ipaexg.ttf",
    SYMBOLS: "DejaVuSans.ttf",
}
# In this order: Latin, Vietnamese and Cyrillic; Thai; Japanese; every symbol that is left.
_ORDER = (TEXT, THAI, JAPANESE, SYMBOLS)
_BOLD_OF = {TEXT: BOLD, THAI: THAI_BOLD}  # the others have no bold of their own; they are drawn with a thicker pen
_SHAPED = frozenset((THAI, THAI_BOLD))
_UNKNOWN = "\ufffd"  # what no font has: visible, and no undefined glyph (an archive file may not have one)


@cache
def register() -> None:
    """Make the fonts known to the PDF library, once in a process."""
    folder = resources.files("resources") / "fonts"
    for name, file in _FILES.items():
        with resources.as_file(folder / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=TEXT, boldItalic=BOLD)
    for name in _SHAPED:
        _name_every_glyph(pdfmetrics.getFont(name))


def _name_every_glyph(font: Any) -> None:
    """Give glyphs without a character their private one now; given when first drawn, bytes would tell what came before.

    The library takes the numbers in the order of use, which differs from one run to the next.
    """
    shaper = font.hbFont(10)
    for glyph in range(font.face.numGlyphs):
        if glyph not in font.face.glyphToChar:
            font.hbAddPrivate(shaper.glyph_to_string(glyph), glyph, shaper.get_glyph_h_advance(glyph))


@cache
def _coverage(font: str) -> frozenset[int]:
    register()
    return frozenset(
        code for code in pdfmetrics.getFont(font).face.charToGlyph if code < 0xE000 or 0xF900 <= code <= 0xFFFF
    )


@cache
def font_for(character: str) -> str:
    """The first font that has the character; empty where none has."""
    code = ord(character)
    return next((font for font in _ORDER if code in _coverage(font)), "")


def is_plain(text: str) -> bool:
    """Whether the text font has every character, and none needs shaping."""
    return text.isascii() or all(ord(one) in _coverage(TEXT) for one in text)


def clean(text: str) -> str:
    """Composed letters; control characters and line ends are spaces; what no font has is a replacement mark."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(_cleaned(one) for one in composed if one not in "\u200b\u200c\u200d\ufeff\u00ad")


def _cleaned(character: str) -> str:
    if character == "\u00a0":
        return character
    if unicodedata.category(character) in ("Cc", "Zs", "Zl", "Zp", "Cf"):
        return " "
    return character if font_for(character) else _UNKNOWN


def without_font(texts: Iterable[str]) -> str:
    """Letters of these texts that no font here has, each once, in the order of their numbers."""
    found = {one for text in texts if not text.isascii() for one in _letters(text) if not font_for(one)}
    return "".join(sorted(found))


def _letters(text: str) -> str:
    """Composed letters that leave a mark on paper."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(one for one in composed if unicodedata.category(one) not in ("Cc", "Zs", "Zl", "Zp", "Cf"))


def runs(text: str, *, bold: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Parts of a cleaned text with the font of each, and whether its pen must be thickened to look bold.

    A mark that stands on the letter before it stays with that letter.
    """
    register()
    current, start = "", 0
    for at, character in enumerate(text):
        font = font_for(character) or TEXT
        if (
            current
            and (character in " \u00a0" or unicodedata.combining(character))
            and ord(character) in _coverage(current)
        ):
            font = current
        if font != current:
            if at > start:
                yield _run(text[start:at], current, bold)
            current, start = font, at
    if text:
        yield _run(text[start:], current, bold)


def _run(text: str, font: str, bold: bool) -> tuple[str, str, bool]:
    return (text, _BOLD_OF[font], False) if bold and font in _BOLD_OF else (text, font, bold)


def needs_shaping(font: str) -> bool:
    """Whether the font's glyphs depend on their neighbours."""
    return font in _SHAPED


@cache
def _metrics(font: str) -> tuple[Any, float]:
    register()
    face = pdfmetrics.getFont(font).face
    return face.charWidths, face.defaultWidth


def width(text: str, font: str, size: float) -> float:
    """How wide a text is when drawn."""
    if font in _SHAPED:
        drawn = shaped(text, font, size)
        if isinstance(drawn, ShapedStr):
            return float(sum(one.x_advance for one in drawn.__shapeData__)) * size / 1000
    widths, default = _metrics(font)
    return float(0.001 * size * sum([widths.get(ord(one), default) for one in text]))


def shaped(text: str, font: str, size: float) -> str:
    """The text as glyphs in their places, for fonts that need it."""
    drawn: str = shapeStr(text, font, size) if text else text
    return drawn
