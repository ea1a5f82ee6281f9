"""Units of a translated calculation: typed numbers that turn one unit into another get the unit they have in effect.

`EC * EF / 1000` with kWh and tCO2/MWh is right only if the 1000 is kWh/MWh; the
language wants that said. A percentage with which the sheet computes as with a
fraction is a fraction. What then still does not agree is a problem with its cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from jcm_desktop.domain.units import MAX_POWER, ONE, Unit, parse_unit, tidy
from jcm_desktop.formulas.tree import (
    Binary,
    Call,
    Compare,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    is_zero,
    names_in,
    parts_of,
)

_DAY = parse_unit("day")
_SAME = frozenset({"min", "max"})
_KEPT = frozenset({"floor", "round", "rounddown"})


@dataclass(slots=True)
class TypedNumber:
    """A number of a formula that has a unit; `converts` where it only turns one unit into another."""

    key: str
    value: Decimal
    unit: Unit
    converts: bool


@dataclass(slots=True)
class Fitting:
    """Units by name, and the numbers that got one."""

    units: dict[str, Unit]
    numbers: list[TypedNumber] = field(default_factory=list)

    def constant(self, value: Decimal, unit: Unit, *, converts: bool) -> Name:
        """The name of a number with a unit; the same number in the same unit is one."""
        unit = _shorter(tidy(unit))
        for one in self.numbers:
            if one.value == value and one.unit.equals(unit):
                return Name(one.key)
        key = f"N{len(self.numbers) + 1}"
        self.numbers.append(TypedNumber(key, value, unit, converts))
        self.units[key] = unit
        return Name(key)

    def apart(self, node: Node) -> tuple[tuple[Node, Unit], tuple[Node, Unit]] | None:
        """The innermost two parts that are added or compared although their units differ, with their units."""
        for part in parts_of(node):
            found = self.apart(part)
            if found is not None:
                return found
        if not isinstance(node, Compare) and not (isinstance(node, Binary) and node.operator in "+-"):
            return None
        if _is_number(node.left) or _is_number(node.right):
            return None
        before = list(self.numbers)
        left, right = self.fit(node.left, None)[1], self.fit(node.right, None)[1]
        alike = self.fit(node.right, left)[1].equals(left) or self.fit(node.left, right)[1].equals(right)
        self.numbers[:] = before
        return None if alike else ((node.left, left), (node.right, right))

    def fit(self, node: Node, wanted: Unit | None) -> tuple[Node, Unit]:
        """The formula with its numbers in the units they must have, and its unit."""
        match node:
            case Number(value):
                if wanted is None or wanted.equals(ONE) or not value:
                    return node, ONE if wanted is None or value else wanted
                return self.constant(value, wanted, converts=False), wanted
            case Name(name):
                return node, self.units[name]
            case Negative(inner):
                fitted, unit = self.fit(inner, wanted)
                return Negative(fitted), unit
            case Binary("+" | "-" as sign, left, right):
                (one, other), unit = self._alike((left, right), wanted)
                return Binary(sign, one, other), unit
            case Binary("**", base, exponent):
                return self._power(base, exponent)
            case Binary():
                return self._product(node, wanted)
            case Compare(sign, left, right):
                (one, other), _ = self._alike((left, right), None)
                return Compare(sign, one, other), ONE
            case Logic(word, parts):
                return Logic(word, tuple(self.fit(part, ONE)[0] for part in parts)), ONE
            case Sum(variable, body):
                fitted, unit = self.fit(body, wanted)
                return Sum(variable, fitted), unit
            case Call(function, arguments):
                return self._call(function, arguments, wanted)

    def _alike(self, nodes: tuple[Node, ...], wanted: Unit | None) -> tuple[tuple[Node, ...], Unit]:
        """Parts that must be of one unit: the wanted one, else that of the first which has any."""
        if wanted is None:
            typed = [node for node in nodes if _is_number(node) and not is_zero(node)]
            for node in nodes:
                if not _is_number(node):
                    wanted = self.fit(node, None)[1]
                    break
            if wanted is not None and typed and not wanted.dims:  # 1 - 3 % / 100: the one is just a number
                wanted = ONE
        fitted = tuple(self.fit(node, wanted) for node in nodes)
        meant = [unit for (one, unit), node in zip(fitted, nodes, strict=True) if not _is_number(node)]
        return tuple(one for one, _ in fitted), meant[0] if meant else wanted or ONE

    def _call(self, function: str, arguments: tuple[Node, ...], wanted: Unit | None) -> tuple[Node, Unit]:
        if function == "days":
            return Call(function, arguments), _DAY
        if function == "lookup":
            (table,) = names_in(arguments[0])
            return Call(function, arguments), self.units[table]
        if function == "if":
            (one, other), unit = self._alike(arguments[1:], wanted)
            return Call("if", (self.fit(arguments[0], ONE)[0], one, other)), unit
        if function in _SAME:
            parts, unit = self._alike(arguments, wanted)
            return Call(function, parts), unit
        if function in _KEPT:
            inner, unit = self.fit(arguments[0], wanted)
            return Call(function, (inner, *arguments[1:])), unit
        inner, _ = self.fit(arguments[0], ONE)
        return Call(function, (inner,)), ONE

    def _power(self, base: Node, exponent: Node) -> tuple[Node, Unit]:
        fitted, unit = self.fit(base, None)
        value = exponent.inner if isinstance(exponent, Negative) else exponent
        if unit.equals(ONE) or not isinstance(value, Number):
            return Binary("**", fitted, exponent), unit if unit.equals(ONE) else ONE
        power = int(value.value) * (-1 if isinstance(exponent, Negative) else 1)
        return Binary("**", fitted, exponent), unit**power if abs(power) <= MAX_POWER else unit

    # --- products ---

    def _product(self, node: Node, wanted: Unit | None) -> tuple[Node, Unit]:
        factors = _factors(node)
        fitted: list[tuple[str, Node]] = []
        unit = ONE
        for sign, factor in factors:
            if _plain_number(factor) is not None:
                fitted.append((sign, factor))
                continue
            one, own = self.fit(factor, None)
            fitted.append((sign, one))
            unit = unit / own if sign == "/" else unit * own
        if wanted is not None and not unit.equals(wanted):
            found = self._filled(fitted, wanted / unit)
            if found is not None:
                return _joined(found), wanted
        return _joined(fitted), unit

    def _filled(self, factors: list[tuple[str, Node]], missing: Unit) -> list[tuple[str, Node]] | None:
        """The factors with the missing unit given to a typed number, if one can have it."""
        numbers = [
            (at, sign, value)
            for at, (sign, factor) in enumerate(factors)
            if (value := _plain_number(factor)) is not None and value not in (0, 1, -1)
        ]
        whole = Fraction(1)
        for at, sign, value in numbers:
            effect = 1 / Fraction(value) if sign == "/" else Fraction(value)
            if effect * missing.scale == 1:
                return self._given(factors, at, sign, value, missing, converts=True)
            whole *= effect
        inside = self._filled_inside(factors, missing)
        if inside is not None:
            return inside
        if numbers and (missing.dims or whole * missing.scale == 1):
            at, sign, value = numbers[0]
            return self._given(factors, at, sign, value, missing, converts=not missing.dims)
        return None

    def _filled_inside(self, factors: list[tuple[str, Node]], missing: Unit) -> list[tuple[str, Node]] | None:
        """The same, where the number stands inside one of the factors: `(A + B / 1000) * C`."""
        for at, (sign, factor) in enumerate(factors):
            if _plain_number(factor) is None and _has_number(factor):
                _, own = self.fit(factor, None)
                target = own / missing if sign == "/" else own * missing
                before = list(self.numbers)
                fitted, unit = self.fit(factor, target)
                if unit.equals(target):
                    return [*factors[:at], (sign, fitted), *factors[at + 1 :]]
                self.numbers[:] = before
        return None

    def _given(
        self, factors: list[tuple[str, Node]], at: int, sign: str, value: Decimal, missing: Unit, *, converts: bool
    ) -> list[tuple[str, Node]]:
        unit = missing if sign != "/" else ONE / missing
        name: Node = self.constant(abs(value), unit, converts=converts)
        return [*factors[:at], (sign, Negative(name) if value < 0 else name), *factors[at + 1 :]]


def _factors(node: Node) -> list[tuple[str, Node]]:
    """The factors of a product, each with its sign; the first has none."""
    match node:
        case Binary("*" | "/" as sign, left, right):
            if sign == "*" and isinstance(right, Binary) and right.operator in "*/":
                return [*_factors(left), ("*", _factors(right)[0][1]), *_factors(right)[1:]]
            return [*_factors(left), (sign, right)]
    return [("", node)]


def _joined(factors: list[tuple[str, Node]]) -> Node:
    found = factors[0][1]
    for sign, factor in factors[1:]:
        found = Binary(sign, found, factor)
    return found


def _plain_number(node: Node) -> Decimal | None:
    """The value of a typed number, a power of ten among them; None for anything else."""
    match node:
        case Number(value):
            return value
        case Negative(Number(value)):
            return -value
        case Binary("**", Number(base), Number(power)) if power <= 30 and base == 10:
            return base ** int(power)
        case Binary("**", Number(base), Negative(Number(power))) if power <= 30 and base == 10:
            return Decimal(1).scaleb(-int(power))
    return None


def _has_number(node: Node) -> bool:
    return _plain_number(node) is not None or any(_has_number(part) for part in parts_of(node))


def _shorter(unit: Unit) -> Unit:
    """`MWh/MW/day` as `h/day`: what two of its parts make together, where that is one symbol."""
    above, *below = unit.text.split("/")
    for at, one in enumerate(below):
        both = tidy(parse_unit(f"{above}/{one}"))
        if len(below) > 1 and both.text.isalnum() and both.text != "1":
            return parse_unit("/".join([both.text, *below[:at], *below[at + 1 :]]))
    return unit


def _is_number(node: Node) -> bool:
    return isinstance(node.inner if isinstance(node, Negative) else node, Number)
