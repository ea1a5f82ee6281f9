"""Whatever stops an installation, the old edition counts or the new one, and nothing half."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import packs
from helpers.pack_shelf import REF, cop, events, install, row, snapshot

from jcm_desktop import files
from jcm_desktop.domain.errors import WorldError
from jcm_desktop.services.packs import install_pack
from jcm_desktop.services.session import Session


class PowerCutError(BaseException):
    """Not an Exception, so that nothing on the way takes it for an error to tell."""


def test_a_cut_at_any_write_leaves_the_old_edition_or_the_new_one(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at every single write, sync and rename of an installation; then again, to the end."""
    import os

    install(session, tmp_path, packs.pack(1))
    edition, stops, finished = 1, 0, False
    while not finished:
        edition += 1
        stops += 1
        path = packs.saved(tmp_path, packs.pack(edition, packs.usual(f"1.{edition:03}")))
        left = [stops]

        def counted(real: Any, left: list[int] = left) -> Any:
            def call(*arguments: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    raise PowerCutError
                return real(*arguments, **named)

            return call

        with monkeypatch.context() as patched:
            for name in ("replace", "rename", "fsync"):
                patched.setattr(os, name, counted(getattr(os, name)))
            try:
                session.run(install_pack, path)
                finished = True
            except PowerCutError:
                pass
        session.reload_library()
        assert session.library.problems == ()
        counts = session.library.origin(REF).edition
        assert counts in (edition - 1, edition)
        assert cop(session) == (f"1.{counts:03}" if counts > 1 else "1.32")
        if counts != edition:
            session.run(install_pack, path)  # what was left does not stand in the way
        assert session.library.origin(REF).edition == edition
        assert all(one.whole for one in row(session).editions)
    assert stops > 20
    leftovers = [one for one in (session.folder / "definitions").rglob("*") if one.name.endswith(".new")]
    assert leftovers == []
    told = [one.payload["edition"] for one in events(session) if one.kind.startswith("pack.")]
    assert sorted(set(told)) == list(range(1, edition + 1))


def test_a_full_disk_is_told_and_leaves_the_old_edition(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(session, tmp_path, packs.pack(1))
    before = snapshot(session)
    path = packs.saved(tmp_path, packs.pack(2, packs.usual("1.40")))
    real = files.replace_durably
    for name in ("1.0.yaml", "pack.json", "origin.json"):

        def full(source: Path, target: Path, name: str = name) -> None:
            if target.name == name:
                raise OSError(28, "No space left on device")
            real(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(files, "replace_durably", full)
            with pytest.raises(WorldError) as caught:
                session.run(install_pack, path)
        assert caught.value.code == "file.not_written"
        kept = {name: body for name, body in snapshot(session).items() if "edition-2" not in name}
        assert kept == before
        session.reload_library()
        assert session.library.origin(REF).edition == 1
