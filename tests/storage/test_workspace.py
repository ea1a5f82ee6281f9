"""Opening, transactions and closing: everything is stored or nothing is, and failures have names."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.reading import Reading
from jcm_desktop.storage import audit, repositories
from jcm_desktop.storage import workspace as module
from jcm_desktop.storage.engine import driver_connection
from jcm_desktop.storage.workspace import Workspace


def test_what_was_stored_is_there_after_opening_again(
    workspace: Workspace, enter: Callable[..., None], reading: Callable[..., Reading], folder: Path
) -> None:
    made = [reading(), reading("1.50", month=2)]
    enter(*made)
    workspace.close()
    at = made[0].recorded_at
    assert at is not None
    again = Workspace.open(folder, lambda: at)
    with again.read() as connection:
        assert repositories.readings(connection, "ID003") == tuple(made)
    assert again.verify_chains()["ID003"].count == 2
    again.close()


def test_the_safe_settings_are_on(workspace: Workspace) -> None:
    with workspace.read() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


def test_an_error_takes_back_the_whole_block(workspace: Workspace, reading: Callable[..., Reading]) -> None:
    with pytest.raises(ZeroDivisionError), workspace.unit_of_work("Bat") as work:  # noqa: PT012
        repositories.add_reading(work.connection, "ID003", reading())
        work.record("ID003", "readings.entered", "", {})
        raise ZeroDivisionError
    with workspace.read() as connection:
        assert repositories.readings(connection, "ID003") == ()
        assert audit.head(connection, "ID003")[0] == 1


def test_changing_a_reading_is_a_bug_and_passes_through(
    workspace: Workspace, enter: Callable[..., None], reading: Callable[..., Reading]
) -> None:
    enter(reading())
    with pytest.raises(IntegrityError, match="append-only"), workspace.unit_of_work("Bat") as work:
        work.connection.exec_driver_sql("UPDATE readings SET value = '0'")


def test_a_unit_of_work_inside_another_is_a_bug(workspace: Workspace) -> None:
    with workspace.unit_of_work("Bat"), pytest.raises(RuntimeError), workspace.unit_of_work("Bat"):
        pass


def test_reading_cannot_write(workspace: Workspace, reading: Callable[..., Reading]) -> None:
    with pytest.raises(WorldError) as caught, workspace.read() as connection:
        repositories.add_reading(connection, "ID003", reading())
    assert caught.value.code == "storage.read_only"
    with workspace.unit_of_work("Bat") as work, workspace.read() as connection:
        repositories.add_reading(work.connection, "ID003", reading())
        assert len(repositories.readings(connection, "ID003")) == 1  # sees what its own unit of work did


def test_a_full_disk_loses_nothing_that_was_confirmed(
    workspace: Workspace, enter: Callable[..., None], reading: Callable[..., Reading]
) -> None:
    kept = reading()
    enter(kept)
    driver = driver_connection(workspace._connection)
    pages = driver.execute("PRAGMA page_count").fetchone()[0]
    driver.execute(f"PRAGMA max_page_count = {pages}").close()
    with pytest.raises(WorldError) as caught:  # noqa: PT012 - how many fit is not known
        for _ in range(500):
            enter(*(reading() for _ in range(50)))
            kept_count = _count(workspace)
    assert caught.value.code == "storage.disk_full"
    assert _count(workspace) == (kept_count if "kept_count" in locals() else 1)
    assert workspace.verify_chains()["ID003"].intact
    driver.execute("PRAGMA max_page_count = 1000000").close()
    enter(reading())  # room again, and work goes on
    assert workspace.verify_chains()["ID003"].intact


def _count(workspace: Workspace) -> int:
    with workspace.read() as connection:
        return len(repositories.readings(connection, "ID003"))


def test_a_database_held_by_another_program_is_told(workspace: Workspace, folder: Path) -> None:
    driver_connection(workspace._connection).execute("PRAGMA busy_timeout = 1").close()
    with closing(sqlite3.connect(folder / module.DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorldError) as caught, workspace.unit_of_work("Bat"):
            pass
        assert caught.value.code == "storage.locked"
        other.execute("ROLLBACK")
    with workspace.unit_of_work("Bat") as work:
        work.record("", "k", "", {})


def test_a_second_opener_is_told_who_has_it(workspace: Workspace, folder: Path) -> None:
    with pytest.raises(WorldError) as caught:
        Workspace.open(folder)
    assert caught.value.code == "storage.in_use"
    assert f"process {os.getpid()}" in caught.value.facts["owner"]


def test_another_process_is_refused_until_this_one_closes(workspace: Workspace, folder: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from jcm_desktop.storage.workspace import Workspace\n"
        "from jcm_desktop.domain.errors import WorldError\n"
        "try: Workspace.open(Path(sys.argv[1]), lambda: datetime(2026, 1, 1, tzinfo=UTC)).close(); print('opened')\n"
        "except WorldError as error: print(error.code)"
    )

    def ask() -> str:
        return subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
        ).stdout.strip()

    assert ask() == "storage.in_use"
    workspace.close()
    assert ask() == "opened"


def test_a_lock_left_by_a_dead_program_is_taken_over(folder: Path, clock: Callable[[], datetime]) -> None:
    folder.mkdir()
    (folder / module.LOCK).write_text('{"pid":999999,"host":"old"}')
    Workspace.open(folder, clock).close()


def test_a_damaged_database_is_refused_and_releases_the_lock(
    workspace: Workspace, enter: Callable[..., None], reading: Callable[..., Reading], folder: Path
) -> None:
    enter(*(reading() for _ in range(300)))
    workspace.close()
    path = folder / module.DATABASE
    data = bytearray(path.read_bytes())
    for page in range(4, len(data) // 4096):  # the schema still reads, the rows do not
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    for _ in range(2):  # were the lock kept, the second time would say so
        with pytest.raises(WorldError) as caught:
            Workspace.open(folder)
        assert caught.value.code == "storage.damaged"
    assert path.read_bytes() == data


def test_something_else_under_our_name_is_refused_untouched(folder: Path) -> None:
    folder.mkdir()
    path = folder / module.DATABASE
    with closing(sqlite3.connect(path)) as driver:
        driver.execute("CREATE TABLE other (x)")
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        Workspace.open(folder, _never)
    assert caught.value.code == "storage.not_a_workspace"
    assert path.read_bytes() == before
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(WorldError) as broken:
        Workspace.open(folder, _never)
    assert broken.value.code == "storage.damaged"


def _never() -> datetime:  # a clock that must not matter
    return datetime(2026, 1, 1, tzinfo=UTC)


def test_closing_leaves_one_file_and_can_be_repeated(workspace: Workspace, folder: Path) -> None:
    workspace.close()
    workspace.close()
    assert not (folder / f"{module.DATABASE}-wal").exists()


@pytest.mark.skipif(os.name == "nt", reason="rights are Windows' own there")
def test_others_cannot_read_the_database(workspace: Workspace, folder: Path) -> None:
    assert (folder / module.DATABASE).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_dropped_triggers_are_back_after_opening(
    workspace: Workspace, folder: Path, clock: Callable[[], datetime]
) -> None:
    workspace.close()
    with closing(sqlite3.connect(folder / module.DATABASE)) as driver:
        driver.execute("DROP TRIGGER readings_no_delete")
    again = Workspace.open(folder, clock)
    with pytest.raises(IntegrityError, match="append-only"), again.unit_of_work("Bat") as work:
        work.connection.exec_driver_sql("UPDATE plans SET version = 2")
    with again.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    assert "readings_no_delete" in names
    again.close()
