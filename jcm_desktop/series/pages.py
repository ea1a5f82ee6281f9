"""A long series for a table: any page at once, unpacked only where somebody looks. Safe in any thread."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from itertools import accumulate
from threading import Lock

from jcm_desktop.series.blocks import SIZE, Block, Series, unpack
from jcm_desktop.series.times import cut, expand

KEPT = 256  # blocks that stay unpacked: a year of minutes twice, 8 MB


class SeriesPages:
    """Rows of instant and value by their number."""

    def __init__(self, parts: Sequence[Block | Series], counts: Sequence[int], scale: int) -> None:
        """Use `of_blocks` or `of_series`."""
        self._parts = parts
        self._ends = list(accumulate(counts))
        self._open: OrderedDict[int, Series] = OrderedDict()
        self._lock = Lock()
        self.scale = scale

    @classmethod
    def of_blocks(cls, blocks: Sequence[Block], scale: int) -> SeriesPages:
        """Pages of packed blocks; each is unpacked and checked when it is looked at."""
        return cls(blocks, [one.count for one in blocks], scale)

    @classmethod
    def of_series(cls, series: Series) -> SeriesPages:
        """Pages of a series."""
        parts = [series.part(low, low + SIZE) for low in range(0, len(series), SIZE)]
        return cls(parts, [len(one) for one in parts], series.scale)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def row(self, index: int) -> tuple[int, int]:
        """Instant (seconds since 1970, UTC) and whole number of a row; IndexError outside."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        instants, values = self.rows(index, 1)
        return instants[0], values[0]

    def rows(self, first: int, count: int) -> tuple[Sequence[int], Sequence[int]]:
        """Instants and whole numbers of several rows, cut at the end."""
        last = min(first + count, len(self))
        instants: list[int] = []
        values: list[int] = []
        while first < last:
            part = bisect_right(self._ends, first)
            start = self._ends[part - 1] if part else 0
            series = self._opened(part)
            low, high = first - start, min(last - start, len(series))
            instants += expand(cut(series.runs, low, high))
            values += series.values[low:high]
            first = self._ends[part]
        return instants, values

    def find(self, instant: int) -> int:
        """The first row at or after an instant; the number of rows if there is none."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.row(middle)[0] < instant:
                low = middle + 1
            else:
                high = middle
        return low

    def _opened(self, part: int) -> Series:
        with self._lock:
            found = self._open.get(part)
            if found is None:
                one = self._parts[part]
                found = self._open[part] = unpack(one.data, one.sha256) if isinstance(one, Block) else one
                if len(self._open) > KEPT:
                    self._open.popitem(last=False)
            else:
                self._open.move_to_end(part)
            return found


def decimal_column(values: Sequence[int], scale: int) -> list[str]:
    """Whole numbers as the decimals they stand for, all with the same count of them."""
    if not scale:
        return list(map(str, values))
    by = 10**scale
    return [
        f"{value // by}.{value % by:0{scale}d}" if value >= 0 else f"-{-value // by}.{-value % by:0{scale}d}"
        for value in values
    ]
