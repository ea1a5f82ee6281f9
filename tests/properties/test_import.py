"""Laws of importing: however files are cut, ordered, repeated or written, the same months come out, and only once."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.loggers import PERIOD, bare, counted, imported
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jcm_desktop.datafiles.columns import whole_numbers
from jcm_desktop.datafiles.numbers import read_number
from jcm_desktop.datafiles.plain_sheet import decimal_texts
from jcm_desktop.datafiles.problems import RowError
from jcm_desktop.datafiles.stamps import StampReader
from jcm_desktop.series.times import expand

HEADER = "Time,Energy [kWh]"
START = datetime.combine(PERIOD.first, time())
few = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
decimals = st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False)


def lines(hours: int, skip: frozenset[int] = frozenset()) -> list[str]:
    """A year's beginning, hour by hour."""
    return [
        f"{START + timedelta(hours=at):%Y-%m-%d %H:%M},{(at * 37) % 101}.{at % 10}"
        for at in range(hours)
        if at not in skip
    ]


def write(folder: Path, name: str, part: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *part]) + "\n", encoding="utf-8")
    return path


@few
@given(cuts=st.lists(st.integers(1, 1499), max_size=3, unique=True).map(sorted), data=st.data())
def test_however_a_file_is_cut_and_in_whatever_order_its_parts_come(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    every = lines(1500)
    edges = [0, *cuts, len(every)]
    parts = [every[max(0, low - data.draw(st.integers(0, 5))) : high] for low, high in itertools.pairwise(edges)]
    files = [write(folder, f"{at}.csv", part) for at, part in enumerate(parts)]
    order = data.draw(st.permutations(files))
    with bare(folder / "whole") as session:
        imported(session, write(folder, "whole.csv", every))
        wanted = counted(session)
    with bare(folder / "parts") as session:
        for one in order:
            imported(session, one)
        assert counted(session) == wanted
        for one in order:  # and again, which changes nothing
            assert imported(session, one).kinds == frozenset()
    with bare(folder / "together") as session:
        imported(session, *order)
        assert counted(session) == wanted


@few
@given(skip=st.frozensets(st.integers(0, 1499), max_size=40))
def test_the_months_are_the_sums_of_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, skip: frozenset[int]
) -> None:
    folder = tmp_path_factory.mktemp("sums")
    with bare(folder / "w") as session:
        imported(session, write(folder, "a.csv", lines(1500, skip)))
        found = counted(session)
    wanted = sum((Decimal(f"{(at * 37) % 101}.{at % 10}") for at in range(1500) if at not in skip), Decimal(0))
    assert sum(found.values()) * 1000 == wanted


# --- the fast way and the careful way say the same ------------------------------------------------------------------


@given(st.lists(decimals, min_size=1, max_size=40), st.integers(0, 3), st.sampled_from(".,"))
def test_fast_numbers_are_the_careful_ones(values: list[Decimal], places: int, sign: str) -> None:
    texts = [f"{round(one, places):f}".replace(".", sign) for one in values]
    found = whole_numbers(texts, sign)
    assert found is not None
    whole, scale, _fewest = found
    careful = [read_number(text, sign) for text in texts]
    assert [Decimal(one).scaleb(-scale) for one in whole] == [Decimal(one).scaleb(-own) for one, own in careful]


@given(st.lists(st.text("0123456789.,-+ eE", max_size=8), min_size=1, max_size=6))
def test_the_fast_way_takes_nothing_that_the_careful_one_refuses(texts: list[str]) -> None:
    found = whole_numbers(texts, ".")
    if found is None:
        return
    whole, scale, _fewest = found
    for value, text in zip(whole, texts, strict=True):
        number, places = read_number(text, ".")
        assert Decimal(value).scaleb(-scale) == Decimal(number).scaleb(-places)


@given(st.lists(st.decimals(-(10**8), 10**8, places=4, allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_doubles_become_the_decimals_they_were_typed_as(values: list[Decimal]) -> None:
    assert [Decimal(text) for text in decimal_texts([float(one) for one in values])] == values


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1, max_size=10))
def test_the_text_of_a_double_is_that_double(values: list[float]) -> None:
    assert [float(text) for text in decimal_texts(values)] == values


forms = st.sampled_from(
    ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y%m%d %H%M", "%d-%m-%y %H:%M"]
)


@given(
    forms,
    st.dates(date(2000, 1, 1), date(2080, 1, 1)),
    st.sampled_from([60, 300, 900, 3600, 7, 5400]),
    st.integers(1, 400),
    st.frozensets(st.integers(0, 399), max_size=10),
)
def test_times_read_together_are_those_read_one_by_one(
    form: str, day: date, step: int, count: int, skip: frozenset[int]
) -> None:
    moments = [datetime.combine(day, time()) + timedelta(seconds=step * at) for at in range(count) if at not in skip]
    texts = [f"{one:{form}}" for one in moments]
    order = "DMY" if form.startswith("%d") else "YMD"
    one_by_one = [StampReader(order).read(text) for text in texts]
    assert list(expand(StampReader(order).read_all(texts))) == one_by_one
    if step % 60 == 0:
        assert one_by_one == [int((one - datetime(1970, 1, 1)).total_seconds()) for one in moments]  # noqa: DTZ001


@given(st.lists(st.text("0123456789-:/T .apm", max_size=18), max_size=8))
def test_any_times_are_read_the_same_together_or_refused(texts: list[str]) -> None:
    try:
        wanted = [StampReader("YMD").read(text) for text in texts]
    except RowError:
        wanted = None
    try:
        found = list(expand(StampReader("YMD").read_all(texts)))
    except RowError:
        found = None
    assert found == wanted
