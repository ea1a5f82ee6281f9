"""Whose packs are taken: publishers' keys put on a list by a deliberate act. Knows no file names.

A publisher's name is fixed when the key is trusted: a pack of the same key under
another name is refused, so nobody on the list can pass for somebody else.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packs.pack_file import Pack
from jcm_desktop.signing.fingerprint import in_digits, typed_differences
from jcm_desktop.signing.publisher_key import PublicKey, public_key
from jcm_desktop.signing.trust_list import Compared, matching

FORMAT = 1
MAX_ENTRIES = 200
LONGEST = 300
WAYS = tuple(one for one in Compared if one is not Compared.FIRST_USE)  # definitions are never taken as they come


class Publisher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A trusted publisher."""

    fingerprint: str
    name: str
    key: str  # PEM
    added_at: datetime
    added_by: str
    compared: Compared
    note: str = ""


class Publishers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them, oldest first."""

    jcm_publishers: int = FORMAT
    entries: tuple[Publisher, ...] = ()

    def of(self, fingerprint: str) -> Publisher | None:
        return next((one for one in self.entries if one.fingerprint == fingerprint), None)

    def require(self, pack: Pack) -> Publisher:
        """The publisher of a pack; UserErrors `pack.unknown_publisher`, `pack.other_name`."""
        found = self.of(pack.publisher.fingerprint)
        name = pack.manifest.publisher
        if found is None:
            rows = " / ".join(in_digits(pack.publisher.fingerprint))
            raise UserError("pack.unknown_publisher", name, fingerprint=rows)
        if found.name != name:
            raise UserError("pack.other_name", name, known=found.name)
        return found


def read_publishers(body: bytes) -> Publishers:
    """Decode strictly, and look into every key; UserError `publisher.list_unreadable`."""
    try:
        found = msgspec.json.decode(body, type=Publishers)
        if found.jcm_publishers != FORMAT or len(found.entries) > MAX_ENTRIES:
            raise ValueError("format or length")
        for one in found.entries:
            if public_key(one.key.encode()).fingerprint != one.fingerprint:
                raise ValueError(f"the key of {one.name} is another one")
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError, UserError) as error:
        raise UserError("publisher.list_unreadable", detail=error) from error
    return found


def write_publishers(publishers: Publishers) -> bytes:
    return msgspec.json.format(msgspec.json.encode(publishers))


def with_publisher(
    publishers: Publishers, key: PublicKey, name: str, *, compared: str, typed: str, note: str, by: str, at: datetime
) -> tuple[Publishers, Publisher]:
    """The list with one more publisher; `typed` is the fingerprint as it was read out, in digits or hexadecimal.

    UserErrors `publisher.already`, `publisher.name_missing`, `publisher.compared_how`,
    `publisher.fingerprint_missing`, `publisher.fingerprint_differs`, `publisher.too_many`.
    """
    called = " ".join(name.split())[:LONGEST]
    if publishers.of(key.fingerprint) is not None:
        raise UserError("publisher.already", called)
    if not called or not called.isprintable():
        raise UserError("publisher.name_missing")
    if len(publishers.entries) >= MAX_ENTRIES:
        raise UserError("publisher.too_many", limit=MAX_ENTRIES)
    if compared not in WAYS:
        raise UserError("publisher.compared_how", compared, known=", ".join(WAYS))
    if not typed.strip():
        raise UserError("publisher.fingerprint_missing", called)
    rows = typed_differences(typed, key.fingerprint)
    if rows:
        raise UserError("publisher.fingerprint_differs", called, rows=", ".join(map(str, rows)))
    entry = Publisher(
        fingerprint=key.fingerprint,
        name=called,
        key=key.pem.decode(),
        added_at=at,
        added_by=by,
        compared=Compared(compared),
        note=" ".join(note.split())[:LONGEST],
    )
    return msgspec.structs.replace(publishers, entries=(*publishers.entries, entry)), entry


def without(publishers: Publishers, named: str) -> tuple[Publishers, Publisher]:
    """The list without the publisher of this fingerprint (or at least 8 letters of its start), or name.

    UserErrors `publisher.unknown`, `publisher.several`.
    """
    found = matching(publishers.entries, named)
    if not found:
        raise UserError("publisher.unknown", named)
    if len(found) > 1:
        raise UserError("publisher.several", named)
    kept = tuple(one for one in publishers.entries if one is not found[0])
    return msgspec.structs.replace(publishers, entries=kept), found[0]
