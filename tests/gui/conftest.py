"""A real window on a real workspace in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.period import Span
from jcm_desktop.services import samples
from jcm_desktop.services.session import Session, open_session
from ui import style
from ui.preferences import Preferences
from ui.shell import MainWindow

SAMPLE = "MN006"
CALM = 3  # turns of the event loop


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in its own fonts and colours."""
    style.apply(qapp)
    style.load_more_fonts()
    return qapp


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An open workspace; closed by the test's end whoever has it then."""
    made = open_session(tmp_path / "workspace", actor="operator")
    yield made
    try:
        made.close()
    except RuntimeError:  # the window has closed it
        return


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until a window has nothing under way, and what it had did not ask for more."""

    def wait(window: MainWindow) -> None:
        calm = 0
        while calm < CALM:  # one answer can start the next question by the event loop
            qtbot.waitUntil(lambda: not window.door.busy, timeout=30_000)
            QApplication.processEvents()
            calm = 0 if window.door.busy else calm + 1

    return wait


@pytest.fixture
def window(
    qtbot: QtBot, dressed: QApplication, session: Session, tmp_path: Path, settle: Callable[[MainWindow], None]
) -> Iterator[MainWindow]:
    """The window on an empty workspace."""
    made = MainWindow(Preferences(tmp_path / "settings"))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.attach(session)
    settle(made)
    yield made
    made.pages.clear()
    made.door.close()


@pytest.fixture
def sample(window: MainWindow, settle: Callable[[MainWindow], None]) -> MainWindow:
    """The window with the samples loaded and the first chosen."""
    window.door.run(samples.load_samples)
    settle(window)
    window.desk.choose(SAMPLE, samples.sample(SAMPLE).period)
    settle(window)
    return window


@pytest.fixture
def period() -> Span:
    """The sample's period."""
    return samples.sample(SAMPLE).period
