"""A file cut into numbered parts that fit into mails, and put together again. Reads the parts as hostile input.

The parts are plain pieces of the file, so that any tool can join them; a small index
beside them has the name, size and SHA-256 of each. Parts are recognised by what they
hold, whatever the mail program called them and in any order.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.files import whole_or_none
from jcm_desktop.packages.manifest import canonical
from jcm_desktop.packages.watch import NOBODY, Watch

FORMAT = 1
INDEX = ".parts.json"
SMALLEST = 64 * 1024
MAX_PARTS = 999
MAX_INDEX = 512 * 1024
MAX_FILE = 64 * 2**30
_CHUNK = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_PART = re.compile(r"\.[0-9]{3}$")
_HOW = (
    "Put the parts together in the order of this list (Unix: cat {name}.[0-9][0-9][0-9] > {name}), "
    "then compare the SHA-256."
)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part."""

    name: str
    size: int
    sha256: str


class Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the index."""

    jcm_parts: int
    name: str
    size: int
    sha256: str
    parts: tuple[Part, ...]
    how: str = ""


class Joined(msgspec.Struct, frozen=True):
    """The file that was put together, and files that had no place in it."""

    path: Path
    foreign: tuple[str, ...]


def split(source: Path, part_size: int, folder: Path, watch: Watch = NOBODY) -> tuple[Path, ...]:
    """Parts of at most this size, and their index last; none when the file needs no cutting.

    UserErrors `parts.too_small`, `parts.too_many`; OSError, and then nothing of it stays.
    """
    size = source.stat().st_size
    if part_size < SMALLEST:
        raise UserError("parts.too_small", source.name, smallest=SMALLEST // 1024)
    if size <= part_size:
        return ()
    if -(-size // part_size) > MAX_PARTS:
        raise UserError("parts.too_many", source.name, limit=MAX_PARTS)
    made: list[Path] = []
    parts: list[Part] = []
    whole = hashlib.sha256()
    try:
        with source.open("rb") as file:
            for number in range(1, -(-size // part_size) + 1):
                target = folder / f"{source.name}.{number:03}"
                digest, written = hashlib.sha256(), 0
                made.append(target)
                with whole_or_none(target) as out:
                    for chunk in _pieces(file, part_size):
                        out.write(chunk)
                        written += len(chunk)
                        digest.update(chunk)
                        whole.update(chunk)
                        watch.step((number - 1) * part_size + written, size)
                parts.append(Part(target.name, written, digest.hexdigest()))
        index = Index(FORMAT, source.name, size, whole.hexdigest(), tuple(parts), _HOW.format(name=source.name))
        made.append(folder / f"{source.name}{INDEX}")
        with whole_or_none(made[-1]) as out:
            out.write(msgspec.json.format(canonical(index)))
    except BaseException:
        for one in made:
            one.unlink(missing_ok=True)
        raise
    return tuple(made)


def _pieces(file: BinaryIO, limit: int) -> Iterator[bytes]:
    left = limit
    while left:
        chunk = file.read(min(_CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)
        yield chunk


def is_part(path: Path) -> bool:
    """The name of a part, or an index."""
    return bool(_PART.search(path.name)) or path.name.endswith(INDEX)


def part_error(path: Path) -> UserError:
    """What to say of a part, or an index, that is taken for the whole file."""
    if path.name.endswith(INDEX):
        return UserError("file.is_index", path.name, name=path.name.removesuffix(INDEX))
    name, number = _PART.sub("", path.name), int(path.suffix.lstrip("."))
    try:
        count = len(_index([path.with_name(f"{name}{INDEX}")]).parts)
    except (UserError, OSError):
        return UserError("file.is_lone_part", path.name, name=name, number=number)
    return UserError("file.is_part", path.name, name=name, number=number, count=count)


def with_neighbours(given: Sequence[Path]) -> list[Path]:
    """These files, with the index and the parts that lie beside them and belong to the same file.

    UserErrors `parts.no_index`, `parts.two_indexes`, `parts.index_unreadable`.
    """
    found = [one for one in given if not one.is_dir()]
    beside = [one for folder in dict.fromkeys(one.parent for one in found) for one in _files(folder)]
    beside += [each for one in given if one.is_dir() for each in _files(one)]
    if not any(one.name.endswith(INDEX) for one in given):
        found += [one for one in beside if one.suffix.lower() == ".json" and _speaks_of(one, given)]
    index = _index(found)
    sizes = {one.size for one in index.parts}
    own = [one for one in beside if one.suffix.lower() != ".json" and one.stat().st_size in sizes]
    names = {one.name for one in index.parts}
    own += [one for one in beside if one.name in names]
    return list(dict.fromkeys((*found, *own)))


def _speaks_of(index: Path, files: Sequence[Path]) -> bool:
    """The index lists one of these files, by its name or, where a mail program renamed it, by what it holds."""
    try:
        listed = _index([index]).parts
    except UserError:
        return False
    names, sizes, hashes = ({getattr(one, name) for one in listed} for name in ("name", "size", "sha256"))
    plain = [one for one in files if not one.is_dir()]
    return any(one.is_dir() for one in files) or any(
        one.name in names or (one.stat().st_size in sizes and _sha256(one) in hashes) for one in plain
    )


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_file())


def join(files: Iterable[Path], folder: Path, watch: Watch = NOBODY) -> Joined:
    """Put the file together in this folder from its index and parts, given in any order or as folders.

    UserErrors `parts.no_index`, `parts.two_indexes`, `parts.index_unreadable`,
    `parts.damaged`, `parts.damaged_and_missing`, `parts.missing`, `parts.missing_beside`,
    `parts.other_file_there`; OSError, and then nothing of it stays.
    """
    given = list(dict.fromkeys(_expanded(files)))
    index = _index(given)
    target = folder / index.name
    found, damaged, foreign = _sorted_out(given, index)
    missing = [one.name for one in index.parts if one.sha256 not in found and one.name not in damaged]
    facts = {"missing": _listed(missing), "damaged": _listed(damaged), "foreign": _listed(foreign)}
    if damaged and missing:
        raise UserError("parts.damaged_and_missing", index.name, **facts)
    if damaged:
        raise UserError("parts.damaged", index.name, **facts)
    if missing and foreign:
        raise UserError("parts.missing_beside", index.name, **facts)
    if missing:
        raise UserError("parts.missing", index.name, **facts)
    if target.exists() and _sha256(target) != index.sha256:
        raise UserError("parts.other_file_there", str(target))
    digest, done = hashlib.sha256(), 0
    with whole_or_none(target) as out:
        for part in index.parts:
            with found[part.sha256].open("rb") as file:
                for chunk in _pieces(file, part.size):
                    out.write(chunk)
                    digest.update(chunk)
                    done += len(chunk)
                    watch.step(done, index.size)
        if digest.hexdigest() != index.sha256 or done != index.size:
            raise UserError("parts.index_unreadable", index.name, detail="SHA-256")
    return Joined(target, tuple(foreign))


def _expanded(files: Iterable[Path]) -> Iterator[Path]:
    for one in files:
        if one.is_dir():
            yield from _files(one)
        else:
            yield one


def _index(files: Sequence[Path]) -> Index:
    bodies = {}
    for one in files:
        if one.suffix.lower() == ".json" and one.stat().st_size <= MAX_INDEX:
            body = one.read_bytes()
            if b'"jcm_parts"' in body:
                bodies[body] = one
    if not bodies:
        raise UserError("parts.no_index")
    if len(bodies) > 1:
        raise UserError("parts.two_indexes", _listed(sorted(one.name for one in bodies.values())))
    ((body, path),) = bodies.items()
    try:
        index = msgspec.json.decode(body, type=Index)
        _check(index)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UserError("parts.index_unreadable", path.name, detail=error) from error
    return index


def _check(index: Index) -> None:
    """ValueError for an index that could do harm or cannot be right."""
    names = [index.name, *(one.name for one in index.parts)]
    if index.jcm_parts != FORMAT:
        raise ValueError(f"format {index.jcm_parts}")
    if not all(_NAME.fullmatch(one) for one in names) or len(set(names)) != len(names):
        raise ValueError("names")
    if not 0 < len(index.parts) <= MAX_PARTS or any(one.size <= 0 for one in index.parts):
        raise ValueError("parts")
    if sum(one.size for one in index.parts) != index.size or index.size > MAX_FILE:
        raise ValueError("sizes")


def _sorted_out(files: Sequence[Path], index: Index) -> tuple[dict[str, Path], list[str], list[str]]:
    """Parts by what they hold; names of those that are damaged; names of files that belong elsewhere."""
    sizes = {one.size for one in index.parts}
    wanted = {one.sha256 for one in index.parts}
    found: dict[str, Path] = {}
    others = []
    for one in files:
        digest = _sha256(one) if one.stat().st_size in sizes else ""
        if digest in wanted:
            found[digest] = one
        elif one.suffix.lower() != ".json":
            others.append(one.name)
    names = {one.name for one in index.parts if one.sha256 not in found}
    damaged = [one for one in others if one in names]
    return found, damaged, [one for one in others if one not in names and one != index.name]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "-"
