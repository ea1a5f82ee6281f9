"""Make the report model from a dossier and what was computed from it: rows, months, gaps, costs.

Everything that has to be worked out is worked out here, once; the drawers only draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from jcm_desktop.calculation.aggregate import portion, whole
from jcm_desktop.calculation.engine import by_month, calculate
from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.correction import corrected
from jcm_desktop.domain.declaration import AcceptedCorrection, MissingData, Treatment
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import FixedValue, MonitoringPoint, Plan, key_of
from jcm_desktop.domain.quantity import Quantity, guessed
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import convert, factor
from jcm_desktop.exports.plan_changes import changes_between
from jcm_desktop.exports.report_model import (
    CalibrationCorrection,
    Careful,
    Correction,
    FixedRow,
    Gap,
    ListedRow,
    MeterCover,
    Part,
    Report,
    Revision,
    Series,
    SeriesMonth,
    value_of,
    with_index,
)
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.formulas.tree import lookups_in
from jcm_desktop.methodologies.loader import nodes_of
from jcm_desktop.methodologies.schema import Definition, MonitoredParameter

# A year of estimates: any with 365 days; the estimate is one per year, whatever the year.
_ESTIMATE_YEAR = Span(date(2021, 1, 1), date(2021, 12, 31))
# Each cost is a calculation of its own; beyond so many the report says that it was not worked out.
MOST_COSTS = 100
_FILLED = "estimate"


def build_report(
    *,
    number: int,
    dossier: Dossier,
    definition: Definition,
    result: Result,
    findings: tuple[Finding, ...],
    audit_head: str,
    audit_count: int,
    made_at: datetime,
    made_by: str,
    application: str,
    language: str = "",
    plans: Sequence[Plan] = (),
    revisions: Sequence[Revision] = (),
) -> Report:
    """The full copy of a version; `plans` are all the project had, oldest first."""
    parts = tuple(_parts(dossier, definition))
    costs = _Costs(dossier, definition, result)
    return Report(
        number=number,
        dossier=dossier,
        definition=definition,
        result=result,
        findings=findings,
        audit_head=audit_head,
        audit_count=audit_count,
        made_at=made_at,
        made_by=made_by,
        application=application,
        language=language,
        parts=parts,
        fixed=tuple(_fixed(dossier, definition)),
        listed=tuple(_listed(dossier, definition)),
        estimate=_estimate(dossier, definition, result),
        months=by_month(definition, dossier.plan, dossier.counted_readings, dossier.period),
        series=tuple(_series(dossier, definition, parts)),
        gaps=tuple(_gaps(dossier, definition, costs)),
        careful=tuple(_careful(dossier, definition, costs)),
        corrections=tuple(_corrections(dossier, costs)),
        calibrated=tuple(_calibrated(dossier, costs)),
        covers=tuple(_covers(dossier)),
        changes=changes_between(plans),
        revisions=tuple(revisions),
    )


# --- tables -------------------------------------------------------------------------------------------------------


def _parts(dossier: Dossier, definition: Definition) -> Iterator[Part]:
    """By point, then by day: the rows of a year stand together, also where a correction is laid over two years."""
    by_point: dict[str, list[Reading]] = {}
    for reading in dossier.counted_readings:
        by_point.setdefault(reading.point, []).append(reading)
    years = [span for _, span in dossier.period.years()]
    for point in dossier.plan.points:
        parameter = definition.monitored[point.parameter]
        own: list[Part] = []
        for reading in by_point.get(point.no, ()):
            if reading.quantity is not None:
                own.extend(_cut(point, reading, reading.quantity, parameter, years))
        yield from sorted(own, key=lambda one: one.span.first)


def _cut(
    point: MonitoringPoint, reading: Reading, quantity: Quantity, parameter: MonitoredParameter, years: Sequence[Span]
) -> Iterator[Part]:
    by = factor(quantity.unit, parameter.unit)
    mean = parameter.aggregate == "mean"
    for year in years:
        days = reading.span.common(year)
        if days is None:
            continue
        if by == 1 and days == reading.span:
            counted = quantity.value
        else:
            exact = portion(Fraction(quantity.value) * by, reading.span, days, parameter.aggregate)
            counted = quantity.value if exact == quantity.value else as_decimal(exact)
        yield Part(point, reading, days, quantity.value, quantity.unit, by, counted, mean)


def _fixed(dossier: Dossier, definition: Definition) -> list[FixedRow]:
    order = list(definition.fixed)
    known = [one for one in dossier.plan.fixed if one.parameter in definition.fixed]
    return [_fixed_row(one, definition) for one in sorted(known, key=lambda one: order.index(one.parameter))]


def _fixed_row(one: FixedValue, definition: Definition) -> FixedRow:
    parameter = definition.fixed[one.parameter]
    return FixedRow(
        key=one.key,
        name=one.parameter,
        index=one.index,
        symbol=with_index(parameter.symbol, one.index),
        description=one.description or parameter.label,
        value=as_decimal(convert(one.quantity.value, one.quantity.unit, parameter.unit)),
        unit=parameter.unit,
        source=", ".join(part for part in (one.source, one.page) if part),
        comments=one.comments,
        evidence=one.evidence,
    )


def _listed(dossier: Dossier, definition: Definition) -> Iterator[ListedRow]:
    """The rows of the methodology's lists that the formulas take, by list, in the list's order."""
    asked: dict[str, set[str]] = {name: set() for name in definition.tables}
    for node in nodes_of(definition).values():
        for asked_table, key in lookups_in(node):
            asked[asked_table].update(dossier.plan.members(key) if key in definition.sets else (key,))
    for name, keys in asked.items():
        table = definition.tables[name]
        for key in table.rows:
            if key in keys:
                row = table.known(key)
                symbol = with_index(table.symbol, (key,))
                yield ListedRow(
                    key_of(name, (key,)), symbol, table.label, row.value, table.unit, row.source, row.evidence
                )


def _estimate(dossier: Dossier, definition: Definition, result: Result) -> Result | None:
    """The ex-ante estimate of one year, computed from the plan's estimates."""
    points = dossier.plan.points
    if any(point.estimate_per_year is None for point in points):
        return None
    readings = [
        Reading(
            id=point.no,
            point=point.no,
            first=_ESTIMATE_YEAR.first,
            last=_ESTIMATE_YEAR.last,
            quantity=Quantity(point.estimate_per_year or Decimal(0), point.unit),
        )
        for point in points
    ]
    try:
        return calculate(definition, dossier.plan, readings, _ESTIMATE_YEAR, result.rounding)
    except UserError:
        return None


# --- months -------------------------------------------------------------------------------------------------------


def _series(dossier: Dossier, definition: Definition, parts: Sequence[Part]) -> Iterator[Series]:
    own: dict[str, list[Part]] = {point.no: [] for point in dossier.plan.points}
    for part in parts:
        own[part.point.no].append(part)
    months = list(dossier.period.months())
    for point in dossier.plan.points:
        parameter = definition.monitored[point.parameter]
        found = own[point.no]
        missing = gaps(dossier.period, ((one.span.first, one.span.last) for one in found))
        yield Series(
            point=point,
            symbol=with_index(parameter.symbol, point.index),
            unit=parameter.unit,
            months=tuple(_months(point, parameter, found, months, missing)),
            total=value_of(found, mean=parameter.aggregate == "mean"),
            days=dossier.period.days - sum(one.days for one in missing),
        )


def _months(
    point: MonitoringPoint,
    parameter: MonitoredParameter,
    parts: Sequence[Part],
    months: Sequence[Span],
    missing: Sequence[Span],
) -> Iterator[SeriesMonth]:
    waiting = list(reversed(parts))
    current: list[Part] = []
    for month in months:
        while waiting and waiting[-1].span.first <= month.last:
            current.append(waiting.pop())
        current = [one for one in current if one.span.last >= month.first]
        shares = [
            (portion(Fraction(one.counted), one.span, common, parameter.aggregate), common)
            for one in current
            if (common := one.span.common(month))
        ]
        value = whole(shares, parameter.aggregate) or Decimal(0)
        complete = not any(one.overlaps(month) for one in missing)
        yield SeriesMonth(month, as_decimal(value), _expected(point, parameter, month), complete)


def _expected(point: MonitoringPoint, parameter: MonitoredParameter, days: Span) -> Decimal | None:
    """What the plan's estimate gives for some days, in the methodology's unit; a mean is the same on every day."""
    if point.estimate_per_year is None:
        return None
    year = Fraction(point.estimate_per_year) * factor(point.unit, parameter.unit)
    return as_decimal(year if parameter.aggregate == "mean" else year * Fraction(days.days, _ESTIMATE_YEAR.days))


# --- what gaps and corrections cost -------------------------------------------------------------------------------


class _Costs:
    """Reductions of the period with other readings, compared with those that are reported."""

    def __init__(self, dossier: Dossier, definition: Definition, result: Result) -> None:
        self._dossier, self._definition, self._result = dossier, definition, result
        self.left = MOST_COSTS

    def difference(self, change: Callable[[list[Reading]], list[Reading]]) -> Decimal | None:
        """Other reductions minus the reported ones; None where it was not worked out."""
        return self.of(change(list(self._dossier.counted_readings)))

    def of(self, readings: Sequence[Reading]) -> Decimal | None:
        """The same with these readings in place of those that count."""
        if self.left == 0:
            return None
        self.left -= 1
        try:
            other = calculate(
                self._definition, self._dossier.plan, readings, self._dossier.period, self._result.rounding
            )
        except UserError:
            return None
        return other.reductions - self._result.reductions


def _gaps(dossier: Dossier, definition: Definition, costs: _Costs) -> Iterator[Gap]:
    active = dossier.active_readings
    stated = [one for one in dossier.declarations if isinstance(one, MissingData)]
    for point in dossier.plan.points:
        own = ((one.first, one.last) for one in active if one.point == point.no and one.span.overlaps(dossier.period))
        for span in gaps(dossier.period, own):
            why = tuple(one for one in stated if one.point == point.no and one.span.overlaps(span))
            filled = _filled(point, definition.monitored[point.parameter], span)
            yield Gap(point.no, span, _against(filled, "", costs), why)


def _careful(dossier: Dossier, definition: Definition, costs: _Costs) -> Iterator[Careful]:
    """Values that somebody entered in place of missing ones, by point and day."""
    stated = [
        one for one in dossier.declarations if isinstance(one, MissingData) and one.treatment is Treatment.CONSERVATIVE
    ]
    for point in dossier.plan.points:
        own = [one for one in stated if one.point == point.no]
        for reading in dossier.active_readings if own else ():
            why = next((one for one in own if one.span.overlaps(reading.span)), None)
            if reading.point != point.no or why is None or not reading.span.overlaps(dossier.period):
                continue
            filled = _filled(point, definition.monitored[point.parameter], reading.span)
            yield Careful(
                point=point.no,
                span=reading.span,
                value=_as_typed(reading),
                stated=why,
                by=reading.recorded_by or why.by,
                at=reading.recorded_at or why.at,
                tonnes=_against(filled, reading.id, costs),
            )


def _filled(point: MonitoringPoint, parameter: MonitoredParameter, span: Span) -> Reading | None:
    """The plan's estimate for some days, as a reading."""
    value = _expected(point, parameter, span)
    if value is None:
        return None
    quantity = Quantity(guessed(value, 12), parameter.unit)
    return Reading(f"{_FILLED} {point.no} {span}", point.no, span.first, span.last, quantity)


def _against(filled: Reading | None, instead: str, costs: _Costs) -> Decimal | None:
    """What is reported minus what would be with the estimate, in place of a reading (its id) or of nothing."""
    if filled is None:
        return None
    more = costs.difference(
        lambda readings: [*(one for one in readings if one.id.partition(":")[0] != instead), filled]
    )
    return None if more is None else -more


def _corrections(dossier: Dossier, costs: _Costs) -> Iterator[Correction]:
    by_id = {one.id: one for one in dossier.readings}
    replaced = {one.supersedes for one in dossier.readings if one.supersedes}
    for one in dossier.readings:
        old = by_id.get(one.supersedes)
        if old is None:
            continue
        yield Correction(
            point=one.point,
            span=one.span,
            old=_as_typed(old),
            new=_as_typed(one),
            reason=one.reason,
            by=one.recorded_by,
            at=one.recorded_at,
            tonnes=None if one.id in replaced else _cost_of_correction(one, old, costs),
            counts=one.id not in replaced,
        )


def _calibrated(dossier: Dossier, costs: _Costs) -> Iterator[CalibrationCorrection]:
    accepted = [one for one in dossier.declarations if isinstance(one, AcceptedCorrection)]
    for one in accepted:
        others = [other for other in accepted if other is not one]
        without = costs.of(corrected(dossier.active_readings, others))
        yield CalibrationCorrection(one, None if without is None else -without)


def _as_typed(reading: Reading) -> str:
    if reading.quantity is None:
        return ""
    return f"{reading.quantity.value:,f} {reading.quantity.unit}"


def _cost_of_correction(new: Reading, old: Reading, costs: _Costs) -> Decimal | None:
    before = costs.difference(
        lambda readings: [*(one for one in readings if one.id != new.id), *([old] if old.quantity else [])]
    )
    return None if before is None else -before


# --- meters -------------------------------------------------------------------------------------------------------


def _covers(dossier: Dossier) -> Iterator[MeterCover]:
    for meter in dossier.meters:
        points = tuple(point.no for point in dossier.plan.points if meter.serial in point.meters)
        yield MeterCover(meter, points, meter.service(dossier.period), meter.uncovered(dossier.period))
