"""The library page: find a methodology, see what it is, where the scheme has none, and start a project with one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget, QTabWidget

from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import (
    check_catalogue,
    confirming,
    coverage,
    library,
    methodology_page,
    overview,
    own_projects,
)
from jcm_desktop.services.confirming_views import ConfirmingView
from jcm_desktop.services.keeping_drafts import keep_draft
from jcm_desktop.services.library_views import LibraryFilter, MethodologyView
from jcm_desktop.services.own_projects import OwnProject, OwnProjectForm
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.services.workbook_import import DraftView, Given, Surroundings, read_workbook, surroundings
from ui.desk import Desk
from ui.page import Page
from ui.views.library.checks_view import ChecksCatalogueView
from ui.views.library.confirm_view import ConfirmPane
from ui.views.library.coverage_view import CoverageView
from ui.views.library.import_view import WorkbookView
from ui.views.library.list_view import ListView
from ui.views.library.methodology_view import MethodologyPane
from ui.views.library.own_project_dialog import OwnProjectDialog
from ui.views.library.pack_desk import PackDesk
from ui.views.library.packs_view import PacksPane
from ui.widgets.message_bar import Message

if TYPE_CHECKING:
    from jcm_desktop.domain.finding import Place

SUFFIX = ".jcmdef"
LIST, COVERAGE, WORKBOOK, PACKS, CHECKS = range(5)


class LibraryPage(Page):
    """Tabs, and over them one methodology, or what is compared of it."""

    page_id: ClassVar[str] = "library"
    words: ClassVar[str] = N_("Library")
    shows: ClassVar[frozenset[Kind]] = frozenset({Kind.PROJECTS, Kind.LIBRARY})
    needs: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("libraryTabs")
        self.tabs.tabBar().setAccessibleName(_("Parts of the library"))
        self.list = ListView()
        self.list.asked.connect(self._search)
        self.list.opened.connect(self.open_methodology)
        self.coverage = CoverageView()
        self.coverage.library_asked.connect(self._show_filtered)
        self.tabs.addTab(self.list, _("Methodologies"))
        self.tabs.addTab(self.coverage, _("Coverage"))
        self.workbook = WorkbookView()
        self.workbook.read_asked.connect(self._read_workbook)
        self.workbook.keep_asked.connect(self._keep_draft)
        self.tabs.addTab(self.workbook, _("Bring a workbook"))
        self.packs = PacksPane()
        self.packing = PackDesk(desk, self, self.packs)
        self.tabs.addTab(self.packs, _("Packs"))
        self.checks = ChecksCatalogueView()
        self.checks.asked.connect(self._search_checks)
        self.tabs.addTab(self.checks, _("Checks"))
        self.tabs.currentChanged.connect(lambda _at: self._load_tab())
        self.pane = MethodologyPane()
        self.pane.given_up.connect(self.show_tabs)
        self.pane.version_asked.connect(self.open_methodology)
        self.pane.start_asked.connect(self._start)
        self.pane.project_asked.connect(self._open_project)
        self.pane.workbook_asked.connect(self.bring_workbook)
        self.pane.confirm_asked.connect(self.open_confirming)
        self.pane.own_asked.connect(self.ask_own)
        self.confirm = ConfirmPane()
        self._connect_confirming()
        self.views = QStackedWidget()
        for one in (self.tabs, self.pane, self.confirm):
            self.views.addWidget(one)
        self.body.addWidget(self.views, 1)
        self._coverage_shown = False

    def _connect_confirming(self) -> None:
        pane = self.confirm
        pane.given_up.connect(self._leave_confirming)
        pane.tick_asked.connect(lambda items, page, document: self._state(confirming.tick, items, page, document))
        pane.differs_asked.connect(
            lambda item, words, page, document: self._state(confirming.differs, item, words, page, document)
        )
        pane.untick_asked.connect(lambda items: self._state(confirming.untick, items))
        pane.text_given.connect(lambda path: self._state(confirming.attach_text, path))
        pane.text_removed.connect(lambda sha256: self._state(confirming.detach_text, sha256))
        pane.complete_asked.connect(lambda name, body: self._state(confirming.complete, name, body))
        pane.withdraw_asked.connect(lambda reason: self._state(confirming.withdraw, reason))

    def load(self) -> None:
        if self.views.currentWidget() is self.confirm and self.confirm.view is not None:
            self.open_confirming(self.confirm.view.id, self.confirm.view.version)
        elif self.views.currentWidget() is self.pane and self.pane.view is not None:
            self.open_methodology(self.pane.view.id, self.pane.view.version)
        self._search(self.list.wanted())
        self._coverage_shown = False
        self._load_tab()
        self.take_wanted()

    def focus_first(self) -> None:
        self.list.search.setFocus()

    def act(self, what: str) -> None:
        """Show one of the tabs, or a methodology named `ID version`."""
        tabs = {"list": LIST, "coverage": COVERAGE, "workbook": WORKBOOK, "packs": PACKS, "checks": CHECKS}
        if what in tabs:
            self.show_tabs()
            self.tabs.setCurrentIndex(tabs[what])
        elif what.startswith("confirm "):
            self.open_confirming(*what.split(" ")[1:3])
        else:
            id, _space, version = what.partition(" ")
            self.open_methodology(id, version)

    def show_tabs(self) -> None:
        """Leave the one methodology."""
        self.views.setCurrentWidget(self.tabs)
        self.list.table.setFocus()

    def open_methodology(self, id: str, version: str) -> None:
        """Show one version on its own."""

        def show(view: MethodologyView) -> None:
            self.views.setCurrentWidget(self.pane)
            self.pane.show_view(view)

        self.desk.door.run(lambda session: methodology_page.methodology_page(session, id, version), show, owner=self)

    def open_confirming(self, id: str, version: str) -> None:
        """Compare one version with its approved text."""

        def show(view: ConfirmingView) -> None:
            self.views.setCurrentWidget(self.confirm)
            self.confirm.show_view(view)

        self.desk.door.run(lambda session: confirming.confirming_page(session, id, version), show, owner=self)

    def bring_workbook(self, id: str, version: str) -> None:
        """Ask for the workbook of a methodology that is known by its title only."""
        self.workbook.expect(id, version)
        self.views.setCurrentWidget(self.tabs)
        self.tabs.setCurrentIndex(WORKBOOK)
        self.workbook.focus_first()

    def show_place(self, place: Place) -> None:
        """A finding about a definition leads to comparing it; `check VAL-04` to that check."""
        if place.parameter == "workbook":
            self.act("workbook")
            return
        what, _space, code = place.parameter.partition(" ")
        if what == "check":
            self.act("checks")
            self.checks.choose(code)
            return
        id, _space, version = place.parameter.partition(" ver")
        if id and version:
            self.open_confirming(id, version)

    def give_file(self, path: str) -> None:
        """A workbook or a pack that was dropped."""
        if Path(path).suffix.lower() == SUFFIX:
            self.act("packs")
            self.packing.look(path)
            return
        self.act("workbook")
        self.workbook.bring(path)

    def _leave_confirming(self) -> None:
        if self.confirm.view is not None:
            self.open_methodology(self.confirm.view.id, self.confirm.view.version)

    def _state(self, use_case: Callable[..., Changes], *said: object) -> None:
        """Have something stated about the definition that is compared; the page looks again by itself."""
        view = self.confirm.view
        if view is None:
            return

        def refused(_error: BaseException, _message: Message) -> bool:
            self.confirm.refused()
            return False

        self.desk.door.run(
            lambda session: use_case(session, view.id, view.version, *said), otherwise=refused, owner=self
        )

    def _read_workbook(self, path: str, given: Given | None, only: str) -> None:
        def refused(_error: BaseException, message: Message) -> bool:
            self.workbook.refuse(message.text)
            return True

        def read(around: Surroundings) -> None:
            door.run_aside(
                lambda: read_workbook(path, given, only, around), self.workbook.show_view, refused, owner=self
            )

        door = self.desk.door
        door.run(surroundings, read, refused, owner=self)

    def _keep_draft(self, path: str, sha256: str, draft: DraftView, replace: bool) -> None:
        def kept(_changes: Changes) -> None:
            self.workbook.expect("", "")
            self.open_confirming(draft.methodology, draft.version)

        def refused(error: BaseException, message: Message) -> bool:
            self.workbook.refuse(message.text, replaceable=getattr(error, "code", "") == "own.exists")
            return True

        self.desk.door.run(
            lambda session: keep_draft(session, path, sha256, draft.text, replace=replace), kept, refused, owner=self
        )

    def _search(self, wanted: LibraryFilter) -> None:
        self.read(lambda session: library.search(session, wanted), self.list.show_view)

    def _search_checks(self, wanted: check_catalogue.CheckFilter) -> None:
        self.desk.door.run(
            lambda session: check_catalogue.check_catalogue(session, wanted), self.checks.show_view, owner=self
        )

    def _show_filtered(self, wanted: LibraryFilter) -> None:
        self.tabs.setCurrentIndex(LIST)
        self.list.show_filter(wanted)
        self.list.table.setFocus()

    def _load_tab(self) -> None:
        if self.tabs.currentIndex() == COVERAGE and not self._coverage_shown:
            self._coverage_shown = True
            self.desk.door.run(coverage.coverage, self.coverage.show_view, owner=self)
        elif self.tabs.currentIndex() == PACKS:
            self.packing.load()
        elif self.tabs.currentIndex() == CHECKS:
            self._search_checks(self.checks.wanted)

    def _start(self, reference: str) -> None:
        def started(_changes: Changes) -> None:
            if self.desk.choose(reference, None):
                self.desk.go("plan")

        self.desk.door.run(lambda session: overview.start_project(session, reference), started, owner=self)

    def ask_own(self, id: str, version: str) -> None:
        """Ask for a project that is not in the register, and open it by this version."""

        def ask(form: OwnProjectForm) -> None:
            dialog = OwnProjectDialog(self, form)

            def refused(error: BaseException, message: Message) -> bool:
                return isinstance(error, UserError) and dialog.complain(message.text)

            def started(said: OwnProject) -> None:
                dialog.accept()
                if self.desk.choose(said.reference.strip().upper(), None):
                    self.desk.go("plan")

            def give() -> None:
                said = dialog.answer
                self.desk.door.run(
                    lambda session: own_projects.start_own_project(session, id, version, said),
                    lambda _changes: started(said),
                    refused,
                    owner=self,
                )

            dialog.given.connect(give)
            self.open_dialog(dialog)

        self.desk.door.run(lambda session: own_projects.own_project_form(session, id, version), ask, owner=self)

    def _open_project(self, reference: str) -> None:
        if reference == self.desk.project or self.desk.choose(reference, None):
            self.desk.go("plan")
