"""What somebody may have meant: known words by how much they are like what was written. Knows no units."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

ALIKE = 0.6  # from here on a word is worth asking about
_LISTED = 8


def meant(written: str, known: Iterable[str], alike: float = ALIKE) -> str:
    """The known word that is most like the one written; empty where none is like it."""
    near = difflib.get_close_matches(written, list(known), n=1, cutoff=alike)
    return near[0] if near else ""


def nearest_first(written: str, known: Iterable[str]) -> str:
    """Known words in a row, those most like the one written first; of many only these."""
    return ", ".join(difflib.get_close_matches(written, list(known), n=_LISTED, cutoff=0)) or "-"
