"""The door for files of strangers: is this a workbook, and of a sane size? Nothing is parsed before that.

Macros, links to other files and connections pass, but nobody here ever opens
their parts. Knows ZIP containers, not what is in them.
"""

from __future__ import annotations

import io
import zipfile
from typing import Protocol

from jcm_desktop.domain.errors import UserError

MAX_FILE = 16 * 2**20
MAX_UNPACKED = 160 * 2**20
MAX_PARTS = 3_000
MAX_RATIO = 200  # deflate's best is about 1000; a sheet of equal rows reaches 50
_RATIO_FREE = 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
TYPES = "[Content_Types].xml"


class Parts(Protocol):
    """The parts of a container that passed the door."""

    @property
    def names(self) -> frozenset[str]: ...

    def read(self, name: str) -> bytes: ...


class _Container:
    def __init__(self, archive: zipfile.ZipFile, place: str) -> None:
        self._archive = archive
        self._place = place
        self.names = frozenset(archive.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of a part; UserError `book.damaged`."""
        try:
            return self._archive.read(name)
        except Exception as error:  # the reader raises whatever hostile bytes bring about
            raise UserError("book.damaged", self._place, part=name) from error


def opened(data: bytes, place: str) -> Parts:
    """The parts of a workbook.

    UserErrors `book.too_large`, `book.encrypted`, `book.legacy`, `book.not_a_workbook`,
    `book.damaged`, `book.bomb`, `book.part_twice`.
    """
    if len(data) > MAX_FILE:
        raise UserError("book.too_large", place, limit=MAX_FILE // 2**20)
    if data.startswith(_OLE):
        raise UserError("book.encrypted" if _ENCRYPTED in data else "book.legacy", place)
    if not data.startswith(b"PK\3\4"):
        raise UserError("book.not_a_workbook", place)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise UserError("book.damaged", place, part="ZIP") from error
    infos = archive.infolist()
    _refuse_bomb(infos, place)
    _refuse_odd(infos, place)
    if TYPES not in archive.namelist():  # a ZIP of something else
        raise UserError("book.not_a_workbook", place)
    return _Container(archive, place)


def _refuse_bomb(infos: list[zipfile.ZipInfo], place: str) -> None:
    """By what the directory says; a part that says less than it holds is cut there and fails its checksum."""
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise UserError("book.bomb", place, limit=MAX_UNPACKED // 2**20)
    for info in infos:
        if info.file_size > _RATIO_FREE and info.file_size > MAX_RATIO * info.compress_size:
            raise UserError("book.bomb", place, limit=MAX_UNPACKED // 2**20)


def _refuse_odd(infos: list[zipfile.ZipInfo], place: str) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.filename.lower()
        if name in seen:  # two readers would read two workbooks
            raise UserError("book.part_twice", place, part=info.filename[:80])
        if info.flag_bits & 0x1:
            raise UserError("book.encrypted", place)
        seen.add(name)
