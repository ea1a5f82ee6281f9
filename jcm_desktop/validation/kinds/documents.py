"""Rules about what backs values up: publications (A), invoices (B), meters (C)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.evidence_days import backing, coverage
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint, PublicSource
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, share, shown

_NO_PUBLICATION = N_("no publication is named")
_NO_EDITION = N_("the edition of “{publication}” is not named")
_NO_DAY = N_("the day “{publication}” was taken is not named")
_NOT_VALID = N_("“{publication}” holds only until {until}")
_NO_INVOICE = N_("no invoice for {first} to {last}")
_TWO_INVOICES = N_("two invoices for {first} to {last}")
_NO_METER = N_("no meter is named")
_UNKNOWN_METER = N_("the meter {serial} is not described")
_NO_CLASS = N_("the meter {serial} has no accuracy class")
_NO_STANDARD = N_("the meter {serial} names no standard")


def publications(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Option A: publication, edition and day are named, and the edition holds for the period."""
    for point in _with_option(context, "A"):
        problem, facts = _publication_problem(point.public_source, context.dossier.period)
        if problem:
            yield Hit(Place("plan", point.no, "source"), {"point": point.no, "problem": problem, **facts})


def _publication_problem(source: PublicSource | None, period: Span) -> tuple[str, dict[str, str]]:
    if source is None or not source.publication.strip():
        return _NO_PUBLICATION, {}
    facts = {"publication": source.publication}
    if not source.edition.strip():
        return _NO_EDITION, facts
    if source.retrieved_on is None:
        return _NO_DAY, facts
    if source.valid_until is not None and source.valid_until < period.last:
        return _NOT_VALID, {**facts, "until": str(source.valid_until)}
    return "", {}


def invoices(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Option B: every day of the months that are over is in exactly one invoice."""
    period = context.passed
    if period is None:
        return
    for point in _with_option(context, "B"):
        found = coverage(_invoices(context, point), period)
        problems = [(days, _NO_INVOICE) for days in found.gaps] + [(days, _TWO_INVOICES) for days in found.overlaps]
        for days, problem in sorted(problems):
            yield _invoice_hit(point, problem, days)


def _invoice_hit(point: MonitoringPoint, problem: str, days: Span) -> Hit:
    place = Place("evidence", point.no, "", days.first.isoformat(), days.last.isoformat())
    facts = {"point": point.no, "problem": problem, "first": str(days.first), "last": str(days.last)}
    return Hit(place, facts)


def invoice_totals(context: CheckContext, check: Check) -> Iterator[Hit]:
    """Option B: what was paid for and what was entered differ by more than a little, for the days that both tell of.

    Of an invoice or a reading that holds other days, too, the share by days counts.
    """
    for point in _with_option(context, "B"):
        if context.definition.is_mean(point.parameter):
            continue  # a bill has amounts
        found = coverage(_invoices(context, point), context.dossier.period)
        bills = [one for one in found.portions if not one.is_cut]
        paid = [(one.whole, one.item.total) for one in bills if one.item.total is not None]
        read = [(one.span, one.quantity.value) for one in context.readings(point) if one.quantity]
        if not paid or len(paid) != len(bills):
            continue
        billed, entered = _on_days_of(paid, read), _on_days_of(read, paid)
        if (
            entered is not None
            and billed is not None
            and abs(billed - entered) * 100 > billed * check.params["percent"]
        ):
            facts = {"point": point.no, "found": shown(billed), "wanted": shown(entered), "unit": point.unit}
            facts["percent"] = share(billed, entered) if entered else ""
            yield Hit(Place("evidence", point.no), facts)


def _on_days_of(own: list[tuple[Span, Decimal]], others: list[tuple[Span, Decimal]]) -> Decimal | None:
    """What amounts come to on the days that others tell of as well; None where they share none."""
    covers = [(span.first, span.last) for span, _amount in others]
    found, shared = Decimal(0), False
    for span, amount in own:
        days = span.days - sum(one.days for one in gaps(span, covers))
        shared = shared or days > 0
        found += amount if days == span.days else amount * days / span.days
    return found if shared else None


def meters(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Option C: each point names its meters, and each meter its class and standard."""
    known = {one.serial: one for one in context.dossier.meters}
    for point in _with_option(context, "C"):
        place = Place("plan", point.no, "meters")
        if not point.meters:
            yield Hit(place, {"point": point.no, "problem": _NO_METER})
        for serial in point.meters:
            facts = {"point": point.no, "serial": serial}
            meter = known.get(serial)
            if meter is None:
                yield Hit(place, {**facts, "problem": _UNKNOWN_METER})
            elif meter.service(context.dossier.period) is None:
                continue  # it serves on other days, so another period asks
            elif not meter.accuracy_class.strip():
                yield Hit(place, {**facts, "problem": _NO_CLASS})
            elif not meter.standard.strip():
                yield Hit(place, {**facts, "problem": _NO_STANDARD})


def _with_option(context: CheckContext, option: str) -> list[MonitoringPoint]:
    return [point for point in context.dossier.plan.points if point.option == option]


def _invoices(context: CheckContext, point: MonitoringPoint) -> tuple[Evidence, ...]:
    return backing(context.dossier.evidence, point.no, "invoice")


ALL: tuple[Kind, ...] = (publications, invoices, invoice_totals, meters)
