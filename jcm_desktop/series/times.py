"""Instants of a series as runs of equal steps: a year of minutes is one run. Seconds since 1970, UTC or local.

A list of runs is canonical when no run could have taken in the first instant of
the next; equal instants then have equal runs, and equal bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Run: TypeAlias = tuple[int, int, int]  # first instant, step (0 for a single one), how many
Runs: TypeAlias = tuple[Run, ...]


def last_of(run: Run) -> int:
    """The last instant of a run."""
    return run[0] + run[1] * (run[2] - 1)


def count(runs: Iterable[Run]) -> int:
    """How many instants."""
    return sum(one[2] for one in runs)


def canonical(runs: Iterable[Run]) -> Runs:
    """The same instants in the fewest runs, taken greedily from the front."""
    made: list[Run] = []
    for run in runs:
        rest: Run | None = run
        while rest is not None and rest[2]:
            rest = _taken_in(made, rest)
    return tuple(made)


def _taken_in(made: list[Run], run: Run) -> Run | None:
    """Add a run to the last one as far as it fits; what is left."""
    start, step, number = run
    if not made:
        made.append((start, step if number > 1 else 0, number))
        return None
    first, pace, have = made[-1]
    wanted = start - first if have == 1 else pace
    if start != first + wanted * have:
        made.append((start, step if number > 1 else 0, number))
        return None
    if number == 1 or step == wanted:
        made[-1] = (first, wanted, have + number)
        return None
    made[-1] = (first, wanted, have + 1)
    return (start + step, step if number > 2 else 0, number - 1)


def from_instants(instants: Iterable[int]) -> Runs:
    """Runs of instants in the order given."""
    made: list[Run] = []
    start = step = number = 0
    for at in instants:
        if number > 1 and at == start + step * number:
            number += 1
        elif number == 1:
            step, number = at - start, 2
        else:
            if number:
                made.append((start, step, number))
            start, step, number = at, 0, 1
    if number:
        made.append((start, step if number > 1 else 0, number))
    return tuple(made)


def expand(runs: Iterable[Run]) -> array[int]:
    """Every instant."""
    out: array[int] = array("q")
    for start, step, number in runs:
        out.extend(range(start, start + step * number, step) if step else [start] * number)
    return out


def cut(runs: Sequence[Run], low: int, high: int) -> Runs:
    """The runs of the places low..high (high not counted)."""
    made: list[Run] = []
    at = 0
    for start, step, number in runs:
        first, last = max(low, at), min(high, at + number)
        if first < last:
            made.append((start + step * (first - at), step if last - first > 1 else 0, last - first))
        at += number
        if at >= high:
            break
    return canonical(made)


def pieces(runs: Iterable[Run], size: int) -> Iterator[Runs]:
    """The runs in pieces of so many instants; the last piece may be shorter."""
    piece: list[Run] = []
    have = 0
    for start, step, number in runs:
        taken = 0
        while taken < number:
            more = min(number - taken, size - have)
            piece.append((start + step * taken, step if more > 1 else 0, more))
            taken, have = taken + more, have + more
            if have == size:
                yield canonical(piece)
                piece, have = [], 0
    if piece:
        yield canonical(piece)


def place(runs: Sequence[Run], instant: int) -> int:
    """How many instants of ascending runs are before this one."""
    before = 0
    for start, step, number in runs:
        if start >= instant:
            break
        if not step or start + step * (number - 1) < instant:
            before += number
        else:
            return before + -(-(instant - start) // step)
    return before


def instant_at(runs: Sequence[Run], index: int) -> int:
    """The instant at a place; IndexError outside."""
    if index >= 0:
        for start, step, number in runs:
            if index < number:
                return start + step * index
            index -= number
    raise IndexError(index)


def ascending(runs: Sequence[Run]) -> bool:
    """Whether every instant is after the one before."""
    before = None
    for run in runs:
        if (run[2] > 1 and run[1] <= 0) or (before is not None and run[0] <= before):
            return False
        before = last_of(run)
    return True


def backwards(runs: Sequence[Run]) -> Runs:
    """The same instants, last first."""
    return canonical((last_of(run), -run[1], run[2]) for run in reversed(runs))


def shifted(runs: Iterable[Run], seconds: int) -> Runs:
    """All later by some seconds."""
    return tuple((start + seconds, step, number) for start, step, number in runs)
