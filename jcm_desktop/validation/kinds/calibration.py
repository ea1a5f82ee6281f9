"""Rules about calibration (option C): every day proven, late calibrations corrected in the careful direction.

The scheme's own correction text was not read. As in the CDM, the maximum permissible
error holds for the days that were not covered, or the error that the late calibration
found if that is larger; each measured flow is corrected on its own, so that the claim
can only become smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from jcm_desktop.domain.correction import corrected
from jcm_desktop.domain.declaration import AcceptedCorrection
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent, gaps
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, shown

LATE = "CAL-03"  # the check that asks for a correction
_NEVER = N_("no certificate and no calibration")
_NO_END = N_("the calibration of {on} does not say until when it holds")
_NOT_COVERED = N_("no calibration holds from {first} to {last}, and none came later")
_LOWER = N_("calibrated late: its readings of {first} to {last} have to be lowered by {percent} %")
_RAISE = N_("calibrated late: its readings of {first} to {last} have to be raised by {percent} %")
_NO_ERROR = N_("calibrated late, for {first} to {last}, and its maximum permissible error is not entered")
_DONE_LOWER = N_("calibrated late: its readings of {first} to {last} are lowered by {percent} %, as accepted")
_DONE_RAISE = N_("calibrated late: its readings of {first} to {last} are raised by {percent} %, as accepted")
_FACTOR = N_("{accepted} was accepted where {percent} % is due; it looks like a factor, not per cent")
_TOO_SMALL = N_("{accepted} % was accepted where {percent} % is due")
_NO_LONGER = N_("a correction was accepted for {first} to {last}, but nothing asks for one now")
_UNKNOWN_SUCCESSOR = N_("exchanged on {on} for {successor}, which is not described")
_NO_SUCCESSOR = N_("exchanged on {on}, but the new meter's serial number is missing")
_NO_REGISTER = N_("on {on} the final and the first reading are missing")
_SUCCESSOR_UNPROVEN = N_("exchanged on {on} for {successor}, which had no valid calibration then")
_NOBODY_SERVED = N_("no meter was in service from {first} to {last}")
_NO_BODY = N_("the calibration of {on} names no calibration body")
_LARGE_PERMITTED = N_("its permissible error is entered as {percent} %, more than meters have")
_LARGE_FOUND = N_("the calibration of {on} is entered with an error of {percent} %, more than meters have")
_NOT_ACCREDITED = N_("the calibration of {on} does not say that its body is accredited")


@dataclass(frozen=True, slots=True)
class Late:
    """Days of a meter at a point that only a later calibration follows, and what is due for them."""

    point: MonitoringPoint
    meter: Meter
    days: Span
    found: Calibration

    @property
    def percent(self) -> Decimal | None:
        """The larger of permissible and found error; None where neither is known."""
        known = [one for one in (self.meter.max_error_percent, self.found.found_error_percent) if one is not None]
        return max(known) if self.meter.max_error_percent is not None else None

    def accepted(self, context: CheckContext) -> AcceptedCorrection | None:
        """What the user accepted for exactly these days."""
        for one in _corrections(context):
            if (one.point, one.meter, one.span) == (self.point.no, self.meter.serial, self.days):
                return one
        return None

    def correction(self, context: CheckContext) -> tuple[AcceptedCorrection, Decimal] | None:
        """The correction that lowers the claim, and its cost in whole tonnes (not above zero)."""
        if self.percent is None:
            return None
        choices = []
        for adds in (False, True):
            one = AcceptedCorrection(
                point=self.point.no,
                meter=self.meter.serial,
                first=self.days.first,
                last=self.days.last,
                percent=self.percent,
                adds=adds,
                basis=LATE,
            )
            others = [each for each in _corrections(context) if each.subject != one.subject]
            active = context.dossier.active_readings
            without = context.recalculated(corrected(active, others))
            with_it = context.recalculated(corrected(active, [*others, one]))
            if without is None or with_it is None:
                return None
            choices.append((with_it.reductions, with_it.claimed - without.claimed, one))
        _, cost, one = min(choices, key=lambda each: each[0])
        return one, Decimal(min(cost, 0))


def late_calibrations(context: CheckContext) -> Iterator[Late]:
    """Every stretch of days that a later calibration has to answer for."""
    for point, meter in _measured(context):
        for days in meter.uncovered(context.dossier.period):
            later = [one for one in meter.history if one.on > days.last]
            if later:
                yield Late(point, meter, days, later[0])


def calibration_exists(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Each meter has a certificate or calibration, and each says until when it holds."""
    for point, meter in _measured(context):
        if not meter.history:
            yield _hit(point, meter, _NEVER)
        for one in meter.history:
            if one.valid_until is None:
                yield _hit(point, meter, _NO_END, facts={"on": str(one.on)})


def calibration_covers(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Every day of the period is covered; days that a later calibration answers for are another check's."""
    for point, meter in _measured(context):
        if not meter.history:
            continue
        for days in meter.uncovered(context.dossier.period):
            if not any(one.on > days.last for one in meter.history) and days.first <= context.today:
                yield _hit(point, meter, _NOT_COVERED, days)


def late_calibration(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Days before a late calibration are corrected, once the user has accepted it."""
    for late in late_calibrations(context):
        accepted, due = late.accepted(context), late.correction(context)
        if late.percent is None or due is None:
            yield _hit(late.point, late.meter, _NO_ERROR, late.days)
            continue
        one, cost = due
        facts = {"percent": shown(late.percent)}
        if accepted is None:
            yield _hit(late.point, late.meter, _RAISE if one.adds else _LOWER, late.days, facts, tonnes=cost)
        else:
            words = _DONE_RAISE if accepted.adds else _DONE_LOWER
            facts["percent"] = shown(accepted.percent)
            yield _hit(late.point, late.meter, words, late.days, facts, tonnes=cost, severity=Severity.INFO)


def correction_percent(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """What was accepted is what is due, in per cent; 0.2 % typed as a factor would be 0.002."""
    for late in late_calibrations(context):
        accepted, due = late.accepted(context), late.percent
        if accepted is not None and due is not None and accepted.percent < due:
            problem = _FACTOR if accepted.percent * 100 == due else _TOO_SMALL
            facts = {"accepted": shown(accepted.percent), "percent": shown(due)}
            yield _hit(late.point, late.meter, problem, late.days, facts)


def correction_everywhere(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A meter that serves several flows is corrected in each, not only in their balance."""
    for late in late_calibrations(context):
        elsewhere = [
            one
            for one in _corrections(context)
            if one.meter == late.meter.serial and one.span == late.days and one.point != late.point.no
        ]
        if elsewhere and late.accepted(context) is None:
            facts = {"other": elsewhere[0].point, "first": str(late.days.first), "last": str(late.days.last)}
            yield Hit(_place(late.point, late.days), {"point": late.point.no, "serial": late.meter.serial, **facts})


def correction_direction(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """An accepted correction lowers the claim, and something still asks for it."""
    asked = {(late.point.no, late.meter.serial, late.days): late for late in late_calibrations(context)}
    points = {one.no: one for one in context.dossier.plan.points}
    for one in _corrections(context):
        late = asked.get((one.point, one.meter, one.span))
        facts = {"point": one.point, "serial": one.meter, "first": str(one.first), "last": str(one.last)}
        if late is None:
            place = _place(points[one.point], one.span) if one.point in points else Place("plan", one.point)
            yield Hit(place, {**facts, "problem": _NO_LONGER})
            continue
        due = late.correction(context)
        if due is not None and due[0].adds != one.adds:
            yield _hit(late.point, late.meter, N_("the accepted correction raises the claim"), late.days)


def meter_swaps(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """An exchanged meter names its successor, both register readings, and the successor is proven; no day without."""
    known = {one.serial: one for one in context.dossier.meters}
    period = context.dossier.period
    for point, meter in _measured(context):
        for event in meter.events:
            if period.first - DAY <= event.day <= period.last:  # what happens later is the next period's
                yield from _swap(point, meter, event, known)
    for point in _own_measurement(context):
        served = [known[serial].service(context.dossier.period) for serial in point.meters if serial in known]
        if not served or len(served) < len(point.meters):
            continue
        covers = [(one.first, one.last) for one in served if one is not None]
        for days in gaps(context.dossier.period, covers):
            yield _hit(point, known[point.meters[0]], _NOBODY_SERVED, days)


def _swap(point: MonitoringPoint, meter: Meter, event: MeterEvent, known: dict[str, Meter]) -> Iterator[Hit]:
    facts = {"on": str(event.day), "successor": event.successor}
    if meter.kind == "cumulative" and not _register_known(meter, event):
        yield _hit(point, meter, _NO_REGISTER, facts=facts)
    if event.kind != "swap":
        return
    successor = known.get(event.successor)
    if not event.successor:
        yield _hit(point, meter, _NO_SUCCESSOR, facts=facts)
    elif successor is None or event.successor not in point.meters:
        yield _hit(point, meter, _UNKNOWN_SUCCESSOR, facts=facts)
    elif successor.uncovered(Span(event.day + DAY, event.day + DAY)):
        yield _hit(point, meter, _SUCCESSOR_UNPROVEN, facts=facts)


def _register_known(meter: Meter, event: MeterEvent) -> bool:
    """Whether an event says what the register showed; one that starts again goes from its last digit to zero."""
    if event.kind == "rollover":
        return meter.digits is not None or event.final is not None
    return event.final is not None and event.first is not None


def calibration_body(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Who calibrated is named, and that they are accredited."""
    period = context.dossier.period
    for point, meter in _measured(context):
        for one in meter.history:
            if one.on > period.last or (one.valid_until is not None and one.valid_until < period.first):
                continue
            if not one.body.strip():
                yield _hit(point, meter, _NO_BODY, facts={"on": str(one.on)})
            elif not one.accredited:
                yield _hit(point, meter, _NOT_ACCREDITED, facts={"on": str(one.on)})


def large_error(context: CheckContext, check: Check) -> Iterator[Hit]:
    """An error so large is most likely a slip: a late calibration would lower the readings by as much."""
    most = check.params["most"]
    for point, meter in _measured(context):
        permitted = meter.max_error_percent
        if permitted is not None and permitted > most:
            yield _hit(point, meter, _LARGE_PERMITTED, facts={"percent": shown(permitted)})
        for one in meter.history:
            error = one.found_error_percent
            if error is not None and error > most:
                yield _hit(point, meter, _LARGE_FOUND, facts={"on": str(one.on), "percent": shown(error)})


def calibration_due(context: CheckContext, check: Check) -> Iterator[Hit]:
    """The next calibration is due soon; what ends after a period that is over is the next one's to tell."""
    last = context.dossier.period.last
    soon = context.today + timedelta(days=int(check.params["days"]))
    for point, meter in _measured(context):
        ends = [one.valid_until for one in meter.history if one.valid_until is not None]
        if ends and last < min(context.today, max(ends)):
            continue
        if ends and context.today <= max(ends) <= soon and (meter.until_day is None or meter.until_day > max(ends)):
            facts = {"serial": meter.serial, "point": point.no, "last": str(max(ends))}
            yield Hit(Place("plan", point.no, "meters"), facts)


def _own_measurement(context: CheckContext) -> list[MonitoringPoint]:
    return [point for point in context.dossier.plan.points if point.option == "C"]


def _measured(context: CheckContext) -> Iterator[tuple[MonitoringPoint, Meter]]:
    """Every described meter of every point measured by the project itself, if it served in the period."""
    known = {one.serial: one for one in context.dossier.meters}
    for point in _own_measurement(context):
        for serial in point.meters:
            if serial in known and known[serial].service(context.dossier.period) is not None:
                yield point, known[serial]


def _corrections(context: CheckContext) -> list[AcceptedCorrection]:
    return [one for one in context.dossier.declarations if isinstance(one, AcceptedCorrection)]


def _place(point: MonitoringPoint, days: Span | None = None) -> Place:
    first, last = (days.first.isoformat(), days.last.isoformat()) if days else ("", "")
    return Place("plan", point.no, "meters", first, last)


def _hit(
    point: MonitoringPoint,
    meter: Meter,
    problem: str,
    days: Span | None = None,
    facts: dict[str, str] | None = None,
    *,
    tonnes: Decimal | None = None,
    severity: Severity | None = None,
) -> Hit:
    known = {"point": point.no, "serial": meter.serial, "problem": problem, **(facts or {})}
    if days is not None:
        known |= {"first": str(days.first), "last": str(days.last)}
    return Hit(_place(point, days), known, tonnes, severity)


ALL: tuple[Kind, ...] = (
    calibration_exists,
    calibration_covers,
    late_calibration,
    correction_percent,
    correction_everywhere,
    correction_direction,
    meter_swaps,
    calibration_body,
    calibration_due,
    large_error,
)
