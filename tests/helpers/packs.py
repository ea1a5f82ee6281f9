"""Packs made for tests: a publisher's key, small folders of definitions, and whom a workspace trusts."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import yaml

from jcm_desktop.methodologies import library as libraries
from jcm_desktop.packs.manifest import pack_name
from jcm_desktop.packs.pack_file import write_pack
from jcm_desktop.services import publishers
from jcm_desktop.services.session import Session
from jcm_desktop.signing import key_file
from jcm_desktop.signing.publisher_key import PublisherKey, load_key, new_key

PHRASE = "a publisher's long phrase"
SHIPPED = Path(libraries.__file__).parent / "definitions"
OFFICE = "Sample Office"
DAY = date(2026, 11, 25)
RULES = """rule_sets:
  - key: generation-3
    title: Rules of a later decision (made up for tests)
    countries: {TH: 2026-01-01}
    rounding: {digits: 0, direction: down, per: vintage}
    evidence: made up for tests
"""
ENTRIES = (
    "id,version,title,about,evidence,sectoral_scopes,technologies,proposal,approved_on,status,sources,notes\n"
    "TH_AM099,1.0,Made up for tests,,official-page,3,,,,approved,Made up,\n"
)


def key(who: str = OFFICE) -> PublisherKey:
    """A key for each name, made once; quick to open, and to guess."""
    return _key(who)


@cache
def _key(_who: str) -> PublisherKey:
    before, key_file.ROUNDS = key_file.ROUNDS, 1_000
    try:
        return load_key(new_key(PHRASE)[0], PHRASE)
    finally:
        key_file.ROUNDS = before


def definition(id: str = "TH_AM098", version: str = "1.0", cop: str = "1.32") -> bytes:
    """The shipped refrigerator under another number, complete with its families beside it."""
    text = (SHIPPED / "ID_AM003" / "1.0.yaml").read_text("utf-8")
    text = text.replace("ID_AM003", id, 1).replace('version: "1.0"', f'version: "{version}"', 1)
    return text.replace("country: ID", f"country: {id[:2]}", 1).replace('"1.32"', f'"{cop}"').encode()


def families() -> dict[str, bytes]:
    """What the definition above lies over."""
    names = ("refrigerator", "efficiency-ratio")
    return {f"families/{name}.yaml": (SHIPPED / "families" / f"{name}.yaml").read_bytes() for name in names}


def shipped_with_families(id: str, version: str, old: str = "", new: str = "") -> dict[str, bytes]:
    """A shipped definition, with `old` put as `new`, and the families it and they lie over."""
    text = (SHIPPED / id / f"{version}.yaml").read_text("utf-8")
    assert old in text
    found = {f"{id}/{version}.yaml": text.replace(old, new, 1).encode()}
    waiting = [text]
    while waiting:
        named = yaml.safe_load(waiting.pop()).get("family", [])
        for name in [named] if isinstance(named, str) else named:
            file = SHIPPED / "families" / f"{name}.yaml"
            found[f"families/{name}.yaml"] = file.read_bytes()
            waiting.append(file.read_text("utf-8"))
    return found


def usual(cop: str = "1.32", /, **more: bytes) -> dict[str, bytes]:
    """Files of a folder: a definition, its families, entries and rules."""
    return {
        "TH_AM098/1.0.yaml": definition(cop=cop),
        **families(),
        "entries.csv": ENTRIES.encode(),
        "rule_sets.yaml": RULES.encode(),
        **more,
    }


def pack(
    edition: int = 1,
    files: dict[str, bytes] | None = None,
    *,
    who: str = OFFICE,
    name: str = "thailand",
    issued: date = DAY,
    signed_by: PublisherKey | None = None,
    application: str = "0.1",
) -> bytes:
    """A pack's bytes."""
    inside = {str(pack_name(one)): body for one, body in (usual() if files is None else files).items()}
    return write_pack(
        inside,
        signed_by or key(who),
        publisher=who,
        name=name,
        edition=edition,
        issued=issued,
        application=application,
        title="Made up for tests",
    )


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder."""
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


def saved(folder: Path, data: bytes, name: str = "pack.jcmdef") -> str:
    """A file of these bytes; its path."""
    path = folder / name
    path.write_bytes(data)
    return str(path)


def trust(session: Session, folder: Path, who: str = OFFICE) -> None:
    """Put a publisher on the list, as a person does after a telephone call."""
    path = folder / "publisher.pub"
    path.write_bytes(key(who).public.pem)
    session.run(publishers.trust_publisher, str(path), key(who).public.fingerprint, name=who)
