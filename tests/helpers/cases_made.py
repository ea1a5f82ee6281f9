"""For any definition: a valid case made up at random, and what it gives, worked out by a way that is not ours.

The second half shares nothing with the formulas package: Python's own `ast` on the
formula's text, Python's fractions for every number, and its decimals for powers of e.
"""

from __future__ import annotations

import ast
import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, FixedValue, IndexSet, MonitoringPoint, Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import Definition, Range, Table

# Names of installed units as people give them.
MEMBERS = ("-1", " 2 (炉)", " O'Brien & Sons")
# A unit that people read instead of the methodology's, and what a number in it is multiplied with.
READ_AS = {"MWh": ("kWh", Fraction(1, 1000)), "t": ("kg", Fraction(1, 1000)), "GJ": ("TJ", Fraction(1000))}
OVER_YEARS = Span(date(2019, 3, 1), date(2020, 6, 30))
LEAP_YEAR = Span(date(2020, 1, 1), date(2020, 12, 31))


@dataclass(frozen=True, slots=True)
class Made:
    """A plan and readings that a definition can be computed with."""

    definition: Definition
    plan: Plan
    readings: tuple[Reading, ...]
    period: Span

    @property
    def dossier(self) -> Dossier:
        """As a report needs it."""
        own = self.definition
        project = Project("MADE", own.title, own.country or "MN", "Project registered", own.ref)
        return Dossier(project=project, plan=self.plan, period=self.period, readings=self.readings)


def made(definition: Definition, seed: int = 1) -> Made:
    """A random valid case of a decided definition.

    Each set has members, each value lies in its range, readings cover the period.
    """
    dice = random.Random(f"{definition.ref} {seed}")
    whole_years = any(one.kind == "one_calendar_year" for one in definition.checks)
    period = LEAP_YEAR if whole_years else OVER_YEARS
    sets = {name: _members(dice, definition, name) for name in definition.sets}
    fixed = []
    for name, parameter in definition.fixed.items():
        for index in product(*(sets[one] for one in parameter.over)):
            known = [one.value for one in parameter.choices.values()]
            value = dice.choice(known) if known and dice.random() < 0.5 else _number(dice, parameter.range)
            quantity = Quantity(value, parameter.unit)
            fixed.append(FixedValue(name, quantity, parameter.label, index, "made up", "", EvidenceLevel.CONSTRUCTED))
    points: list[MonitoringPoint] = []
    readings: list[Reading] = []
    for name, monitored in definition.monitored.items():
        for index in product(*(sets[one] for one in monitored.over)):
            point = MonitoringPoint(
                no=f"({len(points) + 1})",
                parameter=name,
                unit=monitored.unit,
                description=monitored.label,
                option=monitored.options[0],
                index=index,
                estimate_per_year=_number(dice, monitored.range),
            )
            points.append(point)
            readings += _readings(dice, point, monitored.range, period)
    named = tuple(IndexSet(name, members) for name, members in sets.items())
    plan = Plan(definition.ref, decisions=definition.decided, sets=named, points=tuple(points), fixed=tuple(fixed))
    return Made(definition, plan, tuple(readings), period)


def _members(dice: random.Random, definition: Definition, name: str) -> tuple[str, ...]:
    """Names of installed units; of a set that chooses rows of a table, some of them."""
    names = rows_for(definition, name) or tuple(f"{name}{one}" for one in MEMBERS)
    count = dice.randint(0 if definition.sets[name].optional else 1, min(len(names), len(MEMBERS)))
    return tuple(dice.sample(names, count))


def _number(dice: random.Random, bounds: Range) -> Decimal:
    """Inside its bounds and never zero."""
    low = bounds.min if bounds.min is not None else Decimal(-1000)
    if bounds.max is not None:
        return low + (bounds.max - low) * dice.randint(1, 9_999) / 10_000
    return low + Decimal(dice.randint(1, 99_999)).scaleb(dice.randint(-5, -1))


def _readings(dice: random.Random, point: MonitoringPoint, bounds: Range, period: Span) -> list[Reading]:
    """Readings one after the other, some of them over the turn of a year, some in another unit."""
    found: list[Reading] = []
    first = period.first
    while first <= period.last:
        last = min(first + timedelta(days=dice.randint(20, 400)), period.last)
        value, unit = _number(dice, bounds), point.unit
        if unit in READ_AS and dice.random() < 0.3:
            unit, by = READ_AS[unit]
            value = value / Decimal(by.numerator) * by.denominator
        found.append(
            Reading(f"{point.no}-{len(found)}", point.no, first, last, Quantity(value, unit), f"{value} {unit}")
        )
        first = last + timedelta(days=1)
    return found


# --- the other way ----------------------------------------------------------------------------------------------


def worked_out(case: Made, span: Span) -> dict[str, Fraction]:
    """Every formula's value for some days of the case's period."""
    return {name: _Other(case, span).named(name, ()) for name in case.definition.formulas}


class _Other:
    def __init__(self, case: Made, span: Span) -> None:
        self._formulas = case.definition.formulas
        self._tables = case.definition.tables
        self._sets = {one.name: one.members for one in case.plan.sets}
        self._days = (span.last - span.first).days + 1
        self._values: dict[tuple[str, tuple[str, ...]], Fraction] = {}
        for name, constant in case.definition.constants.items():
            self._values[name, ()] = Fraction(constant.value)
        for fixed in case.plan.fixed:
            self._values[fixed.parameter, fixed.index] = Fraction(fixed.quantity.value)
        for point in case.plan.points:
            own = [one for one in case.readings if one.point == point.no]
            how: str = case.definition.monitored[point.parameter].aggregate
            assert how in ("sum", "days", "mean"), f"say here how {how} is worked out"
            self._values[point.parameter, point.index] = _monitored(own, point, span, mean=how == "mean")

    def named(self, name: str, index: tuple[str, ...]) -> Fraction:
        if (name, index) not in self._values:
            source = re.sub(r"\bif\s*\(", "If(", self._formulas[name])
            self._values[name, index] = self._of(ast.parse(source, mode="eval").body, source, {})
        return self._values[name, index]

    def _of(self, node: ast.expr, source: str, at: Mapping[str, str]) -> Fraction:
        def of(part: ast.expr) -> Fraction:
            return self._of(part, source, at)

        match node:
            case ast.Constant():
                return Fraction(ast.get_source_segment(source, node) or "")
            case ast.Name(name):
                return self.named(name, ())
            case ast.Subscript(ast.Name(name), index):
                parts = index.elts if isinstance(index, ast.Tuple) else [index]
                written = [one.id for one in parts if isinstance(one, ast.Name)]
                return self.named(name, tuple(at.get(one, one) for one in written))
            case ast.UnaryOp(ast.USub(), inner):
                return -of(inner)
            case ast.UnaryOp(ast.Not(), inner):
                return Fraction(not of(inner))
            case ast.BinOp(left, sign, right):
                return _calculated(sign, of(left), of(right))
            case ast.Compare(left, [sign], [right]):
                return Fraction(_compared(sign, of(left), of(right)))
            case ast.BoolOp(ast.And(), parts):
                return Fraction(all([of(one) for one in parts]))
            case ast.BoolOp(ast.Or(), parts):
                return Fraction(any([of(one) for one in parts]))
            case ast.Call(ast.Name("sum"), [ast.Name(index), body]):
                return sum((self._of(body, source, {**at, index: one}) for one in self._sets[index]), Fraction(0))
            case ast.Call(ast.Name("If"), [condition, yes, no]):
                return of(yes) if of(condition) else of(no)
            case ast.Call(ast.Name("days"), _):
                return Fraction(self._days)
            case ast.Call(ast.Name("lookup"), [ast.Name(table), ast.Name(key)]):
                return _row(self._tables[table], at.get(key, key))
            case ast.Call(ast.Name(function), parts):
                return _called(function, [of(one) for one in parts])
        raise TypeError(ast.dump(node))


def _monitored(readings: list[Reading], point: MonitoringPoint, span: Span, *, mean: bool) -> Fraction:
    """A point's value for some days: each day has its share of a reading, or, of a mean, the reading's value."""
    total = count = Fraction(0)
    for reading in readings:
        assert reading.quantity is not None
        other, by = READ_AS.get(point.unit, ("", Fraction(1)))
        value = Fraction(reading.quantity.value) * (by if reading.quantity.unit == other else 1)
        days = range(reading.first.toordinal(), reading.last.toordinal() + 1)
        inside = sum(span.first.toordinal() <= one <= span.last.toordinal() for one in days)
        total += value * inside / (1 if mean else len(days))
        count += inside
    return total / count if mean else total


def _row(table: Table, key: str) -> Fraction:
    row = table.rows[key]
    return Fraction(row if isinstance(row, Decimal) else row.value)


def _calculated(sign: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    match sign:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            if right.denominator == 1:
                return Fraction(left**right.numerator)
            with localcontext(prec=60):
                return Fraction(_decimal(left) ** _decimal(right))
    raise TypeError(sign)


def _compared(sign: ast.cmpop, left: Fraction, right: Fraction) -> bool:
    match sign:
        case ast.Lt():
            return left < right
        case ast.LtE():
            return left <= right
        case ast.Gt():
            return left > right
        case ast.GtE():
            return left >= right
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
    raise TypeError(sign)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _called(function: str, values: list[Fraction]) -> Fraction:
    match function, values:
        case "min", _:
            return min(values)
        case "max", _:
            return max(values)
        case "floor", [value]:
            return Fraction(math.floor(value))
        case (("round" | "rounddown"), [value, digits]):
            scaled = abs(value) * Fraction(10) ** int(digits) + (Fraction(1, 2) if function == "round" else 0)
            return math.copysign(1, value).__trunc__() * Fraction(math.floor(scaled)) / Fraction(10) ** int(digits)
        case "exp", [value]:
            with localcontext(prec=60):
                return Fraction(_decimal(value).exp())
    raise TypeError(function)
