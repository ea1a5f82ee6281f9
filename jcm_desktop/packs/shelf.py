"""Packs on disk: `packs/<name>/edition-<n>/` holds an edition's files, `packs/<name>/origin.json` says which counts.

An edition is written beside the others under another name, given its own once it is
whole, and counts from the moment `origin.json` names it. A power cut leaves the old
edition or the new one. Editions are kept: taking one back is naming it again. Every
look at a kept edition holds all of it against its publisher's signature.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.files import sync_folder, write_durably
from jcm_desktop.methodologies.library import EDITION_FOLDER, ORIGIN, PACKS, PackOrigin, read_origin
from jcm_desktop.packages.container import pack as container
from jcm_desktop.packs.manifest import KEY, MANIFEST, MIMETYPE, SIGNATURE, installed_name, read_manifest
from jcm_desktop.packs.pack_file import Pack, read_pack

_NEW = ".new"


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition on disk; without a pack it is no longer as it was signed."""

    folder: str
    edition: int
    pack: Pack | None


def series_of(pack: Pack) -> str:
    """The folder of all editions of a pack: its name, with whose key signs it."""
    return f"{pack.manifest.pack}-{pack.publisher.fingerprint[:12]}"


class Shelf:
    """The packs of a workspace's folder of definitions."""

    def __init__(self, definitions: Path) -> None:
        self._folder = definitions / PACKS

    def series(self) -> tuple[str, ...]:
        """Every pack of which an edition counts or is kept."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(one.name for one in self._folder.iterdir() if one.is_dir()))

    def counting(self, series: str) -> PackOrigin | None:
        """What counts of a pack; UserErrors of a file that cannot be read."""
        return read_origin(self._folder / series) if (self._folder / series / ORIGIN).is_file() else None

    def kept(self, series: str) -> tuple[Kept, ...]:
        """The editions on disk, oldest first; of one that was written twice the whole one, else the later."""
        found: dict[int, Kept] = {}
        folder = self._folder / series
        for one in sorted(folder.iterdir()) if folder.is_dir() else ():
            named = EDITION_FOLDER.fullmatch(one.name)
            if named:
                kept = Kept(one.name, int(named["edition"]), _read_back(one))
                if kept.pack is not None or kept.edition not in found:
                    found[kept.edition] = kept
        return tuple(found[edition] for edition in sorted(found))

    def put(self, pack: Pack) -> str:
        """Write an edition whole, without letting it count; the name of its folder.

        WorldError `file.not_written`; then nothing of it stays that anybody would read.
        """
        series = self._folder / series_of(pack)
        try:
            self._sweep(series)
            for one in self.kept(series.name):
                if one.pack is not None and one.pack.digest == pack.digest:
                    return one.folder
            series.mkdir(mode=0o700, parents=True, exist_ok=True)
            name = _free_name(series, pack.manifest.edition)
            staging = series / f"{name}.{os.getpid()}{_NEW}"
            frame = {MANIFEST: pack.manifest_bytes, SIGNATURE: pack.signature, KEY: pack.publisher.pem}
            for path, body in (frame | pack.installed_files).items():
                (staging / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_durably(staging / path, body)
            os.rename(staging, series / name)
            sync_folder(series)
            sync_folder(self._folder)
        except OSError as error:
            self._sweep(series)
            raise WorldError("file.not_written", str(series), detail=error.strerror or error) from error
        return name

    def let_count(self, pack: Pack, folder: str) -> None:
        """From now on this edition is the one; WorldError `file.not_written`, and then the other one still is."""
        manifest = pack.manifest
        origin = PackOrigin(
            publisher=manifest.publisher,
            fingerprint=pack.publisher.fingerprint,
            pack=manifest.pack,
            edition=manifest.edition,
            issued=manifest.issued,
            folder=folder,
            files={name: hashlib.sha256(body).hexdigest() for name, body in pack.installed_files.items()},
        )
        body = msgspec.json.format(msgspec.json.encode(origin, order="sorted"))
        place = self._folder / series_of(pack) / ORIGIN
        try:
            write_durably(place, body)
        except OSError as error:
            raise WorldError("file.not_written", str(place), detail=error.strerror or error) from error

    def let_none_count(self, series: str) -> None:
        """No edition of the pack counts any more; all are kept. WorldError `file.not_written`."""
        place = self._folder / series / ORIGIN
        try:
            place.unlink()
            sync_folder(place.parent)
        except OSError as error:
            raise WorldError("file.not_written", str(place), detail=error.strerror or error) from error

    def _sweep(self, series: Path) -> None:
        """Take away what an interrupted installation left."""
        for one in series.glob(f"*{_NEW}"):
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink(missing_ok=True)


def _free_name(series: Path, edition: int) -> str:
    """A damaged folder of the same edition keeps its name until nobody reads it."""
    names = [f"edition-{edition}", *(f"edition-{edition}-{copy}" for copy in range(2, 1000))]
    return next(name for name in names if not (series / name).exists())


def _read_back(folder: Path) -> Pack | None:
    """The pack as it was signed, put together from its files; None if one of them is not as it was."""
    try:
        body = (folder / MANIFEST).read_bytes()
        frame = {"mimetype": MIMETYPE, MANIFEST: body}
        frame |= {name: (folder / name).read_bytes() for name in (SIGNATURE, KEY)}
        files = dict(_files(folder, body))
        return read_pack(container(frame | files), folder.name)
    except (OSError, UserError):
        return None


def _files(folder: Path, manifest: bytes) -> Iterator[tuple[str, bytes]]:
    for one in read_manifest(manifest).files:
        yield one.name, (folder / (installed_name(one.name) or one.name)).read_bytes()
