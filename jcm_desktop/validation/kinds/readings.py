"""Rules about monitored values: numbers, units, magnitude, days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import TypeVar

from jcm_desktop.domain.declaration import Cause, MissingData, Treatment
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import to_places
from jcm_desktop.domain.reading import Reading, YearBefore
from jcm_desktop.domain.units import convert, parse_unit
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.catalogue import check as check_of
from jcm_desktop.validation.context import CheckContext, Hit, Kind, cell, share, shown
from jcm_desktop.validation.kinds.usual import (
    as_plain,
    claim_with_usual,
    effect_against_usual,
    estimate,
    in_unit,
    total_of,
    values_in_unit,
    values_of,
)
from jcm_desktop.validation.reasons import still_counts

Of = TypeVar("Of", bound=Reading | YearBefore)

_MAGNITUDE = "VAL-04"  # the check that asks about slips of the unit
_HOURS_PER_DAY = 24
_DAYS_PER_YEAR = 365
_ENOUGH = 4  # readings, before one of them can be called unusual
_ABOVE_CAPACITY = N_("more than {capacity} can give in {days} days ({most} {unit})")
_FAR_ABOVE = N_("more than {factor} times the {expected} {unit} estimated for these days")
_FAR_BELOW = N_("less than one part in {factor} of the {expected} {unit} estimated for these days")
_REPEATED = N_("The value {value} {unit} stands {count} times in a row, from {first} to {last}")
_JUMPED = N_("The value {value} {unit} is {times} times the usual one")
_STATED = N_("; the reason is stated ({words}), and nothing is claimed for them")
_CAREFUL = N_("; the reason is stated ({words}), and the careful value {careful} {unit} stands in its place")
CAUSE_WORDS = {
    Cause.METER_FAILURE: N_("the meter failed"),
    Cause.OUTAGE: N_("outage"),
    Cause.NOT_OPERATING: N_("not in operation"),
    Cause.RECORD_LOST: N_("the record was lost"),
    Cause.COMMUNICATION: N_("the logger did not send"),
    Cause.OTHER: N_("another cause"),
}
_CLAIMS_MORE = N_("; without a value the claim would be too high, so enter one that can only lower it")
_LONGEST = {
    "day": (1, N_("a day")),
    "month": (31, N_("a month")),
    "quarter": (92, N_("three months")),
    "year": (366, N_("a year")),
}
_SILENT = N_("The value is 0 from {first} to {last}, between months that are not")


def split_by_days(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A value that belongs to more than one calendar year."""
    for point in context.dossier.plan.points:
        if context.definition.is_mean(point.parameter):
            continue  # it holds for each of its days
        for reading in context.readings(point):
            if reading.first.year != reading.last.year:
                facts = {"point": point.no, "first": str(reading.first), "last": str(reading.last)}
                yield Hit(cell(point, reading.span), facts)


def reading_range(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Not negative unless the parameter may be, and not above its most."""
    for point, reading, value in values_in_unit(context):
        parameter = context.definition.monitored.get(point.parameter)
        if parameter is None:
            continue
        low, high = parameter.range.min, parameter.range.max
        if (low is not None and value < low) or (high is not None and value > high):
            facts = {
                "value": shown(value),
                "unit": point.unit,
                "parameter": parameter.symbol.replace("{", "").replace("}", ""),
                "limits": _limits(low, high),
            }
            yield Hit(cell(point, reading.span), facts, context.at_stake(frozenset({reading.id})))


def _limits(low: Decimal | None, high: Decimal | None) -> str:
    """A range without words: `0 … 100`, `≥ 0`."""
    if low is not None and high is not None:
        return f"{shown(low)} … {shown(high)}"
    return f"≥ {shown(low)}" if low is not None else f"≤ {shown(high)}" if high is not None else ""


def reading_units(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A point, and every reading of it, is in the methodology's unit or in one that measures the same."""
    for point in context.dossier.plan.points:
        parameter = context.definition.monitored.get(point.parameter)
        if parameter is None:
            continue
        wanted = parse_unit(parameter.unit)
        if not parse_unit(point.unit).equals(wanted):
            facts = {"point": point.no, "unit": point.unit, "wanted": parameter.unit}
            yield Hit(Place("plan", point.no, "unit"), facts)
        for reading in context.readings(point):
            if reading.quantity and not parse_unit(reading.quantity.unit).same_kind(wanted):
                facts = {"point": point.no, "unit": reading.quantity.unit, "wanted": parameter.unit}
                yield Hit(cell(point, reading.span), facts)


def magnitude(context: CheckContext, check: Check) -> Iterator[Hit]:
    """Above what the equipment can give, or far away from the estimate: most likely a slip of the unit."""
    factor = check.params["factor"]
    for point, reading, value in values_in_unit(context):
        found = _far_off(context, point, reading, value, factor)
        if found:
            facts = {"value": shown(value), "unit": point.unit, "point": point.no, "days": str(reading.span.days)}
            yield Hit(cell(point, reading.span), {**facts, **found}, context.at_stake(frozenset({reading.id})))


def _far_off(
    context: CheckContext, point: MonitoringPoint, reading: Reading, value: Decimal, factor: Decimal
) -> dict[str, str]:
    """Why a value cannot be meant as it stands; nothing where it can."""
    most = _most(context, point, reading.span)
    expected = estimate(context, point, reading.span.days)
    above, far = most is not None and value > most, expected and not expected / factor <= value <= expected * factor
    if not above and not far:
        return {}
    compared = {"expected": shown(expected), "factor": shown(factor)} if expected else {}
    if most is not None and value > most:
        return {"problem": _ABOVE_CAPACITY, "most": shown(most), "capacity": _capacity(point), **compared}
    if expected and value > expected * factor:
        return {"problem": _FAR_ABOVE, "most": shown(expected * factor), **compared}
    if expected and 0 < value < expected / factor:
        return {"problem": _FAR_BELOW, "least": shown(expected / factor), **compared}
    return {}


def unchecked_size(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A point with readings of a project whose size nothing in the plan is held against."""
    for point in () if context.estimate else context.dossier.plan.points:
        if point.estimate_per_year is None and point.capacity is None and context.readings(point):
            yield Hit(Place("plan", point.no, "estimate"), {"point": point.no})


def slips(context: CheckContext) -> frozenset[str]:
    """Readings that are most likely slips of the unit, as long as nobody said why they are right.

    What only follows from a slip is not told beside it: it goes when the slip does, and
    is told once somebody stands by the value.
    """
    if context.slips:
        return context.slips[0]
    check = check_of(_MAGNITUDE)
    reasons = {one.place: one for one in context.dossier.reasons if one.code == _MAGNITUDE}

    def explained(point: MonitoringPoint, reading: Reading, value: Decimal) -> bool:
        given = reasons.get(str(cell(point, reading.span)))
        return given is not None and still_counts(check, given, {"value": shown(value), "unit": point.unit})

    found = frozenset(
        reading.id
        for point, reading, value in values_in_unit(context)
        if _far_off(context, point, reading, value, check.params["factor"]) and not explained(point, reading, value)
    )
    context.slips.append(found)
    return found


def against_estimate(context: CheckContext, check: Check) -> Iterator[Hit]:
    """The sum of a point against its yearly estimate, scaled to the days that have values."""
    percent = check.params["percent"]
    left_out = slips(context)
    for point in context.dossier.plan.points:
        readings = [one for one in context.readings(point) if one.id not in left_out]
        days = sum(reading.span.days for reading in readings)
        expected = estimate(context, point, days)
        total = total_of(context, point, readings)
        if not readings or not expected or total is None:
            continue
        if abs(total - expected) * 100 > expected * percent:
            facts = {
                "point": point.no,
                "value": shown(total),
                "unit": point.unit,
                "expected": shown(expected),
                "percent": share(total, expected),
            }
            yield Hit(Place("readings", point.no, point.key), facts)


def record_totals(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Readings add up to the total of the meter record that covers them."""
    for point in context.dossier.plan.points:
        for record in context.dossier.evidence:
            if record.kind != "meter-record" or point.no not in record.points or record.total is None:
                continue
            if record.first is None or record.last is None:
                continue
            days = Span(record.first, record.last)
            inside = [one for one in context.readings(point) if days.contains(one.span)]
            total = total_of(context, point, inside)
            if inside and total is not None and total != record.total:
                facts = {
                    "point": point.no,
                    "first": str(days.first),
                    "last": str(days.last),
                    "found": shown(total),
                    "wanted": shown(record.total),
                    "unit": point.unit,
                    "name": record.name,
                }
                yield Hit(cell(point, inside[0].span), facts)


def overlapping_readings(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """No day of a point is counted twice."""
    for point in context.dossier.plan.points:
        readings = context.readings(point)
        for one, other in pairwise(readings):
            if one.span.overlaps(other.span):
                facts = {"point": point.no, "one": str(one.span), "other": str(other.span)}
                yield Hit(cell(point, other.span), facts, context.at_stake(frozenset({other.id})))


def frozen_meter(context: CheckContext, check: Check) -> Iterator[Hit]:
    """The same value again and again, nothing between months with values, or far more than usual."""
    repeats = int(check.params["repeats"])
    left_out = slips(context)
    for point in context.dossier.plan.points:
        for run in _runs(list(context.readings(point))):
            value = run[0].quantity
            if value is None:
                continue
            facts = {
                "point": point.no,
                "value": shown(value.value),
                "unit": value.unit,
                "first": str(run[0].first),
                "last": str(run[-1].last),
                "count": str(len(run)),
            }
            if value.value and len(run) >= repeats and not context.definition.is_mean(point.parameter):
                yield Hit(cell(point, run[0].span), {**facts, "problem": _REPEATED, "same": facts["value"]})
            elif not value.value and _has_values(context, point):
                yield Hit(cell(point, run[0].span), {**facts, "problem": _SILENT})
        yield from _spikes(context, point, check.params["spike"], left_out)


def _spikes(context: CheckContext, point: MonitoringPoint, times: Decimal, left_out: frozenset[str]) -> Iterator[Hit]:
    """A value a day that is many times the usual one, where there are enough others to know what is usual."""
    mean = context.definition.is_mean(point.parameter)
    daily = {
        reading.id: value if mean else value / reading.span.days
        for reading, value in values_of(context, point)
        if value > 0 and reading.id not in left_out
    }
    if len(daily) < _ENOUGH:
        return
    usual = median(daily.values())
    for reading in context.readings(point):
        if daily.get(reading.id, Decimal(0)) > usual * times and reading.quantity:
            facts = {
                "point": point.no,
                "value": shown(reading.quantity.value),
                "unit": reading.quantity.unit,
                "times": shown(to_places(daily[reading.id] / usual, 1)),
                "usual": shown(usual if mean else usual * reading.span.days),
                "problem": _JUMPED,
            }
            yield Hit(cell(point, reading.span), facts, context.at_stake(frozenset({reading.id})))


def missing_days(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Every day of the months that are over has a value at every point, or somebody states why not.

    A careful value in place of a missing one is told as information. A day with a text that
    is no value yet is another check's.
    """
    passed = context.passed
    if passed is None:
        return
    for point in context.dossier.plan.points:
        yield from _careful_values(context, point)
        covers = [(one.first, one.last) for one in context.readings(point)]
        covers += [(one.first, one.last) for one in context.dossier.drafts if one.point == point.no]
        for days in gaps(passed, covers):
            yield from _gap(context, point, days)


def _gap(context: CheckContext, point: MonitoringPoint, days: Span) -> Iterator[Hit]:
    """An error for days without a statement; with one information, if nothing there only lowers the claim."""
    stated = [
        (common, one)
        for one in context.dossier.declarations
        if isinstance(one, MissingData) and one.point == point.no and (common := one.span.common(days))
    ]
    for rest in gaps(days, [(common.first, common.last) for common, _one in stated]):
        yield Hit(cell(point, rest), _gap_facts(point, rest, ""))
    for common, one in stated:
        facts = _gap_facts(point, common, _STATED) | {"words": CAUSE_WORDS[one.cause]}
        lost = claim_with_usual(context, point, common)
        if lost is not None and lost < 0:
            yield Hit(cell(point, common), facts | {"problem": _CLAIMS_MORE}, lost)
        else:
            yield Hit(cell(point, common), facts, None if lost is None else -lost, Severity.INFO)


def _careful_values(context: CheckContext, point: MonitoringPoint) -> Iterator[Hit]:
    """Values that stand where somebody stated that there is no reading."""
    stated = [
        one
        for one in context.dossier.declarations
        if isinstance(one, MissingData) and one.treatment is Treatment.CONSERVATIVE and one.point == point.no
    ]
    for reading in context.readings(point):
        why = next((one for one in stated if one.span.overlaps(reading.span)), None)
        if why is None or reading.quantity is None:
            continue
        facts = _gap_facts(point, reading.span, _CAREFUL) | {
            "words": CAUSE_WORDS[why.cause],
            "careful": shown(reading.quantity.value),
            "unit": reading.quantity.unit,
        }
        yield Hit(cell(point, reading.span), facts, effect_against_usual(context, reading, point), Severity.INFO)


def _gap_facts(point: MonitoringPoint, days: Span, problem: str) -> dict[str, str]:
    first, last = str(days.first), str(days.last)
    return {"point": point.no, "first": first, "last": last, "days": str(days.days), "problem": problem}


def reading_interval(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """No reading spans more than the plan's interval."""
    for point in context.dossier.plan.points:
        longest = _LONGEST.get(point.interval)
        for reading in context.readings(point):
            if longest is not None and reading.span.days > longest[0]:
                facts = {"point": point.no, "first": str(reading.first), "last": str(reading.last)}
                facts |= {"days": str(reading.span.days), "most": str(longest[0])}
                yield Hit(cell(point, reading.span), {**facts, "problem": longest[1]})


def against_last_year(context: CheckContext, check: Check) -> Iterator[Hit]:
    """A month against the same month a year before, where both were read."""
    percent = check.params["percent"]
    left_out = slips(context)
    for point in context.dossier.plan.points:
        readings = [one for one in context.readings(point) if one.id not in left_out]
        earlier = [one for one in context.dossier.year_before if one.point == point.no]
        every: list[Reading | YearBefore] = [*earlier, *readings]
        own, known = _by_month(readings), _by_month(every)
        for (year, month, days), reading in own.items():
            lengths = (days, days - 1, days + 1)  # February
            before = next((known[key] for each in lengths if (key := (year - 1, month, each)) in known), None)
            value, expected = in_unit(point, reading), before and in_unit(point, before)
            if value is None or not expected or abs(value - expected) * 100 <= expected * percent:
                continue
            facts = {
                "point": point.no,
                "value": shown(value),
                "unit": point.unit,
                "expected": shown(expected),
                "percent": share(value, expected),
            }
            yield Hit(cell(point, reading.span), facts)


def _by_month(readings: Iterable[Of]) -> dict[tuple[int, int, int], Of]:
    """Year, month and number of days, and what was read."""
    return {(one.first.year, one.first.month, one.span.days): one for one in readings}


def _most(context: CheckContext, point: MonitoringPoint, span: Span) -> Decimal | None:
    """Rated capacity times the hours of these days, in the point's unit."""
    if point.capacity is None or context.definition.is_mean(point.parameter):
        return None
    try:
        most = convert(point.capacity.value * _HOURS_PER_DAY * span.days, f"{point.capacity.unit}*h", point.unit)
    except UserError:
        return None
    return as_plain(most)


def _capacity(point: MonitoringPoint) -> str:
    return f"{shown(point.capacity.value)} {point.capacity.unit}" if point.capacity else ""


def _runs(readings: list[Reading]) -> Iterator[list[Reading]]:
    """Neighbours with one and the same value."""
    run: list[Reading] = []
    for reading in readings:
        same = run and reading.quantity and run[-1].quantity and reading.quantity.value == run[-1].quantity.value
        if run and not same:
            yield run
            run = []
        run.append(reading)
    if run:
        yield run


def _has_values(context: CheckContext, point: MonitoringPoint) -> bool:
    return any(one.quantity and one.quantity.value for one in context.readings(point))


ALL: tuple[Kind, ...] = (
    split_by_days,
    reading_range,
    reading_units,
    magnitude,
    unchecked_size,
    against_estimate,
    record_totals,
    overlapping_readings,
    frozen_meter,
    missing_days,
    reading_interval,
    against_last_year,
)
