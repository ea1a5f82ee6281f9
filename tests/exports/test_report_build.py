"""What the report model works out: months, gaps and their cost, corrections, changes of the plan; by other sums."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from helpers.dossiers import amount, changed, long_dossier, report_of, sample_dossier, with_point
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.declaration import AcceptedCorrection, Cause, MissingData, Treatment
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.exports.derivation import inputs, steps
from jcm_desktop.exports.numerals import shown, signed_tonnes, tonnes
from jcm_desktop.exports.redaction import public_copy
from jcm_desktop.exports.report_build import MOST_COSTS
from jcm_desktop.exports.report_model import HIDDEN, WITHHELD

FACTOR = Decimal("0.797")


@given(st.integers(1, 4), st.integers(1, 26))
def test_the_months_of_a_point_are_its_total(points: int, months: int) -> None:
    report = report_of(long_dossier(points, months))
    for one in report.series:
        assert sum(month.value for month in one.months) == one.total
        assert len(one.months) == months
        assert one.days == report.dossier.period.days
    assert sum(one.total for one in report.series) == sum(part.counted for part in report.parts)


def test_a_reading_over_two_months_is_shared_by_days() -> None:
    dossier = sample_dossier()
    long = changed(dossier.readings[0], last=date(2019, 8, 31))
    report = report_of(changed(dossier, readings=(long, *dossier.readings[2:])))
    july, august = report.series[0].months[:2]
    value = amount(dossier.readings[0]).value
    assert july.value == pytest.approx(value * 26 / 57)
    assert july.value + august.value == pytest.approx(value)
    assert july.complete
    assert august.complete


def test_a_gap_has_its_cause_and_its_cost() -> None:
    dossier = sample_dossier()
    why = MissingData(point="(1)", first=date(2020, 5, 1), last=date(2020, 5, 31), cause=Cause.METER_FAILURE)
    readings = tuple(one for one in dossier.readings if one.first != date(2020, 5, 1))
    report = report_of(changed(dossier, readings=readings, declarations=(why,)))
    (gap,) = report.gaps
    assert gap.declared == (why,)
    assert gap.tonnes == pytest.approx(-Decimal(25500) * 31 / 365 * FACTOR)
    assert [one.complete for one in report.series[0].months].count(False) == 1


def careful_may(value: str = "100") -> Dossier:
    """The meter failed in May 2020, and somebody entered a value that can only lower the claim."""
    dossier = sample_dossier()
    (may,) = (one for one in dossier.readings if one.first == date(2020, 5, 1))
    why = MissingData(
        point="(1)", first=may.first, last=may.last, cause=Cause.METER_FAILURE, treatment=Treatment.CONSERVATIVE,
        text="The least of all Mays", by="Bold", at=datetime(2020, 6, 2, tzinfo=UTC),
    )  # fmt: skip
    careful = changed(may, quantity=Quantity(Decimal(value), "MWh"))
    readings = tuple(careful if one is may else one for one in dossier.readings)
    return changed(dossier, readings=readings, declarations=(*dossier.declarations, why))


def test_a_careful_value_is_told_with_what_it_costs() -> None:
    """The sign is that of a gap: what it does to the reductions; the checks say the same."""
    dossier = careful_may()
    report = report_of(dossier)
    (found,) = report.careful
    assert (found.point, found.span, found.value, found.by) == ("(1)", dossier.readings[10].span, "100 MWh", "Bold")
    assert found.stated.text == "The least of all Mays"
    expected = (100 - Decimal(25500) * 31 / 365) * FACTOR
    assert found.tonnes == pytest.approx(expected)
    assert not report.gaps
    (told,) = (one for one in report.findings if one.code == "VAL-10")
    assert (told.severity, told.facts["careful"], told.facts["words"]) == (Severity.INFO, "100", "the meter failed")
    assert told.tonnes is not None
    assert abs(told.tonnes - expected) < 2  # in whole tonnes of the claim
    gap = report_of(changed(dossier, readings=tuple(one for one in dossier.readings if one.first != found.span.first)))
    (missing,) = (one for one in gap.findings if one.code == "VAL-10")
    assert missing.tonnes is not None
    assert gap.gaps[0].tonnes is not None
    assert missing.tonnes < 0 > gap.gaps[0].tonnes


def test_the_public_copy_tells_that_there_is_one_not_which() -> None:
    dossier = careful_may("37")  # too short to be looked for in texts
    project = changed(dossier.project, confidential=(Mark(Secret.POINT, "(1)"),))
    public = public_copy(report_of(changed(dossier, project=project)))
    (found,) = public.careful
    assert (found.value, found.stated.text, found.stated.cause) == (HIDDEN, HIDDEN, Cause.METER_FAILURE)
    assert found.tonnes is WITHHELD
    (told,) = (one for one in public.findings if one.code == "VAL-10")
    assert set(told.facts.values()) == {HIDDEN}
    march = Mark.parse("readings/(1)/2020-03-01..2020-03-31")
    other = changed(dossier, project=changed(dossier.project, confidential=(march,)))
    assert public_copy(report_of(other)).careful[0].value == "37 MWh"


def test_without_an_estimate_a_gap_has_no_cost() -> None:
    dossier = with_point(sample_dossier(), estimate_per_year=None)
    report = report_of(changed(dossier, readings=dossier.readings[1:]))
    assert [one.tonnes for one in report.gaps] == [None]
    assert report.estimate is None


def test_corrections_form_a_line_and_only_the_last_counts() -> None:
    dossier = sample_dossier()
    old = dossier.readings[3]
    second = changed(old, id="b", supersedes=old.id, reason="misread", quantity=Quantity(Decimal(2100), "MWh"))
    third = changed(old, id="c", supersedes="b", reason="again", quantity=Quantity(Decimal(2000), "MWh"))
    report = report_of(changed(dossier, readings=(*dossier.readings, second, third)))
    assert [(one.counts, one.reason) for one in report.corrections] == [(False, "misread"), (True, "again")]
    assert report.corrections[1].tonnes == (Decimal(2000) - 2100) * FACTOR
    assert report.corrections[0].tonnes is None


def test_a_withdrawn_reading_is_a_correction_and_a_gap() -> None:
    dossier = sample_dossier()
    old = dossier.readings[3]
    gone = Reading("w", "(1)", old.first, old.last, None, supersedes=old.id, reason="wrong plant")
    report = report_of(changed(dossier, readings=(*dossier.readings, gone)))
    assert [one.new for one in report.corrections] == [""]
    assert report.corrections[0].tonnes == -amount(old).value * FACTOR
    assert [one.span for one in report.gaps] == [old.span]


def test_a_late_calibration_costs_what_it_takes_off() -> None:
    dossier = sample_dossier()
    accepted = AcceptedCorrection(
        point="(1)", meter="SAMPLE-0001", first=date(2020, 3, 1), last=date(2020, 3, 31), percent=Decimal("0.2"),
        adds=False, basis="CAL-03", by="Bat", at=datetime(2021, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    report = report_of(changed(dossier, declarations=(accepted,)))
    march = amount(dossier.readings[8]).value
    assert report.calibrated[0].tonnes == -march * Decimal("0.002") * FACTOR
    assert len(report.parts) == 19


def test_costs_stop_where_they_would_take_too_long() -> None:
    dossier = sample_dossier()
    first = dossier.readings[0]
    days = [first.first.replace(day=at) for at in range(6, 31)]
    many, before = [], ""
    for at in range(MOST_COSTS + 20):
        day = days[at % len(days)]
        many.append(changed(first, id=f"x{at}", first=day, last=day))
        many.append(changed(first, id=f"y{at}", first=day, last=day, supersedes=f"x{at}", reason="r"))
    assert not before
    report = report_of(changed(dossier, readings=(*dossier.readings[1:], *many)))
    assert sum(one.tonnes is not None for one in report.corrections) < MOST_COSTS
    assert any(one.tonnes is None for one in report.corrections)


def test_changes_of_the_plan_are_named_with_before_and_after() -> None:
    dossier = sample_dossier()
    first = dossier.plan
    point = changed(first.points[0], source="Invoices", estimate_per_year=Decimal(26000))
    second = changed(first, version=2, valid_from=date(2020, 1, 1), approval="JC 12", points=(point,))
    edit = changed(first, estimate_t_per_year=Decimal(1))
    report = report_of(changed(dossier, plan=second), plans=(first, edit, first, second))
    (change,) = report.changes
    assert (change.version, change.approval) == (2, "JC 12")
    assert dict((what, (one, other)) for what, one, other in change.differences) == {
        "point (1): source": ("Monitored data", "Invoices"),
        "point (1): estimate per year": ("25,500", "26,000"),
    }


def test_each_step_of_the_derivation_is_the_sum_of_its_terms() -> None:
    report = report_of(long_dossier(7, 13))
    for vintage in report.result.vintages:
        lines = list(steps(report, vintage))
        for name in ("RE", "PE", "ER"):
            assert vintage.term(name).value in [one.value for one in lines if one.kind == "formula"]
        terms = [one for one in lines if one.kind == "term"]
        assert len(terms) % 7 == 0
        electricity = [one.value for one in inputs(report, vintage) if one.kind == "monitored"]
        assert sum(electricity) == sum(part.counted for part in report.parts if vintage.span.contains(part.span))
        by_formula: list[Decimal] = []
        for one in lines:
            if one.kind == "term":
                by_formula.append(one.value)
            else:
                if one.is_sum:
                    assert sum(by_formula) == pytest.approx(one.value, rel=Decimal("1e-20"))
                by_formula = []


def test_numbers_as_they_are_printed() -> None:
    assert [shown(Decimal(one)) for one in ("1234.5", "0.1234567", "0", "-3", "1E+3")] == [
        "1,234.5", "0.123457", "0", "-3", "1,000",
    ]  # fmt: skip
    assert (shown(WITHHELD), tonnes(WITHHELD), signed_tonnes(WITHHELD)) == ("XXX",) * 3
    assert [signed_tonnes(one) for one in (None, Decimal("1.005"), Decimal(-2), Decimal("0.001"))] == [
        "–", "+1.01", "−2.00", "0",
    ]  # fmt: skip
