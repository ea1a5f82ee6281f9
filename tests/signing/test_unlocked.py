"""An unlocked key is forgotten when nobody used it for some minutes, and when the clock is set back."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpers import certs
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.signing.unlocked import Unlocked


class Clock:
    """A clock to set."""

    def __init__(self) -> None:
        self.at = certs.SIGNED

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)


def test_it_is_forgotten_after_idle_minutes() -> None:
    clock = Clock()
    keys = Unlocked(clock, 10)
    assert keys.get() is None
    keys.keep(certs.manager())
    clock.pass_(9)
    assert keys.get() is certs.manager()  # and the minutes start anew
    clock.pass_(9)
    assert keys.get(certs.manager().fingerprint) is certs.manager()
    assert keys.get(certs.operator().fingerprint) is None
    assert keys.locks_at == clock() + timedelta(minutes=10)
    clock.pass_(10)
    assert not keys.expire()
    assert keys.get() is None
    assert keys.locks_at is None


def test_a_clock_set_back_locks() -> None:
    clock = Clock()
    keys = Unlocked(clock, 10)
    keys.keep(certs.manager())
    clock.pass_(-1)
    assert keys.get() is None


def test_locking_at_once_and_never_keeping() -> None:
    keys = Unlocked(Clock(), 10)
    keys.keep(certs.manager())
    keys.lock()
    assert keys.get() is None
    none = Unlocked(Clock(), 0)
    none.keep(certs.manager())
    assert none.get() is None


@given(st.lists(st.floats(0, 30), max_size=12), st.integers(1, 60))
def test_it_is_there_exactly_as_long_as_no_pause_is_too_long(pauses: list[float], minutes: int) -> None:
    clock = Clock()
    keys = Unlocked(clock, minutes)
    keys.keep(certs.manager())
    alive = True
    for pause in pauses:
        clock.pass_(pause)
        alive = alive and timedelta(minutes=pause) < timedelta(minutes=minutes)
        assert (keys.get() is not None) == alive
