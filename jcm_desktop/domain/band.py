"""Where a value is expected: a band around a usual one, as wide upwards as downwards. Knows no source.

Whether a value lies in it is found by multiplying only, so that exact numbers give exact answers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

WIDTH = (3, 2)  # our choice: half as much again, or two thirds


class Band(NamedTuple):
    """Both ends belong to it. Symmetric: a value lies in the band of a usual one just when that lies in the value's."""

    usual: Decimal
    least: Decimal | None = None  # what can be at all
    most: Decimal | None = None
    width: tuple[int, int] = WIDTH

    @property
    def low(self) -> Decimal:
        """The lower end; for showing."""
        more, less = self.width
        end = self.usual * less / more if self.usual >= 0 else self.usual * more / less
        return self._within(end)

    @property
    def high(self) -> Decimal:
        """The upper end; for showing."""
        more, less = self.width
        end = self.usual * more / less if self.usual >= 0 else self.usual * less / more
        return self._within(end)

    def _within(self, end: Decimal) -> Decimal:
        if self.least is not None and end < self.least:
            return self.least
        return self.most if self.most is not None and end > self.most else end

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in it."""
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            return False
        more, less = self.width
        one, other = (value, self.usual) if self.usual >= 0 else (-value, -self.usual)
        return one * less <= other * more and one * more >= other * less
