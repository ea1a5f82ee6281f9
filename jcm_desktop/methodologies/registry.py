"""The installed definitions, read once from package data. Knows no project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jcm_desktop.domain.errors import UserError
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
def all_definitions() -> tuple[Definition, ...]:
    """Every installed definition, by id, then version."""
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


def definition(id: str, version: str | None = None) -> Definition:
    """One definition; without a version the newest. UserError `methodology.unknown` says what is known."""
    wanted = [one for one in all_definitions() if one.methodology == id]
    if version is not None:
        wanted = [one for one in wanted if one.version == version]
    if not wanted:
        known = ", ".join(str(one.ref) for one in all_definitions())
        raise UserError("methodology.unknown", f"{id} {version or ''}".strip(), known=known)
    return max(wanted, key=lambda one: tuple(map(int, one.version.split("."))))


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
