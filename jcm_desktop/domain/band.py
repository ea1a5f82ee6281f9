"""Where a value is expected: a band around a usual one, as wide upwards as downwards. Exact; knows no source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WIDTH = Fraction(3, 2)  # our choice: half as much again, or two thirds


@dataclass(frozen=True, slots=True)
class Band:
    """Both ends belong to it. Symmetric: a value lies in the band of a usual one just when that lies in the value's."""

    usual: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def around(cls, usual: Decimal | Fraction, width: Fraction = WIDTH) -> Band:
        """The band of a usual value; below zero it is mirrored, around zero it is nothing but zero."""
        centre = Fraction(usual)
        ends = sorted((centre * width, centre / width))
        return cls(centre, ends[0], ends[1])

    def within(self, least: Decimal | Fraction | None, most: Decimal | Fraction | None) -> Band:
        """The part of it that can be at all; an end outside moves to the limit."""
        low = self.low if least is None else max(self.low, Fraction(least))
        high = self.high if most is None else min(self.high, Fraction(most))
        return Band(self.usual, min(low, high), high)

    def holds(self, value: Decimal | Fraction) -> bool:
        """Whether a value lies in it."""
        return self.low <= Fraction(value) <= self.high
