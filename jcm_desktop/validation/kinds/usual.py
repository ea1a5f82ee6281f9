"""Values of monitoring points in their own units, and what is usual for some days. Gives no hit of its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_UP, Decimal
from fractions import Fraction

from jcm_desktop.calculation.aggregate import whole
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import Quantity, guessed, to_places
from jcm_desktop.domain.reading import Reading, YearBefore
from jcm_desktop.domain.units import convert
from jcm_desktop.validation.context import CheckContext

_DAYS_PER_YEAR = 365


def claim_with_usual(context: CheckContext, point: MonitoringPoint, days: Span) -> Decimal | None:
    """How many tonnes the claim would change by if the gap held the usual value of the point.

    Whole tonnes; where there is none of them, the tenth that the reductions change by, so that even the smallest
    change says which way it goes.
    """
    return _with(context, usual_reading(context, point, days), frozenset())


def effect_against_usual(context: CheckContext, reading: Reading, point: MonitoringPoint) -> Decimal | None:
    """How many tonnes a reading takes off the claim (below zero) or adds to it, against the usual value."""
    more = _with(context, usual_reading(context, point, reading.span), frozenset({reading.id}))
    return None if more is None else -more


def _with(context: CheckContext, filled: Reading | None, instead: frozenset[str]) -> Decimal | None:
    """What the claim would change by with this reading, in place of those."""
    if filled is None or context.result is None:
        return None
    kept = (one for one in context.dossier.counted_readings if one.id.partition(":")[0] not in instead)
    result = context.recalculated((*kept, filled))
    if result is None:
        return None
    whole_tonnes = Decimal(result.claimed - context.result.claimed)
    exact = result.reductions - context.result.reductions
    return whole_tonnes or to_places(exact, 1, ROUND_UP)


def usual_reading(context: CheckContext, point: MonitoringPoint, days: Span) -> Reading | None:
    """What these days would hold by the plan's estimate, or by the other readings of the point."""
    readings = [one for one in context.readings(point) if not one.span.overlaps(days)]
    usual = estimate(context, point, days.days)
    if usual is None and readings:
        usual = total_of(context, point, readings)
        if usual is not None and not context.definition.is_mean(point.parameter):
            usual = usual * days.days / sum(one.span.days for one in readings)
    if usual is None:
        return None
    return Reading("usual", point.no, days.first, days.last, Quantity(guessed(usual, 6), point.unit))


def values_in_unit(context: CheckContext) -> Iterator[tuple[MonitoringPoint, Reading, Decimal]]:
    """Each active reading with its value in the point's unit, where it can be converted."""
    for point in context.dossier.plan.points:
        for reading, value in values_of(context, point):
            yield point, reading, value


def values_of(context: CheckContext, point: MonitoringPoint) -> Iterator[tuple[Reading, Decimal]]:
    """The same of one point."""
    for reading in context.readings(point):
        value = in_unit(point, reading)
        if value is not None:
            yield reading, value


def in_unit(point: MonitoringPoint, reading: Reading | YearBefore) -> Decimal | None:
    """What was read, in the point's unit; None where there is nothing, or it does not convert."""
    if reading.quantity is None:
        return None
    if reading.quantity.unit == point.unit:
        return reading.quantity.value
    try:
        return as_plain(convert(reading.quantity.value, reading.quantity.unit, point.unit))
    except UserError:
        return None  # VAL-03 says so


def as_plain(value: Decimal | Fraction) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)


def total_of(
    context: CheckContext, point: MonitoringPoint, readings: tuple[Reading, ...] | list[Reading]
) -> Decimal | None:
    """The sum of a point's readings, or their mean by days; None where one cannot be converted."""
    values = [(in_unit(point, reading), reading.span) for reading in readings]
    known = [(value, span) for value, span in values if value is not None]
    if len(known) < len(values):
        return None
    if context.definition.is_mean(point.parameter):
        found = whole(known, "mean")
        return None if found is None else as_plain(found)
    return sum((value for value, _ in known), Decimal(0))


def estimate(context: CheckContext, point: MonitoringPoint, days: int) -> Decimal | None:
    """The yearly estimate for some days; that of a mean is the same for any."""
    if point.estimate_per_year is None or context.definition.is_mean(point.parameter):
        return point.estimate_per_year
    return point.estimate_per_year * days / _DAYS_PER_YEAR
