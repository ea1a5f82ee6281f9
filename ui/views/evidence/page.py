"""The evidence page: what is stated for a period, and the files that back it up."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QTabWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import evidence_page
from jcm_desktop.services.evidence_page import StatementsView
from jcm_desktop.services.views import Kind
from ui.desk import Desk
from ui.page import CURRENT, Page
from ui.views.evidence.statements_tab import StatementsTab
from ui.widgets.texts import Card, label, row, set_tone, sign


class EvidencePage(Page):
    """A line that says what is missing, and tabs."""

    page_id: ClassVar[str] = "evidence"
    words: ClassVar[str] = N_("Evidence")
    shows: ClassVar[frozenset[Kind]] = CURRENT | {Kind.PLAN, Kind.EVIDENCE, Kind.REASONS}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._note = Card(role="note", margin=12)
        self._sign = sign("good", "green", 20)
        self.summary = label("", "strong", name="evidenceSummary")
        line = row(self._sign, self.summary, spacing=12)
        line.setStretch(1, 1)
        self._note.add(line)
        self.frozen = label("", "strong", name="evidenceFrozen")
        self._note.add(self.frozen)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("evidenceTabs")
        self.tabs.tabBar().setAccessibleName(_("Parts of the evidence"))
        self.statements = StatementsTab()
        self.statements.answered.connect(self._answer)
        self.statements.scheme_stated.connect(self._state_scheme)
        self.statements.integrity_noted.connect(self._note_integrity)
        self.statements.taken_back.connect(self._take_back)
        self.tabs.addTab(self.statements, _("Statements for this period"))
        self.body.addWidget(self._note)
        self.body.addWidget(self.tabs, 1)

    def load(self) -> None:
        project, span = self.current()
        self.read(lambda session: evidence_page.statements_page(session, project, span), self._show)

    def _show(self, view: StatementsView) -> None:
        self.banner.set_words(view.constructed)
        tone = "red" if view.missing else "green"
        set_tone(self._note, tone)
        self._sign.setPixmap(sign("error" if view.missing else "good", tone, 20).pixmap())
        self.summary.setText(view.summary)
        self.frozen.setText(view.frozen)
        self.frozen.setVisible(bool(view.frozen))
        self.statements.show_view(view)
        self.take_wanted()

    def show_place(self, place: Place) -> None:
        if self.statements.show_place(place):
            self.tabs.setCurrentWidget(self.statements)
        elif place.point:
            self.desk.go("plan", place)

    def may_close(self) -> bool:
        if not self.statements.unsaved:
            return True
        self.tabs.setCurrentWidget(self.statements)
        self.desk.say("amber", _("A statement is not saved yet. Save it or discard the changes, then close."))
        return False

    # --- what can be stated ---------------------------------------------------------------------------------------

    def _answer(self, criterion: str, text: str, files: tuple[str, ...], met: bool) -> None:
        project, span = self.current()
        answer = partial(evidence_page.answer_criterion, met=met)
        self.desk.door.run(lambda session: answer(session, project, span, criterion, text, files), owner=self)

    def _state_scheme(self, text: str) -> None:
        project, span = self.current()
        self.desk.door.run(lambda session: evidence_page.state_single_scheme(session, project, span, text), owner=self)

    def _note_integrity(self, month: Span, person: str, text: str) -> None:
        project, span = self.current()
        self.desk.door.run(
            lambda session: evidence_page.note_integrity(session, project, span, month, person, text), owner=self
        )

    def _take_back(self, kind: str, subject: str) -> None:
        project, span = self.current()
        self.desk.door.run(lambda session: evidence_page.take_back(session, project, span, kind, subject), owner=self)
