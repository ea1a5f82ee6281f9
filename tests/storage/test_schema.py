"""The tables, made at once or step by step, are the same and guard themselves."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from jcm_desktop.storage import triggers
from jcm_desktop.storage.engine import connect, open_database, pragmas
from jcm_desktop.storage.tables import APPEND_ONLY, HEAD, metadata
from jcm_desktop.storage.upgrade import STEPS, create, run_steps

FILL = """
INSERT INTO projects VALUES ('P', '{}');
INSERT INTO plans VALUES (1, 'P', 1, '{}', '2026-01-01');
INSERT INTO readings VALUES ('r', 'P', '(1)', '2020-01-01', '2020-01-31', '1', 't', '', NULL, '', '', NULL, '', NULL);
INSERT INTO meters VALUES (1, 'P', 's', '{}');
INSERT INTO evidence VALUES (1, 'P', 'aa', '{}');
INSERT INTO reasons VALUES (1, 'P', '2020-01-01', '2020-12-31', 'c', 'p', '{}');
INSERT INTO batches VALUES (1, 'b', 'P', '(1)', 'f', 'aa', '{}');
INSERT INTO blocks VALUES ('b', 0, 1, 0, 0, 'aa', x'00');
INSERT INTO overlays VALUES (1, 'P', '(1)', '{}');
INSERT INTO derivations VALUES ('r', 'P', '{}');
INSERT INTO declarations VALUES (1, 'P', '2020-01-01', '2020-12-31', 'k', 's', '{}');
INSERT INTO confirmations VALUES (1, 'MN_AM003', '2.0', 'k', 's', '{}');
INSERT INTO audit VALUES ('P', 1, 'k', 's', x'00', zeroblob(32));
"""


def _migrated(path: Path) -> None:
    sqlite3.connect(path).close()
    run_steps(path)


@pytest.fixture(params=[create, _migrated], ids=["created", "migrated"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "workspace.sqlite"
    request.param(path)
    return path


@pytest.fixture
def filled(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        for pragma in pragmas():
            driver.execute(pragma)
        driver.executescript(FILL)
        yield driver


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_an_append_only_table_refuses_change(filled: sqlite3.Connection, table: str, change: str) -> None:
    column = {"audit": "subject", "confirmations": "subject", "blocks": "sha256"}.get(table, "project")
    before = filled.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        filled.execute(change.format(table, column))
    assert filled.execute(f"SELECT * FROM {table}").fetchall() == before


def test_an_upsert_cannot_change_a_reading(filled: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        filled.execute(
            "INSERT INTO readings SELECT * FROM readings WHERE true ON CONFLICT (id) DO UPDATE SET value = '2'"
        )


def test_the_schema_is_what_the_tables_say(path: Path) -> None:
    with connect(open_database(path)) as connection, connection.begin():
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert triggers.missing_triggers(connection) == ()


def test_created_and_migrated_files_have_the_same_sql(tmp_path: Path) -> None:
    assert _sql(tmp_path / "created", create) == _sql(tmp_path / "migrated", _migrated)


def _sql(path: Path, make: Callable[[Path], None]) -> dict[str, list[str]]:
    make(path)
    with closing(sqlite3.connect(path)) as driver:
        rows = driver.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    # The order of a table's constraints says nothing, so its parts are compared sorted.
    # A column added later stands on the line of the one before it.
    return {name: sorted(re.split(r"\s*[,\n]\s*", sql.replace("\t", " "))) for name, sql in rows}


def test_the_newest_step_is_the_one_the_tables_name() -> None:
    assert ScriptDirectory(str(STEPS)).get_current_head() == HEAD


def test_every_constraint_has_a_name() -> None:
    assert [str(one) for table in metadata.tables.values() for one in table.constraints if not one.name] == []


def test_the_same_tables_can_be_made_on_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    ddl = {table.name: str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables}
    assert "BYTEA" in ddl["audit"]
    assert "SERIAL" in ddl["plans"]
    made = list(triggers.statements("postgresql"))
    assert len(made) == len(triggers.trigger_names()) + 1
    assert made[0].startswith("CREATE OR REPLACE FUNCTION")


def test_a_missing_or_weakened_trigger_is_noticed_and_made_again(path: Path) -> None:
    with closing(sqlite3.connect(path)) as driver:
        driver.execute("DROP TRIGGER audit_no_delete")
        driver.execute("DROP TRIGGER readings_no_update")
        driver.execute("CREATE TRIGGER readings_no_update BEFORE UPDATE ON readings BEGIN SELECT 1; END")
    with connect(open_database(path)) as connection, connection.begin():
        assert set(triggers.missing_triggers(connection)) == {"audit_no_delete", "readings_no_update"}
        triggers.create_triggers(connection)
        assert triggers.missing_triggers(connection) == ()
