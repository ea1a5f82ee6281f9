"""What a heading means, whatever its language, length and capitals. The words are data; knows no sheet."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from jcm_desktop.methodologies.strict_yaml import decode

MAX_LENGTH = 120
_Words = dict[str, dict[str, tuple[str, ...]]]


@cache
def _words() -> _Words:
    name = "headings.yaml"
    text = (resources.files("jcm_desktop.methodologies.official_workbook") / name).read_text(encoding="utf-8")
    return decode(text, name, _Words)


@cache
def _phrases(kind: str) -> tuple[tuple[str, str], ...]:
    """The phrases of a kind with their meanings, longest first."""
    found = [(plain(phrase), meaning) for meaning, phrases in _words()[kind].items() for phrase in phrases]
    return tuple(sorted(found, key=lambda one: (-len(one[0]), one)))


def plain(text: str) -> str:
    """Small letters, one blank between words, no numbers before and no brackets after."""
    shown = unicodedata.normalize("NFKC", text).casefold()
    shown = re.sub(r"[\[\]【】「」:：.。*・_]", " ", shown)
    shown = re.sub(r"^\s*(\(?[a-z0-9]{1,2}\)|[0-9]+\s*[.)]?)\s+", "", shown)
    shown = re.sub(r"\b(table)\s*(?=\d)|(表)\s+(?=\d)", lambda found: f"{found[1]} " if found[1] else found[2], shown)
    return " ".join(shown.replace("–", "-").split())


@lru_cache(maxsize=4096)
def meaning(kind: str, text: str) -> str:
    """What a heading of a kind (columns, tables, blocks, results, sheets) means; empty where it is none."""
    if len(text) > MAX_LENGTH:
        return ""
    shown = plain(text)
    if not shown:
        return ""
    phrases = _phrases(kind)
    for phrase, found in phrases:
        if shown == phrase:
            return found
    for phrase, found in phrases:
        if shown.startswith(phrase) and not shown[len(phrase) : len(phrase) + 1].isalpha():
            return found
    for phrase, found in phrases:
        if len(phrase) >= (3 if not phrase.isascii() else 8) and phrase in shown:
            return found
    return ""


def says(kind: str, wanted: str, text: str) -> bool:
    """Whether a text holds any phrase of one meaning, as the name of a sheet holds two."""
    shown = plain(text)
    return any(found == wanted and _holds(shown, phrase) for phrase, found in _phrases(kind))


def _holds(shown: str, phrase: str) -> bool:
    if not phrase.isascii():
        return phrase in shown
    return bool(re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", shown))
