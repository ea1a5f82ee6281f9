"""Copy a file to a stick so that it is there: resumed where it stopped, read back, compared, and only then named.

Until then it carries the name with `.partial` behind it; so a file under its final
name is always whole. Knows no packages.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.files import replace_durably
from jcm_desktop.packages.watch import NOBODY, Watch

PARTIAL = ".partial"
_CHUNK = 1024 * 1024
_CODES = {
    errno.ENOSPC: "copy.disk_full",
    errno.EROFS: "copy.read_only",
    errno.EACCES: "copy.read_only",
    errno.EPERM: "copy.read_only",
    errno.EFBIG: "copy.too_large_for_stick",
}


class Copied(msgspec.Struct, frozen=True):
    """What is on the stick now."""

    path: Path
    size: int
    sha256: str
    resumed_at: int  # bytes that were there from an earlier try
    already: bool  # it was there before, whole


def copy_to_stick(source: Path, folder: Path, watch: Watch = NOBODY, name: str = "") -> Copied:
    """Copy, read back, compare; when this returns, the stick may be taken out.

    The file gets this name there, or keeps its own.
    UserErrors `file.missing`, `copy.no_folder`, `copy.same_folder`, `copy.other_file_there`. WorldErrors
    `file.unreadable`, `copy.no_room`, `copy.disk_full`, `copy.read_only`,
    `copy.too_large_for_stick`, `copy.stick_gone`, `copy.read_back_differs`.
    """
    try:
        file = source.open("rb")
    except FileNotFoundError as error:
        raise UserError("file.missing", str(source)) from error
    except OSError as error:
        raise WorldError("file.unreadable", str(source), detail=error.strerror or error) from error
    with file:
        size = os.fstat(file.fileno()).st_size
        target = folder / (name or source.name)
        try:
            return _copy(file, size, source, target, watch)
        except OSError as error:
            code = _CODES.get(error.errno or 0, "copy.stick_gone")
            raise WorldError(code, str(target), detail=error.strerror or error) from error


def _copy(file: BinaryIO, size: int, source: Path, target: Path, watch: Watch) -> Copied:
    if not target.parent.is_dir():
        raise UserError("copy.no_folder", str(target.parent))
    if target.exists():
        return _there_already(file, size, source, target, watch)
    partial = target.with_name(target.name + PARTIAL)
    if partial.is_symlink():  # a stick may come from anybody; what it points to is not ours to write to
        partial.unlink()
    there = partial.stat().st_size if partial.exists() else 0
    free = shutil.disk_usage(target.parent).free
    if size - there > free:
        raise WorldError("copy.no_room", str(target.parent), needed=_megabytes(size - there), free=_megabytes(free))
    digest = hashlib.sha256()
    with partial.open("r+b" if there else "w+b") as out:
        resumed_at = _same_start(file, out, digest)
        out.seek(resumed_at)
        out.truncate()
        done = resumed_at
        while chunk := _read(file, source):
            out.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            watch.step(done, 2 * size)  # writing is half of the work, reading back the other
        out.flush()
        os.fsync(out.fileno())
    if _read_back(partial, done, size, watch) != digest.digest():
        partial.unlink(missing_ok=True)
        raise WorldError("copy.read_back_differs", str(target))
    replace_durably(partial, target)
    return Copied(target, done, digest.hexdigest(), resumed_at, already=False)


def _there_already(file: BinaryIO, size: int, source: Path, target: Path, watch: Watch) -> Copied:
    if os.path.samestat(os.fstat(file.fileno()), target.stat()):
        raise UserError("copy.same_folder", str(target.parent))
    digest = hashlib.sha256()
    while chunk := _read(file, source):
        digest.update(chunk)
    if target.stat().st_size != size or _read_back(target, size, size, watch) != digest.digest():
        raise UserError("copy.other_file_there", str(target))
    return Copied(target, size, digest.hexdigest(), size, already=True)


def _same_start(file: BinaryIO, out: BinaryIO, digest: hashlib._Hash) -> int:
    """How much an earlier try left that is right, in whole chunks; the source is read up to there."""
    same = 0
    while True:
        here, there = file.read(_CHUNK), out.read(_CHUNK)
        if not here or here != there:
            file.seek(same)
            return same
        digest.update(here)
        same += len(here)


def _read(file: BinaryIO, source: Path) -> bytes:
    """A trouble of the source is not one of the stick."""
    try:
        return file.read(_CHUNK)
    except OSError as error:
        raise WorldError("file.unreadable", str(source), detail=error.strerror or error) from error


def _read_back(path: Path, written: int, size: int, watch: Watch) -> bytes:
    """The digest of what is on the stick; from the stick itself where the system can be asked for it."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        forget = getattr(os, "posix_fadvise", None)
        if forget is not None:
            with suppress(OSError):
                forget(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            watch.step(size + min(done, written), 2 * size)
    return digest.digest()


def _megabytes(count: int) -> str:
    return f"{-(-count // 2**20):,}"
