"""What was stated about definitions, in and out of its table, as plain functions on a connection.

Nothing here begins or ends a transaction, writes the audit chain or knows what a definition says.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from jcm_desktop.domain.confirmation import AboutDefinition, Confirmation
from jcm_desktop.domain.declaration import counting
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.storage.statements import Prepared
from jcm_desktop.storage.tables import confirmations as table

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(AboutDefinition).decode
_KIND = "confirmation"
# With every look at a project, so it is built once.
_CONFIRMATIONS = Prepared(
    select(table.c.body)
    .where(
        table.c.methodology == bindparam("methodology"),
        table.c.version == bindparam("version"),
        table.c.kind == bindparam("kind"),
    )
    .order_by(table.c.number)
)


def add(connection: Connection, stated: AboutDefinition) -> None:
    """Add a statement; it takes the place of an earlier one on the same subject."""
    connection.execute(
        insert(table).values(
            methodology=stated.methodology.id,
            version=stated.methodology.version,
            kind=stated.kind,
            subject=stated.subject,
            body=_encode(stated).decode(),
        )
    )


def history(connection: Connection, ref: MethodologyRef) -> tuple[AboutDefinition, ...]:
    """Everything that was ever stated about a methodology version, oldest first."""
    wanted = select(table.c.body).where(table.c.methodology == ref.id, table.c.version == ref.version)
    return tuple(_decode(body) for body in connection.scalars(wanted.order_by(table.c.number)))


def confirmations(connection: Connection, ref: MethodologyRef) -> tuple[Confirmation, ...]:
    """The confirmations that were not withdrawn, of whatever form of the definition."""
    rows = _CONFIRMATIONS.run(connection, {"methodology": ref.id, "version": ref.version, "kind": _KIND})
    return counting(msgspec.json.decode(body, type=Confirmation) for (body,) in rows)


def every(connection: Connection) -> tuple[Confirmation, ...]:
    """The confirmations of all definitions that were not withdrawn."""
    bodies = connection.scalars(select(table.c.body).where(table.c.kind == _KIND).order_by(table.c.number))
    found = [msgspec.json.decode(body, type=Confirmation) for body in bodies]
    refs = dict.fromkeys(one.methodology for one in found)
    return tuple(one for ref in refs for one in counting(each for each in found if each.methodology == ref))
