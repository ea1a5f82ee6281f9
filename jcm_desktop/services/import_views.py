"""What a face shows of an import: files, problems by line, what would change by month. Rows; nothing computes."""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.period import Span


class ProblemRow(msgspec.Struct, frozen=True):
    """A line that cannot be read, in words."""

    file: str
    line: int
    column: int  # 0: the whole line
    text: str
    code: str
    words: str


class ImportFileRow(msgspec.Struct, frozen=True):
    """A file of the import."""

    file: str
    lines: int
    values: int
    problems: int  # how many; the rows hold the first of them
    notes: tuple[str, ...]  # what was left out on purpose, in words


class DifferenceRow(msgspec.Struct, frozen=True):
    """An instant at which another value is stored already."""

    when: str
    there: str
    new: str


class FallRow(msgspec.Struct, frozen=True):
    """A register that is lower than before, without an explanation."""

    point: str
    file: str
    line: int
    at: str  # ISO moment in UTC: how an answer names it
    when: str  # local, for people
    before: str
    after: str
    words: str


class PointImport(msgspec.Struct, frozen=True):
    """What one file brings for one point."""

    point: str
    file: str
    first: str
    last: str
    values: int
    fresh: int
    equal: int
    different: int
    differences: tuple[DifferenceRow, ...]
    replaces: tuple[str, ...]  # names of earlier imports whose place it takes
    inside: bool = True  # some of its days are in a period


class MonthRow(msgspec.Struct, frozen=True):
    """A reading that would be stored."""

    point: str
    span: Span
    label: str
    before: str  # what stands there now; empty: nothing
    after: str
    state: str  # new | same | updated | typed | frozen | overlaps
    words: str
    notes: tuple[str, ...]  # gaps, still sensors, values outside what can be


class DryRunView(msgspec.Struct, frozen=True):
    """Everything an import would do, before it does anything."""

    project: str
    files: tuple[ImportFileRow, ...]
    problems: tuple[ProblemRow, ...]
    problem_count: int
    points: tuple[PointImport, ...]
    falls: tuple[FallRow, ...]
    months: tuple[MonthRow, ...]
    different: int
    asks: tuple[str, ...]  # what the user must decide or put right first, in words
    adds: int  # values that are not there yet or take another's place
    ready: bool  # it can be stored as it is
    summary: str
    held: int = 0  # months with values in the files that would stay as they are
