"""A session over a workspace with the samples, in which packs of the sample publisher are taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import packs
from helpers.road import opened

from jcm_desktop.services.session import Session


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Session]:
    """Nobody's packs are taken yet."""
    with opened(tmp_path / "workspace") as session:
        yield session


@pytest.fixture
def session(stranger: Session, tmp_path: Path) -> Session:
    packs.trust(stranger, tmp_path)
    return stranger
