"""The main window: rail, message bar, one page at a time. Knows where pages are, not what is on them.

What the first paint does not need is imported where it is used.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop import i18n
from jcm_desktop.i18n import _
from ui.actions import ACTIONS, PAGES, VERIFIABLE
from ui.desk import Desk
from ui.operations.door import Door
from ui.operations.errors import message_for
from ui.preferences import Preferences
from ui.rail import Rail
from ui.widgets.drop_area import files_of, one_file
from ui.widgets.empty import EmptyState
from ui.widgets.message_bar import Message, MessageBar

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

    from jcm_desktop.domain.finding import Place
    from jcm_desktop.domain.period import Span
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes, ProjectCard
    from ui.page import Page

SMALLEST = (640, 340)  # a laptop of 1366 x 768 at 200 % has 683 x 384
NARROW = 1180  # below it the rail shows pictures only
WITHOUT_WORKSPACE = ("verify", "settings")
PACK = ".jcmdef"


class MainWindow(QMainWindow):
    """The window; `attach` gives it a session, until then it says that work is being opened."""

    def __init__(self, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self.door = Door(parent=self)
        self.desk = Desk(self.door, self.preferences, self)
        self.pages: dict[str, Page] = {}
        self.page_id = "start"
        self._cards: tuple[ProjectCard, ...] = ()
        self._actions: dict[str, QAction] = {}
        self._trouble: Message | None = None
        self._clock_seen = False
        self.setWindowTitle("JCM Desktop")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.desk.asked_for.connect(self.go)
        self.desk.may_turn = self._may_turn
        self.desk.current_changed.connect(self._current_changed)
        self.desk.file_given.connect(self.verify)
        self.desk.evidence_given.connect(self._attach)
        self.desk.copies_given.connect(lambda one, other: self.verify(one, other))
        self.desk.language_chosen.connect(self.choose_language)
        self.desk.cards_loaded.connect(self._take_cards)
        self.door.changed.connect(self._changed)
        self._build()
        if not self.restoreGeometry(self.preferences.geometry):
            self.resize(1366, 768)

    # --- building -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make rail, bar and stack in the current language; old pages go."""
        self.pages = {}
        self.rail = Rail()
        self.rail.chosen.connect(self.go)
        self.rail.work_chosen.connect(self._choose_work)
        self.rail.set_compact(compact=self.width() < NARROW)  # before it stands in a layout: drawn once
        self.rail.mark(self.page_id)
        self._fill_rail()
        self.bar = MessageBar()
        self.door.said.connect(self._say)
        self.desk.turned.connect(self.bar.leave)
        self.door.busy_changed.connect(self.bar.set_busy)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self._waiting = self._waiting_page()
        self.stack.addWidget(self._waiting)
        content = QWidget()
        content.setObjectName("content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(content, 1)
        self.setCentralWidget(central)
        self._build_actions()

    def _build_actions(self) -> None:
        for old in self._actions.values():
            self.removeAction(old)
            old.deleteLater()
        self._actions = {}
        for row in ACTIONS:
            action = QAction(_(row.words), self)
            action.setShortcut(row.keys)
            action.triggered.connect(lambda _on=False, id=row.id: self.act(id))
            self.addAction(action)
            self._actions[row.id] = action
        self._enable_actions()

    def _waiting_page(self) -> EmptyState:
        if self._trouble is not None:
            return EmptyState(
                "error",
                _("Your work cannot be opened now"),
                self._trouble.text,
                (
                    (_("Try again"), lambda: self.desk.folder_chosen.emit("")),
                    (_("Choose another folder"), self._choose_folder),
                    (_("Verify a file"), lambda: self.go("verify")),
                ),
            )
        return EmptyState("leaf", _("Opening your work…"), _("This takes a few seconds."))

    def _enable_actions(self) -> None:
        for row in ACTIONS:
            self._actions[row.id].setEnabled(not row.when or row.when == self.page_id)

    # --- the session ----------------------------------------------------------------------------------------------

    def attach(self, session: Session) -> None:
        """Work with this session from now on."""
        from ui.operations.journal import Journal

        self._trouble = None
        self._clock_seen = False
        self.door.session = session
        self._close_journal()
        self.desk.journal = Journal(session.folder)
        self.desk.project, self.desk.span = "", None
        for page in self.pages.values():
            page.stale = True
        self._page("start").refresh()
        self.go(self.page_id)

    def _look_at_clock(self) -> None:
        """Once in a sitting, when its cards are there."""
        from jcm_desktop.services.clock_back import clock_words

        if not self._clock_seen:
            self._clock_seen = True
            self.door.run(clock_words, self._warn)

    def _warn(self, words: str) -> None:
        if words:
            before = self.bar.message
            kept = f"{before.text} " if before is not None and before.tone == "amber" else ""
            self.door.said.emit(
                Message("amber", kept + words, ((_("It ran ahead before; now it is right"), self._clock_is_right),))
            )

    def _clock_is_right(self) -> None:
        from jcm_desktop.services.clock_back import say_clock_is_right

        self.door.run(say_clock_is_right)

    def show_trouble(self, error: BaseException) -> None:
        """Say why the workspace cannot be opened, and what can be done."""
        self._trouble = message_for(error)
        new = self._waiting_page()
        self.stack.removeWidget(self._waiting)
        self._waiting.deleteLater()
        self._waiting = new
        self.stack.addWidget(new)
        self.bar.set_quiet_words("")
        self.go(self.page_id)

    def detach(self) -> None:
        """Close the session, keeping the window."""
        self._leave()
        self._close_journal()
        self.door.close()
        self._cards = ()
        self.desk.project, self.desk.span = "", None
        self._build()
        self.go(self.page_id)

    def _close_journal(self) -> None:
        journal, self.desk.journal = self.desk.journal, None
        if journal is not None:
            journal.close()

    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = QFileDialog.getExistingDirectory(self, _("Choose the folder of your work"))
        if folder:
            self.desk.folder_chosen.emit(folder)

    # --- pages ----------------------------------------------------------------------------------------------------

    def _page(self, page_id: str) -> Page:
        if page_id not in self.pages:
            row = next(one for one in PAGES if one.id == page_id)
            page: Page = getattr(import_module(row.module), row.kind)(self.desk)
            self.pages[page_id] = page
            self.stack.addWidget(page)
        return self.pages[page_id]

    def go(self, page_id: str, place: Place | None = None) -> None:
        """Bring a page to the front."""
        if page_id == "project":  # its periods are opened on the start page, everything else of it is in the plan
            page_id = "start" if place is not None and place.first else "plan"
        if page_id != self.page_id:
            self.bar.leave()
            self._leave()
        self.page_id = page_id
        self.desk.note(page=page_id)
        self.rail.mark(page_id)
        self._enable_actions()
        if self.door.session is None and page_id not in WITHOUT_WORKSPACE:
            self.stack.setCurrentWidget(self._waiting)
            return
        page = self._page(page_id)
        self.stack.setCurrentWidget(page)
        page.focus_first()
        page.opened(place)

    def _say(self, message: Message) -> None:
        """A message of a page that is no longer in front leads back to it."""
        other = next((one for one in PAGES if one.id == message.page and one.id != self.page_id), None)
        if other is not None:
            back = (_("Go to: {page}").format(page=_(other.words)), lambda: self.go(other.id))
            message = replace(message, choices=(*message.choices, back))
        self.bar.show_message(message)

    def _leave(self) -> None:
        if self.page_id in self.pages:
            self.pages[self.page_id].leave()

    def _changed(self, changes: Changes) -> None:
        for page in list(self.pages.values()):
            page.look_again(changes.kinds)

    def take(self, path: str) -> None:
        """Show a file where it belongs: a pack of definitions in the library, everything else is verified."""
        if path.lower().endswith(PACK) and self.door.session is not None:
            self.go("library")
            self._page("library").give_file(path)
        else:
            self.verify(path)

    def verify(self, *paths: str) -> None:
        """Show what is known of a file, or of several together."""
        self.go("verify")
        self._page("verify").give_files(paths)

    def _attach(self, place: Place, paths: tuple[str, ...]) -> None:
        """Files that were dropped on a value: the evidence page asks what they prove."""
        self.go("evidence", place)
        self._page("evidence").give_files(paths)

    # --- project and period ---------------------------------------------------------------------------------------

    def _take_cards(self, cards: tuple[ProjectCard, ...]) -> None:
        self._cards = cards
        if not self.desk.project and cards:
            known = [(card.reference, one.span) for card in cards for one in card.periods]
            project, period = self.preferences.current
            last = [(name, span) for name, span in known if name == project and str(span) == period]
            found = last or known
            self.desk.choose(*(found[0] if found else (cards[0].reference, None)))
            self._resume(known)
        elif not cards:
            self._resume([])
        self._fill_rail()
        self._look_at_clock()

    def _resume(self, known: list[tuple[str, Span]]) -> None:
        """Go where the last sitting was broken off, with what was being typed there."""
        journal = self.desk.journal
        found = journal.found if journal is not None else None
        if journal is None or found is None or found.closed:
            return
        here = [one for one in known if (one[0], str(one[1])) == (found.project, found.period)]
        if known and found.page in (page.id for page in PAGES) and (here or not found.project):
            if here:
                self.desk.choose(*here[0])
            self.go(found.page)
            if not self._page(found.page).resumes:
                journal.taken()
        else:
            journal.taken()
            if found.text:
                words = _("What you were typing when the program ended could not be put back: “{text}”")
                self.desk.say("amber", words.format(text=found.text))

    def _fill_rail(self) -> None:
        choices: list[tuple[str, str, Span | None]] = []
        for card in self._cards:
            choices += [(card.reference, self._period_words(one.span), one.span) for one in card.periods]
            if not card.periods:
                choices.append((card.reference, _("no period yet"), None))
        self.rail.set_choices(choices, lambda: self.go("start"))
        span = self.desk.span
        words = self._period_words(span) if span else ""
        self.rail.set_current(self.desk.project, words or (_("no period yet") if self.desk.project else ""))

    def _period_words(self, span: Span) -> str:
        return _("{first} to {last}").format(first=span.first, last=span.last)

    def _may_turn(self, project: str, _span: Span | None) -> bool:
        self._take_answers()
        holding = [page for page in self.pages.values() if not page.may_turn(project)]
        if holding:
            self.go(holding[0].page_id)
            holding[0].may_turn(project)  # says it again, on its own page
        return not holding

    def _take_answers(self) -> None:
        """What was stored while a page was left is known before anybody is asked about it."""
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(self.door, QEvent.Type.MetaCall.value)

    def free(self) -> bool:
        """Whether every page can go; if not, the first that cannot is in front and says why."""
        self._leave()
        self._take_answers()
        holding = [page for page in self.pages.values() if not page.may_close()]
        if holding:
            self.go(holding[0].page_id)
            holding[0].may_close()  # says it again, on its own page
        return not holding

    def _choose_work(self, project: str, span: Span | None) -> None:
        self._leave()
        if not self.desk.choose(project, span):
            self._fill_rail()
        elif self.desk.journal is not None:
            self.desk.journal.taken()

    def _current_changed(self) -> None:
        self.bar.leave()
        self._fill_rail()
        for page in self.pages.values():
            if page.needs:
                page.stale = True
        front = self.pages.get(self.page_id)
        if front is not None and front.needs and self.stack.currentWidget() is front:
            front.refresh()

    # --- what the keyboard can do ---------------------------------------------------------------------------------

    def act(self, action: str) -> None:
        """Do what a row of the table of actions names."""
        area, _dot, what = action.partition(".")
        if area == "go":
            self.go(what)
        elif action == "file.open":
            from PySide6.QtWidgets import QFileDialog

            path, _kind = QFileDialog.getOpenFileName(self, _("Choose a file to verify"), "", VERIFIABLE)
            if path:
                self.verify(path)
        elif action == "page.refresh":
            self._leave()
            if self.page_id in self.pages:
                self.pages[self.page_id].refresh()
        elif action == "window.quit":
            self.close()
        elif area == self.page_id and area in self.pages:
            self.pages[area].act(what)

    def choose_language(self, code: str) -> None:
        """Speak this language at once."""
        if not self.free():
            return
        self.preferences.set_language(code)
        i18n.set_language(code)
        self._build()
        if self.door.session is not None:
            self._page("start").refresh()
        self.go(self.page_id)

    # --- Qt's own -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_compact(compact=self.width() < NARROW)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        front, paths = self.pages.get(self.page_id), files_of(event)
        if front is not None and paths and self.door.session is not None and front.give_files(paths):
            event.acceptProposedAction()
            return
        path = one_file(event)
        if path:
            event.acceptProposedAction()
            self.take(path)
        elif paths:
            event.acceptProposedAction()
            self.verify(*paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.free():
            event.ignore()
            return
        self.preferences.set_geometry(self.saveGeometry())
        self._close_journal()
        self.door.close()
        event.accept()
