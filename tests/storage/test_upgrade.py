"""Files of other versions: an older one is brought up with a backup first, a newer one is refused untouched."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.reading import Reading
from jcm_desktop.storage import logger_data, repositories
from jcm_desktop.storage.tables import APPEND_ONLY, HEAD
from jcm_desktop.storage.upgrade import STEPS, prepare, revision
from jcm_desktop.storage.workspace import BACKUPS, DATABASE, Workspace
from jcm_desktop.words import sentence

AT = datetime(2026, 11, 24, tzinfo=UTC)
STEP = '''"""A step of the future: rebuilds a table in batch mode, as SQLite needs it."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("readings", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String()))
    {more}


def downgrade():
    raise NotImplementedError("evidence is never taken back")
'''


@pytest.fixture
def filled(workspace: Workspace, enter: Callable[..., None], reading: Callable[..., Reading], folder: Path) -> Path:
    enter(reading("1"), reading("2", month=2), reading("3", month=3))
    workspace.close()
    return folder / DATABASE


def steps_with(tmp_path: Path, more: str = "pass") -> Path:
    steps = tmp_path / "steps"
    shutil.copytree(STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / "9001_colour.py").write_text(STEP.format(more=more, head=HEAD))
    return steps


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_a_newer_file_is_refused_in_words_and_untouched(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as driver:
        driver.execute("UPDATE alembic_version SET version_num = '0099'")
        driver.commit()
    before = digest(filled)
    with pytest.raises(UserError) as caught:
        Workspace.open(filled.parent)
    assert caught.value.code == "storage.newer"
    assert "newer version" in sentence("storage.newer", caught.value.place, caught.value.facts)
    assert digest(filled) == before
    with pytest.raises(UserError):  # and the lock was given back
        Workspace.open(filled.parent)


def test_an_older_file_is_brought_up_with_a_backup_first(filled: Path, tmp_path: Path) -> None:
    before = filled.read_bytes()
    backups = tmp_path / "backups"
    prepare(filled, backups, AT, steps=steps_with(tmp_path), head="9001")
    assert revision(filled) == "9001"
    (saved,) = backups.iterdir()
    with closing(sqlite3.connect(saved)) as old, closing(sqlite3.connect(filled)) as new:
        rows = "SELECT id, value FROM readings ORDER BY id"
        assert old.execute(rows).fetchall() == new.execute(rows).fetchall()
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
        assert len(new.execute(rows).fetchall()) == 3
    assert before


def test_triggers_are_there_after_a_table_was_rebuilt(filled: Path, tmp_path: Path) -> None:
    """The migration library drops triggers with the old table and says nothing."""
    prepare(filled, tmp_path / "backups", AT, steps=steps_with(tmp_path), head="9001")
    with closing(sqlite3.connect(filled)) as driver:
        for table in APPEND_ONLY:
            if driver.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    driver.execute(f"DELETE FROM {table}")


def test_a_step_that_fails_leaves_the_file_as_it_was(filled: Path, tmp_path: Path) -> None:
    before = digest(filled)
    steps = steps_with(tmp_path, "raise RuntimeError('no')")
    with pytest.raises(RuntimeError):
        prepare(filled, tmp_path / "backups", AT, steps=steps, head="9001")
    assert digest(filled) == before
    assert [one.name for one in filled.parent.iterdir() if "upgrading" in one.name] == []


def test_a_step_that_loses_rows_is_found_and_undone(filled: Path, tmp_path: Path) -> None:
    before = digest(filled)
    steps = steps_with(tmp_path, "op.execute('DELETE FROM periods')")
    with pytest.raises(WorldError) as caught:
        prepare(filled, tmp_path / "backups", AT, steps=steps, head="9001")
    assert caught.value.code == "storage.upgrade_failed"
    assert digest(filled) == before


def test_a_file_of_the_first_version_opens(tmp_path: Path) -> None:
    """A file kept from version 0.1.0, made with the sample project; it must open for ever."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    shutil.copy(Path(__file__).parent / "files" / "v0.1.0.sqlite", folder / DATABASE)
    workspace = Workspace.open(folder)
    try:
        with workspace.read() as connection:
            assert len(repositories.readings(connection, "MN006")) == 18
            plan, project = repositories.plan(connection, "MN006"), repositories.project(connection, "MN006")
            assert plan.fixed
            assert [str(one) for one in project.methodologies] == ["MN_AM003 ver2.0"]
            assert plan.methodologies == project.methodologies
            assert logger_data.batches(connection, "MN006") == ()
        assert all(verdict.intact for verdict in workspace.verify_chains().values())
    finally:
        workspace.close()
    assert revision(folder / DATABASE) == HEAD
    (saved,) = [one for one in (folder / BACKUPS).iterdir() if "before-upgrade" in one.name]
    assert revision(saved) == "0001"
