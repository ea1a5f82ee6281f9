"""What of a project belongs to a period: nothing that only later days are about, all that its checks ask for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from helpers.breaks import OWN
from helpers.dossiers import TODAY, changed, sample_dossier, with_point
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.declaration import EligibilityAnswer
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent
from jcm_desktop.domain.of_period import evidence_of, meters_of, plans_of, with_people_of
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.validation.assessment import assess

GOOD = sample_dossier()
PERIOD = GOOD.period
METER = GOOD.meters[0]
AFTER = st.dates(PERIOD.last + DAY, PERIOD.last + timedelta(days=2000))
SWAP = MeterEvent(PERIOD.last, "swap", Decimal(9), Decimal(0), "NEW")


def cut(dossier: Dossier) -> Dossier:
    """What the store makes of the whole project."""
    (plan,) = plans_of((dossier.plan,), dossier.meters, PERIOD)
    return changed(dossier, plan=plan, meters=meters_of(dossier.meters, (plan,), PERIOD))


def with_meters(*meters: Meter) -> Dossier:
    return with_point(changed(GOOD, meters=meters), meters=tuple(one.serial for one in meters))


def meter(**changes: Any) -> Meter:
    return changed(METER, **changes)


@given(AFTER, st.integers(0, 900))
def test_work_for_later_days_changes_nothing(day: date, length: int) -> None:
    before = cut(with_meters(METER))
    proof = Calibration(day, day + timedelta(days=length), "C-9")
    new = meter(serial="NEW", from_day=day)
    swapped = meter(until_day=day, events=(changed(SWAP, day=day),), calibrations=(*METER.history, proof))
    assert cut(with_meters(swapped)) == before
    assert cut(with_meters(swapped, new)) == before
    assert cut(changed(GOOD, meters=(METER, meter(serial="SPARE"), new))) == before
    moved = meter(calibrations=METER.history, calibrated_on=None, certificate="", certificate_body="", accredited=None)
    assert cut(with_meters(changed(moved, valid_until=None))) == before


def test_what_the_checks_ask_for_stays() -> None:
    """The calibration that answers for days before it, and who takes over on the day after the last."""
    short = Calibration(PERIOD.first, PERIOD.last - DAY, "C-1", "Laboratory", True)
    late = Calibration(PERIOD.last + 40 * DAY, None, "C-2", "Laboratory", True)
    more = changed(late, on=late.on + DAY)
    found = cut(with_meters(meter(calibrated_on=None, calibrations=(short, late, more)))).meters[0]
    assert found.calibrations == (short, late)
    proof = Calibration(PERIOD.last + DAY, date(2030, 1, 1), "C-3", "Laboratory", True)
    new = meter(serial="NEW", from_day=PERIOD.last + DAY, calibrated_on=None, calibrations=(proof,))
    whole = with_meters(meter(until_day=PERIOD.last, events=(SWAP,)), new)
    assert [one.serial for one in cut(whole).meters] == [METER.serial, "NEW"]
    assert "CAL-07" not in codes(whole)
    unproven = with_meters(whole.meters[0], changed(new, calibrations=(changed(proof, on=proof.on + DAY),)))
    assert "CAL-07" in codes(unproven)
    assert all(codes(cut(one)) == codes(one) for one in (whole, unproven, with_meters(METER)))


def codes(dossier: Dossier) -> set[str]:
    return {one.code for one in assess(cut(dossier), OWN, today=TODAY).findings}


def test_the_plans_of_later_days_go_and_a_named_meter_nobody_described_stays() -> None:
    plan = with_point(GOOD, meters=(METER.serial, "NEW", "UNKNOWN")).plan
    second = changed(plan, version=2, valid_from=PERIOD.last + DAY)
    inside = changed(plan, version=3, valid_from=PERIOD.last)
    found = plans_of((plan, second, inside), (METER, meter(serial="NEW", from_day=PERIOD.last + DAY)), PERIOD)
    assert [one.version for one in found] == [1, 3]
    assert {one.points[0].meters for one in found} == {(METER.serial, "UNKNOWN")}


def test_people_who_come_later_are_not_yet_in_it() -> None:
    other = changed(GOOD.plan, roles=GOOD.plan.roles[:1])
    later, again = changed(other, roles_from=PERIOD.last + DAY), changed(GOOD.plan, roles_from=PERIOD.last + 2 * DAY)
    inside = changed(other, roles_from=PERIOD.last)
    first = GOOD.plan
    assert with_people_of((first, later, again), PERIOD) == (first, first, first)
    assert with_people_of((first, inside, again), PERIOD) == (first, inside, inside)
    assert with_people_of((later, first), PERIOD) == (later, first)  # nobody is known before


def file(name: str, first: date | None, last: date | None, sha256: str = "") -> Evidence:
    return Evidence(sha256 or name.encode().hex().ljust(64, "0"), name, "pdf", 1, "invoice", ("(1)",), "", first, last)


def test_files_of_its_days_without_days_or_named_by_a_statement() -> None:
    later = PERIOD.last + DAY
    own = [
        file("inside", PERIOD.first, PERIOD.first),
        file("over the end", PERIOD.last, later),
        file("undated", None, None),
        file("from before on", PERIOD.first - DAY, None),
    ]
    others = [
        file("next", later, later + DAY),
        file("from next on", later, None),
        file("before", None, date(2018, 1, 1)),
    ]
    named = file("named", later, later)
    again = changed(named, page="2", first=later + DAY, last=later + DAY)
    every = (*others, named, again, *own)
    assert evidence_of(every, (), PERIOD) == tuple(own)
    answer = EligibilityAnswer(criterion="1", met=True, evidence=(named.sha256,))
    assert evidence_of(every, (answer,), PERIOD) == (named, *own)
    also = file("named, inside", PERIOD.last, PERIOD.last, named.sha256)
    assert evidence_of((*every, also), (answer,), PERIOD) == (*own, also)


def test_a_calibration_that_ends_later_is_the_next_periods_to_tell_once_the_period_is_over() -> None:
    """The renewal may be there already, and is no part of this period."""
    during, after = PERIOD.last - DAY, PERIOD.last + DAY
    ends_soon = with_meters(meter(valid_until=PERIOD.last + 30 * DAY))
    told = {day: {one.code for one in assess(ends_soon, OWN, today=day).findings} for day in (during, after)}
    assert ("CAL-09" in told[during], "CAL-09" in told[after]) == (True, False)


def test_the_days_before_stay_as_they_are() -> None:
    old = meter(
        serial="OLD",
        until_day=PERIOD.first - DAY,
        events=(changed(SWAP, day=PERIOD.first - DAY, successor=METER.serial),),
    )
    point_of_one = changed(GOOD, meters=(METER, old))
    assert [one.serial for one in meters_of(point_of_one.meters, (GOOD.plan,), PERIOD)] == [METER.serial, "OLD"]
    assert meters_of((meter(serial="SPARE", from_day=None),), (GOOD.plan,), Span(PERIOD.first, PERIOD.last)) == ()
