"""Statements that run with every edit: compiled once for each kind of database, then sent as they are.

SQLAlchemy's own execution costs several times the insert itself; the text does not.
Only for columns whose values need no conversion (text, integers, bytes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql import Executable
from sqlalchemy.sql.expression import ClauseElement

from jcm_desktop.storage.engine import driver_connection

_Compiled = tuple[str, tuple[str, ...] | None, dict[str, Any]]


class Prepared:
    """A statement with named parameters, sent without being built again."""

    def __init__(self, statement: Executable) -> None:
        if not isinstance(statement, ClauseElement):
            raise TypeError("not a statement")
        self._statement = statement
        self._texts: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Send it with one set of values."""
        return connection.exec_driver_sql(*self._given(connection, values))

    def send(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Send it where nothing comes back, past SQLAlchemy; its errors are the driver's."""
        driver_connection(connection).execute(*self._given(connection, values)).close()

    def row(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row, as the driver gives it; its errors are the driver's."""
        found: tuple[Any, ...] | None = (
            driver_connection(connection).execute(*self._given(connection, values)).fetchone()
        )
        return found

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Send it once for each row, past SQLAlchemy; its errors are the driver's."""
        if rows:
            given = [self._given(connection, row) for row in rows]
            driver_connection(connection).executemany(given[0][0], [one for _sql, one in given]).close()

    def _given(self, connection: Connection, values: Mapping[str, Any]) -> tuple[str, Any]:
        sql, order, own = self._compiled(connection)
        given = {**own, **values} if own else values
        return sql, dict(given) if order is None else tuple([given[one] for one in order])

    def _compiled(self, connection: Connection) -> _Compiled:
        """The text, the order of its parameters where they have no names, and the statement's own values (a limit)."""
        name = connection.dialect.name
        if name not in self._texts:
            compiled = self._statement.compile(dialect=connection.dialect)
            order = getattr(compiled, "positiontup", None)
            own = {one: value for one, value in (compiled.params or {}).items() if value is not None}
            self._texts[name] = str(compiled), tuple(order) if order is not None else None, own
        return self._texts[name]
