"""What every page is built on: heading, banner, body, and when to look again. Knows no particular page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.domain.finding import Place
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.formatting import span_words
from jcm_desktop.services.views import Kind
from ui.desk import Desk
from ui.widgets.banner import Banner
from ui.widgets.empty import EmptyState
from ui.widgets.texts import badge, label, set_compact

if TYPE_CHECKING:
    from jcm_desktop.domain.period import Span
    from jcm_desktop.services.session import Session

T = TypeVar("T")
NARROW = 1040  # of a page: below it, what can be shorter is
WIDE_MARGINS, NARROW_MARGINS = (24, 12, 24, 14), (10, 8, 10, 8)
FEW = 2  # buttons of a heading keep their words
CURRENT = frozenset({Kind.PROJECTS, Kind.PERIODS})


class Page(QWidget):
    """A page of the window; a subclass fills `body` and implements `load`."""

    page_id: ClassVar[str] = ""
    words: ClassVar[str] = N_("Page")
    shows: ClassVar[frozenset[Kind]] = frozenset()  # a change of these makes it look again
    needs: ClassVar[str] = "period"  # what must be chosen: "", "project", "period"; "either": a period if one is open
    resumes: ClassVar[bool] = False  # takes what was being typed when the program ended

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName(f"page-{self.page_id}")
        self.desk = desk
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.stale = True
        self.wanted: Place | None = None
        self.dialog: QDialog | None = None
        self._ticket = 0
        self.head_buttons: tuple[QWidget, ...] = ()  # of the page's heading: they need what the page needs
        self.title = label(_(self.words), "title", wrap=False, name="pageTitle")
        self.subtitle = label("", "quiet", wrap=False, name="pageSubtitle")
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.standing = badge("", "blue")
        self.standing.setObjectName("pageStanding")
        self.standing.hide()
        if self.needs:
            desk.standing_changed.connect(self._show_standing)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.title, 0, Qt.AlignmentFlag.AlignBaseline)
        top.addWidget(self.standing, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.subtitle, 1, Qt.AlignmentFlag.AlignBaseline)
        top.addLayout(self.tools)
        self.banner = Banner()
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addLayout(self.body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(content)
        self._nothing = self._nothing_chosen()
        self.stack.addWidget(self._nothing)
        whole = QWidget()
        self._outer = QVBoxLayout(whole)
        self._outer.setSpacing(8)
        self._outer.addLayout(top)
        self._outer.addWidget(self.stack, 1)
        self._narrow = False
        self._outer.setContentsMargins(*WIDE_MARGINS)
        self._area = QScrollArea()  # on a small screen, or with large letters, the page is looked at in parts
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(whole)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_narrow(narrow=self.width() < NARROW)

    def _arrange_narrow(self, *, narrow: bool) -> None:
        """Smaller margins where there is little room; buttons of the heading show their pictures only."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._outer.setContentsMargins(*(NARROW_MARGINS if narrow else WIDE_MARGINS))
        for at in range(self.tools.count() if self.tools.count() > FEW else 0):
            item = self.tools.itemAt(at)
            found = item.widget() if item is not None else None
            if isinstance(found, QPushButton):
                set_compact(found, compact=narrow)
        self.arrange(narrow=narrow)

    def arrange(self, *, narrow: bool) -> None:
        """There is little room now, or enough again."""

    def _nothing_chosen(self) -> EmptyState:
        return EmptyState("calendar", "", "", ((_("Go to the start page"), self._choose_first),))

    def _choose_first(self) -> None:
        """To where a project is chosen, or, for the one that is chosen, to the form that opens a period."""
        project = self.desk.project
        self.desk.go("start", Place("start", parameter=f"period {project}") if project else None)

    def _say_missing(self) -> None:
        project = self.desk.project
        if project:
            words = _("Open a period of {project} first").format(project=project)
            hint = _(
                "A period is what one report is for, such as a calendar year. Readings are entered for its months."
            )
        else:
            words = _("Choose a project and a period first")
            hint = _("The start page shows your projects. Open a period there, or load the samples.")
        self._nothing.set_words(words, hint, "calendar")
        self._nothing.set_choice(0, _("Open a period…") if project else _("Go to the start page"))

    # --- for subclasses -------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for what the page shows."""
        raise NotImplementedError

    def show_place(self, place: Place) -> None:
        """Bring a place into view."""

    def focus_first(self) -> None:
        """Take the keyboard, so that Tab goes on from the page's top."""
        self.setFocus()

    def leave(self) -> None:
        """Store what is still in an editor, before the page is left."""

    def may_close(self) -> bool:
        """Whether nothing waits for an answer here; a page that returns False says what it waits for."""
        return True

    def may_turn(self, project: str) -> bool:
        """Whether the window may turn to this project; a page that returns False says what would be lost."""
        return True

    def act(self, what: str) -> None:
        """Do what the table of actions names for this page."""

    def give_file(self, path: str) -> None:
        """Take a file that was dropped or opened."""

    def give_files(self, paths: tuple[str, ...]) -> bool:
        """Take files that were dropped on the window while this page is in front; whether it takes such files."""
        return False

    def open_dialog(self, dialog: QDialog) -> None:
        """Show a dialog over the page; it is `dialog` until it is gone."""
        self.dialog = dialog

        def gone() -> None:
            if self.dialog is dialog:
                self.dialog = None

        dialog.finished.connect(gone)
        dialog.open()

    # --- for the window -------------------------------------------------------------------------------------------

    def opened(self, place: Place | None = None) -> None:
        """The page is in front now."""
        self.wanted = place
        if self.stale or place is not None:
            self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self.stale = False
        missing = (self.needs and not self.desk.project) or (self.needs == "period" and self.desk.span is None)
        was_missing = not self.ready
        self.stack.setCurrentIndex(1 if missing else 0)
        for one in self.head_buttons if missing or was_missing else ():
            one.setEnabled(not missing)
        if missing:
            self._say_missing()
        self.subtitle.setText("" if not self.needs or missing else self._current_words())
        self._show_standing()
        if not missing:
            self.load()

    def _show_standing(self) -> None:
        """Say of a project that is not in the register what it is."""
        if self.desk.standing:
            from jcm_desktop.services.overview import STANDINGS

            self.standing.setText(_(STANDINGS[self.desk.standing]))
        self.standing.setVisible(bool(self.needs and self.desk.standing))

    def look_again(self, kinds: frozenset[Kind]) -> None:
        """Something changed: load now if in front, later if not."""
        if kinds & self.shows:
            self.stale = True
            if self.isVisible():
                self.refresh()

    @property
    def ready(self) -> bool:
        """Whether what the page needs is chosen; without it nothing can be done here."""
        return self.stack.currentIndex() == 0

    def take_wanted(self) -> None:
        """Go to the place the page was opened for, now that it is filled."""
        place, self.wanted = self.wanted, None
        if place is not None:
            self.show_place(place)

    # --- helpers --------------------------------------------------------------------------------------------------

    def read(self, use_case: Callable[[Session], T], then: Callable[[T], object]) -> None:
        """Run a reading use case; only the newest answer is shown."""
        self._ticket += 1
        ticket = self._ticket

        def deliver(answer: T) -> None:
            if ticket == self._ticket:
                then(answer)

        self.desk.door.run(use_case, deliver, owner=self)

    def current(self) -> tuple[str, Span]:
        """The project and period being worked on."""
        if self.desk.span is None:
            raise RuntimeError("no period is chosen")
        return self.desk.project, self.desk.span

    def _current_words(self) -> str:
        if self.needs == "project" or self.desk.span is None:
            return self.desk.project
        return f"{self.desk.project}  ·  {span_words(self.desk.span)}"


def scrolled(content: QWidget) -> QScrollArea:
    """A part in a frame that scrolls up and down."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
