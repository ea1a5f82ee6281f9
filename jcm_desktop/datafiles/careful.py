"""The careful way: line by line, cell by cell; what cannot be read is named with its line, column and text."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from jcm_desktop.datafiles.columns import ColumnPart
from jcm_desktop.datafiles.numbers import MAX_DECIMALS, read_noisy_number, read_number
from jcm_desktop.datafiles.problems import Problems, RowError, RowProblem, shown
from jcm_desktop.datafiles.stamps import StampReader
from jcm_desktop.domain.mapping import Mapping, ValueColumn
from jcm_desktop.series.times import from_instants

MAX_FOOTER = 20
_FOOTER = re.compile(
    r"\W*(total|sum|summe|mean|average|avg|min|max|minimum|maximum|end|eof|count|итого|всего|合計|平均|最大|最小|нийт|"
    r"tổng|รวม|jumlah)\b.*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Left:
    """Lines that were left out on purpose, so that nothing goes silently."""

    comments: int = 0
    empty: int = 0
    missing: int = 0  # cells that say there is no value
    noise: int = 0  # cells whose binary noise was cut off
    footer: list[RowProblem] = field(default_factory=list)


@dataclass(slots=True)
class _Growing:
    times: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    next_line: int = -1

    def add(self, line: int, at: int, value: int, places: int) -> None:
        if line != self.next_line:
            self.lines.append((len(self.times), line))
        self.next_line = line + 1
        self.times.append(at)
        self.values.append(value)
        self.places.append(places)

    def part(self) -> ColumnPart:
        scale = max(self.places, default=0)
        values = array("q", [value * 10 ** (scale - own) for value, own in zip(self.values, self.places, strict=True)])
        return ColumnPart(list(from_instants(self.times)), values, scale, self.lines, min(self.places, default=scale))


class CarefulReader:
    """Reads parts of one file; lines without a time wait until it is known whether they are its end."""

    def __init__(self, mapping: Mapping, stamps: StampReader, problems: Problems) -> None:
        self.left = Left()
        self._mapping = mapping
        self._stamps = stamps
        self._problems = problems
        self._waiting: list[RowProblem] = []
        self._fewest = [MAX_DECIMALS for _ in mapping.values]  # decimals so far, by column
        self._seen = 0

    def read(self, text: str, first: int, *, cut: bool = False) -> list[ColumnPart]:
        """A part for each value column of the mapping. `cut`: the last line had no end."""
        growing = [_Growing() for _ in self._mapping.values]
        last = first + text.count("\n") - 1
        for line, cells in self._rows(text, first):
            if len(cells) != self._mapping.width and not self._fits(line, cells):
                continue
            at = self._time(line, cells)
            if at is None:
                continue
            self._settle()
            for one, column in zip(growing, self._mapping.values, strict=True):
                found = self._value(line, cells[column.column], column)
                if found is not None:
                    one.add(line, at, *found)
        if cut:
            self._look_at_the_end(text, last, growing)
        parts = [one.part() for one in growing]
        self._remember(parts)
        return parts

    def settled(self, parts: list[ColumnPart]) -> None:
        """A part was read the fast way: what waited was no footer."""
        self._settle()
        self._remember(parts)

    def _remember(self, parts: list[ColumnPart]) -> None:
        if parts and parts[0].values:
            self._fewest = [min(one, part.fewest) for one, part in zip(self._fewest, parts, strict=True)]
            self._seen += len(parts[0].values)

    def finish(self) -> None:
        """The file is at its end: a few lines without a time are its footer, if they look like one."""
        if len(self._waiting) <= MAX_FOOTER and all(_FOOTER.match(one.text) for one in self._waiting):
            self.left.footer = self._waiting
            self._waiting = []
        self._settle()

    def _rows(self, text: str, first: int) -> Iterator[tuple[int, list[str]]]:
        mapping = self._mapping
        for line, row in enumerate(text.split("\n")[:-1], first):
            plain = row.strip()
            if not plain or not plain.strip(mapping.separator).strip():
                self.left.empty += 1
            elif mapping.comment and plain.startswith(mapping.comment):
                self.left.comments += 1
            elif '"' in row:
                if row.count('"') % 2:
                    self._problems.add(RowProblem("row.quote_open", line, 0, shown(row)))
                    continue
                yield line, next(csv.reader([row], delimiter=mapping.separator))
            else:
                yield line, row.split(mapping.separator)

    def _fits(self, line: int, cells: list[str]) -> bool:
        """Whether a line has its columns; empty ones behind do not count."""
        width = self._mapping.width
        if len(cells) > width and not any(one.strip() for one in cells[width:]):
            return True
        text = shown(self._mapping.separator.join(cells))
        if _FOOTER.match(text) or not re.match(r"\W*\d", text):
            self._waiting.append(RowProblem("row.no_time", line, self._mapping.time + 1, text))
        elif len(cells) < width and all(len(cells) > one.column for one in self._mapping.values):
            return True  # only columns that nobody uses are missing
        else:
            facts = {"found": str(len(cells)), "wanted": str(width)}
            self._problems.add(RowProblem("row.columns", line, 0, text, facts))
        return False

    def _time(self, line: int, cells: list[str]) -> int | None:
        mapping = self._mapping
        text = cells[mapping.time]
        if mapping.clock is not None:
            text = f"{text.strip()} {cells[mapping.clock].strip()}"
        try:
            return self._stamps.read(text)
        except RowError as error:
            problem = RowProblem(error.code, line, mapping.time + 1, shown(text), error.facts)
            whole = shown(mapping.separator.join(cells))
            if _FOOTER.match(whole):
                self._waiting.append(RowProblem(error.code, line, mapping.time + 1, whole, error.facts))
            else:
                self._problems.add(problem)
            return None

    def _value(self, line: int, cell: str, column: ValueColumn) -> tuple[int, int] | None:
        plain = cell.strip()
        if plain.casefold() in self._mapping.missing:
            self.left.missing += 1
            return None
        try:
            return read_number(plain, self._mapping.decimal, column.unit)
        except RowError as error:
            if error.code == "row.too_many_digits" and column.decimals is not None:
                return self._noisy(line, plain, column)
            self._problems.add(RowProblem(error.code, line, column.column + 1, shown(cell), error.facts))
            return None

    def _noisy(self, line: int, plain: str, column: ValueColumn) -> tuple[int, int] | None:
        try:
            found = read_noisy_number(plain, self._mapping.decimal, column.decimals or 0)
        except RowError as error:
            self._problems.add(RowProblem(error.code, line, column.column + 1, shown(plain), error.facts))
            return None
        self.left.noise += 1
        return found

    def _look_at_the_end(self, text: str, line: int, growing: list[_Growing]) -> None:
        """A last line without an end whose value is shorter than all others was most likely cut off."""
        for one, column, fewest in zip(growing, self._mapping.values, self._fewest, strict=True):
            if one.next_line != line + 1 and not any(other.line == line for other in self._problems.kept):
                self._problems.add(RowProblem("row.cut_short", line, column.column + 1, shown(text.strip())))
                continue
            before = min([*one.places[:-1], fewest])
            if one.places and len(one.places) + self._seen > 3 and one.places[-1] < before:
                row = text.rstrip("\n").rpartition("\n")[2]
                self._problems.add(RowProblem("row.cut_short", line, column.column + 1, shown(row)))

    def _settle(self) -> None:
        if self._waiting:
            self._problems.extend(self._waiting)
            self._waiting = []
