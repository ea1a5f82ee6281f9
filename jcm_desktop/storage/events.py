"""Look for single events of a chain by what they are about; who must be sure of them verifies the chain."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from jcm_desktop.storage.tables import audit


def is_recorded(connection: Connection, chain: str, kind: str, subject: str) -> bool:
    """Whether a chain has an event of this kind about this subject."""
    return bool(payloads(connection, chain, subject, (kind,)))


def payloads(connection: Connection, chain: str, subject: str, kinds: Collection[str]) -> tuple[dict[str, Any], ...]:
    """What the events of these kinds about a subject say, oldest first."""
    wanted = (
        select(audit.c.body)
        .where(audit.c.chain == chain, audit.c.subject == subject, audit.c.kind.in_(kinds))
        .order_by(audit.c.seq)
    )
    return tuple(msgspec.json.decode(body, type=_Payload).payload for body in connection.scalars(wanted))


class _Payload(msgspec.Struct):
    """Only what the event says."""

    payload: dict[str, Any]
