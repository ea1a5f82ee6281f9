"""Hands for tests of the window: press, type, and find what a keyboard reaches."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

INTERACTIVE = (QAbstractButton, QAbstractItemView, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit)
INNER = ("qt_spinbox_lineedit", "qt_calendar", "qt_")
Kept = TypeVar("Kept")
Part = TypeVar("Part", bound=QObject)


def there(found: Kept | None) -> Kept:
    """What must be there."""
    assert found is not None
    return found


def now(value: Kept) -> Kept:
    """What an attribute holds at this moment; keeps a type checker from believing that it stays so over events."""
    return value


def part(parent: QObject | None, kind: type[Part], name: str) -> Part:
    """The part of that name, which must be there."""
    found = there(parent).findChild(kind, name)
    assert found is not None, name
    return found


def press(parent: QWidget | None, name: str) -> None:
    """Click the button of that name that can be seen; a widget just made is shown a moment later."""
    for _ in range(200):
        found = [one for one in there(parent).findChildren(QPushButton, name) if one.isVisible()]
        if found:
            break
        QTest.qWait(10)
    assert found, f"no button {name} to press"
    assert found[0].isEnabled(), f"{name} cannot be pressed"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def visible_parts(window: QWidget) -> list[QWidget]:
    """Every widget in sight that the keyboard reaches."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, INTERACTIVE)
        and one.isVisible()
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not one.objectName().startswith(INNER)
    ]
