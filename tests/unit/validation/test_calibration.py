"""Calibration: every day proven; a late one corrected in the careful direction, accepted by a person, with its cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from helpers.breaks import GOOD, OWN
from helpers.calibrations import BROKEN, GAP, LATE, accepted, declared, late, meter, swapped, with_meters
from helpers.dossiers import TODAY, changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.correction import corrected
from jcm_desktop.domain.declaration import AcceptedCorrection
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Finding, Severity
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.runner import message, remedy


def findings(dossier: Dossier) -> list[Finding]:
    found = assess(dossier, OWN, today=TODAY).findings
    assert not [one for one in found if one.severity is Severity.CRASHED], found
    return list(found)


def codes(dossier: Dossier) -> set[str]:
    return {one.code for one in findings(dossier)}


@pytest.mark.parametrize("code", BROKEN)
def test_what_is_broken_is_found_in_words(code: str) -> None:
    found = [one for one in findings(BROKEN[code]) if one.code == code]
    assert found
    for language in ("en", "ja"):
        with using_language(language):
            assert all("{" not in message(one) + remedy(one) for one in found)


def test_a_proven_meter_has_no_findings() -> None:
    assert codes(GOOD) == set()
    assert codes(swapped()) == set()
    early = with_meters(meter(valid_until=date(2020, 3, 31), calibrations=(changed(LATE, on=date(2020, 4, 1)),)))
    assert codes(early) == set()


def test_a_calibration_that_does_not_say_until_when_is_found() -> None:
    (found,) = findings(with_meters(meter(valid_until=None)))
    assert (found.code, "until when" in message(found)) == ("CAL-01", True)


def test_a_late_calibration_costs_what_the_hand_calculation_says() -> None:
    """Output displaced: fewer MWh is careful. April, May and June 2020 hold days of the gap."""
    (found,) = findings(late)
    assert (found.code, found.severity) == ("CAL-03", Severity.ERROR)
    assert "lowered by 0.2 %" in message(found)
    months = Decimal("2669.92") + Decimal("2619.99") + Decimal("2510.79")
    exact = Decimal("26211.83") * Decimal("0.797") - months * Decimal("0.002") * Decimal("0.797")
    assert found.tonnes == int(exact) - 20890
    fixed = declared(late, accepted())
    (told,) = findings(fixed)
    assert (told.code, told.severity, told.tonnes) == ("CAL-03", Severity.INFO, found.tonnes)
    result = assess(fixed, OWN, today=TODAY).result
    assert result is not None
    assert result.vintages[1].reductions == exact


def test_the_larger_error_counts() -> None:
    found = changed(LATE, found_error_percent=Decimal("0.7"))
    (asked,) = findings(with_meters(meter(valid_until=date(2020, 3, 31), calibrations=(found,))))
    assert "0.7 %" in message(asked)
    unknown = meter(valid_until=date(2020, 3, 31), calibrations=(LATE,), max_error_percent=None)
    (asked,) = findings(with_meters(unknown))
    assert "maximum permissible error is not entered" in message(asked)


def test_the_careful_direction_is_up_for_consumption_in_the_project() -> None:
    """A refrigerator's own consumption: with a larger reading the reference grows, too, by its better COP."""
    good = sample_dossier("ID003")
    own = definition("ID_AM003")
    meter_ = changed(good.meters[0], valid_until=date(2016, 3, 31), calibrations=(changed(LATE, on=date(2016, 6, 15)),))
    broken = changed(good, meters=(meter_,))
    (found,) = [one for one in assess(broken, own, today=TODAY).findings if one.code == "CAL-03"]
    assert "lowered by 1 %" in message(found)
    backwards = changed(
        own, formulas={**own.formulas, "RE": "PE + PE", "PE": "sum(i, EC_PJ[i] * EF_elec)", "ER": "RE - PE - PE - PE"}
    )
    (found,) = [one for one in assess(broken, backwards, today=TODAY).findings if one.code == "CAL-03"]
    assert "raised by 1 %" in message(found)


def test_a_meter_of_two_flows_is_corrected_in_both() -> None:
    one_only = BROKEN["CAL-05"]
    (found,) = [one for one in findings(one_only) if one.code == "CAL-05"]
    assert found.place.point == "(2)"
    both = changed(one_only, declarations=(accepted(), accepted(point="(2)")))
    assert "CAL-05" not in codes(both)


def test_an_acceptance_that_nothing_asks_for_is_found() -> None:
    stale = declared(GOOD, accepted())
    assert codes(stale) == {"CAL-06"}


def test_an_exchange_needs_its_successor_and_no_day_without_meter() -> None:
    def problem(broken: Dossier) -> str:
        (found,) = [one for one in findings(broken) if one.code == "CAL-07"]
        return message(found)

    assert "serial number is missing" in problem(swapped(event={"successor": ""}))
    assert "not described" in problem(swapped(event={"successor": "OTHER"}))
    assert "no valid calibration" in problem(swapped(calibrated_on=date(2020, 2, 15)))
    assert "from 2020-02-01 to 2020-02-09" in problem(swapped(from_day=date(2020, 2, 10)))


def test_an_error_larger_than_meters_have_is_told() -> None:
    def told(**facts: object) -> list[str]:
        return [message(one) for one in findings(with_meters(meter(**facts))) if one.code == "CAL-10"]

    assert told(max_error_percent=Decimal(10)) == []
    (one,) = told(max_error_percent=Decimal(50))
    assert "its permissible error is entered as 50 %" in one
    (one,) = told(calibrations=(changed(LATE, found_error_percent=Decimal("12.5")),))
    assert "the calibration of 2020-06-15 is entered with an error of 12.5 %" in one


DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=8), DAYS, st.integers(0, 700))
def test_gaps_are_exactly_the_days_that_no_cover_holds(
    covers: list[tuple[date, int]], first: date, length: int
) -> None:
    days = Span(first, first + timedelta(days=length))
    spans = [(start, start + timedelta(days=more)) for start, more in covers]
    found = gaps(days, spans)
    for at in range(days.days):
        day = days.first + timedelta(days=at)
        held = any(start <= day <= end for start, end in spans)
        assert held != any(gap.first <= day <= gap.last for gap in found)


@given(st.permutations([accepted(), accepted(meter="OTHER", percent=Decimal(1)), accepted(point="(2)")]))
def test_the_order_of_corrections_does_not_matter(order: list[AcceptedCorrection]) -> None:
    rows = corrected(late.active_readings, order)
    assert rows == corrected(late.active_readings, order[::-1])
    touched = [one for one in late.active_readings if one.span.overlaps(GAP)]
    assert len(rows) == len(late.active_readings) + 2 * len(touched)


def test_rows_say_what_they_correct() -> None:
    row = next(one for one in corrected(late.active_readings, [accepted()]) if ":" in one.id)
    assert row.typed == "-0.2 % of 2,669.92 MWh (CAL-03, SAMPLE-0001)"
    assert row.quantity is not None
    assert row.quantity.value == Decimal("-5.33984")
