"""Logger data as they were imported: immutable batches, what people laid over them, and what a month is made of.

Knows nothing of files, blocks or SQL; instants are aware moments in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from jcm_desktop.domain.mapping import Mapping, ValueColumn


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The values of one point in one file. It never changes; another batch may take its place."""

    id: str
    point: str
    file: str  # the file's name
    file_sha256: str
    file_size: int
    mapping: Mapping
    rows: int
    scale: int  # decimals of the stored whole numbers
    first: datetime | None  # start of the first interval, or moment of the first register value
    last: datetime | None
    blocks: tuple[str, ...]  # SHA-256 of each block of 4,096 values
    digest: str  # SHA-256 of those
    overlap: Literal["keep", "correct"] = "keep"  # who counts where an earlier batch has another value
    supersedes: tuple[str, ...] = ()  # batches that count no more
    reason: str = ""
    imported_at: datetime | None = None
    imported_by: str = ""

    @property
    def column(self) -> ValueColumn:
        """How the file's column of this point was read."""
        return next(one for one in self.mapping.values if one.point == self.point)


class Overlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person laid over logger data: another value, no value, or the jump of a register that they explain.

    A step says that at this moment the register went from `before` to `after`: it
    started at 0 again, was reset, or the meter was exchanged.
    """

    id: str
    point: str
    at: datetime
    kind: Literal["value", "void", "step"]
    reason: str
    value: Decimal | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""


class Logged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What logger data a reading was derived from, and what was found in them."""

    batches: tuple[str, ...]
    files: tuple[str, ...]
    kind: str
    total: Decimal  # in `unit`, before conversion to the point's unit
    unit: str
    zone: str
    values: int  # that were counted
    expected: int  # 0 where values come at no fixed step
    gaps: int = 0
    longest_gap: int = 0  # seconds
    longest_gap_at: str = ""  # ISO, local
    below: int = 0  # values below what the parameter may be
    above: int = 0  # values above what the equipment can give
    longest_still: int = 0  # seconds without any change
    longest_still_at: str = ""
    opening: str = ""  # of a register: value and moment
    closing: str = ""
    steps: int = 0  # explained jumps of a register
    corrected: int = 0  # values that a person laid over


def counting(batches: Iterable[Batch]) -> tuple[Batch, ...]:
    """The batches that count, in the order given."""
    every = tuple(batches)
    gone = {old for one in every for old in one.supersedes}
    return tuple(one for one in every if one.id not in gone and one.rows)
