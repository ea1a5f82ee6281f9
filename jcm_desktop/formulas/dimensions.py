"""Units of a formula, checked when a definition loads. A factor that would be hidden is an error, too.

Knows units of names, no values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import MAX_POWER, ONE, Unit, parse_unit
from jcm_desktop.formulas.near import nearest_first
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum, is_zero

_NO_INDICES = "none"


@dataclass(frozen=True, slots=True)
class Scope:
    """The unit of every name, the indices it takes, the sets there are, and the units of tables."""

    units: Mapping[str, Unit]
    indices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()
    tables: Mapping[str, Unit] = field(default_factory=dict)


def unit_of(node: Node, scope: Scope, bound: frozenset[str] = frozenset()) -> Unit:
    """The unit of a formula; `bound` are the indices that a sum around it has given a meaning.

    Raises UserErrors whose place is the term: `formula.unknown_name`,
    `formula.bad_index`, `formula.dimension` (different things added or compared),
    `formula.scale` (the same thing in another unit: the factor would be hidden).
    """
    match node:
        case Number():
            return ONE
        case Name(name, index):
            return _name(name, index, scope, bound)
        case Negative(inner):
            return unit_of(inner, scope, bound)
        case Binary("*", left, right):
            return unit_of(left, scope, bound) * unit_of(right, scope, bound)
        case Binary("/", left, right):
            return unit_of(left, scope, bound) / unit_of(right, scope, bound)
        case Binary("**", left, right):
            return _power(left, right, scope, bound)
        case Binary(_, left, right) | Compare(_, left, right):
            unit = _same((left, right), scope, bound)
            return ONE if isinstance(node, Compare) else unit
        case Logic(_, parts):
            for part in parts:
                _require(unit_of(part, scope, bound), ONE, to_text(part))
            return ONE
        case Sum(variable, body):
            if variable not in scope.sets or variable in bound:
                raise UserError("formula.bad_index", to_text(node), index=", ".join(sorted(scope.sets - bound)))
            return unit_of(body, scope, bound | {variable})
        case Call(function, arguments):
            return _call(function, arguments, scope, bound)


def check_formula(node: Node, expected: str, scope: Scope) -> None:
    """UserError unless the formula is in the expected unit, factor included; a bare 0 is in any unit."""
    if not is_zero(node):
        _require(unit_of(node, scope), parse_unit(expected), to_text(node))


def _name(name: str, index: tuple[str, ...], scope: Scope, bound: frozenset[str]) -> Unit:
    if name not in scope.units:
        raise UserError("formula.unknown_name", name, name=name, known=nearest_first(name, scope.units))
    wanted = scope.indices.get(name, ())
    if index != wanted or not bound.issuperset(index):  # an index is written as the set it runs over
        raise UserError("formula.bad_index", to_text(Name(name, index)), index=", ".join(wanted) or _NO_INDICES)
    return scope.units[name]


def _power(left: Node, right: Node, scope: Scope, bound: frozenset[str]) -> Unit:
    base = unit_of(left, scope, bound)
    _require(unit_of(right, scope, bound), ONE, to_text(right))
    if base.equals(ONE):
        return ONE
    exponent = right.inner if isinstance(right, Negative) else right
    if not isinstance(exponent, Number) or exponent.value != int(exponent.value) or exponent.value > MAX_POWER:
        raise UserError("formula.dimension", to_text(left), unit=base.text, wanted=ONE.text)
    return base ** (-int(exponent.value) if isinstance(right, Negative) else int(exponent.value))


def _call(function: str, arguments: tuple[Node, ...], scope: Scope, bound: frozenset[str]) -> Unit:
    if function == "days":
        return parse_unit("day")
    if function == "lookup":
        return _table(arguments, scope, bound)
    if function == "if":
        _require(unit_of(arguments[0], scope, bound), ONE, to_text(arguments[0]))
        return _same(arguments[1:], scope, bound)
    if function in ("min", "max"):
        return _same(arguments, scope, bound)
    unit = unit_of(arguments[0], scope, bound)
    if function == "exp":
        _require(unit, ONE, to_text(arguments[0]))
    return unit  # floor, round, rounddown


def _table(arguments: tuple[Node, ...], scope: Scope, bound: frozenset[str]) -> Unit:
    """The unit of a table; its key is an index that a sum around gives a meaning, or a row's own name."""
    match arguments:
        case Name(table), Name(key):
            if table not in scope.tables:
                raise UserError("formula.unknown_name", table, name=table, known=nearest_first(table, scope.tables))
            if key in scope.sets and key not in bound:
                raise UserError("formula.bad_index", to_text(Call("lookup", arguments)), index=key)
            return scope.tables[table]
    raise TypeError("the parser lets only a table and a key through")


def _same(nodes: tuple[Node, ...], scope: Scope, bound: frozenset[str]) -> Unit:
    """The unit all have; a bare 0 goes with any."""
    units = [(one, unit_of(one, scope, bound)) for one in nodes]
    meant = [(one, unit) for one, unit in units if not is_zero(one)] or units
    first = meant[0][1]
    for one, unit in meant[1:]:
        _require(unit, first, to_text(one))
    return first


def _require(unit: Unit, wanted: Unit, term: str) -> None:
    if not unit.same_kind(wanted):
        raise UserError("formula.dimension", term, unit=unit.text, wanted=wanted.text)
    if unit.scale != wanted.scale:
        hidden = unit.scale / wanted.scale
        raise UserError("formula.scale", term, unit=unit.text, wanted=wanted.text, factor=hidden)
