"""What each operator and function of a spreadsheet gives, with exact numbers. Knows cells only through the computer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas import numbers
from jcm_desktop.formulas.numbers import Exact
from jcm_desktop.methodologies.official_workbook.cells import Address, ExcelError
from jcm_desktop.methodologies.official_workbook.compute import Computer, Grid, Unknown, Value, Workings
from jcm_desktop.methodologies.official_workbook.excel_tree import (
    Area,
    Broken,
    Excel,
    External,
    Function,
    Infix,
    Literal,
    Missing,
    Named,
    Percent,
    Ref,
    Sign,
    Text,
    Truth,
)
from jcm_desktop.methodologies.official_workbook.excel_values import (
    BAD_NUMBER,
    BAD_REFERENCE,
    DIVISION,
    NO_VALUE,
    NOT_FOUND,
    ZERO,
    Stop,
    all_values,
    as_number,
    as_truth,
    combined,
    is_bad,
    position,
    single,
)


def evaluate(tree: Excel, home: Address, workings: Workings, computer: Computer) -> Value:
    """The value of a formula standing in the cell `home`."""
    try:
        found = _Evaluation(home, workings, computer).value(tree)
    except Stop as stop:
        return stop.value
    except UserError as error:  # a number beyond all sense, a power with a fraction
        return Unknown(error.code, str(home), dict(error.facts))
    return single(found) if isinstance(found, tuple) else found


class _Evaluation:
    def __init__(self, home: Address, workings: Workings, computer: Computer) -> None:
        self._home = home
        self._workings = workings
        self._computer = computer

    def value(self, tree: Excel) -> Value | Grid:
        match tree:
            case Literal(number):
                return number
            case Text(text):
                return text
            case Truth(truth):
                return truth
            case Broken(code):
                return ExcelError(code)
            case Missing():
                return None
            case Ref():
                return self._cell(tree)
            case Area():
                return self._area(tree)
            case Named():
                found = self._workings.named(tree, self._home.sheet)
                return self.value(found) if found is not None else self._unknown("book.unknown_name", name=tree.name)
            case External(text):
                return self._unknown("book.uses_other_file", text=text[:60])
            case Sign(operator, inner):
                return self._each(lambda one: numbers.negate(as_number(one)) if operator == "-" else one, inner)
            case Percent(inner):
                return self._each(lambda one: numbers.divide(as_number(one), Decimal(100)), inner)
            case Infix(operator, left, right):
                return self._each(lambda one, other: combined(operator, one, other), left, right)
            case Function(name, arguments):
                return self._call(name, arguments)

    def _unknown(self, code: str, **facts: str) -> Unknown:
        return Unknown(code, str(self._home), facts)

    def one(self, tree: Excel) -> Value:
        """The value of a part where one value is wanted."""
        found = self.value(tree)
        return single(found) if isinstance(found, tuple) else found

    def number(self, tree: Excel) -> Exact:
        return as_number(self.one(tree))

    def grid(self, tree: Excel) -> Grid:
        found = self.value(tree)
        return found if isinstance(found, tuple) else ((found,),)

    def _cell(self, ref: Ref) -> Value:
        sheet = self._workings.book.sheet(ref.sheet or self._home.sheet)
        if sheet is None:
            return self._workings.no_sheet(ref.sheet, str(self._home))
        return self._computer.known(Address(sheet.name, ref.row, ref.column))

    def _area(self, area: Area) -> Value | Grid:
        found = self._workings.cells(area, self._home.sheet)
        if isinstance(found, Unknown):
            return found
        sheet, rows, columns = found
        known = self._computer.known
        return tuple(tuple(known(Address(sheet.name, row, column)) for column in columns) for row in rows)

    def _each(self, apply: Callable[..., Value], *trees: Excel) -> Value | Grid:
        """An operator on values, or cell by cell on ranges of one shape."""
        parts = [self.value(tree) for tree in trees]
        shapes = {(len(one), len(one[0])) for one in parts if isinstance(one, tuple)} - {(1, 1)}
        if not shapes:
            return apply(*(single(one) if isinstance(one, tuple) else one for one in parts))
        if len(shapes) > 1:
            return NO_VALUE
        ((rows, columns),) = shapes

        def at(part: Value | Grid, row: int, column: int) -> Value:
            if not isinstance(part, tuple):
                return part
            return part[0][0] if len(part) == len(part[0]) == 1 else part[row][column]

        def inner(row: int, column: int) -> Value:
            try:
                return apply(*(at(part, row, column) for part in parts))
            except Stop as stop:
                return stop.value

        return tuple(tuple(inner(row, column) for column in range(columns)) for row in range(rows))

    def _call(self, name: str, arguments: tuple[Excel, ...]) -> Value | Grid:
        function = _FUNCTIONS.get(name)
        if function is None:
            return self._unknown("book.function", function=name)
        fewest, most, run = function
        if not fewest <= len(arguments) <= most:
            return self._unknown("book.function", function=name)
        return run(self, *arguments)

    def flat(self, trees: tuple[Excel, ...], *, direct: bool = True) -> Iterator[Exact]:
        """The numbers that SUM and its like count: of ranges only what is a number, typed arguments always."""
        for tree in trees:
            found = self.value(tree)
            if isinstance(tree, Ref) or isinstance(found, tuple):
                for value in all_values(found):
                    if isinstance(value, ExcelError | Unknown):
                        raise Stop(value)
                    if isinstance(value, Decimal | Fraction):
                        yield value
            elif direct and not isinstance(tree, Missing):
                yield as_number(found)
            elif not direct and isinstance(found, Decimal | Fraction):
                yield found

    def rows_of(self, tree: Excel) -> Grid:
        found = self.value(tree)
        if is_bad(found):
            raise Stop(found)  # type: ignore[arg-type]
        return found if isinstance(found, tuple) else ((found,),)


# --- functions --------------------------------------------------------------------------------------------------


def _if(run: _Evaluation, condition: Excel, yes: Excel, no: Excel | None = None) -> Value | Grid:
    if as_truth(run.one(condition)):
        return ZERO if isinstance(yes, Missing) else run.one(yes)
    return False if no is None else ZERO if isinstance(no, Missing) else run.one(no)


def _if_error(run: _Evaluation, tried: Excel, otherwise: Excel) -> Value:
    found = _tried(run, tried)
    return run.one(otherwise) if isinstance(found, ExcelError) else found


def _if_not_found(run: _Evaluation, tried: Excel, otherwise: Excel) -> Value:
    found = _tried(run, tried)
    return run.one(otherwise) if found == NOT_FOUND else found


def _tried(run: _Evaluation, tree: Excel) -> Value:
    try:
        return run.one(tree)
    except Stop as stop:
        return stop.value


def _logic(decide: Callable[[list[bool]], bool]) -> Callable[..., Value]:
    def run(evaluation: _Evaluation, *trees: Excel) -> Value:
        return decide(
            [as_truth(one) for tree in trees for one in all_values(evaluation.value(tree)) if one is not None]
        )

    return run


def _extreme(choose: Callable[[list[Exact]], Exact]) -> Callable[..., Value]:
    def run(evaluation: _Evaluation, *trees: Excel) -> Value:
        found = list(evaluation.flat(trees))
        return choose(found) if found else ZERO

    return run


def _sum(run: _Evaluation, *trees: Excel) -> Value:
    return numbers.total(run.flat(trees))


def _product(run: _Evaluation, *trees: Excel) -> Value:
    found = list(run.flat(trees))
    return reduce(numbers.multiply, found) if found else ZERO


def _sum_product(run: _Evaluation, *trees: Excel) -> Value:
    grids = [run.rows_of(tree) for tree in trees]
    if len({(len(one), len(one[0])) for one in grids}) != 1:
        return NO_VALUE

    def term(row: int, column: int) -> Exact:
        factors = []
        for one in grids:
            value = one[row][column]
            if isinstance(value, ExcelError | Unknown):
                raise Stop(value)
            factors.append(value if isinstance(value, Decimal | Fraction) else ZERO)
        return reduce(numbers.multiply, factors)

    return numbers.total(term(row, column) for row in range(len(grids[0])) for column in range(len(grids[0][0])))


def _average(run: _Evaluation, *trees: Excel) -> Value:
    found = list(run.flat(trees))
    return numbers.divide(numbers.total(found), Decimal(len(found))) if found else DIVISION


def _count(run: _Evaluation, *trees: Excel) -> Value:
    return Decimal(sum(1 for _ in run.flat(trees, direct=False)))


def _digits(run: _Evaluation, tree: Excel | None) -> int:
    digits = ZERO if tree is None else run.number(tree)
    if not -40 <= digits <= 40:
        raise Stop(BAD_NUMBER)
    return math.trunc(digits)


def _round(run: _Evaluation, value: Excel, digits: Excel | None = None) -> Value:
    return numbers.round_half_away(run.number(value), _digits(run, digits))


def _round_down(run: _Evaluation, value: Excel, digits: Excel | None = None) -> Value:
    return numbers.round_down(run.number(value), _digits(run, digits))


def _round_up(run: _Evaluation, value: Excel, digits: Excel | None = None) -> Value:
    number, places = run.number(value), _digits(run, digits)
    down = numbers.round_down(number, places)
    step = Decimal((0, (1,), -places))
    return down if down == number else numbers.add(down, step if number > 0 else numbers.negate(step))


def _int(run: _Evaluation, value: Excel) -> Value:
    return numbers.floor(run.number(value))


def _abs(run: _Evaluation, value: Excel) -> Value:
    number = run.number(value)
    return numbers.negate(number) if number < 0 else number


def _exp(run: _Evaluation, value: Excel) -> Value:
    return numbers.exp(run.number(value))


def _power(run: _Evaluation, base: Excel, exponent: Excel) -> Value:
    return combined("^", run.one(base), run.one(exponent))


def _root(run: _Evaluation, value: Excel) -> Value:
    return combined("^", run.one(value), Decimal("0.5"))


def _match(run: _Evaluation, key: Excel, values: Excel, kind: Excel | None = None) -> Value:
    which = Decimal(1) if kind is None else run.number(kind)
    found = position(run.one(key), list(all_values(run.rows_of(values))), (which > 0) - (which < 0))
    return NOT_FOUND if found is None else Decimal(found + 1)


def _index(run: _Evaluation, values: Excel, row: Excel, column: Excel | None = None) -> Value:
    grid = run.rows_of(values)
    first, second = run.number(row), Decimal(0) if column is None else run.number(column)
    if column is None and len(grid) == 1:
        first, second = Decimal(1), first
    if column is None and len(grid[0]) == 1:
        second = Decimal(1)
    at_row, at_column = math.trunc(first), math.trunc(second)
    if len(grid) == 1 and at_row == 0:
        at_row = 1
    if not (1 <= at_row <= len(grid) and 1 <= at_column <= len(grid[0])):
        return BAD_REFERENCE
    return grid[at_row - 1][at_column - 1]


def _lookup(*, across: bool) -> Callable[..., Value]:
    def run(evaluation: _Evaluation, key: Excel, table: Excel, which: Excel, near: Excel | None = None) -> Value:
        grid = evaluation.rows_of(table)
        if across:
            grid = tuple(zip(*grid, strict=True))
        nearly = True if near is None else as_truth(evaluation.one(near))
        at, column = (
            position(evaluation.one(key), [row[0] for row in grid], int(nearly)),
            math.trunc(evaluation.number(which)),
        )
        if at is None:
            return NOT_FOUND
        return grid[at][column - 1] if 1 <= column <= len(grid[0]) else BAD_REFERENCE

    return run


def _xlookup(run: _Evaluation, key: Excel, keys: Excel, values: Excel, otherwise: Excel | None = None) -> Value:
    at = position(run.one(key), list(all_values(run.rows_of(keys))), 0)
    found = list(all_values(run.rows_of(values)))
    if at is None or at >= len(found):
        return NOT_FOUND if otherwise is None else run.one(otherwise)
    return found[at]


def _is_blank(run: _Evaluation, value: Excel) -> Value:
    return run.one(value) is None


def _is_number(run: _Evaluation, value: Excel) -> Value:
    return isinstance(_tried(run, value), Decimal | Fraction)


def _is_error(run: _Evaluation, value: Excel) -> Value:
    found = _tried(run, value)
    if isinstance(found, Unknown):
        raise Stop(found)
    return isinstance(found, ExcelError)


_MANY = 255
# fewest and most arguments, and what it does
_FUNCTIONS: dict[str, tuple[int, int, Callable[..., Value | Grid]]] = {
    "SUM": (1, _MANY, _sum),
    "SUMPRODUCT": (1, _MANY, _sum_product),
    "PRODUCT": (1, _MANY, _product),
    "AVERAGE": (1, _MANY, _average),
    "COUNT": (1, _MANY, _count),
    "MIN": (1, _MANY, _extreme(min)),
    "MAX": (1, _MANY, _extreme(max)),
    "IF": (2, 3, _if),
    "AND": (1, _MANY, _logic(all)),
    "OR": (1, _MANY, _logic(any)),
    "NOT": (1, 1, _logic(lambda found: not found[0])),
    "IFERROR": (2, 2, _if_error),
    "IFNA": (2, 2, _if_not_found),
    "ROUND": (1, 2, _round),
    "ROUNDDOWN": (1, 2, _round_down),
    "TRUNC": (1, 2, _round_down),
    "ROUNDUP": (1, 2, _round_up),
    "INT": (1, 1, _int),
    "ABS": (1, 1, _abs),
    "EXP": (1, 1, _exp),
    "POWER": (2, 2, _power),
    "SQRT": (1, 1, _root),
    "MATCH": (2, 3, _match),
    "INDEX": (2, 3, _index),
    "VLOOKUP": (3, 4, _lookup(across=False)),
    "HLOOKUP": (3, 4, _lookup(across=True)),
    "XLOOKUP": (3, 4, _xlookup),
    "ISBLANK": (1, 1, _is_blank),
    "ISNUMBER": (1, 1, _is_number),
    "ISERROR": (1, 1, _is_error),
}
