"""The checks page: every finding in words, worst first, where it leads, and the reasons people give."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services import checking
from jcm_desktop.services.views import ChecksView, FindingRow, Kind
from ui.desk import Desk
from ui.page import CURRENT, Page, scrolled
from ui.widgets.finding import FindingCard
from ui.widgets.texts import Card, empty_layout, label, row, set_tone, sign


class ChecksPage(Page):
    """One card for each finding, grouped by how bad it is."""

    page_id: ClassVar[str] = "checks"
    words: ClassVar[str] = N_("Checks")
    shows: ClassVar[frozenset[Kind]] = CURRENT | {Kind.READINGS, Kind.PLAN, Kind.EVIDENCE, Kind.REASONS, Kind.REPORTS}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._summary = Card(role="note", margin=12)
        self._sign = sign("good", "green", 22)
        self.summary = label("", "strong", name="checksSummary")
        self._count = label("", "quiet", wrap=False)
        line = row(self._sign, self.summary, self._count, spacing=12)
        line.setStretch(1, 1)
        self._summary.add(line)
        self.body.addWidget(self._summary)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._area = scrolled(inside)
        self.body.addWidget(self._area, 1)
        self._drafts: dict[tuple[str, Place], str] = {}
        self.cards: list[FindingCard] = []

    def load(self) -> None:
        project, span = self.current()
        self.read(lambda session: checking.checks_page(session, project, span), self._show)

    def _show(self, view: ChecksView) -> None:
        self._keep_drafts()
        self.banner.set_words(view.constructed)
        tone = "red" if view.blocking else "amber" if view.reasons_missing else "green"
        set_tone(self._summary, tone)
        self._sign.setPixmap(sign({"red": "error", "amber": "warning", "green": "good"}[tone], tone, 22).pixmap())
        self.summary.setText(view.summary)
        ran = ngettext("{count} check ran", "{count} checks ran", view.run_count)
        self._count.setText(ran.format(count=view.run_count))
        at = self._area.verticalScrollBar().value()
        empty_layout(self._column)
        self.cards = []
        group = ""
        for found in sorted(view.findings, key=_order):
            words = self._group_words(found)
            if words != group:
                group = words
                self._column.addWidget(label(words, "heading"))
            self._column.addWidget(self._card(found))
        if not view.findings:
            self._column.addWidget(label(_("No check found anything. Go on to the result and the report."), "quiet"))
        self._column.addStretch(1)
        QTimer.singleShot(0, self._area, lambda: self._area.verticalScrollBar().setValue(at))
        self.take_wanted()

    def _group_words(self, found: FindingRow) -> str:
        return _("Done: a reason was given") if found.reason else found.severity_words

    def _card(self, found: FindingRow) -> FindingCard:
        card = FindingCard(found)
        card.go_asked.connect(self._go)
        card.reason_given.connect(self._give_reason)
        draft = self._drafts.get((found.code, found.place), "")
        if draft:
            card.open_reason()
            card.text.setPlainText(draft)
        self.cards.append(card)
        return card

    def _keep_drafts(self) -> None:
        """A reason being typed survives a new look at the findings."""
        self._drafts = {(one.found.code, one.found.place): one.unsaved for one in self.cards if one.unsaved}

    def _go(self, place: Place) -> None:
        self.desk.go(place.page, place)

    def _give_reason(self, found: FindingRow, text: str) -> None:
        project, span = self.current()
        self.desk.door.run(
            lambda session: checking.give_reason(session, project, span, found.code, found.place, text), owner=self
        )

    def leave(self) -> None:
        """Store a reason that is still in its box; the words must not get lost."""
        for card in self.cards:
            if card.unsaved:
                self._give_reason(card.found, card.unsaved)


def _order(found: FindingRow) -> tuple[bool, int]:
    return bool(found.reason), found.severity.rank
