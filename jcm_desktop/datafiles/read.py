"""Read a file by its mapping: exact series in UTC for every value column, and everything that is wrong, by line.

The same file and mapping give the same series on every computer, which is how a
verifier recomputes what was imported.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import msgspec

from jcm_desktop.datafiles.careful import CarefulReader, Left
from jcm_desktop.datafiles.columns import ColumnPart, read_columns
from jcm_desktop.datafiles.problems import Problems, RowProblem, shown
from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.settled import refuse_unsettled
from jcm_desktop.datafiles.source import Lines, Source, lines_of
from jcm_desktop.datafiles.stamps import StampReader
from jcm_desktop.datafiles.wall import to_utc
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import Mapping, ValueColumn
from jcm_desktop.series.blocks import EMPTY, LIMIT, MAX_SCALE, Series
from jcm_desktop.series.months import seconds_of
from jcm_desktop.series.times import (
    Runs,
    ascending,
    backwards,
    canonical,
    expand,
    from_instants,
    shifted,
)
from jcm_desktop.series.zones import day_start, local_day


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """The values of one column."""

    column: ValueColumn
    series: Series
    line_of: Callable[[int], int]  # a place of the series to its line in the file
    reordered: bool  # the file was not in the order of time
    repeated: int  # lines that said the same again


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave."""

    source: Source
    mapping: Mapping
    columns: tuple[ColumnReading, ...]
    problems: Problems
    left: Left
    lines: int  # from the first line of values on


def read_file(source: Source, mapping: Mapping, progress: Progress | None = None) -> FileReading:
    """Read it all.

    Problems of lines are collected; UserErrors say why nothing can be read: those of
    `lines_of` and `refuse_unsettled`, `data.no_values`. Cancelled.
    """
    refuse_unsettled(mapping, source.name)
    if progress is not None:
        progress.total += source.text_size
    stamps = StampReader(mapping.order, stated=mapping.wall == "stated")
    problems = Problems()
    reader: CarefulReader | None = None
    parts: list[list[ColumnPart]] = []
    lines = 0
    for one in lines_of(source, mapping.encoding, progress=progress):
        first, count = one.first, one.count
        if first + count <= mapping.first_row:
            continue
        if reader is None:
            mapping = _with_width(mapping, _from_row(one, mapping.first_row)[0])
            reader = CarefulReader(mapping, stamps, problems)
        found = _parts(one, mapping, stamps)
        if found is None:
            text, first, count = _from_row(one, mapping.first_row)
            found = reader.read(text, first, cut=one.cut)
        else:
            reader.settled(found)
        lines += one.first + one.count - max(one.first, mapping.first_row)
        parts.append(found)
    if reader is None:
        raise UserError("data.no_values", source.name, line=mapping.first_row)
    reader.finish()
    columns = tuple(
        _column(column, [part[at] for part in parts], mapping, problems) for at, column in enumerate(mapping.values)
    )
    return FileReading(source, mapping, columns, problems, reader.left, lines)


def _parts(lines: Lines, mapping: Mapping, stamps: StampReader) -> list[ColumnPart] | None:
    """The fast way, where it can be gone."""
    if lines.cut:
        return None
    if lines.stretch is not None and lines.first >= mapping.first_row:
        found = lines.stretch.parts(mapping)
        if found is not None:
            return found
    text, first, count = _from_row(lines, mapping.first_row)
    return read_columns(text, count, first, mapping, stamps)


def _from_row(lines: Lines, wanted: int) -> tuple[str, int, int]:
    """The part from a line on."""
    text, first, count = lines.written(), lines.first, lines.count
    skip = max(0, min(count, wanted - first))
    at = 0
    for _ in range(skip):
        at = text.index("\n", at) + 1
    return text[at:], first + skip, count - skip


def _with_width(mapping: Mapping, text: str) -> Mapping:
    if mapping.width:
        return mapping
    line = next((one for one in text.split("\n") if one.strip()), "")
    used = max(mapping.time, mapping.clock or 0, *(one.column for one in mapping.values)) + 1
    return msgspec.structs.replace(mapping, width=max(used, line.count(mapping.separator) + 1))


class _Lines:
    """From a place to its line."""

    def __init__(self, pairs: list[tuple[int, int]]) -> None:
        self._at = [one[0] for one in pairs]
        self._lines = [one[1] for one in pairs]

    def __call__(self, index: int) -> int:
        found = max(0, bisect_right(self._at, index) - 1)
        return self._lines[found] + index - self._at[found]


def _column(column: ValueColumn, parts: list[ColumnPart], mapping: Mapping, problems: Problems) -> ColumnReading:
    runs, values, scale, line_of = _joined([one for one in parts if one.values])
    if not values:
        return ColumnReading(column, EMPTY, lambda _index: 0, False, 0)
    if not ascending(runs) and ascending(backwards(runs)):
        runs, values = backwards(runs), values[::-1]
        line_of = _mapped(line_of, range(len(values) - 1, -1, -1))
        reordered = True
    else:
        reordered = False
    utc, bad = to_utc(list(runs), mapping, line_of, problems)
    runs = canonical(utc)
    if bad:
        good = [index for index in range(len(values)) if index not in bad]
        runs, values, line_of = _chosen(runs, values, good, line_of)
    if column.kind != "register":
        runs = _starts(runs, mapping)
    repeated = 0
    if not ascending(runs):
        runs, values, line_of, repeated, moved = _sorted(runs, values, line_of, column, problems)
        reordered = reordered or moved
    values, scale = _multiplied(values, scale, column)
    return ColumnReading(column, Series(runs, values, scale), line_of, reordered, repeated)


def _joined(parts: list[ColumnPart]) -> tuple[Runs, array[int], int, Callable[[int], int]]:
    scale = max((one.scale for one in parts), default=0)
    values: array[int] = array("q")
    lines: list[tuple[int, int]] = []
    for one in parts:
        lines.extend((index + len(values), line) for index, line in one.lines)
        by = 10 ** (scale - one.scale)
        values.extend(one.values if by == 1 else array("q", _scaled(one.values, by)))
    return canonical(run for one in parts for run in one.runs), values, scale, _Lines(lines or [(0, 0)])


def _scaled(values: array[int], by: int) -> list[int]:
    if values and max(max(values), -min(values)) * by > LIMIT:
        raise UserError("series.too_many_digits")
    return [value * by for value in values]


def _mapped(line_of: Callable[[int], int], order: range | list[int]) -> Callable[[int], int]:
    return lambda index: line_of(order[index])


def _chosen(
    runs: Runs, values: array[int], places: list[int], line_of: Callable[[int], int]
) -> tuple[Runs, array[int], Callable[[int], int]]:
    instants = expand(runs)
    return (
        from_instants(instants[index] for index in places),
        array("q", [values[index] for index in places]),
        _mapped(line_of, places),
    )


def _sorted(
    runs: Runs, values: array[int], line_of: Callable[[int], int], column: ValueColumn, problems: Problems
) -> tuple[Runs, array[int], Callable[[int], int], int, bool]:
    """In the order of time; lines that say the same twice count once, lines that disagree are problems."""
    instants = expand(runs)
    order = sorted(range(len(instants)), key=instants.__getitem__)
    places: list[int] = []
    repeated = 0
    for index in order:
        if places and instants[places[-1]] == instants[index]:
            if values[places[-1]] == values[index]:
                repeated += 1
            else:
                facts = {"other": str(line_of(places[-1]))}
                problems.add(RowProblem("row.same_time", line_of(index), column.column + 1, "", facts))
            continue
        places.append(index)
    moved = any(one > other for one, other in pairwise(places))
    return (*_chosen(runs, values, places, line_of), repeated, moved)


def _starts(runs: Runs, mapping: Mapping) -> Runs:
    """The start of each interval."""
    back = mapping.stamp == "end"
    if mapping.step not in ("day", "month"):
        return shifted(runs, -seconds_of(mapping.step)) if back else runs
    starts = []
    for instant in expand(runs):
        day = local_day(mapping.zone, instant - 1 if back else instant)
        starts.append(day_start(mapping.zone, day.replace(day=1) if mapping.step == "month" else day))
    return from_instants(starts)


def _multiplied(values: array[int], scale: int, column: ValueColumn) -> tuple[array[int], int]:
    """Times the factor, exactly."""
    sign, digits, exponent = Decimal(column.factor).as_tuple()
    if column.factor == 1 or not isinstance(exponent, int):
        return values, scale
    by = int("".join(map(str, digits))) * (-1 if sign else 1)
    if exponent > 0:
        by, exponent = by * 10**exponent, 0
    if scale - exponent > MAX_SCALE or max(max(values), -min(values)) * abs(by) > LIMIT:
        raise UserError("series.too_many_digits")
    return array("q", [value * by for value in values]), scale - exponent


def text_at(source: Source, encoding: str, line: int) -> str:
    """The text of a line, to be shown."""
    for one in lines_of(source, encoding):
        if one.first <= line < one.first + one.count:
            return shown(one.written().split("\n")[line - one.first])
    return ""
