"""Times as loggers write them, to seconds since 1970 on the clock they were read from.

A reader knows the order of day, month and year; everything else (signs, seconds,
half days, 24:00) it sees from the text. Days and times of day are remembered, so
that a year of minutes costs little. Zones are not known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from jcm_desktop.datafiles.problems import RowError
from jcm_desktop.series.times import Run
from jcm_desktop.series.zones import DAY, EPOCH

ORDERS = ("YMD", "DMY", "MDY", "serial", "epoch", "epoch-ms")
FIRST_YEAR, LAST_YEAR = 1990, 2100
_MONTHS = dict(jan=1, feb=2, mar=3, apr=4, may=5, jun=6, jul=7, aug=8, sep=9, oct=10, nov=11, dec=12)
_DATE = re.compile(r"(\d{1,4})([-/.\u5e74 ]|, ?)\s?(\d{1,2}|[A-Za-z]{3,9})([-/.\u6708 ]|, ?)\s?(\d{1,4})[\u65e5.]?")
_MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2})|\u5e74(\d{1,2})\u6708)")  # a row for a whole month says no day
_COMPACT = re.compile(r"\d{8}")
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})[:.\u6642h](?P<m>\d{2})(?:[:.\u5206](?:(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?\u79d2?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_BARE_CLOCK = re.compile(r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})?")
_OFFSET = re.compile(r"(?P<rest>.*\d)\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})")
_SPLIT = re.compile(
    r"(?P<date>\d{8}|\d{1,4}[-/.\u5e74 ](?:\d{1,2}|[A-Za-z]{3,9})[-/.\u6708 ]\d{1,4}\u65e5?)"
    r"(?P<joint>[T_, ]\s*)(?P<clock>.*)"
)
_ERA = re.compile(r"(令和|平成)(元|\d{1,2})年")
_ERA_BEFORE = {"令和": 2018, "平成": 1988}  # the year before its first
_HOUR_ALONE = re.compile(r"(\d{1,2})時$")
_SERIAL_DAY = EPOCH - date(1899, 12, 30).toordinal()  # days from a spreadsheet's day 0 to 1970


def read_date(text: str, order: str) -> int:
    """The day as seconds since 1970; RowError."""
    if _COMPACT.fullmatch(text) and order == "YMD":
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    found = _DATE.fullmatch(text)
    if found is None:
        raise RowError("row.no_time")
    parts = dict(zip(order, (found[1], found[3], found[5]), strict=True))
    if any(not part.isdigit() for name, part in parts.items() if name != "M"):
        raise RowError("row.no_time")
    month = parts["M"] if parts["M"].isdigit() else _MONTHS.get(parts["M"][:3].lower(), 0)
    if any(len(parts[name]) > 2 for name in "DM" if parts[name].isdigit()) or len(parts["Y"]) not in (2, 4):
        raise RowError("row.no_time")
    year = int(parts["Y"])
    return _day(year + 2000 if len(parts["Y"]) == 2 else year, int(month), int(parts["D"]))


def _day(year: int, month: int, day: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RowError("row.odd_year", year=year)
    try:
        return (date(year, month, day).toordinal() - EPOCH) * DAY
    except ValueError as error:
        raise RowError("row.no_such_day") from error


def read_clock(text: str) -> int:
    """The time of day in seconds; 24:00 is a day. RowError."""
    found = _CLOCK.fullmatch(text) or _BARE_CLOCK.fullmatch(text)
    if found is None:
        raise RowError("row.no_time")
    parts = found.groupdict()
    hour, minute, second = int(parts["h"]), int(parts["m"]), int(parts["s"] or 0)
    if int((parts.get("f") or "0").ljust(9, "0")):
        raise RowError("row.fraction_of_second")
    half = (parts.get("half") or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            raise RowError("row.no_time")
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        raise RowError("row.no_time")
    return hour * 3600 + minute * 60 + second


def _japanese(text: str) -> str:
    """Years of an era as years of the calendar, an hour alone with its minutes."""
    text = _ERA.sub(lambda era: f"{_ERA_BEFORE[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", text)
    return _HOUR_ALONE.sub(r"\1:00", text)


class _Known(dict[str, int]):
    """Texts that were read before; a text that is no time raises RowError each time."""

    def __init__(self, read: Callable[[str], int]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> int:
        value = self._read(text)
        if len(self) < 200_000:
            self[text] = value
        return value


class StampReader:
    """Reads the times of one file."""

    def __init__(self, order: str, *, stated: bool = False) -> None:
        """`stated`: each time says its offset, and what is read is UTC."""
        self.order = order
        self.stated = stated or order.startswith("epoch")
        self.days = _Known(partial(read_date, order=order))
        self.clocks = _Known(read_clock)
        self._whole_months: bool | None = None  # as the first row that was read; a file has days or it has none
        self._cut = 0  # where the sign between day and time of day stood last

    def read(self, text: str) -> int:
        """Seconds since 1970 on the file's clock (UTC where each time says its offset); RowError."""
        cut = self._cut
        if cut and text[:cut] in self.days and text[cut + 1 :] in self.clocks and text[cut] in "T ":
            return self.days[text[:cut]] + self.clocks[text[cut + 1 :]]
        plain = text.strip()
        if not plain.isascii():
            plain = _japanese(unicodedata.normalize("NFKC", plain))
        if not plain:
            raise RowError("row.time_missing")
        if self.order in ("serial", "epoch", "epoch-ms"):
            return self._counted(plain)
        shift = 0
        if self.stated:
            found = _OFFSET.fullmatch(plain)
            if found is None:
                raise RowError("row.no_offset")
            plain, shift = found["rest"].strip(), _offset(found["offset"])
        return self._day_and_clock(plain) - shift

    def _day_and_clock(self, plain: str) -> int:
        month = _MONTH.fullmatch(plain) if self.order == "YMD" else None
        if self._whole_months is None:
            self._whole_months = month is not None
        if self._whole_months != (month is not None):
            raise RowError("row.no_day" if month else "row.no_time")
        if month is not None:
            return _day(int(month[1]), int(month[2] or month[3]), 1)
        found = _SPLIT.fullmatch(plain)
        if found is not None and found["clock"].strip():
            if not self.stated:
                self._cut = len(found["date"])
            return self.days[found["date"]] + self.clocks[found["clock"].strip()]
        if len(plain) in (12, 14) and plain.isdigit():
            return self.days[plain[:8]] + self.clocks[plain[8:]]
        return self.days[plain]

    def _counted(self, plain: str) -> int:
        if not re.fullmatch(r"\d{1,14}([.,]\d{1,12})?", plain):
            raise RowError("row.no_time")
        number = Decimal(plain.replace(",", "."))
        if self.order == "serial":
            seconds = round((number - _SERIAL_DAY) * DAY)
        else:
            seconds = round(number / (1000 if self.order == "epoch-ms" else 1))
        if not -DAY * 366 < seconds - (FIRST_YEAR - 1970) * 365 * DAY < (LAST_YEAR - FIRST_YEAR + 2) * 366 * DAY:
            raise RowError("row.odd_year", year=plain)
        return seconds

    # --- many at once ---------------------------------------------------------------------------------------------

    def read_all(self, texts: Sequence[str]) -> list[Run]:
        """Runs of the times in the order given; RowError at the first that cannot be read."""
        runs: list[Run] = []
        at, tries = 0, 0
        while at < len(texts):
            steady = self._steady(texts, at) if tries < 16 + at // 32 else None
            tries += 1
            if steady is None:
                start = self.read(texts[at])
                steady = (start, 0, 1)
            runs.append(steady)
            at += steady[2]
            if tries > 64 and len(runs) > at // 2:  # no steady file: one by one, without looking ahead
                runs.extend((self.read(text), 0, 1) for text in texts[at:])
                break
        return runs

    def _steady(self, texts: Sequence[str], at: int) -> Run | None:
        """As many times as follow each other at one step within whole days; None where that cannot be said."""
        if at + 1 >= len(texts) or self.stated or self.order not in ("YMD", "DMY", "MDY"):
            return None
        found = _SPLIT.fullmatch(texts[at])
        start, step = self.read(texts[at]), self.read(texts[at + 1]) - self.read(texts[at])
        if found is None or not 0 < step < DAY or DAY % step:
            return None
        day_text = _day_writer(found["date"], self.order)
        clock_texts = _clock_texts(found["clock"], start % DAY % step, step)
        if day_text is None or clock_texts is None:
            return None
        number, day = 0, start - start % DAY
        skip = start % DAY // step
        while at + number < len(texts):
            front = day_text(day) + found["joint"]
            expected = [front + clock for clock in (clock_texts[skip:] if skip else clock_texts)]
            there = texts[at + number : at + number + len(expected)]
            if there != expected[: len(there)]:
                number += next(
                    index for index, (one, other) in enumerate(zip(there, expected, strict=False)) if one != other
                )
                break
            number += len(there)
            day, skip = day + DAY, 0
        return (start, step if number > 1 else 0, number) if number else None


def _offset(text: str) -> int:
    if text in ("Z", "UTC"):
        return 0
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise RowError("row.no_offset")
    return sign * (hours * 3600 + minutes * 60)


def fixed_offset(text: str) -> int | None:
    """Seconds east of UTC of `+09:00`, `Z` or `UTC`; None for any other text."""
    if not re.fullmatch(r"Z|UTC|[+-]\d{2}:?\d{2}", text):
        return None
    try:
        return _offset(text)
    except RowError:
        return None


def _day_writer(sample: str, order: str) -> Callable[[int], str] | None:
    """Writes days as the sample is written."""
    if sample.isdigit():
        return lambda day: _date_of(day).strftime("%Y%m%d")
    found = _DATE.fullmatch(sample)
    if found is None or not (found[3].isdigit() and sample.isascii()):
        return None
    parts = (found[1], found[3], found[5])
    widths = [len(part) for part in parts]
    first, second = found[2], found[4]

    def write(day: int) -> str:
        there = _date_of(day)
        numbers = {"Y": there.year, "M": there.month, "D": there.day}
        texts = [
            f"{numbers[name] % (100 if name == 'Y' and width == 2 else 10_000):0{width}d}"
            for name, width in zip(order, widths, strict=True)
        ]
        return f"{texts[0]}{first}{texts[1]}{second}{texts[2]}"

    return write


def _date_of(day: int) -> date:
    return date.fromordinal(day // DAY + EPOCH)


def _clock_texts(sample: str, first: int, step: int) -> list[str] | None:
    """The times of a day at this step, written as the sample is."""
    if re.fullmatch(r"\d\d:\d\d", sample):
        return [f"{at // 3600:02d}:{at // 60 % 60:02d}" for at in range(first, DAY, step)]
    if re.fullmatch(r"\d\d:\d\d:\d\d", sample):
        return [f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(first, DAY, step)]
    if re.fullmatch(r"\d:\d\d", sample):
        return [f"{at // 3600}:{at // 60 % 60:02d}" for at in range(first, DAY, step)]
    if re.fullmatch(r"\d:\d\d:\d\d", sample):
        return [f"{at // 3600}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(first, DAY, step)]
    return None
