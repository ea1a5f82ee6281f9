"""A session over a workspace with both samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.road import opened, quick_keys

from jcm_desktop.services.session import Session


@pytest.fixture(autouse=True)
def keys_are_quick() -> Iterator[None]:
    """Key files are slow to open on purpose, which is tested elsewhere."""
    with quick_keys():
        yield


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path / "workspace") as session:
        yield session
