"""Measuring equipment named by monitoring points: what it is, when it served, what proves that it reads right.

What is known of a meter grows by new versions of it; nothing here judges whether it suffices.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from jcm_desktop.domain.period import DAY, Span

MeterKind = Literal["interval", "cumulative"]


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One calibration or certificate: its day, who made it, until when it holds, and the error it found."""

    on: date
    valid_until: date | None = None
    number: str = ""  # of the certificate
    body: str = ""
    accredited: bool | None = None
    standard: str = ""  # it refers to, e.g. IEC 62053-22
    found_error_percent: Decimal | None = None  # the largest, in per cent, without sign
    evidence: str = ""  # SHA-256 of the file


class MeterEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that explains why a register does not simply go on, at the end of a day."""

    day: date
    kind: Literal["swap", "reset", "rollover"]
    final: Decimal | None = None  # what the register showed last
    first: Decimal | None = None  # what it, or the new meter, showed next
    successor: str = ""  # serial of the new meter, of a swap
    text: str = ""
    evidence: str = ""  # SHA-256 of the file


class Meter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A meter with the facts option C asks for."""

    serial: str
    make: str = ""
    model: str = ""
    accuracy_class: str = ""
    standard: str = ""  # e.g. IEC 62053-22
    max_error_percent: Decimal | None = None
    certificate: str = ""  # with the four below: the first certificate, as known before there was a register of them
    certificate_body: str = ""
    accredited: bool | None = None
    calibrated_on: date | None = None
    valid_until: date | None = None
    kind: MeterKind = "interval"
    multiplier: Decimal = Decimal(1)  # e.g. of current transformers; of a register's difference
    digits: int | None = None  # whole digits of the register, where it starts again
    from_day: date | None = None  # in service; open where not stated
    until_day: date | None = None
    calibrations: tuple[Calibration, ...] = ()
    events: tuple[MeterEvent, ...] = ()
    first_reading: Decimal | None = None  # of a register, when it began to serve
    unit: str = ""  # of a register; empty: that of the point it serves

    def with_history(self, calibrations: Iterable[Calibration]) -> Meter:
        """The meter with these calibrations alone, by day; its first certificate has to be among them."""
        return msgspec.structs.replace(
            self,
            certificate="",
            certificate_body="",
            accredited=None,
            calibrated_on=None,
            valid_until=None,
            calibrations=tuple(sorted(calibrations, key=lambda one: one.on)),
        )

    @property
    def history(self) -> tuple[Calibration, ...]:
        """Every calibration by its day, the first certificate among them."""
        known = list(self.calibrations)
        if self.calibrated_on and all(one.on != self.calibrated_on for one in known):
            first = (self.calibrated_on, self.valid_until, self.certificate, self.certificate_body, self.accredited)
            known.append(Calibration(*first, standard=self.standard))
        return tuple(sorted(known, key=lambda one: one.on))

    def service(self, period: Span) -> Span | None:
        """The days of a period on which it served; None if on none."""
        first = max(period.first, self.from_day or period.first)
        last = min(period.last, self.until_day or period.last)
        return Span(first, last) if first <= last else None

    def uncovered(self, period: Span) -> tuple[Span, ...]:
        """The days of service in a period on which no calibration held."""
        served = self.service(period)
        if served is None:
            return ()
        return gaps(served, ((one.on, one.valid_until) for one in self.history))


def serial_key(serial: str) -> str:
    """What two serial numbers have in common that differ only in capitals, full-width letters or blanks around."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", serial).casefold()).strip()


def gaps(days: Span, covers: Iterable[tuple[date, date | None]]) -> tuple[Span, ...]:
    """The days that none of the covers holds; a cover without an end holds on."""
    found = []
    day = days.first
    for first, last in sorted(covers, key=lambda one: one[0]):
        if first > days.last:
            break
        if first > day:
            found.append(Span(day, first - DAY))
        if last is None or last >= days.last:
            return tuple(found)
        day = max(day, last + DAY)
    return (*found, Span(day, days.last))
