"""Which files cover which days of a period, and how much of each counts there.

Exact arithmetic on days; the order of the files makes no difference. Knows no store, no words,
and does not judge: whether every day must be covered once is for the checks to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.period import DAY, Span


@dataclass(frozen=True, slots=True)
class Portion:
    """A file with days in the period: all its days, those that count, and what they are of the whole."""

    item: Evidence
    whole: Span
    counted: Span

    @property
    def share(self) -> Fraction:
        """The part of its days that lies in the period."""
        return Fraction(self.counted.days, self.whole.days)

    @property
    def amount(self) -> Fraction | None:
        """The same part of the total it states, pro rata by days; None where it states none."""
        return None if self.item.total is None else Fraction(self.item.total) * self.share

    @property
    def is_cut(self) -> bool:
        """Whether it begins before the period or ends after it."""
        return self.counted != self.whole


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same files count; none of them is a gap."""

    span: Span
    portions: tuple[Portion, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days of a period, cut where another file begins or ends, and the files by their days."""

    period: Span
    stretches: tuple[Stretch, ...]
    portions: tuple[Portion, ...]

    @property
    def gaps(self) -> tuple[Span, ...]:
        """The days in no file."""
        return tuple(one.span for one in self.stretches if not one.portions)

    @property
    def overlaps(self) -> tuple[Span, ...]:
        """The days in more than one file, as long as they follow each other."""
        return tuple(_joined(one.span for one in self.stretches if len(one.portions) > 1))

    @property
    def covered_days(self) -> int:
        """How many days are in at least one file."""
        return sum(one.span.days for one in self.stretches if one.portions)

    @property
    def amount(self) -> Fraction | None:
        """What the files state for the period; None if one states nothing, or if a day would count twice."""
        amounts = [one.amount for one in self.portions]
        known = [one for one in amounts if one is not None]
        if not known or len(known) < len(amounts) or self.overlaps:
            return None
        return sum(known, Fraction(0))


def coverage(items: Iterable[Evidence], period: Span) -> Coverage:
    """Lay files over a period; those without days, or with days elsewhere, cover nothing."""
    portions = tuple(sorted(_portions(items, period), key=_order))
    changes = {period.first, period.last + DAY}
    for one in portions:
        changes |= {one.counted.first, one.counted.last + DAY}
    days = sorted(changes)
    stretches = []
    for first, following in pairwise(days):
        own = tuple(one for one in portions if one.counted.first <= first <= one.counted.last)
        stretches.append(Stretch(Span(first, following - DAY), own))
    return Coverage(period, tuple(stretches), portions)


def backing(items: Iterable[Evidence], point: str, kind: str) -> tuple[Evidence, ...]:
    """The files of a kind that back up a monitoring point and say for which days."""
    return tuple(one for one in items if one.kind == kind and point in one.points and days_of(one) is not None)


def days_of(item: Evidence) -> Span | None:
    """The days a file is for; None if it does not say, or has them the wrong way round."""
    if item.first is None or item.last is None or item.last < item.first:
        return None
    return Span(item.first, item.last)


def backs(item: Evidence, point: str, days: Span) -> bool:
    """Whether a file backs up what is read of a point on these days; one without days is for every day."""
    if point not in item.points:
        return False
    own = days_of(item)
    return own is None or own.overlaps(days)


def _portions(items: Iterable[Evidence], period: Span) -> Iterator[Portion]:
    for one in items:
        whole = days_of(one)
        counted = whole.common(period) if whole is not None else None
        if whole is not None and counted is not None:
            yield Portion(one, whole, counted)


def _order(one: Portion) -> tuple[Span, Span, str, str, str, str]:
    """By day; files of the same days always in the same order."""
    item = one.item
    return one.counted, one.whole, item.name, item.sha256, item.page, f"{item.issuer}\0{item.total}"


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, those that follow each other without a day between put together."""
    held: Span | None = None
    for one in spans:
        if held is not None and one.first == held.last + DAY:
            held = Span(held.first, one.last)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held
