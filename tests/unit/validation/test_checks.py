"""Each check of the catalogue: silent on a good dossier, and found when that dossier is broken in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from helpers.dossiers import TODAY, changed, sample_dossier, with_point, with_reading

from jcm_desktop.calculation.case import read_case
from jcm_desktop.calculation.engine import calculate
from jcm_desktop.catalogue import partner_countries
from jcm_desktop.domain.batch import Logged
from jcm_desktop.domain.declaration import Waiver
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.finding import Finding, Place, Reason, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, PublicSource
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Draft
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import Definition, KnownValue
from jcm_desktop.validation import runner
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.catalogue import catalogue_of_checks, check
from jcm_desktop.validation.context import CheckContext
from jcm_desktop.validation.runner import message, remedy, run, title

Break = Callable[[Dossier], Dossier]
GOOD = changed(sample_dossier(), project=changed(sample_dossier().project, constructed=""))
OWN = definition("MN_AM003", "2.0")
CASES = Path(__file__).parents[2] / "methodologies" / "cases"
TWO_YEARS = Span(date(2020, 1, 1), date(2021, 6, 30))


def project(**changes: object) -> Break:
    return lambda good: changed(good, project=changed(good.project, **changes))


def plan(**changes: object) -> Break:
    return lambda good: changed(good, plan=changed(good.plan, **changes))


def point(**changes: object) -> Break:
    return lambda good: with_point(good, **changes)


def dossier(**changes: object) -> Break:
    return lambda good: changed(good, **changes)


def reading(at: int, **changes: object) -> Break:
    return lambda good: with_reading(good, at, **changes)


def fixed(**changes: object) -> Break:
    return lambda good: changed(good, plan=changed(good.plan, fixed=(changed(good.plan.fixed[0], **changes),)))


def invoice(first: date, last: date, total: str | None = None) -> Evidence:
    amount = None if total is None else Decimal(total)
    return Evidence("a" * 64, "bill.pdf", "pdf", 1, "invoice", ("(1)",), "Seller", first, last, total=amount)


def scaled(factor: str) -> Break:
    def change(good: Dossier) -> Dossier:
        readings = tuple(
            changed(one, quantity=Quantity(one.quantity.value * Decimal(factor), "MWh")) for one in good.readings
        )
        return changed(good, readings=readings)

    return change


def record_with_total(total: str) -> Break:
    def change(good: Dossier) -> Dossier:
        return changed(good, evidence=(changed(good.evidence[0], total=Decimal(total)),))

    return change


def without(at: int) -> Break:
    return lambda good: changed(good, readings=(*good.readings[:at], *good.readings[at + 1 :]))


def frozen(good: Dossier) -> Dossier:
    for at in (3, 4, 5):
        good = with_reading(good, at, value="1700")
    return good


def whole_period(good: Dossier) -> Dossier:
    whole = changed(good.readings[0], last=good.period.last, quantity=Quantity(Decimal("38033.88"), "MWh"))
    return changed(good, readings=(whole,))


def bills(*found: Evidence) -> Break:
    return lambda good: changed(with_point(good, option="B"), evidence=found)


def logged(**changes: object) -> Break:
    """A reading derived from logger data of which something must be told."""
    whole = Logged(("b",), ("a.csv",), "interval", Decimal(1), "MWh", "Asia/Ulaanbaatar", values=744, expected=744)
    return reading(2, logged=changed(whole, **changes))


WHOLE = (date(2019, 7, 6), date(2020, 12, 31))
# What breaks each check, and nothing else that matters for it.
BROKEN: dict[str, Break] = {
    "ID-01": project(reference="ZZ006"),
    "ID-02": project(country="TH"),
    "ID-03": project(methodology=MethodologyRef("MN_AM003", "1.0")),
    "ID-06": project(status="Validation"),
    "PER-02": dossier(earlier_periods=(Span(date(2019, 1, 1), date(2019, 7, 6)),)),
    "PER-03": dossier(earlier_periods=(Span(date(2019, 1, 1), date(2019, 6, 30)),)),
    "PER-04": dossier(period=TWO_YEARS),
    "PER-07": project(operation_start=date(2019, 7, 7)),
    "PER-08": project(operation_end=date(2020, 12, 30)),
    "PER-09": dossier(period=Span(date(2026, 1, 1), date(2026, 12, 31))),
    "PER-11": whole_period,
    "PAR-01": plan(points=()),
    "PAR-02": point(procedure=" "),
    "PAR-03": point(no="1"),
    "PAR-04": lambda good: plan(points=(*good.plan.points, changed(good.plan.points[0], no="(2)")))(good),
    "PAR-06": plan(fixed=()),
    "LOG-01": logged(values=740, gaps=1, longest_gap=4 * 3600, longest_gap_at="2019-09-03T00:00+08:00"),
    "LOG-02": logged(below=2),
    "LOG-03": logged(longest_still=25 * 3600, longest_still_at="2019-09-03T00:00+08:00"),
    "VAL-01": dossier(drafts=(Draft("(1)", date(2020, 1, 1), date(2020, 1, 31), "about 1700"),)),
    "VAL-02": reading(2, value="-1"),
    "VAL-03": reading(2, value="3", unit="t"),
    "VAL-04": reading(2, value="2271320"),
    "VAL-05": scaled("1.5"),
    "VAL-06": record_with_total("38033.87"),
    "VAL-08": reading(3, first=date(2019, 9, 30)),
    "VAL-09": frozen,
    "VAL-10": without(4),
    "ER-01": fixed(quantity=Quantity(Decimal("1.0601"), "tCO2/MWh")),
    "ER-05": scaled("0"),
    "ER-06": scaled("1.2"),
    "ER-07": scaled("0.0002"),
    "EVD-01": point(option="B"),
    "EVD-02": plan(version=2),
    "EVD-03": point(option="A"),
    "EVD-04": bills(invoice(date(2019, 7, 6), date(2020, 6, 30))),
    "EVD-05": bills(invoice(*WHOLE, total="39000")),
    "EVD-06": point(meters=()),
    "SMP-01": project(constructed="Sample: made up."),
}
# These need a definition or a result that is broken (see the tests below), or meters (see test_calibration).
ELSEWHERE = {*(f"CAL-0{at}" for at in range(1, 10)), "DEF-01", "DEF-02", "PER-05", "PER-06", "ER-03", "ER-04", "RES-01"}


def findings(good: Dossier, own: Definition = OWN, today: date = TODAY) -> tuple[Finding, ...]:
    return assess(good, own, today=today).findings


def test_a_good_dossier_has_no_findings() -> None:
    assert findings(GOOD) == ()


def test_every_check_has_a_broken_dossier() -> None:
    codes = [one.code for one in catalogue_of_checks()]
    assert len(codes) == len(set(codes))
    assert set(codes) == BROKEN.keys() | ELSEWHERE


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_dossier_is_found(code: str) -> None:
    found = [one for one in findings(BROKEN[code](GOOD)) if one.code == code]
    assert found
    assert all(one.severity is check(code).severity and one.clause for one in found)
    assert not [one for one in findings(BROKEN[code](GOOD)) if one.severity is Severity.CRASHED]
    for language in ("en", "ja"):
        with using_language(language):
            for one in found:
                assert title(code)
                assert "{" not in message(one) + remedy(one)


def context(own: Definition = OWN) -> CheckContext:
    result = calculate(OWN, GOOD.plan, GOOD.active_readings, GOOD.period)
    codes = frozenset(one.code for one in partner_countries())
    return CheckContext(GOOD, own, result, None, TODAY, codes, frozenset({OWN.ref}), lambda _ids: None)


def codes_of(found: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in found}


def test_a_broken_result_is_found() -> None:
    good = context()
    assert codes_of(run(good)) == set()
    result = good.result
    assert result is not None
    first, second = result.vintages

    def with_first(**changes: object) -> CheckContext:
        return replace(good, result=changed(result, vintages=(changed(first, **changes), second)))

    assert codes_of(run(replace(good, result=changed(result, vintages=(first,))))) == {"PER-05", "PER-06"}
    assert codes_of(run(replace(good, result=changed(result, claimed=result.claimed + 1)))) == {"PER-06"}
    assert codes_of(run(with_first(project=Decimal(1)))) == {"ER-03"}
    assert codes_of(run(with_first(claimed=first.claimed + 1))) == {"ER-04", "PER-06"}
    assert codes_of(run(with_first(claimed=first.claimed - 1))) == {"ER-04", "PER-06"}


def test_a_definition_that_is_not_official_is_found() -> None:
    template = changed(OWN, status="template")
    assert codes_of(run(context(template))) == {"DEF-01"}
    draft = changed(OWN, evidence=changed(OWN.evidence, formula=EvidenceLevel.DRAFT))
    (found,) = run(context(draft))
    assert (found.code, found.severity, found.needs_reason) == ("DEF-02", Severity.WARNING, True)


def test_a_result_that_cannot_be_computed_says_why() -> None:
    own = definition("TH_AM009", "1.0")
    zero = changed(own, formulas={**own.formulas, "RE_heat": "HG / (eta_RE - eta_RE) * EF_fuel_RE"})

    text = (
        pytest.importorskip("pathlib").Path(__file__).parents[2] / "methodologies/cases/gas-cogeneration.yaml"
    ).read_text()
    case = read_case(text, "case.yaml")
    good = changed(GOOD, plan=case.plan, readings=case.readings, period=case.period)
    assessment = assess(good, zero, today=TODAY)
    assert assessment.result is None
    assert "RES-01" in codes_of(assessment.findings)
    assert "RES-01" not in codes_of(assess(good, own, today=TODAY).findings)


def test_a_missing_fixed_value_is_told_once() -> None:
    assessment = assess(plan(fixed=())(GOOD), OWN, today=TODAY)
    assert assessment.result is None
    assert codes_of(assessment.findings) == {"PAR-06"}


def test_a_listed_default_may_not_be_typed_differently() -> None:
    parameter = changed(OWN.fixed["EF_RE"], choices={}, default=KnownValue(Decimal("0.8"), EvidenceLevel.APPROVED_TEXT))
    own = changed(OWN, fixed={"EF_RE": parameter}, checks=())
    assert codes_of(findings(GOOD, own)) == {"ER-01"}
    assert codes_of(findings(fixed(quantity=Quantity(Decimal("800"), "kgCO2/MWh"))(GOOD), own)) == set()


def test_public_data_need_edition_day_and_validity() -> None:
    own = changed(OWN, monitored={"EG": changed(OWN.monitored["EG"], options=("A",))})
    full = PublicSource("Statistics", "2020", date(2021, 2, 1), date(2021, 12, 31))

    def problems(source: PublicSource | None) -> list[str]:
        found = findings(point(option="A", public_source=source)(GOOD), own)
        return [message(one) for one in found if one.code == "EVD-03"]

    assert problems(full) == []
    for broken in (None, changed(full, edition=""), changed(full, retrieved_on=None)):
        assert len(problems(broken)) == 1
    assert "only until 2019-01-01" in problems(changed(full, valid_until=date(2019, 1, 1)))[0]


def test_invoices_cover_every_day_once() -> None:
    own = changed(OWN, monitored={"EG": changed(OWN.monitored["EG"], options=("B",))})
    one = invoice(date(2019, 6, 20), date(2020, 3, 31), "20000")
    other = invoice(date(2020, 4, 1), date(2021, 1, 15), "20000")
    assert codes_of(findings(bills(one, other)(GOOD), own)) == set()
    twice = invoice(date(2020, 3, 31), date(2021, 1, 15))
    (found,) = findings(bills(one, twice)(GOOD), own)
    assert (found.code, found.place.first, found.place.last) == ("EVD-04", "2020-03-31", "2020-03-31")
    late = invoice(date(2020, 4, 3), date(2021, 1, 15))
    (found,) = findings(bills(one, late)(GOOD), own)
    assert (found.place.first, found.place.last) == ("2020-04-01", "2020-04-02")


def test_a_published_slip_of_the_unit_is_caught() -> None:
    """A public report of a shopping mall prints 42,826,880 in a row of MWh; the true unit must be kWh."""
    slipped = point(capacity=None, estimate_per_year=Decimal("42826.880"))(GOOD)
    slipped = changed(slipped, readings=(changed(slipped.readings[0], quantity=Quantity(Decimal("42826880"), "MWh")),))
    assert "VAL-04" in codes_of(findings(slipped))
    right = with_reading(slipped, 0, value="42826880", unit="kWh")
    assert "VAL-04" not in codes_of(findings(right))


def test_a_cost_in_tonnes_is_the_claim_with_and_without() -> None:
    slipped = reading(2, value="2271320")(GOOD)
    (found,) = [one for one in findings(slipped) if one.code == "VAL-04"]
    whole = calculate(OWN, slipped.plan, slipped.active_readings, slipped.period).claimed
    kept = [one for one in slipped.active_readings if one.id != slipped.readings[2].id]
    assert found.tonnes == calculate(OWN, slipped.plan, kept, slipped.period).claimed - whole
    assert found.place == Place("readings", "(1)", "EG[pv-1]", "2019-09-01", "2019-09-30")


def test_a_meter_that_is_frozen_silent_or_jumping_is_found() -> None:
    def problems(broken: Dossier) -> list[str]:
        return [message(one) for one in findings(broken) if one.code == "VAL-09"]

    assert problems(frozen(GOOD)) == [
        "The value 1,700 MWh stands 3 times in a row, from 2019-10-01 to 2019-12-31, at point (1)."
    ]
    (silent,) = problems(reading(3, value="0")(GOOD))
    assert silent.startswith("The value is 0 from 2019-10-01")
    (jumped,) = problems(reading(3, value="9999")(GOOD))
    assert jumped.startswith("The value 9,999 MWh is 4.")
    assert problems(scaled("0")(GOOD)) == []


def test_small_gaps_of_a_logger_are_only_told() -> None:
    def found(**changes: object) -> list[Severity]:
        return [one.severity for one in findings(logged(**changes)(GOOD)) if one.code == "LOG-01"]

    assert found(values=743, gaps=1, longest_gap=3600) == [Severity.INFO]
    assert found(values=734, gaps=10, longest_gap=3600) == [Severity.WARNING]
    assert found(values=742, gaps=1, longest_gap=7200) == [Severity.WARNING]
    assert found() == []


def test_months_to_come_are_not_missing() -> None:
    coming = changed(GOOD, period=Span(date(2019, 7, 6), date(2020, 12, 31)), readings=GOOD.readings[:10])
    (open_, gap) = findings(coming, today=date(2020, 6, 1))
    assert (gap.code, gap.place.first, gap.place.last) == ("VAL-10", "2020-05-01", "2020-05-31")
    assert open_.code == "PER-09"


def test_a_reason_belongs_to_one_warning_at_one_place() -> None:
    broken = scaled("1.2")(GOOD)
    (found,) = findings(broken)
    assert found.needs_reason
    explained = changed(broken, reasons=(Reason(found.code, str(found.place), "A sunny year."),))
    (found,) = findings(explained)
    assert (found.reason, found.needs_reason) == ("A sunny year.", False)
    elsewhere = changed(broken, reasons=(Reason(found.code, "plan", "A sunny year."),))
    assert findings(elsewhere)[0].needs_reason


@pytest.mark.expects_log
def test_a_check_that_crashes_is_a_finding_that_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_context: CheckContext, _check: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setitem(runner.KINDS, "reference_number", crash)
    (found,) = findings(GOOD)
    assert (found.code, found.severity, found.blocks) == ("ID-01", Severity.CRASHED, True)
    assert "ZeroDivisionError: oh" in message(found)


def test_scopes_choose_what_runs() -> None:
    broken = project(status="Validation")(GOOD)
    assert assess(broken, OWN, today=TODAY, only=frozenset({"readings"})).findings == ()
    assert codes_of(assess(broken, OWN, today=TODAY, only=frozenset({"project"})).findings) == {"ID-06"}


def test_findings_survive_json() -> None:
    found = findings(reading(2, value="2271320")(GOOD))
    assert msgspec.json.decode(msgspec.json.encode(found), type=tuple[Finding, ...]) == found


def test_a_waiver_lets_a_finding_stand_for_its_days_with_its_authority() -> None:
    broken = changed(GOOD, project=changed(GOOD.project, status="Validation"))
    waiver = Waiver(
        code="ID-06", authority="Joint Committee", reference="9th meeting", reason="decided", valid_until=TODAY
    )
    waived = changed(broken, declarations=(waiver,))
    (found,) = [one for one in assess(waived, OWN, today=TODAY).findings if one.code == "ID-06"]
    assert found.severity is Severity.WAIVED
    assert not found.blocks
    assert found.reason == "Joint Committee, 9th meeting: decided"
    late = date(TODAY.year + 1, 1, 1)
    (found,) = [one for one in assess(waived, OWN, today=late).findings if one.code == "ID-06"]
    assert found.severity is Severity.ERROR
