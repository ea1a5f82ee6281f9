"""Blocks of cells as text: what is copied, what a paste or a fill puts where. Knows places, no model."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

Place = tuple[int, int]  # row, column
Put = tuple[int, int, str]


def rectangle(cells: Iterable[Place]) -> tuple[range, range]:
    """The rows and columns around these cells; nothing for none."""
    places = list(cells)
    if not places:
        return range(0), range(0)
    rows, columns = [row for row, _column in places], [column for _row, column in places]
    return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)


def as_text(cells: Iterable[Place], text_at: Callable[[int, int], str]) -> str:
    """The rectangle around these cells as tab separated text."""
    rows, columns = rectangle(cells)
    buffer = io.StringIO()
    writer = csv.writer(buffer, dialect="excel-tab", lineterminator="\n")
    writer.writerows([[text_at(row, column) for column in columns] for row in rows])
    return buffer.getvalue()


def pasted(text: str, start: Place, cells: Sequence[Place] = ()) -> list[Put]:
    """Where tab separated text goes from a place on; it is repeated where it fits the chosen cells several times."""
    lines = _lines(text.rstrip("\r\n"))
    if not lines:
        return []
    width = max(len(line) for line in lines)
    rows, columns = rectangle(cells)
    down, across = _times(len(rows), len(lines)), _times(len(columns), width)
    if len(lines) == width == 1 and len(cells) > 1:
        return [(row, column, lines[0][0] if lines[0] else "") for row, column in cells]
    return [
        (start[0] + again * len(lines) + at, start[1] + beside * width + right, one)
        for again in range(down)
        for at, line in enumerate(lines)
        for beside in range(across)
        for right, one in enumerate(line)
    ]


def _lines(text: str) -> list[list[str]]:
    """The fields of each line; where one is longer than the reader takes, quotes are letters like any other."""
    try:
        return list(csv.reader(io.StringIO(text), dialect="excel-tab"))
    except csv.Error:
        return [line.split("\t") for line in text.splitlines()]


def _times(chosen: int, size: int) -> int:
    """How often a block fits, if it fits without a rest."""
    return chosen // size if size and chosen and chosen % size == 0 else 1


def filled_down(cells: Sequence[Place], text_at: Callable[[int, int], str]) -> list[Put]:
    """The top cell of each column in those below it; a single cell takes from the one above."""
    rows, _columns = rectangle(cells)
    if len(rows) == 1 and rows[0] > 0:
        return [(row, column, text_at(row - 1, column)) for row, column in cells]
    return [(row, column, text_at(rows[0], column)) for row, column in cells if row != rows[0]]
