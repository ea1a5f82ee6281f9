"""The definitions there are: those shipped with the program, and those a workspace brings.

A library is explicit: whoever needs definitions is handed one. It lists file
names, and reads a file only when its definition is asked for. Every definition
says where it came from (`Origin`). Knows no project and no database.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies.combined import combine, decisions_of
from jcm_desktop.methodologies.comparing import digest_of
from jcm_desktop.methodologies.decisions import decide
from jcm_desktop.methodologies.entries import FILE as ENTRIES
from jcm_desktop.methodologies.entries import Entry, read_entries
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.methodologies.strict_yaml import MAX_SIZE, Document, decode, read

FAMILIES = "families"
_NEAREST = 4  # names shown where one is mistyped
_ALIKE = 0.7  # of eight letters at most two are others; less is nobody's slip
ORIGIN = "origin.json"  # in a pack's folder: who published it
OWN, PACKS = "own", "packs"  # folders of a workspace's definitions
_ID = re.compile(r"[A-Z]{2}_(AM|PM)\d{3}|TEMPLATE_[A-Z0-9_]{1,60}")
_FILE = re.compile(r"(?P<version>\d{1,2}\.\d)\.yaml")
_SUFFIX = ".yaml"
EDITION_FOLDER = re.compile(r"edition-(?P<edition>\d{1,9})(-\d{1,3})?")  # in a pack's folder


class OriginKind(StrEnum):
    """How a definition came here, best known first."""

    SHIPPED = "shipped"
    PACK = "pack"  # a signed pack of a trusted publisher
    OWN = "own"  # made or imported by this workspace's user


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a definition came from; the rest is of a pack."""

    kind: OriginKind
    publisher: str = ""
    fingerprint: str = ""  # of the publisher's key
    pack: str = ""
    edition: int = 0  # counts up
    issued: date | None = None


class PackOrigin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `origin.json` says in the folder of an installed pack; written by who installed it."""

    publisher: str
    fingerprint: str
    pack: str
    edition: int
    issued: date
    folder: str = ""  # in the pack's own, where this edition's files are; empty: the pack's own
    files: dict[str, str] = {}  # SHA-256 of each file by its name; empty: not known

    @property
    def origin(self) -> Origin:
        return Origin(OriginKind.PACK, self.publisher, self.fingerprint, self.pack, self.edition, self.issued)


SHIPPED = Origin(OriginKind.SHIPPED)


class Folder(Protocol):
    """What a source needs of a folder: package data and real folders both have it."""

    @property
    def name(self) -> str: ...
    def iterdir(self) -> Iterator[Any]: ...
    def joinpath(self, *parts: str) -> Any: ...
    def is_dir(self) -> bool: ...


class Source:
    """A folder `<ID>/<version>.yaml` of one origin, with families of its own; what was read is kept.

    `sealed` are the SHA-256 of its files by name, where whoever published them fixed them.
    """

    def __init__(
        self,
        origin: Origin,
        folder: Folder,
        shared: Mapping[str, Document] | None = None,
        sealed: Mapping[str, str] | None = None,
    ) -> None:
        self.origin = origin
        self._folder = folder
        self._sealed = sealed or {}
        self.families = _Families(folder, shared or {}, self._sealed)
        self._read: dict[MethodologyRef, Definition] = {}
        self._digests: dict[MethodologyRef, str] = {}
        self._files = dict(self._named())

    @cached_property
    def entries(self) -> Mapping[MethodologyRef, Entry]:
        """What the source's list says of methodology versions; UserErrors as of `read_entries`."""
        file = self._folder.joinpath(ENTRIES)
        found = read_entries(sealed_text(file, ENTRIES, self._sealed), ENTRIES) if file.is_file() else ()
        return {one.ref: one for one in found}

    def _named(self) -> Iterator[tuple[MethodologyRef, Any]]:
        """Every file whose name says which definition it is; others are none of ours."""
        if not self._folder.is_dir():
            return
        for methodology in self._folder.iterdir():
            if not _ID.fullmatch(methodology.name) or not methodology.is_dir():
                continue
            for file in methodology.iterdir():
                named = _FILE.fullmatch(file.name)
                if named:
                    yield MethodologyRef(methodology.name, named["version"]), file

    def refs(self) -> Iterable[MethodologyRef]:
        """What the file names say."""
        return self._files.keys()

    def definition(self, ref: MethodologyRef) -> Definition:
        """Read and check one file, once.

        UserErrors as of `load_definition`, `definition.wrong_file` and `pack.file_changed`.
        """
        if ref not in self._read:
            file = self._files[ref]
            place = f"{ref.id}/{file.name}"
            found = load_definition(sealed_text(file, place, self._sealed), place, self.families)
            if found.ref != ref:
                raise UserError("definition.wrong_file", place, found=found.ref)
            self._read[ref] = found
        return self._read[ref]

    def digest(self, ref: MethodologyRef) -> str:
        """The hash of what a definition says; errors as of `definition`."""
        if ref not in self._digests:
            self._digests[ref] = digest_of(self.definition(ref))
        return self._digests[ref]


class _Families(Mapping[str, Document]):
    """What members of a family of calculations share, by its name; each file is read when it is asked for."""

    def __init__(self, folder: Folder, shared: Mapping[str, Document], sealed: Mapping[str, str]) -> None:
        self._folder = folder.joinpath(FAMILIES)
        self._shared = shared
        self._sealed = sealed
        self._read: dict[str, Document] = {}

    def __getitem__(self, name: str) -> Document:
        if name not in self._read:
            file = self._folder.joinpath(f"{name}{_SUFFIX}")
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name) or not file.is_file():
                return self._shared[name]
            place = f"{FAMILIES}/{file.name}"
            self._read[name] = read(sealed_text(file, place, self._sealed), place)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        own = self._folder.iterdir() if self._folder.is_dir() else ()
        names = {file.name.removesuffix(_SUFFIX) for file in own if file.name.endswith(_SUFFIX)}
        return iter(sorted(names | set(self._shared)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def sealed_text(file: Any, place: str, sealed: Mapping[str, str] | None = None) -> str:
    """A file's text; UserError `yaml.not_utf8`, or `pack.file_changed` where it is not as it was sealed."""
    with file.open("rb") as stream:
        body = stream.read(MAX_SIZE + 1)
    if sealed and hashlib.sha256(body).hexdigest() != sealed.get(place):
        raise UserError("pack.file_changed", place)
    try:
        return str(body, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("yaml.not_utf8", place) from error


class Library:
    """Definitions of several sources; a later source stands before an earlier one for the same version."""

    def __init__(self, sources: Iterable[Source], problems: Iterable[UserError] = ()) -> None:
        self.sources = tuple(sources)
        self.problems = tuple(problems)  # packs that could not be read and are left out
        self._where = {ref: source for source in self.sources for ref in source.refs()}
        self._refs = tuple(sorted(self._where, key=_by_version))
        self._joined: dict[tuple[tuple[MethodologyRef, ...], tuple[tuple[str, str], ...]], Definition] = {}
        self._decided: dict[tuple[MethodologyRef, tuple[tuple[str, str], ...]], Definition] = {}

    def refs(self) -> tuple[MethodologyRef, ...]:
        """Every definition there is, by id, then version; reads no file."""
        return self._refs

    def versions(self, id: str) -> tuple[MethodologyRef, ...]:
        """The versions of one methodology, oldest first."""
        return tuple(ref for ref in self._refs if ref.id == id)

    def has(self, ref: MethodologyRef) -> bool:
        return ref in self._where

    def definition(self, id: str, version: str | None = None, decisions: Mapping[str, str] | None = None) -> Definition:
        """One definition, decided; without a version the newest, without a decision its first choice.

        UserErrors of `newest`, `definition.unknown_decision`, `definition.unknown_choice`.
        """
        ref = self.newest(id, version)
        key = (ref, tuple(sorted((decisions or {}).items())))
        if key not in self._decided:
            self._decided[key] = decide(self.written(ref), dict(key[1]))
        return self._decided[key]

    def newest(self, id: str, version: str | None = None) -> MethodologyRef:
        """Name this version, or the newest there is; UserErrors `methodology.unknown`, `methodology.none_near`."""
        wanted = self.versions(id)
        if version is not None:
            wanted = tuple(ref for ref in wanted if ref.version == version)
        if wanted:
            return wanted[-1]
        for ref, entry in reversed(tuple(self.entries.items())):
            if ref.id == id and version in (None, ref.version):
                raise UserError("methodology.bring_workbook", str(ref), title=entry.name)
        written, near = f"{id} {version or ''}".strip(), self._nearest(id)
        if not near:
            raise UserError("methodology.none_near", written)
        raise UserError("methodology.unknown", written, known=near)

    def _nearest(self, id: str) -> str:
        """The versions there are of a methodology, or the few whose numbers look like a mistyped one; often none."""
        own = self.versions(id)
        ids = dict.fromkeys(ref.id for ref in self._refs)
        near = difflib.get_close_matches(id.upper(), ids, n=_NEAREST, cutoff=_ALIKE)
        return ", ".join(map(str, own or [self.versions(one)[-1] for one in near]))

    def written(self, ref: MethodologyRef) -> Definition:
        """The definition as its file has it, with what it leaves open; KeyError if there is none."""
        return self._where[ref].definition(ref)

    def of(self, ref: MethodologyRef) -> Definition:
        """The definition of this version, decided by its first choices; UserError as of `definition`."""
        return self.definition(ref.id, ref.version)

    def for_plan(self, plan: Plan) -> Definition:
        """What a plan follows, as the plan decided it: its methodology, or all of them joined.

        UserErrors as of `definition` and `combine`.
        """
        return self.joined(plan.methodologies, plan.decisions)

    def joined(self, refs: tuple[MethodologyRef, ...], decisions: Mapping[str, str] | None = None) -> Definition:
        """One definition for these versions, decided and joined once; UserErrors as of `definition` and `combine`."""
        key = (refs, tuple(sorted((decisions or {}).items())))
        if key not in self._joined:
            own = decisions_of(refs, dict(key[1]))
            self._joined[key] = combine(
                [self.definition(ref.id, ref.version, taken) for ref, taken in zip(refs, own, strict=True)]
            )
        return self._joined[key]

    def missing(self, refs: Iterable[MethodologyRef]) -> tuple[MethodologyRef, ...]:
        """Those there is no definition of."""
        return tuple(ref for ref in refs if ref not in self._where)

    def origin(self, ref: MethodologyRef) -> Origin:
        """Where the definition that counts came from; KeyError if there is none."""
        return self._where[ref].origin

    def digest(self, ref: MethodologyRef) -> str:
        """The hash of what the definition that counts says; errors as of `Source.definition`, KeyError for none."""
        return self._where[ref].digest(ref)

    def origins(self, ref: MethodologyRef) -> tuple[Origin, ...]:
        """Every source that has this version, the one that counts last."""
        return tuple(source.origin for source in self.sources if ref in source.refs())

    @cached_property
    def entries(self) -> Mapping[MethodologyRef, Entry]:
        """What public lists say of each version, by id, then version; a list that cannot be read is left out."""
        found: dict[MethodologyRef, Entry] = {}
        for source in self.sources:
            with suppress(UserError):  # of a pack; `readable` says so
                found.update(source.entries)
        return {ref: found[ref] for ref in sorted(found, key=_by_version)}

    def known(self) -> tuple[MethodologyRef, ...]:
        """Every version there is a definition or an entry of."""
        return tuple(sorted({*self._refs, *self.entries}, key=_by_version))

    def definitions(self) -> tuple[Definition, ...]:
        """Every definition, read now; UserError for the first that cannot be read."""
        return tuple(map(self.of, self._refs))

    def readable(self) -> tuple[tuple[Definition, ...], tuple[UserError, ...]]:
        """Every definition that can be read, and what is wrong with the others and with packs."""
        found, problems = [], list(self.problems)
        for source in self.sources:
            try:
                _ = source.entries
            except UserError as error:
                problems.append(error)
        for ref in self._refs:
            try:
                found.append(self.of(ref))
            except UserError as error:
                problems.append(error)
        return tuple(found), tuple(problems)


def read_definition(file: Path, library: Library) -> Definition:
    """Read and check a file that is nowhere installed; families beside it (`../families`) stand before those shipped.

    UserErrors as of `load_definition`, and `file.missing`.
    """
    if not file.is_file():
        raise UserError("file.missing", str(file))
    beside = _Families(file.resolve().parent.parent, library.sources[0].families, {})
    return load_definition(sealed_text(file, file.name), file.name, beside)


def listing(definitions: Iterable[Definition]) -> list[dict[str, Any]]:
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
        for one in definitions
    ]


def _by_version(ref: MethodologyRef) -> tuple[str, tuple[int, ...]]:
    return ref.id, tuple(map(int, ref.version.split(".")))


@cache
def shipped() -> Library:
    """What comes with the program."""
    return Library([Source(SHIPPED, resources.files("jcm_desktop.methodologies") / "definitions")])


def installed_packs(definitions: Path) -> tuple[tuple[tuple[PackOrigin, Path], ...], tuple[UserError, ...]]:
    """The packs of a workspace's folder of definitions with where their files are, the one issued last at the end.

    With them, what is wrong with those that are left out.
    """
    found: list[tuple[PackOrigin, Path]] = []
    problems = []
    folder = definitions / PACKS
    for pack in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not (pack / ORIGIN).is_file():
            continue
        try:
            own = read_origin(pack)
        except UserError as error:
            problems.append(error)
            continue
        found.append((own, pack / own.folder))
    found.sort(key=lambda one: (one[0].issued, one[0].publisher, one[0].pack, one[0].edition))
    return tuple(found), tuple(problems)


def read_origin(pack: Path) -> PackOrigin:
    """What an installed pack says of itself; UserErrors as of `strict_yaml.decode`."""
    place = f"{pack.name}/{ORIGIN}"
    own = decode(sealed_text(pack / ORIGIN, place), place, PackOrigin)
    if own.folder and not EDITION_FOLDER.fullmatch(own.folder):
        raise UserError("yaml.wrong_shape", f"{place}, folder", key="folder", detail=own.folder)
    return own


def library_of(definitions: Path) -> Library:
    """What comes with the program, under what a workspace's folder of definitions has.

    `packs/<name>/` holds a pack with its `origin.json`; of two packs the one issued
    later counts. `own/` holds what the user made or imported; it stands before everything.
    """
    (base,) = shipped().sources
    packs, problems = installed_packs(definitions)
    sources = [Source(own.origin, folder, base.families, own.files) for own, folder in packs]
    mine = Source(Origin(OriginKind.OWN), definitions / OWN, base.families)
    return Library([base, *sources, mine], problems)
