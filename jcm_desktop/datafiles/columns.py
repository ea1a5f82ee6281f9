"""The fast way: a part of a file whose lines are all of one plain form, read column by column.

Every check an exact reader must make is made, but on whole columns. A part that
does not pass gives None and takes the careful way, which finds the line.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter, mul, truediv

from jcm_desktop.datafiles.numbers import MAX_DECIMALS, MAX_DIGITS
from jcm_desktop.datafiles.problems import RowError
from jcm_desktop.datafiles.stamps import StampReader
from jcm_desktop.domain.mapping import Mapping
from jcm_desktop.series.times import Run

_EXACT_DIGITS = 15  # decimals of so many digits and doubles stand for each other one to one


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """Values of one column with their times on the file's clock, and the line of each."""

    runs: list[Run]
    values: array[int]
    scale: int
    lines: list[tuple[int, int]]  # index of a value, its line; the following values are on the following lines
    fewest: int  # decimals that every value has at least, as far as that was looked at


def read_columns(text: str, count: int, first: int, mapping: Mapping, stamps: StampReader) -> list[ColumnPart] | None:
    """A part for each value column of the mapping, or None where the careful way is needed."""
    if mapping.comment and mapping.comment in text:
        return None
    if '"' in text:  # either every cell is quoted, or it is not plain
        if text.count('"') != 2 * count * mapping.width:
            return None
        text = text.replace('"', "")
    fields = text.replace("\n", mapping.separator).split(mapping.separator)
    width = mapping.width
    if len(fields) != count * width + 1:
        return None
    times: Sequence[str] = fields[mapping.time : -1 : width]
    if mapping.clock is not None:
        times = list(map(" ".join, zip(times, fields[mapping.clock : -1 : width], strict=True)))
    try:
        runs = stamps.read_all(times)
    except RowError:
        return None
    parts = []
    for one in mapping.values:
        found = whole_numbers(fields[one.column : -1 : width], mapping.decimal)
        if found is None:
            return None
        whole, places, fewest = found
        parts.append(ColumnPart(runs, whole, places, [(0, first)], fewest))
    return parts


def whole_numbers(texts: Sequence[str], decimal: str) -> tuple[array[int], int, int] | None:
    """Plain numbers as whole ones with their count of decimals, and the fewest; None unless all are plain."""
    joined = "\n".join(texts)
    if joined.translate(_PLAIN):
        return None
    points = joined.count(decimal)
    if points and ("," if decimal == "." else ".") in joined:
        return None
    try:
        if not points:
            return _checked(array("q", map(int, texts)), texts, 0)
        places = len(texts[0]) - texts[0].find(decimal) - 1
        if (
            points == len(texts)
            and 0 < places <= MAX_DECIMALS
            and set(map(itemgetter(-1 - places), texts)) == {decimal}
        ):
            return _checked(array("q", map(int, joined.replace(decimal, "").split("\n"))), texts, places)
        return _through_doubles(texts, joined, decimal)
    except (ValueError, IndexError, OverflowError):
        return None


def _checked(values: array[int], texts: Sequence[str], places: int) -> tuple[array[int], int, int] | None:
    return (values, places, places) if max(map(len, texts)) <= MAX_DIGITS else None


def _through_doubles(texts: Sequence[str], joined: str, decimal: str) -> tuple[array[int], int, int] | None:
    """Numbers with different counts of decimals.

    The double nearest to a decimal of at most 15 digits stands for no other such
    decimal. So a whole number that gives the same double when divided by the scale is
    the decimal that was written, and nothing was rounded.
    """
    if max(map(len, texts)) > _EXACT_DIGITS:
        return None
    doubles = list(map(float, joined.replace(",", ".").split("\n")))
    for looked_at in (texts[:64], texts):
        places = max(len(part) - part.find(decimal) - 1 if decimal in part else 0 for part in looked_at)
        if places > MAX_DECIMALS:
            return None
        scale = float(10**places)
        numbers = list(map(round, map(mul, doubles, repeat(scale))))
        if list(map(truediv, numbers, repeat(scale))) == doubles:
            largest = max(max(numbers), -min(numbers))
            return (array("q", numbers), places, 0) if largest < 10**_EXACT_DIGITS else None
    return None


_PLAIN = dict.fromkeys(map(ord, "0123456789.,-\n"))
