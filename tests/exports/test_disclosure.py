"""Totals that stay must not determine what is withheld: solved here by brute force with other arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.exports.disclosure import MOST_UNKNOWNS, safe_totals, words_of

COEFFICIENTS = st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=5)


def totals(rows: list[list[int]], values: list[int]) -> Callable[[int | None], dict[str, Fraction]]:
    def compute(at: int | None) -> dict[str, Fraction]:
        moved = [value + (1 if at == number else 0) for number, value in enumerate(values)]
        return {f"t{n}": Fraction(sum(c * v for c, v in zip(row, moved, strict=True))) for n, row in enumerate(rows)}

    return compute


def determined(rows: list[list[int]], unknown: int) -> bool:
    """Whether no other integer values of small size give the same totals with another value of this unknown."""
    size = range(-6, 7)
    return not any(
        (x, y, z)[unknown] != 0 and all(a * x + b * y + c * z == 0 for a, b, c in rows)
        for x in size
        for y in size
        for z in size
    )


@given(COEFFICIENTS)
def test_no_unknown_follows_from_what_stays(rows: list[list[int]]) -> None:
    safe = safe_totals(totals(rows, [5, 7, 11]), 3)
    kept = [row for at, row in enumerate(rows) if f"t{at}" in safe and any(row)]
    if kept:
        assert not any(determined(kept, unknown) for unknown in range(3))


def test_the_first_total_stays_where_it_has_two_unknowns_and_one_alone_does_not() -> None:
    assert safe_totals(totals([[1, 1, 0], [1, 0, 0], [0, 1, 0]], [1, 2, 3]), 3) == {"t0"}
    assert safe_totals(totals([[1, 1, 1], [1, 1, 2]], [1, 2, 3]), 3) == {"t0"}
    assert safe_totals(totals([[0, 0, 0]], [1, 2, 3]), 3) == {"t0"}


def test_a_sum_can_be_a_secret_too() -> None:
    compute = totals([[2, 2, 0], [1, 1, 1]], [1, 2, 3])
    assert safe_totals(compute, 3, [(0, 1)]) == {"t1"}


def test_too_many_unknowns_hide_everything() -> None:
    assert safe_totals(lambda _at: {"t": Fraction(1)}, MOST_UNKNOWNS + 1) == frozenset()


def test_words_that_give_a_name_away() -> None:
    assert list(words_of("Tenuun Gerel Construction LLC, 株式会社")) == ["Tenuun", "Gerel", "Construction", "株式会社"]
