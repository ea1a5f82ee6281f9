"""How long work tells its progress and learns that it should stop. Knows no work."""

from __future__ import annotations

import threading
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

    def stage(self, before: int, size: int, total: int) -> Watch:
        """The watch of one of several works: it fills `size` of `total` after the `before` that are done."""

        def tell(done: int, whole: int) -> None:
            self.tell(before + size * done // max(whole, 1), total)

        return Watch(tell, self.stopped)


NOBODY = Watch()


class UnderWay:
    """Work as somebody else sees it who looks from another thread: how far it is, and the wish to stop it."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._done, self._total = 0, 0

    @property
    def fraction(self) -> float:
        """0 to 1, for a bar."""
        return min(1.0, self._done / self._total) if self._total else 0.0

    @property
    def watch(self) -> Watch:
        """What the work is given."""
        return Watch(self._tell, self._stop.is_set)

    def _tell(self, done: int, total: int) -> None:
        self._done, self._total = done, total

    def cancel(self) -> None:
        """Stop soon."""
        self._stop.set()
