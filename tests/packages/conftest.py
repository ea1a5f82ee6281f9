"""One package, made once: what the tests take apart, cut, swap and flip."""

from __future__ import annotations

import pytest
from helpers.road import opened, quick_keys, signed_package

from jcm_desktop.packages.container import unpack


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a signed package of the sample project."""
    with quick_keys(), opened(tmp_path_factory.mktemp("road") / "workspace") as session:
        return signed_package(session).read_bytes()


@pytest.fixture
def entries(package: bytes) -> dict[str, bytes]:
    """Its files by name."""
    return unpack(package, "good.jcmpkg")
