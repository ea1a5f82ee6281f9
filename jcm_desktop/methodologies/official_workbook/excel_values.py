"""Values of a spreadsheet: how they turn into numbers and conditions, compare and combine. Exact; knows no cell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from jcm_desktop.formulas import numbers
from jcm_desktop.formulas.numbers import Exact
from jcm_desktop.methodologies.official_workbook.cells import ExcelError
from jcm_desktop.methodologies.official_workbook.compute import Grid, Unknown, Value

DIVISION, NO_VALUE, NOT_FOUND, BAD_REFERENCE, BAD_NUMBER = map(
    ExcelError, ("#DIV/0!", "#VALUE!", "#N/A", "#REF!", "#NUM!")
)
ZERO = Decimal(0)


class Stop(Exception):  # noqa: N818 - no failure of the program
    """Carries an error value up to the cell, as a spreadsheet does."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


def single(grid: Grid) -> Value:
    """A range where one value is wanted."""
    return grid[0][0] if len(grid) == 1 and len(grid[0]) == 1 else NO_VALUE


def is_bad(value: Value | Grid) -> bool:
    """Whether it is an error that spreads."""
    return isinstance(value, ExcelError | Unknown)


def as_number(value: Value) -> Exact:
    """A value where a number is needed: blank is 0, a text that reads as a number is one."""
    if isinstance(value, ExcelError | Unknown):
        raise Stop(value)
    if value is None:
        return ZERO
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        try:
            found = Decimal(value.strip())
        except InvalidOperation:
            raise Stop(NO_VALUE) from None
        if not found.is_finite():
            raise Stop(NO_VALUE)
        return found
    return value


def as_truth(value: Value) -> bool:
    """A value where a condition is needed."""
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise Stop(NO_VALUE)
    return bool(as_number(value))


def compared(operator: str, one: Value, other: Value) -> bool:
    """As a spreadsheet compares: numbers before texts before truths, texts without regard to capitals."""
    left, right = _key(one, other), _key(other, one)
    match operator:
        case "=":
            return left == right
        case "<>":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def _key(value: Value, other: Value) -> tuple[int, Exact | str]:
    if isinstance(value, ExcelError | Unknown):
        raise Stop(value)
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else ZERO
    if isinstance(value, bool):
        return 2, Decimal(int(value))
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, value


def all_values(found: Value | Grid) -> Iterator[Value]:
    if isinstance(found, tuple):
        for row in found:
            yield from row
    else:
        yield found


def combined(operator: str, one: Value, other: Value) -> Value:
    if operator == "&":
        return as_text(one) + as_text(other)
    if operator in ("=", "<>", "<", "<=", ">", ">="):
        return compared(operator, one, other)
    left, right = as_number(one), as_number(other)
    try:
        match operator:
            case "+":
                return numbers.add(left, right)
            case "-":
                return numbers.subtract(left, right)
            case "*":
                return numbers.multiply(left, right)
            case "/":
                return numbers.divide(left, right)
        return numbers.power(left, right) if left or right else BAD_NUMBER
    except ZeroDivisionError:
        return DIVISION


def as_text(value: Value) -> str:
    if isinstance(value, ExcelError | Unknown):
        raise Stop(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else f"{numbers.as_decimal(value, 15).normalize():f}"


def position(key: Value, values: list[Value], kind: int) -> int | None:
    """Where MATCH finds a key: `kind` 0 exactly, 1 the last not above it, -1 the last not below it."""
    if isinstance(key, ExcelError | Unknown):
        raise Stop(key)
    if key is None:
        key = ZERO
    found = None
    for at, value in enumerate(values):
        if value is None or _key(value, None)[0] != _key(key, None)[0]:
            continue
        if kind == 0:
            if compared("=", value, key):
                return at
        elif compared("<=" if kind > 0 else ">=", value, key):
            found = at
        else:
            break
    return found
