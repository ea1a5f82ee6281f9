"""Exact evaluation with its trace, always. Knows no methodology and no reading.

Leaves are traces that the caller has made, with whatever children and source they
carry. A tree is compiled once to closures in two stages: with an environment the names
are looked up, with the members of the sums around it a node gives its values: for all
members at once, column by column. What does not depend on the members of a sum is
computed once for all of them.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, Inexact
from functools import lru_cache, reduce
from typing import TypeAlias

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import Unit, tidy
from jcm_desktop.formulas import numbers
from jcm_desktop.formulas.columns import Chosen, Column, Index, Leaves, Rows, Spread, Step, Total
from jcm_desktop.formulas.dimensions import Scope, unit_of
from jcm_desktop.formulas.numbers import Exact, as_decimal
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.formulas.tree import (
    Binary,
    Call,
    Compare,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    free_in,
    names_in,
    parts_of,
)


@dataclass(frozen=True, slots=True)
class Environment:
    """What names stand for: by name, then by index members (empty for a name without index)."""

    values: Mapping[str, Mapping[Index, Trace]]
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Trace]] = field(default_factory=dict)
    days: int = 0


Evaluator: TypeAlias = Callable[[Environment], Trace]
_Filler: TypeAlias = Callable[[Rows], Column]  # a value for each row
_Binder: TypeAlias = Callable[[Environment], _Filler]
_Combine: TypeAlias = Callable[[tuple[Exact, ...]], Exact]
_Quick: TypeAlias = Callable[..., list[Exact]]  # of the columns of a step's parts
# Python compares decimals and fractions exactly, also with each other.
_COMPARE: dict[str, Callable[[Exact, Exact], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_LOGIC: dict[str, Callable[[list[bool]], bool]] = {"and": all, "or": any, "not": lambda truths: not truths[0]}
_ZERO, _ONE = Decimal(0), Decimal(1)
_NOTHING: Mapping[Index, Trace] = {}
_NO_ROWS = Leaves(())


def evaluate(node: Node, environment: Environment, scope: Scope | None = None) -> Trace:
    """The value of a formula with its derivation; with a scope, each step has its unit, too.

    Raises UserError `formula.missing_value` (place: the written key),
    `formula.missing_set`, and with the term as place `formula.division_by_zero`,
    `formula.bad_power` and `formula.number_too_big`.
    """
    return compile_formula(node, scope)(environment)


def compile_formula(node: Node, scope: Scope | None = None) -> Evaluator:
    """The formula as a function of an environment; made once for each tree and its units.

    With a scope it raises what `unit_of` raises.
    """
    if scope is None:
        return _compiled(node, None, (), (), frozenset())
    used = sorted(names_in(node))
    units = tuple((name, scope.units[name]) for name in used if name in scope.units)
    tables = tuple((name, scope.tables[name]) for name in used if name in scope.tables)
    indices = tuple((name, scope.indices[name]) for name in used if name in scope.indices)
    return _compiled(node, units, tables, indices, scope.sets)


@lru_cache(maxsize=512)
def _compiled(
    node: Node,
    units: tuple[tuple[str, Unit], ...] | None,
    tables: tuple[tuple[str, Unit], ...],
    indices: tuple[tuple[str, Index], ...],
    sets: frozenset[str],
) -> Evaluator:
    scope = None if units is None else Scope(dict(units), dict(indices), sets, dict(tables))
    fast = _Compiler(scope, careful=False).formula(node, ())

    def run(environment: Environment) -> Trace:
        with numbers.exactly():
            try:
                return fast(environment)(Rows.of(())).trace(0)
            except KeyError:  # something is missing: again, asking at each name whether it is there
                return _Compiler(scope, careful=True).formula(node, ())(environment)(Rows.of(())).trace(0)

    return run


class _Compiler:
    """Turns each node into closures, with the texts and units that its trace will carry.

    `careful` closures say which value is missing; the others raise a bare KeyError.
    """

    def __init__(self, scope: Scope | None, *, careful: bool) -> None:
        self._scope = scope
        self._careful = careful

    def formula(self, node: Node, bound: Index, *, whole: bool = True) -> _Binder:
        """`bound` are the sums around; `whole` where the rows are all their members, as they are outside of an `if`."""
        if whole and len(set(bound)) == len(bound):
            free = free_in(node)
            own = tuple([one for one in bound if one in free])
            if own != bound:
                return _spread(self._node(node, own, whole=True), tuple(map(bound.index, own)))
        else:
            whole = False  # of two sums over one set the inner one counts
        return self._node(node, bound, whole=whole)

    def _node(self, node: Node, bound: Index, *, whole: bool) -> _Binder:
        text = to_text(node)
        unit = "" if self._scope is None else tidy(unit_of(node, self._scope, frozenset(bound))).text
        match node:
            case Number(value):
                constant = Trace("", text, value, unit, "value")
                return lambda _environment: lambda rows: Leaves([constant] * len(rows))
            case Name(name, index):
                return _checked_name(name, index, bound) if self._careful else _name(name, index, bound)
            case Sum(variable, body):
                return _sum(text, unit, variable, self.formula(body, (*bound, variable), whole=whole))
            case Call("days", _):
                return lambda environment: _days(text, environment)
            case Call("lookup", (Name(table), Name(key))):
                return _lookup(table, key, bound)
            case Call("if", (condition, yes, no)):
                (holds,) = self._all((condition,), bound, whole=whole)
                return _choice(text, unit, holds, *self._all((yes, no), bound, whole=False))
            case Binary(sign) if sign != "**":
                first, rest = _chain(node)
                combine = _added(rest) if sign in "+-" else _multiplied(rest)
                parts = self._all((first, *(part for _, part in rest)), bound, whole=whole)
                return _step(text, unit, parts, combine, quick=_quick_chain([sign for sign, _ in rest]))
            case Call("floor" | "round" | "rounddown" | "exp" as function, (inner, *digits)):
                combine, quick = _rounding(function, digits), _quick_rounding(function, digits)
                return _step(text, unit, self._all((inner,), bound, whole=whole), combine, "rounding", quick)
        kind = "rounding" if _is_rounded(node) else "step"
        return _step(text, unit, self._all(parts_of(node), bound, whole=whole), _combination(node), kind)

    def _all(self, nodes: tuple[Node, ...], bound: Index, *, whole: bool) -> tuple[_Binder, ...]:
        return tuple(self.formula(node, bound, whole=whole) for node in nodes)


def _spread(inner: _Binder, places: tuple[int, ...]) -> _Binder:
    """What depends on some of the sums around only, computed once for their members."""

    def bind(environment: Environment) -> _Filler:
        fill = inner(environment)

        def column(rows: Rows) -> Column:
            if not len(rows):
                return _NO_ROWS  # a sum over nothing asks for nothing
            fewer = rows.reduced(places)
            return Spread(fill(fewer.rows), fewer)

        return column

    return bind


# Leaves


def _name(name: str, index: Index, bound: Index) -> _Binder:
    if not index:
        return lambda environment: _plain(environment.values.get(name, _NOTHING).get(()))
    select = _selection(index, bound)

    def bind(environment: Environment) -> _Filler:
        values = environment.values.get(name, _NOTHING)
        return lambda rows: Leaves(list(map(values.__getitem__, select(rows))))

    return bind


def _plain(found: Trace | None) -> _Filler:
    def column(rows: Rows) -> Column:
        if found is None:
            raise KeyError
        return Leaves([found] * len(rows))

    return column


def _checked_name(name: str, index: Index, bound: Index) -> _Binder:
    select = _selection(index, bound)

    def bind(environment: Environment) -> _Filler:
        values = environment.values.get(name, _NOTHING)

        def column(rows: Rows) -> Column:
            for members in select(rows):
                if members not in values:
                    raise UserError("formula.missing_value", _key(name, members))
            return Leaves([values[members] for members in select(rows)])

        return column

    return bind


def _selection(index: Index, bound: Index) -> Callable[[Rows], Sequence[Index]]:
    """From the members of all sums around, those of an index; an index that no sum binds is a member itself."""
    if index == bound:
        return lambda rows: rows.members
    inner_first = bound[::-1]
    places = tuple([len(bound) - 1 - inner_first.index(one) if one in bound else one for one in index])
    if not places:
        return lambda rows: [()] * len(rows)
    return lambda rows: rows.part(places)


def _key(name: str, members: Index) -> str:
    return f"{name}[{', '.join(members)}]" if members else name


def _days(text: str, environment: Environment) -> _Filler:
    found = Trace(text, text, Decimal(environment.days), "day", "value")
    return lambda rows: Leaves([found] * len(rows))


def _lookup(table: str, key: str, bound: Index) -> _Binder:
    select = _selection((key,), bound)

    def bind(environment: Environment) -> _Filler:
        entries = environment.tables.get(table, {})

        def column(rows: Rows) -> Column:
            wanted = [member for (member,) in select(rows)]
            for one in wanted:
                if one not in entries:
                    raise UserError("formula.missing_value", _key(table, (one,)))
            return Leaves([entries[one] for one in wanted])

        return column

    return bind


# Steps


def _step(
    text: str,
    unit: str,
    parts: tuple[_Binder, ...],
    combine: _Combine,
    kind: str = "step",
    quick: _Quick | None = None,
) -> _Binder:
    """One step for each row; `quick` is for decimals alone, and says so by an error where a fraction is among them."""

    def bind(environment: Environment) -> _Filler:
        fillers = [part(environment) for part in parts]

        def column(rows: Rows) -> Column:
            columns = [one(rows) for one in fillers]
            found = [one.values for one in columns]
            try:
                if quick is not None:
                    with suppress(TypeError, AttributeError):
                        return Step(quick(*found), text, unit, kind, columns)
                return Step(list(map(combine, zip(*found, strict=True))), text, unit, kind, columns)
            except (ZeroDivisionError, Inexact, UserError) as error:
                raise _told(error, text) from None

        return column

    return bind


def _told(error: Exception, text: str) -> UserError:
    """The same error with the term as its place."""
    if isinstance(error, ZeroDivisionError):
        return UserError("formula.division_by_zero", text)
    known = error if isinstance(error, UserError) else numbers.too_big()
    return UserError(known.code, text, **known.facts)


def _sum(text: str, unit: str, variable: str, body: _Binder) -> _Binder:
    def bind(environment: Environment) -> _Filler:
        inside = body(environment)

        def column(rows: Rows) -> Column:
            listed = environment.sets.get(variable)
            if listed is None:  # a set nobody has listed is not an empty set
                raise UserError("formula.missing_set", variable)
            found = inside(rows.within(listed))
            values, size = found.values, len(listed)
            try:
                totals = [_total(values[at * size : (at + 1) * size]) for at in range(len(rows))]
            except (Inexact, UserError) as error:
                raise _told(error, text) from None
            return Total(totals, text, unit, found, size)

        return column

    return bind


def _choice(text: str, unit: str, condition: _Binder, yes: _Binder, no: _Binder) -> _Binder:
    """Only the chosen side is evaluated and kept, as a spreadsheet's IF does."""

    def bind(environment: Environment) -> _Filler:
        holds, one, other = condition(environment), yes(environment), no(environment)

        def column(rows: Rows) -> Column:
            truths = holds(rows)
            sides: tuple[list[Index], list[Index]] = ([], [])
            for members, truth in zip(rows.members, truths.values, strict=True):
                sides[not truth].append(members)
            return Chosen(text, unit, truths, one(Rows(sides[0])), other(Rows(sides[1])))

        return column

    return bind


# What a step does with the values of its parts. `numbers.exactly` holds around every evaluation, so that
# Python's own signs are exact for decimals; only mixing decimals and fractions needs the functions of `numbers`.


def _combination(node: Node) -> _Combine:
    match node:
        case Negative():
            return lambda found: -found[0]
        case Compare(sign):
            holds = _COMPARE[sign]
            return lambda found: _ONE if holds(found[0], found[1]) else _ZERO
        case Logic(word):  # every part is evaluated, as a spreadsheet's AND and OR do
            decide = _LOGIC[word]
            return lambda found: _ONE if decide([bool(one) for one in found]) else _ZERO
        case Call("min"):
            return min
        case Call("max"):
            return max
        case Binary("**"):
            return lambda found: numbers.power(found[0], found[1])
    raise TypeError(node)


def _is_rounded(node: Node) -> bool:
    """Whether this is a power whose exponent is not a whole number written in the formula."""
    match node:
        case Binary("**", _, Number(exponent) | Negative(Number(exponent))):
            return exponent != int(exponent)
        case Binary("**"):
            return True
    return False


def _chain(node: Binary) -> tuple[Node, list[tuple[str, Node]]]:
    """The terms of `a + b - c`, or the factors of `a * b / c`: one step for the reader, not one for each sign."""
    level = "+-" if node.operator in "+-" else "*/"
    rest: list[tuple[str, Node]] = []
    found: Node = node
    while isinstance(found, Binary) and found.operator in level:
        rest.append((found.operator, found.right))
        found = found.left
    return found, rest[::-1]


def _added(rest: list[tuple[str, Node]]) -> _Combine:
    if all(sign == "+" for sign, _ in rest):
        return _total
    minus = [False, *(sign == "-" for sign, _ in rest)]
    return lambda found: _total([-one if negative else one for one, negative in zip(found, minus, strict=True)])


def _multiplied(rest: list[tuple[str, Node]]) -> _Combine:
    """One division at the end, so that a product is a fraction only where its value is."""
    under = [at for at, (sign, _) in enumerate(rest, 1) if sign == "/"]
    over = [at for at in range(len(rest) + 1) if at not in under]
    if not under:
        return _product
    if len(rest) == 1:
        return lambda found: numbers.divide(found[0], found[1])

    def quotient(found: tuple[Exact, ...]) -> Exact:
        divisor = _product([found[at] for at in under])
        return numbers.divide(_product([found[at] for at in over]), divisor)

    return quotient


_SIGNS: dict[str, Callable[[Exact, Exact], Exact]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def _quick_chain(signs: list[str]) -> _Quick | None:
    """A chain without a division, sign by sign with Python's own: most of all steps are one."""
    if "/" in signs:
        return None
    functions = [_SIGNS[sign] for sign in signs]

    def quick(first: Sequence[Exact], *others: Sequence[Exact]) -> list[Exact]:
        found = iter(first)
        for function, other in zip(functions, others, strict=True):
            found = map(function, found, other)
        return list(found)

    return quick


def _rounding(function: str, digits: list[Node]) -> _Combine:
    if function == "floor":
        return lambda found: numbers.floor(found[0])
    if function == "exp":
        return lambda found: numbers.exp(found[0])
    places = _whole(digits[0])
    step = numbers.rounding(places, half_away=function == "round")
    return lambda found: step(found[0])


def _quick_rounding(function: str, digits: list[Node]) -> _Quick | None:
    if not digits:
        return None
    rounded = numbers.decimal_rounding(_whole(digits[0]), half_away=function == "round")
    return lambda inner: list(map(rounded, inner))


def _whole(node: Node) -> int:
    match node:
        case Number(value):
            return int(value)
        case Negative(Number(value)):
            return -int(value)
    raise TypeError("the parser lets only whole numbers through")


def _total(values: Sequence[Exact]) -> Exact:
    """The sum, quickly where all are decimals."""
    try:
        return sum(values, _ZERO)
    except TypeError:  # a fraction among them
        return numbers.total(values)


def _product(values: Sequence[Exact]) -> Exact:
    """The product, quickly where all are decimals."""
    try:
        return math.prod(values, start=_ONE)
    except TypeError:
        return reduce(numbers.multiply, values)


__all__ = ["Environment", "Evaluator", "as_decimal", "compile_formula", "evaluate"]
