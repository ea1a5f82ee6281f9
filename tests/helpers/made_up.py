"""Made-up values for any definition, and what they give by fractions, in code that shares nothing with the core's."""

from __future__ import annotations

import ast
import operator
import random
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import product

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import FixedValue, IndexSet, MonitoringPoint, Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import Definition

YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))


def indices(found: Definition, over: tuple[str, ...], sets: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(product(*(sets[one] for one in over)))


def made_up(found: Definition, seed: int, unit_of: Mapping[str, str] | None = None) -> Dossier:
    """A year with two members in each set and values inside the ranges."""
    dice = random.Random(f"{found.methodology} {sorted(found.decided.items())} {seed}")
    sets = {}
    for name in found.sets:
        rows = rows_for(found, name)
        sets[name] = tuple(dice.sample(rows, 2)) if rows else (f"{name}-1", f"{name}-2")

    def number(low: Decimal | None, high: Decimal | None) -> Decimal:
        low, high = (Decimal(-50) if low is None else low), (Decimal(900) if high is None else high)
        return (low + (high - low) * Decimal(dice.randint(1, 99_999)) / 100_000).quantize(Decimal("0.00001"))

    points: list[MonitoringPoint] = []
    readings: list[Reading] = []
    fixed: list[FixedValue] = []
    for name, parameter in found.monitored.items():
        for index in indices(found, parameter.over, sets):
            no = f"({len(points) + 1})"
            points.append(MonitoringPoint(no, name, parameter.unit, parameter.label, parameter.options[0], index))
            quantity = Quantity(
                number(parameter.range.min, parameter.range.max), (unit_of or {}).get(name, parameter.unit)
            )
            readings.append(Reading(f"r{len(points)}", no, YEAR.first, YEAR.last, quantity))
    for name, constant in found.fixed.items():
        for index in indices(found, constant.over, sets):
            value = number(max(constant.range.min or Decimal("-50"), Decimal("0.01")), constant.range.max)
            fixed.append(FixedValue(name, Quantity(value, constant.unit), constant.label, index, "made up"))
    plan = Plan(
        methodology=found.ref,
        decisions=found.decided,
        sets=tuple(IndexSet(name, members) for name, members in sets.items()),
        points=tuple(points),
        fixed=tuple(fixed),
    )
    project = Project("XX001", found.title, found.country, "Project registered", found.ref)
    return Dossier(project, plan, YEAR, tuple(readings))


class Independent:
    """Reads a formula with Python's own parser and computes with fractions; shares nothing with the core's reader."""

    def __init__(self, found: Definition, dossier: Dossier) -> None:
        self.trees = {
            name: ast.parse(text.replace("if(", "If("), mode="eval").body for name, text in found.formulas.items()
        }
        self.days = dossier.period.days
        self.sets = {one.name: one.members for one in dossier.plan.sets}
        self.tables = {
            name: {row: table.known(row).value for row in table.rows} for name, table in found.tables.items()
        }
        self.values: dict[str, dict[tuple[str, ...], Fraction]] = {
            name: {(): Fraction(one.value)} for name, one in found.constants.items()
        }
        for value in dossier.plan.fixed:
            self.values.setdefault(value.parameter, {})[value.index] = Fraction(value.quantity.value)
        for point, reading in zip(dossier.plan.points, dossier.readings, strict=True):
            assert reading.quantity
            self.values.setdefault(point.parameter, {})[point.index] = Fraction(reading.quantity.value)

    def formula(self, name: str) -> Fraction:
        return self.value(self.trees[name], {})

    def value(self, tree: ast.expr, at: Mapping[str, str]) -> Fraction:
        match tree:
            case ast.Constant(value=number):
                return Fraction(str(number))
            case ast.Name(id=name):
                return self.formula(name) if name in self.trees else self.values[name][()]
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=parts)):
                return self.values[name][tuple(at[one.id] for one in parts if isinstance(one, ast.Name))]
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=index)):
                return self.values[name][at[index],]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self.value(inner, at)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                base, exponent = self.value(left, at), self.value(right, at)
                context = Context(prec=60)
                digits = [context.divide(one.numerator, one.denominator) for one in (base, exponent)]
                return Fraction(context.power(*digits))
            case ast.BinOp(left=left, op=sign, right=right):
                signs = {
                    ast.Add: operator.add,
                    ast.Sub: operator.sub,
                    ast.Mult: operator.mul,
                    ast.Div: operator.truediv,
                }
                return Fraction(signs[type(sign)](self.value(left, at), self.value(right, at)))
            case ast.Compare(left=left, ops=[ast.GtE() | ast.Gt() as sign], comparators=[right]):
                holds = operator.ge if isinstance(sign, ast.GtE) else operator.gt
                return Fraction(holds(self.value(left, at), self.value(right, at)))
            case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=index), body]):
                return sum((self.value(body, {**at, index: one}) for one in self.sets[index]), Fraction(0))
            case ast.Call(func=ast.Name(id="lookup"), args=[ast.Name(id=table), ast.Name(id=key)]):
                return Fraction(self.tables[table][at.get(key, key)])
            case ast.Call(func=ast.Name(id="days")):
                return Fraction(self.days)
            case ast.Call(func=ast.Name(id="If"), args=[condition, yes, no]):
                return self.value(yes if self.value(condition, at) else no, at)
            case ast.Call(func=ast.Name(id=function), args=[left, right]):
                return {"min": min, "max": max}[function](self.value(left, at), self.value(right, at))
        raise AssertionError(ast.dump(tree))
