"""A key that was unlocked a while ago, and is forgotten when nobody has used it for some minutes.

Only for opening what others encrypted for its holder; signing asks for the
passphrase each time. The clock is given; when it is set back, the key is forgotten, too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a sitting without signatures never loads the library of keys
    from jcm_desktop.signing.identity import Identity

MINUTES = 10
LONGEST = 60


class Unlocked:
    """At most one key; ask `get` each time and keep no reference of your own."""

    def __init__(self, now: Callable[[], datetime], minutes: int = MINUTES) -> None:
        self._now = now
        self._idle = timedelta(minutes=max(0, min(minutes, LONGEST)))
        self._identity: Identity | None = None
        self._used = now()

    def keep(self, identity: Identity) -> None:
        """From now on, in place of any other."""
        self._identity, self._used = identity, self._now()

    def get(self, fingerprint: str = "") -> Identity | None:
        """The key, if it is this one (or any) and still unlocked; using it starts the minutes anew."""
        self.expire()
        found = self._identity
        if found is None or fingerprint not in ("", found.fingerprint):
            return None
        self._used = self._now()
        return found

    def expire(self) -> bool:
        """Forget the key if its time is over; whether one is still unlocked. For a timer."""
        now = self._now()
        if self._identity is not None and (now < self._used or now - self._used >= self._idle):
            self.lock()
        return self._identity is not None

    def lock(self) -> None:
        """Forget the key at once."""
        self._identity = None

    @property
    def locks_at(self) -> datetime | None:
        """When it will be forgotten if nobody uses it; None when nothing is unlocked."""
        return self._used + self._idle if self.expire() else None
