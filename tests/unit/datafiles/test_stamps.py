"""Times as loggers write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jcm_desktop.datafiles.problems import RowError
from jcm_desktop.datafiles.stamps import StampReader, fixed_offset, read_clock

WHEN = "2024-03-05T14:30"
SAME = {
    "YMD": [
        *("2024-03-05 14:30", "2024-03-05T14:30:00", "2024/3/5 14:30", "2024.03.05 14:30:00.000", "20240305 1430"),
        *("202403051430", "20240305143000", "24-03-05 14:30", "2024-03-05 2:30 PM", "2024-03-05_14:30"),
        *("2024年3月5日 14時30分", "２０２４/０３/０５ １４：３０", "令和6年3月5日 14時30分", "㋿6年3月5日 14:30"),
    ],
    "DMY": ["05.03.2024 14:30", "5/3/2024 14:30", "05-Mar-2024 14:30", "05-03-24 02:30pm", "5 March 2024 14:30"],
    "MDY": ["03/05/2024 14:30", "3/5/24 2:30 PM"],
    "serial": ["45356.604166667", "45356,604166667"],
}


@pytest.mark.parametrize(("order", "text"), [(order, text) for order, texts in SAME.items() for text in texts])
def test_many_ways_to_write_one_moment(order: str, text: str) -> None:
    found = datetime.fromtimestamp(StampReader(order).read(text), UTC)
    assert f"{found:%Y-%m-%dT%H:%M}" == WHEN


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("令和元年5月1日 0時", "2019-05-01T00:00"),
        ("平成31年4月30日 23時", "2019-04-30T23:00"),
        ("令和7年2月", "2025-02-01T00:00"),
    ],
)
def test_years_of_an_era(text: str, when: str) -> None:
    assert f"{datetime.fromtimestamp(StampReader('YMD').read(text), UTC):%Y-%m-%dT%H:%M}" == when


@pytest.mark.parametrize(
    ("order", "text", "code"),
    [
        ("YMD", "", "row.time_missing"),
        ("YMD", "yesterday", "row.no_time"),
        ("YMD", "2024-02-30 00:00", "row.no_such_day"),
        ("DMY", "2024-03-05 00:00", "row.no_time"),
        ("MDY", "25/03/2024 00:00", "row.no_such_day"),
        ("YMD", "1890-01-01 00:00", "row.odd_year"),
        ("YMD", "2024-03-05 25:00", "row.no_time"),
        ("YMD", "2024-03-05 24:01", "row.no_time"),
        ("YMD", "2024-03-05 14:30:00.5", "row.fraction_of_second"),
        ("YMD", "2024-03-05 13:30 PM", "row.no_time"),
        ("serial", "12", "row.odd_year"),
        ("epoch", "17e8", "row.no_time"),
        ("epoch", "12", "row.odd_year"),
        ("epoch", "nan", "row.no_time"),
    ],
)
def test_what_is_no_moment_says_why(order: str, text: str, code: str) -> None:
    with pytest.raises(RowError) as caught:
        StampReader(order).read(text)
    assert caught.value.code == code


def test_a_stated_offset_counts() -> None:
    reader = StampReader("YMD", stated=True)
    texts = ("2024-03-05T14:30+08:00", "2024-03-05T06:30Z", "2024-03-05 01:30 -0500", "2024-03-05 06:30 UTC")
    assert len({reader.read(text) for text in texts}) == 1
    with pytest.raises(RowError, match=r"row\.no_offset"):
        reader.read("2024-03-05T14:30")


def test_midnight_at_the_end_of_a_day() -> None:
    assert read_clock("24:00") == 86_400
    assert read_clock("12:05 am") == 300


def test_fixed_offsets() -> None:
    assert [fixed_offset(one) for one in ("+09:00", "-0330", "Z", "UTC")] == [32_400, -12_600, 0, 0]
    assert [fixed_offset(one) for one in ("civil", "+25:00", "", "9")] == [None] * 4
