"""Exact evaluation with its trace, always. Knows no methodology and no reading.

Leaves are traces that the caller has made, with whatever children and source they
carry. A tree is compiled once to closures in two stages: with an environment the names
are looked up, with the members of the sums around it a node gives its trace.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
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
_Reader: TypeAlias = Callable[[Index], Trace]  # the members that the sums around stand at, outermost first
_Binder: TypeAlias = Callable[[Environment], _Reader]
_Combine: TypeAlias = Callable[[tuple[Trace, ...]], Exact]
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
                return fast(environment)(())
            except KeyError:  # something is missing: again, asking at each name whether it is there
                return _Compiler(scope, careful=True).formula(node, ())(environment)(())

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
                return lambda _environment: lambda _members: constant
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
                return _step(text, unit, self._all((first, *(part for _, part in rest)), bound), combine)
            case Call("floor" | "round" | "rounddown" | "exp" as function, (inner, *digits)):
                return _step(text, unit, self._all((inner,), bound), _rounding(function, digits), "rounding")
        kind = "rounding" if _is_rounded(node) else "step"
        return _step(text, unit, self._all(_parts(node), bound), _combination(node), kind)

    def _all(self, nodes: tuple[Node, ...], bound: Index) -> tuple[_Binder, ...]:
        return tuple(self.formula(node, bound) for node in nodes)


# Leaves


def _name(name: str, index: Index, bound: Index) -> _Binder:
    if index and index == bound:
        return lambda environment: environment.values.get(name, _NOTHING).__getitem__
    if not index:
        return lambda environment: _plain(environment.values.get(name, _NOTHING).get(()))
    select = _selection(index, bound)

    def bind(environment: Environment) -> _Reader:
        values = environment.values.get(name, _NOTHING)
        return lambda members: values[select(members)]

    return bind


def _plain(found: Trace | None) -> _Reader:
    def read(_members: Index) -> Trace:
        if found is None:
            raise KeyError
        return found

    return read


def _checked_name(name: str, index: Index, bound: Index) -> _Binder:
    select = _selection(index, bound)

    def bind(environment: Environment) -> _Reader:
        values = environment.values.get(name, _NOTHING)

        def read(members: Index) -> Trace:
            if select(members) not in values:
                raise UserError("formula.missing_value", _key(name, select(members)))
            return values[select(members)]

        return read

    return bind


def _selection(index: Index, bound: Index) -> Callable[[Index], Index]:
    """From the members of all sums around, those of an index; an index that no sum binds is a member itself."""
    if not index:
        return lambda _members: ()
    inner_first = bound[::-1]
    places = [len(bound) - 1 - inner_first.index(one) if one in bound else None for one in index]
    return lambda members: tuple([one if at is None else members[at] for one, at in zip(index, places, strict=True)])


def _key(name: str, members: Index) -> str:
    return f"{name}[{', '.join(members)}]" if members else name


def _days(text: str, environment: Environment) -> _Reader:
    found = Trace(text, text, Decimal(environment.days), "day", "value")
    return lambda _members: found


def _lookup(table: str, key: str, bound: Index) -> _Binder:
    select = _selection((key,), bound)

    def bind(environment: Environment) -> _Reader:
        def read(members: Index) -> Trace:
            (wanted,) = select(members)
            rows = environment.tables.get(table, {})
            if wanted not in rows:
                raise UserError("formula.missing_value", _key(table, (wanted,)))
            return rows[wanted]

        return read

    return bind


# Steps


def _step(text: str, unit: str, parts: tuple[_Binder, ...], combine: _Combine, kind: str = "step") -> _Binder:
    def bind(environment: Environment) -> _Reader:
        readers = [part(environment) for part in parts]

        def read(members: Index) -> Trace:
            found = tuple([reader(members) for reader in readers])
            try:
                return Trace("", text, combine(found), unit, kind, found)
            except (ZeroDivisionError, Inexact, UserError) as error:
                raise _told(error, text) from None

        return read

    return bind


def _told(error: Exception, text: str) -> UserError:
    """The same error with the term as its place."""
    if isinstance(error, ZeroDivisionError):
        return UserError("formula.division_by_zero", text)
    known = error if isinstance(error, UserError) else numbers.too_big()
    return UserError(known.code, text, **known.facts)


def _sum(text: str, unit: str, variable: str, body: _Binder) -> _Binder:
    def bind(environment: Environment) -> _Reader:
        inside = body(environment)

        def read(members: Index) -> Trace:
            listed = environment.sets.get(variable)
            if listed is None:  # a set nobody has listed is not an empty set
                raise UserError("formula.missing_set", variable)
            found = tuple([inside((*members, member)) for member in listed])
            try:
                return Trace("", text, _total([one.value for one in found]), unit, "step", found)
            except (Inexact, UserError) as error:
                raise _told(error, text) from None

        return read

    return bind


def _choice(text: str, unit: str, condition: _Binder, yes: _Binder, no: _Binder) -> _Binder:
    """Only the chosen side is evaluated and kept, as a spreadsheet's IF does."""

    def bind(environment: Environment) -> _Reader:
        holds, one, other = condition(environment), yes(environment), no(environment)

        def read(members: Index) -> Trace:
            truth = holds(members)
            chosen = (one if truth.value else other)(members)
            return Trace("", text, chosen.value, unit, "step", (truth, chosen))

        return read

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

    def quotient(found: tuple[Trace, ...]) -> Exact:
        divisor = _product([found[at].value for at in under])
        return numbers.divide(_product([found[at].value for at in over]), divisor)

    return quotient


def _rounding(function: str, digits: list[Node]) -> _Combine:
    if function == "floor":
        return lambda found: numbers.floor(found[0].value)
    if function == "exp":
        return lambda found: numbers.exp(found[0].value)
    places = _whole(digits[0])
    step = numbers.round_half_away if function == "round" else numbers.round_down
    return lambda found: step(found[0].value, places)


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
