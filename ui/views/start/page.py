"""The start page: what is due in every project, and where new work begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.errors import JcmError
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import overview, periods, samples
from jcm_desktop.services.formatting import span_words
from jcm_desktop.services.reminders import all_due
from jcm_desktop.services.views import Changes, Kind, PeriodCard, ProjectCard, Reminder
from ui.desk import Desk
from ui.page import Page, scrolled
from ui.views.start.cards import ProjectBox
from ui.views.start.due import DueList
from ui.views.start.forms import PeriodForm, RegisterForm
from ui.widgets.empty import EmptyState
from ui.widgets.message_bar import Message
from ui.widgets.reason_line import ReasonLine
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
        self.register.open_asked.connect(self._open_plan)
        self.register.import_asked.connect(lambda: desk.go("library", Place("library", parameter="workbook")))
        self.register.given_up.connect(lambda: self.views.setCurrentIndex(0))
        self.due = DueList()
        self.due.asked.connect(self._go_to)
        self.reason = ReasonLine("approvalBox")
        self.reason.given.connect(self._with_reason)
        self.reason.given_up.connect(self.reason.hide)
        self._asked: tuple[PeriodCard, bool] | None = None
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(12)
        around.addWidget(self.due)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        around.addLayout(self._cards)
        around.addStretch(1)
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
        self._area = scrolled(inside)
        for one in (self._area, self.register, self._nothing):
            self.views.addWidget(one)
        self.body.addWidget(self.period_form)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.views, 1)
        desk.current_changed.connect(self._current_changed)
        self._shown: tuple[ProjectCard, ...] = ()

    def load(self) -> None:
        self.read(overview.start_page, self._show)

    def _show(self, cards: tuple[ProjectCard, ...]) -> None:
        self._shown = cards
        self.desk.cards_loaded.emit(cards)
        self._draw()
        self.take_wanted()

    def show_place(self, place: Place) -> None:
        """A finding about the days of a period: where another one is opened."""
        self.act("cards")
        kind, _space, project = place.parameter.partition(" ")
        if kind == "period":
            self.period_form.ask_for(project)
            return
        found = self.findChildren(QPushButton, f"openPeriod-{self.desk.project}")
        if found:  # the last one is of the newest cards
            QTimer.singleShot(0, found[-1], lambda: self._reach(found[-1]))

    def _reach(self, one: QWidget) -> None:
        one.setFocus()
        self._area.ensureWidgetVisible(one, 0, 60)

    def _draw(self) -> None:
        cards = self._shown
        self.due.show_due(all_due(cards), cards)
        empty_layout(self._cards)
        for card in cards:
            box = ProjectBox(card, (self.desk.project, self.desk.span))
            box.next_asked.connect(self._go_on)
            box.first_asked.connect(self._begin)
            box.period_asked.connect(self.period_form.ask_for)
            box.plan_asked.connect(self._open_plan)
            box.freeze_asked.connect(self._freeze)
            box.reopen_asked.connect(self._ask_reopen)
            self._cards.addWidget(box)
        if self.views.currentIndex() != 1:
            self.views.setCurrentIndex(0 if cards else 2)
        self._samples.setVisible(bool(cards) and not all(card.constructed for card in cards))
        self._new.setVisible(bool(cards))

    def _current_changed(self) -> None:
        if self._shown:
            self._draw()

    def _go_on(self, one: PeriodCard) -> None:
        if self.desk.choose(one.project, one.span):
            self.desk.go(one.next_page, one.next_place)

    def _begin(self, card: ProjectCard) -> None:
        """The first thing to do for a project without a period."""
        if card.first_step is not None and self.desk.choose(card.reference, None):
            self.desk.go(*card.first_step[1:])

    def _go_to(self, one: Reminder) -> None:
        """To where something that is due can be done."""
        if not self.desk.choose(one.project, one.span):
            return
        card = next((each for each in self._periods() if (each.project, each.span) == (one.project, one.span)), None)
        if one.page == "start" and card is not None:
            self._freeze(card)
        else:
            self.desk.go(one.page, one.place)

    def _periods(self) -> list[PeriodCard]:
        return [period for card in self._shown for period in card.periods]

    # --- approval -------------------------------------------------------------------------------------------------

    def _freeze(self, one: PeriodCard, reason: str = "") -> None:
        def refused(error: BaseException, message: Message) -> bool:
            if not isinstance(error, JcmError) or error.code != "period.one_person":
                return False
            self._asked = (one, True)
            self.reason.ask(_("One person typed and approves: why?"), message.text, _("Approve and freeze"))
            return True

        self.desk.door.run(
            lambda session: periods.freeze(session, one.project, one.span, reason),
            lambda _changes: self.reason.hide(),
            refused,
            owner=self,
        )

    def _ask_reopen(self, one: PeriodCard) -> None:
        self._asked = (one, False)
        self.reason.ask(
            _("Why is the period {span} opened again?").format(span=span_words(one.span)),
            _("Reports made of it no longer fit what is entered afterwards. The reason is kept and printed."),
            _("Open it again"),
        )

    def _with_reason(self, reason: str) -> None:
        if self._asked is None:
            return
        one, freezing = self._asked
        if freezing:
            self._freeze(one, reason)
            return
        self.desk.door.run(
            lambda session: periods.reopen(session, one.project, one.span, reason),
            lambda _changes: self.reason.hide(),
            owner=self,
        )

    def _open_plan(self, project: str) -> None:
        span = next((one.span for card in self._shown if card.reference == project for one in card.periods), None)
        if project == self.desk.project or self.desk.choose(project, span):
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
            if self.desk.choose(reference, None):
                self.desk.go("plan")

        self.desk.door.run(lambda session: overview.start_project(session, reference), started, owner=self)

    def _open_period(self, project: str, first: date, last: date) -> None:
        def opened(_changes: Changes) -> None:
            self.period_form.hide()
            self.desk.choose(project, Span(first, last))

        def refused(error: BaseException, message: Message) -> bool:
            if not isinstance(error, JcmError) or error.code != "period.crosses_2020":
                return False
            self.desk.door.said.emit(Message("amber", message.text, self._split(project, Span(first, last))))
            return True

        if last < first:
            self.desk.say("amber", _("The first day is after the last day. Please swap them."))
            return
        self.desk.door.run(
            lambda session: overview.open_period(session, project, Span(first, last)), opened, refused, owner=self
        )

    def _split(self, project: str, span: Span) -> tuple[tuple[str, Callable[[], object]], ...]:
        """The one way to open days on both sides of the end of 2020: as two periods."""
        parts = overview.split_at_2020(span)

        def opened(_changes: Changes) -> None:
            self.period_form.hide()
            self.desk.choose(project, parts[0])

        def both() -> None:
            self.desk.door.run(lambda session: overview.open_split(session, project, span), opened, owner=self)

        words = _("Open both: {first} and {second}")
        return ((words.format(first=span_words(parts[0]), second=span_words(parts[-1])), both),)

    def _load_samples(self) -> None:
        self.desk.door.run(samples.load_samples, owner=self)
