"""The power goes out in the middle of an entry run: what was confirmed is there afterwards, and the history holds.

A child process enters readings and says which are confirmed; it is killed with
SIGKILL at a random moment; then the workspace is opened and compared.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jcm_desktop.services import entry, samples
from jcm_desktop.services.session import open_session

CHILD = """
import sys
from pathlib import Path
from jcm_desktop.services import entry, samples
from jcm_desktop.services.session import open_session
from jcm_desktop.services.views import CellEdit

session = open_session(Path(sys.argv[1]), actor="child")
session.run(samples.load_samples)
span = samples.sample("MN006").period
months = list(span.months())
number = int(sys.argv[2])
while True:
    number += 1
    month = months[number % len(months)]
    session.run(entry.enter_cells, "MN006", span, (CellEdit("(1)", month, str(number)),))
    print(number, flush=True)
"""


def confirmed_before_the_kill(folder: Path, start: int, wait: float) -> list[int]:
    """Let the child confirm a few entries, kill it after `wait` seconds more, and tell what it had confirmed."""
    command = [sys.executable, "-c", CHILD, str(folder), str(start)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert child.stdout is not None
    read, buffer = child.stdout.fileno(), b""
    deadline: float | None = None
    while deadline is None or time.monotonic() < deadline:
        left = 60 if deadline is None else max(0.0, deadline - time.monotonic())
        if select.select([read], [], [], left)[0]:
            chunk = os.read(read, 65536)
            assert chunk, "the child ended by itself"
            buffer += chunk
        if deadline is None and buffer:
            deadline = time.monotonic() + wait
    os.kill(child.pid, signal.SIGKILL)
    rest, _ = child.communicate()
    return [int(line) for line in (buffer + rest).split(b"\n")[:-1]]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_what_was_confirmed_survives_a_kill(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rounds = 20 if request.config.getoption("--full") else 4
    chance = random.Random(5)
    folder = tmp_path / "workspace"
    span = samples.sample("MN006").period
    months = list(span.months())
    number = 0
    for _ in range(rounds):
        confirmed = confirmed_before_the_kill(folder, number, chance.uniform(0, 0.4))
        number = confirmed[-1] + 1  # the one in flight may or may not be there
        session = open_session(folder, actor="after")
        try:
            verdicts = session.run(lambda inner: inner.workspace.verify_chains())
            assert verdicts
            assert all(verdict.intact for verdict in verdicts.values()), verdicts
            grid = session.run(entry.grid, "MN006", span)
            last = {one % len(months): one for one in confirmed}
            for at, value in last.items():
                shown = int(grid.rows[at].cells[0].edit_text)
                assert shown == value or (shown == number and number % len(months) == at), (at, value, shown)
        finally:
            session.close()
