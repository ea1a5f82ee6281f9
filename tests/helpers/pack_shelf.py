"""Packs in a session: install one, see it refused, and what is there afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import packs

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services.packs import check_pack, install_pack, packs_page
from jcm_desktop.services.packs_views import PackRow
from jcm_desktop.services.session import Session
from jcm_desktop.storage import audit
from jcm_desktop.words import sentence

REF = MethodologyRef("TH_AM098", "1.0")


def install(session: Session, folder: Path, data: bytes) -> str:
    return session.run(install_pack, packs.saved(folder, data)).message


def refused(session: Session, use_case: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def refused_pack(session: Session, folder: Path, data: bytes) -> str:
    """The code; and a refused pack leaves everything as it was, and looking at it says the same before."""
    path = packs.saved(folder, data)
    before = snapshot(session)
    code = refused(session, install_pack, path)
    assert snapshot(session) == before
    view = session.run(check_pack, path)
    assert (view.allowed, view.refusal) == (False, code)
    assert view.words
    return code


def snapshot(session: Session) -> dict[str, bytes]:
    """Every file of the definitions, and how many events there are."""
    folder = session.folder / "definitions"
    found = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    return {**found, "events": str(len(events(session))).encode()}


def events(session: Session) -> list[audit.Event]:
    def read(inner: Session) -> list[audit.Event]:
        with inner.workspace.read() as connection:
            return list(audit.events(connection, ""))

    return session.run(read)


def row(session: Session) -> PackRow:
    (found,) = session.run(packs_page).packs
    return found


def cop(session: Session) -> str:
    known = session.library.written(REF).fixed["COP_RE"].choices["individual quick freezer"]
    return str(known.value)
