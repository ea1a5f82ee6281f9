"""Add up a series over local days: the value, and what an honest reader must know about it.

Sums are exact whole numbers. Gaps, still sensors, values outside what can be and
the readings a register's difference was taken from are facts here; what they
mean is judged by the checks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import and_, eq, gt

from jcm_desktop.domain.period import Span
from jcm_desktop.series.blocks import SIZE, Series
from jcm_desktop.series.times import Run, cut, instant_at, last_of, place
from jcm_desktop.series.zones import DAY, day_start, local_day

_NEAR = {"day": DAY, "month": 3 * DAY}  # how far from the turn of a month a register may have been read


@dataclass(frozen=True, slots=True)
class Step:
    """A jump of a register that a person explained; numbers in the series' scale."""

    at: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A value and how it came about; instants in UTC, lengths in seconds."""

    total: int  # in the series' scale; of a rate times seconds
    values: int
    expected: int
    gaps: int
    longest_gap: int
    longest_gap_at: int
    below: int
    above: int
    longest_still: int
    longest_still_at: int
    opening: tuple[int, int] | None = None  # instant, value
    closing: tuple[int, int] | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How a series is to be added up."""

    kind: str
    step: str  # seconds, "day" or "month"; empty where values come at no fixed step
    zone: str
    low: int | None = None  # limits of a value in the series' scale
    high: int | None = None


def seconds_of(step: str) -> int:
    """The usual length of a step; 0 where there is none."""
    return {"": 0, "day": DAY, "month": 31 * DAY}.get(step) or int(step or 0)


def end_of(rules: Rules, instant: int) -> int:
    """When the interval that starts here ends; for a register, the moment itself."""
    if rules.kind == "register":
        return instant
    if rules.step in ("day", "month"):
        day = local_day(rules.zone, instant)
        following = day + timedelta(days=1) if rules.step == "day" else _next_month(day)
        return day_start(rules.zone, following)
    return instant + seconds_of(rules.step)


def spans_of(series: Series, rules: Rules, periods: Sequence[Span]) -> Iterator[Span]:
    """The months of the periods for which the series has data, cut to its first and last day."""
    if not len(series):
        return
    first = local_day(rules.zone, series.first)
    last = local_day(rules.zone, end_of(rules, series.last) - 1)
    if rules.kind == "register":
        near = _near(rules)
        if first.day != 1 and local_day(rules.zone, series.first - near).month != first.month:
            first = first.replace(day=1)
        if last.day != 1 and local_day(rules.zone, series.last + near).month != last.month:
            last = _next_month(last) - timedelta(days=1)
        if local_day(rules.zone, series.last - near).month != last.month and series.last > series.first + near:
            last = min(last, _last_month_end(rules, series.last))
    if last < first:
        return
    covered = Span(first, last)
    for period in periods:
        for month in period.months():
            common = month.common(covered)
            if common is not None and _has_data(series, rules, common):
                yield common


def _last_month_end(rules: Rules, instant: int) -> date:
    """A register read just after the turn of the month closes the month before, and says nothing of the new one."""
    return local_day(rules.zone, instant).replace(day=1) - timedelta(days=1)


def _has_data(series: Series, rules: Rules, span: Span) -> bool:
    low, high = day_start(rules.zone, span.first), day_start(rules.zone, span.last + timedelta(days=1))
    if rules.kind == "register":
        return series.first < high and series.last > low
    return place(series.runs, high) > place(series.runs, low)


def add_up(series: Series, rules: Rules, span: Span, steps: Sequence[Step] = ()) -> Facts:
    """The value of these days."""
    low, high = day_start(rules.zone, span.first), day_start(rules.zone, span.last + timedelta(days=1))
    if rules.kind == "register":
        return _difference(series, rules, low, high, steps)
    first, last = place(series.runs, low), place(series.runs, high)
    part = series.values[first:last]
    runs = cut(series.runs, first, last)
    total = sum(part)
    if rules.kind == "rate":
        total *= seconds_of(rules.step)
    gaps, longest, at = _gaps(runs, rules, low, high)
    still, still_at = _still(part, runs, rules, ignore_zero=True)
    below, above = _outside(part, rules)
    return Facts(total, len(part), _expected(rules, low, high, span), gaps, longest, at, below, above, still, still_at)


def _outside(part: array[int], rules: Rules) -> tuple[int, int]:
    below = above = 0
    if part and rules.low is not None and min(part) < rules.low:
        below = sum(1 for value in part if value < rules.low)
    if part and rules.high is not None and max(part) > rules.high:
        above = sum(1 for value in part if value > rules.high)
    return below, above


def _expected(rules: Rules, low: int, high: int, span: Span) -> int:
    if rules.step == "day":
        return span.days
    if rules.step == "month":
        return 1
    step = seconds_of(rules.step)
    return (high - low) // step if step else 0


def _gaps(runs: Sequence[Run], rules: Rules, low: int, high: int) -> tuple[int, int, int]:
    """How many stretches hold no value, the longest, and where it begins; the ends count too."""
    if not rules.step or not runs:
        return (0, 0, 0) if runs else (1, high - low, low)
    number = longest = at = 0
    register = rules.kind == "register"
    step, spare = seconds_of(rules.step), _spare(rules)

    def see(start: int, length: int) -> None:
        nonlocal number, longest, at
        if length > spare:
            number += 1
            if length > longest:
                longest, at = length, start

    def ended(instant: int) -> int:
        return instant + step if register else end_of(rules, instant)

    if not register or runs[0][0] - low > _near(rules):
        see(low, runs[0][0] - low)
    for index, run in enumerate(runs):
        start, pace, many = run
        if many > 1 and pace > step:
            for one in range(start, start + pace * (many - 1), pace):
                see(ended(one), one + pace - ended(one))
        last = last_of(run)
        if index + 1 < len(runs):
            see(ended(last), runs[index + 1][0] - ended(last))
        elif not register:
            see(ended(last), high - ended(last))
        elif high - last > _near(rules):
            see(last, high - last)
    return number, longest, at


def _spare(rules: Rules) -> int:
    """What a register's calendar step may be longer without a gap: it is read by hand, or clocks were set."""
    return _near(rules) if rules.kind == "register" and rules.step in _NEAR else 0


def _still(part: array[int], runs: Sequence[Run], rules: Rules, *, ignore_zero: bool) -> tuple[int, int]:
    """The longest time in which the value stayed the same to the last digit, and where it begins."""
    if len(part) < 2:
        return 0, 0
    same = bytes(map(eq, part[1:], part))
    if ignore_zero and b"\1" in same and 0 in part:
        same = bytes(map(and_, same, map(bool, part)))
    stretches = same.split(b"\0")
    longest = max(stretches, key=len)
    if not longest:
        return 0, 0
    index = same.find(longest)
    start, end = instant_at(runs, index), instant_at(runs, index + len(longest))
    return end_of(rules, end) - start, start


def _difference(series: Series, rules: Rules, low: int, high: int, steps: Sequence[Step]) -> Facts:
    """What a register counted between two turns of the day: closing minus opening, over its explained jumps."""
    first, last = _nearest(series, rules, low), _nearest(series, rules, high)
    part = series.values[first : last + 1]
    runs = cut(series.runs, first, last + 1)
    opening, closing = instant_at(series.runs, first), instant_at(series.runs, last)
    jumps = [one for one in steps if opening < one.at <= closing]
    total = part[-1] - part[0] + sum(one.before - one.after for one in jumps)
    gaps, longest, at = _gaps(runs, rules, low, high)
    still, still_at = _still(part, runs, rules, ignore_zero=False)
    below, above = _outside(part, rules)
    counted = place(series.runs, high) - place(series.runs, low)
    return Facts(
        total=total,
        values=counted,
        expected=_expected(rules, low, high, Span(local_day(rules.zone, low), local_day(rules.zone, high - 1))),
        gaps=gaps,
        longest_gap=longest,
        longest_gap_at=at,
        below=below,
        above=above,
        longest_still=still,
        longest_still_at=still_at,
        opening=(opening, part[0]),
        closing=(closing, part[-1]),
        steps=len(jumps),
    )


def _near(rules: Rules) -> int:
    return _NEAR.get(rules.step) or seconds_of(rules.step)


def _nearest(series: Series, rules: Rules, instant: int) -> int:
    """The place of the register's value for a turn of the day.

    The nearest within one step; else the last before, so that every amount falls
    into exactly one month; else the first there is.
    """
    after = place(series.runs, instant)
    if after == len(series):
        return after - 1
    late = instant_at(series.runs, after) - instant
    if after == 0 or late == 0:
        return after
    early = instant - instant_at(series.runs, after - 1)
    return after if late < early and late <= _near(rules) else after - 1


def fell(series: Series, steps: Sequence[Step]) -> Iterator[int]:
    """The places at which a register is lower than before without an explanation."""
    explained = {one.at for one in steps}
    values = series.values
    for low in range(0, len(values) - 1, SIZE):  # a part at a time: a window waits for nobody
        part = values[low : low + SIZE + 1]
        if any(map(gt, part, part[1:])):
            for index, (one, other) in enumerate(pairwise(part), low + 1):
                if other < one and instant_at(series.runs, index) not in explained:
                    yield index


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
