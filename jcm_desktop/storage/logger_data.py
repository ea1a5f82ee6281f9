"""Batches, blocks and what was laid over them, in and out of their tables; functions on a connection.

A block is checked against its hash whenever it is read. Never one row or object
for a value. Nothing here begins a transaction, writes the chain or judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from jcm_desktop.domain.batch import Batch, Logged, Overlay
from jcm_desktop.domain.errors import WorldError
from jcm_desktop.series.blocks import EMPTY, Block, Series, join, unpack
from jcm_desktop.storage import tables
from jcm_desktop.storage.statements import Prepared

_encode = msgspec.json.Encoder(order="sorted").encode
_ADD_BLOCK = Prepared(
    insert(tables.blocks).values({column.name: bindparam(column.name) for column in tables.blocks.columns})
)
_ADD_DERIVATION = Prepared(
    insert(tables.derivations).values({column.name: bindparam(column.name) for column in tables.derivations.columns})
)


def add_batch(connection: Connection, project: str, batch: Batch, blocks: Sequence[Block]) -> None:
    """Add a batch with its blocks; neither can ever be changed."""
    connection.execute(
        insert(tables.batches).values(
            id=batch.id,
            project=project,
            point=batch.point,
            fingerprint=batch.mapping.fingerprint,
            file_sha256=batch.file_sha256,
            body=_encode(batch).decode(),
        )
    )
    _ADD_BLOCK.run_many(
        connection,
        [
            {
                "batch": batch.id,
                "number": number,
                "count": one.count,
                "first": one.first,
                "last": one.last,
                "sha256": one.sha256,
                "data": one.data,
            }
            for number, one in enumerate(blocks)
        ],
    )


def batches(connection: Connection, project: str, point: str = "") -> tuple[Batch, ...]:
    """Every batch of a project, or of one point of it, oldest first; also those that count no more."""
    table = tables.batches
    wanted = select(table.c.body).where(table.c.project == project)
    if point:
        wanted = wanted.where(table.c.point == point)
    return tuple(msgspec.json.decode(body, type=Batch) for body in connection.scalars(wanted.order_by(table.c.number)))


def last_of_source(connection: Connection, project: str, fingerprint: str) -> Batch | None:
    """The newest batch that came from a file of this shape."""
    table = tables.batches
    wanted = select(table.c.body).where(table.c.project == project, table.c.fingerprint == fingerprint)
    body = connection.scalar(wanted.order_by(table.c.number.desc()).limit(1))
    return msgspec.json.decode(body, type=Batch) if body is not None else None


def blocks(connection: Connection, batch: str) -> tuple[Block, ...]:
    """The blocks of a batch, packed as they are."""
    table = tables.blocks
    columns = (table.c.count, table.c.first, table.c.last, table.c.sha256, table.c.data)
    rows = connection.execute(select(*columns).where(table.c.batch == batch).order_by(table.c.number))
    return tuple(Block(*row) for row in rows)


def series(connection: Connection, batch: Batch) -> Series:
    """The values of a batch; WorldError `storage.batch_damaged` if a block is not what was recorded."""
    found = blocks(connection, batch.id)
    if tuple(one.sha256 for one in found) != batch.blocks:
        raise WorldError("storage.batch_damaged", batch.file)
    return join([unpack(one.data, one.sha256, batch.file) for one in found]) if found else EMPTY


def add_overlays(connection: Connection, project: str, overlays: Iterable[Overlay]) -> None:
    """Add what a person laid over logger data."""
    for one in overlays:
        connection.execute(insert(tables.overlays).values(project=project, point=one.point, body=_encode(one).decode()))


def overlays(connection: Connection, project: str, point: str = "") -> tuple[Overlay, ...]:
    """All that was laid over a project's logger data, or over one point's, oldest first."""
    table = tables.overlays
    wanted = select(table.c.body).where(table.c.project == project)
    if point:
        wanted = wanted.where(table.c.point == point)
    rows = connection.scalars(wanted.order_by(table.c.number))
    return tuple(msgspec.json.decode(body, type=Overlay) for body in rows)


def add_derivations(connection: Connection, project: str, derived: Iterable[tuple[str, Logged]]) -> None:
    """Add what readings (by id) were derived from."""
    _ADD_DERIVATION.run_many(
        connection,
        [{"reading": one, "project": project, "body": _encode(logged).decode()} for one, logged in derived],
    )


def derivations(connection: Connection, project: str) -> dict[str, Logged]:
    """What each derived reading of a project came from, by the reading's id."""
    table = tables.derivations
    rows = connection.execute(select(table.c.reading, table.c.body).where(table.c.project == project))
    return {reading: msgspec.json.decode(body, type=Logged) for reading, body in rows}
