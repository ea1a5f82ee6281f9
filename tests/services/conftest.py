"""A session over a workspace with both samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.road import opened

from jcm_desktop.services.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path / "workspace") as session:
        yield session
