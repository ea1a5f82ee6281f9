"""Dossiers whose meters are late, exchanged or unproven, one for each check of calibration."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from helpers.breaks import GOOD
from helpers.dossiers import TODAY, changed, with_point

from jcm_desktop.domain.declaration import AcceptedCorrection
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent
from jcm_desktop.domain.period import Span

LATE = Calibration(date(2020, 6, 15), date(2022, 6, 14), "C-2", "Laboratory", True)  # the first ends on 2020-03-31
GAP = Span(date(2020, 4, 1), date(2020, 6, 14))


def declared(dossier: Dossier, *more: AcceptedCorrection) -> Dossier:
    return changed(dossier, declarations=(*GOOD.declarations, *more))


def meter(**changes: Any) -> Meter:
    return changed(GOOD.meters[0], **changes)


def with_meters(*meters: Meter, good: Dossier = GOOD) -> Dossier:
    return with_point(changed(good, meters=meters), meters=tuple(one.serial for one in meters))


late = with_meters(meter(valid_until=date(2020, 3, 31), calibrations=(LATE,)))


def accepted(**changes: Any) -> AcceptedCorrection:
    usual = {"point": "(1)", "meter": "SAMPLE-0001", "first": GAP.first, "last": GAP.last, "basis": "CAL-03"}
    return AcceptedCorrection(**{**usual, "percent": Decimal("0.2"), "adds": False, **changes})


def swapped(**changes: Any) -> Dossier:
    day = date(2020, 1, 31)
    usual: dict[str, Any] = {"day": day, "kind": "swap", "final": Decimal(9), "first": Decimal(1), "successor": "NEW"}
    event = MeterEvent(**{**usual, **changes.pop("event", {})})
    old = meter(until_day=day, events=(event,), kind="cumulative")
    proof = {"from_day": date(2020, 2, 1), "calibrated_on": date(2020, 1, 10), "valid_until": date(2022, 1, 9)}
    new = changed(meter(), serial="NEW", **{**proof, **changes})
    return with_meters(old, new)


def of_two_points() -> Dossier:
    """The late meter serves a second point, too."""
    two = changed(late.plan.points[0], no="(2)", index=("pv-2",))
    sets = (changed(late.plan.sets[0], members=("pv-1", "pv-2")),)
    fixed = (*late.plan.fixed, changed(late.plan.fixed[0], index=("pv-2",)))
    return changed(late, plan=changed(late.plan, sets=sets, points=(*late.plan.points, two), fixed=fixed))


running = changed(GOOD, period=Span(date(2026, 1, 1), date(2026, 12, 31)))  # not over yet

BROKEN: dict[str, Dossier] = {
    "CAL-01": with_meters(meter(calibrated_on=None)),
    "CAL-02": with_meters(meter(valid_until=date(2020, 11, 30))),
    "CAL-03": late,
    "CAL-04": declared(late, accepted(percent=Decimal("0.002"))),
    "CAL-05": declared(of_two_points(), accepted()),
    "CAL-06": declared(late, accepted(adds=True)),
    "CAL-07": swapped(event={"final": None}),
    "CAL-08": with_meters(meter(certificate_body="")),
    "CAL-09": with_meters(meter(valid_until=TODAY + timedelta(days=60)), good=running),
    "CAL-10": with_meters(meter(max_error_percent=Decimal("10.1"))),
}
