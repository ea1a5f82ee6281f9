"""Rules about the days of a monitoring period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jcm_desktop.domain.declaration import MissingData
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, cell

_LAST_OF_2020, _FIRST_OF_2021 = date(2020, 12, 31), date(2021, 1, 1)


def _place(span: Span) -> Place:
    return Place("project", first=span.first.isoformat(), last=span.last.isoformat())


def overlapping_periods(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """No day is in two periods of a project."""
    period = context.dossier.period
    for other in context.dossier.earlier_periods:
        if other.overlaps(period):
            yield Hit(_place(period), {"period": str(period), "other": str(other), "last": str(other.last)})


def gap_between_periods(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Days between this period and the one before it belong to nobody; normal for heating, so explained."""
    period = context.dossier.period
    before = [one.last for one in context.dossier.earlier_periods if one.last < period.first]
    if before and max(before) + DAY < period.first:
        last = max(before)
        facts = {"days": str((period.first - last).days - 1), "last": str(last), "first": str(period.first)}
        yield Hit(_place(period), facts)


def crosses_the_end_of_2020(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Reductions up to 2020 and from 2021 on are accounted under different agreements."""
    period = context.dossier.period
    if period.first <= _LAST_OF_2020 and period.last >= _FIRST_OF_2021:
        yield Hit(_place(period), {"period": str(period)})


def before_operation(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Nothing is reduced before the equipment runs."""
    period, start = context.dossier.period, context.dossier.project.operation_start
    if start and period.first < start:
        yield Hit(_place(period), {"first": str(period.first), "start": str(start)})


def after_operation(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The period ends inside the operational lifetime, where the project states one."""
    period, end = context.dossier.period, context.dossier.project.operation_end
    if end and period.last > end:
        yield Hit(_place(period), {"last": str(period.last), "end": str(end)})


def period_over(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A report speaks of days that have passed."""
    period = context.dossier.period
    if period.last >= context.today:
        yield Hit(_place(period), {"last": str(period.last), "today": str(context.today)})


def one_calendar_year(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A calculation by whole years, such as a decay, is for one of them: the next one needs other fixed values."""
    period = context.dossier.period
    for instance in context.definition.checks:
        if instance.kind == "one_calendar_year" and period.first.year != period.last.year:
            facts = {"period": str(period), "methodology": str(context.definition.ref)}
            yield Hit(_place(period), facts, severity=Severity(instance.severity))


def rules_inside(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """One generation of rules for all days: the report is made by the rules that hold on the last of them."""
    period, country = context.dossier.period, context.dossier.project.country
    day = context.rules.countries.get(country)
    if day is not None and period.first < day <= period.last:
        facts = {"rules": context.rules.title, "country": country, "day": str(day), "period": str(period)}
        yield Hit(_place(period), facts)


def same_days(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Values that begin after the period, or end before it, where somebody stated that none are missing there.

    Without that statement the days are missing, and another check says so.
    """
    period = context.dossier.period
    for point in context.dossier.plan.points:
        readings = context.readings(point)
        stated = [
            (one.first, one.last)
            for one in context.dossier.declarations
            if isinstance(one, MissingData) and one.point == point.no
        ]
        if not readings or not stated:
            continue
        first, last = readings[0].first, max(one.last for one in readings)
        facts = {"point": point.no, "first": str(first), "last": str(last), "period": str(period)}
        for begins, ends in ((period.first, first - DAY), (last + DAY, period.last)):
            if begins <= ends and not gaps(Span(begins, ends), stated):
                yield Hit(cell(point, Span(begins, ends)), facts)


ALL: tuple[Kind, ...] = (
    overlapping_periods,
    gap_between_periods,
    crosses_the_end_of_2020,
    before_operation,
    after_operation,
    period_over,
    one_calendar_year,
    rules_inside,
    same_days,
)
