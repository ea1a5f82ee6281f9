"""Put a file in its place so that a power cut leaves the old one or the new one, never a half. A leaf."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO


def write_durably(path: Path, data: bytes) -> None:
    """Write through a temporary file beside it; OSError, and then nothing of it stays."""
    with whole_or_none(path) as file:
        file.write(data)


def write_together(bodies: Mapping[Path, bytes]) -> None:
    """Write several files; none gets its name before all are on the disk. OSError, and nothing of them stays.

    A file of that name that another program holds is found first, where the system says so.
    """
    with ExitStack() as stack:
        for path in filter(Path.exists, bodies):
            path.open("r+b").close()
        for path, body in bodies.items():
            file = stack.enter_context(whole_or_none(path))
            file.write(body)
            file.flush()
            os.fsync(file.fileno())


def same_file(one: Path, other: Path) -> bool:
    """Both names lead to one file, by whatever way; where one is not there yet, they are the same name."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.normcase(os.path.abspath(one)) == os.path.normcase(os.path.abspath(other))


@contextmanager
def whole_or_none(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece: it gets its name when the block ends, and leaves nothing when that raises."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        replace_durably(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def replace_durably(source: Path, target: Path) -> None:
    """Give a finished file its name, and the name to the disk."""
    os.replace(source, target)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Have what was written to a file on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have a folder's names on the disk, where the system can be asked for it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
