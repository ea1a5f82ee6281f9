"""Where a line may end, in every script a report can hold. Knows letters, no fonts and no paper.

Latin and Cyrillic break at spaces, Japanese between letters but for those that may not
begin or end a line, Thai between words, which a small trained model finds: Thai is
written without spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

import budoux
from reportlab.lib.textsplit import ALL_CANNOT_END, ALL_CANNOT_START

_THAI = r"\u0e00-\u0e7f"
_EAST_ASIAN = r"\u2e80-\u2fdf\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef"
_SCRIPTS = re.compile(rf"[{_THAI}]+|[{_EAST_ASIAN}]|[^{_THAI}{_EAST_ASIAN}]+")
_WORDS = re.compile(r" *[^ ]+ *| +")
_NOT_FIRST = frozenset(ALL_CANNOT_START) | frozenset("、。，．・：；？！）］｝〉》」』】〕ー々…‥％℃")
_NOT_LAST = frozenset(ALL_CANNOT_END) | frozenset("（［｛〈《「『【〔")
_LEADING_VOWELS = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")  # written before the consonant they follow in speech
_FOLLOWERS = frozenset("\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46")  # never at the start of a word


def units(text: str) -> list[str]:
    """The text in pieces that are not to be broken; a line may end between any two. Spaces end their piece."""
    pieces: list[str] = []
    for script in _SCRIPTS.finditer(text):
        part = script[0]
        if "\u0e00" <= part[0] <= "\u0e7f":
            pieces.extend(_thai_words(part))
        else:
            pieces.extend(_WORDS.findall(part) if len(part) > 1 else part)
    return _joined(pieces)


def _thai_words(text: str) -> list[str]:
    return [one for one in _thai().parse(text) if one]


@cache
def _thai() -> budoux.Parser:
    return budoux.load_default_thai_parser()


def _joined(pieces: list[str]) -> list[str]:
    """Pieces put together where no line may end between them."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not _may_break(joined[-1], piece):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _may_break(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if first == " " or first == "\u00a0" or last == "\u00a0":
        return False
    if not _may_cut(last, first):
        return False
    return last == " " or (first not in _NOT_FIRST and last not in _NOT_LAST)


def clusters(text: str) -> list[str]:
    """Letters with the marks that stand on them: what remains together even where a long word must be cut."""
    found: list[str] = []
    for character in text:
        if found and not _may_cut(found[-1][-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _may_cut(before: str, after: str) -> bool:
    if unicodedata.combining(after) or unicodedata.category(after) in ("Mn", "Mc", "Me"):
        return False
    return after not in _FOLLOWERS and before not in _LEADING_VOWELS


def is_whole(pieces: list[str]) -> bool:
    """Whether no piece begins with a mark that belongs to the one before."""
    return all(_may_cut(one[-1], other[0]) for one, other in pairwise(pieces) if one and other)
