"""The value of a month from logger data: the same for who imports, who reports and who verifies.

Batches are put together in the order they came, what people laid over them on
top; then whole days are added up exactly and converted to the point's unit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from jcm_desktop.domain.batch import Batch, Logged, Overlay, counting
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.series.blocks import EMPTY, MAX_SCALE, Series
from jcm_desktop.series.merge import laid_over, merged
from jcm_desktop.series.months import Facts, Rules, Step, add_up, end_of, seconds_of, spans_of
from jcm_desktop.series.times import last_of
from jcm_desktop.series.zones import day_start, local_text


@dataclass(frozen=True, slots=True)
class Assembled:
    """All logger data of one point, ready to be added up."""

    batches: tuple[Batch, ...]  # that count, oldest first
    series: Series
    steps: tuple[Step, ...]
    laid_over: frozenset[int]  # instants at which a person's value counts

    @property
    def newest(self) -> Batch:
        return self.batches[-1]


def assemble(
    parts: Sequence[tuple[Batch, Series]], overlays: Sequence[Overlay], without: Collection[str] = ()
) -> Assembled:
    """Put batches of one point together, oldest first; those that were superseded, or are named, are left aside."""
    kept = tuple(one for one in counting(batch for batch, _series in parts) if one.id not in without)
    own = {batch.id: series for batch, series in parts}
    whole = EMPTY
    for batch in kept:
        whole = merged(whole, own[batch.id], prefer_new=batch.overlap == "correct")
    values, scale = _values(overlays, whole.scale)
    whole = laid_over(whole, values, scale)
    steps = tuple(
        Step(seconds(one.at), _whole(one.before, whole.scale), _whole(one.after, whole.scale))
        for one in overlays
        if one.kind == "step" and one.before is not None and one.after is not None
    )
    return Assembled(kept, whole, steps, frozenset(values))


def _values(overlays: Sequence[Overlay], scale: int) -> tuple[dict[int, int | None], int]:
    """The values laid over, the latest for each instant, as whole numbers of a scale that holds them all."""
    for one in overlays:
        for number in (one.value, one.before, one.after):
            if number is not None:
                scale = max(scale, decimals(number))
    latest: dict[int, int | None] = {}
    for one in overlays:
        if one.kind != "step":
            latest[seconds(one.at)] = None if one.value is None else _whole(one.value, scale)
    return latest, scale


def decimals(number: Decimal) -> int:
    """How many decimals a number has; UserError `series.too_many_digits` beyond what is stored."""
    exponent = number.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    if places > MAX_SCALE:
        raise UserError("series.too_many_digits")
    return places


def _whole(number: Decimal, scale: int) -> int:
    return int(number.scaleb(scale))


def seconds(moment: datetime) -> int:
    """Since 1970, UTC."""
    return int(moment.timestamp())


def moment(instant: int) -> datetime:
    """The moment of a number of seconds since 1970."""
    return datetime.fromtimestamp(instant, UTC)


def decimal_of(value: int, scale: int) -> Decimal:
    """A stored whole number as the decimal it stands for."""
    return Decimal(value).scaleb(-scale)


def rules_for(batch: Batch, scale: int, definition: Definition, point: MonitoringPoint) -> Rules:
    """How a batch's values are added up, and the limits a single value may have."""
    column, mapping = batch.column, batch.mapping
    low = high = None
    if column.kind != "register":
        parameter = definition.monitored.get(point.parameter)
        if parameter is not None and parameter.range.min is not None:
            low = _limit(parameter.range.min, parameter.unit, batch, scale, up=False)
        if point.capacity is not None:
            high = _highest(point.capacity, batch, scale)
    return Rules(column.kind, mapping.step, mapping.zone, low, high)


def _limit(value: Decimal, unit: str, batch: Batch, scale: int, *, up: bool) -> int | None:
    column = batch.column
    if column.kind == "rate":
        return 0 if value == 0 else None  # a limit of an amount says nothing else of its rate
    try:
        number = Fraction(convert(value, unit, column.unit)) * 10**scale
    except UserError:
        return None
    return -(-number // 1) if up else int(number // 1)


def _highest(capacity: Quantity, batch: Batch, scale: int) -> int | None:
    """What the equipment can give in one interval."""
    column, step = batch.column, seconds_of(batch.mapping.step)
    if column.kind == "rate":
        return _limit_of_rate(capacity, column.unit, scale)
    if not step:
        return None
    try:
        most = Fraction(convert(capacity.value, f"{capacity.unit}*h", column.unit)) * step / 3600
    except UserError:
        return None
    return int(-(-most * 10**scale // 1))


def _limit_of_rate(capacity: Quantity, unit: str, scale: int) -> int | None:
    try:
        return int(-(-Fraction(convert(capacity.value, capacity.unit, unit)) * 10**scale // 1))
    except UserError:
        return None


def months(whole: Assembled, periods: Sequence[Span]) -> Iterator[Span]:
    """The months, cut to periods and to the days with data, that have a value."""
    if whole.batches:
        batch = whole.newest
        yield from spans_of(whole.series, Rules(batch.column.kind, batch.mapping.step, batch.mapping.zone), periods)


def month_value(
    whole: Assembled, definition: Definition, point: MonitoringPoint, span: Span
) -> tuple[Quantity, Logged]:
    """The value of these days in the point's unit, and what it was made of.

    An amount is added up; of a parameter that is a mean, the values' own mean counts.
    UserErrors of `convert`, and `import.mean_register`.
    """
    batch = whole.newest
    scale = whole.series.scale
    rules = rules_for(batch, scale, definition, point)
    mean = definition.is_mean(point.parameter)
    if mean and rules.kind == "register":
        raise UserError("import.mean_register", point.no)
    facts = add_up(whole.series, replace(rules, kind="interval") if mean else rules, span, whole.steps)
    unit = f"{batch.column.unit}*s" if rules.kind == "rate" and not mean else batch.column.unit
    total = decimal_of(facts.total, scale)
    if mean:
        total = as_decimal(Fraction(total) / max(1, facts.values))
    value = as_decimal(convert(total, unit, point.unit))
    return Quantity(value, point.unit), _logged(whole, rules, facts, total, unit, span)


def _logged(whole: Assembled, rules: Rules, facts: Facts, total: Decimal, unit: str, span: Span) -> Logged:
    low, high = day_start(rules.zone, span.first), day_start(rules.zone, span.last + DAY)
    if facts.opening and facts.closing:
        low, high = min(low, facts.opening[0]), max(high, facts.closing[0] + 1)
    used = tuple(
        one
        for one in whole.batches
        if one.first and one.last and seconds(one.first) < high and seconds(one.last) >= low
    )
    return Logged(
        batches=tuple(one.id for one in used),
        files=tuple(dict.fromkeys(one.file for one in used)),
        kind=rules.kind,
        total=total,
        unit=unit,
        zone=rules.zone,
        values=facts.values,
        expected=facts.expected,
        gaps=facts.gaps,
        longest_gap=facts.longest_gap,
        longest_gap_at=local_text(rules.zone, facts.longest_gap_at) if facts.gaps else "",
        below=facts.below,
        above=facts.above,
        longest_still=facts.longest_still,
        longest_still_at=local_text(rules.zone, facts.longest_still_at) if facts.longest_still else "",
        opening=_state(facts.opening, whole, rules),
        closing=_state(facts.closing, whole, rules),
        steps=facts.steps,
        corrected=sum(low <= one < high for one in whole.laid_over),
    )


def _state(found: tuple[int, int] | None, whole: Assembled, rules: Rules) -> str:
    if found is None:
        return ""
    return f"{decimal_of(found[1], whole.series.scale):f} ({local_text(rules.zone, found[0])})"


def too_close(whole: Assembled) -> int | None:
    """The first instant whose interval reaches into the next one; None where no time is counted twice."""
    if not whole.batches or whole.newest.column.kind == "register":
        return None
    batch = whole.newest
    rules = Rules(batch.column.kind, batch.mapping.step, batch.mapping.zone)
    if batch.mapping.step not in ("day", "month"):  # those start with their own day, so none can
        for run in whole.series.runs:
            if run[2] > 1 and run[1] < seconds_of(batch.mapping.step):
                return run[0]
    for one, other in pairwise(whole.series.runs):
        if other[0] < end_of(rules, last_of(one)):
            return last_of(one)
    return None
