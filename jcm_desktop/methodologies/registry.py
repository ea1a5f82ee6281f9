"""The installed definitions, read once from package data. Knows no project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Plan
from jcm_desktop.methodologies.decisions import decide
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.methodologies.strict_yaml import Document, read

FOLDER = "definitions"
FAMILIES = "families"


@cache
def families() -> Mapping[str, Document]:
    """What the members of each family of calculations share, by its name."""
    folder = resources.files("jcm_desktop.methodologies") / FOLDER / FAMILIES
    found = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            place = f"{FOLDER}/{FAMILIES}/{file.name}"
            found[file.name.removesuffix(".yaml")] = read(file.read_text(encoding="utf-8"), place)
    return found


@cache
def written_definitions() -> tuple[Definition, ...]:
    """Every installed definition as written, what it leaves open included, by id, then version."""
    found = []
    folder = resources.files("jcm_desktop.methodologies") / FOLDER
    for methodology in sorted(folder.iterdir(), key=lambda one: one.name):
        if not methodology.is_dir() or methodology.name == FAMILIES:
            continue
        for file in sorted(methodology.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".yaml"):
                name = f"{FOLDER}/{methodology.name}/{file.name}"
                found.append(load_definition(file.read_text(encoding="utf-8"), name, families()))
    return tuple(found)


@cache
def all_definitions() -> tuple[Definition, ...]:
    """Every installed definition, by id, then version; what it leaves open is decided by the first choices."""
    return tuple(_decided(one.methodology, one.version, ()) for one in written_definitions())


def written(id: str, version: str | None = None) -> Definition:
    """One definition as written; without a version the newest. UserError `methodology.unknown` says what is known."""
    wanted = [one for one in written_definitions() if one.methodology == id]
    if version is not None:
        wanted = [one for one in wanted if one.version == version]
    if not wanted:
        known = ", ".join(str(one.ref) for one in written_definitions())
        raise UserError("methodology.unknown", f"{id} {version or ''}".strip(), known=known)
    return max(wanted, key=lambda one: tuple(map(int, one.version.split("."))))


def definition(id: str, version: str | None = None, decisions: Mapping[str, str] | None = None) -> Definition:
    """One definition, decided; without a version the newest, without a decision its first choice.

    UserErrors `methodology.unknown`, `definition.unknown_decision`, `definition.unknown_choice`.
    """
    found = written(id, version)
    return _decided(found.methodology, found.version, tuple(sorted((decisions or {}).items())))


def definition_of(plan: Plan) -> Definition:
    """The definition that a plan follows, as the plan decided it; UserErrors as `definition`."""
    return definition(plan.methodology.id, plan.methodology.version, plan.decisions)


@lru_cache(maxsize=512)
def _decided(id: str, version: str, decisions: tuple[tuple[str, str], ...]) -> Definition:
    return decide(written(id, version), dict(decisions))


def listing() -> list[dict[str, Any]]:
    """The rows of `methodologies --json`."""
    return [
        {
            "id": one.methodology,
            "version": one.version,
            "title": one.title,
            "country": one.country,
            "technologies": list(one.technologies),
            "status": one.status,
            "evidence": str(one.evidence.formula),
        }
        for one in all_definitions()
    ]
