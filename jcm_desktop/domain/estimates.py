"""What the plan expects of some days: by its table of calendar years, or else by its estimate of one year.

The official document states a year's reductions for the days on which the project
operates in it; they are shared out by those days. Knows no readings.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan, YearEstimate
from jcm_desktop.domain.project import Project

DAYS_PER_YEAR = 365


def expected_reductions(plan: Plan, project: Project, days: Span) -> Decimal | None:
    """Tonnes of reductions expected for these days; None where the plan does not say it for all of them."""
    parts = [expected_in_year(plan, project, year, span) for year, span in days.years()]
    known = [one for one in parts if one is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def expected_in_year(plan: Plan, project: Project, year: int, days: Span) -> Decimal | None:
    """The same for days of one calendar year."""
    row = estimate_of(plan, year)
    if row is None:
        yearly = plan.estimate_t_per_year
        return None if yearly is None else yearly * days.days / DAYS_PER_YEAR
    operated = _operated(project, year)
    if operated is None:
        return row.reductions * days.days / _whole(year).days
    common = operated.common(days)
    return row.reductions * common.days / operated.days if common else Decimal(0)


def estimate_of(plan: Plan, year: int) -> YearEstimate | None:
    """The row of a calendar year."""
    return next((one for one in plan.estimates if one.year == year), None)


def _whole(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def _operated(project: Project, year: int) -> Span | None:
    """The days of a year on which the project operates; None if on none."""
    whole = _whole(year)
    first = max(whole.first, project.operation_start or whole.first)
    last = min(whole.last, project.operation_end or whole.last)
    return Span(first, last) if first <= last else None
