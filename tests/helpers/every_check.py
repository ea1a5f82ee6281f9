"""For each check of the catalogue a dossier that breaks it and one that does not; what house tests go through.

Checks of the result are given a result that is broken, because the engine gives none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from helpers import calibrations
from helpers.breaks import (
    CASES,
    GOOD,
    OWN,
    TWO_YEARS,
    WHOLE,
    Break,
    bills,
    counted_up,
    dossier,
    findings,
    fixed,
    frozen,
    invoice,
    plan,
    point,
    project,
    reading,
    record_with_total,
    registered,
    scaled,
    since,
    stated,
    typed_again,
    whole_period,
    without,
    without_statement,
)
from helpers.dossiers import TODAY, changed

from jcm_desktop.calculation.case import read_case
from jcm_desktop.calculation.engine import calculate
from jcm_desktop.calculation.result import Result
from jcm_desktop.catalogue import partner_countries
from jcm_desktop.domain.batch import Logged
from jcm_desktop.domain.declaration import AcceptedCorrection, Approval, Cause, IntegrityCheck, MissingData
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, PublicSource, VersionChange
from jcm_desktop.domain.project import Location, MethodologyRef
from jcm_desktop.domain.provenance import Provenance
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Draft
from jcm_desktop.domain.workbook_facts import CellDifference, CellPlace, FilledWorkbook
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import CheckInstance, Definition
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.context import CheckContext
from jcm_desktop.validation.rule_sets import rule_set_for
from jcm_desktop.validation.runner import run

SEVERAL = Path(__file__).parents[1] / "methodologies" / "several" / "two-methodologies.yaml"
Found = Callable[[], tuple[Finding, ...]]


class Scene(NamedTuple):
    """What the checks say of a dossier that breaks one of them, and of one like it that does not."""

    broken: Found
    fine: Found


def no_reading(first: date, last: date) -> MissingData:
    """Somebody states that the plant did not run on these days."""
    return MissingData(point="(1)", first=first, last=last, cause=Cause.NOT_OPERATING)


USED = Provenance("definition", "MN_AM003 ver2.0", "shipped", "ab" * 32)


def approved(*used: Provenance) -> Approval:
    """The period was frozen with these."""
    return Approval(frozen=True, by="Bold", entered_by=("Bat",), used=used, at=datetime(2021, 2, 1, tzinfo=UTC))


def logged(**changes: object) -> Break:
    """A reading derived from logger data of which something must be told."""
    whole = Logged(("b",), ("a.csv",), "interval", Decimal(1), "MWh", "Asia/Ulaanbaatar", values=744, expected=744)
    return reading(2, logged=changed(whole, **changes))


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
    "VAL-07": counted_up("5000", "2728.68"),
    "VAL-08": reading(3, first=date(2019, 9, 30)),
    "VAL-09": frozen,
    "VAL-10": without(4),
    "ER-01": fixed(quantity=Quantity(Decimal("1.0601"), "tCO2/MWh")),
    "ER-05": scaled("0"),
    "ER-06": scaled("1.2"),
    "ER-07": scaled("0.0002"),
    "EVD-01": point(option="B"),
    "EVD-02": lambda good: point(option="B")(registered(good)),
    "ID-07": project(location=Location()),
    "PAR-07": lambda good: point(source="Invoices")(registered(good)),
    "PRC-01": plan(version=2),
    "PRC-02": lambda good: since(registered(good), good.plan, VersionChange("Another", "It had to be", temporary=True)),
    "MSS-03": lambda good: plan(roles=good.plan.roles[:2])(registered(good)),
    "EVD-03": point(option="A"),
    "EVD-04": bills(invoice(date(2019, 7, 6), date(2020, 6, 30))),
    "EVD-05": bills(invoice(*WHOLE, total="39000")),
    "EVD-06": point(meters=()),
    "VAL-11": point(interval="day"),
    "VAL-12": reading(13, value="5000"),
    "VAL-13": typed_again("2217.32"),
    "VAL-14": reading(2, recorded_at=datetime(2019, 9, 28, 23, tzinfo=UTC)),
    "VAL-15": point(estimate_per_year=None, capacity=None),
    "MSS-01": plan(roles=()),
    "MSS-02": lambda good: stated(good, Approval(frozen=True, by="Bat", entered_by=("Bat",), reason="alone here")),
    "ELG-01": without_statement("eligibility"),
    "DBL-01": without_statement("single-scheme"),
    "DBL-02": dossier(meters_elsewhere=(("SAMPLE-0001", "MN004"),)),
    "EVD-08": plan(integrity_check="monthly"),
    "DEF-05": dossier(provenance=(Provenance("definition", "MN_AM003 ver2.0", "own", "ab" * 32),)),
    "DEF-06": lambda good: stated(changed(good, provenance=(USED,)), approved(changed(USED, sha256="cd" * 32))),
    "RUL-01": dossier(
        provenance=(Provenance("rules", "generation-1", "pack", "ab" * 32, "Office", "cd" * 32, "p", 2),)
    ),
    "SMP-01": project(constructed="Sample: made up."),
    "PAR-05": lambda good: stated(without(0)(good), no_reading(date(2019, 7, 6), date(2019, 7, 31))),
}


def looked_through(good: Dossier) -> Dossier:
    """Somebody looked through the records of every month, as the plan asks for."""
    looked = [IntegrityCheck(first=month.first, last=month.last, person="Bold") for month in good.period.months()]
    return stated(plan(integrity_check="monthly")(good), *looked)


# The same without the break, where the good dossier would not be asked at all.
FINE: dict[str, Break] = {
    "PER-02": dossier(earlier_periods=(Span(date(2019, 1, 1), date(2019, 7, 5)),)),
    "PER-03": dossier(earlier_periods=(Span(date(2019, 1, 1), date(2019, 7, 5)),)),
    "PER-07": project(operation_start=date(2019, 7, 6)),
    "PER-08": project(operation_end=date(2020, 12, 31)),
    "LOG-01": logged(),
    "LOG-02": logged(),
    "LOG-03": logged(longest_still=24 * 3600),
    "VAL-07": counted_up("5000", "7271.32"),
    "VAL-13": typed_again("2271.32", same=True),
    "VAL-14": reading(2, recorded_at=datetime(2019, 9, 29, 1, tzinfo=UTC)),
    "EVD-02": registered,
    "PAR-07": registered,
    "PRC-01": lambda good: since(
        registered(good), good.plan, VersionChange("Another", "It had to be"), approval="JC-9"
    ),
    "PRC-02": registered,
    "MSS-03": registered,
    "EVD-04": bills(invoice(date(2019, 7, 6), date(2020, 6, 30)), invoice(date(2020, 7, 1), date(2020, 12, 31))),
    "EVD-05": bills(invoice(*WHOLE, total="38033.88")),
    "EVD-03": point(option="A", public_source=PublicSource("Statistics", "2020", date(2021, 2, 1))),
    "MSS-02": lambda good: stated(good, Approval(frozen=True, by="Bold", entered_by=("Bat",))),
    "EVD-08": looked_through,
    "DEF-05": dossier(provenance=(Provenance("definition", "MN_AM003 ver2.0", "shipped", "ab" * 32),)),
    "DEF-06": lambda good: stated(changed(good, provenance=(USED,)), approved(USED)),
    "RUL-01": dossier(provenance=(Provenance("rules", "generation-1", "shipped", "ab" * 32),)),
    "PAR-05": lambda good: stated(without(4)(good), no_reading(date(2019, 11, 1), date(2019, 11, 30))),
}


def _good(good: Dossier) -> Dossier:
    return good


def _of_dossier(code: str) -> Scene:
    return Scene(lambda: findings(BROKEN[code](GOOD)), lambda: findings(FINE.get(code, _good)(GOOD)))


def _of_meters(code: str) -> Scene:
    fine = calibrations.swapped() if code == "CAL-07" else calibrations.declared(calibrations.late, *_accepted(code))
    return Scene(lambda: findings(calibrations.BROKEN[code]), lambda: findings(fine if code in LATE_CODES else GOOD))


LATE_CODES = {"CAL-04", "CAL-05", "CAL-06", "CAL-07"}


def _accepted(code: str) -> tuple[AcceptedCorrection, ...]:
    return (calibrations.accepted(),) if code in LATE_CODES else ()


# --- results that the engine would not give -------------------------------------------------------------------------


def context(own: Definition = OWN, good: Dossier = GOOD, result: Result | None = None) -> CheckContext:
    """A dossier with its result, or with another one, ready to be checked."""
    counted = result or calculate(own, good.plan, good.active_readings, good.period)
    codes = frozenset(one.code for one in partner_countries())
    return CheckContext(good, own, counted, None, TODAY, codes, frozenset({own.ref}), lambda _ids: None)


def _of_result(change: Callable[[Result], Result], own: Definition = OWN, good: Dossier = GOOD) -> Scene:
    def broken() -> tuple[Finding, ...]:
        right = context(own, good)
        assert right.result is not None
        return run(replace(right, result=change(right.result)))

    return Scene(broken, lambda: run(context(own, good)))


def first_vintage(**changes: object) -> Callable[[Result], Result]:
    """Another first year."""
    return lambda result: changed(result, vintages=(changed(result.vintages[0], **changes), *result.vintages[1:]))


def _claims_more(result: Result) -> Result:
    return first_vintage(claimed=result.vintages[0].claimed + 1)(result)


def _several() -> Scene:
    case = read_case(SEVERAL.read_text(encoding="utf-8"), "case.yaml")
    refs = {"methodology": case.plan.methodology, "further_methodologies": case.plan.further_methodologies}
    good = changed(
        GOOD,
        plan=case.plan,
        readings=case.readings,
        period=case.period,
        project=changed(GOOD.project, country="ID", **refs),
    )

    def other_reference(result: Result) -> Result:
        one, *others = result.vintages[0].parts
        return first_vintage(parts=(changed(one, reference=one.reference + 1), *others))(result)

    return _of_result(other_reference, case.definition, good)


def _of_case(name: str, code: str, id: str, version: str, decisions: dict[str, str]) -> tuple[Definition, Dossier]:
    case = read_case((CASES / f"{name}.yaml").read_text(encoding="utf-8"), code)
    good = changed(GOOD, plan=case.plan, readings=case.readings, period=case.period)
    return definition(id, version, decisions), good


def _undecided() -> Scene:
    own, good = _of_case("REDD-option-2", "DEF-03", "KH_AM004", "1.1", {"changes": "all"})
    silent = changed(good, plan=changed(good.plan, decisions={}))
    return Scene(lambda: findings(silent, own), lambda: findings(good, own))


def _unlisted() -> Scene:
    own, good = _of_case("R-404A-by-AR4", "DEF-04", "TEMPLATE_FLUOROCARBON", "1.0", {"report": "AR4"})
    sets = tuple(changed(one, members=("R-22",)) if one.name == "g" else one for one in good.plan.sets)
    broken = changed(good, plan=changed(good.plan, sets=sets))
    return Scene(lambda: findings(broken, own), lambda: findings(good, own))


def _not_computable() -> Scene:
    own, good = _of_case("gas-cogeneration", "RES-01", "TH_AM009", "1.0", {})
    zero = changed(own, formulas={**own.formulas, "RE_heat": "HG / (eta_RE - eta_RE) * EF_fuel_RE"})
    return Scene(lambda: findings(good, zero), lambda: findings(good, own))


def _yearly() -> Scene:
    own = changed(OWN, checks=(*OWN.checks, CheckInstance("one_calendar_year", "EG", "decay", severity="error")))
    one = dossier(period=Span(date(2020, 1, 1), date(2020, 12, 31)))(GOOD)
    return Scene(lambda: findings(GOOD, own), lambda: findings(one, own))


def _rules() -> Scene:
    """The country follows newer rules from a day inside the period, or from its first day."""

    def found(day: date) -> tuple[Finding, ...]:
        rules = changed(rule_set_for("MN", day), countries={"MN": day})
        return assess(GOOD, OWN, today=TODAY, rules=rules).findings

    return Scene(lambda: found(date(2020, 1, 1)), lambda: found(GOOD.period.first))


def _filled(**differences: tuple[CellDifference, ...]) -> tuple[Finding, ...]:
    return assess(GOOD, OWN, today=TODAY, workbook=FilledWorkbook("ab" * 32, **differences)).findings


def _refused(text: str, fine: str) -> Scene:
    """What is refused as soon as it is entered has no finding; the error stands in its place."""

    def entered(typed: str) -> tuple[Finding, ...]:
        Span.parse(typed)
        return ()

    return Scene(lambda: entered(text), lambda: entered(fine))


OTHER_CELL = (CellDifference(CellPlace("MRS(input)", "E9"), "38,033.88", "38,033.87"),)
DRAFT = changed(OWN, evidence=changed(OWN.evidence, formula=EvidenceLevel.DRAFT))
BROKEN_FILE = frozenset({GOOD.evidence[0].sha256})
WHERE_REFUSED = {"PER-01": ("2020-12-31..2020-01-01", "period.reversed"), "PER-10": ("19-07-06", "period.unreadable")}

SCENES: dict[str, Scene] = {
    **{code: _of_dossier(code) for code in BROKEN},
    **{code: _of_meters(code) for code in calibrations.BROKEN},
    "ID-04": _several(),
    "ID-05": _rules(),
    "PER-01": _refused(WHERE_REFUSED["PER-01"][0], "2020-01-01..2020-12-31"),
    "PER-10": _refused(WHERE_REFUSED["PER-10"][0], "2019-07-06"),
    "PER-05": _of_result(lambda result: changed(result, vintages=result.vintages[:1])),
    "PER-06": _of_result(lambda result: changed(result, claimed=result.claimed + 1)),
    "PER-12": _yearly(),
    "ER-02": Scene(lambda: _filled(results=OTHER_CELL), _filled),
    "ER-03": _of_result(first_vintage(project=Decimal(1))),
    "ER-04": _of_result(_claims_more),
    "ER-08": Scene(lambda: _filled(locked=OTHER_CELL), _filled),
    "ER-09": _of_result(first_vintage(reductions=Decimal("-0.5"), claimed=-1)),
    "RES-01": _not_computable(),
    "EVD-07": Scene(lambda: assess(GOOD, OWN, today=TODAY, broken_files=BROKEN_FILE).findings, lambda: findings(GOOD)),
    "DEF-01": Scene(lambda: findings(GOOD, changed(OWN, status="template")), lambda: findings(GOOD)),
    "DEF-02": Scene(lambda: findings(GOOD, DRAFT), lambda: findings(GOOD)),
    "DEF-03": _undecided(),
    "DEF-04": _unlisted(),
}


def broken_findings(code: str) -> list[Finding]:
    """The findings of one check on what breaks it; none of a check that refuses at once."""
    try:
        return [one for one in SCENES[code].broken() if one.code == code]
    except UserError:
        return []
