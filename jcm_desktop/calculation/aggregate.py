"""How the readings of a point become its one value for some days: amounts are added up, means are weighted by days.

An amount over more days than are asked for is shared out by days. A mean (an emission factor, a resistance) holds
for each of its days, so nothing of it is shared out; what is laid over a reading, such as a correction, is added to
it and its days are not counted again. Knows no plan and no unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.formulas.numbers import Exact, divide, multiply, total
from jcm_desktop.methodologies.schema import Aggregate


def portion(value: Exact, reading: Span, counted: Span, aggregate: Aggregate) -> Exact:
    """What of a reading's value counts for some of its days."""
    if aggregate == "mean" or counted == reading:
        return value
    return multiply(value, Fraction(counted.days, reading.days))


def whole(portions: Iterable[tuple[Exact, Span]], aggregate: Aggregate) -> Exact | None:
    """The one value of portions with the days they count for; None where a mean has nothing to be made of."""
    found = list(portions)
    if aggregate != "mean":
        return total(value for value, _ in found)
    days = sum(new_days([span for _, span in found]))
    if not days:
        return None
    return divide(total(multiply(value, Decimal(span.days)) for value, span in found), Decimal(days))


def new_days(spans: Sequence[Span]) -> list[int]:
    """For each span how many of its days no span before it has, in the order of the days; in the order given."""
    found = [0] * len(spans)
    after = None  # the first day that no span so far has
    for at, span in sorted(enumerate(spans), key=lambda one: (one[1].first, one[1].last, one[0])):
        first = span.first if after is None else max(span.first, after)
        if first <= span.last:
            found[at] = Span(first, span.last).days
            after = span.last + DAY
    return found
