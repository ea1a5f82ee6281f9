"""What a period depends on: nothing of later days, everything of its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from helpers.dossiers import changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import VersionChange
from jcm_desktop.domain.relied_on import relied_on

GOOD = sample_dossier()
PERIOD = GOOD.period
PLANS = (changed(GOOD.plan, locked=True),)
METER = GOOD.meters[0]
INSIDE = st.dates(PERIOD.first, PERIOD.last)
AFTER = st.dates(PERIOD.last + DAY, PERIOD.last + timedelta(days=2000))


def same(*meters: Meter, plans: object = PLANS) -> bool:
    return relied_on(plans, meters, PERIOD) == relied_on(PLANS, GOOD.meters, PERIOD)  # type: ignore[arg-type]


@given(AFTER, st.integers(0, 900))
def test_later_calibrations_events_and_ends_change_nothing(day: date, length: int) -> None:
    later = Calibration(day, day + timedelta(days=length), "C-9")
    assert same(changed(METER, calibrations=(later,)))
    assert same(changed(METER, events=(MeterEvent(day, "swap", Decimal(1), Decimal(2), "NEW"),)))
    assert same(changed(METER, until_day=day))
    assert same(METER, changed(METER, serial="NEW", from_day=day))


@given(INSIDE, st.integers(0, 900))
def test_what_touches_its_days_does(day: date, length: int) -> None:
    assert not same(changed(METER, calibrations=(Calibration(day, day + timedelta(days=length)),)))
    assert not same(changed(METER, events=(MeterEvent(day, "reset", Decimal(1), Decimal(0)),)))
    if day < PERIOD.last:
        assert not same(changed(METER, until_day=day))
    if day > PERIOD.first:
        assert not same(changed(METER, from_day=day))


@given(st.dates(PERIOD.last + DAY, PERIOD.last + timedelta(days=600)))
def test_days_that_nothing_covers_ask_for_the_next_calibration_whenever_it_was(day: date) -> None:
    """A late calibration answers for the days before it, so it is part of the period, also when it comes after it."""
    open_ = changed(METER, calibrated_on=None, calibrations=(Calibration(PERIOD.first, PERIOD.last - DAY),))
    late = changed(open_, calibrations=(*open_.calibrations, Calibration(day)))
    assert relied_on(PLANS, (open_,), PERIOD) != relied_on(PLANS, (late,), PERIOD)
    later = changed(late, calibrations=(*late.calibrations, Calibration(day + DAY)))
    assert relied_on(PLANS, (late,), PERIOD) == relied_on(PLANS, (later,), PERIOD)


def test_how_a_register_is_typed_in_is_no_part_of_it() -> None:
    assert same(changed(METER, unit="kWh", first_reading=Decimal(5)))
    assert not same(changed(METER, accuracy_class="1"))
    assert not same(changed(METER, multiplier=Decimal(2)))


@given(INSIDE, st.integers(0, 30))
def test_a_version_counts_where_it_holds_on_one_of_the_days(day: date, length: int) -> None:
    other = changed(GOOD.plan, version=2, valid_from=day, estimate_source="another")
    assert not same(METER, plans=(*PLANS, other))
    some_days = VersionChange("a", "b", temporary=True, until=day + timedelta(days=length))
    assert not same(METER, plans=(*PLANS, changed(other, change=some_days)))
    assert same(METER, plans=(*PLANS, changed(other, valid_from=PERIOD.last + timedelta(days=1 + length))))
    assert same(METER, plans=(*PLANS, changed(other, withdrawn=True)))


def test_a_meter_on_no_day_of_the_period_is_left_out() -> None:
    point = changed(GOOD.plan.points[0], meters=(METER.serial, "NEW"))
    plans = (changed(PLANS[0], points=(point,)),)
    new = changed(METER, serial="NEW", from_day=PERIOD.last + DAY)
    assert same(METER, new, plans=plans)
    assert not same(METER, changed(new, from_day=None), plans=plans)
    elsewhere = Span(PERIOD.last + DAY, PERIOD.last + DAY)
    assert relied_on(plans, (METER, new), elsewhere) != relied_on(PLANS, (METER,), elsewhere)
