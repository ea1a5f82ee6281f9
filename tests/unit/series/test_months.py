"""Months from series: exact sums and differences, summer time in them, and what is said of gaps and still sensors."""

from __future__ import annotations

from array import array
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.period import Span
from jcm_desktop.series.blocks import Series
from jcm_desktop.series.months import Rules, Step, add_up, fell, spans_of
from jcm_desktop.series.times import from_instants
from jcm_desktop.series.zones import day_start

BERLIN, ULAN = "Europe/Berlin", "Asia/Ulaanbaatar"
YEAR = Span(date(2024, 1, 1), date(2024, 12, 31))
MARCH, APRIL = Span(date(2024, 3, 1), date(2024, 3, 31)), Span(date(2024, 4, 1), date(2024, 4, 30))


def quarters(zone: str, first: date, last: date, step: int = 900) -> list[int]:
    """Every interval's start from the first local day to the last."""
    return list(range(day_start(zone, first), day_start(zone, last + timedelta(days=1)), step))


def series(instants: list[int], values: list[int] | None = None) -> Series:
    return Series(from_instants(instants), array("q", values or [1] * len(instants)), 0)


def test_a_month_with_the_change_of_the_clocks_has_its_own_length() -> None:
    rules = Rules("interval", "900", BERLIN)
    year = series(quarters(BERLIN, YEAR.first, YEAR.last))
    found = {span.first.month: add_up(year, rules, span) for span in spans_of(year, rules, [YEAR])}
    assert found[3].total == found[3].expected == 31 * 96 - 4
    assert found[10].total == found[10].expected == 31 * 96 + 4
    assert sum(one.total for one in found.values()) == 366 * 96
    assert not any(one.gaps for one in found.values())


@given(st.sets(st.integers(0, 61 * 24 - 1), min_size=2), st.data())
def test_every_value_falls_into_exactly_one_month(hours: set[int], data: st.DataObject) -> None:
    start = day_start(ULAN, MARCH.first)
    instants = [start + 3600 * one for one in sorted(hours)]
    values = data.draw(st.lists(st.integers(-9, 9), min_size=len(instants), max_size=len(instants)))
    rules = Rules("interval", "3600", ULAN)
    one = series(instants, values)
    found = [add_up(one, rules, span) for span in spans_of(one, rules, [YEAR])]
    assert sum(month.total for month in found) == sum(values)
    assert sum(month.values for month in found) == len(values)


@given(st.sets(st.integers(0, 31 * 24 - 1), min_size=1))
def test_gaps_are_what_is_not_there(hours: set[int]) -> None:
    start = day_start(ULAN, MARCH.first)
    rules = Rules("interval", "3600", ULAN)
    found = add_up(series([start + 3600 * one for one in sorted(hours)]), rules, MARCH)
    there = "".join("x" if one in hours else " " for one in range(31 * 24))
    gaps = [part for part in there.split("x") if part]
    assert (found.gaps, found.longest_gap) == (len(gaps), max(map(len, gaps), default=0) * 3600)
    assert found.expected - found.values == sum(map(len, gaps))
    if gaps:
        assert there[(found.longest_gap_at - start) // 3600 :].startswith(max(gaps, key=len))


@given(st.lists(st.integers(0, 5), min_size=3, max_size=80), st.integers(0, 90))
def test_differences_of_a_register_add_up(steps: list[int], late: int) -> None:
    """However its readings fall around the turn of the month, nothing is lost and nothing counted twice."""
    start = day_start(ULAN, MARCH.last) - 40 * 900 + late
    values = [1000]
    for step in steps:
        values.append(values[-1] + step)
    one = series([start + 900 * at for at in range(len(values))], values)
    rules = Rules("register", "900", ULAN)
    spans = list(spans_of(one, rules, [YEAR]))
    assert sum(add_up(one, rules, span).total for span in spans) == values[-1] - values[0]


def test_a_register_read_by_hand_closes_the_month_before() -> None:
    zone = ZoneInfo(ULAN)
    read = [datetime(2024, month, 1 if month != 4 else 2, 8, tzinfo=zone) for month in range(1, 8)]
    one = series([int(moment.timestamp()) for moment in read], [100, 130, 150, 200, 201, 202, 300])
    rules = Rules("register", "month", ULAN)
    spans = list(spans_of(one, rules, [YEAR]))
    assert [(span.first.month, span.days) for span in spans] == [(1, 31), (2, 29), (3, 31), (4, 30), (5, 31), (6, 30)]
    found = [add_up(one, rules, span) for span in spans]
    assert [month.total for month in found] == [30, 20, 50, 1, 1, 98]
    assert not any(month.gaps for month in found)


def test_an_explained_jump_is_counted_over() -> None:
    start = day_start(ULAN, MARCH.first)
    one = series([start + 900 * at for at in range(6)], [99_990, 99_995, 99_999, 3, 8, 9])
    jump = Step(start + 2700, 100_000, 0)
    rules = Rules("register", "900", ULAN)
    assert list(fell(one, ())) == [3]
    assert list(fell(one, (jump,))) == []
    assert add_up(one, rules, Span(MARCH.first, MARCH.first), (jump,)).total == 19


def test_a_rate_is_added_up_over_its_time() -> None:
    rules = Rules("rate", "900", ULAN)
    day = series(quarters(ULAN, MARCH.first, MARCH.first), [4] * 96)
    assert add_up(day, rules, Span(MARCH.first, MARCH.first)).total == 4 * 86_400


def test_values_outside_their_limits_are_counted() -> None:
    rules = Rules("interval", "900", ULAN, 0, 10)
    day = series(quarters(ULAN, MARCH.first, MARCH.first), [-1, 11, 12, *([5] * 93)])
    found = add_up(day, rules, Span(MARCH.first, MARCH.first))
    assert (found.below, found.above) == (1, 2)


def test_a_sensor_that_stands_still() -> None:
    rules = Rules("interval", "900", ULAN)
    values = [*range(1, 40), *([7] * 20), *range(60, 97)]
    start = day_start(ULAN, MARCH.first)
    day = series(quarters(ULAN, MARCH.first, MARCH.first), values)
    found = add_up(day, rules, Span(MARCH.first, MARCH.first))
    assert (found.longest_still, found.longest_still_at) == (20 * 900, start + 39 * 900)
    night = series(quarters(ULAN, MARCH.first, MARCH.first), [0] * 96)
    assert add_up(night, rules, Span(MARCH.first, MARCH.first)).longest_still == 0
    register = Rules("register", "900", ULAN)
    assert add_up(night, register, Span(MARCH.first, MARCH.first)).longest_still == 95 * 900


def test_days_and_months_begin_where_the_wall_says() -> None:
    days = [day_start(BERLIN, date(2024, 3, 1) + timedelta(days=at)) for at in range(61)]
    rules = Rules("interval", "day", BERLIN)
    one = series(days)
    found = [add_up(one, rules, span) for span in spans_of(one, rules, [YEAR])]
    assert [(month.total, month.expected, month.gaps) for month in found] == [(31, 31, 0), (30, 30, 0)]
    months = series([day_start(BERLIN, date(2024, month, 1)) for month in (3, 4)])
    rules = Rules("interval", "month", BERLIN)
    found = [add_up(months, rules, span) for span in spans_of(months, rules, [YEAR])]
    assert [(month.total, month.expected, month.gaps) for month in found] == [(1, 1, 0), (1, 1, 0)]


def test_months_are_cut_to_periods_and_to_the_days_with_data() -> None:
    rules = Rules("interval", "900", ULAN)
    one = series(quarters(ULAN, date(2024, 3, 10), date(2024, 5, 5)))
    periods = [Span(date(2024, 3, 20), date(2024, 4, 30))]
    assert list(spans_of(one, rules, periods)) == [Span(date(2024, 3, 20), MARCH.last), APRIL]
    assert next(iter(spans_of(one, rules, [YEAR]))) == Span(date(2024, 3, 10), MARCH.last)
    assert list(spans_of(one, rules, [Span(date(2023, 1, 1), date(2023, 12, 31))])) == []


def test_the_unix_day_is_utc() -> None:
    assert day_start("UTC", date(1970, 1, 2)) == 86_400
    assert day_start(ULAN, date(2024, 3, 1)) == int(datetime(2024, 2, 29, 16, tzinfo=UTC).timestamp())
