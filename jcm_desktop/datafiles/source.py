"""A data file as lines of text, whatever it is: decoded strictly, block by block, every line with its number.

A workbook becomes text first (see `workbooks`), so that everything after sees
only lines. Limits stand here: size, length of a line.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.sheet_table import Stretch
from jcm_desktop.domain.errors import UserError, WorldError

MAX_BYTES = 256 * 1024 * 1024
MAX_LINE = 64 * 1024  # characters
CHUNK = 256 * 1024
HEAD = 64 * 1024  # bytes of a file's beginning that are looked at
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "gb18030", "cp1252", "cp1251", "koi8-r")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked at: its identity, and where its text is."""

    path: Path  # as given
    name: str
    size: int
    sha256: str
    format: str  # text | workbook
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    table: tuple[Stretch, ...] = field(default=(), repr=False, compare=False)  # of a workbook: its sheet

    @property
    def text_size(self) -> int:
        """How much there is to read, for a bar: bytes of a text, rows of a sheet."""
        return sum(one.count for one in self.table) if self.table else self.size


def open_source(path: Path, sheet: str = "", progress: Progress | None = None) -> Source:
    """Look at a file; a workbook's sheet (the first if none is named) becomes text.

    UserErrors `file.missing`, `data.too_large`, `data.empty`, `sheet.*`; WorldError `file.unreadable`.
    """
    sha256, size, head = _identity(path)
    if not size:
        raise UserError("data.empty", path.name)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0"):
        from jcm_desktop.datafiles.workbooks import read_sheet

        sheets, chosen, table = read_sheet(path, sheet, progress)
        return Source(path, path.name, size, sha256, "workbook", sheets, chosen, table)
    return Source(path, path.name, size, sha256, "text")


def _identity(path: Path) -> tuple[str, int, bytes]:
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                head = head or chunk[:16]
                size += len(chunk)
                if size > MAX_BYTES:
                    raise UserError("data.too_large", path.name, limit=MAX_BYTES // 2**20)
                digest.update(chunk)
    except FileNotFoundError as error:
        raise UserError("file.missing", str(path)) from error
    except OSError as error:
        raise WorldError("file.unreadable", str(path), detail=error.strerror or error) from error
    return digest.hexdigest(), size, head


def mark_of(head: bytes) -> tuple[str, int]:
    """The encoding a file's first bytes announce, and how many bytes that takes; empty if none."""
    return next(((name, len(mark)) for mark, name in _MARKS if head.startswith(mark)), ("", 0))


@dataclass(frozen=True, slots=True)
class Lines:
    """A part of a file: whole lines, each ended by one newline; the number of the first."""

    first: int
    text: str
    count: int
    cut: bool = False  # the file's last line had no end
    stretch: Stretch | None = None  # of a sheet; its text is made when it is asked for

    def written(self) -> str:
        """The lines."""
        return self.stretch.text() if self.stretch is not None else self.text


def lines_of(source: Source, encoding: str, chunk: int = CHUNK, progress: Progress | None = None) -> Iterator[Lines]:
    """The whole file, part by part.

    UserErrors `data.not_in_encoding` (names the line), `data.binary`, `data.line_too_long`; WorldError
    `file.unreadable`.
    """
    if source.table:
        for one in source.table:
            if progress is not None:
                progress.step(one.count)
            yield Lines(one.first, "", one.count, stretch=one)
        return
    if encoding not in ENCODINGS:
        raise UserError("data.unknown_encoding", source.name, encoding=encoding)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    rest, number = "", 1
    try:
        with source.path.open("rb") as file:
            head = file.read(4)
            _name, skip = mark_of(head)
            file.seek(skip)
            while True:
                data = file.read(chunk)
                try:
                    text = rest + decoder.decode(data, final=not data)
                except UnicodeDecodeError as error:
                    line = number + rest.count("\n") + error.object[: error.start].count(b"\n")
                    raise UserError("data.not_in_encoding", source.name, line=line, encoding=encoding) from error
                if progress is not None:
                    progress.step(len(data))
                if not data:
                    break
                text, rest = _whole_lines(text)
                if len(rest) > MAX_LINE:
                    raise UserError("data.line_too_long", source.name, line=number + text.count("\n"), limit=MAX_LINE)
                if text:
                    part = _part(source, number, text)
                    yield part
                    number += part.count
    except OSError as error:
        raise WorldError("file.unreadable", str(source.path), detail=error.strerror or error) from error
    if text := text.replace("\r\n", "\n").replace("\r", "\n"):
        ended = text.endswith("\n")
        part = _part(source, number, text if ended else text + "\n")
        yield Lines(part.first, part.text, part.count, cut=not ended)


def _whole_lines(text: str) -> tuple[str, str]:
    """What ends with a line, with newlines of one kind, and the rest."""
    cut = max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
    whole, rest = text[:cut], text[cut:]
    if "\r" in whole:
        whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    return whole, rest


def _part(source: Source, number: int, text: str) -> Lines:
    if "\0" in text:
        raise UserError("data.binary", source.name, line=number + text[: text.index("\0")].count("\n"))
    count = text.count("\n")
    if len(text) > MAX_LINE and (count < 1 or max(map(len, text.split("\n"))) > MAX_LINE):
        line = next(at for at, one in enumerate(text.split("\n")) if len(one) > MAX_LINE)
        raise UserError("data.line_too_long", source.name, line=number + line, limit=MAX_LINE)
    return Lines(number, text, count)


def sample(source: Source, encoding: str, places: int = 40, size: int = 6_000) -> list[list[str]]:
    """Lines from the beginning, from places spread over the file, and from its end; each a list of neighbours.

    UserError `data.line_too_long`; WorldError `file.unreadable`.
    """
    if source.table:
        return _sample_of_table(source.table, places)
    try:
        with source.path.open("rb") as file:
            data_size = source.path.stat().st_size
            _name, skip = mark_of(file.read(4))
            file.seek(skip)
            head = file.read(HEAD)
            parts = [_readable(head, encoding, cut_front=False, cut_back=skip + len(head) < data_size)]
            if not parts[0] and len(head) == HEAD:
                raise UserError("data.line_too_long", source.name, line=1, limit=MAX_LINE)
            for index in range(1, places + 1):
                at = skip + (data_size - skip) * index // (places + 1)
                at -= (at - skip) % 4
                if at > skip + len(head):
                    file.seek(at)
                    parts.append(_readable(file.read(size - size % 4), encoding, cut_front=True, cut_back=True))
            if data_size > skip + len(head) + size:
                file.seek(data_size - size - (data_size - size - skip) % 4)
                parts.append(_readable(file.read(), encoding, cut_front=True, cut_back=False))
    except OSError as error:
        raise WorldError("file.unreadable", str(source.path), detail=error.strerror or error) from error
    return [one for one in parts if one]


def _sample_of_table(table: tuple[Stretch, ...], places: int) -> list[list[str]]:
    last = len(table) - 1
    chosen = sorted({0, last, *(last * index // (places + 1) for index in range(1, places + 1))})
    parts = [table[at].text().split("\n")[:-1] for at in chosen]
    lines = [part if at == 0 else part[:100] for at, part in enumerate(parts)]
    if last:
        lines[-1] = parts[-1][-100:]
    first = next((at for at, part in enumerate(lines) if any(one.strip() for one in part)), 0)
    head = [line for part in lines[: first + 2] for line in part] if len(lines[0]) < 200 else lines[0]
    return [head, *lines[1:]]


def _readable(data: bytes, encoding: str, *, cut_front: bool, cut_back: bool) -> list[str]:
    text = data.decode(encoding, "replace").replace("\0", "")
    lines = re.split(r"\r\n|\r|\n", text)
    if cut_front:
        lines = lines[1:]
    if cut_back or (lines and not lines[-1]):
        lines = lines[:-1]
    return [line[:MAX_LINE] for line in lines]
