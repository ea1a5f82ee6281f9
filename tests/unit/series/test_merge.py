"""Several series of one point: as a dictionary of instants would do it."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.series.blocks import EMPTY, Series
from jcm_desktop.series.merge import compare, laid_over, merged, together
from jcm_desktop.series.times import expand, from_instants

tables = st.dictionaries(st.integers(0, 40), st.integers(-9, 9), max_size=25)


def series(table: dict[int, int], scale: int = 0) -> Series:
    instants = sorted(table)
    return Series(from_instants(instants), array("q", [table[at] for at in instants]), scale) if table else EMPTY


def table(one: Series) -> dict[int, int]:
    return dict(zip(expand(one.runs), one.values, strict=True))


@given(tables, tables, st.booleans())
def test_merging_is_a_union_with_a_preference(one: dict[int, int], other: dict[int, int], new: bool) -> None:
    wanted = {**one, **other} if new else {**other, **one}
    assert table(merged(series(one), series(other), prefer_new=new)) == wanted


@given(tables, tables)
def test_comparing_counts_what_is_new_equal_and_different(one: dict[int, int], other: dict[int, int]) -> None:
    found = compare(series(one), series(other))
    both = one.keys() & other.keys()
    assert found.fresh == len(other) - len(both)
    assert found.equal == sum(one[at] == other[at] for at in both)
    assert found.different == sum(one[at] != other[at] for at in both)
    assert [at for at, _old, _new in found.examples] == sorted(at for at in both if one[at] != other[at])


@given(tables, st.lists(tables, max_size=4))
def test_the_order_of_parts_that_agree_does_not_matter(whole: dict[int, int], cuts: list[dict[int, int]]) -> None:
    parts = [{at: whole[at] for at in cut if at in whole} for cut in cuts]
    one = together([(series(part), False) for part in parts])
    other = together([(series(part), True) for part in reversed(parts)])
    assert table(one) == table(other) == {at: whole[at] for part in parts for at in part}


@given(tables, st.dictionaries(st.integers(0, 40), st.one_of(st.none(), st.integers(-9, 9)), max_size=6))
def test_single_values_are_laid_over(one: dict[int, int], over: dict[int, int | None]) -> None:
    wanted = {at: value for at, value in {**one, **over}.items() if value is not None}
    assert table(laid_over(series(one), over, 0)) == wanted


def test_different_scales_meet_in_the_wider_one() -> None:
    found = merged(series({0: 5}), series({60: 25}, 1), prefer_new=False)
    assert (found.scale, list(found.values)) == (1, [50, 25])
    assert compare(series({0: 5}), series({0: 50}, 1)).equal == 1
