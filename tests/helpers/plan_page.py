"""The plan page in a real window, and how tests type into its forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from PySide6.QtCore import QDate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.shell import MainWindow
from ui.views.plan.form import DayChoice
from ui.views.plan.page import PlanPage

Answer = TypeVar("Answer")
Settle = Callable[[MainWindow], None]


def opened(window: MainWindow, settle: Settle) -> PlanPage:
    """The plan page of the chosen project, in front and filled."""
    window.go("plan")
    settle(window)
    found = window.pages["plan"]
    assert isinstance(found, PlanPage)
    return found


def run(page: PlanPage, use_case: Callable[..., Answer], *arguments: Any) -> Answer:
    """Run a use case in the window's session."""
    session = page.desk.door.session
    assert session is not None
    return session.run(use_case, *arguments)


def fill(parent: QWidget, name: str, text: str) -> None:
    """Type into a field in place of what it holds."""
    lines, texts = parent.findChildren(QLineEdit, name), parent.findChildren(QPlainTextEdit, name)
    field: QLineEdit | QPlainTextEdit = (lines or texts)[0]
    field.selectAll()
    QTest.keyClicks(field, text)


def set_day(parent: QWidget, name: str, day: date) -> None:
    """Choose a day."""
    field = parent.findChild(DayChoice, name)
    assert field is not None
    field.known.setChecked(True)
    field.field.setDate(QDate(day.year, day.month, day.day))
