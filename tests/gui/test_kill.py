"""The power goes out while somebody types, pastes or undoes: the window comes back where it was, and nothing is lost.

A child process works in a real window (without a screen) and is killed with SIGKILL at a
random moment; the next one tells what it finds. What was stored is there, what was being
typed is in its cell again, the file is whole and its history holds.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]
TESTS = Path(__file__).parents[1]
FULL, PARTS, SAMPLE = 200, 4, 8  # kills
Line = dict[str, Any]


class Zygote:
    """The process that has everything loaded and forks the typists."""

    def __init__(self, folder: Path) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)]),
            "QT_QPA_PLATFORM": "offscreen",
            "JCM_DESKTOP_HOME": str(folder / "home"),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "helpers.typist", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert self.line() == {"ready": True}

    def line(self) -> Line:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the typist ended by itself"
        found: Line = msgspec.json.decode(line)
        return found

    def run(self, seed: int, wait: float = 0.0, until: str = "found") -> list[Line]:
        """Let one typist begin, kill it `wait` seconds after it told what it found; everything it told.

        `until` names another thing it has to tell first.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(b"%d\n" % seed)
        self._process.stdin.flush()
        told: list[Line] = []
        pid = 0
        while not pid or not any(until in one for one in told):
            line = self.line()
            pid = line.get("pid", pid)
            told.append(line)
        time.sleep(wait)
        os.kill(pid, signal.SIGKILL)
        while "gone" not in told[-1]:
            told.append(self.line())
        return [one for one in told if "found" in one or "before" in one]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        assert self._process.wait(timeout=60) == 0
        self._process.stdout.close()


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    made = Zygote(tmp_path)
    yield made
    made.close()


def fits(found: Line, last: Line) -> bool:
    """Whether what is there is what was so before the last thing or after it: the text in a cell, or under the fingers.

    A text may be stored and still be under the fingers, too; it is never in neither place.
    """
    before, after = ((last[when]["cells"], last[when]["editor"]) for when in ("before", "after"))
    return (found["cells"], found["editor"]) in (before, after, (after[0], before[1]))


@pytest.mark.parametrize("part", [0, *(pytest.param(at, marks=pytest.mark.full) for at in range(1, PARTS))])
def test_nothing_typed_pasted_or_undone_is_lost_in_a_kill(
    part: int, zygote: Zygote, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    rounds = FULL // PARTS if request.config.getoption("--full") else SAMPLE
    chance = random.Random(part)
    last: Line | None = None
    steps = texts = 0
    for number in range(rounds):
        told = zygote.run(100 * part + number, chance.uniform(0, 0.6))
        found = told[0]["found"]
        assert found["intact"]
        if last is not None:
            assert (found["page"], found["project"]) == ("readings", "MN099")
            assert fits(found, last), f"round {number}: {found} after {last}"
            assert found["place"] in (last["before"]["place"], last["after"]["place"]) or not last["after"]["editor"]
            texts += bool(found["editor"])
        steps += len(told) - 1
        last = told[-1] if "before" in told[-1] else {"before": found, "after": found}
        with closing(sqlite3.connect(tmp_path / "workspace" / "workspace.sqlite")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert steps > rounds
    if rounds > SAMPLE:  # of few kills it is chance whether one meets an open editor; the next test makes sure of it
        assert texts, "no kill came while something was being typed"


def test_a_text_under_the_fingers_is_there_after_the_kill(zygote: Zygote) -> None:
    last = zygote.run(-1, until="holding")[-1]
    for number in range(2, 4):
        found, *_rest, now = zygote.run(-number, until="holding")
        assert found["found"]["editor"] == last["before"]["editor"] != ""
        assert found["found"]["place"] == last["before"]["place"]
        assert found["found"]["cells"] == last["before"]["cells"]
        last = now
