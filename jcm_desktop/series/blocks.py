"""A series cut into blocks of 4,096 values, each packed small and known by the SHA-256 of what it holds.

The content of a block is canonical: equal values at equal instants give equal
bytes on every machine. The hash is of the content and not of its compressed
form, which may differ between versions of the compressor. Reading is strict:
blocks come from outside too.
"""

from __future__ import annotations

import hashlib
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from jcm_desktop.domain.errors import UserError
from jcm_desktop.series.times import Run, Runs, ascending, canonical, count, cut, last_of, pieces

SIZE = 4096
MAX_SCALE = 12
LIMIT = 2**62 - 1  # of a value's size, so that a difference of two fits into 64 bits
_MAGIC = b"JSB1"
_HEAD = struct.Struct("<4sBBBxHH")  # magic, scale, width, whether differences, values, runs
_RUN = struct.Struct("<qqH")
_FIRST = struct.Struct("<q")
_CODES = {1: "b", 2: "h", 4: "i", 8: "q"}
_MAX_CONTENT = _HEAD.size + SIZE * _RUN.size + _FIRST.size + SIZE * 8


@dataclass(frozen=True, slots=True)
class Series:
    """Exact values at ascending instants: whole numbers of 10 to the power of minus `scale`."""

    runs: Runs
    values: array[int]
    scale: int

    def __len__(self) -> int:
        return len(self.values)

    @property
    def first(self) -> int:
        return self.runs[0][0]

    @property
    def last(self) -> int:
        return last_of(self.runs[-1])

    def part(self, low: int, high: int) -> Series:
        """The values at the places low..high."""
        return Series(cut(self.runs, low, high), self.values[low:high], self.scale)


EMPTY = Series((), array("q"), 0)


@dataclass(frozen=True, slots=True)
class Block:
    """A packed part of a series."""

    count: int
    first: int
    last: int
    sha256: str
    data: bytes  # compressed


def pack(series: Series) -> Iterator[Block]:
    """The blocks of a series, oldest first."""
    low = 0
    for runs in pieces(series.runs, SIZE):
        part = Series(runs, series.values[low : low + SIZE], series.scale)
        low += SIZE
        content = _content(part)
        digest = hashlib.sha256(content).hexdigest()
        yield Block(len(part), part.first, part.last, digest, zlib.compress(content, 1))


def digest_of(hashes: Iterable[str]) -> str:
    """The one hash of a series: of its blocks' hashes, a line each."""
    return hashlib.sha256("".join(f"{one}\n" for one in hashes).encode()).hexdigest()


def _content(part: Series) -> bytes:
    values = part.values
    differences = array("q", map(sub, values[1:], values))
    low, high = min(differences, default=0), max(differences, default=0)
    width, differ = _width(min(values), max(values)), 0
    if (narrow := _width(low, high)) < width:
        width, differ = narrow, 1
    items = array(_CODES[width], differences if differ else values)
    if sys.byteorder == "big":
        items.byteswap()
    head = _HEAD.pack(_MAGIC, part.scale, width, differ, len(values), len(part.runs))
    runs = b"".join(_RUN.pack(*one) for one in part.runs)
    return b"".join((head, runs, _FIRST.pack(values[0]) if differ else b"", items.tobytes()))


def _width(low: int, high: int) -> int:
    """The fewest bytes that hold all numbers between."""
    for width in (1, 2, 4):
        if -(1 << (8 * width - 1)) <= low and high < 1 << (8 * width - 1):
            return width
    return 8


def unpack(data: bytes, sha256: str, place: str = "") -> Series:
    """The part a block holds; UserError `series.block_damaged` unless it is exactly what its hash says."""
    try:
        inflate = zlib.decompressobj()
        content = inflate.decompress(data, _MAX_CONTENT)
        if not inflate.eof or inflate.unused_data:
            raise ValueError("not one whole compressed block")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("its content does not have its hash")
        return _series(content)
    except (ValueError, zlib.error, struct.error, OverflowError) as error:
        raise UserError("series.block_damaged", place or sha256, detail=error) from error


def _series(content: bytes) -> Series:
    magic, scale, width, differ, number, run_count = _HEAD.unpack_from(content)
    if magic != _MAGIC or width not in _CODES or differ > 1 or scale > MAX_SCALE or not 0 < number <= SIZE:
        raise ValueError("unknown form")
    at = _HEAD.size
    runs: tuple[Run, ...] = tuple(_RUN.unpack_from(content, at + _RUN.size * index) for index in range(run_count))
    at += _RUN.size * run_count
    items: array[int] = array(_CODES[width])
    items.frombytes(content[at + _FIRST.size * differ :])
    if sys.byteorder == "big":
        items.byteswap()
    whole = accumulate(items, initial=_FIRST.unpack_from(content, at)[0]) if differ else items
    values = array("q", whole)
    if len(values) != number or count(runs) != number or not ascending(runs) or canonical(runs) != runs:
        raise ValueError("times and values do not agree")
    if max(max(values), -min(values)) > LIMIT:
        raise ValueError("a value is too large")
    return Series(runs, values, scale)


def join(parts: Sequence[Series]) -> Series:
    """Parts one after the other, each later than the one before, in one scale; ValueError if they are not."""
    scale = max((one.scale for one in parts), default=0)
    values: array[int] = array("q")
    for one in parts:
        values.extend(rescaled(one, scale).values)
    runs = canonical(run for one in parts for run in one.runs)
    if not ascending(runs):
        raise ValueError("the parts are not in the order of time")
    return Series(runs, values, scale)


def rescaled(series: Series, scale: int) -> Series:
    """The same values with more decimals; UserError `series.too_many_digits` where they do not fit."""
    if scale == series.scale:
        return series
    by = 10 ** (scale - series.scale)
    if len(series) and max(max(series.values), -min(series.values)) * by > LIMIT:
        raise UserError("series.too_many_digits")
    return Series(series.runs, array("q", [value * by for value in series.values]), scale)
