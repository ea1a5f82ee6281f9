"""A user's workspace: folder, lock, database, evidence, backups; and transactions that leave a trace.

It belongs to the thread that opened it. Knows no use cases: what an edit means and
what its event says come from outside.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from jcm_desktop.domain.errors import WorldError
from jcm_desktop.storage import audit
from jcm_desktop.storage.backup import Backup, backups, make_backup, restore_database, roll
from jcm_desktop.storage.engine import READING, check_whole, connect, driver_connection, open_database
from jcm_desktop.storage.evidence_store import EvidenceStore
from jcm_desktop.storage.failures import database_errors, file_errors
from jcm_desktop.storage.local_disk import refuse_foreign_disk
from jcm_desktop.storage.lock import WorkspaceLock
from jcm_desktop.storage.triggers import create_triggers, missing_triggers
from jcm_desktop.storage.upgrade import prepare

DATABASE = "workspace.sqlite"
LOCK = "workspace.lock"
EVIDENCE = "evidence"
BACKUPS = "backups"

Clock = Callable[[], datetime]


class UnitOfWork:
    """One transaction: changes and their events are stored together or not at all."""

    def __init__(self, connection: Connection, actor: str, clock: Clock) -> None:
        self.connection = connection
        self.actor = actor
        self._clock = clock

    def record(self, chain: str, kind: str, subject: str, payload: object) -> audit.Event:
        """Append the event of a change to a project's chain (`""`: the workspace's)."""
        return audit.append(self.connection, chain, kind, subject, payload, self.actor, self._clock())


class Workspace:
    """An open workspace; close it, or the next one finds a longer log to read."""

    def __init__(self, folder: Path, lock: WorkspaceLock, connection: Connection, clock: Clock) -> None:
        """Use `open`."""
        self.folder = folder
        self.evidence = EvidenceStore(folder / EVIDENCE)
        self._lock = lock
        self._connection = connection
        self._clock = clock
        self._closed = False

    @classmethod
    def open(cls, folder: Path, clock: Clock | None = None) -> Workspace:
        """Open the workspace in a folder, made if absent; `clock` gives aware moments.

        UserErrors `storage.newer`, `storage.not_a_workspace`. WorldErrors
        `storage.not_local`, `storage.in_use`, `storage.damaged`, `storage.upgrade_failed`
        and those of the disk. After an error nothing is open and nothing half-made.
        """
        now = clock or _now
        refuse_foreign_disk(folder)
        with file_errors(str(folder)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = WorkspaceLock(folder / LOCK)
        try:
            database = folder / DATABASE
            prepare(database, folder / BACKUPS, now())
            connection = _opened(database)
        except BaseException:
            lock.release()
            raise
        workspace = cls(folder, lock, connection, now)
        # A backup that cannot be made (a full disk) must not keep the user from the data.
        with suppress(WorldError):
            roll(database, folder / BACKUPS, now())
        return workspace

    @contextmanager
    def unit_of_work(self, actor: str) -> Iterator[UnitOfWork]:
        """A transaction that writes: stored when the block ends, taken back when it raises.

        WorldErrors `storage.disk_full`, `storage.locked`, `storage.read_only`,
        `storage.damaged`, `storage.disk_failed`; then nothing of the block was stored.
        """
        if self._connection.in_transaction():
            raise RuntimeError("a unit of work inside another")
        with database_errors(str(self.folder)), self._connection.begin():
            yield UnitOfWork(self._connection, actor, self._clock)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of the data; inside a unit of work, its own connection. Writing fails."""
        connection = self._connection
        if connection.in_transaction():
            yield connection
            return
        driver = driver_connection(connection)
        with database_errors(str(self.folder)):
            driver.execute("PRAGMA query_only = ON").close()
            connection.info[READING] = True
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop(READING, None)
                driver.execute("PRAGMA query_only = OFF").close()

    def verify_chains(self) -> dict[str, audit.ChainVerdict]:
        """Check every chain of the workspace, by project (`""`: the workspace's own)."""
        with self.read() as connection:
            return {chain: audit.verify_chain(connection, chain) for chain in audit.chains(connection)}

    def back_up(self) -> Path:
        """Make a copy of the database now; the copies asked for are kept until the user deletes them."""
        return make_backup(self.folder / DATABASE, self.folder / BACKUPS, self._clock())

    def backups(self) -> tuple[Backup, ...]:
        """The copies there are, newest first."""
        return backups(self.folder / BACKUPS)

    def close(self) -> None:
        """Write the log into the database and let others open it; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            with suppress(WorldError), database_errors(str(self.folder)):  # the log is complete without it
                driver_connection(self._connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            self._connection.close()
        finally:
            self._lock.release()


def restore(folder: Path, backup: Path, actor: str, clock: Clock | None = None) -> Path | None:
    """Put a backup in the place of a workspace's database, which must not be open; an older one is upgraded.

    The replaced database is kept in the backups folder (its path is returned), and an
    event in the workspace's chain says what was done. Errors as of `Workspace.open`,
    and UserError `backup.missing`; a bad backup changes nothing.
    """
    now = clock or _now
    refuse_foreign_disk(folder)
    with WorkspaceLock(folder / LOCK):
        kept = restore_database(folder / DATABASE, backup, folder / BACKUPS, now())
    workspace = Workspace.open(folder, now)
    try:
        with workspace.unit_of_work(actor) as work:
            work.record("", "workspace.restored", backup.name, {"replaced": kept.name if kept else ""})
    finally:
        workspace.close()
    return kept


def _opened(database: Path) -> Connection:
    """A checked connection, with every trigger in place."""
    connection = connect(open_database(database))
    try:
        check_whole(driver_connection(connection), str(database))
        with database_errors(str(database)):
            with connection.begin():
                if missing_triggers(connection):
                    create_triggers(connection)
            if os.name != "nt":
                database.chmod(0o600)
    except BaseException:
        connection.close()
        raise
    return connection


def _now() -> datetime:
    from jcm_desktop import clock

    return clock.now()
