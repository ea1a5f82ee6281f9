"""Text to tree, through Python's `ast` and an allow-list. Nothing is ever executed; knows no values or units.

Two gates: the scan lets only the language's own characters and words through, in
linear time; the reader then keeps only the nodes of Python's tree that the language has.
"""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from functools import lru_cache

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum

MAX_LENGTH = 4_000
MAX_DEPTH = 60  # parentheses, signs and powers inside each other
MAX_CHAIN = 200  # operators in a row, as in a + b + c: each is a level of the tree
MAX_NUMBER = 40
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<number>\.?[0-9][0-9A-Za-z_.]*)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[<>=!]=|[-+*/<>(),\[\]])"
)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARISON = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
# function: fewest and most arguments, and how it is written
FUNCTIONS = {
    "min": (1, 50, "min(a, b)"),
    "max": (1, 50, "max(a, b)"),
    "if": (3, 3, "if(condition, a, b)"),
    "lookup": (2, 2, "lookup(table, key)"),
    "floor": (1, 1, "floor(x)"),
    "round": (2, 2, "round(x, digits)"),
    "rounddown": (2, 2, "rounddown(x, digits)"),
    "days": (1, 1, "days(p)"),
    "exp": (1, 1, "exp(x)"),
}
_STAND_IN = "If"  # `if` is a keyword of Python; this has its length, so columns stay true
RESERVED = frozenset(FUNCTIONS) | {"sum", _STAND_IN, "and", "or", "not"}


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """Parse a formula.

    Raises UserError `formula.too_long`, and with the column as its place: `formula.syntax`, `formula.too_deep`,
    `formula.forbidden`, `formula.bad_number`, `formula.bad_call`,
    `formula.bad_index`.
    """
    if len(text) > MAX_LENGTH:
        raise UserError("formula.too_long", limit=MAX_LENGTH)
    source = _scanned(text)
    start = len(source) - len(source.lstrip())
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        raise UserError("formula.syntax", _place(start + max(error.offset or 1, 1)), text=text.strip()[:120]) from error
    except (RecursionError, MemoryError) as error:  # how Python's own parser says that it is too deep
        raise UserError("formula.too_deep", _place(1), limit=MAX_DEPTH) from error
    return _Reader(source.strip(), start).node(tree.body, 0)


def _place(column: int) -> str:
    return f"column {column}"


def _scanned(text: str) -> str:
    """The text with `if` made readable for Python and blanks made spaces, of the same length."""
    parts: list[str] = []
    at = nested = signs = powers = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UserError("formula.forbidden", _place(at + 1), found=text[at])
        word, kind = match[0], match.lastgroup
        if kind == "number" and (not _NUMBER.fullmatch(word) or len(word) > MAX_NUMBER):
            raise UserError("formula.bad_number", _place(at + 1), found=word[:MAX_NUMBER])
        if kind == "name" and word == _STAND_IN:
            raise UserError("formula.forbidden", _place(at + 1), found=word)
        if kind != "space":
            nested += (word in "([") - (word in ")]")
            signs = signs + 1 if word in ("-", "+", "not") else 0
            powers += word == "**"
        if max(nested, signs, powers) > MAX_DEPTH:
            raise UserError("formula.too_deep", _place(at + 1), limit=MAX_DEPTH)
        is_if = word == "if" and text[match.end() :].lstrip(" \t\r\n").startswith("(")
        parts.append(" " * len(word) if kind == "space" else _STAND_IN if is_if else word)
        at = match.end()
    return "".join(parts)


class _Reader:
    """Walks Python's tree and keeps what the language has."""

    def __init__(self, source: str, start: int) -> None:
        self._source = source
        self._start = start

    def node(self, found: ast.expr, depth: int) -> Node:
        column = self._start + found.col_offset + 1
        if depth > MAX_CHAIN:
            raise UserError("formula.too_deep", _place(column), limit=MAX_CHAIN)
        below = depth + 1
        match found:
            case ast.Constant():
                return self._number(found, column)
            case ast.Name(id=name):
                return Name(self._plain_name(name, column), (), column)
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                return Name(self._plain_name(name, column), self._index(index, column), column)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return Negative(self.node(inner, below), column)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.node(inner, below)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return Logic("not", (self.node(inner, below),), column)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                return Binary(_ARITHMETIC[type(operator)], self.node(left, below), self.node(right, below), column)
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARISON:
                return Compare(_COMPARISON[type(operator)], self.node(left, below), self.node(right, below), column)
            case ast.BoolOp(op=operator, values=values):
                word = "and" if isinstance(operator, ast.And) else "or"
                return Logic(word, tuple(self.node(value, below) for value in values), column)
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments, column, below)
        written = ast.get_source_segment(self._source, found) or ""
        raise UserError("formula.forbidden", _place(column), found=written.replace(_STAND_IN, "if")[:MAX_NUMBER])

    def _number(self, found: ast.Constant, column: int) -> Number:
        written = ast.get_source_segment(self._source, found) or ""
        if not _NUMBER.fullmatch(written):  # True, None and the like
            raise UserError("formula.bad_number", _place(column), found=written[:MAX_NUMBER])
        return Number(Decimal(written), column)

    def _plain_name(self, name: str, column: int) -> str:
        if not _NAME.fullmatch(name) or name in RESERVED:
            raise UserError("formula.forbidden", _place(column), found=name[:MAX_NUMBER])
        return name

    def _index(self, index: ast.expr, column: int) -> tuple[str, ...]:
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        names = tuple(part.id for part in parts if isinstance(part, ast.Name))
        if not names or len(names) != len(parts) or not all(_NAME.fullmatch(name) for name in names):
            raise UserError("formula.bad_index", _place(column), index="[i], [i, j]")
        return names

    def _call(self, function: str, arguments: list[ast.expr], column: int, depth: int) -> Node:
        if function == "sum":
            match arguments:
                case [ast.Name(id=variable), body]:
                    return Sum(self._plain_name(variable, column), self.node(body, depth), column)
            raise UserError("formula.bad_call", _place(column), function="sum", form="sum(i, expression)")
        name = "if" if function == _STAND_IN else function
        if name not in FUNCTIONS:
            raise UserError("formula.forbidden", _place(column), found=name[:MAX_NUMBER])
        fewest, most, form = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            raise UserError("formula.bad_call", _place(column), function=name, form=form)
        parts = tuple(self.node(argument, depth) for argument in arguments)
        if not _fits(name, parts):
            raise UserError("formula.bad_call", _place(column), function=name, form=form)
        return Call(name, parts, column)


def _fits(function: str, parts: tuple[Node, ...]) -> bool:
    """Whether the arguments that must be of a certain form are: digits, `p`, a table and its key."""
    if function in ("round", "rounddown"):
        digits = parts[1].inner if isinstance(parts[1], Negative) else parts[1]
        return isinstance(digits, Number) and digits.value == int(digits.value) and digits.value <= MAX_NUMBER
    if function == "days":
        return parts == (Name("p"),)
    if function == "lookup":
        return all(isinstance(part, Name) and not part.index for part in parts)
    return True
