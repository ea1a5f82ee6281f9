"""Dossiers without a store: the samples as values, and small changes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.evidence import METHODOLOGY, Evidence
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import IndexSet, Plan
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.exports.report_build import build_report
from jcm_desktop.exports.report_model import Report
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.samples import constructed_confirmation, sample
from jcm_desktop.validation.assessment import assess

TODAY = date(2026, 11, 24)
AnyStruct = TypeVar("AnyStruct", bound=msgspec.Struct)
MADE_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def sample_dossier(reference: str = "MN006") -> Dossier:
    """A sample as it comes, with evidence that has no file."""
    one = sample(reference)
    readings = tuple(
        Reading(
            id=f"r{at:03}",
            point=row.point,
            first=row.first,
            last=row.last,
            quantity=Quantity(row.value, row.unit),
            typed=f"{row.value} {row.unit}",
        )
        for at, row in enumerate(one.readings)
    )
    evidence = tuple(
        Evidence(
            sha256=f"{at:064x}",
            name=item.file,
            extension="csv",
            size=1,
            kind=item.kind,
            points=item.points,
            issuer=item.issuer,
            first=item.first,
            last=item.last,
            constructed=True,
        )
        for at, item in enumerate(one.evidence)
    )
    stated: tuple[Confirmation, ...] = ()
    if one.confirmation is not None:
        file = Evidence("ab" * 32, one.confirmation.file, "txt", 1, METHODOLOGY)
        own = shipped().written(one.plan.methodology)
        stated = (changed(constructed_confirmation(one, own, file), at=MADE_AT),)
    return Dossier(
        one.project,
        one.plan,
        one.period,
        readings,
        (),
        one.meters,
        evidence,
        declarations=one.declarations,
        confirmations=stated,
    )


def changed(value: AnyStruct, /, **changes: Any) -> AnyStruct:
    """The same struct with other fields."""
    return msgspec.structs.replace(value, **changes)


def amount(reading: Reading) -> Quantity:
    """What was read; a reading that was taken back has none."""
    assert reading.quantity is not None, reading
    return reading.quantity


def with_point(dossier: Dossier, **changes: Any) -> Dossier:
    """Change the first monitoring point."""
    points = (changed(dossier.plan.points[0], **changes), *dossier.plan.points[1:])
    return changed(dossier, plan=changed(dossier.plan, points=points))


def with_reading(dossier: Dossier, at: int, **changes: Any) -> Dossier:
    """Change one reading; `value` stands for its number."""
    readings = list(dossier.readings)
    if "value" in changes:
        unit = changes.pop("unit", None) or amount(readings[at]).unit
        changes["quantity"] = Quantity(Decimal(changes.pop("value")), unit)
    readings[at] = changed(readings[at], **changes)
    return changed(dossier, readings=tuple(readings))


def report_of(
    dossier: Dossier, language: str = "", own: Definition | None = None, plans: tuple[Plan, ...] = ()
) -> Report:
    """The report model of a dossier, as the use case makes it; `own` where its definition is not installed."""
    own = own or shipped().for_plan(dossier.plan)
    assessment = assess(dossier, own, today=TODAY)
    assert assessment.result is not None
    return build_report(
        number=1,
        dossier=dossier,
        definition=own,
        result=assessment.result,
        findings=assessment.findings,
        audit_head="ab" * 32,
        audit_count=7,
        made_at=MADE_AT,
        made_by="Bat",
        application="JCM Desktop",
        language=language,
        plans=plans,
    )


def long_dossier(points: int, months: int) -> Dossier:
    """The freezer sample with many freezers, read every month of some years."""
    small = sample_dossier("ID003")
    members = tuple(f"freezer-{at}" for at in range(1, points + 1))
    first = date(2016, 1, 1)
    period = Span(first, list(Span(first, date(2030, 12, 31)).months())[months - 1].last)
    kept = [one for one in small.plan.fixed if not one.index]
    indexed = {one.parameter: one for one in small.plan.fixed if one.index}
    fixed = [*kept, *(changed(one, index=(member,)) for one in indexed.values() for member in members)]
    template = changed(small.plan.points[0], estimate_per_year=Decimal(110))
    plan_points, readings = [], []
    for at, member in enumerate(members, 1):
        plan_points.append(changed(template, no=f"({at})", index=(member,)))
        for month in period.months():
            value = Decimal(800 + (at * 37 + month.first.month * 53) % 400) / 100
            quantity = Quantity(value, template.unit)
            readings.append(Reading(f"{at}-{month.first}", f"({at})", month.first, month.last, quantity, f"{value}"))
    plan = changed(small.plan, sets=(IndexSet("i", members),), points=tuple(plan_points), fixed=tuple(fixed))
    return changed(small, plan=plan, period=period, readings=tuple(readings))
