"""What of a plan and its meters the days of a period depend on; whatever concerns other days only is left out.

Two states of a project that agree here give a period the same findings and the same
result. How a register is typed in (its unit, its first reading) is no part of it: each
reading keeps what it was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from jcm_desktop.domain.meter import Calibration, Meter
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.plan_versions import counting, head, on_day, registered_content


class ReliedOn(msgspec.Struct, frozen=True):
    """The plan on each day on which another version may begin, the meters of each point, and those meters."""

    plans: tuple[Plan, ...]
    served: tuple[tuple[str, tuple[str, ...]], ...]
    meters: tuple[Meter, ...]


def relied_on(plans: Sequence[Plan], meters: Iterable[Meter], period: Span) -> ReliedOn:
    """What a period depends on; IndexError if there is no plan at all."""
    versions = counting(plans)
    known = {one.serial: one for one in meters}
    served = []
    for point in head(plans).points:
        own = (one for one in point.meters if one not in known or known[one].service(period) is not None)
        served.append((point.no, tuple(own)))
    named = sorted({serial for _no, serials in served for serial in serials})
    return ReliedOn(
        plans=_as_they_held(versions, period),
        served=tuple(served),
        meters=tuple(meter_in(known[serial], period) for serial in named if serial in known),
    )


def _as_they_held(versions: Sequence[Plan], period: Span) -> tuple[Plan, ...]:
    """What was registered, each time it became something else inside the period; the last day's at the end."""
    days = {period.first, period.last}
    for one in versions:
        days |= {one.valid_from or period.first}
        if one.change is not None and one.change.until is not None:
            days.add(one.change.until + DAY)
    found: list[Plan] = []
    for day in sorted(one for one in days if period.first <= one <= period.last):
        content = registered_content(on_day(versions, day))
        if not found or found[-1] != content:
            found.append(content)
    return tuple(found)


def meter_in(meter: Meter, period: Span) -> Meter:
    """A meter as far as it concerns these days."""
    served = meter.service(period)
    return msgspec.structs.replace(
        meter.with_history(_proofs(meter, period)),
        from_day=served.first if served else None,
        until_day=served.last if served else None,
        events=tuple(one for one in meter.events if period.first - DAY <= one.day <= period.last),
        first_reading=None,
        unit="",
    )


def _proofs(meter: Meter, period: Span) -> tuple[Calibration, ...]:
    """Calibrations that hold on one of the days, and the next one after days on which none does."""
    holding = [
        one
        for one in meter.history
        if one.on <= period.last and (one.valid_until is None or one.valid_until >= period.first)
    ]
    holding += [one for one in answering(meter, period) if one not in holding]
    return tuple(holding)


def answering(meter: Meter, period: Span) -> tuple[Calibration, ...]:
    """The calibration that follows on days on which none holds: it answers for them, also when it came later."""
    after = ([one for one in meter.history if one.on > days.last] for days in meter.uncovered(period))
    return tuple(dict.fromkeys(found[0] for found in after if found))
