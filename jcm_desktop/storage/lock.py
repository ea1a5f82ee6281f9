"""One program at a time: a lock file the operating system holds, with its owner's name in it.

The lock dies with its process, so one left by a crash is simply taken. The file
stays when released: deleting it would let two openers hold two different files.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from types import TracebackType

import msgspec

from jcm_desktop.domain.errors import WorldError
from jcm_desktop.storage.failures import file_errors

_FAR = 1 << 30  # Windows locks bytes against reading too; this one lies beyond the owner's text


class Owner(msgspec.Struct, frozen=True):
    """Who holds the lock."""

    pid: int
    host: str

    def __str__(self) -> str:
        return f"{self.host}, process {self.pid}" if self.pid else "?"


class WorkspaceLock:
    """Held from construction until `release`."""

    def __init__(self, path: Path) -> None:
        """Take the lock; WorldError `storage.in_use` with `owner` while another program has it."""
        self._path = path
        with file_errors(str(path)):
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._handle)
        except OSError as error:
            os.close(self._handle)
            self._handle = -1
            raise WorldError("storage.in_use", str(path.parent), owner=read_owner(path)) from error
        try:
            with file_errors(str(path)):
                os.ftruncate(self._handle, 0)
                os.write(self._handle, _owner_text())
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others open the workspace; a second call does nothing."""
        if self._handle < 0:
            return
        handle, self._handle = self._handle, -1
        try:
            os.ftruncate(handle, 0)
        finally:
            os.close(handle)  # closing gives the lock back

    def __enter__(self) -> WorkspaceLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def read_owner(path: Path) -> Owner:
    """Who wrote the lock file; pid 0 if it cannot be told."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Owner)
    except (OSError, msgspec.DecodeError):
        return Owner(0, "")


def _owner_text() -> bytes:
    return msgspec.json.encode(Owner(os.getpid(), socket.gethostname()))


if sys.platform == "win32":  # pragma: no cover - the other branch runs here

    def _take(handle: int) -> None:
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:

    def _take(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
