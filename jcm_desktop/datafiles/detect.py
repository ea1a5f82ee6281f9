"""Propose how a file is to be read. What the file itself does not prove stays open and is asked.

Looks at the beginning, the end and places between; proposes, never decides.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from jcm_desktop.datafiles.encodings import likely_encodings
from jcm_desktop.datafiles.guesses import Guess, decimal_sign, guess_kind, guess_stamp, guess_step, order_of, unit_of
from jcm_desktop.datafiles.numbers import is_number
from jcm_desktop.datafiles.problems import RowError
from jcm_desktop.datafiles.settled import open_questions
from jcm_desktop.datafiles.source import Source, sample
from jcm_desktop.datafiles.stamps import StampReader, read_clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import MISSING_MARKS, Mapping, ValueKind

MAX_COLUMNS = 1_000
MAX_HEADER = 60  # lines before the first values
SEPARATORS = (";", "\t", ",", "|", " ")
COMMENTS = ("#", "//", "*", "!")


class FoundColumn(msgspec.Struct, frozen=True):
    """A column as it looks."""

    index: int
    header: str
    example: str
    looks_like: str  # time | clock | number | text | empty
    unit: str = ""
    kind: ValueKind | Literal[""] = ""  # what its values look like: interval | register; empty: cannot be said


class Proposal(msgspec.Struct, frozen=True):
    """How a file could be read; `values` is empty: which point a column belongs to is for people to say."""

    mapping: Mapping
    columns: tuple[FoundColumn, ...]
    encodings: tuple[str, ...]  # that are possible, the likeliest first
    orders: tuple[str, ...]  # that are possible
    first_time: str = ""

    @property
    def fingerprint(self) -> str:
        """What files of the same source have in common."""
        return self.mapping.fingerprint

    @property
    def questions(self) -> tuple[str, ...]:
        """What must still be said."""
        return open_questions(self.mapping)


def propose(source: Source, encoding: str = "") -> Proposal:
    """Look at a file; UserErrors `data.binary`, `data.no_table`, `data.too_many_columns`."""
    encodings = (encoding,) if encoding else likely_encodings(source)
    parts = sample(source, encodings[0])
    head = parts[0] if parts else []
    if not any(line.strip() for line in head):
        raise UserError("data.empty", source.name)
    comment = _comment(head)
    if not _lines(head, comment):
        raise UserError("data.no_table", source.name)
    separator = "\t" if source.format == "workbook" else _separator(head, comment)
    first = _first_row(head, separator, comment)
    if first is None:
        raise UserError("data.no_table", source.name)
    rows = [[split(line, separator) for line in _lines(part, comment)] for part in (head[first:], *parts[1:])]
    width = Counter(len(row) for part in rows for row in part).most_common(1)[0][0]
    if width > MAX_COLUMNS:
        raise UserError("data.too_many_columns", source.name, limit=MAX_COLUMNS)
    rows = [[row[:width] for row in part if len(row) >= width] for part in rows]
    headers = _headers(head[:first], separator, width, comment)
    time, clock = _time_columns(rows, width)
    if time is None:
        raise UserError("data.no_time", source.name)
    texts = [[_stamp_text(row, time, clock) for row in part] for part in rows]
    orders = order_of([one for part in texts for one in part])
    numbers = [at for at in range(width) if at not in (time, clock) and _is_numeric(rows, at)]
    decimal = decimal_sign([row[at] for part in rows for row in part for at in numbers])
    order = orders[0] if len(orders) == 1 else ""
    times = _times(texts, orders[0] if orders else "")
    step = guess_step(times)
    mapping = Mapping(
        format="workbook" if source.format == "workbook" else "text",
        encoding=encodings[0],
        separator=separator,
        comment=comment,
        sheet=source.sheet,
        first_row=first + 1,
        width=width,
        time=time,
        clock=clock,
        order=order,  # type: ignore[arg-type]  # one of its own
        decimal=decimal,  # type: ignore[arg-type]
        missing=MISSING_MARKS,
        wall="stated" if _is_stated(texts) else "civil",
        step=step,
        stamp=guess_stamp(texts, times, step),  # type: ignore[arg-type]
    )
    columns = tuple(_column(at, rows, headers, mapping, numbers) for at in range(width))
    mapping = msgspec.structs.replace(mapping, fingerprint=_fingerprint(mapping, headers, rows))
    return Proposal(mapping, columns, encodings, orders, texts[0][0] if texts[0] else "")


def split(line: str, separator: str) -> list[str]:
    """The cells of a line."""
    if '"' in line and line.count('"') % 2 == 0:
        return next(csv.reader([line], delimiter=separator))
    if separator == " ":
        return line.split(" ")
    return line.split(separator)


def _comment(head: Sequence[str]) -> str:
    starts = [line.lstrip()[:2] for line in head if line.strip()]
    return next((one for one in COMMENTS if any(start.startswith(one) for start in starts)), "")


def _lines(part: Sequence[str], comment: str) -> list[str]:
    return [line for line in part if line.strip() and not (comment and line.lstrip().startswith(comment))]


def _separator(head: Sequence[str], comment: str) -> str:
    """The sign that cuts the most lines into the same number of cells, of which one is a time."""
    lines = _lines(head, comment)[-200:]
    best, score = ",", 0.0
    for one in SEPARATORS:
        rows = [split(line, one) for line in lines]
        (width, many), *_rest = Counter(map(len, rows)).most_common(1)
        if width < 2:
            continue
        timed = sum(any(_is_time(cell) for cell in row[:12]) for row in rows[-50:]) / len(rows[-50:])
        numeric = sum(any(is_number(cell, ".") or is_number(cell, ",") for cell in row) for row in rows[-50:])
        found = many / len(lines) * (0.2 + timed) * (0.2 + numeric / len(rows[-50:])) * (0.5 if one == " " else 1.0)
        if found > score * 1.02:
            best, score = one, found
    return best


def _is_time(cell: str) -> bool:
    """Whether a cell is a day or a moment in any order."""
    plain = cell.strip()
    if not re.search(r"\d", plain) or len(plain) > 40 or re.fullmatch(r"[-+]?[\d ]+[.,]?\d*", plain):
        return bool(re.fullmatch(r"(19|20)\d{6}([ T]?\d{4,6})?", plain))
    for order in ("YMD", "DMY", "MDY"):
        for stated in (False, True):
            try:
                StampReader(order, stated=stated).read(plain)
            except RowError:
                continue
            return True
    return False


def _is_clock(cell: str) -> bool:
    plain = cell.strip()
    if not re.search(r"\d\D+\d", plain):
        return False
    try:
        read_clock(plain)
    except RowError:
        return False
    return True


def _first_row(head: Sequence[str], separator: str, comment: str) -> int | None:
    """The index of the first line with a time and a value; lines of plain serial days count too."""
    for counted in (False, True):
        for index, line in enumerate(head[: MAX_HEADER + 1]):
            if not line.strip() or (comment and line.lstrip().startswith(comment)):
                continue
            cells = split(line, separator)
            timed = [at for at, cell in enumerate(cells) if _is_time(cell) or (counted and _is_counted(cell))]
            if timed and any(
                is_number(cell, ".") or is_number(cell, ",") or cell.strip().casefold() in MISSING_MARKS
                for at, cell in enumerate(cells)
                if at != timed[0]
            ):
                return index
    return None


def _is_counted(cell: str) -> bool:
    """A serial day of a spreadsheet from 1990 on, or seconds or milliseconds since 1970."""
    return bool(re.fullmatch(r"[3-6]\d{4}([.,]\d+)?|1\d{9}(\d{3})?", cell.strip()))


def _headers(lines: Sequence[str], separator: str, width: int, comment: str) -> list[str]:
    """The words above each column: of the last lines before the values that have as many cells."""
    rows: list[list[str]] = []
    for line in reversed(lines[-6:]):
        plain = line.lstrip().removeprefix(comment) if comment else line
        cells = split(plain, separator)
        if len(cells) < max(2, width - 1) or not any(cell.strip() for cell in cells) or len(rows) == 3:
            break
        rows.insert(0, cells)
    return [" ".join(row[at].strip() for row in rows if at < len(row) and row[at].strip()) for at in range(width)]


def _time_columns(rows: Sequence[Sequence[Sequence[str]]], width: int) -> tuple[int | None, int | None]:
    """The column of the time, and that of the time of day where the first holds days only."""
    flat = [row for part in rows for row in part][:400]
    share = {at: sum(_is_time(row[at]) for row in flat) / max(1, len(flat)) for at in range(min(width, 60))}
    found = next((at for at in share if share[at] > 0.6), None)
    if found is None:
        found = next(
            (at for at in share if sum(_is_counted(row[at]) for row in flat) > 0.9 * len(flat) and _grows(flat, at)),
            None,
        )
    if found is None or any(re.search(r"\d[:h]\d", row[found]) for row in flat):
        return found, None
    clock = next(
        (
            at
            for at in range(min(width, 60))
            if at != found and sum(_is_clock(row[at]) for row in flat) > 0.6 * len(flat)
        ),
        None,
    )
    return found, clock


def _grows(rows: Sequence[Sequence[str]], at: int) -> bool:
    values = [float(row[at].strip().replace(",", ".")) for row in rows if _is_counted(row[at])]
    return all(one < other for one, other in pairwise(values[:50]))


def _stamp_text(row: Sequence[str], time: int, clock: int | None) -> str:
    return row[time].strip() if clock is None else f"{row[time].strip()} {row[clock].strip()}"


def _is_numeric(rows: Sequence[Sequence[Sequence[str]]], at: int) -> bool:
    cells = [row[at].strip() for part in rows for row in part]
    filled = [cell for cell in cells if cell.casefold() not in MISSING_MARKS]
    return bool(filled) and sum(is_number(one, ".") or is_number(one, ",") for one in filled) > 0.8 * len(filled)


def _is_stated(texts: Sequence[Sequence[str]]) -> bool:
    flat = [one for part in texts for one in part][:200]
    return bool(flat) and sum(
        bool(re.search(r"\d(Z|UTC|[+-]\d\d:?\d\d)$", one)) and ":" in one for one in flat
    ) > 0.9 * len(flat)


def _times(texts: Sequence[Sequence[str]], order: str) -> list[list[int]]:
    if not order:
        return []
    stamps = StampReader(order, stated=_is_stated(texts))
    found = []
    for part in texts:
        times = []
        for one in part:
            try:
                times.append(stamps.read(one))
            except RowError:
                continue
        found.append(times)
    return found


def _column(
    at: int, rows: Sequence[Sequence[Sequence[str]]], headers: Sequence[str], mapping: Mapping, numbers: Sequence[int]
) -> FoundColumn:
    cells = [row[at].strip() for part in rows for row in part]
    example = next((cell for cell in cells if cell and cell.casefold() not in MISSING_MARKS), "")
    if at == mapping.time:
        look = "time"
    elif at == mapping.clock:
        look = "clock"
    elif at in numbers:
        look = "number"
    else:
        look = "text" if any(cells) else "empty"
    if look != "number":
        return FoundColumn(at, headers[at], example[:60], look)
    parts: list[Guess] = [[row[at] for row in part] for part in rows]
    kind = guess_kind(headers[at], parts, mapping.decimal or ".")
    return FoundColumn(at, headers[at], example[:60], look, unit_of(headers[at], cells), kind)


def _fingerprint(mapping: Mapping, headers: Sequence[str], rows: Sequence[Sequence[Sequence[str]]]) -> str:
    """What files of one source have in common: their form and their headings, or without headings their texts' form."""
    first = next((row for part in rows for row in part), [])
    forms = [re.sub(r"[A-Za-z]", "a", re.sub(r"\d", "9", cell.strip())) for cell in first]
    marks = headers if any(headers) else [re.sub(r"9+", "9", form) for form in forms]
    body = msgspec.json.encode([mapping.format, mapping.separator, mapping.width, [one.casefold() for one in marks]])
    return hashlib.sha256(body).hexdigest()
