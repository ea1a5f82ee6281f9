"""What the files of a pack mean, all read strictly before any of it is used. Knows no place on disk.

A pack is complete in itself: its definitions may name only families that are in it,
so that they say the same under every version of the program.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, TypeVar

from jcm_desktop.catalogue import PartnerCountry, RegisteredProject
from jcm_desktop.catalogue.register import read_countries, read_projects
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies.entries import FILE as ENTRIES
from jcm_desktop.methodologies.entries import Entry
from jcm_desktop.methodologies.library import SHIPPED, Source
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packs.manifest import COUNTRIES, PROJECTS, installed_name
from jcm_desktop.validation.rule_sets import FILE as RULES
from jcm_desktop.validation.rule_sets import RuleSet, read_rule_sets

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a pack brings."""

    definitions: tuple[Definition, ...]
    families: tuple[str, ...]
    entries: tuple[Entry, ...]
    rules: tuple[RuleSet, ...]
    countries: tuple[PartnerCountry, ...]
    projects: tuple[RegisteredProject, ...]

    @property
    def refs(self) -> frozenset[MethodologyRef]:
        return frozenset(one.ref for one in self.definitions)


def contents_of(files: Mapping[str, bytes]) -> Contents:
    """Read all files, by the names they have in a pack.

    UserErrors as of `load_definition`, `read_entries`, `read_rule_sets`, `pack.bad_table`, and
    `definition.no_family` for a family that is not in the pack; the place is the file's, with the line.
    """
    installed = {installed_name(name) or name: body for name, body in files.items()}
    source = Source(SHIPPED, _Folder(PurePosixPath(), installed))
    families = tuple(source.families)
    for name in families:
        _ = source.families[name]  # read, also where no definition names it
    rules = read_rule_sets(_text(installed[RULES], RULES), RULES) if RULES in installed else ()
    return Contents(
        definitions=tuple(source.definition(ref) for ref in sorted(source.refs())),
        families=families,
        entries=tuple(source.entries.values()) if ENTRIES in installed else (),
        rules=rules,
        countries=_table(installed, COUNTRIES, read_countries),
        projects=_table(installed, PROJECTS, read_projects),
    )


def _table(installed: Mapping[str, bytes], name: str, read: Callable[[str], tuple[T, ...]]) -> tuple[T, ...]:
    try:
        return read(_text(installed[name], name)) if name in installed else ()
    except ValueError as error:
        raise UserError("pack.bad_table", name, detail=error) from error


def _text(body: bytes, place: str) -> str:
    try:
        return str(body, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("yaml.not_utf8", place) from error


@dataclass(frozen=True, slots=True)
class _Folder:
    """Files in memory, as a source of definitions wants a folder."""

    path: PurePosixPath
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        return self.path.name

    def iterdir(self) -> Iterator[_Folder]:
        depth = len(self.path.parts)
        inside = (PurePosixPath(name).parts for name in self.files)
        names = dict.fromkeys(
            parts[depth] for parts in inside if parts[:depth] == self.path.parts and len(parts) > depth
        )
        return (self.joinpath(name) for name in names)

    def joinpath(self, *parts: str) -> _Folder:
        return _Folder(self.path.joinpath(*parts), self.files)

    def is_file(self) -> bool:
        return str(self.path) in self.files

    def is_dir(self) -> bool:
        return not self.is_file() and any(True for _ in self.iterdir())

    def open(self, _mode: str) -> BinaryIO:
        return io.BytesIO(self.files[str(self.path)])
