"""What the readings page shows beside its cells: offers, series, a frozen period, second entries. Frozen rows."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from jcm_desktop.domain.declaration import Cause, Declaration, Treatment
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.reading import Reading


class CellEdit(msgspec.Struct, frozen=True):
    """Text for one cell; empty text clears it."""

    point: str
    span: Span
    text: str
    note: str = ""  # kept with the reading: where the value was taken from, if it was not typed
    restored: Reading | None = None  # a value that stands here again as it was typed, with its unit and its text


class Stated(msgspec.Struct, frozen=True):
    """A statement to be made about a cell, or taken back (where it says that it is withdrawn)."""

    declared: Declaration


class MeterEdit(msgspec.Struct, frozen=True):
    """What is to be known of a meter, e.g. with the event that explains a register reading."""

    meter: Meter


Edit: TypeAlias = CellEdit | Stated | MeterEdit


class Offer(msgspec.Struct, frozen=True):
    """Something the application can do for a cell, in words: `rollover`, `again` or `copy`."""

    id: str
    words: str


class SparkPoint(msgspec.Struct, frozen=True):
    """One value of a point's series."""

    first: str  # ISO day
    value: float | None  # for drawing only; None: there is none
    text: str


class PointFacts(msgspec.Struct, frozen=True):
    """What a column of the grid has beside its point."""

    spark: tuple[SparkPoint, ...] = ()
    register_unit: str = ""  # not empty: what is typed is what the register shows, in this unit


class FrozenWords(msgspec.Struct, frozen=True):
    """That the period takes no entry, who approved it and when."""

    words: str


class CauseChoice(msgspec.Struct, frozen=True):
    """A cause of missing data, and its words."""

    cause: Cause
    words: str


class MissingView(msgspec.Struct, frozen=True):
    """What is known of a cell without a reading, for the form that states why."""

    point: str
    span: Span
    causes: tuple[CauseChoice, ...]
    cause: Cause | None  # as stated
    treatment: Treatment
    text: str
    cost: str  # what counting nothing for these days does to the claim, in words
    blocks: bool  # nothing may not be claimed here: it would raise the claim


class AskedCell(msgspec.Struct, frozen=True):
    """A cell to be typed a second time; its value is not told."""

    point: str
    symbol: str
    label: str
    unit: str  # of what is typed
    span: Span
    month: str


class ComparedCell(msgspec.Struct, frozen=True):
    """A cell typed twice, with both values."""

    point: str
    span: Span
    month: str
    first: str
    second: str
    second_text: str  # to edit
    same: bool


class SecondView(msgspec.Struct, frozen=True):
    """The second entry of a period, as far as it went."""

    project: str
    span: Span
    every: int  # 0: not begun
    asked: tuple[AskedCell, ...]  # those still to be typed
    compared: tuple[ComparedCell, ...]
    words: str
