"""Writes what is being typed to the disk while it is typed. The newest state wins; those between are skipped.

Beside the lane, which may be busy with a report: a keystroke waits for nothing. Knows
no page; what to keep is handed in.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop.services.unsaved import Unsaved, recall, remember

_log = logging.getLogger(__name__)


class Journal:
    """Keeps one state of one workspace; what the last sitting left is in `found` until somebody takes it."""

    def __init__(self, folder: Path, write: Callable[[Path, Unsaved], None] = remember) -> None:
        self._folder = folder
        self._write = write
        self.found = recall(folder)
        self.state = msgspec.structs.replace(self.found or Unsaved(), closed=False)
        self._lock = threading.Lock()
        self._newest: Unsaved | None = None
        self._writer: threading.Thread | None = None
        self._held = self.found is not None and not self.found.closed

    def note(self, **changes: Any) -> None:
        """Things are otherwise now. While what was found waits to be taken, it is not written over."""
        new = msgspec.structs.replace(self.state, **changes)
        if self._held or new == self.state:
            return
        self.state = new
        self._send(new)

    def taken(self) -> None:
        """What was found is back under somebody's fingers, or given up."""
        self.found, self._held = None, False

    def _send(self, state: Unsaved) -> None:
        with self._lock:
            self._newest = state
            if self._writer is None:
                self._writer = threading.Thread(target=self._drain, name="journal")
                self._writer.start()

    def _drain(self) -> None:
        while True:
            with self._lock:
                state, self._newest = self._newest, None
                if state is None:
                    self._writer = None
                    return
            try:
                self._write(self._folder, state)
            except OSError as error:  # typing must go on; the next keystroke tries again
                _log.info("unsaved text not kept: %s", error)

    def settle(self) -> None:
        """Wait until what was noted is on the disk."""
        while True:
            with self._lock:
                writer = self._writer
            if writer is None:
                return
            writer.join()

    def close(self) -> None:
        """The window closes in peace: everything is stored, only the cursor is kept."""
        if not self._held:
            state = msgspec.structs.replace(self.state, editor="", text="", caret=0, waiting=(), closed=True)
            self._send(state)
        self.settle()
