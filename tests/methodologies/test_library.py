"""The library lists names without reading files, says where each definition came from, and reads what is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.methodologies.library import OWN, PACKS, Library, Origin, OriginKind, Source, library_of, shipped
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition

FOLDER = Path(libraries.__file__).parent / "definitions"
SOLAR = MethodologyRef("MN_AM003", "2.0")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places of the definitions that were read."""
    places: list[str] = []

    def load(text: str, file: str, families: Any = None) -> Definition:
        places.append(file)
        return load_definition(text, file, families)

    monkeypatch.setattr(libraries, "load_definition", load)
    return places


def put(folder: Path, id: str, version: str, **changes: str) -> Path:
    """A copy of the solar definition under another name, in a folder of definitions."""
    text = (FOLDER / "MN_AM003" / "2.0.yaml").read_text(encoding="utf-8")
    for old, new in {"methodology: MN_AM003": f"methodology: {id}", 'version: "2.0"': f'version: "{version}"'}.items():
        text = text.replace(old, new, 1)
    for key, value in changes.items():
        text = text.replace(f"{key}: ", f"{key}: {value} ", 1)
    file = folder / id / f"{version}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def put_pack(folder: Path, name: str, issued: str, title: str) -> None:
    put(folder / PACKS / name, "MN_AM003", "2.0", title=title)
    origin = {"publisher": "P", "fingerprint": "ab", "pack": name, "edition": 1, "issued": issued}
    (folder / PACKS / name / "origin.json").write_bytes(msgspec.json.encode(origin))


def test_names_are_listed_and_one_asked_for_without_reading_the_others(tmp_path: Path, reads: list[str]) -> None:
    own = library_of(tmp_path)
    fresh = Library([Source(libraries.SHIPPED, FOLDER)])
    assert fresh.refs() == own.refs() == shipped().refs()
    assert reads == []
    assert fresh.of(SOLAR).ref == SOLAR
    assert fresh.of(SOLAR) is fresh.definition("MN_AM003", "2.0")
    assert reads == ["MN_AM003/2.0.yaml"]


def test_the_newest_version_counts_as_numbers(tmp_path: Path) -> None:
    for version in ("9.0", "10.0", "2.1"):
        put(tmp_path / OWN, "MN_AM003", version)
    found = library_of(tmp_path)
    assert [one.version for one in found.versions("MN_AM003")] == ["2.0", "2.1", "3.0", "9.0", "10.0"]
    assert found.definition("MN_AM003").version == "10.0"
    assert shipped().definition("MN_AM003").version == "3.0"


def test_what_the_workspace_brings_stands_before_the_shipped_and_says_so(tmp_path: Path) -> None:
    put_pack(tmp_path, "late", "2026-05-01", "Late")
    put_pack(tmp_path, "early", "2025-05-01", "Early")
    packed = library_of(tmp_path)
    assert packed.of(SOLAR).title.startswith("Late")
    assert packed.origin(SOLAR).pack == "late"
    assert packed.origin(SOLAR).publisher == "P"
    put(tmp_path / OWN, "MN_AM003", "2.0", title="Mine")
    own = library_of(tmp_path)
    assert own.of(SOLAR).title.startswith("Mine")
    assert own.origin(SOLAR) == Origin(OriginKind.OWN)
    assert [one.kind for one in own.origins(SOLAR)] == ["shipped", "pack", "pack", "own"]
    assert own.origin(MethodologyRef("TH_AM009", "1.0")).kind is OriginKind.SHIPPED


def test_a_bad_file_of_the_workspace_harms_nothing_but_itself(tmp_path: Path) -> None:
    put(tmp_path / OWN, "MN_AM101", "1.0").write_text("methodology: [", encoding="utf-8")
    put(tmp_path / OWN, "MN_AM102", "1.0").write_bytes(b"\xff\xfe")
    (tmp_path / OWN / "notes.txt").write_text("not a definition")
    (tmp_path / OWN / "MN_AM103").mkdir()
    (tmp_path / OWN / "MN_AM103" / "1.0.yaml.bak").write_text("not a definition")
    (tmp_path / PACKS / "torn").mkdir(parents=True)
    (tmp_path / PACKS / "torn" / "origin.json").write_text("{")
    found = library_of(tmp_path)
    assert found.of(SOLAR) == shipped().of(SOLAR)
    assert [one.place.partition(":")[0] for one in found.problems] == ["torn/origin.json"]
    assert {one.id for one in found.refs()} - {one.id for one in shipped().refs()} == {"MN_AM101", "MN_AM102"}
    for id, code in (("MN_AM101", "yaml.syntax"), ("MN_AM102", "yaml.not_utf8"), ("MN_AM103", "methodology.unknown")):
        with pytest.raises(UserError) as caught:
            found.definition(id)
        assert caught.value.code == code
        assert id in caught.value.place
    definitions, problems = found.readable()
    assert [one.ref for one in definitions] == list(shipped().refs())
    assert [one.code for one in problems] == ["yaml.syntax", "yaml.syntax", "yaml.not_utf8"]


def test_a_file_is_named_after_what_it_holds(tmp_path: Path) -> None:
    put(tmp_path / OWN, "MN_AM104", "1.0").rename(tmp_path / OWN / "MN_AM104" / "1.1.yaml")
    with pytest.raises(UserError) as caught:
        library_of(tmp_path).definition("MN_AM104")
    assert (caught.value.code, caught.value.place) == ("definition.wrong_file", "MN_AM104/1.1.yaml")


def test_a_pack_may_use_shipped_families_and_bring_its_own(tmp_path: Path) -> None:
    pack = tmp_path / PACKS / "p"
    put_pack(tmp_path, "p", "2026-05-01", "Packed")
    shared = (FOLDER / "families" / "electricity-displaced.yaml").read_text(encoding="utf-8")
    assert library_of(tmp_path).of(SOLAR).monitored["EG"].options == ("C",)
    (pack / "families").mkdir()
    (pack / "families" / "electricity-displaced.yaml").write_text(
        shared.replace("options: [C]", "options: [B]"), encoding="utf-8"
    )
    found = library_of(tmp_path)
    assert found.of(SOLAR).monitored["EG"].options == ("B",)
    assert set(found.sources[1].families) == set(shipped().sources[0].families)


def test_a_family_is_no_path(tmp_path: Path) -> None:
    file = put(tmp_path / OWN, "MN_AM105", "1.0")
    (tmp_path / OWN / "evil.yaml").write_text("sets: {}")
    file.write_text(file.read_text().replace("family: solar-pv", "family: ../evil"))
    with pytest.raises(UserError) as caught:
        library_of(tmp_path).definition("MN_AM105")
    assert caught.value.code == "definition.no_family"
