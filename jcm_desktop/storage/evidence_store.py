"""Files that back up values, kept under their own SHA-256: what goes in comes out, or is missed.

Only kinds an office opens safely are taken, told by their bytes and not by their
name. Knows nothing of projects or points.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.files import replace_durably, write_durably
from jcm_desktop.storage.failures import file_errors

MAX_BYTES = 50 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAGIC = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_OFFICE = (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx"))
_WITHOUT_CONTROL = dict.fromkeys([*(set(range(32)) - {9, 10, 12, 13}), 127])


class EvidenceStore:
    """A folder of files addressed by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: Path | bytes) -> tuple[str, int]:
        """Keep a file; its SHA-256 (hex) and its size in bytes. Putting the same again does nothing.

        UserErrors `evidence.too_large`, `evidence.empty`, `evidence.kind_not_allowed`,
        `evidence.unreadable`; WorldErrors of the disk, and `evidence.not_kept` if what was
        written does not read back.
        """
        place = source.name if isinstance(source, Path) else ""
        data = source if isinstance(source, bytes) else _read(source)
        if len(data) > MAX_BYTES:
            raise UserError("evidence.too_large", place, limit=MAX_BYTES // 1024**2)
        if not data:
            raise UserError("evidence.empty", place)
        if not kind_of(data):
            raise UserError("evidence.kind_not_allowed", place)
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        with file_errors(str(path)):
            if not (path.exists() and path.read_bytes() == data):  # a damaged copy is put right
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_durably(path, data)
                if path.read_bytes() != data:
                    raise WorldError("evidence.not_kept", place)
        return name, len(data)

    def put_data(self, source: Path, sha256: str) -> None:
        """Keep a data file that was read before, of any size and encoding, under the hash it had then.

        UserErrors `evidence.unreadable`, `data.changed` (it is another file now); WorldErrors of the disk, and
        `evidence.not_kept`.
        """
        path = self._path(sha256)
        if path.exists() and _hash_of(path) == sha256:
            return
        with file_errors(str(path)):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.new")
        try:
            with file_errors(str(path)), temporary.open("wb") as target:
                _copy(source, target)
                target.flush()
                os.fsync(target.fileno())
            if _hash_of(temporary) != sha256:
                if _hash_of(source) == sha256:
                    raise WorldError("evidence.not_kept", source.name)
                raise UserError("data.changed", source.name)
            with file_errors(str(path)):
                replace_durably(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def get(self, sha256: str) -> bytes:
        """The file's bytes; WorldError `evidence.missing`, or `evidence.changed` if they do not hash to their name."""
        path = self._path(sha256)
        try:
            with file_errors(str(path)):
                data = path.read_bytes()
        except WorldError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise WorldError("evidence.missing", sha256) from error
            raise
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WorldError("evidence.changed", sha256)
        return data

    def broken(self, files: Iterable[tuple[str, int]], *, thorough: bool = False) -> frozenset[str]:
        """Those of the files (SHA-256 and size) that are missing or have another size; thorough: another content."""
        found = set()
        for sha256, size in files:
            try:
                whole = self._path(sha256).stat().st_size == size
                if whole and thorough:
                    self.get(sha256)
            except (OSError, WorldError):
                whole = False
            if not whole:
                found.add(sha256)
        return frozenset(found)

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self.folder / sha256[:2] / sha256


def kind_of(data: bytes) -> str:
    """pdf, png, jpeg, xlsx, docx, pptx or text, by the bytes; empty for anything else."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    return "" if text_of(data) is None else "text"


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""  # not an office file, or one with macros
    return next((kind for name, kind in _OFFICE if name in names), "")


def text_of(data: bytes) -> str | None:
    """The letters of a text in an encoding that meters and offices write; None for what is no text."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp932", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return text if text.translate(_WITHOUT_CONTROL) == text else None
    return None


def _copy(source: Path, target: BinaryIO) -> None:
    try:
        file = source.open("rb")
    except OSError as error:
        raise UserError("evidence.unreadable", source.name, detail=error.strerror or error) from error
    with file:
        shutil.copyfileobj(file, target, 1 << 20)


def _hash_of(path: Path) -> str:
    with file_errors(str(path)), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> bytes:
    """The file's bytes, never more than just over the limit."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError("evidence.unreadable", path.name, detail=error.strerror or error) from error
