"""What is wrong with a line of a file: where, the text, a code and its facts; and a list of them that stays short."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

KEPT = 1_000
SHOWN = 60


class RowProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong, at its line and column (both counted from 1; 0: the whole)."""

    code: str
    line: int
    column: int = 0
    text: str = ""
    facts: dict[str, str] = {}


class Problems:
    """All problems are counted, the first thousand are kept."""

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[RowProblem] = []

    def add(self, problem: RowProblem) -> None:
        """Count a problem."""
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(problem)

    def extend(self, problems: Iterable[RowProblem]) -> None:
        """Count several."""
        for one in problems:
            self.add(one)


class RowError(ValueError):
    """A text that cannot be read; the code says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {name: str(value)[:SHOWN] for name, value in facts.items()}


def shown(text: str) -> str:
    """A text of a file, short and on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
