"""Make a database file of the newest revision: new, as it is, or step by step from an older one.

An older file is never changed in place: a backup is made, the steps run on a copy,
the copy is checked, and only then takes the file's name. A newer file is refused
before anything touches it. Alembic is loaded only when steps have to run.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.storage.backup import copy_database, make_backup, open_unchanged, put_in_place
from jcm_desktop.storage.engine import check_whole, connect, driver_connection, open_database
from jcm_desktop.storage.failures import database_errors, file_errors
from jcm_desktop.storage.tables import HEAD, metadata
from jcm_desktop.storage.triggers import create_triggers

STEPS = Path(__file__).parent / "migrations"


def prepare(path: Path, backups: Path, at: datetime, *, steps: Path = STEPS, head: str = HEAD) -> None:
    """Leave a database of revision `head` at `path`, made if absent.

    Raises UserError `storage.newer` (file untouched), `storage.not_a_workspace`,
    WorldError `storage.damaged`, `storage.upgrade_failed` (file untouched).
    """
    if not path.exists() or path.stat().st_size == 0:
        create(path)
        return
    found = revision(path)
    if found == head:
        return
    if found not in known_revisions(steps):
        raise UserError("storage.newer", str(path), found=found, known=head)
    upgrade(path, backups, at, steps=steps, head=head)


def revision(path: Path) -> str:
    """The file's revision, read without changing a byte."""
    with database_errors(str(path)), closing(open_unchanged(path)) as driver:
        names = {row[0] for row in driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in names:
            raise UserError("storage.not_a_workspace", str(path))
        row = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def create(path: Path) -> None:
    """A new database at the newest revision, in one transaction; nothing of it stays if that fails."""
    engine = open_database(path)
    with database_errors(str(path)), connect(engine) as connection, connection.begin():
        metadata.create_all(connection)
        create_triggers(connection)
        # What Alembic's own stamp would write; loading Alembic for it would slow every first start.
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\t"
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))


def known_revisions(steps: Path = STEPS) -> frozenset[str]:
    """Every revision there is a step for."""
    from alembic.script import ScriptDirectory

    return frozenset(one.revision for one in ScriptDirectory(str(steps)).walk_revisions())


def upgrade(path: Path, backups: Path, at: datetime, *, steps: Path = STEPS, head: str = HEAD) -> Path:
    """Bring an older file to revision `head`; the backup made before is returned."""
    saved = make_backup(path, backups, at, kind="before-upgrade")
    copy = path.with_name(path.name + ".upgrading")
    try:
        with file_errors(str(path)):
            copy.unlink(missing_ok=True)
        copy_database(path, copy)
        before = _fingerprint(copy)
        run_steps(copy, steps, head)
        _compare(before, _fingerprint(copy), str(path))
        put_in_place(copy, path)
    finally:
        for leftover in (copy, *(copy.with_name(copy.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
    return saved


def run_steps(path: Path, steps: Path = STEPS, head: str = HEAD) -> None:
    """Apply the missing steps to a file nobody else uses, then make the triggers anew.

    Foreign keys are off: rebuilding a table would otherwise delete what refers to it.
    """
    engine = open_database(path, foreign_keys=False)
    with database_errors(str(path)), connect(engine) as connection:
        _apply(connection, steps, head)
        with connection.begin():
            create_triggers(connection)
        driver = driver_connection(connection)
        if dangling := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise WorldError("storage.upgrade_failed", str(path), detail=f"{len(dangling)} dangling references")
        check_whole(driver, str(path), thorough=True)
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        driver.execute("PRAGMA journal_mode = DELETE").close()  # all in one file, so that it can be moved


def _apply(connection: Connection, steps: Path, head: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, head)
    if connection.in_transaction():
        connection.commit()


def _fingerprint(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as driver:
        names = [
            row[0]
            for row in driver.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                "AND name <> 'alembic_version'"
            )
        ]
        return {name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - our own table names


def _compare(before: dict[str, int], after: dict[str, int], place: str) -> None:
    lost = sorted(name for name, count in before.items() if after.get(name) != count)
    if lost:
        raise WorldError("storage.upgrade_failed", place, detail=f"rows differ in {', '.join(lost)}")
