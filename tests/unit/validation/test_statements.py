"""Statements of people: waivers, stated gaps, eligibility, integrity, files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from helpers.breaks import (
    GOOD,
    OWN,
    TWO_YEARS,
    findings,
    plan,
    reading,
    stated,
    without,
)
from helpers.dossiers import TODAY, changed

from jcm_desktop.domain.declaration import (
    Cause,
    EligibilityAnswer,
    IntegrityCheck,
    MissingData,
    Treatment,
    Waiver,
)
from jcm_desktop.domain.finding import Severity
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.kinds import KINDS
from jcm_desktop.validation.runner import message


def test_a_waiver_lets_a_finding_stand_for_its_days_with_its_authority() -> None:
    broken = changed(GOOD, project=changed(GOOD.project, status="Validation"))
    waiver = Waiver(
        code="ID-06", authority="Joint Committee", reference="9th meeting", reason="decided", valid_until=TODAY
    )
    waived = stated(broken, waiver)
    (found,) = [one for one in assess(waived, OWN, today=TODAY).findings if one.code == "ID-06"]
    assert found.severity is Severity.WAIVED
    assert not found.blocks
    assert found.reason == "Joint Committee, 9th meeting: decided"
    late = date(TODAY.year + 1, 1, 1)
    (found,) = [one for one in assess(waived, OWN, today=late).findings if one.code == "ID-06"]
    assert found.severity is Severity.ERROR


def test_a_waiver_counts_for_nothing_where_no_authority_can_change_it() -> None:
    """Also one that came in a file, past every question of the window."""
    across = changed(GOOD, period=TWO_YEARS)
    waived = stated(across, Waiver(code="PER-04", authority="Anybody", reference="1", reason="because"))
    (found,) = [one for one in findings(waived) if one.code == "PER-04"]
    assert (found.severity, found.blocks, found.reason) == (Severity.ERROR, True, "")


@pytest.mark.expects_log
def test_a_waiver_lets_no_crash_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_context: object, _check: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setitem(KINDS, "registered_status", crash)
    waiver = Waiver(code="ID-06", authority="Joint Committee", reference="9th meeting", reason="decided")
    (found,) = findings(stated(GOOD, waiver))
    assert (found.code, found.severity, found.blocks) == ("ID-06", Severity.CRASHED, True)


def test_a_stated_gap_costs_tonnes_and_no_longer_blocks() -> None:
    gap = without(4)(GOOD)
    (found,) = findings(gap)
    assert (found.code, found.blocks) == ("VAL-10", True)
    days: dict[str, Any] = {"first": date(2019, 11, 1), "last": date(2019, 11, 30)}
    cause = MissingData(point="(1)", cause=Cause.OUTAGE, **days)
    (found,) = findings(stated(gap, cause))
    assert (found.code, found.severity) == ("VAL-10", Severity.INFO)
    assert "outage" in message(found)
    assert found.tonnes is not None
    assert found.tonnes < 0
    part = changed(cause, last=date(2019, 11, 20))
    rest, told = (one for one in findings(stated(gap, part)) if one.code == "VAL-10")
    assert (rest.blocks, rest.place.first, rest.place.last) == (True, "2019-11-21", "2019-11-30")
    assert (told.blocks, told.place.first, told.place.last) == (False, "2019-11-01", "2019-11-20")


def test_a_careful_value_is_told_as_one() -> None:
    careful = MissingData(
        point="(1)",
        cause=Cause.OUTAGE,
        treatment=Treatment.CONSERVATIVE,
        first=date(2019, 11, 1),
        last=date(2019, 11, 30),
    )
    (found,) = [one for one in findings(stated(reading(4, value="1000")(GOOD), careful)) if one.code == "VAL-10"]
    assert (found.severity, found.place.point, found.place.first) == (Severity.INFO, "(1)", "2019-11-01")
    assert message(found) == (
        "Point (1) has no reading for 2019-11-01 to 2019-11-30 (30 days); the reason is stated (outage), "
        "and the careful value 1,000 MWh stands in its place."
    )
    assert found.tonnes is not None
    assert found.tonnes < 0


def test_a_gap_that_would_raise_the_claim_cannot_be_left_empty() -> None:
    """Here the readings are consumption of the project: nothing at all would claim the most."""
    own = changed(OWN, formulas={**OWN.formulas, "RE": "sum(i, 9 * EF_RE[i] * EG[i]) - sum(i, 10 * EF_RE[i] * EG[i])"})
    gap = without(4)(GOOD)
    cause = MissingData(point="(1)", cause=Cause.OUTAGE, first=date(2019, 11, 1), last=date(2019, 11, 30))
    found = [one for one in findings(stated(gap, cause), own) if one.code == "VAL-10"]
    assert [one.blocks for one in found] == [True]
    assert "too high" in message(found[0])
    little = changed(OWN, formulas={**OWN.formulas, "RE": "0 - sum(i, EF_RE[i] * EG[i]) / 100000"})
    (slight,) = [one for one in findings(stated(gap, cause), little) if one.code == "VAL-10"]
    assert (slight.blocks, slight.tonnes) == (True, Decimal("-0.1"))  # less than a tonne, and still the wrong way


def test_a_criterion_needs_a_yes_that_something_shows() -> None:
    def problem(**changes: object) -> str:
        first = next(one for one in GOOD.declarations if isinstance(one, EligibilityAnswer))
        others = tuple(one for one in GOOD.declarations if one is not first)
        (found,) = findings(changed(GOOD, declarations=(*others, changed(first, **changes))))
        assert found.code == "ELG-01"
        return message(found)

    assert "answered with no" in problem(met=False)
    assert "neither words nor a file" in problem(text=" ")


def test_every_month_that_has_passed_is_looked_through() -> None:
    monthly = plan(integrity_check="monthly")(GOOD)
    assert len([one for one in findings(monthly) if one.code == "EVD-08"]) == 18
    looked = [IntegrityCheck(first=month.first, last=month.last, person="Bold") for month in GOOD.period.months()]
    assert findings(stated(monthly, *looked)) == ()
    (found,) = findings(stated(monthly, *looked[1:]))
    assert (found.code, found.place.first) == ("EVD-08", "2019-07-06")


def test_a_file_that_is_gone_or_changed_blocks() -> None:
    broken = frozenset({GOOD.evidence[0].sha256})
    (found,) = assess(GOOD, OWN, today=TODAY, broken_files=broken).findings
    assert (found.code, found.blocks) == ("EVD-07", True)
    assert GOOD.evidence[0].name in message(found)
