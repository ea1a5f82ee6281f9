"""A session's definitions: shipped under the workspace's own, read only where they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.road import PASSPHRASE

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import identities, overview, planning, reporting, samples
from jcm_desktop.services import signing as report_signing
from jcm_desktop.services.session import installed_library, open_session

SHIPPED = Path(libraries.__file__).parent / "definitions" / "MN_AM003" / "2.0.yaml"


def test_work_on_one_project_reads_its_definition_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def load(text: str, file: str, families: Any = None) -> Definition:
        read.append(file)
        return load_definition(text, file, families)

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


def test_a_report_waits_for_no_other_definition(tmp_path: Path) -> None:
    """What is signed is what was made: a definition replaced in between makes the version superseded."""
    session = open_session(tmp_path / "w")
    try:
        session.run(samples.load_samples)
        span = samples.sample("MN006").period
        session.run(reporting.make_report, "MN006", span)
        assert session.run(reporting.report_page, "MN006", span).reports[0].current
        own = tmp_path / "w" / "definitions" / "own" / "MN_AM003" / "2.0.yaml"
        own.parent.mkdir(parents=True)
        body = SHIPPED.read_text(encoding="utf-8") + "formulas:\n  PE: sum(i, EG[i] * EF_RE[i]) / 2\n"
        own.write_text(body, encoding="utf-8")
        session.reload_library()
        assert not session.run(reporting.report_page, "MN006", span).reports[0].current
        session.run(identities.create_identity, "Bold", "Plant", "MN", "operator", PASSPHRASE)
        with pytest.raises(UserError) as caught:
            session.run(report_signing.sign_report, "MN006", span, 1, PASSPHRASE)
        assert caught.value.code == "report.superseded"
    finally:
        session.close()
