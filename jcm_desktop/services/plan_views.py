"""What the plan page shows beside its tables: installed units, versions and how they differ, facts of the project.

Frozen rows, ready to draw; texts are in the current language.
"""

from __future__ import annotations

from datetime import date

import msgspec


class SetRow(msgspec.Struct, frozen=True):
    """The installed units that an index stands for."""

    name: str
    written: str  # the small letter of the formulas
    label: str
    members: tuple[str, ...]
    optional: bool  # the project may have none
    offered: tuple[str, ...]  # the rows of the methodology's list; empty where names are free
    with_readings: tuple[str, ...]  # members that have readings and cannot be taken out


class DifferenceRow(msgspec.Struct, frozen=True):
    """One thing that a version changed."""

    what: str  # `point (1): source of data`
    before: str
    after: str


class VersionRow(msgspec.Struct, frozen=True):
    """A version of the plan."""

    version: int
    kind: str  # registered | draft | lasting | temporary
    kind_words: str
    state_words: str  # locked, open, taken back
    valid_from: date | None
    until: date | None
    approval: str
    what: str
    why: str
    treatment: str
    locked: bool
    withdrawn: bool
    differences: tuple[DifferenceRow, ...]


class VersionsView(msgspec.Struct, frozen=True):
    """Every version, newest first, and what can be done now."""

    rows: tuple[VersionRow, ...]
    registered: bool  # somebody said which plan is the registered one
    locked: bool  # an edit asks for a new version
    newest: int  # the version that can be completed, opened again or taken back
    newest_locked: bool
    worked_on: int  # the version that an edit changes
    state_words: str  # one line for the page's head
    period_words: str  # which version the chosen period uses, where it is another one; may be empty


EstimateTexts = tuple[str, str, str, str]  # year, reference emissions, project emissions, reductions


class ProjectFacts(msgspec.Struct, frozen=True):
    """What is known of a project beside its plan."""

    reference: str
    title: str
    host_participants: str
    japanese_participants: str
    registered_on: date | None
    country: str
    province: str
    town: str
    latitude: str
    longitude: str
    operation_start: date | None
    operation_end: date | None
    zone: str  # of its days; empty while nobody said it
    zones: tuple[str, ...]  # to choose from, the country's own first
