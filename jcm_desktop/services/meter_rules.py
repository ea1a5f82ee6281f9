"""What no meter can be, and when two serial numbers are one: facts about entries, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter, serial_key
from jcm_desktop.domain.period import DAY
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.units import factor, parse_unit

WHOLE = Decimal(100)  # per cent: a meter that is wrong by all it shows measures nothing


def refuse_impossible(meter: Meter, units: list[str]) -> None:
    """What no meter can be; its register must measure what the points measure."""
    if meter.multiplier <= 0:
        raise UserError("meter.not_positive", meter.serial)
    refuse_error(meter.serial, meter.max_error_percent)
    if meter.unit:
        parse_unit(meter.unit)
        for unit in units if meter.kind == "cumulative" else ():
            factor(meter.unit, unit)
    first = meter.first_reading
    if first is not None and first < 0:
        raise UserError("register.negative", meter.serial)
    if first is not None and meter.digits is not None and first >= Decimal(10) ** meter.digits:
        raise UserError("register.too_many_digits", meter.serial, closing=f"{first:f}", digits=meter.digits)


def refuse_error(serial: str, percent: Decimal | None) -> None:
    """UserErrors `meter.error_negative`, `meter.error_too_large`."""
    if percent is not None and percent < 0:
        raise UserError("meter.error_negative", serial)
    if percent is not None and percent >= WHOLE:
        raise UserError("meter.error_too_large", serial, percent=f"{percent:f}")


def digits_of(typed: str, serial: str) -> int | None:
    """How many whole digits a register has; UserError `meter.bad_digits`."""
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= 15:
        raise UserError("meter.bad_digits", serial, typed=typed)
    return int(typed)


def as_known(serial: str, meters: Iterable[Meter], plan: Plan) -> str:
    """The serial number in the way the project writes it already; as it is where nothing here is called so."""
    every = list(meters)
    known = [one.serial for one in every]
    known += [event.successor for one in every for event in one.events if event.successor]
    known += [named for point in plan.points for named in point.meters]
    if serial in known:
        return serial
    return next((one for one in known if serial_key(one) == serial_key(serial)), serial)


def begun_by_exchange(serial: str, meters: Iterable[Meter]) -> tuple[str, date] | None:
    """The meter that was exchanged for this one, and the first day of this one."""
    swaps = [
        (event.day + DAY, one.serial)
        for one in meters
        for event in one.events
        if event.kind == "swap" and event.successor == serial and one.serial != serial
    ]
    if not swaps:
        return None
    day, before = min(swaps)
    return before, day
