"""What the pages of packs and publishers show; frozen rows, ready to draw, in the current language."""

from __future__ import annotations

import msgspec


class EditionRow(msgspec.Struct, frozen=True):
    """An edition that is kept on this computer."""

    edition: int
    issued: str
    counts: bool
    whole: bool  # as its publisher signed it


class PackRow(msgspec.Struct, frozen=True):
    """A pack of which an edition counts, or did."""

    series: str  # names it in every use case
    name: str
    title: str
    publisher: str
    fingerprint: str
    trusted: bool  # the publisher still is
    edition: int  # 0: none counts
    issued: str
    brings: tuple[str, ...]  # in words: definitions, list entries, rule sets
    definitions: tuple[str, ...]  # `MN_AM003 ver2.0`
    editions: tuple[EditionRow, ...]  # oldest first
    back_to: int | None  # the edition that taking it back leads to; 0: none; None: it cannot be taken back
    problem: str  # in words; empty: none


class PublisherRow(msgspec.Struct, frozen=True):
    """A publisher whose packs are taken."""

    fingerprint: str
    name: str
    groups: str  # of the fingerprint, as other programs show it
    digits: tuple[str, ...]  # of the fingerprint, to be read out by telephone
    added_at: str
    added_by: str
    compared: str


class PacksView(msgspec.Struct, frozen=True):
    """Packs and publishers of a workspace."""

    packs: tuple[PackRow, ...]
    publishers: tuple[PublisherRow, ...]


class BroughtRow(msgspec.Struct, frozen=True):
    """A definition of a pack beside what is here."""

    id: str
    version: str
    title: str
    evidence_words: str
    here: str  # new | same | other
    here_words: str
    projects: tuple[str, ...]  # that follow this version


class PackCheck(msgspec.Struct, frozen=True):
    """A pack file: what it is, and what installing it would do."""

    file: str
    publisher: str
    fingerprint: str
    groups: str
    digits: tuple[str, ...]
    trusted: bool
    name: str
    title: str
    notes: str
    edition: int
    issued: str
    application: str  # the oldest version of the program that reads it
    brings: tuple[str, ...]
    definitions: tuple[BroughtRow, ...]
    installed_edition: int  # 0: none
    allowed: bool
    refusal: str  # code of why not; empty where it is allowed
    words: str  # what installing would do, or why it is refused
