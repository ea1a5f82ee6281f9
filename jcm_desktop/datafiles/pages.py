"""Any line of a long file at once: where its parts begin is known, and a part is read when somebody looks."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from threading import Lock

from jcm_desktop.datafiles.detect import split
from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.source import CHUNK, Source, lines_of, mark_of
from jcm_desktop.domain.mapping import Mapping

KEPT = 4  # parts that stay split into lines
_IN_MEMORY = 32 * 1024 * 1024


class FilePages:
    """The lines of a source as cells, by their number; safe in any thread."""

    def __init__(self, parts: list[tuple[int, Callable[[], str]]], count: int) -> None:
        """Use `of_source`."""
        self._firsts = [one[0] for one in parts]
        self._parts = [one[1] for one in parts]
        self._open: OrderedDict[int, list[str]] = OrderedDict()
        self._lock = Lock()
        self._count = count

    @classmethod
    def of_source(cls, source: Source, encoding: str, progress: Progress | None = None) -> FilePages:
        """Find where the parts of a file begin; UserErrors of reading are left to the reading."""
        if source.table:
            parts = [(one.first, one.text) for one in source.table]
            return cls(parts, source.table[-1].first + source.table[-1].count - 1)
        with source.path.open("rb") as file:
            head = file.read(CHUNK)
        if encoding.startswith("utf-16") or b"\n" not in head or source.size < len(head):
            return cls._in_memory(source, encoding)
        return cls._by_places(source, encoding, progress)

    @classmethod
    def _in_memory(cls, source: Source, encoding: str) -> FilePages:
        found: list[tuple[int, Callable[[], str]]] = []
        count = size = 0
        for one in lines_of(source, encoding):
            found.append((one.first, partial(str, one.text)))
            count, size = one.first + one.count - 1, size + len(one.text)
            if size > _IN_MEMORY:
                break
        return cls(found, count)

    @classmethod
    def _by_places(cls, source: Source, encoding: str, progress: Progress | None) -> FilePages:
        found: list[tuple[int, Callable[[], str]]] = []
        first = 1
        with source.path.open("rb") as file:
            at = mark_of(file.read(4))[1]
            file.seek(at)
            rest = b""
            while data := file.read(CHUNK):
                if progress is not None:
                    progress.step(0)
                rest += data
                cut = rest.rfind(b"\n") + 1
                if cut:
                    found.append((first, partial(_part, source, at, cut, encoding)))
                    first += rest.count(b"\n", 0, cut)
                    at, rest = at + cut, rest[cut:]
            if rest:
                found.append((first, partial(_part, source, at, len(rest), encoding)))
                first += 1
        return cls(found, first - 1)

    def __len__(self) -> int:
        return self._count

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty outside."""
        if not 1 <= number <= self._count:
            return ""
        part = bisect_right(self._firsts, number) - 1
        with self._lock:
            lines = self._open.get(part)
            if lines is None:
                lines = self._open[part] = self._parts[part]().split("\n")
                if len(self._open) > KEPT:
                    self._open.popitem(last=False)
            at = number - self._firsts[part]
            return lines[at] if at < len(lines) else ""

    def cells(self, number: int, mapping: Mapping) -> list[str]:
        """The cells of a line."""
        return split(self.line(number), mapping.separator)


def _part(source: Source, at: int, size: int, encoding: str) -> str:
    with source.path.open("rb") as file:
        file.seek(at)
        return file.read(size).decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
