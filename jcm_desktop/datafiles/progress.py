"""How far a long reading is, and the wish to stop it; shared between the thread that works and the one that looks."""

from __future__ import annotations

import threading

from jcm_desktop.domain.errors import Cancelled


class Progress:
    """Parts of a whole; `cancel` makes the next `step` raise Cancelled."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.done = 0
        self.total = 0

    @property
    def fraction(self) -> float:
        """0 to 1, for a bar."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def step(self, done: int) -> None:
        """So much more is done; raises Cancelled when it was asked for."""
        self.done += done
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Stop soon."""
        self._stop.set()
