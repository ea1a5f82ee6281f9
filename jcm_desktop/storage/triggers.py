"""What makes a table append-only in the database itself, for each kind of database.

SQL that differs between databases stands here and nowhere else. A batch migration
rebuilds a table without its triggers, so they are made again after each one.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from jcm_desktop.storage.tables import APPEND_ONLY

_EVENTS = ("update", "delete")

_SQLITE = """CREATE TRIGGER {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

_POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""
_POSTGRESQL = "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"


def trigger_names() -> tuple[str, ...]:
    """The names of all triggers the schema must have."""
    return tuple(f"{table}_no_{event}" for table in APPEND_ONLY for event in _EVENTS)


def statements(dialect: str) -> Iterator[str]:
    """The SQL that makes every trigger in a database of this kind; KeyError for an unknown kind."""
    template = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    if dialect == "postgresql":
        yield _POSTGRESQL_FUNCTION
    for table in APPEND_ONLY:
        for event in _EVENTS:
            yield template.format(name=f"{table}_no_{event}", event=event.upper(), table=table)


def create_triggers(connection: Connection) -> None:
    """Make every trigger anew, whatever was there."""
    dialect = connection.dialect.name
    for table in APPEND_ONLY:
        for event in _EVENTS:
            on = f" ON {table}" if dialect == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")
    for statement in statements(dialect):
        connection.exec_driver_sql(statement)


def missing_triggers(connection: Connection) -> tuple[str, ...]:
    """The triggers a SQLite database should have and has not, or has in other words."""
    wanted = dict(zip(trigger_names(), statements("sqlite"), strict=True))
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    present = {name: sql for name, sql in rows}
    return tuple(name for name, sql in wanted.items() if present.get(name) != sql)
