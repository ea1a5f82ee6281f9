"""What pages share: the door, the project and period being worked on, and the way to another page.

Knows no page; the window listens to its signals.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from jcm_desktop.paths import workspace_folder
from ui.operations.door import Door
from ui.preferences import Preferences
from ui.widgets.message_bar import Message

if TYPE_CHECKING:
    from jcm_desktop.domain.finding import Place
    from jcm_desktop.domain.period import Span
    from jcm_desktop.services.unsaved import Unsaved
    from ui.operations.journal import Journal


class Desk(QObject):
    """The current project and period, and the ways of a page to the rest of the window."""

    current_changed = Signal()
    asked_for = Signal(str, object)  # page id, Place or None
    file_given = Signal(str)  # a file to verify
    evidence_given = Signal(object, object)  # place of a value, paths of files that back it up
    copies_given = Signal(str, str)  # two copies of a report, to be proved the same
    language_chosen = Signal(str)
    folder_chosen = Signal(str)  # another folder; empty: try the same again
    cards_loaded = Signal(object)  # the start page's cards
    standing_changed = Signal()
    turned = Signal()  # a page shows something else now: what was said of the thing before no longer holds

    def __init__(self, door: Door, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.door = door
        self.preferences = preferences
        self.project = ""
        self.span: Span | None = None
        self.standing = ""  # of a project that is not in the register: its status
        self.journal: Journal | None = None
        self.may_turn: Callable[[str, Span | None], bool] = lambda _project, _span: True

    @property
    def folder(self) -> Path:
        """Where the work is kept: of the open workspace, or where it would be."""
        session = self.door.session
        return session.folder if session is not None else workspace_folder()

    def note(self, **changes: Any) -> None:
        """Keep where one works and what is being typed."""
        if self.journal is not None:
            self.journal.note(**changes)

    def take_found(self, page: str) -> Unsaved | None:
        """What the last sitting left on a page of the current project and period; handed out once.

        After a sitting that was closed in peace that is only where the cursor stood.
        """
        found = self.journal.found if self.journal is not None else None
        if self.journal is None or found is None:
            return None
        if (found.project, found.period) != (self.project, str(self.span or "")):
            return None
        if not found.closed and found.page != page:
            return None
        self.journal.taken()
        return found

    def choose(self, project: str, span: Span | None) -> bool:
        """Work on this project and period from now on; False where something typed would be lost by it."""
        if (project, span) != (self.project, self.span):
            if not self.may_turn(project, span):
                return False
            turned = project != self.project
            self.project, self.span = project, span
            if turned:
                self._ask_standing()
            self.preferences.set_current(project, str(span) if span else "")
            self.note(project=project, period=str(span) if span else "", point="", first="")
            self.current_changed.emit()
        return True

    def _ask_standing(self) -> None:
        from jcm_desktop.services import own_projects  # the first paint needs no project

        project = self.project

        def know(standing: str) -> None:
            if project == self.project:
                self.standing = standing
                self.standing_changed.emit()

        know("")
        if project:
            self.door.run(lambda session: own_projects.standing(session, project), know, owner=self)

    def go(self, page: str, place: Place | None = None) -> None:
        """Show a page, at a place of it."""
        self.asked_for.emit(page, place)

    def say(self, tone: str, text: str) -> None:
        """A line for the message bar."""
        self.door.said.emit(Message(tone, text))
