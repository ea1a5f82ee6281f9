"""From the file's clock to UTC: summer time, hours that are there twice, hours that never were.

A clock that shows the same hour twice in autumn is followed by the order of the
lines. Where only one of the two hours is there, nobody can know which: it is
asked, not guessed. A time in the hour that spring leaves out is an error.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jcm_desktop.datafiles.problems import Problems, RowProblem
from jcm_desktop.datafiles.stamps import fixed_offset
from jcm_desktop.domain.mapping import Mapping
from jcm_desktop.series.times import Run, canonical, last_of
from jcm_desktop.series.zones import DAY, Change, changes, offset

Places = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Segment:
    """Local times from `low` on have this offset, have it twice, or were never shown."""

    low: int
    kind: str  # plain | twice | never
    offset: int  # of a time that is there twice: the earlier one's
    later: int = 0


def to_utc(
    runs: list[Run], mapping: Mapping, line_of: Callable[[int], int], problems: Problems
) -> tuple[list[Run], frozenset[int]]:
    """The instants, in the same order; and the places of those that could not be told, which are problems."""
    fixed = 0 if mapping.wall == "stated" else fixed_offset(mapping.wall)
    if mapping.order.startswith("epoch"):
        fixed = 0
    if fixed is not None:
        return [(start - fixed, step, number) for start, step, number in runs], frozenset()
    low, high = min(min(one[0], last_of(one)) for one in runs), max(max(one[0], last_of(one)) for one in runs)
    segments = _segments(mapping, low, high)
    if len(segments) == 1:
        shift = segments[0].offset
        return [(start - shift, step, number) for start, step, number in runs], frozenset()
    return _Walk(segments, mapping, line_of, problems).walk(runs)


def _segments(mapping: Mapping, low: int, high: int) -> list[_Segment]:
    standard = mapping.wall == "standard"
    found: tuple[Change, ...] = changes(mapping.zone, low - 2 * DAY, high + 2 * DAY, standard=standard)
    if not found:
        return [_Segment(low - DAY, "plain", offset(mapping.zone, low, standard=standard))]
    made = [_Segment(low - 3 * DAY, "plain", found[0].before)]
    for one in found:
        early, late = one.at + min(one.before, one.after), one.at + max(one.before, one.after)
        made.append(_Segment(early, "never" if one.after > one.before else "twice", one.before, one.after))
        made.append(_Segment(late, "plain", one.after))
    return made


class _Walk:
    """Goes through the times in the order of the file."""

    def __init__(
        self, segments: list[_Segment], mapping: Mapping, line_of: Callable[[int], int], problems: Problems
    ) -> None:
        self._segments = segments
        self._lows = [one.low for one in segments]
        self._mapping = mapping
        self._line_of = line_of
        self._problems = problems
        self._made: list[Run] = []
        self._bad: set[int] = set()

    def walk(self, runs: list[Run]) -> tuple[list[Run], frozenset[int]]:
        twice: list[tuple[int, int]] = []  # place and local time within one hour that is there twice
        current: _Segment | None = None
        index = 0
        for run in runs:
            for segment, piece in self._cut(run):
                if current is not None and segment is not current:
                    self._both_passes(current, twice)
                    twice, current = [], None
                start, step, number = piece
                if segment.kind == "plain":
                    self._made.append((start - segment.offset, step, number))
                elif segment.kind == "twice":
                    current = segment
                    twice.extend((index + at, start + step * at) for at in range(number))
                else:
                    for at in range(number):
                        self._problem("row.never_shown", index + at, start + step * at)
                        self._made.append((start + step * at - segment.offset, 0, 1))
                index += number
        if current is not None:
            self._both_passes(current, twice)
        return list(canonical(self._made)), frozenset(self._bad)

    def _cut(self, run: Run) -> Iterator[tuple[_Segment, Run]]:
        """The run in pieces, each within one segment."""
        start, step, number = run
        if step <= 0:
            for at in range(number):
                moment = start + step * at
                yield self._segment(moment), (moment, 0, 1)
            return
        while number:
            segment = self._segment(start)
            after = bisect_right(self._lows, start)
            fit = number if after == len(self._lows) else min(number, -(-(self._lows[after] - start) // step))
            yield segment, (start, step if fit > 1 else 0, fit)
            start, number = start + step * fit, number - fit

    def _segment(self, moment: int) -> _Segment:
        return self._segments[max(0, bisect_right(self._lows, moment) - 1)]

    def _both_passes(self, segment: _Segment, times: list[tuple[int, int]]) -> None:
        """The hour that is there twice: the second pass begins where the clock went back."""
        back = next((at for at in range(1, len(times)) if times[at][1] <= times[at - 1][1]), None)
        if back is None and self._mapping.repeated:
            back = len(times) if self._mapping.repeated == "earlier" else 0
        for at, (index, moment) in enumerate(times):
            shift = segment.offset if back is None or at < back else segment.later
            if back is None:
                self._problem("row.shown_twice", index, moment)
            self._made.append((moment - shift, 0, 1))

    def _problem(self, code: str, index: int, moment: int) -> None:
        self._bad.add(index)
        clock = f"{moment % DAY // 3600:02d}:{moment // 60 % 60:02d}"
        facts = {"time": clock, "zone": self._mapping.zone}
        line = self._line_of(index)
        self._problems.add(RowProblem(code, line, self._mapping.time + 1, clock, facts))
