"""Zones: the same as the standard library says, from data that come with the program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.catalogue import partner_countries
from jcm_desktop.domain.errors import UserError
from jcm_desktop.series import zones

NAMES = ("Asia/Ulaanbaatar", "Europe/Berlin", "America/Santiago", "America/Sao_Paulo", "Asia/Kathmandu", "UTC")
days = st.dates(date(2010, 1, 1), date(2029, 12, 31))


@given(st.sampled_from(NAMES), days)
def test_a_day_begins_when_its_date_is_first_on_the_wall(name: str, day: date) -> None:
    start = zones.day_start(name, day)
    assert zones.local_day(name, start) == day
    assert zones.local_day(name, start - 1) == day - timedelta(days=1)


@given(st.sampled_from(NAMES), st.integers(1_262_304_000, 1_893_456_000))
def test_offsets_are_those_of_the_standard_library(name: str, instant: int) -> None:
    wanted = datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(name)).utcoffset()
    assert timedelta(seconds=zones.offset(name, instant)) == wanted


def test_changes_are_found_to_the_second() -> None:
    start, end = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
    spring, autumn = zones.changes("Europe/Berlin", start, end)
    assert datetime.fromtimestamp(spring.at, UTC) == datetime(2024, 3, 31, 1, tzinfo=UTC)
    assert (autumn.before, autumn.after) == (7200, 3600)
    assert zones.changes("Europe/Berlin", start, end, standard=True) == ()
    assert zones.changes("Asia/Tokyo", start, end) == ()


def test_a_day_whose_midnight_never_was() -> None:
    """In Santiago the clocks go on at midnight."""
    start = zones.day_start("America/Santiago", date(2024, 9, 8))
    assert zones.local_text("America/Santiago", start) == "2024-09-08T01:00-03:00"


def test_every_partner_country_has_a_zone() -> None:
    for one in partner_countries():
        assert zones.zones_of(one.code), one
    assert zones.zones_of("MN")[0] == "Asia/Ulaanbaatar"


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Mars/Olympus", "../../etc/passwd", "", "asia/tokyo"):
        with pytest.raises(UserError, match=r"zone\.unknown"):
            zones.zone(name)


def test_the_wall_clock_looks_up_offsets() -> None:
    low, high = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
    clock = zones.WallClock("Europe/Berlin", low, high)
    for at in range(low, high, 86_400 * 7):
        assert clock.offset(at) == zones.offset("Europe/Berlin", at)
