"""How the readings of a point become its one value for some days: amounts are added up, means are weighted by days.

An amount over more days than are asked for is shared out by days. A mean (an emission factor, a resistance) holds
for each of its days: nothing of it is shared out, and two of them are never added. Knows no plan and no unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from jcm_desktop.domain.period import Span
from jcm_desktop.formulas.numbers import Exact, divide, multiply, total
from jcm_desktop.methodologies.schema import Aggregate


def portion(value: Exact, reading: Span, counted: Span, aggregate: Aggregate) -> Exact:
    """What of a reading's value counts for some of its days."""
    if aggregate == "mean" or counted == reading:
        return value
    return multiply(value, Fraction(counted.days, reading.days))


def whole(portions: Iterable[tuple[Exact, int]], aggregate: Aggregate) -> Exact | None:
    """The one value of portions with the days they count for; None where a mean has nothing to be made of."""
    found = list(portions)
    if aggregate != "mean":
        return total(value for value, _ in found)
    days = sum(count for _, count in found)
    if not days:
        return None
    return divide(total(multiply(value, Decimal(count)) for value, count in found), Decimal(days))
