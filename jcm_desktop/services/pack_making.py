"""A publisher's side: a key of one's own, and a pack from a folder of definitions. Needs no workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from jcm_desktop import __version__
from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.strict_yaml import MAX_SIZE
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.packs.contents import Contents, contents_of
from jcm_desktop.packs.manifest import MAX_FILES, SUFFIX, pack_name
from jcm_desktop.packs.pack_file import write_pack
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.signing.fingerprint import in_digits, in_groups
from jcm_desktop.signing.publisher_key import MAX_KEY_FILE, PublicKey, load_key, new_key

KEY_FILE, PUBLIC_FILE = "publisher.key", "publisher.pub"


class MadeKey(msgspec.Struct, frozen=True):
    """A new key; the fingerprint is what others compare by telephone."""

    key: str  # paths
    public: str
    fingerprint: str
    groups: str
    digits: tuple[str, ...]


class MadePack(msgspec.Struct, frozen=True):
    """A pack that was built."""

    file: str
    edition: int
    issued: str
    definitions: tuple[str, ...]
    families: tuple[str, ...]
    entries: int
    rules: tuple[str, ...]
    fingerprint: str


def make_key(folder: Path, passphrase: str) -> MadeKey:
    """A publisher's key in a folder; UserErrors `publisher.key_exists`, those of `new_key`; WorldErrors of the disk."""
    key, public = folder / KEY_FILE, folder / PUBLIC_FILE
    for path in (key, public):
        if path.exists():
            raise UserError("publisher.key_exists", str(path))
    secret, made = new_key(passphrase)
    write_whole(key, secret)
    key.chmod(0o600)
    write_whole(public, made.pem)
    return _made(key, public, made)


def _made(key: Path, public: Path, made: PublicKey) -> MadeKey:
    digits = in_digits(made.fingerprint)
    return MadeKey(str(key), str(public), made.fingerprint, in_groups(made.fingerprint), digits)


def build_pack(
    folder: Path,
    out: Path,
    key_file: Path,
    passphrase: str,
    *,
    publisher: str,
    name: str,
    edition: int,
    issued: date,
    application: str = "",
    title: str = "",
    notes: str = "",
) -> MadePack:
    """A pack of everything in a folder (`<ID>/<version>.yaml`, `families/`, `entries.csv`, `rule_sets.yaml`).

    The files are read as strictly as whoever installs the pack will read them. UserErrors `pack.odd_file` for a
    file that does not go into a pack, `pack.empty`, those of `contents_of`, `load_key` and `write_pack`.
    """
    files = folder_files(folder)
    contents = contents_of(files)
    key = load_key(read_bytes(key_file, MAX_KEY_FILE), passphrase)
    data = write_pack(
        files,
        key,
        publisher=publisher.strip(),
        name=name,
        edition=edition,
        issued=issued,
        application=application or __version__,
        title=title.strip(),
        notes=notes.strip(),
    )
    target = out if out.suffix == SUFFIX else out / f"{name}-{edition}{SUFFIX}"
    write_whole(target, data)
    return _made_pack(target, edition, issued, contents, key.public)


def _made_pack(target: Path, edition: int, issued: date, contents: Contents, key: PublicKey) -> MadePack:
    return MadePack(
        file=str(target),
        edition=edition,
        issued=str(issued),
        definitions=tuple(str(one.ref) for one in contents.definitions),
        families=contents.families,
        entries=len(contents.entries),
        rules=tuple(one.key for one in contents.rules),
        fingerprint=key.fingerprint,
    )


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by the names they get in a pack.

    UserErrors `file.missing`, `pack.odd_file`, `pack.empty`.
    """
    if not folder.is_dir():
        raise UserError("file.missing", str(folder))
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        inside = path.relative_to(folder).as_posix()
        name = pack_name(inside)
        if name is None or path.is_symlink() or len(found) == MAX_FILES:
            raise UserError("pack.odd_file", inside)
        found[name] = read_bytes(path, MAX_SIZE)
    if not found:
        raise UserError("pack.empty", str(folder))
    return found
