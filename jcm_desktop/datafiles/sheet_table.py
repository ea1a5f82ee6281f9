"""A sheet in memory: stretches of rows, plain ones as whole numbers and moments, text when it is asked for.

So a year of minutes is read once; what a person looks at becomes text page by
page. Columns that are not plain are kept as the texts they are.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from jcm_desktop.datafiles.columns import ColumnPart, whole_numbers
from jcm_desktop.domain.mapping import Mapping
from jcm_desktop.series.pages import decimal_column
from jcm_desktop.series.times import Runs, from_instants, shifted
from jcm_desktop.series.zones import DAY, EPOCH

_ORIGIN = date(1899, 12, 30).toordinal()  # a spreadsheet's day 0
_TO_1970 = (EPOCH - _ORIGIN) * DAY


@dataclass(frozen=True, slots=True)
class Moments:
    """Times of cells that hold dates: seconds since a spreadsheet's day 0, on the file's clock."""

    seconds: array[int]

    def texts(self) -> list[str]:
        return [_DAYS[one // DAY] + _CLOCKS[one % DAY] for one in self.seconds]

    def runs(self) -> Runs:
        """Runs of seconds since 1970; a steady stretch is seen at once."""
        seconds = self.seconds
        if len(seconds) > 1:
            step = seconds[1] - seconds[0]
            if step and seconds == array("q", range(seconds[0], seconds[0] + step * len(seconds), step)):
                return ((seconds[0] - _TO_1970, step, len(seconds)),)
        return shifted(from_instants(seconds), -_TO_1970)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Plain decimals: whole numbers and their count of decimals."""

    values: array[int]
    scale: int
    fewest: int

    def texts(self) -> list[str]:
        return decimal_column(self.values, self.scale)


@dataclass(frozen=True, slots=True)
class Texts:
    """Whatever else."""

    written: Sequence[str]

    def texts(self) -> Sequence[str]:
        return self.written


Cells: TypeAlias = Moments | Numbers | Texts


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows one after the other."""

    first: int  # number of its first row
    count: int
    columns: tuple[Cells, ...] = ()  # empty: `text` holds the rows
    written: str = ""

    def text(self) -> str:
        """Its lines, tabs between cells."""
        if not self.columns:
            return self.written
        return "\n".join(map("\t".join, zip(*(one.texts() for one in self.columns), strict=True))) + "\n"

    def parts(self, mapping: Mapping) -> list[ColumnPart] | None:
        """The values of a mapping's columns without a detour over text; None where text has to be read."""
        if not self.columns or mapping.clock is not None or mapping.wall == "stated" or mapping.order != "YMD":
            return None
        width = len(self.columns)
        if width != mapping.width:
            return None
        times = self.columns[mapping.time]
        if not isinstance(times, Moments) or mapping.decimal != ".":
            return None
        runs = list(times.runs())
        made = []
        for one in mapping.values:
            found = self.columns[one.column]
            if not isinstance(found, Numbers):
                return None
            made.append(ColumnPart(runs, found.values, found.scale, [(0, self.first)], found.fewest))
        return made


def numbers(texts: Sequence[str]) -> Cells:
    """A column of plain decimals, or as it is."""
    found = whole_numbers(texts, ".")
    return Numbers(*found) if found is not None else Texts(texts)


class _Clocks(dict[int, str]):
    def __missing__(self, at: int) -> str:
        text = self[at] = f"T{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}"
        return text


class _Days(dict[int, str]):
    def __missing__(self, day: int) -> str:
        text = self[day] = date.fromordinal(day + _ORIGIN).isoformat()
        return text


_CLOCKS, _DAYS = _Clocks(), _Days()


def clock_text(seconds: int) -> str:
    """A time of day."""
    return _CLOCKS[seconds][1:]
