"""Open the database file with the settings that make a commit safe. Knows no tables.

WAL with synchronous=FULL: a confirmed commit survives a power cut, with one sync
for each. Transactions begin as we say, not as the driver guesses.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from jcm_desktop.domain.errors import WorldError
from jcm_desktop.storage.failures import database_errors
from jcm_desktop.storage.local_disk import refuse_foreign_disk

BUSY_MS = 5_000
READING = "reading"  # key in a connection's info: the next transaction only reads


def pragmas(*, foreign_keys: bool = True) -> tuple[str, ...]:
    """The settings of every connection, in order."""
    return (
        f"PRAGMA busy_timeout = {BUSY_MS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE slips past the DELETE triggers
    )


def open_database(path: Path, *, foreign_keys: bool = True) -> Engine:
    """An engine for a local SQLite file; WorldError `storage.not_local` on a share or a stick.

    Each connection belongs to the thread that made it. A transaction takes the
    write lock at once, unless the connection's info says it only reads.
    """
    refuse_foreign_disk(path.parent)
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def _set_up(driver: sqlite3.Connection, _record: Any) -> None:
        driver.isolation_level = None
        for pragma in pragmas(foreign_keys=foreign_keys):
            driver.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver_connection(connection).execute("BEGIN" if connection.info.get(READING) else "BEGIN IMMEDIATE").close()

    return engine


def connect(engine: Engine) -> Connection:
    """A connection, with the database's failures as WorldErrors."""
    with database_errors(place_of(engine)):
        return engine.connect()


def place_of(engine: Engine) -> str:
    """The database's file name, to be shown."""
    return str(engine.url.database)


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection below; for pragmas and backups outside a transaction."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("not a SQLite database")
    return driver


def check_whole(driver: sqlite3.Connection, place: str, *, thorough: bool = False) -> None:
    """Raise WorldError `storage.damaged` if SQLite finds its file damaged."""
    with database_errors(place):
        answers = [row[0] for row in driver.execute(f"PRAGMA {'integrity_check' if thorough else 'quick_check'}(5)")]
    if answers != ["ok"]:
        raise WorldError("storage.damaged", place, detail="; ".join(answers)[:200])
