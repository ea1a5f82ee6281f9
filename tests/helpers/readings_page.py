"""The readings page of the plant, in front and filled."""

from __future__ import annotations

from collections.abc import Callable

from helpers.plants import PLANT, YEAR

from jcm_desktop.domain.period import Span
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage


def open_readings(window: MainWindow, settle: Callable[[MainWindow], None], span: Span = YEAR) -> EntryPage:
    """Choose a period of the plant and go to its readings."""
    window.pages["start"].refresh()
    settle(window)
    window.desk.choose(PLANT, span)
    window.go("readings")
    settle(window)
    found = window.pages["readings"]
    assert isinstance(found, EntryPage)
    return found
