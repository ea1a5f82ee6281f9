"""The power goes out in the middle of an import: all of it is there afterwards, or nothing.

A child process imports files one after the other and says which are confirmed; it
is killed with SIGKILL at a random moment; then the workspace is opened and compared.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.loggers import PERIOD, PROJECT, bare, csv

from jcm_desktop.services.session import Session, open_session
from jcm_desktop.storage import audit, logger_data, repositories

CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from helpers.loggers import imported
from jcm_desktop.services.session import open_session

session = open_session(Path(sys.argv[2]), actor="child")
for path in sys.argv[3:]:
    imported(session, Path(path))
    print(path, flush=True)
"""


def confirmed_before_the_kill(folder: Path, files: list[Path], chance: random.Random) -> list[str]:
    """Let the child confirm a file or two, kill it a moment later; what it had confirmed."""
    helpers = Path(__file__).parents[1]
    command = [sys.executable, "-c", CHILD, str(helpers), str(folder), *map(str, files)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert child.stdout is not None
    read, buffer = child.stdout.fileno(), b""
    wanted, deadline = chance.randint(1, 2), time.monotonic() + 60
    while buffer.count(b"\n") < wanted and time.monotonic() < deadline:
        if select.select([read], [], [], 1)[0]:
            chunk = os.read(read, 65536)
            if not chunk:
                break
            buffer += chunk
    time.sleep(chance.uniform(0, 0.06))
    child.kill()
    rest, _ = child.communicate()
    return (buffer + rest).decode().split("\n")[:-1]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_an_import_is_there_as_a_whole_or_not_at_all(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rounds = 20 if request.config.getoption("--full") else 3
    chance = random.Random(11)
    folder = tmp_path / "workspace"
    with bare(folder):
        pass
    every: list[Path] = []
    for turn in range(rounds):
        files = []
        for number in range(6):
            first = PERIOD.first + timedelta(days=3 * (6 * turn + number))
            path = tmp_path / f"{turn}-{number}.csv"
            files.append(csv(path, first, first + timedelta(days=2), minutes=5))
        confirmed = confirmed_before_the_kill(folder, files, chance)
        every += [one for one in files if str(one) in confirmed]
        session = open_session(folder, actor="after")
        try:
            session.run(_whole, [one.name for one in every])
        finally:
            session.close()


def _whole(session: Session, confirmed: list[str]) -> None:
    """Chains hold; every batch has its blocks, its event, its file and its readings; what was confirmed is there."""
    verdicts = session.workspace.verify_chains()
    assert all(verdict.intact for verdict in verdicts.values()), verdicts
    with session.workspace.read() as connection:
        batches = logger_data.batches(connection, PROJECT)
        assert set(confirmed) <= {one.file for one in batches}
        told = {
            batch["id"]
            for event in audit.events(connection, PROJECT)
            if event.kind == "readings.imported"
            for batch in event.payload["batches"]
        }
        assert told == {one.id for one in batches}
        for one in batches:
            assert len(logger_data.series(connection, one)) == one.rows
            assert session.workspace.evidence.get(one.file_sha256)
        derived = {
            batch for one in repositories.readings(connection, PROJECT) if one.logged for batch in one.logged.batches
        }
        assert derived == {one.id for one in batches}
