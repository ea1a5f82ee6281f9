"""The band around a usual value: as wide upwards as downwards."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.band import Band

values = st.decimals("0.0001", 10**9, places=4)
widths = st.tuples(st.integers(1, 40), st.integers(1, 40)).map(lambda two: (max(two), min(two)))


@given(values, values, widths)
def test_a_value_is_as_unusual_for_another_as_that_is_for_it(
    one: Decimal, other: Decimal, width: tuple[int, int]
) -> None:
    assert Band(one, width=width).holds(other) == Band(other, width=width).holds(one)


@given(values, values, st.decimals("0.001", 1000, places=3))
def test_the_unit_never_shows(one: Decimal, other: Decimal, factor: Decimal) -> None:
    scaled = Band(one * factor).holds(other * factor)
    assert scaled == Band(one).holds(other)


@given(values, values)
def test_below_zero_is_a_mirror(one: Decimal, other: Decimal) -> None:
    assert Band(-one).holds(-other) == Band(one).holds(other)
    assert (Band(-one).low, Band(-one).high) == (-Band(one).high, -Band(one).low)


@given(values)
def test_both_ends_belong_to_it_and_nothing_beyond(typed: Decimal) -> None:
    exact: Any = Band  # a Decimal has no thirds, and the lower end is two of them
    band = exact(Fraction(typed))
    for end in (band.low, band.usual, band.high):
        assert band.holds(end)
    assert not band.holds(band.high + Fraction(1, 10**6))
    assert not band.holds(band.low - Fraction(1, 10**6))
    assert band.high / band.usual == band.usual / band.low == Fraction(3, 2)


@given(values, values, values)
def test_a_limit_only_takes_away(usual: Decimal, limit: Decimal, value: Decimal) -> None:
    cut = Band(usual, most=limit)
    assert cut.low <= cut.high <= limit
    if cut.holds(value):
        assert Band(usual).holds(value)
        assert value <= limit
