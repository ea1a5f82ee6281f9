"""Exact evaluation with its trace, always. Knows no methodology and no reading.

Leaves are traces that the caller has made, with whatever children and source they
carry. A tree is compiled once to closures in two stages: with an environment the names
are looked up, with the members of the sums around it a node gives its traces: for all
members at once, column by column, which costs a third of going member by member.
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
from jcm_desktop.formulas.dimensions import Scope, unit_of
from jcm_desktop.formulas.numbers import Exact, as_decimal
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum, names_in

Index: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """What names stand for: by name, then by index members (empty for a name without index)."""

    values: Mapping[str, Mapping[Index, Trace]]
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Trace]] = field(default_factory=dict)
    days: int = 0


Evaluator: TypeAlias = Callable[[Environment], Trace]


class _Rows:
    """The members that the sums around stand at, outermost first, a row each; and parts of rows, cut out once."""

    __slots__ = ("_parts", "members")

    def __init__(self, members: Sequence[Index]) -> None:
        self.members = members
        self._parts: dict[tuple[int | str, ...], Sequence[Index]] = {}

    def __len__(self) -> int:
        return len(self.members)

    def part(self, places: tuple[int | str, ...]) -> Sequence[Index]:
        """Of each row the members at these places; a member that no sum binds is itself."""
        found = self._parts.get(places)
        if found is None:
            found = self._parts[places] = self._cut(places)
        return found

    def _cut(self, places: tuple[int | str, ...]) -> Sequence[Index]:
        first = places[0]
        if isinstance(first, int) and places == tuple(range(first, first + len(places))):
            last = first + len(places)
            return [row[first:last] for row in self.members]
        return [tuple([row[at] if isinstance(at, int) else at for at in places]) for row in self.members]


_Column: TypeAlias = Callable[[_Rows], Sequence[Trace]]  # a trace for each row
_Binder: TypeAlias = Callable[[Environment], _Column]
_Combine: TypeAlias = Callable[[tuple[Trace, ...]], Exact]
_Quick: TypeAlias = Callable[..., list[Trace]]  # of a step's text, its unit and the columns of its parts
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
                return fast(environment)(_Rows([()]))[0]
            except KeyError:  # something is missing: again, asking at each name whether it is there
                return _Compiler(scope, careful=True).formula(node, ())(environment)(_Rows([()]))[0]

    return run


class _Compiler:
    """Turns each node into closures, with the texts and units that its trace will carry.

    `careful` closures say which value is missing; the others raise a bare KeyError.
    """

    def __init__(self, scope: Scope | None, *, careful: bool) -> None:
        self._scope = scope
        self._careful = careful

    def formula(self, node: Node, bound: Index) -> _Binder:
        text = to_text(node)
        unit = "" if self._scope is None else tidy(unit_of(node, self._scope, frozenset(bound))).text
        match node:
            case Number(value):
                constant = Trace("", text, value, unit, "value")
                return lambda _environment: lambda rows: [constant] * len(rows)
            case Name(name, index):
                return _checked_name(name, index, bound) if self._careful else _name(name, index, bound)
            case Sum(variable, body):
                return _sum(text, unit, variable, self.formula(body, (*bound, variable)))
            case Call("days", _):
                return lambda environment: _days(text, environment)
            case Call("lookup", (Name(table), Name(key))):
                return _lookup(table, key, bound)
            case Call("if", (condition, yes, no)):
                return _choice(text, unit, *self._all((condition, yes, no), bound))
            case Binary(sign) if sign != "**":
                first, rest = _chain(node)
                combine = _added(rest) if sign in "+-" else _multiplied(rest)
                parts = self._all((first, *(part for _, part in rest)), bound)
                return _step(text, unit, parts, combine, quick=_QUICK.get("".join(sign for sign, _ in rest)))
            case Call("floor" | "round" | "rounddown" | "exp" as function, (inner, *digits)):
                combine, quick = _rounding(function, digits), _quick_rounding(function, digits)
                return _step(text, unit, self._all((inner,), bound), combine, "rounding", quick)
        kind = "rounding" if _is_rounded(node) else "step"
        return _step(text, unit, self._all(_parts(node), bound), _combination(node), kind)

    def _all(self, nodes: tuple[Node, ...], bound: Index) -> tuple[_Binder, ...]:
        return tuple(self.formula(node, bound) for node in nodes)


# Leaves


def _name(name: str, index: Index, bound: Index) -> _Binder:
    if not index:
        return lambda environment: _plain(environment.values.get(name, _NOTHING).get(()))
    select = _selection(index, bound)

    def bind(environment: Environment) -> _Column:
        values = environment.values.get(name, _NOTHING)
        return lambda rows: list(map(values.__getitem__, select(rows)))

    return bind


def _plain(found: Trace | None) -> _Column:
    def column(rows: _Rows) -> Sequence[Trace]:
        if found is None:
            raise KeyError
        return [found] * len(rows)

    return column


def _checked_name(name: str, index: Index, bound: Index) -> _Binder:
    select = _selection(index, bound)

    def bind(environment: Environment) -> _Column:
        values = environment.values.get(name, _NOTHING)

        def column(rows: _Rows) -> Sequence[Trace]:
            for members in select(rows):
                if members not in values:
                    raise UserError("formula.missing_value", _key(name, members))
            return [values[members] for members in select(rows)]

        return column

    return bind


def _selection(index: Index, bound: Index) -> Callable[[_Rows], Sequence[Index]]:
    """From the members of all sums around, those of an index; an index that no sum binds is a member itself."""
    if index == bound:
        return lambda rows: rows.members
    inner_first = bound[::-1]
    places = tuple([len(bound) - 1 - inner_first.index(one) if one in bound else one for one in index])
    return lambda rows: rows.part(places)


def _key(name: str, members: Index) -> str:
    return f"{name}[{', '.join(members)}]" if members else name


def _days(text: str, environment: Environment) -> _Column:
    found = Trace(text, text, Decimal(environment.days), "day", "value")
    return lambda rows: [found] * len(rows)


def _lookup(table: str, key: str, bound: Index) -> _Binder:
    select = _selection((key,), bound)

    def bind(environment: Environment) -> _Column:
        entries = environment.tables.get(table, {})

        def column(rows: _Rows) -> Sequence[Trace]:
            wanted = [member for (member,) in select(rows)]
            for one in wanted:
                if one not in entries:
                    raise UserError("formula.missing_value", _key(table, (one,)))
            return [entries[one] for one in wanted]

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

    def bind(environment: Environment) -> _Column:
        columns = [part(environment) for part in parts]

        def column(rows: _Rows) -> Sequence[Trace]:
            found = [one(rows) for one in columns]
            try:
                if quick is not None:
                    with suppress(TypeError, AttributeError):
                        return quick(text, unit, *found)
                return [Trace("", text, combine(traces), unit, kind, traces) for traces in zip(*found, strict=True)]
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
    def bind(environment: Environment) -> _Column:
        inside = body(environment)

        def column(rows: _Rows) -> Sequence[Trace]:
            listed = environment.sets.get(variable)
            if listed is None:  # a set nobody has listed is not an empty set
                raise UserError("formula.missing_set", variable)
            found = inside(_Rows([(*members, member) for members in rows.members for member in listed]))
            size = len(listed)
            shares = [tuple(found[at * size : (at + 1) * size]) for at in range(len(rows))]
            try:
                return [Trace("", text, _total([one.value for one in share]), unit, "step", share) for share in shares]
            except (Inexact, UserError) as error:
                raise _told(error, text) from None

        return column

    return bind


def _choice(text: str, unit: str, condition: _Binder, yes: _Binder, no: _Binder) -> _Binder:
    """Only the chosen side is evaluated and kept, as a spreadsheet's IF does."""

    def bind(environment: Environment) -> _Column:
        holds, one, other = condition(environment), yes(environment), no(environment)

        def column(rows: _Rows) -> Sequence[Trace]:
            truths = holds(rows)
            sides: tuple[list[Index], list[Index]] = ([], [])
            for members, truth in zip(rows.members, truths, strict=True):
                sides[not truth.value].append(members)
            chosen_one, chosen_other = iter(one(_Rows(sides[0]))), iter(other(_Rows(sides[1])))
            found = []
            for truth in truths:
                chosen = next(chosen_one if truth.value else chosen_other)
                found.append(Trace("", text, chosen.value, unit, "step", (truth, chosen)))
            return found

        return column

    return bind


# What a step does with the values of its parts. `numbers.exactly` holds around every evaluation, so that
# Python's own signs are exact for decimals; only mixing decimals and fractions needs the functions of `numbers`.


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Negative(inner):
            return (inner,)
        case Binary(_, left, right) | Compare(_, left, right):
            return left, right
        case Logic(_, parts) | Call(_, parts):
            return parts
    raise TypeError(node)


def _combination(node: Node) -> _Combine:
    match node:
        case Negative():
            return lambda found: -found[0].value
        case Compare(sign):
            holds = _COMPARE[sign]
            return lambda found: _ONE if holds(found[0].value, found[1].value) else _ZERO
        case Logic(word):  # every part is evaluated, as a spreadsheet's AND and OR do
            decide = _LOGIC[word]
            return lambda found: _ONE if decide([bool(one.value) for one in found]) else _ZERO
        case Call("min"):
            return lambda found: min([one.value for one in found])
        case Call("max"):
            return lambda found: max([one.value for one in found])
        case Binary("**"):
            return lambda found: numbers.power(found[0].value, found[1].value)
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
        return lambda found: _total([one.value for one in found])
    minus = [False, *(sign == "-" for sign, _ in rest)]
    return lambda found: _total(
        [-one.value if negative else one.value for one, negative in zip(found, minus, strict=True)]
    )


def _multiplied(rest: list[tuple[str, Node]]) -> _Combine:
    """One division at the end, so that a product is a fraction only where its value is."""
    under = [at for at, (sign, _) in enumerate(rest, 1) if sign == "/"]
    over = [at for at in range(len(rest) + 1) if at not in under]
    if not under:
        return lambda found: _product([one.value for one in found])

    if len(rest) == 1:
        return lambda found: numbers.divide(found[0].value, found[1].value)

    def quotient(found: tuple[Trace, ...]) -> Exact:
        divisor = _product([found[at].value for at in under])
        return numbers.divide(_product([found[at].value for at in over]), divisor)

    return quotient


# The usual chains of decimals, by their signs, with nothing called for a row: most of all steps are one of these.
_QUICK: dict[str, _Quick] = {
    "+": lambda text, unit, one, other: [
        Trace("", text, a.value + b.value, unit, "step", (a, b)) for a, b in zip(one, other, strict=True)
    ],
    "-": lambda text, unit, one, other: [
        Trace("", text, a.value - b.value, unit, "step", (a, b)) for a, b in zip(one, other, strict=True)
    ],
    "*": lambda text, unit, one, other: [
        Trace("", text, a.value * b.value, unit, "step", (a, b)) for a, b in zip(one, other, strict=True)
    ],
    "**": lambda text, unit, one, other, third: [
        Trace("", text, a.value * b.value * c.value, unit, "step", (a, b, c))
        for a, b, c in zip(one, other, third, strict=True)
    ],
}


def _rounding(function: str, digits: list[Node]) -> _Combine:
    if function == "floor":
        return lambda found: numbers.floor(found[0].value)
    if function == "exp":
        return lambda found: numbers.exp(found[0].value)
    places = _whole(digits[0])
    step = numbers.rounding(places, half_away=function == "round")
    return lambda found: step(found[0].value)


def _quick_rounding(function: str, digits: list[Node]) -> _Quick | None:
    if not digits:
        return None
    rounded = numbers.decimal_rounding(_whole(digits[0]), half_away=function == "round")
    return lambda text, unit, inner: [Trace("", text, rounded(a.value), unit, "rounding", (a,)) for a in inner]


def _whole(node: Node) -> int:
    match node:
        case Number(value):
            return int(value)
        case Negative(Number(value)):
            return -int(value)
    raise TypeError("the parser lets only whole numbers through")


def _total(values: list[Exact]) -> Exact:
    """The sum, quickly where all are decimals."""
    try:
        return sum(values, _ZERO)
    except TypeError:  # a fraction among them
        return numbers.total(values)


def _product(values: list[Exact]) -> Exact:
    """The product, quickly where all are decimals."""
    try:
        return math.prod(values, start=_ONE)
    except TypeError:
        return reduce(numbers.multiply, values)


__all__ = ["Environment", "Evaluator", "as_decimal", "compile_formula", "evaluate"]
