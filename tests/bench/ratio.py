"""Ratios within one run: each round measures base and candidate next to each other, the median of the rounds counts.

Machines differ and drift; a ratio taken inside a round does not.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the table."""

    goal: str
    what: str
    base: str
    ratio: float
    spread: float  # half the distance between the quartiles, relative
    base_ms: float
    ours_ms: float
    bar: float | None
    moonshot: float | None

    def line(self) -> str:
        """As printed."""
        verdict = "" if self.bar is None else " reached" if self.ratio <= self.bar else " NOT REACHED"
        bar = "" if self.bar is None else f"bar {self.bar:g}, moonshot {self.moonshot:g}{verdict}"
        return (
            f"{self.goal:>4}  {self.what:<58} {self.ratio:8.3f} ±{self.spread:4.0%}   "
            f"{self.ours_ms:9.2f} ms / {self.base_ms:9.2f} ms   {bar}\n      against: {self.base}"
        )


def seconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def repeated(times: int, run: Callable[[], object]) -> None:
    """One call after the other."""
    for _ in range(times):
        run()


def compare(
    goal: str,
    what: str,
    base_words: str,
    base: Callable[[], float],
    ours: Callable[[], float],
    *,
    rounds: int,
    bar: float | None = None,
    moonshot: float | None = None,
) -> Ratio:
    """Measure both in turn; the functions return seconds. The order alternates."""
    pairs = []
    base(), ours()  # warm
    for at in range(rounds):
        if at % 2:
            mine, other = ours(), base()
        else:
            other, mine = base(), ours()
        pairs.append((mine / other, mine, other))
    ratios = [one[0] for one in pairs]
    low, _, high = statistics.quantiles(ratios, n=4)
    middle = statistics.median(ratios)
    return Ratio(
        goal,
        what,
        base_words,
        middle,
        (high - low) / 2 / middle,
        statistics.median(one[2] for one in pairs) * 1000,
        statistics.median(one[1] for one in pairs) * 1000,
        bar,
        moonshot,
    )
