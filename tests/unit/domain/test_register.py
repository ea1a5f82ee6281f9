"""Registers that count up: differences, new starts, resets and exchanges, and what cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.register import Register, Registers, rolled_over, total

MARCH = Span(date(2020, 3, 1), date(2020, 3, 31))
APRIL = Span(date(2020, 4, 1), date(2020, 4, 30))
OLD = Meter("A", kind="cumulative", digits=5, multiplier=Decimal(10))


def registers(*meters: Meter) -> Registers:
    return Registers(meters, [meters[0].serial])


def with_event(
    meter: Meter,
    kind: Literal["swap", "reset", "rollover"],
    day: date,
    final: str = "",
    first: str = "",
    successor: str = "",
) -> Meter:
    event = MeterEvent(day, kind, _number(final), _number(first), successor)
    return Meter(
        meter.serial, kind=meter.kind, digits=meter.digits, multiplier=meter.multiplier, events=(*meter.events, event)
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def counted(found: Registers, days: Span, opening: str, closing: str) -> Decimal:
    return total(found.legs(days, Decimal(opening), Decimal(closing)))


def code(found: Registers, days: Span, opening: str, closing: str) -> str:
    with pytest.raises(UserError) as caught:
        found.legs(days, Decimal(opening), Decimal(closing))
    return caught.value.code


def test_a_difference_times_the_multiplier() -> None:
    assert counted(registers(OLD), MARCH, "12000.5", "12100.75") == Decimal("1002.5")


def test_backwards_is_refused_unless_it_is_recorded() -> None:
    assert code(registers(OLD), MARCH, "99990", "20") == "register.backwards"
    started_again = registers(with_event(OLD, "rollover", date(2020, 3, 31)))
    assert counted(started_again, MARCH, "99990", "20") == 300
    reset = registers(with_event(OLD, "reset", date(2020, 3, 10), "99995", "0"))
    assert counted(reset, MARCH, "99990", "20") == 250
    (before, after) = reset.legs(MARCH, Decimal(99990), Decimal(20))
    assert (before.closing, after.opening, before.end) == (Decimal(99995), Decimal(0), reset.meters[0].events[0])


def test_an_event_of_another_month_explains_nothing() -> None:
    other = registers(with_event(OLD, "rollover", date(2020, 2, 10)))
    assert code(other, MARCH, "99990", "20") == "register.backwards"


def test_an_exchange_goes_on_with_the_new_meter_and_its_own_multiplier() -> None:
    old = with_event(OLD, "swap", date(2020, 3, 15), "1050", "7", "B")
    new = Meter("B", kind="cumulative", multiplier=Decimal(1))
    both = registers(old, new)
    assert counted(both, MARCH, "1000", "107") == 50 * 10 + 100
    assert [leg.meter for leg in both.legs(MARCH, Decimal(1000), Decimal(107))] == ["A", "B"]
    assert both.on(date(2020, 3, 15)) == old
    assert both.on(date(2020, 3, 16)) == new
    assert counted(both, APRIL, "107", "207") == 100
    assert code(registers(old), MARCH, "1000", "107") == "register.no_meter"


def test_an_exchange_at_the_end_of_a_month_is_counted_once() -> None:
    """Whether the month was closed with the old meter's last reading or the new one's first, both months add up."""
    both = registers(
        with_event(OLD, "swap", date(2020, 3, 31), "1050", "7", "B"),
        Meter("B", kind="cumulative", multiplier=OLD.multiplier),
    )
    assert counted(both, MARCH, "1000", "1050") == 500
    assert counted(both, APRIL, "1050", "17") == 100
    assert counted(both, MARCH, "1000", "7") == 500
    assert counted(both, APRIL, "7", "17") == 100
    assert both.first_reading(APRIL) == 7


def test_what_is_missing_or_impossible_is_named() -> None:
    assert code(registers(with_event(OLD, "reset", date(2020, 3, 10))), MARCH, "5", "20") == "register.event_incomplete"
    assert code(registers(OLD), MARCH, "5", "100000") == "register.too_many_digits"
    assert code(Registers([OLD], []), MARCH, "5", "6") == "register.no_meter"
    without_digits = Meter("A", kind="cumulative", events=(MeterEvent(date(2020, 3, 3), "rollover"),))
    assert code(registers(without_digits), MARCH, "5", "6") == "register.event_incomplete"
    two = Registers([OLD, Meter("B", kind="cumulative")], ["A", "B"])
    assert two.on(MARCH.last) is None


def test_a_meter_of_intervals_has_no_register() -> None:
    assert not Registers([Meter("A")], ["A"])
    assert Registers([OLD], ["A"])


def test_the_first_reading_counts_only_where_service_begins() -> None:
    begun = Meter("A", kind="cumulative", first_reading=Decimal(3), from_day=date(2020, 3, 10))
    assert registers(begun).first_reading(MARCH) == 3
    assert registers(begun).first_reading(APRIL) is None
    assert registers(Meter("A", kind="cumulative", first_reading=Decimal(3))).first_reading(MARCH) == 3


@given(
    st.lists(st.decimals(0, 10**5 - 1, places=2), min_size=2, max_size=8),
    st.decimals("0.001", 1000, places=3),
)
def test_months_add_up_to_the_whole_however_often_the_register_starts_again(
    shown: list[Decimal], multiplier: Decimal
) -> None:
    """Each month closed on its own gives together what one reading over all of them gives."""
    months = list(Span(date(2020, 1, 1), date(2020, 12, 31)).months())[: len(shown) - 1]
    meter = Meter("A", kind="cumulative", digits=5, multiplier=multiplier)
    for at, month in enumerate(months):
        if shown[at + 1] < shown[at]:
            meter = with_event(meter, "rollover", month.last)
    found = registers(meter)
    parts = [total(found.legs(month, shown[at], shown[at + 1])) for at, month in enumerate(months)]
    whole = total(found.legs(Span(months[0].first, months[-1].last), shown[0], shown[-1]))
    assert sum(parts, Decimal(0)) == whole
    assert all(part >= 0 for part in parts)


@given(st.decimals(0, 10**5 - 1, places=3), st.decimals(0, 10**5 - 1, places=3))
def test_what_is_offered_for_a_new_start_is_what_recording_it_gives(opening: Decimal, closing: Decimal) -> None:
    offered = rolled_over(OLD, opening, closing)
    if closing >= opening:
        assert offered is None
    else:
        recorded = registers(with_event(OLD, "rollover", MARCH.last))
        assert offered == total(recorded.legs(MARCH, opening, closing))


def test_a_reading_of_before_there_were_registers_is_still_read() -> None:
    old = b'{"id":"r","point":"(1)","first":"2020-03-01","last":"2020-03-31","quantity":{"value":"1","unit":"MWh"}}'
    reading = msgspec.json.decode(old, type=Reading)
    assert reading.register is None
    new = msgspec.structs.replace(reading, register=Register("A", Decimal("1.50"), Decimal(2), "kWh"))
    assert msgspec.json.decode(msgspec.json.encode(new), type=Reading) == new
