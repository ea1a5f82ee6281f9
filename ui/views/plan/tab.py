"""What the tabs of the plan page are built on: they ask for changes, the page makes them. Knows no particular tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.page import scrolled

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes

Change: TypeAlias = "Callable[[Session, str], Changes]"  # of a session and the project's reference


class PlanTab(QWidget):
    """A tab; `change` carries what to do, and what follows when it was done (or None)."""

    change = Signal(object, object)  # Change, Callable[[], object] | None
    said = Signal(str)  # why something is not done now

    @property
    def touched(self) -> bool:
        """Whether something was typed that is not stored."""
        return False

    def leave(self) -> None:
        """Store what is still in a form, before the page is left."""

    def forget(self) -> None:
        """Another project is shown from now on; nothing typed belongs to it."""

    def column(self) -> QVBoxLayout:
        """A column that scrolls and fills the tab."""
        inside = QWidget()
        made = QVBoxLayout(inside)
        made.setContentsMargins(0, 0, 6, 0)
        made.setSpacing(12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 0)
        outer.addWidget(scrolled(inside))
        return made
