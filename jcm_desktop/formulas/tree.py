"""The nodes of a parsed formula. Frozen; equality ignores where in the text a node stood. Knows no values or units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A literal, with its zeros as written: `1.0` and `1` are two nodes, for they print as two texts."""

    value: Decimal
    column: int = field(default=0, compare=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.value.as_tuple() == other.value.as_tuple()

    def __hash__(self) -> int:
        return hash(self.value.as_tuple())


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter or another formula, with its index variables or members."""

    name: str
    index: tuple[str, ...] = ()
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    inner: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """`operator` is one of + - * / **"""

    operator: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """`operator` is one of < <= > >= == !="""

    operator: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """`operator` is one of and or not; not has one part."""

    operator: str
    parts: tuple[Node, ...]
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of `body` over the members of the set `variable`."""

    variable: str
    body: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`function` is one of min max if lookup floor round rounddown days exp."""

    function: str
    arguments: tuple[Node, ...]
    column: int = field(default=0, compare=False)


Node: TypeAlias = Number | Name | Negative | Binary | Compare | Logic | Sum | Call


def is_zero(node: Node) -> bool:
    """Whether the node is a literal zero, which stands for nothing of any unit."""
    return isinstance(node, Number) and not node.value


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes a node is made of."""
    match node:
        case Negative(inner):
            return (inner,)
        case Binary(_, left, right) | Compare(_, left, right):
            return left, right
        case Logic(_, inside) | Call(_, inside):
            return inside
        case Sum(_, body):
            return (body,)
    return ()


def names_in(node: Node) -> frozenset[str]:
    """Every parameter or formula name used; tables too, but no index, no key and not `p`."""
    match node:
        case Name(name):
            return frozenset({name})
        case Call("days", _):
            return frozenset()
        case Call("lookup", (table, _key)):
            return names_in(table)
    return frozenset().union(*map(names_in, parts_of(node)))


def indices_in(node: Node) -> frozenset[str]:
    """Every index written in brackets or summed over."""
    own = node.index if isinstance(node, Name) else (node.variable,) if isinstance(node, Sum) else ()
    return frozenset(own).union(*map(indices_in, parts_of(node)))


def free_in(node: Node) -> frozenset[str]:
    """Every index, or key of a table, that no sum inside has given a meaning."""
    match node:
        case Name(_, index):
            return frozenset(index)
        case Sum(variable, body):
            return free_in(body) - {variable}
        case Call("lookup", (_table, Name(key))):
            return frozenset({key})
    return frozenset().union(*map(free_in, parts_of(node)))


def lookups_in(node: Node) -> frozenset[tuple[str, str]]:
    """Every table that is asked, with its key: an index, or the name of a row."""
    match node:
        case Call("lookup", (Name(table), Name(key))):
            return frozenset({(table, key)})
    return frozenset().union(*map(lookups_in, parts_of(node)))


def renamed(node: Node, names: Mapping[str, str], indices: frozenset[str]) -> Node:
    """The same formula with other names for parameters, formulas, tables and indices; those not listed stay.

    The key of a list is renamed where it is an index; the name of a row stays.
    """

    def inside(one: Node) -> Node:
        return renamed(one, names, indices)

    match node:
        case Number():
            return node
        case Name(name, index, column):
            return Name(names.get(name, name), tuple(names.get(one, one) for one in index), column)
        case Negative(inner, column):
            return Negative(inside(inner), column)
        case Binary(operator, left, right, column):
            return Binary(operator, inside(left), inside(right), column)
        case Compare(operator, left, right, column):
            return Compare(operator, inside(left), inside(right), column)
        case Logic(operator, parts, column):
            return Logic(operator, tuple(map(inside, parts)), column)
        case Sum(variable, body, column):
            return Sum(names.get(variable, variable), inside(body), column)
        case Call("days", _, _):
            return node
        case Call("lookup", (table, Name(key) as row), column) if key not in indices:
            return Call("lookup", (inside(table), row), column)
        case Call(function, arguments, column):
            return Call(function, tuple(map(inside, arguments)), column)
