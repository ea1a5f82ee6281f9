"""A good dossier, and small ways to break it: what the tests of checks share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from helpers.dossiers import TODAY, amount, changed, sample_dossier, with_point, with_reading

from jcm_desktop.domain.declaration import Declaration, SecondEntry
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, Plan, VersionChange
from jcm_desktop.domain.plan_versions import in_force
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.register import Register
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.validation.assessment import assess

Break = Callable[[Dossier], Dossier]
GOOD = changed(sample_dossier(), project=changed(sample_dossier().project, constructed=""))
PUBLISHED = definition("MN_AM003", "2.0")  # known from the official page
# Read in the approved text, so that a good dossier has nothing to say.
OWN = changed(PUBLISHED, evidence=changed(PUBLISHED.evidence, formula=EvidenceLevel.APPROVED_TEXT))
CASES = Path(__file__).parents[1] / "methodologies" / "cases"
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
            changed(one, quantity=Quantity(amount(one).value * Decimal(factor), "MWh")) for one in good.readings
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


def stated(good: Dossier, *more: Declaration) -> Dossier:
    return changed(good, declarations=(*good.declarations, *more))


def without_statement(kind: str) -> Break:
    return lambda good: changed(good, declarations=tuple(one for one in good.declarations if one.kind != kind))


def registered(good: Dossier) -> Dossier:
    """The same, after somebody said that its plan is the registered one."""
    locked = changed(good.plan, locked=True)
    return changed(good, plan=locked, plan_versions=(locked,))


def since(good: Dossier, plan: Plan, change: VersionChange | None = None, **facts: object) -> Dossier:
    """The dossier with a version after the registered one; the plan that holds follows from its days."""
    usual = {"version": len(good.plan_versions) + 1, "change": change or VersionChange("Another", "It had to be")}
    versions = (*good.plan_versions, changed(plan, **{**usual, "valid_from": WHOLE[0], **facts}))
    return changed(good, plan_versions=versions, plan=in_force(versions, good.period.last))


WHOLE = (date(2019, 7, 6), date(2020, 12, 31))
WHOLE_LINE = (date(2018, 7, 1), date(2019, 6, 30))


def findings(good: Dossier, own: Definition = OWN, today: date = TODAY) -> tuple[Finding, ...]:
    """All findings of a dossier."""
    return assess(good, own, today=today).findings


def counted_up(opening: str, closing: str) -> Break:
    """The third reading is what a register counted; in the good dossier it is 2,271.32 MWh."""

    def change(good: Dossier) -> Dossier:
        meter = changed(good.meters[0], kind="cumulative")
        register = Register(meter.serial, Decimal(opening), Decimal(closing), "MWh")
        return changed(with_reading(good, 2, register=register), meters=(meter, *good.meters[1:]))

    return change


def typed_again(value: str, *, same: bool = False) -> Break:
    """The third reading was typed a second time, and something else was typed, unless it was the same."""

    def change(good: Dossier) -> Dossier:
        one = good.readings[2]
        second = SecondEntry(
            point=one.point,
            first=one.first,
            last=one.last,
            reading=one.id,
            typed=value,
            value=Decimal(value),
            unit="MWh",
            same=same,
        )
        return stated(good, second)

    return change
