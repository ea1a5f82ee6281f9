"""What the page shows where a person compares a definition with the approved text; frozen rows, ready to draw."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jcm_desktop.services.views import FormulaPart


class Compare(StrEnum):
    """How one thing of a definition stands."""

    OPEN = "open"  # nobody compared it
    AGREES = "agrees"
    DIFFERS = "differs"
    CHANGED = "changed"  # it was compared when it said something else


class CompareRow(msgspec.Struct, frozen=True):
    """One thing to compare: what our definition says, where that was read, and what a person said of it."""

    id: str  # names it in every use case; another once the definition says something else
    part: str  # identity | formula | monitored | fixed | number | criterion | limit
    part_words: str
    symbol: str  # markup
    label: str
    math: str  # markup, of a formula
    parts: FormulaPart | None  # the same laid out, with fractions
    says: tuple[tuple[str, str], ...]  # what, and what our definition says of it
    evidence_words: str
    source: str  # where our definition took it from
    state: Compare
    state_words: str
    page: str
    document: str  # SHA-256
    document_name: str
    text: str  # what the approved text says, where it differs
    by: str  # who, and when


class TextRow(msgspec.Struct, frozen=True):
    """A file of the store that is the approved text, or its official workbook."""

    sha256: str
    name: str
    size: str
    by: str
    whole: bool  # it is still in the store


class HistoryRow(msgspec.Struct, frozen=True):
    """A confirmation that was given or taken back."""

    at: str
    words: str
    counts: bool  # it stands for the definition as it is now


class ConfirmingView(msgspec.Struct, frozen=True):
    """The page of one methodology version."""

    id: str
    version: str
    title: str
    origin_words: str
    evidence_words: str  # how well the formula is known without a person's confirmation
    sha256: str  # of the definition as written
    needed: bool  # without a confirmation no report can be made
    needed_words: str
    confirmed: bool
    confirmed_words: str  # who, when, with what; empty where nobody has
    items: tuple[CompareRow, ...]
    texts: tuple[TextRow, ...]
    done: int
    missing: tuple[str, ...]  # what stands in the way of confirming, in words
    next_step: str
    history: tuple[HistoryRow, ...]  # newest first
    projects: tuple[str, ...]  # of this workspace that follow it
