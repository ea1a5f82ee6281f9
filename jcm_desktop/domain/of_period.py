"""What of a project's meters, plans and files belongs to one period; what only later days are about is left out.

A dossier is made with it, so that the work for the next period leaves the report of
this one as it is. What is older stays: it may explain how the period began. What a
check of the period asks for stays, also when it came later, such as the calibration
that answers for days before it, or the meter that took over on the day after the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.relied_on import answering


def with_people_of(plans: Iterable[Plan], period: Span) -> tuple[Plan, ...]:
    """Every row of a plan, oldest first, with the people and tasks that held at the end of the period.

    Rows whose structure is said to hold only from a later day have the one before them; a
    structure without a day was always so.
    """
    found: list[Plan] = []
    for one in plans:
        later = one.roles_from is not None and one.roles_from > period.last
        before = found[-1] if later and found else one
        found.append(msgspec.structs.replace(one, roles=before.roles, roles_from=before.roles_from))
    return tuple(found)


def plans_of(plans: Iterable[Plan], meters: Iterable[Meter], period: Span) -> tuple[Plan, ...]:
    """Those that have begun by the last day, their points without meters that begin to serve later."""
    later = _later(tuple(meters), period)
    begun = [one for one in plans if one.version == 1 or one.valid_from is None or one.valid_from <= period.last]
    return tuple(_without(one, later) for one in begun)


def _without(plan: Plan, serials: frozenset[str]) -> Plan:
    points = tuple(
        msgspec.structs.replace(one, meters=tuple(serial for serial in one.meters if serial not in serials))
        for one in plan.points
    )
    return msgspec.structs.replace(plan, points=points)


def meters_of(meters: Sequence[Meter], plans: Iterable[Plan], period: Span) -> tuple[Meter, ...]:
    """Those that a point of these plans names, or that such a one was exchanged with, as far as the period asks.

    A first certificate stands among the calibrations, wherever it was entered.
    """
    named = {serial for plan in plans for point in plan.points for serial in point.meters}
    pairs = [(one.serial, event.successor) for one in meters for event in _events(one, period) if event.successor]
    while more := {serial for pair in pairs if named & {*pair} for serial in pair} - named:
        named |= more
    wanted, begins = named - _later(meters, period), _successors(meters, period)
    return tuple(_as_of(one, period, begins=one.serial in begins) for one in meters if one.serial in wanted)


def _later(meters: Sequence[Meter], period: Span) -> frozenset[str]:
    """Serials of the meters that begin to serve after the period, but for those that take over from one of it."""
    begun = {one.serial for one in meters if one.from_day is None or one.from_day <= period.last}
    return frozenset(one.serial for one in meters) - begun - _successors(meters, period)


def _successors(meters: Iterable[Meter], period: Span) -> set[str]:
    return {event.successor for one in meters for event in _events(one, period)}


def _events(meter: Meter, period: Span) -> tuple[MeterEvent, ...]:
    return tuple(one for one in meter.events if one.day <= period.last)


def _as_of(meter: Meter, period: Span, *, begins: bool) -> Meter:
    until = meter.until_day if meter.until_day is None or meter.until_day <= period.last else None
    kept = msgspec.structs.replace(meter, until_day=until, events=_events(meter, period))
    if not meter.history:
        return kept
    # Of a meter that took over, its first day is looked at, which may be the day after the period.
    last = period.last + DAY if begins else period.last
    calibrations: tuple[Calibration, ...] = tuple(one for one in meter.history if one.on <= last)
    calibrations += tuple(one for one in answering(meter, period) if one not in calibrations)
    return kept.with_history(calibrations)


def evidence_of(evidence: Sequence[Evidence], stated: object, period: Span) -> tuple[Evidence, ...]:
    """Files of its days, files without days, and those that what is stated names by their hash."""
    chosen = [one for one in evidence if _touches(one, period)]
    text, there = msgspec.json.encode(stated), {one.sha256 for one in chosen}
    for one in evidence:  # of a file that is only named, its first link tells what it is
        if one.sha256 not in there and one.sha256.encode() in text:
            there.add(one.sha256)
            chosen.append(one)
    kept = set(chosen)
    return tuple(one for one in evidence if one in kept)


def _touches(one: Evidence, period: Span) -> bool:
    """Whether it may back up a day of the period; a file that does not say its first or last day is open there."""
    return (one.first is None or one.first <= period.last) and (one.last is None or one.last >= period.first)
