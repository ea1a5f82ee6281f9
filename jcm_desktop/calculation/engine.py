"""Evaluate a methodology for a period: each calendar year on its own, exact, with every step kept.

Readings that straddle two years are split by days, exactly, and the result says
which; a mean holds on both sides. A month without a reading counts as nothing, and
a mean without a reading is no number at all; nothing is ever invented.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from jcm_desktop.calculation.aggregate import portion, whole
from jcm_desktop.calculation.result import PartVintage, Result, RoundingPolicy, Split, TermValue, Vintage
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint, Plan, key_of
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.evaluate import Environment, evaluate
from jcm_desktop.formulas.numbers import Exact, add, as_decimal, floor, multiply
from jcm_desktop.formulas.trace import Trace, render_tree
from jcm_desktop.methodologies.loader import nodes_of, order_of, scope_of
from jcm_desktop.methodologies.schema import RESULTS, Definition, Part, Table

_ZERO = Decimal(0)
_NOT_YET = ("calculation.no_reading", "formula.division_by_zero")  # of a month whose readings are not there


class MonthValue(msgspec.Struct, frozen=True):
    """The reductions of one month, for charts; `complete` when every point has values for all its days."""

    span: Span
    reductions: Decimal
    complete: bool


def calculate(
    definition: Definition,
    plan: Plan,
    readings: Iterable[Reading],
    period: Span,
    rounding: RoundingPolicy | None = None,
) -> Result:
    """The result of a period from the readings that count.

    Raises UserError `formula.missing_value` (a fixed value is not entered yet; place
    is its key), `calculation.no_reading` (a mean has no reading in one of the years;
    place is its key) and `formula.division_by_zero`.
    """
    policy = rounding or RoundingPolicy()
    machine = _Machine(definition, plan, readings)
    vintages = []
    totals: dict[str, Exact] = {"RE": _ZERO, "PE": _ZERO, "ER": _ZERO}
    for year, span in period.years():
        terms = machine.terms(span)
        for name in totals:
            totals[name] = add(totals[name], terms[name].value)
        vintages.append(_vintage(year, span, terms, machine.units, policy, definition))
    return Result(
        methodology=definition.heads[0].ref,
        period=period,
        vintages=tuple(vintages),
        reference=as_decimal(totals["RE"]),
        project=as_decimal(totals["PE"]),
        reductions=as_decimal(totals["ER"]),
        claimed=sum(one.claimed for one in vintages),
        rounding=policy,
        splits=machine.splits(period),
    )


def by_month(definition: Definition, plan: Plan, readings: Iterable[Reading], period: Span) -> tuple[MonthValue, ...]:
    """The reductions of each month; their sum is the period's wherever the formula is linear in amounts.

    Where it holds a mean, each month has that of its own days, and the months need not add up. A month that
    cannot be computed yet has none.
    """
    machine = _Machine(definition, plan, readings)
    values = []
    for span in period.months():
        try:
            reductions = machine.terms(span)["ER"].value
        except UserError as error:
            if error.code not in _NOT_YET:
                raise
            reductions = _ZERO
        values.append(MonthValue(span, as_decimal(reductions), machine.complete(span)))
    return tuple(values)


def explain(result: Result, name: str = "ER") -> str:
    """The derivation of one formula in each vintage, as an indented tree; UserError `calculation.unknown_name`."""
    parts = []
    for vintage in result.vintages:
        known = [term.name for term in vintage.terms]
        if name not in known:
            raise UserError("calculation.unknown_name", name, known=", ".join(known))
        parts.append(f"{vintage.year} ({vintage.span})\n{render_tree(vintage.term(name).trace)}")
    return "\n\n".join(parts)


def whole_tonnes(value: Exact, policy: RoundingPolicy) -> int:
    """The claim of a vintage by the rounding policy: down, so that it never says more than was reduced."""
    scale = Decimal(10) ** policy.digits
    return int(floor(multiply(value, scale)) / scale)


def _vintage(
    year: int,
    span: Span,
    terms: Mapping[str, Trace],
    units: Mapping[str, str],
    policy: RoundingPolicy,
    definition: Definition,
) -> Vintage:
    parts = tuple(_part(part, terms, policy) for part in definition.parts)
    claimed = sum(one.claimed for one in parts) if parts else whole_tonnes(terms["ER"].value, policy)
    return Vintage(
        year=year,
        span=span,
        reference=as_decimal(terms["RE"].value),
        project=as_decimal(terms["PE"].value),
        reductions=as_decimal(terms["ER"].value),
        claimed=claimed,
        terms=tuple(TermValue(name, units[name], as_decimal(trace.value), trace) for name, trace in terms.items()),
        parts=parts,
    )


def _part(part: Part, terms: Mapping[str, Trace], policy: RoundingPolicy) -> PartVintage:
    """One methodology's year. Each has a spreadsheet that rounds down on its own, so their sum never says more."""
    reference, project, reductions = (terms[f"{part.prefix}{name}"].value for name in RESULTS)
    claimed = whole_tonnes(reductions, policy)
    return PartVintage(part.ref, as_decimal(reference), as_decimal(project), as_decimal(reductions), claimed)


class _Machine:
    """A definition with a plan and readings, ready to be evaluated for any span of days."""

    def __init__(self, definition: Definition, plan: Plan, readings: Iterable[Reading]) -> None:
        self._definition = definition
        self._plan = plan
        self._nodes = nodes_of(definition)
        self._order = order_of(definition)
        self.units = {name: unit.text for name, unit in scope_of(definition).units.items()}
        self._readings: dict[str, list[Reading]] = defaultdict(list)
        for reading in sorted(readings, key=lambda one: (one.first, one.last, one.id)):
            self._readings[reading.point].append(reading)
        self._fixed = self._fixed_values()
        self._sets = {one.name: one.members for one in plan.sets}
        self._tables = {name: _rows(name, table) for name, table in definition.tables.items()}

    def _fixed_values(self) -> dict[str, dict[tuple[str, ...], Trace]]:
        found: dict[str, dict[tuple[str, ...], Trace]] = defaultdict(dict)
        for value in self._plan.fixed:
            parameter = self._definition.fixed.get(value.parameter)
            if parameter is None:
                continue
            number = convert(value.quantity.value, value.quantity.unit, parameter.unit)
            source = ", ".join(part for part in (value.source, value.page) if part)
            key = value.key
            found[value.parameter][value.index] = Trace(key, key, number, parameter.unit, "value", (), source)
        for name, constant in self._definition.constants.items():
            found[name][()] = Trace(name, name, constant.value, constant.unit, "value", (), constant.label)
        return found

    def terms(self, span: Span) -> dict[str, Trace]:
        """Every formula's value for these days, in the order of evaluation."""
        values: dict[str, Mapping[tuple[str, ...], Trace]] = dict(self._fixed)
        monitored: dict[str, dict[tuple[str, ...], Trace]] = defaultdict(dict)
        for point in self._plan.points:
            if point.parameter in self._definition.monitored:
                monitored[point.parameter][point.index] = self._monitored(point, span)
        values.update(monitored)
        terms: dict[str, Trace] = {}
        environment = Environment(values, self._sets, self._tables, span.days)
        for name in self._order:
            found = evaluate(self._nodes[name], environment)
            terms[name] = _named(found, name, self.units[name])
            values[name] = {(): terms[name]}
        return terms

    def _monitored(self, point: MonitoringPoint, span: Span) -> Trace:
        """The value of a point for these days, from its readings."""
        parameter = self._definition.monitored[point.parameter]
        unit, mean = parameter.unit, parameter.aggregate == "mean"
        portions: list[tuple[Exact, Span]] = []
        parts = []
        for reading in self._readings.get(point.no, ()):
            own = reading.span
            common = own.common(span)
            if common is None or reading.quantity is None:
                continue
            value = convert(reading.quantity.value, reading.quantity.unit, unit)
            value = portion(value, own, common, parameter.aggregate)
            symbol = str(common)
            text = symbol if common == own else str(own)
            if mean or common != own:
                text = f"{text}, {common.days} of {own.days} days"
            portions.append((value, common))
            parts.append(Trace(symbol, text, value, unit, "reading", (), reading.id))
        found = whole(portions, parameter.aggregate)
        if found is None:
            raise UserError("calculation.no_reading", point.key, days=span)
        source = f"point {point.no}" if parts else f"point {point.no}: no reading"
        if mean:
            source += ": mean by days"
        key = point.key
        return Trace(key, key, found, unit, "value", tuple(parts), source)

    def complete(self, span: Span) -> bool:
        """Whether every point has readings for every one of these days."""
        return all(_covers(self._readings.get(point.no, ()), span) for point in self._plan.points)

    def splits(self, period: Span) -> tuple[Split, ...]:
        """The amounts inside the period that belong to more than one calendar year."""
        whole_in_each = {point.no for point in self._plan.points if self._definition.is_mean(point.parameter)}
        return tuple(
            Split(reading.point, reading.first, reading.last)
            for point, readings in self._readings.items()
            if point not in whole_in_each
            for reading in readings
            if reading.first.year != reading.last.year and reading.span.overlaps(period)
        )


def _rows(name: str, table: Table) -> dict[str, Trace]:
    """A table's rows as leaves, each with its source."""
    found = {}
    for key in table.rows:
        row, written = table.known(key), key_of(name, (key,))
        found[key] = Trace(written, written, row.value, table.unit, "value", (), row.source)
    return found


def _named(found: Trace, name: str, unit: str) -> Trace:
    if found.kind in ("value", "formula"):  # a formula that is only another name
        return Trace(name, found.text or found.symbol, found.value, unit, "formula", (found,))
    return msgspec.structs.replace(found, symbol=name, unit=unit, kind="formula")


def _covers(readings: Sequence[Reading], span: Span) -> bool:
    day = span.first
    for reading in readings:
        if reading.first <= day <= reading.last:
            day = reading.last + DAY
    return day > span.last
