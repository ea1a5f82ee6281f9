"""The power goes out while packs are installed: afterwards one whole edition counts, and the history holds.

A child process installs one edition after the other and says which it has finished;
it is killed with SIGKILL at a random moment.
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
from helpers import packs

from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services.packs import install_pack, packs_page
from jcm_desktop.services.session import open_session

REF = MethodologyRef("TH_AM098", "1.0")
CHILD = """
import sys
from pathlib import Path
from jcm_desktop.services.packs import install_pack
from jcm_desktop.services.session import open_session

session = open_session(Path(sys.argv[1]), actor="child")
for path in sys.argv[2:]:
    session.run(install_pack, path)
    print(path, flush=True)
"""


def finished_before_the_kill(folder: Path, paths: list[str], wait: float) -> list[str]:
    """Let the child install, kill it `wait` seconds after its first edition, and tell which it had finished."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder), *paths], stdout=subprocess.PIPE)
    assert child.stdout is not None
    read, said = child.stdout.fileno(), b""
    deadline: float | None = None
    while deadline is None or time.monotonic() < deadline:
        left = 120 if deadline is None else max(0.0, deadline - time.monotonic())
        if select.select([read], [], [], left)[0]:
            chunk = os.read(read, 65536)
            if not chunk:
                break
            said += chunk
        if deadline is None and said:
            deadline = time.monotonic() + wait
    child.kill()
    rest, _ = child.communicate()
    return (said + rest).decode().split()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_one_whole_edition_counts_after_a_kill(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    chance = random.Random(9)
    folder, edition = tmp_path / "workspace", 0
    session = open_session(folder, actor="before")
    packs.trust(session, tmp_path)
    session.close()
    for _ in range(12 if request.config.getoption("--full") else 3):
        made = range(edition + 1, edition + 200)
        paths = [packs.saved(tmp_path, packs.pack(one, packs.usual(f"1.{one:04}")), f"{one}") for one in made]
        finished = len(finished_before_the_kill(folder, paths, chance.uniform(0, 0.6)))
        assert finished
        session = open_session(folder, actor="after")
        try:
            assert session.library.problems == ()
            counts = session.library.origin(REF).edition
            assert counts - edition in (finished, finished + 1)  # the one in flight may or may not count
            known = session.library.written(REF).fixed["COP_RE"].choices["individual quick freezer"]
            assert str(known.value) == f"1.{counts:04}"
            (row,) = session.run(packs_page).packs
            assert row.problem == ""
            assert all(one.whole for one in row.editions)
            edition = counts + 1
            session.run(install_pack, packs.saved(tmp_path, packs.pack(edition, packs.usual(f"1.{edition:04}"))))
            assert session.library.origin(REF).edition == edition
            assert all(one.intact for one in session.run(lambda inner: inner.workspace.verify_chains()).values())
        finally:
            session.close()
    assert not list((folder / "definitions").rglob("*.new"))
