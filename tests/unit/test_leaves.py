"""Settings, log file, words and whole writes."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from jcm_desktop import logs, settings, words
from jcm_desktop.catalogue import (
    country,
    further_technologies,
    partner_countries,
    registered_project,
    registered_projects,
    sectoral_scopes,
    technologies,
)
from jcm_desktop.files import write_durably
from jcm_desktop.validation.rule_sets import rule_set_for


def test_settings_come_back(tmp_path: Path) -> None:
    chosen = settings.Settings("ja", "/data", "MN006", "2020-01-01..2020-12-31", "00ff", "https://stamp.example", "5")
    settings.save(tmp_path / "new", chosen)
    assert settings.load(tmp_path / "new") == chosen


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"language": 5}', b"\xff\xfe"])
def test_settings_that_cannot_be_read_are_the_usual_ones(tmp_path: Path, body: bytes) -> None:
    (tmp_path / settings.FILE).write_bytes(body)
    assert settings.load(tmp_path) == settings.Settings()


def test_settings_of_a_newer_version_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / settings.FILE).write_bytes(b'{"language": "ja", "colour": "blue"}')
    assert settings.load(tmp_path).language == "ja"


def test_the_log_has_our_notes_and_is_closed(tmp_path: Path) -> None:
    path = logs.start(tmp_path)
    try:
        logging.getLogger("jcm_desktop.test").info("a note")
    finally:
        logs.stop()
    assert "a note" in path.read_text()
    before = path.read_text()
    logging.getLogger("jcm_desktop.test").info("another note")
    assert path.read_text() == before


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x"
    write_durably(target, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(target, b"new")
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


def test_an_unknown_code_still_has_words() -> None:
    assert "no.such.code" in words.sentence("no.such.code", "", {})
    assert words.sentence("period.unknown", "2020", {}).startswith("There is no period 2020")


def test_the_catalogue_has_the_published_facts() -> None:
    assert len(partner_countries()) == 31
    assert len(registered_projects()) == 147
    mongolia = country("MN")
    assert mongolia is not None
    assert mongolia.signed_on.isoformat() == "2013-01-08"
    assert country("XX") is None
    airport = registered_project("MN006")
    assert airport is not None
    assert airport.methodologies == (("MN_AM003", "2.0"),)
    assert len(next(one for one in registered_projects() if one.reference == "ID006").methodologies) == 3
    assert sectoral_scopes()[7] == "Transport"
    assert len(technologies()) == 19
    assert all(one.technology_ja and one.category_ja for one in (*technologies(), *further_technologies()))
    assert not [one for one in registered_projects() if "Ã" in one.title + one.host_participants]


def test_rules_differ_by_country_and_day() -> None:
    from datetime import date

    assert rule_set_for("ID", date(2024, 12, 17)).key == "generation-1"
    assert rule_set_for("ID", date(2024, 12, 18)).key == "generation-2"
    assert rule_set_for("MN", date(2026, 1, 1)).key == "generation-1"
    assert rule_set_for("MN", date(2026, 1, 1)).rounding.direction == "down"
