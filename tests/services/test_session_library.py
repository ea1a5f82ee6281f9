"""A session's definitions: shipped under the workspace's own, read only where they are needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcm_desktop.methodologies import library as libraries
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import overview, planning, samples
from jcm_desktop.services.session import installed_library, open_session

SHIPPED = Path(libraries.__file__).parent / "definitions" / "MN_AM003" / "2.0.yaml"


def test_work_on_one_project_reads_its_definition_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = libraries.load_definition

    def load(text: str, file: str, families: object = None) -> Definition:
        read.append(file)
        return real(text, file, families)  # type: ignore[arg-type]

    monkeypatch.setattr(libraries, "load_definition", load)
    libraries.shipped.cache_clear()
    session = open_session(tmp_path / "w")
    try:
        assert read == []
        session.run(samples.load_samples)
        session.run(overview.start_page)
        session.run(overview.register)
        session.run(planning.plan_page, "MN006")
    finally:
        session.close()
        libraries.shipped.cache_clear()
    assert sorted(read) == ["ID_AM003/1.0.yaml", "MN_AM003/2.0.yaml"]


def test_a_definition_put_into_the_workspace_counts_from_the_next_look(tmp_path: Path) -> None:
    session = open_session(tmp_path / "w")
    try:
        session.run(samples.load_samples)
        own = tmp_path / "w" / "definitions" / "own" / "MN_AM003" / "2.0.yaml"
        own.parent.mkdir(parents=True)
        own.write_text(
            SHIPPED.read_text(encoding="utf-8").replace("title: Installation", "title: My installation"), "utf-8"
        )
        assert session.run(planning.plan_page, "MN006").methodology_title.startswith("Installation")
        session.reload_library()
        assert session.run(planning.plan_page, "MN006").methodology_title.startswith("My installation")
    finally:
        session.close()
    assert installed_library(tmp_path / "w").refs() == session.library.refs()
