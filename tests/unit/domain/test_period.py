"""Days, months and years up to the last day there is, and what is no period of a project."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import DAY, Span, refuse_senseless

DAYS = st.dates(max_value=date(2120, 1, 1)) | st.dates(min_value=date(9999, 10, 1))


@given(DAYS, DAYS)
def test_the_months_of_any_days_follow_each_other(one: date, other: date) -> None:
    span = Span(min(one, other), min(max(one, other), date(min(one, other).year, 12, 31)))
    months = list(span.months())
    assert (months[0].first, months[-1].last) == (span.first, span.last)
    assert all(before.last + DAY == after.first for before, after in pairwise(months))
    assert all((each.first.year, each.first.month) == (each.last.year, each.last.month) for each in months)


def test_covers_may_hold_to_the_last_day_there_is() -> None:
    days = Span(date(2020, 1, 1), date(2020, 12, 31))
    assert gaps(days, [(date(2020, 2, 1), date.max)]) == (Span(date(2020, 1, 1), date(2020, 1, 31)),)
    whole = Span(date(9999, 1, 1), date.max)
    assert gaps(whole, [(date(9999, 2, 1), date.max)]) == (Span(date(9999, 1, 1), date(9999, 1, 31)),)
    assert gaps(whole, []) == (whole,)


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2020, 3, 1)), st.dates(date(2020, 1, 1), date(2020, 3, 1)))))
def test_gaps_are_the_days_that_nothing_covers(covers: list[tuple[date, date]]) -> None:
    days = Span(date(2020, 1, 10), date(2020, 2, 20))
    covers = [(min(one), max(one)) for one in covers]
    inside = {days.first + DAY * at for at in range(days.days)}
    covered = {one for one in inside if any(first <= one <= last for first, last in covers)}
    found = {gap.first + DAY * at for gap in gaps(days, covers) for at in range(gap.days)}
    assert found == inside - covered


@pytest.mark.parametrize(
    ("first", "last", "sense"),
    [
        ((2019, 7, 6), (2020, 12, 31), True),
        ((2000, 1, 1), (2059, 12, 31), True),
        ((1999, 12, 31), (2020, 1, 1), False),
        ((2150, 1, 1), (2201, 1, 1), False),
        ((2000, 1, 1), (2060, 1, 1), False),
        ((2016, 1, 1), (9999, 12, 31), False),
    ],
)
def test_what_is_no_period_of_a_project(first: tuple[int, int, int], last: tuple[int, int, int], sense: bool) -> None:
    span = Span(date(*first), date(*last))
    if sense:
        refuse_senseless(span)
        return
    with pytest.raises(UserError) as raised:
        refuse_senseless(span)
    assert raised.value.code == "period.senseless"
