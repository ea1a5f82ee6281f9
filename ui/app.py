"""Starts the window: paints first, then loads the heavy libraries and opens the workspace in a thread.

Knows the command line of the window and the order of starting; no page's content.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from jcm_desktop import __version__, i18n
from jcm_desktop.paths import workspace_folder
from ui import excepthook, style
from ui.icons import icon
from ui.opening import Opener
from ui.preferences import Preferences
from ui.shell import MainWindow

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes

SWITCH_SECONDS = 0.002


class Start(QObject):
    """Brings window, workspace and the wishes of the command line together."""

    def __init__(self, window: MainWindow, options: argparse.Namespace) -> None:
        super().__init__(window)
        self._window = window
        self._options = options
        self._folder = Path(options.workspace) if options.workspace else window.preferences.folder
        self._opener = Opener(self)
        self._opener.opened.connect(self._opened, Qt.ConnectionType.QueuedConnection)
        self._opener.failed.connect(window.show_trouble, Qt.ConnectionType.QueuedConnection)
        window.desk.folder_chosen.connect(self._other_folder)

    def begin(self) -> None:
        """Open the workspace; a file to verify needs none."""
        self._opener.start(self._folder)
        if self._options.open:
            self._window.verify(self._options.open)

    def _opened(self, session: Session) -> None:
        self._opener.take()
        self._window.attach(session)
        if self._options.sample:
            from jcm_desktop.services import samples

            self._options.sample = False
            self._window.door.run(samples.load_samples, self._open_first_sample)

    def _open_first_sample(self, _changes: Changes) -> None:
        from jcm_desktop.services import samples

        first = samples.SAMPLES[0]
        self._window.desk.choose(first, samples.sample(first).period)

    def _other_folder(self, folder: str) -> None:
        if not self._window.free():
            return
        if folder:
            self._folder = Path(folder)
            self._window.preferences.set_folder(self._folder)
        self._window.detach()
        self._opener.stop()
        self._opener.start(self._folder)

    def finish(self) -> None:
        """Wait for what is still under way."""
        self._opener.stop()


def options_from(argv: Sequence[str]) -> argparse.Namespace:
    """The window's command line."""
    parser = argparse.ArgumentParser(prog="jcm-desktop")
    parser.add_argument("--version", action="version", version=f"JCM Desktop {__version__}")
    parser.add_argument("--sample", action="store_true", help="load the sample projects and open the first")
    parser.add_argument("--open", default="", metavar="FILE", help="verify this file")
    parser.add_argument("--language", default="", choices=sorted(i18n.LANGUAGES))
    parser.add_argument("--workspace", default="", metavar="DIR", help="another data folder")
    return parser.parse_args(argv)


def let_the_window_in() -> None:
    """Have a thread that computes give way to the window's after a moment, an eighth of a frame."""
    sys.setswitchinterval(SWITCH_SECONDS)


def main(argv: Sequence[str]) -> int:
    """Open the window; the exit status."""
    options = options_from(argv)
    let_the_window_in()
    app = QApplication([sys.argv[0], *style.ARGUMENTS])
    app.setApplicationName("JCM Desktop")
    preferences = Preferences()
    i18n.set_language(options.language or preferences.language)
    style.apply(app, began_so=True)
    window = MainWindow(preferences)
    excepthook.install(window.door.said.emit)
    window.show()
    app.processEvents()  # paint before anything heavy is loaded
    app.setWindowIcon(icon("leaf", "accent", 64))
    style.load_more_fonts()
    from jcm_desktop import logs

    logs.start(workspace_folder())
    start = Start(window, options)
    QTimer.singleShot(0, start.begin)
    status = app.exec()
    start.finish()
    logs.stop()
    return status
