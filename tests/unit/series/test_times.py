"""Runs of equal steps: canonical, reversible, and as the plain list would be."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.series import times

instants = st.lists(st.integers(0, 400), unique=True).map(sorted)
sizes = st.integers(1, 50)


@given(st.lists(st.integers(-50, 400)))
def test_runs_hold_what_they_were_made_of(some: list[int]) -> None:
    assert list(times.expand(times.from_instants(some))) == some


@given(st.lists(st.integers(0, 400)))
def test_runs_of_a_list_are_canonical(some: list[int]) -> None:
    runs = times.from_instants(some)
    assert times.canonical(runs) == runs
    assert times.canonical((one, 0, 1) for one in some) == runs


@given(instants, st.data())
def test_however_a_list_is_cut_its_runs_are_the_same(some: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(some)))
    both = (*times.from_instants(some[:at]), *times.from_instants(some[at:]))
    assert times.canonical(both) == times.from_instants(some)


@given(instants, st.integers(0, 60), st.integers(0, 60))
def test_a_cut_is_a_slice(some: list[int], low: int, high: int) -> None:
    assert times.cut(times.from_instants(some), low, high) == times.from_instants(some[low:high])


@given(instants, sizes)
def test_pieces_are_slices(some: list[int], size: int) -> None:
    wanted = [times.from_instants(some[at : at + size]) for at in range(0, len(some), size)]
    assert list(times.pieces(times.from_instants(some), size)) == wanted


@given(instants, st.integers(-5, 405))
def test_the_place_of_an_instant(some: list[int], instant: int) -> None:
    assert times.place(times.from_instants(some), instant) == sum(one < instant for one in some)


@given(instants)
def test_every_place_has_its_instant(some: list[int]) -> None:
    runs = times.from_instants(some)
    assert [times.instant_at(runs, at) for at in range(len(some))] == some
    assert times.count(runs) == len(some)
    with pytest.raises(IndexError):
        times.instant_at(runs, len(some))


@given(st.lists(st.integers(0, 30)))
def test_ascending_means_each_later_than_the_one_before(some: list[int]) -> None:
    wanted = all(one < other for one, other in itertools.pairwise(some))
    assert times.ascending(times.from_instants(some)) == wanted


@given(instants)
def test_backwards_twice_is_the_same(some: list[int]) -> None:
    runs = times.from_instants(some)
    assert list(times.expand(times.backwards(runs))) == some[::-1]
    assert times.backwards(times.backwards(runs)) == runs


def test_a_year_of_minutes_is_one_run() -> None:
    assert times.from_instants(range(0, 525_600 * 60, 60)) == ((0, 60, 525_600),)
