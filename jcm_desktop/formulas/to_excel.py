"""A formula as a live spreadsheet formula. Which cell holds what is the caller's knowledge.

The spreadsheet tells truth values from numbers (there TRUE=1 is false), the language
does not; so a comparison where a number is needed is written `IF(...,1,0)`, and a
number where a condition is needed `x<>0`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum

MAX_LENGTH = 8_190  # of a formula in a sheet: 8,192 with its equals sign
MAX_ARGUMENTS = 200  # a function takes 255


class Cells(Protocol):
    """Where values stand in the workbook."""

    @property
    def sets(self) -> Mapping[str, tuple[str, ...]]:
        """The members of each set."""

    def cell(self, name: str, members: tuple[str, ...]) -> str:
        """The reference of a value's cell, e.g. `'MRS(input)'!$E$8`."""

    def days(self) -> str:
        """The reference of the cell with the days of the period."""

    def lookup(self, table: str, member: str) -> str:
        """The reference of the cell of a table's row."""


# The spreadsheet's own order: comparison, + -, * /, ^, unary minus (which binds tighter than ^ there).
_COMPARE, _PLUS, _TIMES, _POWER, _MINUS, _ATOM = range(6)
_LEVEL = {"+": _PLUS, "-": _PLUS, "*": _TIMES, "/": _TIMES}


def to_excel(node: Node, cells: Cells) -> str:
    """The formula without the leading equals sign; sums are written out term by term.

    Raises UserError `formula.sheet_too_long` where a cell cannot hold it, `formula.missing_set`.
    """
    text = _Writer(cells).number(node, {})[0]
    if len(text) > MAX_LENGTH:
        raise UserError("formula.sheet_too_long", text[:40], limit=MAX_LENGTH)
    return text


class _Writer:
    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    def number(self, node: Node, bound: Mapping[str, str]) -> tuple[str, int]:
        """The text of a node where a number is needed, and how tightly it binds."""
        match node:
            case Number(value):
                return f"{value:f}", _ATOM
            case Name(name, index):
                return self._cells.cell(name, tuple(bound.get(one, one) for one in index)), _ATOM
            case Negative(inner):
                return f"-{self._part(inner, bound, _ATOM)}", _MINUS
            case Binary("**", left, right):
                return f"{self._part(left, bound, _ATOM)}^{self._part(right, bound, _ATOM)}", _POWER
            case Binary(sign, left, right):
                level = _LEVEL[sign]
                return f"{self._part(left, bound, level)}{sign}{self._part(right, bound, level + 1)}", level
            case Compare() | Logic():
                return f"IF({self._truth(node, bound)},1,0)", _ATOM
            case Sum(variable, body):
                return self._sum(variable, body, bound), _ATOM
            case Call("days", _):
                return self._cells.days(), _ATOM
            case Call("lookup", (Name(table), Name(key))):
                return self._cells.lookup(table, bound.get(key, key)), _ATOM
            case Call("if", (condition, *parts)):
                inside = [self._truth(condition, bound), *(self.number(part, bound)[0] for part in parts)]
                return f"IF({','.join(inside)})", _ATOM
            case Call(function, arguments):
                name = {"floor": "INT"}.get(function, function.upper())
                return f"{name}({','.join(self.number(part, bound)[0] for part in arguments)})", _ATOM

    def _part(self, node: Node, bound: Mapping[str, str], level: int) -> str:
        text, own = self.number(node, bound)
        return text if own >= level else f"({text})"

    def _truth(self, node: Node, bound: Mapping[str, str]) -> str:
        """The text of a node where a condition is needed."""
        match node:
            case Compare(sign, left, right):
                written = {"==": "=", "!=": "<>"}.get(sign, sign)
                return f"{self._part(left, bound, _PLUS)}{written}{self._part(right, bound, _PLUS)}"
            case Logic(word, parts):
                return f"{word.upper()}({','.join(self._truth(part, bound) for part in parts)})"
        return f"{self._part(node, bound, _PLUS)}<>0"

    def _sum(self, variable: str, body: Node, bound: Mapping[str, str]) -> str:
        members = self._cells.sets.get(variable)
        if members is None:
            raise UserError("formula.missing_set", variable)
        terms = [self.number(body, {**bound, variable: member})[0] for member in members]
        if not terms:
            return "0"
        while len(terms) > MAX_ARGUMENTS:
            groups = (terms[at : at + MAX_ARGUMENTS] for at in range(0, len(terms), MAX_ARGUMENTS))
            terms = [f"SUM({','.join(group)})" for group in groups]
        return f"SUM({','.join(terms)})"
