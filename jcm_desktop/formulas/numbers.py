"""Exact arithmetic: Decimal while it stays exact, Fraction from the first division that does not end.

Nothing is rounded here but by the functions that say so in their name. Knows no
formula and no unit. Once a number is a Fraction it stays one, so that the order in
which terms are added never shows in the result, not even in its zeros.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from decimal import (
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
    localcontext,
)
from fractions import Fraction
from functools import lru_cache
from operator import methodcaller
from typing import TypeAlias

from jcm_desktop.domain.errors import UserError

Exact: TypeAlias = Decimal | Fraction

PRINTED_DIGITS = 28
ENDING_DIGITS = 40  # a number that ends within these is printed whole; only powers of e and the like go on
ROUNDED_DIGITS = 40  # of what has no exact value: e to a power, a power that is not whole
MAX_POWER = 64
MAX_DIGITS = 2_000  # of an exact decimal
MAX_BITS = 200_000  # of a fraction's numerator or denominator: sums over many members have long ones
_exact = Context(prec=MAX_DIGITS, Emax=10_000, Emin=-10_000, traps=[Inexact, InvalidOperation])
# Without a trap: an exception for each division that does not end would cost more than the division.
_quotient = Context(prec=60, Emax=10_000, Emin=-10_000, traps=[InvalidOperation])
_check = Context(prec=2 * MAX_DIGITS, Emax=20_000, Emin=-20_000, traps=[InvalidOperation])
_rounding = Context(prec=2 * MAX_DIGITS, Emax=20_000, Emin=-20_000, traps=[InvalidOperation])
_ending_soon = Context(prec=ENDING_DIGITS, Emax=10_000, Emin=-10_000, traps=[Inexact])
_ZERO = Decimal(0)


def exactly() -> AbstractContextManager[Context]:
    """Inside, Python's own `+ - *` on decimals is exact and raises `decimal.Inexact` where it cannot be.

    Twice as fast as the functions below, for which it need not be called.
    """
    return localcontext(_exact)


def add(one: Exact, other: Exact) -> Exact:
    """The exact sum; UserError `formula.number_too_big` beyond all sense."""
    if type(one) is Decimal and type(other) is Decimal:
        try:
            return _exact.add(one, other)
        except Inexact:
            raise too_big() from None
    above, below = one.as_integer_ratio()
    over, under = other.as_integer_ratio()
    return _fraction(above + over, below) if below == under else _fraction(above * under + over * below, below * under)


def subtract(one: Exact, other: Exact) -> Exact:
    """The exact difference; UserError `formula.number_too_big`."""
    return add(one, negate(other))


def multiply(one: Exact, other: Exact) -> Exact:
    """The exact product; UserError `formula.number_too_big`."""
    if type(one) is Decimal and type(other) is Decimal:
        try:
            return _exact.multiply(one, other)
        except Inexact:
            raise too_big() from None
    above, below = one.as_integer_ratio()
    over, under = other.as_integer_ratio()
    return _fraction(above * over, below * under)


def divide(one: Exact, other: Exact) -> Exact:
    """The exact quotient; ZeroDivisionError where the divisor is zero, UserError `formula.number_too_big`."""
    if not other:
        raise ZeroDivisionError
    if type(one) is Decimal and type(other) is Decimal:
        quotient = _quotient.divide(one, other)
        if _check.multiply(quotient, other) == one:  # else it does not end, or late
            return quotient
    above, below = one.as_integer_ratio()
    over, under = other.as_integer_ratio()
    return _fraction(above * under, below * over)


def total(values: Iterable[Exact]) -> Exact:
    """The exact sum of any number of values; fractions of one denominator are added as whole numbers.

    The same whatever the order. Raises UserError `formula.number_too_big`.
    """
    found: Exact = _ZERO
    above: dict[int, int] = {}  # by denominator
    for value in values:
        if type(value) is Decimal:
            found = add(found, value)
        else:
            numerator, denominator = value.as_integer_ratio()
            above[denominator] = above.get(denominator, 0) + numerator
    for denominator, numerator in sorted(above.items()):
        found = add(found, Fraction(numerator, denominator))
    return found


def negate(value: Exact) -> Exact:
    """The exact negative; Python's own minus sign rounds a Decimal to the thread's context."""
    return _exact.minus(value) if isinstance(value, Decimal) else -value


def power(base: Exact, exponent: Exact) -> Exact:
    """A whole power, exact; any other power of a positive number to 40 significant digits, a named rounding.

    Raises ZeroDivisionError for 0 to a negative power, UserError `formula.bad_power`
    beyond 64, for 0 ** 0 (spreadsheets disagree on it) and for other than whole powers
    of negative numbers, `formula.number_too_big` for too long a result.
    """
    if not -MAX_POWER <= exponent <= MAX_POWER or not (base or exponent):
        raise _bad_power(base, exponent)
    if exponent != int(exponent):
        return _real_power(base, exponent)
    whole = int(exponent)
    result: Exact = Decimal(1)
    for _ in range(abs(whole)):
        result = multiply(result, base)
    return divide(Decimal(1), result) if whole < 0 else result


def _real_power(base: Exact, exponent: Exact) -> Decimal:
    if base < 0:
        raise _bad_power(base, exponent)
    if not base:
        if exponent < 0:
            raise ZeroDivisionError
        return _ZERO
    digits = 2 * ROUNDED_DIGITS
    return Context(prec=ROUNDED_DIGITS).power(as_decimal(base, digits), as_decimal(exponent, digits))


def _bad_power(base: Exact, exponent: Exact) -> UserError:
    return UserError("formula.bad_power", "", base=_short(base), exponent=_short(exponent))


def floor(value: Exact) -> Decimal:
    """The whole number not above the value."""
    if isinstance(value, Decimal):
        return _exact.plus(value.to_integral_value(ROUND_FLOOR))
    return Decimal(math.floor(value))


def round_half_away(value: Exact, digits: int) -> Decimal:
    """As a spreadsheet's ROUND: halves go away from zero. Negative digits round to tens, hundreds."""
    return rounding(digits, half_away=True)(value)


def round_down(value: Exact, digits: int) -> Decimal:
    """As a spreadsheet's ROUNDDOWN: towards zero."""
    return rounding(digits, half_away=False)(value)


def rounding(digits: int, *, half_away: bool) -> Callable[[Exact], Decimal]:
    """The rounding to so many digits, made once for many values."""
    of_decimal = decimal_rounding(digits, half_away=half_away)

    def rounded(value: Exact) -> Decimal:
        if isinstance(value, Decimal):
            return of_decimal(value)
        scaled = abs(value) * Fraction(10) ** digits
        whole = math.floor(scaled + Fraction(1, 2)) if half_away else math.floor(scaled)
        return _scaled(whole if value >= 0 else -whole, -digits)

    return rounded


@lru_cache(maxsize=256)
def decimal_rounding(digits: int, *, half_away: bool) -> Callable[[Decimal], Decimal]:
    """The same for decimals alone, twice as fast; AttributeError for a fraction."""
    return methodcaller("quantize", Decimal((0, (1,), -digits)), ROUND_HALF_UP if half_away else ROUND_DOWN, _rounding)


def exp(value: Exact) -> Decimal:
    """The power of e, to 40 significant digits: a named rounding. UserError `formula.bad_power` beyond 1000."""
    if not -1_000 <= value <= 1_000:
        raise UserError("formula.bad_power", "", base="e", exponent=_short(value))
    argument = value if isinstance(value, Decimal) else as_decimal(value, 2 * ROUNDED_DIGITS)
    return Context(prec=ROUNDED_DIGITS).exp(argument)


def as_decimal(value: Exact, digits: int = PRINTED_DIGITS) -> Decimal:
    """The value as a decimal: exact where it ends within 40 digits, else half-even to `digits` significant digits.

    The one named step by which a number that never ends, or not soon, is printed or stored.
    """
    if isinstance(value, Decimal):
        return _ending(value, digits) if value else value.copy_abs()  # no minus zero
    twos = (value.denominator & -value.denominator).bit_length() - 1
    rest = value.denominator >> twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest == 1:
        places = max(twos, fives)
        return _ending(_scaled(value.numerator * 10**places // value.denominator, -places), digits)
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _ending(value: Decimal, digits: int) -> Decimal:
    try:
        return _ending_soon.plus(value)
    except Inexact:
        return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(value)


def sort_key(value: Exact) -> Fraction:
    """A key by which decimals and fractions compare exactly."""
    return Fraction(value)


def _scaled(whole: int, exponent: int) -> Decimal:
    """`whole` x 10 ** `exponent`, exact at any length."""
    return Decimal(whole).scaleb(exponent, Context(prec=max(28, whole.bit_length())))


def _fraction(above: int, below: int) -> Fraction:
    if above.bit_length() > MAX_BITS or below.bit_length() > MAX_BITS:
        raise too_big()
    return Fraction(above, below)


def too_big() -> UserError:
    """The error for a number beyond all sense; its place is the caller's to give."""
    return UserError("formula.number_too_big", "", limit=MAX_DIGITS)


def _short(value: Exact) -> str:
    return str(as_decimal(value, 12))[:24]
