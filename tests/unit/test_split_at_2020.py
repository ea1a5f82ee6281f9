"""Days that cross from 2020 into 2021 come apart there, and no others do."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.services.overview import LAST_BEFORE_PARIS, split_at_2020


@given(st.dates(date(2013, 1, 1), date(2035, 12, 31)), st.dates(date(2013, 1, 1), date(2035, 12, 31)))
def test_parts_lie_on_one_side_and_are_the_whole(one: date, other: date) -> None:
    span = Span(min(one, other), max(one, other))
    parts = split_at_2020(span)
    assert (parts[0].first, parts[-1].last) == (span.first, span.last)
    assert sum(part.days for part in parts) == span.days
    assert all(part.last <= LAST_BEFORE_PARIS or part.first > LAST_BEFORE_PARIS for part in parts)
    assert len(parts) == (2 if span.first <= LAST_BEFORE_PARIS < span.last else 1)
    assert all(before.last + DAY == after.first for before, after in pairwise(parts))
