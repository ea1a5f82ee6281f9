"""Days, months and calendar years of a monitoring period. Knows nothing of values."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from jcm_desktop.domain.errors import UserError

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2200  # studies are older than the mechanism
MOST_YEARS = 60  # calendar years; the longest operation of a project, of a forest, is shorter


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """The closed days first..last."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError("period.reversed", f"{self.first}..{self.last}", first=self.first, last=self.last)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `2019-07-06..2020-12-31`; UserError `period.unreadable` otherwise."""
        first, dots, last = text.partition("..")
        try:
            return cls(date.fromisoformat(first.strip()), date.fromisoformat(last.strip() if dots else first.strip()))
        except ValueError as error:
            raise UserError("period.unreadable", text, text=text) from error

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1

    def overlaps(self, other: Span) -> bool:
        """Whether both hold at least one same day."""
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: Span) -> bool:
        """Whether every day of the other is a day of this one."""
        return self.first <= other.first and other.last <= self.last

    def common(self, other: Span) -> Span | None:
        """The days both have, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    def years(self) -> Iterator[tuple[int, Span]]:
        """Each calendar year (vintage) touched, with its part of these days."""
        for year in range(self.first.year, self.last.year + 1):
            yield year, Span(max(self.first, date(year, 1, 1)), min(self.last, date(year, 12, 31)))

    def months(self) -> Iterator[Span]:
        """Each calendar month touched, cut to these days."""
        first = self.first
        while True:
            last = min(self.last, date(first.year, first.month, monthrange(first.year, first.month)[1]))
            yield Span(first, last)
            if last == self.last:
                return
            first = last + DAY


def refuse_senseless(span: Span) -> None:
    """UserError `period.senseless` for days that nobody monitors a project on: a slip of the keyboard."""
    if span.first.year < FIRST_YEAR or span.last.year > LAST_YEAR or span.last.year - span.first.year >= MOST_YEARS:
        raise UserError("period.senseless", str(span), first=FIRST_YEAR, last=LAST_YEAR, most=MOST_YEARS)
