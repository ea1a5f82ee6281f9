"""Each check of the catalogue: silent on a good dossier, and found when that dossier is broken in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from helpers.breaks import (
    CASES,
    GOOD,
    OWN,
    WHOLE_LINE,
    bills,
    dossier,
    findings,
    fixed,
    frozen,
    invoice,
    plan,
    point,
    project,
    reading,
    scaled,
)
from helpers.dossiers import TODAY, changed, with_reading
from helpers.every_check import broken_findings, context, logged
from helpers.means import FACTOR, dossier_of, line

from jcm_desktop.calculation.case import Case, read_case
from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.finding import Finding, Place, Reason, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, IndexSet, MonitoringPoint, PublicSource
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies.decisions import decide, ways
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import CheckInstance, KnownValue, SetDefinition
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.catalogue import catalogue_of_checks, check
from jcm_desktop.validation.context import CheckContext
from jcm_desktop.validation.kinds import KINDS
from jcm_desktop.validation.reasons import about
from jcm_desktop.validation.runner import message, remedy, run


def test_a_good_dossier_has_no_findings() -> None:
    assert findings(GOOD) == ()


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
    for status in ("template", "proposed"):
        (found,) = run(context(changed(OWN, status=status)))
        assert (found.code, found.severity, found.blocks) == ("DEF-01", Severity.ERROR, True)
        assert f"{OWN.ref} is a {status}" in message(found)
        for language in ("en", "ja"):
            with using_language(language):
                assert "{" not in message(found) + remedy(found)
    draft = changed(OWN, evidence=changed(OWN.evidence, formula=EvidenceLevel.DRAFT))
    (found,) = run(context(draft))
    assert (found.code, found.severity) == ("DEF-02", Severity.ERROR)  # more of it in test_confirmed


def test_a_calculation_by_years_is_for_one_calendar_year() -> None:
    yearly = CheckInstance("one_calendar_year", "EG", "first-order decay", severity="error")
    own = changed(OWN, checks=(*OWN.checks, yearly))
    (found,) = run(context(own))
    assert (found.code, found.severity, found.place.first) == ("PER-12", Severity.ERROR, "2019-07-06")
    assert "2019-07-06" in message(found)
    assert "{" not in message(found) + remedy(found)
    one = dossier(period=Span(date(2020, 1, 1), date(2020, 12, 31)))(GOOD)
    assert "PER-12" not in codes_of(assess(one, own, today=TODAY).findings)


def test_a_project_without_units_of_an_optional_set_needs_no_points_for_them() -> None:
    battery = changed(OWN.monitored["EG"], over=("b",))
    sets = {**OWN.sets, "b": SetDefinition("battery b", optional=True)}
    own = changed(OWN, sets=sets, monitored={**OWN.monitored, "EC": battery})
    assert codes_of(assess(GOOD, own, today=TODAY).findings) == set()
    one = changed(GOOD.plan, sets=(*GOOD.plan.sets, IndexSet("b", ("battery-1",))))
    assert "PAR-01" in codes_of(assess(changed(GOOD, plan=one), own, today=TODAY).findings)
    must = changed(own, sets={**OWN.sets, "b": SetDefinition("battery b")})
    assert "PAR-01" in codes_of(assess(GOOD, must, today=TODAY).findings)


def case_dossier(name: str) -> Dossier:
    """A case of the methodologies' tests in the place of the good dossier's plan."""
    case = read_case((CASES / f"{name}.yaml").read_text(encoding="utf-8"), name)
    return changed(GOOD, plan=case.plan, readings=case.readings, period=case.period)


def test_what_a_methodology_leaves_open_is_decided_in_the_plan() -> None:
    own = definition("KH_AM004", "1.1", {"changes": "all"})
    good = case_dossier("REDD-option-2")
    assert "DEF-03" not in codes_of(findings(good, own))
    silent = changed(good, plan=changed(good.plan, decisions={}))
    (found,) = [one for one in findings(silent, own) if one.code == "DEF-03"]
    assert found.severity is Severity.ERROR
    for language in ("en", "ja"):
        with using_language(language):
            assert "{" not in message(found) + remedy(found)


def test_a_member_that_is_in_no_list_is_found() -> None:
    own = definition("TEMPLATE_FLUOROCARBON", "1.0", {"report": "AR4"})
    good = case_dossier("R-404A-by-AR4")
    assert "DEF-04" not in codes_of(findings(good, own))
    sets = tuple(changed(one, members=("R-22",)) if one.name == "g" else one for one in good.plan.sets)
    broken = changed(good, plan=changed(good.plan, sets=sets))
    assessment = assess(broken, own, today=TODAY)
    assert assessment.result is None
    (found,) = [one for one in assessment.findings if one.code == "DEF-04"]
    assert "R-22" in message(found)
    assert "HFC-134a" in remedy(found)


def test_a_deduction_takes_off_and_never_adds() -> None:
    own = definition("KH_AM004", "1.1", {"changes": "deforestation"})
    good = case_dossier("REDD-option-1")
    result = calculate(own, good.plan, good.readings, good.period)
    base = context(own, good, result)
    assert "ER-03" not in codes_of(run(base))
    (vintage,) = result.vintages
    more = changed(vintage, reductions=vintage.reference - vintage.project + 1, claimed=6501)
    assert "ER-03" in codes_of(run(replace(base, result=changed(result, vintages=(more,)))))
    negative = changed(vintage, project=Decimal(9000), reductions=Decimal(-180), claimed=-180)
    assert "ER-03" not in codes_of(run(replace(base, result=changed(result, vintages=(negative,)))))


LOSS = """
jcm_case: 1
methodology: LA_AM004
version: "1.0"
period: {first: 2021-01-01, last: 2022-12-31}
fixed:
  RL_stock: {value: "1000", unit: tCO2}
  RL_burn: {value: "0", unit: tCO2}
  R: {value: "0.2", unit: "1"}
monitored:
  E_stock:
    - {first: 2021-01-01, last: 2021-12-31, value: "1500", unit: tCO2}
    - {first: 2022-01-01, last: 2022-12-31, value: "100", unit: tCO2}
  E_burn: {value: "0", unit: tCO2}
  E_rice: {value: "0", unit: tCO2}
  E_fuel: {value: "0", unit: tCO2}
"""


def test_a_year_at_a_loss_counts_whole_and_needs_a_reason() -> None:
    case = read_case(LOSS, "case.yaml")
    good = changed(GOOD, plan=case.plan, readings=case.readings, period=case.period)
    assessment = assess(good, case.definition, today=TODAY)
    assert assessment.result is not None
    # 1,000 - 1,500 t is a loss, of which nothing is left unclaimed; 1,000 - 100 t less a fifth
    assert [one.reductions for one in assessment.result.vintages] == [Decimal(-500), Decimal(720)]
    assert assessment.result.claimed == 220
    (found,) = [one for one in assessment.findings if one.code == "ER-09"]
    assert (found.severity, str(found.place)) == (Severity.WARNING, "result/2021-01-01..2021-12-31")
    assert "2021" in message(found)
    assert "-500 t" in message(found)
    (_first, *readings) = good.readings
    open_ = changed(good, readings=(_first, *(one for one in readings if one.point == _first.point)))
    assert "ER-09" not in codes_of(assess(open_, case.definition, today=TODAY).findings)


@pytest.mark.parametrize(
    "ref", ["LA_AM004", "TEMPLATE_AFFORESTATION", "KH_AM004", "PH_AM004"], ids=lambda one: f"a loss of {one}"
)
def test_what_is_left_unclaimed_makes_no_loss_smaller(ref: str) -> None:
    written = shipped().written(shipped().newest(ref))
    for choices in ways(written):
        own = decide(written, choices)
        (formula,) = {text for name, text in own.formulas.items() if name == "ER"}
        part = next(one for one in ("R", "U_country", "U_direct") if one in own.fixed)
        assert formula == f"if(RE > PE, (RE - PE) * (1 - {part}), RE - PE)"


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


def mean_findings(factor: str, **changes: object) -> set[str]:
    """What is found in a line whose factor is a mean, at its readings; with changes of the factor's point."""
    case = line(factor)
    points = tuple(changed(one, **changes) if one.parameter == "EF_grid" else one for one in case.plan.points)
    good = dossier_of(changed_case(case, points))
    return {
        one.code for one in findings(good, case.definition) if one.place.point == "(4)" and one.place.page == "readings"
    }


def changed_case(case: Case, points: tuple[MonitoringPoint, ...]) -> Case:
    return replace(case, plan=changed(case.plan, points=points))


def test_a_mean_is_not_split_not_scaled_and_may_stay_the_same() -> None:
    spans = ("07-01, last: 2018-08-31", "09-01, last: 2018-10-31", "11-01, last: 2018-12-31")
    same = "".join(f'\n    - {{first: 2018-{one}, value: "1.1", unit: tCO2/MWh}}' for one in spans)
    same += '\n    - {first: 2019-01-01, last: 2019-06-30, value: "1.1", unit: tCO2/MWh}'
    assert mean_findings(FACTOR) == set()
    assert mean_findings(same, estimate_per_year=Decimal("1.1")) == set()
    assert mean_findings(same, estimate_per_year=Decimal("0.8")) == {"VAL-05"}
    assert mean_findings(same.replace('"1.1"', '"110.1"', 1), estimate_per_year=Decimal("1.1")) == {"VAL-04"}
    assert mean_findings(same.replace('"1.1"', '"5.1"', 1), estimate_per_year=Decimal("1.1")) == {"VAL-05", "VAL-09"}
    assert mean_findings(same, capacity=Quantity(Decimal("0.001"), "kW")) == set()


def test_a_meter_record_of_a_mean_has_the_mean() -> None:
    case = line(FACTOR)
    record = Evidence("a" * 64, "factors.pdf", "pdf", 1, "meter-record", ("(4)",), "Ministry", *WHOLE_LINE)
    mean = Decimal(123 * 100 + 151 * 106 + 91 * 130) / 36_500
    for total, found in ((mean, False), (mean * 3, True)):
        good = changed(dossier_of(case), evidence=(changed(record, total=total),))
        assert ("VAL-06" in codes_of(findings(good, case.definition))) is found


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


def test_a_reason_belongs_to_the_value_it_was_given_for() -> None:
    """VAL-04 judges a value as it stands; ER-06 a share that moves with every reading, so it has some leeway."""
    slipped = reading(2, value="2271320")(GOOD)
    (slip,) = findings(slipped)
    given = Reason(slip.code, str(slip.place), "It was read twice.", about=about(check("VAL-04"), slip.facts))
    assert given.about == "2,271,320 MWh"
    stands = {one.code: one.reason for one in findings(changed(slipped, reasons=(given,)))}
    assert (stands["VAL-04"], "VAL-09" in stands) == ("It was read twice.", True)
    (other,) = findings(changed(reading(2, value="2271321")(GOOD), reasons=(given,)))
    assert (other.code, other.needs_reason, other.reason) == ("VAL-04", True, "")  # a slip again: nothing follows yet
    high = scaled("1.2")(GOOD)
    (found,) = findings(high)
    reason = Reason(found.code, str(found.place), "A sunny year.", about=about(check(found.code), found.facts))
    assert not findings(changed(scaled("1.21")(GOOD), reasons=(reason,)))[0].needs_reason
    (far,) = [one for one in findings(changed(scaled("1.29")(GOOD), reasons=(reason,))) if one.code == "ER-06"]
    assert far.needs_reason == (Decimal(far.facts["percent"]) > Decimal(found.facts["percent"]) * Decimal("1.1"))
    assert [one.needs_reason for one in findings(changed(scaled("1.6")(GOOD), reasons=(reason,)))] == [True, True]


def test_every_warning_that_judges_a_value_names_it_once() -> None:
    """A reason is kept by place, so two findings at one place may not judge different things."""
    for one in catalogue_of_checks():
        if one.judged:
            assert one.severity is Severity.WARNING, one.code
            found = broken_findings(one.code)
            assert all(about(one, each.facts) for each in found), one.code
            assert len({(each.place, about(one, each.facts)) for each in found}) == len({each.place for each in found})


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

    monkeypatch.setitem(KINDS, "reference_number", crash)
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


def test_where_the_size_of_values_cannot_be_checked_that_is_told() -> None:
    blind = point(estimate_per_year=None, capacity=None)(GOOD)
    (found,) = findings(blind)
    assert (found.code, found.severity, found.place) == ("VAL-15", Severity.INFO, Place("plan", "(1)", "estimate"))
    assert message(found).startswith("Point (1) has neither an estimate nor a capacity")
    assert "VAL-15" not in codes_of(findings(point(estimate_per_year=None)(GOOD)))
    assert "VAL-15" not in codes_of(findings(point(capacity=None)(GOOD)))
    assert "VAL-15" not in codes_of(findings(changed(blind, readings=())))
    assert "VAL-15" not in codes_of(assess(blind, OWN, today=TODAY, estimate=True).findings)
