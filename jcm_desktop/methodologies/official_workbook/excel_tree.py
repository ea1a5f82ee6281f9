"""The nodes of an Excel formula, and how one is moved and written. Knows no cell's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from jcm_desktop.methodologies.official_workbook.cells import MAX_COLUMN, MAX_ROW, Address, letters


@dataclass(frozen=True, slots=True)
class Literal:
    """A number as written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """An error value written in the formula, as `#REF!` where a cell was deleted."""

    code: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument left out, as in `IF(A1,,1)`."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell; `sheet` is empty for the formula's own sheet."""

    sheet: str
    row: int
    column: int
    row_fixed: bool = False
    column_fixed: bool = False

    def address(self, home: str) -> Address:
        return Address(self.sheet or home, self.row, self.column)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, top left to bottom right."""

    first: Ref
    last: Ref


@dataclass(frozen=True, slots=True)
class Named:
    """A defined name; `sheet` is empty unless the formula names it."""

    sheet: str
    name: str


@dataclass(frozen=True, slots=True)
class External:
    """Something outside the file."""

    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Unary minus or plus."""

    operator: str
    inner: Excel


@dataclass(frozen=True, slots=True)
class Percent:
    """`5%`."""

    inner: Excel


@dataclass(frozen=True, slots=True)
class Infix:
    """`operator` is one of + - * / ^ & = <> < <= > >="""

    operator: str
    left: Excel
    right: Excel


@dataclass(frozen=True, slots=True)
class Function:
    """A call; the name in capitals, without the prefixes that later versions of Excel write."""

    name: str
    arguments: tuple[Excel, ...]


Excel: TypeAlias = (
    Literal | Text | Truth | Broken | Missing | Ref | Area | Named | External | Sign | Percent | Infix | Function
)
# How tightly each binds, loosest first; a sign binds tighter than a power here.
_LEVEL = {"=": 0, "<>": 0, "<": 0, "<=": 0, ">": 0, ">=": 0, "&": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
_SIGN, _PERCENT, _ATOM = 5, 6, 7


def children(tree: Excel) -> tuple[Excel, ...]:
    """The parts of a node."""
    match tree:
        case Sign(_, inner) | Percent(inner):
            return (inner,)
        case Infix(_, left, right):
            return left, right
        case Function(_, arguments):
            return arguments
    return ()


def walk(tree: Excel) -> Iterator[Excel]:
    """Every node, the tree itself first."""
    left = [tree]
    while left:
        one = left.pop()
        yield one
        left.extend(reversed(children(one)))


def height(tree: Excel) -> int:
    """How many levels a formula has; found without climbing them."""
    found = 0
    left = [(tree, 1)]
    while left:
        one, level = left.pop()
        found = max(found, level)
        left.extend((child, level + 1) for child in children(one))
    return found


def shifted(tree: Excel, rows: int, columns: int) -> Excel:
    """The formula as it stands so many rows further down and columns further right."""
    if not rows and not columns:
        return tree
    match tree:
        case Ref():
            row = tree.row if tree.row_fixed else tree.row + rows
            column = tree.column if tree.column_fixed else tree.column + columns
            if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
                return Broken("#REF!")
            return replace(tree, row=row, column=column)
        case Area(first, last):
            one, other = shifted(first, rows, columns), shifted(last, rows, columns)
            return Area(one, other) if isinstance(one, Ref) and isinstance(other, Ref) else Broken("#REF!")
        case Sign(operator, inner):
            return Sign(operator, shifted(inner, rows, columns))
        case Percent(inner):
            return Percent(shifted(inner, rows, columns))
        case Infix(operator, left, right):
            return Infix(operator, shifted(left, rows, columns), shifted(right, rows, columns))
        case Function(name, arguments):
            return Function(name, tuple(shifted(one, rows, columns) for one in arguments))
    return tree


def on_sheets(tree: Excel, name: Callable[[str], str]) -> Excel:
    """The formula with the sheets it names called otherwise."""
    match tree:
        case Ref(sheet):
            return replace(tree, sheet=name(sheet)) if sheet else tree
        case Area(first, last):
            return Area(*(replace(one, sheet=name(one.sheet)) if one.sheet else one for one in (first, last)))
        case Sign(operator, inner):
            return Sign(operator, on_sheets(inner, name))
        case Percent(inner):
            return Percent(on_sheets(inner, name))
        case Infix(operator, left, right):
            return Infix(operator, on_sheets(left, name), on_sheets(right, name))
        case Function(function, arguments):
            return Function(function, tuple(on_sheets(one, name) for one in arguments))
    return tree


def written(tree: Excel) -> str:
    """The formula in one canonical way, whichever program wrote it: no spaces, no dollar signs."""
    return _written(tree)[0]


def _written(tree: Excel) -> tuple[str, int]:
    match tree:
        case Literal(value):
            return f"{value.normalize():f}" if value else "0", _ATOM
        case Text(value):
            return '"' + value.replace('"', '""') + '"', _ATOM
        case Truth(value):
            return str(value).upper(), _ATOM
        case Broken(code):
            return code, _ATOM
        case Missing():
            return "", _ATOM
        case Ref(sheet, row, column):
            return f"{_sheet(sheet)}{letters(column)}{row}", _ATOM
        case Area(first, last):
            return f"{_written(first)[0]}:{letters(last.column)}{last.row}", _ATOM
        case Named(sheet, name):
            return f"{_sheet(sheet)}{name}", _ATOM
        case External(text):
            return text, _ATOM
        case Sign(operator, inner):
            return f"{operator}{_part(inner, _SIGN)}", _SIGN
        case Percent(inner):
            return f"{_part(inner, _PERCENT)}%", _PERCENT
        case Infix(operator, left, right):
            level = _LEVEL[operator]
            return f"{_part(left, level)}{operator}{_part(right, level + 1)}", level
        case Function(name, arguments):
            return f"{name}({','.join(_written(one)[0] for one in arguments)})", _ATOM


def _part(tree: Excel, level: int) -> str:
    text, own = _written(tree)
    return text if own >= level else f"({text})"


def _sheet(name: str) -> str:
    if not name:
        return ""
    plain = name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()
    return f"{name}!" if plain else "'" + name.replace("'", "''") + "'!"
