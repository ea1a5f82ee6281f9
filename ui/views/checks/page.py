"""The checks page: every finding in words, worst first, where it leads, the reasons people give, and the waivers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services import checking, findings_list, waiving
from jcm_desktop.services.check_views import ChecksView, FindingRow, WaivingView
from jcm_desktop.services.views import Kind
from ui.desk import Desk
from ui.page import CURRENT, Page, scrolled
from ui.views.checks.waivers import WaiveDialog, WaiverCard
from ui.widgets.ask import AskDialog
from ui.widgets.finding import FindingCard
from ui.widgets.message_bar import Message
from ui.widgets.texts import Card, button, empty_layout, label, row, set_tone, sign

FILTERS = {findings_list.PDF: "PDF (*.pdf)", findings_list.WORKBOOK: "Excel (*.xlsx)"}


class ChecksPage(Page):
    """One card for each finding, grouped by how bad it is; below them the waivers."""

    page_id: ClassVar[str] = "checks"
    words: ClassVar[str] = N_("Checks")
    shows: ClassVar[frozenset[Kind]] = CURRENT | {
        *(Kind.READINGS, Kind.PLAN, Kind.EVIDENCE),
        *(Kind.REASONS, Kind.REPORTS, Kind.LIBRARY),
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._tools()
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
        self.waivers: list[WaiverCard] = []
        self.dialog: AskDialog | None = None

    def _tools(self) -> None:
        for words, name, ending, keys in (
            (_("List as PDF"), "exportPdf", findings_list.PDF, "Ctrl+E"),
            (_("List as Excel"), "exportXlsx", findings_list.WORKBOOK, "Ctrl+Shift+E"),
        ):
            made = button(words, lambda ending=ending: self._ask_file(ending), name=name, icon="report", hint=keys)  # type: ignore[misc]
            self.tools.addWidget(made)
            self.head_buttons = (*self.head_buttons, made)
        self.tools.addWidget(button(_("All checks"), lambda: self._about(""), name="allChecks", icon="library"))

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
        self.cards, self.waivers = [], []
        group = ""
        for found in sorted(view.findings, key=_order):
            words = self._group_words(found)
            if words != group:
                group = words
                self._column.addWidget(label(words, "heading"))
            self._column.addWidget(self._card(found))
        if not view.findings:
            self._column.addWidget(label(_("No check found anything. Go on to the result and the report."), "quiet"))
        self._show_waivers(view)
        self._column.addStretch(1)
        QTimer.singleShot(0, self._area, lambda: self._area.verticalScrollBar().setValue(at))
        self.take_wanted()

    def _show_waivers(self, view: ChecksView) -> None:
        if view.waivers:
            self._column.addWidget(label(_("Waivers of this period"), "heading"))
        for one in view.waivers:
            card = WaiverCard(one)
            card.withdraw_asked.connect(self._withdraw)
            self.waivers.append(card)
            self._column.addWidget(card)

    def _group_words(self, found: FindingRow) -> str:
        return _("Done: a reason was given") if _done(found) else found.severity_words

    def _card(self, found: FindingRow) -> FindingCard:
        card = FindingCard(found, full=True)
        card.go_asked.connect(self._go)
        card.reason_given.connect(self._give_reason)
        card.about_asked.connect(self._about)
        card.waive_asked.connect(self._ask_waiver)
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

    def _about(self, code: str) -> None:
        self.desk.go("library", Place("library", parameter=f"check {code}".strip()))

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

    # --- by keyboard ----------------------------------------------------------------------------------------------

    def act(self, what: str) -> None:
        """What the table of actions names."""
        if not self.ready:
            return
        if what in ("next_problem", "previous"):
            self._next(-1 if what == "previous" else 1)
        elif what == "export_pdf":
            self._ask_file(findings_list.PDF)
        elif what == "export_xlsx":
            self._ask_file(findings_list.WORKBOOK)

    def _next(self, step: int) -> None:
        """Put the keyboard on the next finding: Enter goes there."""
        cards = [one for one in self.cards if one.first is not None]
        if not cards:
            self.desk.say("green", _("There is no finding."))
            return
        focus = self.focusWidget()
        at = next((at for at, one in enumerate(cards) if focus is not None and one.isAncestorOf(focus)), -1)
        card = cards[(at + step) % len(cards) if at >= 0 or step > 0 else -1]
        if card.first is not None:
            card.first.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(card, 0, 12)

    # --- waivers --------------------------------------------------------------------------------------------------

    def _ask_waiver(self, found: FindingRow) -> None:
        project, span = self.current()
        self.desk.door.run(
            lambda session: waiving.waiving_view(session, project, span, found.code, found.place),
            self._open_waiver,
            owner=self,
        )

    def _open_waiver(self, view: WaivingView) -> None:
        if view.obstacle:
            choices = ((_("Go to the settings"), lambda: self.desk.go("settings")),)
            self.desk.door.said.emit(Message("amber", view.obstacle, choices))
            return
        project, span = self.current()
        dialog = WaiveDialog(self, view)

        def given() -> None:
            decision, passphrase, key = dialog.answer
            self.desk.door.run(
                lambda session: waiving.waive(session, project, span, view.code, view.place, decision, passphrase, key),
                lambda _changes: dialog.accept(),
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        def gone() -> None:
            if self.dialog is dialog:
                self.dialog = None

        self.dialog = dialog
        dialog.given.connect(given)
        dialog.finished.connect(gone)
        dialog.open()

    def _withdraw(self, subject: str) -> None:
        project, span = self.current()
        self.desk.door.run(lambda session: waiving.withdraw_waiver(session, project, span, subject), owner=self)

    # --- the list as a file ---------------------------------------------------------------------------------------

    def _ask_file(self, ending: str) -> None:
        if self.stack.currentIndex():
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / findings_list.suggested_name(*self.current(), ending))
        words = _("Where to put the list of findings")
        # Whether a file may be replaced is asked by the use case, for every face in the same words.
        asked = QFileDialog.Option.DontConfirmOverwrite
        path, _kind = QFileDialog.getSaveFileName(self, words, start, FILTERS[ending], options=asked)
        if path:
            self.export(path if Path(path).suffix else f"{path}{ending}")

    def export(self, path: str, *, replace: bool = False) -> None:
        """Write the list; where the file is there already, ask before it is replaced."""
        project, span = self.current()

        def refused(error: BaseException, message: Message) -> bool:
            if not isinstance(error, UserError) or error.code != "findings.there_already":
                return False
            choices = ((_("Replace it"), lambda: self.export(path, replace=True)),)
            self.desk.door.said.emit(Message("amber", message.text, choices))
            return True

        self.desk.door.run(
            lambda session: findings_list.export_findings(session, project, span, path, replace=replace),
            otherwise=refused,
            owner=self,
        )


def _done(found: FindingRow) -> bool:
    return bool(found.reason) and str(found.severity) == "warning"


def _order(found: FindingRow) -> tuple[bool, int]:
    return bool(found.reason), found.severity.rank
