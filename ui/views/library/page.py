"""The library page: find a methodology, see what it is, where the scheme has none, and start a project with one."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QTabWidget

from jcm_desktop.i18n import N_, _
from jcm_desktop.services import coverage, library, methodology_page, overview
from jcm_desktop.services.library_views import LibraryFilter, MethodologyView
from jcm_desktop.services.views import Changes, Kind
from ui.desk import Desk
from ui.page import Page
from ui.views.library.coverage_view import CoverageView
from ui.views.library.list_view import ListView
from ui.views.library.methodology_view import MethodologyPane

LIST, COVERAGE = range(2)


class LibraryPage(Page):
    """Two tabs, and one methodology over them."""

    page_id: ClassVar[str] = "library"
    words: ClassVar[str] = N_("Library")
    shows: ClassVar[frozenset[Kind]] = frozenset({Kind.PROJECTS})
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
        self.tabs.currentChanged.connect(lambda _at: self._load_tab())
        self.pane = MethodologyPane()
        self.pane.given_up.connect(self.show_tabs)
        self.pane.version_asked.connect(self.open_methodology)
        self.pane.start_asked.connect(self._start)
        self.pane.project_asked.connect(self._open_project)
        self.views = QStackedWidget()
        self.views.addWidget(self.tabs)
        self.views.addWidget(self.pane)
        self.body.addWidget(self.views, 1)
        self._coverage_shown = False

    def load(self) -> None:
        if self.views.currentWidget() is self.pane and self.pane.view is not None:
            self.open_methodology(self.pane.view.id, self.pane.view.version)
        self._search(self.list.wanted())
        self._coverage_shown = False
        self._load_tab()

    def focus_first(self) -> None:
        self.list.search.setFocus()

    def act(self, what: str) -> None:
        """Show one of the tabs, or a methodology named `ID version`."""
        tabs = {"list": LIST, "coverage": COVERAGE}
        if what in tabs:
            self.show_tabs()
            self.tabs.setCurrentIndex(tabs[what])
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

    def _search(self, wanted: LibraryFilter) -> None:
        self.read(lambda session: library.search(session, wanted), self.list.show_view)

    def _show_filtered(self, wanted: LibraryFilter) -> None:
        self.tabs.setCurrentIndex(LIST)
        self.list.show_filter(wanted)
        self.list.table.setFocus()

    def _load_tab(self) -> None:
        if self.tabs.currentIndex() == COVERAGE and not self._coverage_shown:
            self._coverage_shown = True
            self.desk.door.run(coverage.coverage, self.coverage.show_view, owner=self)

    def _start(self, reference: str) -> None:
        def started(_changes: Changes) -> None:
            self.desk.choose(reference, None)
            self.desk.go("plan")

        self.desk.door.run(lambda session: overview.start_project(session, reference), started, owner=self)

    def _open_project(self, reference: str) -> None:
        if reference != self.desk.project:
            self.desk.choose(reference, None)
        self.desk.go("plan")
