"""Monitored readings: what was measured, in which unit, over which days.

A reading is evidence and never changes: a correction is a new reading that
names the one it supersedes. A withdrawn reading has no quantity. Nothing here
knows of Qt, SQL, files or words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from jcm_desktop.domain.batch import Logged
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.register import Register


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value of one monitoring point over the closed days first..last."""

    id: str  # unique, never reused
    point: str  # the point's number in the plan
    first: date
    last: date
    quantity: Quantity | None  # in the point's unit; None: withdrawn
    typed: str = ""  # as the person typed it, with the unit they used
    supersedes: str = ""
    reason: str = ""
    note: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""
    logged: Logged | None = None  # the logger data it was derived from
    register: Register | None = None  # what a register that counts up showed, where the value is its difference

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError("reading.days_reversed", self.point, first=self.first, last=self.last)
        if self.quantity is None and not self.supersedes:
            raise UserError("reading.nothing_to_withdraw", self.point)

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


class YearBefore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a point gave over days of the year before the period; only to compare with, never counted."""

    id: str  # of the reading
    point: str
    first: date
    last: date
    quantity: Quantity

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text in a cell that is not a value yet; kept so that nothing typed is lost, and it blocks sign-off."""

    point: str
    first: date
    last: date
    text: str

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


def active(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings that count: not superseded, not withdrawn; by point, then by day."""
    every = list(readings)
    superseded = {one.supersedes for one in every if one.supersedes}
    counted = [one for one in every if one.id not in superseded and one.quantity is not None]
    return tuple(sorted(counted, key=lambda one: (one.point, one.first, one.last, one.id)))
