"""The start page: what is due in every project, and where new work begins."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import overview, samples
from jcm_desktop.services.views import Changes, Kind, PeriodCard, ProjectCard
from ui.desk import Desk
from ui.page import Page, scrolled
from ui.views.start.cards import ProjectBox
from ui.views.start.forms import PeriodForm, RegisterForm
from ui.widgets.empty import EmptyState
from ui.widgets.texts import button, empty_layout


class StartPage(Page):
    """Cards, the register, and the form for a period."""

    page_id: ClassVar[str] = "start"
    words: ClassVar[str] = N_("Start")
    shows: ClassVar[frozenset[Kind]] = frozenset(Kind) - {Kind.IDENTITY}
    needs: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._new = button(_("Start a project"), self.show_register, name="newProject", icon="plus")
        self._samples = button(_("Open the samples"), self._load_samples, name="openSamples", icon="sample")
        self.tools.addWidget(self._new)
        self.tools.addWidget(self._samples)
        self.views = QStackedWidget()
        self.period_form = PeriodForm()
        self.period_form.open_asked.connect(self._open_period)
        self.period_form.given_up.connect(self.period_form.hide)
        self.period_form.hide()
        self.register = RegisterForm()
        self.register.start_asked.connect(self._start_project)
        self.register.given_up.connect(lambda: self.views.setCurrentIndex(0))
        inside = QWidget()
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(12)
        self._nothing = EmptyState(
            "leaf",
            _("Welcome. Nothing is here yet."),
            _("Look around with the sample projects, or start with your project from the public register."),
            (
                (_("Open the samples"), self._load_samples),
                (_("Start a project"), self.show_register),
                (_("Verify a file"), lambda: desk.go("verify")),
            ),
        )
        for one in (scrolled(inside), self.register, self._nothing):
            self.views.addWidget(one)
        self.body.addWidget(self.period_form)
        self.body.addWidget(self.views, 1)
        desk.current_changed.connect(self._current_changed)
        self._shown: tuple[ProjectCard, ...] = ()

    def load(self) -> None:
        self.read(overview.start_page, self._show)

    def _show(self, cards: tuple[ProjectCard, ...]) -> None:
        self._shown = cards
        self.desk.cards_loaded.emit(cards)
        self._draw()

    def _draw(self) -> None:
        cards = self._shown
        empty_layout(self._cards)
        for card in cards:
            box = ProjectBox(card, (self.desk.project, self.desk.span))
            box.next_asked.connect(self._go_on)
            box.period_asked.connect(self.period_form.ask_for)
            box.plan_asked.connect(self._open_plan)
            self._cards.addWidget(box)
        self._cards.addStretch(1)
        if self.views.currentIndex() != 1:
            self.views.setCurrentIndex(0 if cards else 2)
        self._samples.setVisible(bool(cards) and not all(card.constructed for card in cards))
        self._new.setVisible(bool(cards))

    def _current_changed(self) -> None:
        if self._shown:
            self._draw()

    def _go_on(self, one: PeriodCard) -> None:
        self.desk.choose(one.project, one.span)
        self.desk.go(one.next_page, one.next_place)

    def _open_plan(self, project: str) -> None:
        span = next((one.span for card in self._shown if card.reference == project for one in card.periods), None)
        if project != self.desk.project:
            self.desk.choose(project, span)
        self.desk.go("plan")

    def act(self, what: str) -> None:
        """Show the register or the cards."""
        if what == "register":
            self.show_register()
        elif what == "cards":
            self.views.setCurrentIndex(0 if self._shown else 2)

    def show_register(self) -> None:
        """Bring the register to the front."""
        self.views.setCurrentIndex(1)
        self.register.search.setFocus()
        self.desk.door.run(overview.register, self.register.show_rows, owner=self)

    def _start_project(self, reference: str) -> None:
        def started(_changes: Changes) -> None:
            self.views.setCurrentIndex(0)
            self.desk.choose(reference, None)
            self.desk.go("plan")

        self.desk.door.run(lambda session: overview.start_project(session, reference), started, owner=self)

    def _open_period(self, project: str, first: date, last: date) -> None:
        def opened(_changes: Changes) -> None:
            self.period_form.hide()
            self.desk.choose(project, Span(first, last))

        self.desk.door.run(
            lambda session: overview.open_period(session, project, Span(first, last)), opened, owner=self
        )

    def _load_samples(self) -> None:
        self.desk.door.run(samples.load_samples, owner=self)
