"""Read a package as hostile input: strict names, limits, every hash. Nothing is written anywhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.packages.container import MAX_FILE, first_difference, unpack
from jcm_desktop.packages.manifest import (
    EVIDENCE_NAME,
    MANIFEST,
    MIMETYPE,
    REQUIRED,
    SIGNATURE,
    Manifest,
    read_manifest,
)
from jcm_desktop.packages.series_file import SERIES_NAME

SMALL_FILE = 1024 * 1024  # a certificate, a key, a text typed by hand


class Problem(msgspec.Struct, frozen=True):
    """Something that is not as it must be: a stable code and the place."""

    code: str
    place: str
    facts: dict[str, str] = {}


class Package(msgspec.Struct, frozen=True):
    """A package that could be read, with what is wrong with it."""

    manifest: Manifest
    manifest_bytes: bytes
    signature: bytes
    files: dict[str, bytes]
    problems: tuple[Problem, ...]


def read_bytes(path: Path, limit: int = MAX_FILE) -> bytes:
    """The file's bytes; UserError `file.missing` or `file.too_large`, WorldError `file.unreadable`."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise UserError("file.missing", str(path)) from error
    except OSError as error:
        raise WorldError("file.unreadable", str(path), detail=error.strerror or error) from error
    if len(data) > limit:
        raise UserError("file.too_large", str(path), limit=limit // 2**20)
    return data


def read_package(data: bytes, place: str) -> Package:
    """Take a package apart.

    What makes reading pointless raises a UserError (`package.not_a_package`,
    `package.wrong_kind`, `package.newer_format`, ...); every other defect becomes
    a `Problem` that names its file.
    """
    entries = unpack(data, place)
    if next(iter(entries), "") != "mimetype" or entries["mimetype"] != MIMETYPE:
        raise UserError("package.wrong_kind", place)
    if MANIFEST not in entries:
        raise UserError("package.manifest_missing", place)
    manifest = read_manifest(entries[MANIFEST])
    problems = [*_container_problems(data, entries), *_content_problems(entries, manifest)]
    files = {name: body for name, body in entries.items() if name not in ("mimetype", MANIFEST, SIGNATURE)}
    return Package(manifest, entries[MANIFEST], entries.get(SIGNATURE, b""), files, tuple(problems))


def _container_problems(data: bytes, entries: dict[str, bytes]) -> list[Problem]:
    offset = first_difference(data, entries)
    return [] if offset is None else [Problem("package.container_changed", f"byte {offset}")]


def _content_problems(entries: dict[str, bytes], manifest: Manifest) -> list[Problem]:
    problems: list[Problem] = []
    listed = {entry.name for entry in manifest.files}
    if len(listed) != len(manifest.files):
        problems.append(Problem("package.listed_twice", MANIFEST))
    if SIGNATURE not in entries:
        problems.append(Problem("package.unsigned", SIGNATURE))
    for name in REQUIRED:
        if name not in listed:
            problems.append(Problem("package.not_listed", name))
    for entry in manifest.files:
        body = entries.get(entry.name)
        if body is None:
            problems.append(Problem("package.file_missing", entry.name))
            continue
        if len(body) != entry.size or hashlib.sha256(body).hexdigest() != entry.sha256:
            problems.append(Problem("package.file_changed", entry.name))
        evidence = EVIDENCE_NAME.fullmatch(entry.name)
        if evidence is None and entry.name not in REQUIRED and not SERIES_NAME.fullmatch(entry.name):
            problems.append(Problem("package.unexpected_file", entry.name))
        if evidence is not None and evidence[1] != entry.sha256:
            problems.append(Problem("package.evidence_renamed", entry.name))
    for name in entries:
        if name not in listed and name not in ("mimetype", MANIFEST, SIGNATURE):
            problems.append(Problem("package.not_listed", name))
    return problems
