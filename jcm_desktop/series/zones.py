"""Time zones of the projects: where a local day begins, and what a clock on the wall showed.

The rules come from the data that are installed with the program, not from the
computer's own, so that every computer counts the same days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from jcm_desktop.domain.errors import UserError

DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which clocks were set: the offsets before and after, seconds east of UTC."""

    at: int
    before: int
    after: int


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of this name; UserError `zone.unknown`."""
    if name in zone_names():
        with (resources.files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    raise UserError("zone.unknown", name)


@cache
def zone_names() -> frozenset[str]:
    """Every name that can be chosen."""
    return frozenset((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country (two letters), the most populous first as its table lists them."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(row[2] for row in rows if row[0] == country)


def offset(name: str, instant: int, *, standard: bool = False) -> int:
    """Seconds east of UTC at an instant; `standard`: without summer time."""
    there = datetime.fromtimestamp(instant, UTC).astimezone(zone(name))
    wanted = there.utcoffset() or timedelta()
    if standard:
        wanted -= there.dst() or timedelta()
    return int(wanted.total_seconds())


def changes(name: str, low: int, high: int, *, standard: bool = False) -> tuple[Change, ...]:
    """Every moment between two instants at which the clocks of a zone were set."""
    return tuple(_changes(name, low, high, standard))


def _changes(name: str, low: int, high: int, standard: bool) -> Iterator[Change]:
    step = 7 * DAY  # no zone sets its clocks and sets them back within a week
    before, at = offset(name, low, standard=standard), low
    while at < high:
        following = min(at + step, high)
        after = offset(name, following, standard=standard)
        if after != before:
            early, late = at, following
            while late - early > 1:
                middle = (early + late) // 2
                if offset(name, middle, standard=standard) == before:
                    early = middle
                else:
                    late = middle
            yield Change(late, before, after)
        before, at = after, following


@lru_cache(4096)
def day_start(name: str, day: date) -> int:
    """The first instant of a local day."""
    naive = (day.toordinal() - EPOCH) * DAY
    around = changes(name, naive - 2 * DAY, naive + 2 * DAY)
    shift = around[0].before if around else offset(name, naive)
    for change in around:
        if naive >= change.at + max(change.before, change.after):
            shift = change.after
        elif naive >= change.at + change.before:
            return change.at  # midnight was skipped: the day begins when the clocks were set
    return naive - shift


def local_day(name: str, instant: int) -> date:
    """The day on the wall at an instant."""
    return datetime.fromtimestamp(instant, UTC).astimezone(zone(name)).date()


def local_text(name: str, instant: int) -> str:
    """What the clock showed, with its offset: `2024-03-01T00:15+08:00`."""
    there = datetime.fromtimestamp(instant, UTC).astimezone(zone(name))
    return there.isoformat(timespec="minutes" if not there.second else "seconds")


class WallClock:
    """Offsets of a zone between two instants, looked up fast."""

    def __init__(self, name: str, low: int, high: int) -> None:
        self._changes = changes(name, low - DAY, high + DAY)
        self._at = [one.at for one in self._changes]
        self._first = self._changes[0].before if self._changes else offset(name, low)

    def offset(self, instant: int) -> int:
        """Seconds east of UTC."""
        found = bisect_right(self._at, instant)
        return self._changes[found - 1].after if found else self._first

    def texts(self, instants: Iterable[int]) -> list[str]:
        """What the clock showed, to the minute, or to the second where that is not 0."""
        return [self._text(instant + self.offset(instant)) for instant in instants]

    def _text(self, local: int) -> str:
        day, second = divmod(local, DAY)
        return f"{_day_text(day)} {_clock_text(second)}"


@lru_cache(4096)
def _day_text(day: int) -> str:
    return date.fromordinal(day + EPOCH).isoformat()


@lru_cache(4096)
def _clock_text(second: int) -> str:
    text = f"{second // 3600:02d}:{second // 60 % 60:02d}"
    return f"{text}:{second % 60:02d}" if second % 60 else text
