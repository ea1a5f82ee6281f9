"""Values of a formula's parts, a column for each: one row for every member of the sums around, computed all at once.

Every value is computed and kept when the formula is evaluated; the trace of a row is put
together from them when somebody opens it, the same each time. So a derivation costs little
until it is read. Knows no syntax tree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from jcm_desktop.formulas.numbers import Exact
from jcm_desktop.formulas.trace import Trace

Index: TypeAlias = tuple[str, ...]
Members: TypeAlias = tuple[str, ...]
MOST_KEPT = 2_000  # rows of one product
_values_of = attrgetter("value")


class Rows:
    """The members that the sums around stand at, outermost first, a row each; and parts of rows, cut out once."""

    __slots__ = ("_parts", "_reduced", "members", "sets")

    def __init__(self, members: Sequence[Index], sets: tuple[Members, ...] | None = None) -> None:
        self.members = members
        self.sets = sets  # whose members these are, each with each; None where some are left out
        self._parts: dict[tuple[int | str, ...], Sequence[Index]] = {}
        self._reduced: dict[tuple[int, ...], Fewer] = {}

    @staticmethod
    def of(sets: tuple[Members, ...]) -> Rows:
        """Each member of each set with each of the others."""
        return _kept(sets) if math.prod(map(len, sets)) <= MOST_KEPT else _product(sets)

    def __len__(self) -> int:
        return len(self.members)

    def within(self, listed: Members) -> Rows:
        """For each row one for each member of one more set."""
        if self.sets is not None:
            return Rows.of((*self.sets, listed))
        return Rows([(*row, member) for row in self.members for member in listed])

    def part(self, places: tuple[int | str, ...]) -> Sequence[Index]:
        """Of each row the members at these places; a member that no sum binds is itself."""
        found = self._parts.get(places)
        if found is None:
            found = self._parts[places] = self._cut(places)
        return found

    def _cut(self, places: tuple[int | str, ...]) -> Sequence[Index]:
        first = places[0]
        if isinstance(first, int) and places == tuple(range(first, first + len(places))):
            last = first + len(places)
            return [row[first:last] for row in self.members]
        return [tuple([row[at] if isinstance(at, int) else at for at in places]) for row in self.members]

    def reduced(self, places: tuple[int, ...]) -> Fewer:
        """The rows of only these sets."""
        found = self._reduced.get(places)
        if found is None:
            found = self._reduced[places] = self._reduce(places)
        return found

    def _reduce(self, places: tuple[int, ...]) -> Fewer:
        if self.sets is None:
            raise TypeError("rows that are left out cannot be told from the sets")
        fewer = Rows.of(tuple([self.sets[at] for at in places]))
        where = {row: at for at, row in enumerate(product(*(range(len(self.sets[one])) for one in places)))}
        all_rows = product(*(range(len(one)) for one in self.sets))
        innermost = places == tuple(range(len(self.sets) - len(places), len(self.sets)))
        times = len(self) // len(fewer) if innermost and len(fewer) else 0
        return Fewer(fewer, [where[tuple([row[at] for at in places])] for row in all_rows], times)


class Fewer(NamedTuple):
    """Rows of some of the sets only, beside those of all of them."""

    rows: Rows
    where: Sequence[int]  # for each row of all sets, where it stands among these
    times: int  # how often these follow each other, in order, where they do nothing else; otherwise 0


def _product(sets: tuple[Members, ...]) -> Rows:
    return Rows(list(product(*sets)), sets)


_kept = lru_cache(maxsize=32)(_product)  # every formula of every month asks for the same ones


class Column:
    """The values of one part of a formula, a row each."""

    __slots__ = ("values",)

    def __init__(self, values: Sequence[Exact]) -> None:
        self.values = values

    def trace(self, at: int) -> Trace:
        """The derivation of the value in a row."""
        raise NotImplementedError


class Leaves(Column):
    """What formulas begin with: each has a trace already."""

    __slots__ = ("_traces",)

    def __init__(self, traces: Sequence[Trace]) -> None:
        super().__init__(list(map(_values_of, traces)))
        self._traces = traces

    def trace(self, at: int) -> Trace:
        return self._traces[at]


class Spread(Column):
    """The same value in all rows that differ only in sets it does not depend on: computed once for them."""

    __slots__ = ("_of", "_where")

    def __init__(self, of: Column, fewer: Fewer) -> None:
        values = of.values
        if fewer.times:
            super().__init__(list(values) * fewer.times)
        else:
            super().__init__(list(map(values.__getitem__, fewer.where)))
        self._of = of
        self._where = fewer.where

    def trace(self, at: int) -> Trace:
        return self._of.trace(self._where[at])


class Step(Column):
    """Values computed from those of other columns, row by row."""

    __slots__ = ("_kind", "_parts", "_text", "_unit")

    def __init__(self, values: Sequence[Exact], text: str, unit: str, kind: str, parts: Sequence[Column]) -> None:
        super().__init__(values)
        self._text, self._unit, self._kind, self._parts = text, unit, kind, parts

    def trace(self, at: int) -> Trace:
        return Trace("", self._text, self.values[at], self._unit, self._kind, Below(self.below, at))

    def below(self, at: int) -> tuple[Trace, ...]:
        """What the value in a row was made of."""
        return tuple([part.trace(at) for part in self._parts])


class Total(Step):
    """Sums: each value adds up so many rows of another column."""

    __slots__ = ("_size",)

    def __init__(self, values: Sequence[Exact], text: str, unit: str, inside: Column, size: int) -> None:
        super().__init__(values, text, unit, "step", (inside,))
        self._size = size

    def below(self, at: int) -> tuple[Trace, ...]:
        (inside,) = self._parts
        return tuple([inside.trace(row) for row in range(at * self._size, (at + 1) * self._size)])


class Chosen(Step):
    """One of two columns by a condition: the chosen sides have only the rows that chose them."""

    __slots__ = ("_places",)

    def __init__(self, text: str, unit: str, truths: Column, one: Column, other: Column) -> None:
        self._places: list[tuple[Column, int]] = []
        counts = {one: 0, other: 0}
        for truth in truths.values:
            side = one if truth else other
            self._places.append((side, counts[side]))
            counts[side] += 1
        super().__init__([side.values[row] for side, row in self._places], text, unit, "step", (truths,))

    def below(self, at: int) -> tuple[Trace, ...]:
        side, row = self._places[at]
        return self._parts[0].trace(at), side.trace(row)


class Below:
    """The parts of a value, put together when they are asked for."""

    __slots__ = ("_at", "_below")

    def __init__(self, below: Callable[[int], tuple[Trace, ...]], at: int) -> None:
        self._below, self._at = below, at

    def traces(self) -> tuple[Trace, ...]:
        """What the value was made of, in the order written."""
        return self._below(self._at)
