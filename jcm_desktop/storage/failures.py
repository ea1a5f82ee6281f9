"""Sort what SQLite and the operating system raise: the world failed, or we have a bug.

A broken constraint or a refused change of an append-only row is a bug and passes
through. Knows codes only; the words are elsewhere.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from jcm_desktop.domain.errors import WorldError

# SQLite's primary result codes (https://www.sqlite.org/rescode.html); the low byte of an extended code.
_DATABASE = {
    sqlite3.SQLITE_FULL: "storage.disk_full",
    sqlite3.SQLITE_BUSY: "storage.locked",
    sqlite3.SQLITE_LOCKED: "storage.locked",
    sqlite3.SQLITE_READONLY: "storage.read_only",
    sqlite3.SQLITE_PERM: "storage.read_only",
    sqlite3.SQLITE_CORRUPT: "storage.damaged",
    sqlite3.SQLITE_NOTADB: "storage.damaged",
    sqlite3.SQLITE_IOERR: "storage.disk_failed",
    sqlite3.SQLITE_CANTOPEN: "storage.disk_failed",
}
_FILES = {
    errno.ENOSPC: "storage.disk_full",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "storage.disk_full",
    errno.EROFS: "storage.read_only",
    errno.EACCES: "storage.read_only",
    errno.EPERM: "storage.read_only",
}


def world_error(error: BaseException | None, place: str) -> WorldError | None:
    """The WorldError that an error of the database or the file system amounts to; None if it is a bug."""
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        code = _DATABASE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        return WorldError(code, place, detail=error) if code else None
    if isinstance(error, OSError):
        return WorldError(_FILES.get(error.errno or 0, "storage.disk_failed"), place, detail=error.strerror or error)
    return None


@contextmanager
def database_errors(place: str) -> Iterator[None]:
    """Turn failures of the database inside the block into WorldErrors; everything else passes through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        found = world_error(error, place)
        if found is None:
            raise
        raise found from error


@contextmanager
def file_errors(place: str) -> Iterator[None]:
    """The same for the file system; only around code that touches the workspace's own files."""
    try:
        yield
    except OSError as error:
        found = world_error(error, place)
        assert found is not None  # noqa: S101 - every OSError has one; told to the type checker
        raise found from error
