"""What a pack says of itself, the names its files may have, and where each stands once installed. Shapes only."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packages.manifest import FileEntry, canonical

FORMAT = 1
MIMETYPE = b"application/vnd.jcm-desktop.definitions+zip"
MANIFEST, SIGNATURE, KEY = "pack.json", "pack.sig", "publisher.pub"
SUFFIX = ".jcmdef"
COUNTRIES, PROJECTS = "catalogue/partner_countries.csv", "catalogue/registered_projects.csv"
MAX_PACK = 32 * 2**20
MAX_FILES = 3_000
MAX_MANIFEST = 2**20

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_APPLICATION = re.compile(r"\d{1,3}(\.\d{1,3}){1,2}")
# Name in the pack, and name in the folder of an installed edition (which is also how `build` finds it).
_DEFINITION = re.compile(r"definitions/((?:[A-Z]{2}_(?:AM|PM)\d{3}|TEMPLATE_[A-Z0-9_]{1,60})/\d{1,2}\.\d\.yaml)")
_FAMILY = re.compile(r"definitions/(families/[a-z0-9][a-z0-9-]{0,60}\.yaml)")
_FIXED = {
    "definitions/entries.csv": "entries.csv",
    "rules/rule_sets.yaml": "rule_sets.yaml",
    COUNTRIES: COUNTRIES,
    PROJECTS: PROJECTS,
}


class PackManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `pack.json`; what the publisher signs."""

    jcm_pack: int
    publisher: str
    pack: str  # the publisher's name for this series of editions
    edition: int  # counts up
    issued: date
    application: str  # the oldest version of the program that can read it
    files: tuple[FileEntry, ...]
    title: str = ""
    notes: str = ""

    def check(self) -> None:
        """ValueError for what cannot be right."""
        names = [one.name for one in self.files]
        if not NAME.fullmatch(self.pack):
            raise ValueError(f"pack: {self.pack!r}"[:80])
        if not 0 < self.edition < 10**9:
            raise ValueError(f"edition: {self.edition}")
        if not _APPLICATION.fullmatch(self.application):
            raise ValueError(f"application: {self.application!r}"[:80])
        for text, longest in ((self.publisher, 120), (self.title, 200), (self.notes, 4_000)):
            if len(text) > longest or not text.replace("\n", "").isprintable():
                raise ValueError(f"{text[:40]!r}")
        if not self.publisher.strip():
            raise ValueError("publisher")
        if not names or len(names) > MAX_FILES or names != sorted(set(names)):
            raise ValueError("files: none, too many, twice or not in order")
        for name in names:
            if installed_name(name) is None:
                raise ValueError(f"files: {name!r}"[:120])


def installed_name(name: str) -> str | None:
    """Where a pack's file stands once installed; None for a name no pack may hold."""
    for pattern in (_DEFINITION, _FAMILY):
        found = pattern.fullmatch(name)
        if found:
            return found[1]
    return _FIXED.get(name)


def pack_name(installed: str) -> str | None:
    """The name in a pack of a file of a folder; None for one that does not go into a pack."""
    for name, other in _FIXED.items():
        if installed == other:
            return name
    name = f"definitions/{installed}"
    return name if installed_name(name) == installed else None


def write_manifest(manifest: PackManifest) -> bytes:
    """The one form of the bytes."""
    return canonical(manifest)


def read_manifest(body: bytes) -> PackManifest:
    """Decode strictly; UserErrors `pack.newer_format`, `pack.list_unreadable`."""
    try:
        if len(body) > MAX_MANIFEST:
            raise ValueError(f"{len(body)} bytes")
        version = msgspec.json.decode(body, type=_Version).jcm_pack
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UserError("pack.list_unreadable", MANIFEST, detail=error) from error
    if version != FORMAT:
        raise UserError("pack.newer_format", MANIFEST, found=version, known=FORMAT)
    try:
        found = msgspec.json.decode(body, type=PackManifest)
        found.check()
        if write_manifest(found) != body:
            raise ValueError("not in the usual form")
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UserError("pack.list_unreadable", MANIFEST, detail=error) from error
    return found


def version_tuple(text: str) -> tuple[int, ...]:
    """`0.2` and `0.2.0` are the same; what stands behind the numbers (of a program under way) says nothing."""
    found = re.match(r"\d+(?:\.\d+){0,2}", text)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    return tuple(numbers + [0] * (3 - len(numbers)))


class _Version(msgspec.Struct):
    """Only the number that says which format the rest has."""

    jcm_pack: int
