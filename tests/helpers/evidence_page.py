"""Hands for tests of the evidence page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from ui.shell import MainWindow
from ui.views.evidence.page import EvidencePage


def press(found: QPushButton | None) -> None:
    """Click a button that can be clicked."""
    assert found is not None
    assert found.isEnabled()
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def opened(window: MainWindow, settle: Callable[[MainWindow], None]) -> EvidencePage:
    """The page in front, filled."""
    window.go("evidence")
    settle(window)
    page = window.pages["evidence"]
    assert isinstance(page, EvidencePage)
    return page
