"""Registers that count up: from what one showed at both ends of some days to what it counted.

A register starts again at zero after its last digit, is set back, or its meter is exchanged;
each must be recorded with the meter, or the register seems to run backwards. Pure arithmetic,
exact; knows no store and no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter, MeterEvent
from jcm_desktop.domain.period import DAY, Span

_EXACT = Context(prec=200, traps=[Inexact])


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a register showed at both ends of the days of a reading, in its own unit."""

    meter: str  # serial of the meter read at the end
    opening: Decimal
    closing: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch over which one register counted on without a break; `end` is what ended it."""

    meter: str
    opening: Decimal
    closing: Decimal
    multiplier: Decimal
    end: MeterEvent | None = None

    @property
    def counted(self) -> Decimal:
        """What was measured, in the register's unit; never below zero."""
        return _EXACT.multiply(_EXACT.subtract(self.closing, self.opening), self.multiplier)


def total(legs: Iterable[Leg]) -> Decimal:
    """What all stretches counted, in the register's unit."""
    found = Decimal(0)
    for leg in legs:
        found = _EXACT.add(found, leg.counted)
    return found


class Registers:
    """The registers of one monitoring point: its meters, and those that took their place."""

    def __init__(self, meters: Iterable[Meter], serials: Sequence[str]) -> None:
        known = {one.serial: one for one in meters}
        wanted, self._begun = list(serials), dict[str, date]()
        self._own: dict[str, Meter] = {}
        while wanted:
            serial = wanted.pop()
            meter = known.get(serial)
            if meter is None or meter.kind != "cumulative" or serial in self._own:
                continue
            self._own[serial] = meter
            for event in meter.events:
                if event.kind == "swap" and event.successor:
                    self._begun[event.successor] = event.day + DAY
                    wanted.append(event.successor)

    def __bool__(self) -> bool:
        return bool(self._own)

    @property
    def meters(self) -> tuple[Meter, ...]:
        """By serial."""
        return tuple(self._own[serial] for serial in sorted(self._own))

    def on(self, day: date) -> Meter | None:
        """The one register in service; None where there is none, or where several are, so that nobody can say which."""
        serving = [one for one in self._own.values() if self._serves(one, day)]
        return serving[0] if len(serving) == 1 else None

    def _serves(self, meter: Meter, day: date) -> bool:
        begun = max(filter(None, (meter.from_day, self._begun.get(meter.serial))), default=day)
        swapped = [event.day for event in meter.events if event.kind == "swap"]
        ended = min([*swapped, *filter(None, (meter.until_day,))], default=day)
        return begun <= day <= ended

    def first_reading(self, days: Span) -> Decimal | None:
        """What the register showed at the beginning of these days, as far as the meters' own records say."""
        for meter in self._own.values():
            for event in meter.events:
                if event.kind == "swap" and event.day == days.first - DAY:
                    return event.first
        serving = self.on(days.last)
        if serving is None or serving.serial in self._begun:
            return None
        begins = serving.from_day is None or days.first <= serving.from_day <= days.last
        return serving.first_reading if begins else None

    def legs(self, days: Span, opening: Decimal, closing: Decimal) -> tuple[Leg, ...]:
        """What was counted from the opening at the beginning of the days to the closing at their end.

        Raises UserError `register.no_meter`, `register.event_incomplete`, `register.backwards`,
        `register.too_many_digits`; place is the serial, or the days where no meter served.
        """
        events = self._events(days)
        evening = [one for one in events if one[1].day < days.first]
        meter, first_event = self._beginning(days, opening, evening)
        legs: list[Leg] = []
        for owner, event in events:
            if owner.serial != meter.serial or (event.day < days.first and event is not first_event):
                continue
            if event.day == days.last and event.kind != "rollover" and closing == event.final:
                break  # read before it happened, so it belongs to the next days
            final, first = _ends(meter, event)
            legs.append(Leg(meter.serial, opening, final, meter.multiplier, event))
            meter = self._successor(event, meter)
            opening = first
        legs.append(Leg(meter.serial, opening, closing, meter.multiplier))
        if meter.digits is not None and closing >= Decimal(10) ** meter.digits:
            raise UserError("register.too_many_digits", meter.serial, closing=f"{closing:f}", digits=meter.digits)
        for leg in legs:
            if leg.closing < leg.opening:
                raise UserError("register.backwards", leg.meter, opening=f"{leg.opening:f}", closing=f"{leg.closing:f}")
        return tuple(legs)

    def _events(self, days: Span) -> list[tuple[Meter, MeterEvent]]:
        """What happened from the evening before these days to their end, in order, with whose it was."""
        found = [
            (meter, event)
            for meter in self.meters
            for event in meter.events
            if days.first - DAY <= event.day <= days.last
        ]
        return sorted(found, key=lambda one: (one[1].day, one[0].serial))

    def _beginning(
        self, days: Span, opening: Decimal, evening: list[tuple[Meter, MeterEvent]]
    ) -> tuple[Meter, MeterEvent | None]:
        """Whose reading the opening is; with what happened the evening before, if it was read before that."""
        for owner, event in evening:
            if event.kind != "rollover" and event.final == opening:
                return owner, event
        meter = self.on(days.first)
        if meter is None:
            raise UserError("register.no_meter", str(days))
        return meter, None

    def _successor(self, event: MeterEvent, meter: Meter) -> Meter:
        if event.kind != "swap":
            return meter
        found = self._own.get(event.successor)
        if found is None:
            raise UserError("register.no_meter", str(event.day))
        return found


def _ends(meter: Meter, event: MeterEvent) -> tuple[Decimal, Decimal]:
    """What the register showed last before an event, and next after it."""
    final, first = event.final, event.first
    if event.kind == "rollover":
        final = Decimal(10) ** meter.digits if meter.digits is not None else final
        first = Decimal(0) if first is None else first
    if final is None or first is None:
        raise UserError("register.event_incomplete", meter.serial, day=event.day, kind=event.kind)
    return final, first


def rolled_over(meter: Meter, opening: Decimal, closing: Decimal) -> Decimal | None:
    """What was counted if the register started again at zero once; None where its digits are not known or disagree."""
    if meter.digits is None or not closing < opening < Decimal(10) ** meter.digits:
        return None
    return total(
        (Leg(meter.serial, opening, Decimal(10) ** meter.digits, meter.multiplier),
         Leg(meter.serial, Decimal(0), closing, meter.multiplier))
    )  # fmt: skip
