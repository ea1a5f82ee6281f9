"""A real X server without a monitor, a real window on it, and real keys. Skips with one line where they are missing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.judges import need

from jcm_desktop.services.unsaved import Unsaved, recall

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
CLIPBOARD = """
import sys
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
held = QMimeData()
held.setText(sys.argv[1])
held.setHtml("<table><tr><td>as a spreadsheet gives it</td></tr></table>")
app.clipboard().setMimeData(held)
print("held", flush=True)
app.exec()
"""


class Screen:
    """One X server."""

    def __init__(self, number: int) -> None:
        self._keys = need("xdotool")
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}

    def press(self, *keys: str) -> None:
        """Keys as xdotool names them, one after the other, to whatever has the keyboard."""
        self._do("key", "--delay", "15", *keys)

    def type(self, text: str) -> None:
        """Letters."""
        self._do("type", "--delay", "15", text)

    def focus(self, title: str) -> None:
        """Give the keyboard to the window with this title; there is no window manager to do it."""
        found = self._do("search", "--sync", "--onlyvisible", "--name", title).split()
        self._do("windowfocus", "--sync", found[-1])

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._keys, *arguments], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        return done.stdout


@contextmanager
def screen() -> Iterator[Screen]:
    """An X server of the size of a small laptop."""
    program = need("Xvfb")
    need("xdotool")
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as numbers:
            yield Screen(int(numbers.readline()))
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


class Application:
    """The program in a process of its own; what it keeps on the disk tells where it is."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self._folder = folder

    def wait_for(self, what: str, wanted: Callable[[Unsaved], bool]) -> Unsaved:
        """Until the window is where it should be."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, "the program ended by itself"
            found = recall(self._folder)
            if found is not None and wanted(found):
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what}; it was {recall(self._folder)}")

    def press_until(self, on: Screen, key: str, wanted: Callable[[Unsaved], bool]) -> None:
        """A key again and again, until a window that is still opening has heard it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            on.press(key)
            time.sleep(0.2)
            found = recall(self._folder)
            if found is not None and wanted(found):
                return
        raise AssertionError(f"nobody heard {key}; it was {recall(self._folder)}")

    def is_soon(self, wanted: Callable[[Unsaved], bool], seconds: float = 2.0) -> bool:
        """Whether the window comes there within a moment; for keys that a page still loading does not hear."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, "the program ended by itself"
            found = recall(self._folder)
            if found is not None and wanted(found):
                return True
            time.sleep(0.05)
        return False

    def cursor_at(self, point: str, first: object) -> Unsaved:
        """Until the cursor stands in a cell and nothing is being typed or stored."""
        return self.wait_for(
            f"the cursor at {point} {first}",
            lambda one: (one.point, one.first) == (point, str(first)) and not one.editor and not one.waiting,
        )

    def ends(self) -> None:
        """Until it closed itself in peace."""
        assert self.process.wait(timeout=PATIENCE) == 0


@contextmanager
def application(on: Screen, folder: Path, home: Path) -> Iterator[Application]:
    """The window on a workspace; killed if it is still there at the end."""
    environment = {**on.environment, "JCM_DESKTOP_HOME": str(home), "HOME": str(home)}
    command = [sys.executable, "-m", "jcm_desktop", "--workspace", str(folder), "--language", "en"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        yield Application(process, folder)
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)


@contextmanager
def clipboard(on: Screen, text: str) -> Iterator[None]:
    """Another program that holds something copied, as a spreadsheet does."""
    process = subprocess.Popen([sys.executable, "-c", CLIPBOARD, text], env=on.environment, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)
        if process.stdout is not None:
            process.stdout.close()
