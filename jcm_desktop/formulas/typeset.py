"""A formula as mathematics: text on a line, and fractions one above the other. Knows no canvas and no fonts.

Only a division leaves the line; everything else is markup as `to_text.to_math` gives it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Literal

import msgspec

from jcm_desktop.formulas.to_text import binding, to_math
from jcm_desktop.formulas.tree import Binary, Call, Name, Negative, Node, Sum

_X = Name("x")
_PLUS, _TIMES, _POWER = (binding(Binary(operator, _X, _X)) for operator in ("+", "*", "**"))
_ATOM = binding(_X)
_SIGNS = {"+": " + ", "-": " − ", "*": " × "}


class Part(msgspec.Struct, frozen=True):
    """`text` is markup on the line; a `row` holds parts beside each other, a `fraction` two, above and below."""

    kind: Literal["text", "row", "fraction"]
    text: str = ""
    parts: tuple[Part, ...] = ()


def typeset(node: Node, symbols: Mapping[str, str]) -> Part:
    """The formula laid out; `symbols` gives each name's written symbol."""
    if not _divides(node):
        return Part("text", to_math(node, symbols))
    match node:
        case Binary("/", left, right):
            return Part("fraction", parts=(typeset(left, symbols), typeset(right, symbols)))
        case Binary("+" | "-" | "*" as operator, left, right):
            level = _TIMES if operator == "*" else _PLUS
            return _row(_part(left, symbols, level), _SIGNS[operator], _part(right, symbols, level + 1))
        case Negative(inner):
            return _row("−", _part(inner, symbols, _POWER))
        case Sum(variable, body):
            index = html.escape(symbols.get(variable, variable))
            return _row(f"Σ<sub>{index}</sub> ", _part(body, symbols, _ATOM))
        case Call("min" | "max" | "round" | "rounddown" as function, arguments):
            parts = [part for one in arguments for part in (", ", typeset(one, symbols))][1:]
            return _row(f"{function}(", *parts, ")")
        case Call("floor", (inner,)):
            return _row("⌊", typeset(inner, symbols), "⌋")
    return Part("text", to_math(node, symbols))


def _divides(node: Node) -> bool:
    """Whether there is a division that can leave the line."""
    match node:
        case Binary("/"):
            return True
        case Binary("+" | "-" | "*", left, right):
            return _divides(left) or _divides(right)
        case Negative(inner) | Sum(_, inner):
            return _divides(inner)
        case Call("min" | "max" | "round" | "rounddown" | "floor", arguments):
            return any(map(_divides, arguments))
    return False


def _part(node: Node, symbols: Mapping[str, str], level: int) -> Part:
    """A part in its place; a fraction needs no parentheses."""
    found = typeset(node, symbols)
    if found.kind == "fraction" or binding(node) >= level:
        return found
    return _row("(", found, ")")


def _row(*parts: Part | str) -> Part:
    return Part("row", parts=tuple(Part("text", one) if isinstance(one, str) else one for one in parts))
