"""Which totals can be printed without giving a withheld number away.

A withheld number is given away when the printed ones determine it, as a total with one
unknown part does. So every total is one equation in the unknowns; totals are let through
in the order of their worth as long as no unknown can be solved for. The coefficients
are found by moving each unknown by one and computing again, exactly.

What is always printed is the claim in whole tonnes; it bounds an unknown to within a
tonne, which nobody can help who claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Row: TypeAlias = list[Fraction]
Totals: TypeAlias = Mapping[str, Fraction]  # by name, in the order of their worth

MOST_UNKNOWNS = 400  # beyond that nothing that depends on one is printed


def safe_totals(
    compute: Callable[[int | None], Totals], unknowns: int, sums: Sequence[Sequence[int]] = ()
) -> frozenset[str]:
    """The names of the totals that may be printed.

    `compute(None)` gives the totals as they are, `compute(n)` with the unknown n moved by
    one. `sums` are groups of unknowns whose sum is a secret, too.
    """
    totals = compute(None)
    if unknowns == 0:
        return frozenset(totals)
    if unknowns > MOST_UNKNOWNS:
        return frozenset()
    moved = [compute(at) for at in range(unknowns)]
    system = _System(unknowns, sums)
    safe = set()
    for name, value in totals.items():
        row = [one[name] - value for one in moved]
        if not any(row) or system.admit(row):
            safe.add(name)
    return frozenset(safe)


class _System:
    """The equations let through so far, in reduced form, and what they must not determine."""

    def __init__(self, unknowns: int, sums: Sequence[Sequence[int]]) -> None:
        self._rows: list[Row] = []
        groups = [*((at,) for at in range(unknowns)), *(tuple(one) for one in sums)]
        self._secrets = [[Fraction(int(at in group)) for at in range(unknowns)] for group in groups]
        self._unknowns = unknowns

    def admit(self, row: Row) -> bool:
        """Add an equation unless a secret could then be solved for."""
        rows = _reduced([*self._rows, row], self._unknowns)
        if any(_follows(secret, rows) for secret in self._secrets):
            return False
        self._rows = rows
        return True


def _follows(wanted: Row, rows: Sequence[Row]) -> bool:
    """Whether a combination of the equations gives it."""
    rest = list(wanted)
    for row in rows:
        lead = next(at for at, value in enumerate(row) if value)
        if rest[lead]:
            by = rest[lead]
            rest = [value - by * base for value, base in zip(rest, row, strict=True)]
    return not any(rest)


def _reduced(rows: Sequence[Row], width: int) -> list[Row]:
    """Reduced row echelon form, without rows of zeros."""
    found = [list(row) for row in rows]
    done = 0
    for column in range(width):
        pivot = next((at for at in range(done, len(found)) if found[at][column]), None)
        if pivot is None:
            continue
        found[done], found[pivot] = found[pivot], found[done]
        lead = found[done][column]
        found[done] = [value / lead for value in found[done]]
        for at, other in enumerate(found):
            if at != done and other[column]:
                by = other[column]
                found[at] = [value - by * base for value, base in zip(other, found[done], strict=True)]
        done += 1
        if done == len(found):
            break
    return [row for row in found if any(row)]


def words_of(text: str) -> Iterator[str]:
    """The parts of a name that would give it away alone: words of four letters or more."""
    word = ""
    for character in f"{text} ":
        if character.isalnum():
            word += character
        else:
            if len(word) >= 4 or (word and not word.isascii() and len(word) >= 2):
                yield word
            word = ""
