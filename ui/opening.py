"""Opens a workspace in a thread of its own, so that the window is there at once. Knows no page."""

from __future__ import annotations

import gc
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session


class Opener(QObject):
    """Loads the heavy libraries and opens the workspace; emits one of its signals when done."""

    opened = Signal(object)  # Session
    failed = Signal(object)  # the exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._session: Session | None = None
        self._taken = False

    def start(self, folder: Path | None) -> None:
        """Begin; the window's event loop goes on."""
        self._taken = False
        self._session = None
        self._thread = threading.Thread(target=self._open, args=(folder,), name="opening")
        self._thread.start()

    def _open(self, folder: Path | None) -> None:
        try:
            from jcm_desktop.services import session as sessions

            self._session = sessions.open_session(folder)
            self._warm_up()
        except Exception as error:  # noqa: BLE001 - told in words by the window
            with suppress(RuntimeError):
                self.failed.emit(error)
            return
        with suppress(RuntimeError):
            self.opened.emit(self._session)

    def _warm_up(self) -> None:
        """Load what the first page needs while nobody waits for a click."""
        from jcm_desktop.services import checking, entry, overview  # noqa: F401 - loading them is the point

        gc.freeze()  # what was loaded stays; looking through it for garbage would stop the window for three frames

    def take(self) -> None:
        """The session has an owner now."""
        self._taken = True

    def stop(self) -> None:
        """Wait for the thread; close a session that nobody took."""
        if self._thread is not None:
            self._thread.join()
        if self._session is not None and not self._taken:
            self._session.close()
