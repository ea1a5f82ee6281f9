"""How each number of a calendar year comes about: what went in, and every formula with the numbers in it.

A sum over installed units has a line for each unit. Nothing is computed that was not
computed before but the single terms of sums, exactly, so that they can be printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.plan import key_of
from jcm_desktop.exports.numerals import shown
from jcm_desktop.exports.report_model import HIDDEN, WITHHELD, Report, is_withheld, with_index
from jcm_desktop.formulas.evaluate import Environment, evaluate
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum
from jcm_desktop.methodologies.loader import nodes_of, order_of

_LONG = re.compile(r"(?<![\d.])\d{4,}(?![\d])")
_PLACES = 6  # of numbers inside a formula


@dataclass(frozen=True, slots=True)
class Step:
    """A number: its symbol as markup, its value, its unit, and where it comes from, as markup."""

    symbol: str
    value: Decimal
    unit: str
    origin: str
    kind: str  # monitored | fixed | constant | formula | term
    note: str = ""  # of a monitored value: its point's number; of a fixed one its source
    is_mean: bool = False  # of a monitored value
    is_sum: bool = False  # of the terms before it, and of nothing else


def inputs(report: Report, vintage: Vintage) -> Iterator[Step]:
    """What went into a year: monitored values, fixed values, constants of the formula."""
    definition = report.definition
    for point in report.dossier.plan.points:
        parameter = definition.monitored[point.parameter]
        symbol = symbol_markup(with_index(parameter.symbol, point.index))
        value, mean = report.monitored(point, vintage), report.is_mean(point)
        yield Step(symbol, value, parameter.unit, "", "monitored", point.no, is_mean=mean)
    for row in report.fixed:
        yield Step(symbol_markup(row.symbol), row.value, row.unit, "", "fixed", row.source)
    for constant in definition.constants.values():
        yield Step(symbol_markup(constant.symbol), constant.value, constant.unit, "", "constant", constant.label)


def steps(report: Report, vintage: Vintage) -> Iterator[Step]:
    """Every formula in the order of evaluation, with the terms of its sums before it."""
    definition = report.definition
    values = _Values(report, vintage)
    nodes = nodes_of(definition)
    for name in order_of(definition):
        term = vintage.term(name)
        for variable, member, body in values.sums(nodes[name]):
            numbers = values.put(body, {variable: member})
            value = WITHHELD if numbers is None else as_decimal(evaluate(numbers, values.environment).value)
            text = _words(values.show(body, {variable: member}))
            yield Step(f"{escape(definition.index(variable))} = {escape(member)}", value, "", text, "term")
        text = _words(values.show(nodes[name], {}))
        is_sum = isinstance(nodes[name], Sum)
        yield Step(symbol_markup(definition.symbol(name)), term.value, term.unit, text, "formula", is_sum=is_sum)


def _words(node: Node) -> str:
    """A formula with numbers in it, grouped by thousands."""
    return _LONG.sub(lambda found: f"{int(found[0]):,}", to_math(node, {}))


class _Values:
    """The values of one year by name and member."""

    def __init__(self, report: Report, vintage: Vintage) -> None:
        self._values: dict[str, Decimal | Fraction] = {}
        for point in report.dossier.plan.points:
            self._values[key_of(point.parameter, point.index)] = report.monitored(point, vintage)
        self._values.update({row.key: row.value for row in report.fixed})
        self._values.update({name: one.value for name, one in report.definition.constants.items()})
        self._values.update({term.name: term.value for term in vintage.terms})
        self._sets = {one.name: one.members for one in report.dossier.plan.sets}
        self._tables = report.definition.tables
        self.environment = Environment({}, self._sets, {}, vintage.span.days)

    def sums(self, node: Node) -> Iterator[tuple[str, str, Node]]:
        """Each sum's variable, member and body, in the order written; inner sums stay inside their body."""
        match node:
            case Sum(variable, body):
                for member in self._sets.get(variable, ()):
                    yield variable, member, body
            case Negative(inner):
                yield from self.sums(inner)
            case Binary(_, left, right) | Compare(_, left, right):
                yield from self.sums(left)
                yield from self.sums(right)
            case Logic(_, parts) | Call(_, parts):
                for part in parts:
                    yield from self.sums(part)

    def put(self, node: Node, bound: Mapping[str, str]) -> Node | None:
        """The formula with exact numbers in place of names; None where one of them is withheld."""
        hidden = False

        def number(value: Decimal | Fraction) -> Node:
            nonlocal hidden
            hidden = hidden or is_withheld(value)
            return Number(as_decimal(value) if not is_withheld(value) else Decimal(0))

        put = self._put(node, bound, number)
        return None if hidden else put

    def show(self, node: Node, bound: Mapping[str, str]) -> Node:
        """The formula with numbers as they are printed."""

        def number(value: Decimal | Fraction) -> Node:
            if is_withheld(value):
                return Name(HIDDEN)
            return Number(Decimal(shown(value, _PLACES).replace(",", "")))

        return self._put(node, bound, number)

    def _put(self, node: Node, bound: Mapping[str, str], number: Callable[[Decimal | Fraction], Node]) -> Node:
        def inside(part: Node) -> Node:
            return self._put(part, bound, number)

        match node:
            case Name(name, index):
                return number(self._values.get(key_of(name, tuple(bound.get(one, one) for one in index)), Decimal(0)))
            case Sum():
                return number(self._total(node, bound))
            case Negative(inner):
                return Negative(inside(inner))
            case Binary(operator, left, right):
                return Binary(operator, inside(left), inside(right))
            case Compare(operator, left, right):
                return Compare(operator, inside(left), inside(right))
            case Logic(operator, parts):
                return Logic(operator, tuple(inside(part) for part in parts))
            case Call("days", _):
                return number(Decimal(self.environment.days))
            case Call("lookup", (Name(table), Name(key))):
                return number(self._tables[table].known(bound.get(key, key)).value)
            case Call(function, arguments):
                return Call(function, tuple(inside(part) for part in arguments))
        return node

    def _total(self, node: Sum, bound: Mapping[str, str]) -> Decimal | Fraction:
        total: Decimal | Fraction = Decimal(0)
        for member in self._sets.get(node.variable, ()):
            numbers = self.put(node.body, {**bound, node.variable: member})
            if numbers is None:
                return WITHHELD
            value = evaluate(numbers, self.environment).value
            total = Fraction(total) + Fraction(value)
        return total
