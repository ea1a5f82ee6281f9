"""Copying to a stick: read back, compared, resumed; whatever fails, no half file carries the final name."""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop import words
from jcm_desktop.domain.errors import Cancelled, JcmError, UserError, WorldError
from jcm_desktop.packages import stick
from jcm_desktop.packages.stick import PARTIAL, copy_to_stick
from jcm_desktop.packages.watch import Watch

BODY = random.Random(4).randbytes(5_500)
NAME = "MN006_v1.jcmpkg"


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick, "_CHUNK", 1_000)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(BODY)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def told(error: JcmError) -> str:
    line = words.sentence(error.code, error.place, error.facts)
    assert "{" not in line
    assert "no words yet" not in line
    return line


def test_a_copy_is_read_back_and_named_last(source: Path, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    during: list[set[str]] = []

    def tell(done: int, total: int) -> None:
        seen.append((done, total))
        during.append(names(folder))

    copied = copy_to_stick(source, folder, Watch(tell))
    assert copied.path.read_bytes() == BODY
    assert (copied.size, copied.resumed_at, copied.already) == (len(BODY), 0, False)
    assert all(one == {NAME + PARTIAL} for one in during)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    assert seen[-1] == (2 * len(BODY), 2 * len(BODY))
    assert names(folder) == {NAME}
    assert copy_to_stick(source, folder).already


def test_it_goes_on_where_it_stopped(source: Path, folder: Path) -> None:
    steps = 0

    def stopped() -> bool:
        nonlocal steps
        steps += 1
        return steps == 3

    with pytest.raises(Cancelled):
        copy_to_stick(source, folder, Watch(stopped=stopped))
    assert names(folder) == {NAME + PARTIAL}
    copied = copy_to_stick(source, folder)
    assert copied.resumed_at == 3_000
    assert copied.path.read_bytes() == BODY


@given(st.binary(max_size=7_000), st.integers(0, 6_000))
def test_whatever_an_earlier_try_left_the_copy_is_right(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, keep: int
) -> None:
    place = tmp_path_factory.mktemp("stick")
    source = place / "from" / NAME
    source.parent.mkdir()
    source.write_bytes(BODY)
    (place / (NAME + PARTIAL)).write_bytes(BODY[:keep] + junk)
    assert copy_to_stick(source, place).path.read_bytes() == BODY
    assert names(place) == {"from", NAME}


FAILURES = {
    errno.EIO: "copy.stick_gone",
    errno.ENODEV: "copy.stick_gone",
    errno.ENOENT: "copy.stick_gone",
    errno.ENOSPC: "copy.disk_full",
    errno.EROFS: "copy.read_only",
    errno.EACCES: "copy.read_only",
    errno.EFBIG: "copy.too_large_for_stick",
}


class Failing:
    """A file on the stick of which the n-th call fails, as when the stick is pulled out."""

    def __init__(self, file: Any, count: Callable[[], None]) -> None:
        self._file, self._count = file, count

    def __enter__(self) -> Failing:
        return self

    def __exit__(self, *_arguments: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        if name not in ("write", "read", "flush", "truncate"):
            return found

        def call(*arguments: Any) -> Any:
            self._count()
            return found(*arguments)

        return call


@pytest.mark.parametrize("code", FAILURES)
def test_a_failure_at_any_moment_is_told_and_leaves_no_half_file(
    source: Path, folder: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open, real_sync, real_replace = Path.open, os.fsync, os.replace
    failed = 0
    for failing in range(40):
        calls = 0

        def count(at: int = failing) -> None:
            nonlocal calls
            calls += 1
            if calls == at + 1:
                raise OSError(code, os.strerror(code))

        def opening(path: Path, *arguments: Any, **named: Any) -> Any:
            file = real_open(path, *arguments, **named)
            return Failing(file, count) if path.parent == folder else file

        def sync(handle: int) -> None:
            count()
            real_sync(handle)

        def replace(one: Any, other: Any) -> None:
            count()
            real_replace(one, other)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", opening)
            patched.setattr(os, "fsync", sync)
            patched.setattr(os, "replace", replace)
            try:
                copy_to_stick(source, folder)
            except WorldError as error:
                assert told(error)  # noqa: PT017 - the loop needs the error and its absence
                failed += error.code == FAILURES[code]
            else:
                break
        there = folder / NAME
        assert not there.exists() or there.read_bytes() == BODY
    assert failed == failing > 10
    assert (folder / NAME).read_bytes() == BODY


def test_a_full_stick_is_told_before_anything_is_written(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 100

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage)
    with pytest.raises(WorldError) as caught:
        copy_to_stick(source, folder)
    assert caught.value.code == "copy.no_room"
    assert "1 MB" in told(caught.value)
    assert names(folder) == set()


def test_a_limit_of_the_system_itself_is_told(source: Path, folder: Path) -> None:
    """No stand-in: the system refuses to let the file grow, as a stick's old format does."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, before[1]))
    try:
        with pytest.raises(WorldError) as caught:
            copy_to_stick(source, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code == "copy.too_large_for_stick"
    assert names(folder) == {NAME + PARTIAL}
    assert copy_to_stick(source, folder).path.read_bytes() == BODY


def test_a_stick_cannot_point_elsewhere(source: Path, folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_bytes(b"my own file")
    (folder / (NAME + PARTIAL)).symlink_to(mine)
    assert copy_to_stick(source, folder).path.read_bytes() == BODY
    assert mine.read_bytes() == b"my own file"


def test_what_does_not_read_back_is_no_copy(source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick, "_read_back", lambda *_arguments: b"other")
    with pytest.raises(WorldError, match=r"copy\.read_back_differs"):
        copy_to_stick(source, folder)
    assert names(folder) == set()


def test_refusals(source: Path, folder: Path) -> None:
    (folder / NAME).write_bytes(b"another report")
    cases: dict[str, Callable[[], object]] = {
        "copy.other_file_there": lambda: copy_to_stick(source, folder),
        "copy.same_folder": lambda: copy_to_stick(source, source.parent),
        "file.missing": lambda: copy_to_stick(source.parent / "none", folder),
        "copy.no_folder": lambda: copy_to_stick(source, folder / "away"),
    }
    for code, call in cases.items():
        with pytest.raises((UserError, WorldError)) as caught:
            call()
        assert caught.value.code == code
        assert told(caught.value)
    assert (folder / NAME).read_bytes() == b"another report"
