"""The bytes of a pack: made from files and a key, and taken apart as hostile input.

A pack has one form: the same files, facts and key give the same bytes, and reading
refuses every byte that is not as `write_pack` puts it. Nothing is half read: what is
wrong with a pack is said in one error. What its files mean is not looked at here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packages.container import first_difference, pack, unpack
from jcm_desktop.packages.manifest import describe
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.packs.manifest import (
    FORMAT,
    KEY,
    MANIFEST,
    MAX_PACK,
    MIMETYPE,
    SIGNATURE,
    PackManifest,
    installed_name,
    read_manifest,
    write_manifest,
)
from jcm_desktop.signing.publisher_key import SIGNATURE_SIZE, PublicKey, PublisherKey, public_key

_FRAME = ("mimetype", MANIFEST, SIGNATURE, KEY)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose every byte is what its publisher signed; whether to trust the publisher is another question."""

    manifest: PackManifest
    manifest_bytes: bytes
    signature: bytes
    publisher: PublicKey
    files: Mapping[str, bytes]  # by the names they have in the pack

    @property
    def digest(self) -> str:
        """SHA-256 of the signed list: the same for the same content."""
        return hashlib.sha256(self.manifest_bytes).hexdigest()

    @property
    def installed_files(self) -> dict[str, bytes]:
        """By the names they have once installed."""
        return {installed_name(name) or name: body for name, body in self.files.items()}


def write_pack(
    files: Mapping[str, bytes],
    key: PublisherKey,
    *,
    publisher: str,
    name: str,
    edition: int,
    issued: date,
    application: str,
    title: str = "",
    notes: str = "",
) -> bytes:
    """The pack's bytes; `files` by the names they have in a pack. UserErrors `pack.bad_facts`, `pack.too_large`."""
    ordered = {one: files[one] for one in sorted(files)}
    manifest = PackManifest(
        jcm_pack=FORMAT,
        publisher=publisher,
        pack=name,
        edition=edition,
        issued=issued,
        application=application,
        files=describe(ordered),
        title=title,
        notes=notes,
    )
    try:
        manifest.check()
    except ValueError as error:
        raise UserError("pack.bad_facts", detail=error) from error
    body = write_manifest(manifest)
    data = pack({"mimetype": MIMETYPE, MANIFEST: body, SIGNATURE: key.sign(body), KEY: key.public.pem, **ordered})
    if len(data) > MAX_PACK:
        raise UserError("pack.too_large", name, limit=MAX_PACK // 2**20)
    return data


def read_pack_file(path: Path) -> Pack:
    """Read a file; UserErrors as of `read_pack`, `file.missing`, `file.too_large`; WorldError `file.unreadable`."""
    return read_pack(read_bytes(path, MAX_PACK), path.name)


def read_pack(data: bytes, place: str) -> Pack:
    """Take a pack apart and hold every byte against the publisher's signature.

    UserErrors: those of `unpack`, `pack.too_large`, `pack.wrong_kind`, `pack.unsigned`, `publisher.bad_key`,
    `pack.bad_signature`, `pack.list_unreadable`, `pack.newer_format`, `pack.changed`.
    """
    if len(data) > MAX_PACK:
        raise UserError("pack.too_large", place, limit=MAX_PACK // 2**20)
    entries = unpack(data, place)
    if next(iter(entries), "") != "mimetype" or entries["mimetype"] != MIMETYPE:
        raise UserError("pack.wrong_kind", place)
    for name in (SIGNATURE, KEY):
        if name not in entries:
            raise UserError("pack.unsigned", place, missing=name)
    if MANIFEST not in entries:
        raise UserError("pack.list_unreadable", MANIFEST, detail="missing")
    publisher = public_key(entries[KEY])
    body, signature = entries[MANIFEST], entries[SIGNATURE]
    if len(signature) != SIGNATURE_SIZE or not publisher.verifies(signature, body):
        raise UserError("pack.bad_signature", place)
    manifest = read_manifest(body)
    files = {name: one for name, one in entries.items() if name not in _FRAME}
    _refuse_changes(manifest, files, place)
    if tuple(entries) != (*_FRAME, *files):
        raise UserError("pack.changed", place)
    at = first_difference(data, entries)
    if at is not None:
        raise UserError("pack.changed", f"{place}: byte {at}")
    return Pack(manifest, body, signature, publisher, files)


def _refuse_changes(manifest: PackManifest, files: Mapping[str, bytes], place: str) -> None:
    """Every file is listed, in the list's order, and is as it was signed."""
    listed = {one.name: one for one in manifest.files}
    for name in (*files, *listed):
        if name not in listed or name not in files:
            raise UserError("pack.changed", f"{place}: {name}")
    for name, body in files.items():
        entry = listed[name]
        if len(body) != entry.size or hashlib.sha256(body).hexdigest() != entry.sha256:
            raise UserError("pack.changed", f"{place}: {name}")
    if tuple(files) != tuple(listed):
        raise UserError("pack.changed", place)
