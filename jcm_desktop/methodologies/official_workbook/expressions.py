"""One Excel formula said in our language, function by function; what has no equal there is refused by name.

A spreadsheet's blank checks are left out (a value that is missing is asked for), its
IFERROR becomes a question about the divisors. Knows the cells only through the translator.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum, is_zero, parts_of
from jcm_desktop.methodologies.official_workbook.cells import Address
from jcm_desktop.methodologies.official_workbook.choices import Choices
from jcm_desktop.methodologies.official_workbook.compute import Unknown
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
from jcm_desktop.methodologies.official_workbook.fold import added, folded, members
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Untranslatable

if TYPE_CHECKING:
    from jcm_desktop.methodologies.official_workbook.translate import Translator

MAX_DIVISORS = 4
MAX_POWER = 64
MAX_DIGITS = 40
_COMPARE = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ARITHMETIC = {"+": "+", "-": "-", "*": "*", "/": "/", "^": "**"}
_NOTHING = frozenset({"", "-", "n/a", "na", "－", "―"})  # what a sheet shows where there is nothing to compute
_ZERO, _ONE, _TEN, _HUNDRED = map(Decimal, (0, 1, 10, 100))
LOOKUPS = frozenset({"VLOOKUP", "HLOOKUP", "INDEX", "XLOOKUP"})
_Grid = list[list[Node]]


class Expressions:
    """Translates the formula standing in one cell."""

    def __init__(self, translator: Translator, home: Address) -> None:
        self._translator = translator
        self._home = home
        self._choices = Choices(translator, home)

    def refuse(self, code: str, **facts: object) -> Untranslatable:
        return Untranslatable(code, str(self._home), **facts)

    # --- where a number is needed ---

    def number(self, tree: Excel) -> Node:
        """The node of a formula, or of a part, whose value is a number."""
        self._translator.spend(1, self._home)
        match tree:
            case Literal(value):
                return _literal(value)
            case Truth(value):
                return Number(_ONE if value else _ZERO)
            case Missing():
                return Number(_ZERO)
            case Text(value):
                if value.strip().casefold() in _NOTHING:
                    return Number(_ZERO)
                raise self.refuse("book.text_as_number", found=value[:40])
            case Broken(code):
                raise self.refuse("book.error_value", found=code)
            case External(text):
                raise self.refuse("book.uses_other_file", text=text[:60])
            case Ref():
                return self._translator.use(self._address(tree), via=self._home)
            case Area():
                raise self.refuse("book.range_as_number")
            case Named():
                return self.number(self._named(tree))
            case Sign("-", inner):
                return _negative(self.number(inner))
            case Sign(_, inner):
                return self.number(inner)
            case Percent(Literal(value)):
                return _literal(value / _HUNDRED)
            case Percent(inner):
                return Binary("/", self.number(inner), Number(_HUNDRED))
            case Infix(operator, left, right):
                return self._infix(operator, left, right)
            case Function(name, arguments):
                return self._function(name, arguments)

    def _address(self, ref: Ref) -> Address:
        sheet = self._translator.workings.book.sheet(ref.sheet or self._home.sheet)
        if sheet is None:
            unknown = self._translator.workings.no_sheet(ref.sheet, str(self._home))
            raise self.refuse(unknown.code, **unknown.facts)
        return Address(sheet.name, ref.row, ref.column)

    def _named(self, tree: Named) -> Excel:
        found = self._translator.workings.named(tree, self._home.sheet)
        if found is None:
            raise self.refuse("book.unknown_name", name=tree.name)
        return found

    def _infix(self, operator: str, left: Excel, right: Excel) -> Node:
        if operator in _COMPARE:
            return self.truth(Infix(operator, left, right))
        if operator == "&":
            raise self.refuse("book.function", function="&")
        if operator == "^":
            return self._power(left, right)
        if operator in "+-":
            return self._sum(self._chain(operator, left, right), explicit=False)
        one, other = self.number(left), self.number(right)
        self._refuse_zero(operator, right)
        if is_zero(one) or (operator == "*" and is_zero(other)):  # such as a sum over units that this plan has none of
            self._translator.note("book.trap_always_zero", self._home, kind=Kind.TRAP)
            return Number(_ZERO)
        return Binary(_ARITHMETIC[operator], one, other)

    def _refuse_zero(self, operator: str, right: Excel) -> None:
        """A written 0 below the line gives no number, whatever is filled in."""
        while isinstance(right, Sign | Percent):
            right = right.inner
        if operator == "/" and isinstance(right, Literal) and not right.value:
            raise self.refuse("book.divides_by_zero")

    def _chain(self, operator: str, left: Excel, right: Excel) -> Node:
        """`a + b - c`, however long, in one go: sums over units are looked for once."""
        rest = [(operator, right)]
        while isinstance(left, Infix) and left.operator in "+-":
            rest.append((left.operator, left.right))
            left = left.left
        node = self.number(left)
        for sign, tree in reversed(rest):
            part = self.number(tree)
            if not is_zero(part):
                node = Binary(sign, node, part)
        return node

    def _power(self, base: Excel, exponent: Excel) -> Node:
        raised = self.number(exponent)
        value = raised.inner if isinstance(raised, Negative) else raised
        if isinstance(value, Number) and value.value > MAX_POWER:
            raise self.refuse("book.power", exponent=value.value)
        return Binary("**", self.number(base), raised)

    def _sum(self, node: Node, *, explicit: bool) -> Node:
        return folded(
            node,
            self._translator.inputs.sets,
            explicit=explicit,
            extract=lambda inner: self._translator.extracted(inner, self._home),
        )

    # --- where a condition is needed ---

    def truth(self, tree: Excel) -> Node:
        """The node of a condition."""
        match tree:
            case Infix(operator, left, right) if operator in _COMPARE:
                for side in (left, right):
                    if isinstance(side, Text) and side.value.strip():
                        raise self.refuse("book.text_compared", found=side.value[:40])
                return Compare(_COMPARE[operator], self.number(left), self.number(right))
            case Function("AND" | "OR" as name, arguments):
                inside = tuple(dict.fromkeys(self.truth(one) for one in arguments))  # x=0 and x="" say one thing
                return Logic(name.lower(), inside) if len(inside) > 1 else inside[0]
            case Function("NOT", (inner,)):
                return Logic("not", (self.truth(inner),))
            case Named():
                return self.truth(self._named(tree))
        node = self.number(tree)
        return node if isinstance(node, Compare | Logic) else Compare("!=", node, Number(_ZERO))

    # --- functions ---

    def _function(self, name: str, arguments: tuple[Excel, ...]) -> Node:
        if name in LOOKUPS:
            return self._choices.looked_up(Function(name, arguments))
        match name, arguments:
            case "SUM", _:
                return self._sum(added((False, one) for one in self._all(arguments, skip_texts=True)), explicit=True)
            case "SUMPRODUCT", _:
                return self._sum(added((False, one) for one in self._products(arguments)), explicit=True)
            case "PRODUCT", _:
                return reduce(lambda one, other: Binary("*", one, other), self._all(arguments, skip_texts=True))
            case "AVERAGE", _:
                return self._average(list(self._all(arguments, skip_texts=True)))
            case "MIN" | "MAX", _:
                return self._extreme(name.lower(), list(self._all(arguments, skip_texts=True)))
            case "IF", (condition, yes, *no):
                return self._if(condition, yes, no[0] if no else Missing())
            case "AND" | "OR" | "NOT", (_, *_):
                return self.truth(Function(name, arguments))
            case "IFERROR" | "IFNA", (tried, otherwise):
                return self._if_error(tried, otherwise)
            case "ROUND", (inner, *digits):
                return self._rounded("round", inner, digits)
            case "ROUNDDOWN" | "TRUNC", (inner, *digits):
                return self._rounded("rounddown", inner, digits)
            case "ROUNDUP", (inner, *digits):
                return self._rounded_up(inner, digits)
            case "INT", (inner,):
                return Call("floor", (self.number(inner),))
            case "ABS", (inner,):
                node = self.number(inner)
                return Call("max", (node, Negative(node)))
            case "EXP", (inner,):
                return Call("exp", (self.number(inner),))
            case "POWER", (base, exponent):
                return self._power(base, exponent)
            case "SQRT", (base,):
                return self._power(base, Literal(Decimal("0.5")))
        raise self.refuse("book.function", function=name)

    def _all(self, arguments: tuple[Excel, ...], *, skip_texts: bool) -> Iterator[Node]:
        """The values of ranges and single arguments; of ranges what is no number is left out, as there."""
        for tree in arguments:
            argument = self._named(tree) if isinstance(tree, Named) else tree
            if isinstance(argument, Area):
                for address in self._cells(argument):
                    if self._counts(address) or not skip_texts:
                        yield self._translator.use(address, via=self._home)
            elif isinstance(argument, Ref) and skip_texts and not self._counts(self._address(argument)):
                continue
            elif _is_array(argument):
                for row in self._grid(argument):
                    yield from row
            else:
                yield self.number(argument)

    def _cells(self, area: Area) -> list[Address]:
        found = self._translator.workings.cells(area, self._home.sheet)
        if isinstance(found, Unknown):
            raise self.refuse(found.code, **found.facts)
        sheet, rows, columns = found
        return [Address(sheet.name, row, column) for row in rows for column in columns]

    def _counts(self, address: Address) -> bool:
        """Whether SUM would count a cell, now or once it is filled in."""
        if self._translator.leaves.of(address) is not None or self._translator.workings.tree(address) is not None:
            return True
        value = self._translator.workings.book.cell(address).value
        return value is not None and not isinstance(value, str | bool)

    def _grid(self, tree: Excel) -> _Grid:
        """A range, or an operator on ranges, cell by cell."""
        argument = self._named(tree) if isinstance(tree, Named) else tree
        match argument:
            case Area():
                found = self._translator.workings.cells(argument, self._home.sheet)
                if isinstance(found, Unknown):
                    raise self.refuse(found.code, **found.facts)
                sheet, rows, columns = found
                return [[self._value(Address(sheet.name, row, column)) for column in columns] for row in rows]
            case Infix(operator, left, right) if operator in "+-*/":
                self._refuse_zero(operator, right)
                return self._paired(operator, self._grid(left), self._grid(right))
            case Sign("-", inner):
                return [[_negative(one) for one in row] for row in self._grid(inner)]
        return [[self.number(argument)]]

    def _value(self, address: Address) -> Node:
        return self._translator.use(address, via=self._home) if self._counts(address) else Number(_ZERO)

    def _paired(self, operator: str, one: _Grid, other: _Grid) -> _Grid:
        """Two grids of one shape, or a grid and a single value."""
        rows, columns = max(len(one), len(other)), max(len(one[0]), len(other[0]))
        for grid in (one, other):
            if (len(grid), len(grid[0])) not in ((rows, columns), (1, 1)):
                raise self.refuse("book.shapes_differ")

        def at(grid: _Grid, row: int, column: int) -> Node:
            return grid[0][0] if len(grid) == len(grid[0]) == 1 else grid[row][column]

        self._translator.spend(rows * columns, self._home)
        return [
            [Binary(operator, at(one, row, column), at(other, row, column)) for column in range(columns)]
            for row in range(rows)
        ]

    def _products(self, arguments: tuple[Excel, ...]) -> Iterator[Node]:
        grids = [self._grid(one) for one in arguments]
        if len({(len(one), len(one[0])) for one in grids}) != 1:
            raise self.refuse("book.shapes_differ")
        for row in range(len(grids[0])):
            for column in range(len(grids[0][0])):
                factors = [grid[row][column] for grid in grids]
                if not any(isinstance(one, Number) and not one.value for one in factors):
                    yield reduce(lambda left, right: Binary("*", left, right), factors)

    def _average(self, found: list[Node]) -> Node:
        if not found:
            raise self.refuse("book.function", function="AVERAGE")
        self._translator.note("book.note_average", self._home)
        total = self._sum(added((False, one) for one in found), explicit=True)
        if isinstance(total, Sum):
            return Binary("/", total, Sum(total.variable, Number(_ONE)))
        return Binary("/", total, Number(Decimal(len(found))))

    def _extreme(self, function: str, found: list[Node]) -> Node:
        alone: dict[str, set[str]] = {}
        for one in found:
            for set_name, used in members(one).items():
                alone.setdefault(set_name, set()).update(used)
        if any(len(used) > 1 for used in alone.values()):  # the largest of all units, not of one unit's values
            raise self.refuse("book.extreme_of_units", function=function.upper())
        return Call(function, tuple(found)) if len(found) > 1 else found[0]

    def _rounded(self, function: str, inner: Excel, digits: list[Excel]) -> Node:
        return Call(function, (self.number(inner), _literal(Decimal(self._digits(digits)))))

    def _rounded_up(self, inner: Excel, digits: list[Excel]) -> Node:
        """Away from zero: up for what is positive, down for what is negative."""
        node, places = self.number(inner), self._digits(digits)
        step = Number(_TEN ** abs(places))
        over, back = ("*", "/") if places >= 0 else ("/", "*")

        def scaled(value: Node, sign: str) -> Node:
            return Binary(sign, value, step) if places else value

        up = scaled(Negative(Call("floor", (Negative(scaled(node, over)),))), back)
        down = scaled(Call("floor", (scaled(node, over),)), back)
        return Call("if", (Compare(">=", node, Number(_ZERO)), up, down))

    def _digits(self, digits: list[Excel]) -> int:
        """How many decimals: typed in the formula, or in a cell nobody fills in."""
        if not digits or isinstance(digits[0], Missing):
            return 0
        value = self._choices.fixed_number(digits[0])
        if value is None or value != int(value) or not -MAX_DIGITS <= value <= MAX_DIGITS:
            raise self.refuse("book.rounding_digits")
        return int(value)

    # --- conditions on what is filled in ---

    def _if(self, condition: Excel, yes: Excel, no: Excel) -> Node:
        filled = self._blank_check(condition)
        if filled is not None:
            shown, hidden = (yes, no) if filled else (no, yes)
            if _is_nothing(hidden):
                self._translator.note("book.note_blank_check", self._home)
                return self.number(shown)
            raise self.refuse("book.blank_compared")
        match condition:
            case Function("ISERROR" | "ISERR" | "ISNA", (tried,)) if tried == no:
                return self._if_error(no, yes)
        chosen = self._choices.by_words(Function("IF", (condition, yes, no)))
        if chosen is not None:
            return chosen
        return Call("if", (self.truth(condition), self.number(yes), self.number(no)))

    def _blank_check(self, condition: Excel) -> bool | None:
        """Whether a condition holds where cells are filled in, or where they are empty; None for another one."""
        match condition:
            case Infix("=" | "<>" as operator, Ref(), Text(text)) | Infix("=" | "<>" as operator, Text(text), Ref()):
                return None if text.strip() else operator == "<>"
            case Function("ISBLANK", (Ref(),)):
                return False
            case Function("ISNUMBER", (Ref(),)):
                return True
            case Function("NOT", (inner,)):
                found = self._blank_check(inner)
                return None if found is None else not found
            case Function("AND" | "OR" as name, arguments):
                answers = {self._blank_check(one) for one in arguments}
                if answers == {name == "AND"}:  # all filled in, or any empty
                    return name == "AND"
        return None

    def _if_error(self, tried: Excel, otherwise: Excel) -> Node:
        if isinstance(tried, Function) and tried.name in LOOKUPS:
            if not _is_nothing(otherwise):
                raise self.refuse("book.iferror")
            self._translator.note("book.note_lookup_fallback", self._home)
            return self.number(tried)
        node = self.number(tried)
        divisors = list(self._divisors(node, set()))
        if not divisors:
            self._translator.note("book.note_iferror_dropped", self._home)
            return node
        if len(divisors) > MAX_DIVISORS:
            raise self.refuse("book.iferror")
        fallback = self.number(otherwise)
        for divisor in reversed(divisors):
            node = Call("if", (Compare("==", divisor, Number(_ZERO)), fallback, node))
        return node

    def _divisors(self, node: Node, seen: set[str]) -> Iterator[Node]:
        """What a formula divides by, the innermost first; refused where an error could come from elsewhere."""
        match node:
            case Name(name) if name in self._translator.found.formulas and name not in seen:
                seen.add(name)
                yield from self._divisors(self._translator.found.formulas[name].node, seen)
                return
            case Sum(_, body):
                if any(True for _ in self._divisors(body, seen)):
                    raise self.refuse("book.iferror")
                return
            case Binary("**", _, exponent) if not isinstance(exponent, Number) or exponent.value % 1:
                raise self.refuse("book.iferror")
            case Call("exp" | "if", _):
                raise self.refuse("book.iferror")
        for part in parts_of(node):
            yield from self._divisors(part, seen)
        if isinstance(node, Binary) and node.operator == "/" and not isinstance(node.right, Number):
            yield node.right


def _literal(value: Decimal) -> Node:
    """A typed number; ours have no sign and no exponent."""
    plain = Decimal(f"{abs(value):f}")
    return Negative(Number(plain)) if value < 0 else Number(plain)


def _negative(node: Node) -> Node:
    return node.inner if isinstance(node, Negative) else Negative(node)


def _is_array(tree: Excel) -> bool:
    match tree:
        case Infix(_, left, right):
            return any(isinstance(one, Area) or _is_array(one) for one in (left, right))
        case Sign(_, inner):
            return isinstance(inner, Area) or _is_array(inner)
    return False


def _is_nothing(tree: Excel) -> bool:
    """What a sheet shows where there is nothing to compute: an empty text, a dash, 0."""
    match tree:
        case Text(text):
            return text.strip().casefold() in _NOTHING
        case Literal(value):
            return not value
        case Missing() | Truth(False):
            return True
    return False
