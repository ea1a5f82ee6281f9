"""How long work tells its progress and learns that it should stop. Knows no work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jcm_desktop.domain.errors import Cancelled


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Watch:
    """`tell` gets bytes done and bytes in all; `stopped` is asked after each step."""

    tell: Callable[[int, int], None] = _silent
    stopped: Callable[[], bool] = _never

    def step(self, done: int, total: int) -> None:
        """One more piece is done; Cancelled when it should be the last."""
        self.tell(done, total)
        if self.stopped():
            raise Cancelled


NOBODY = Watch()
