"""Look for single events of a chain by what they are about; who must be sure of them verifies the chain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from jcm_desktop.storage.tables import audit


def is_recorded(connection: Connection, chain: str, kind: str, subject: str) -> bool:
    """Whether a chain has an event of this kind about this subject."""
    return bool(payloads(connection, chain, subject, (kind,)))


def payloads(connection: Connection, chain: str, subject: str, kinds: Collection[str]) -> tuple[dict[str, Any], ...]:
    """What the events of these kinds about a subject say, oldest first."""
    return tuple(one.payload for one in about(connection, chain, subject, kinds))


def about(connection: Connection, chain: str, subject: str, kinds: Collection[str]) -> tuple[Told, ...]:
    """The events of these kinds about a subject, oldest first."""
    wanted = (
        select(audit.c.body)
        .where(audit.c.chain == chain, audit.c.subject == subject, audit.c.kind.in_(kinds))
        .order_by(audit.c.seq)
    )
    return tuple(msgspec.json.decode(body, type=Told) for body in connection.scalars(wanted))


class Told(msgspec.Struct, frozen=True):
    """An event without its place in the chain."""

    at: datetime
    actor: str
    kind: str
    payload: dict[str, Any]
