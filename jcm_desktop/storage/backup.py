"""Copies of the database: made while it is in use, checked, kept in turn, and put back.

Evidence files are not in them: they never change and are addressed by their hash.
Knows no tables but the count of events, by which it sees whether anything happened.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.files import replace_durably, sync_file
from jcm_desktop.storage.engine import check_whole
from jcm_desktop.storage.failures import database_errors, file_errors

KEEP = 10
EVERY = timedelta(days=1)
ROLLING = "rolling"
REPLACED = "replaced"
_STAMP = "%Y%m%dT%H%M%SZ"
_SUFFIX = ".sqlite"


class Backup(msgspec.Struct, frozen=True):
    """One copy in the backups folder."""

    path: Path
    at: datetime
    kind: str  # rolling | before-upgrade | replaced | asked
    size: int  # bytes


def backups(folder: Path) -> tuple[Backup, ...]:
    """The copies in a backups folder, newest first; other files are not looked at."""
    found = []
    for path in folder.glob(f"workspace-*{_SUFFIX}"):
        stamp, _, kind = path.stem.removeprefix("workspace-").partition("-")
        try:
            at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Backup(path, at, kind.partition(".")[0], path.stat().st_size))
    return tuple(sorted(found, key=lambda one: (one.at, one.path.name), reverse=True))


def make_backup(database: Path, folder: Path, at: datetime, kind: str = "asked") -> Path:
    """Copy the database as it is at this moment; the copy is whole or is not there.

    Raises WorldError `storage.damaged` if the copy does not pass SQLite's check, and
    what the disk says.
    """
    with file_errors(str(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _free_name(folder, at, kind)
    temporary = path.with_suffix(".new")
    try:
        copy_database(database, temporary)
        with file_errors(str(path)):
            replace_durably(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def roll(database: Path, folder: Path, at: datetime) -> Path | None:
    """Make the daily copy if one is due and anything happened since the last; keep the newest ten."""
    rolling = [one for one in backups(folder) if one.kind == ROLLING]
    if rolling and at - rolling[0].at < EVERY:
        return None
    events = _events(database)
    if not events or (rolling and _events(rolling[0].path) == events):
        return None
    made = make_backup(database, folder, at, ROLLING)
    for one in rolling[KEEP - 1 :]:
        one.path.unlink(missing_ok=True)
    return made


def restore_database(database: Path, backup: Path, folder: Path, at: datetime) -> Path | None:
    """Put a copy in the database's place; the caller holds the lock, and nobody has the database open.

    What is replaced is kept in the backups folder (its path is returned), raw if it is
    damaged. UserError `backup.missing`, `storage.not_a_workspace`; WorldError
    `storage.damaged` for a bad copy: then nothing was changed.
    """
    if not backup.is_file():
        raise UserError("backup.missing", str(backup))
    temporary = database.with_name(database.name + ".restoring")
    try:
        copy_database(backup, temporary)
        _events(temporary)  # a stranger's database has none
        kept = _keep(database, folder, at)
        put_in_place(temporary, database)
    finally:
        temporary.unlink(missing_ok=True)
    return kept


def copy_database(source: Path, target: Path) -> None:
    """Copy a database, also one in use, into a single checked file; WorldErrors."""
    with database_errors(str(source)), closing(open_unchanged(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE").close()  # one file, without companions
        check_whole(new, str(source), thorough=True)
    with file_errors(str(target)):
        sync_file(target)


def put_in_place(copy: Path, database: Path) -> None:
    """Give a checked copy the database's name; the old file's log must not be applied to the new one."""
    with file_errors(str(database)):
        for end in ("-wal", "-shm"):
            database.with_name(database.name + end).unlink(missing_ok=True)
        replace_durably(copy, database)


def open_unchanged(path: Path) -> sqlite3.Connection:
    """Open for reading without changing a byte of the file."""
    log = path.with_name(path.name + "-wal")
    # Without a log, `immutable` keeps SQLite from making companion files; with one, they must be read too.
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def _events(database: Path) -> int:
    with database_errors(str(database)), closing(open_unchanged(database)) as driver:
        known = driver.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('audit', 'alembic_version')")
        if known.fetchone() != (2,):
            raise UserError("storage.not_a_workspace", str(database))
        return int(driver.execute("SELECT count(*) FROM audit").fetchone()[0])


def _keep(database: Path, folder: Path, at: datetime) -> Path | None:
    """Keep what is about to be replaced: with its log, whether SQLite can still read it or not."""
    if not database.exists():
        return None
    with file_errors(str(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = _free_name(folder, at, REPLACED)
    with file_errors(str(kept)):
        for end in ("-wal", ""):
            old = database.with_name(database.name + end)
            if old.exists():
                copy = kept.with_name(kept.name + end)
                copy.write_bytes(old.read_bytes())
                sync_file(copy)
    return kept


def _free_name(folder: Path, at: datetime, kind: str) -> Path:
    stem = f"workspace-{at.astimezone(UTC).strftime(_STAMP)}-{kind}"
    path = folder / f"{stem}{_SUFFIX}"
    number = 2
    while path.exists():
        path = folder / f"{stem}.{number}{_SUFFIX}"
        number += 1
    return path
