"""The evidence page: what is stated for a period, and the files that back it up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QTabWidget

from jcm_desktop import clock
from jcm_desktop.domain.evidence import KINDS
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import evidence, evidence_cover, evidence_files, evidence_history, evidence_page
from jcm_desktop.services.evidence_cover import CoverRow
from jcm_desktop.services.evidence_files import BackedPoint, FileRow, FilesView, Preview
from jcm_desktop.services.evidence_history import HistoryLine
from jcm_desktop.services.evidence_page import StatementsView
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from ui.desk import Desk
from ui.page import CURRENT, Page
from ui.views.evidence.attach import AgainDialog, AttachDialog, CorrectDialog, HistoryDialog, WithdrawDialog
from ui.views.evidence.cover_card import CoverList
from ui.views.evidence.files_tab import FilesTab, scaled_picture
from ui.views.evidence.statements_tab import StatementsTab
from ui.widgets.ask import AskDialog
from ui.widgets.drop_area import PICTURES, files_of
from ui.widgets.message_bar import Message
from ui.widgets.texts import TONE_ICONS, Card, label, row, set_tone, sign

Views = tuple[StatementsView | None, FilesView, tuple[CoverRow, ...]]

NOT_UNDONE = N_(
    "Evidence is not undone by a key, as others may rely on it already. Withdraw a file with a reason; a statement has "
    "“Take back”."
)


class EvidencePage(Page):
    """A line that says what is missing, and tabs."""

    page_id: ClassVar[str] = "evidence"
    words: ClassVar[str] = N_("Evidence")
    needs: ClassVar[str] = "either"
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
        self.files = FilesTab()
        self.files.attach_asked.connect(self._choose_files)
        self.files.withdraw_asked.connect(self._withdraw)
        self.files.correct_asked.connect(self._correct)
        self.files.again_asked.connect(self._link_again)
        self.files.history_asked.connect(self._show_history)
        self.files.value_asked.connect(lambda place: self.desk.go("readings", place))
        self.files.preview_wanted.connect(self._draw)
        self.tabs.addTab(self.files, _("Files"))
        self.cover = CoverList()
        self.cover.files_asked.connect(self._show_files)
        self.cover.attach_asked.connect(self._ask_for)
        self.tabs.addTab(self.cover, _("Days covered"))
        self._kind = ""  # of the files that are asked for
        self._given: tuple[str, ...] = ()  # files for a place that is not shown yet
        self.dialog: AskDialog | None = None
        self._points: tuple[BackedPoint, ...] = ()
        self.setAcceptDrops(True)
        self.body.addWidget(self._note)
        self.body.addWidget(self.tabs, 1)

    def load(self) -> None:
        project, span = self.desk.project, self.desk.span

        def all_three(session: Session) -> Views:
            files = evidence_files.files_page(session, project, span)
            if span is None:  # files can be attached before a period is open
                return None, files, ()
            statements = evidence_page.statements_page(session, project, span)
            return statements, files, evidence_cover.cover_page(session, project, span)

        self.read(all_three, self._show)

    def _show(self, views: Views) -> None:
        view, files, cover = views
        self.banner.set_words(files.constructed)
        for tab in (self.statements, self.cover):
            self.tabs.setTabEnabled(self.tabs.indexOf(tab), view is not None)
        if view is None:
            words = _("No period is open yet. Files can be attached; everything else is said for a period.")
            self._show_state("blue", words)
            self.tabs.setCurrentWidget(self.files)
        else:
            self._show_state("red" if view.missing else "green", view.summary, view.frozen)
            self.statements.show_view(view)
        self._points = files.points
        self.files.show_view(files, cover)
        self.cover.show_rows(cover)
        self.take_wanted()
        given, self._given = self._given, ()
        self.take_files(list(given))

    def _show_state(self, tone: str, words: str, frozen: str = "") -> None:
        set_tone(self._note, tone)
        self._sign.setPixmap(sign(TONE_ICONS[tone], tone, 20).pixmap())
        self.summary.setText(words)
        self.frozen.setText(frozen)
        self.frozen.setVisible(bool(frozen))

    def show_place(self, place: Place) -> None:
        if self.statements.show_place(place):
            self.tabs.setCurrentWidget(self.statements)
        else:
            self.tabs.setCurrentWidget(self.files)
            days = Span.parse(f"{place.first}..{place.last}") if place.first and place.last else None
            self.files.show_point(place.point, days, only=bool(place.parameter))  # a value names its parameter

    def give_files(self, paths: tuple[str, ...]) -> bool:
        if any(path.lower().endswith(".jcmpkg") for path in paths):
            return False  # the window verifies it
        if self.wanted is not None:
            self._given = paths
        else:
            self.take_files(list(paths))
        return True

    def act(self, what: str) -> None:
        """Show one of the tabs, or say why nothing is undone here."""
        if what == "undo":
            self.desk.say("blue", _(NOT_UNDONE))
            return
        self.tabs.setCurrentWidget({"statements": self.statements, "files": self.files, "days": self.cover}[what])

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

    # --- files ----------------------------------------------------------------------------------------------------

    def _show_files(self, point: str) -> None:
        self.tabs.setCurrentWidget(self.files)
        self.files.show_point(point)

    def _ask_for(self, point: str, kind: str, days: Span) -> None:
        """Choose files of a kind for days that need one."""
        self.files.show_point(point, days)
        self._kind = kind
        self._choose_files()

    def _choose_files(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose the files to attach"))
        self.take_files(paths)

    def take_files(self, paths: list[str]) -> None:
        """Ask what these files prove, then attach them."""
        kind, self._kind = self._kind, ""
        if not paths or self.stack.currentIndex():
            return
        project, span = self.desk.project, self._period()
        self.tabs.setCurrentWidget(self.files)
        days = self.files.days or self.desk.span
        points = self._likely_points()
        pictures = all(Path(path).suffix.lower() in PICTURES for path in paths)
        said = evidence.Proof(
            kind or ("photograph" if pictures else self._likely_kind(points)),
            points,
            first=days.first if days else None,
            last=days.last if days else None,
        )
        dialog = AttachDialog(self, paths, self._points, said, span)

        def given() -> None:
            proof = dialog.answer
            self._run_for(dialog, lambda session: evidence.attach_files(session, project, paths, proof))

        self._open(dialog, given)

    def _likely_points(self) -> tuple[str, ...]:
        """The point whose files are shown, or the only one there is."""
        if self.files.chosen_point:
            return (self.files.chosen_point,)
        return (self._points[0].no,) if len(self._points) == 1 else ()

    def _likely_kind(self, points: tuple[str, ...]) -> str:
        """What a point asks for by its option; an invoice where nothing is known."""
        kinds = {one.kind for one in self._points if one.no in points}
        return kinds.pop() if len(kinds) == 1 else KINDS[0]

    def _period(self) -> Span:
        """The period that is worked on, or this year, for days that are only proposed."""
        year = clock.now().year
        return self.desk.span or Span(date(year, 1, 1), date(year, 12, 31))

    def _correct(self, one: FileRow) -> None:
        project, span = self.desk.project, self._period()
        dialog = CorrectDialog(self, one.name, self._points, evidence.proof_of(one.item), span)

        def given() -> None:
            proof, reason = dialog.answer, dialog.reason.text()
            self._run_for(dialog, lambda session: evidence.correct_link(session, project, one.item, proof, reason))

        self._open(dialog, given)

    def _link_again(self, one: FileRow) -> None:
        project, span = self.desk.project, self._period()
        dialog = AgainDialog(self, one.name, self._points, evidence.proof_of(one.item), span)

        def given() -> None:
            proof = dialog.answer
            self._run_for(dialog, lambda session: evidence.link_again(session, project, one.item, proof))

        self._open(dialog, given)

    def _show_history(self, one: FileRow) -> None:
        project, sha256 = self.desk.project, one.item.sha256

        def shown(lines: tuple[HistoryLine, ...]) -> None:
            self._open(HistoryDialog(self, one.name, lines), lambda: None)

        self.desk.door.run(lambda session: evidence_history.file_history(session, project, sha256), shown, owner=self)

    def _withdraw(self, one: FileRow) -> None:
        project = self.desk.project
        dialog = WithdrawDialog(self, one.name)

        def given() -> None:
            reason = dialog.reason.text()
            self._run_for(dialog, lambda session: evidence.withdraw_evidence(session, project, one.item, reason))

        self._open(dialog, given)

    def _run_for(self, dialog: AskDialog, use_case: Callable[[Session], Changes]) -> None:
        self.desk.door.run(
            use_case,
            lambda _changes: dialog.accept(),
            lambda _error, message: dialog.complain(message.text, message.choices),
            owner=dialog,
        )

    def _open(self, dialog: AskDialog, given: Callable[[], None]) -> None:
        self.dialog = dialog
        dialog.given.connect(given)
        dialog.finished.connect(self._dialog_gone)
        dialog.open()

    def _dialog_gone(self) -> None:
        self.dialog = None

    def _draw(self, sha256: str, page: int, width: int) -> None:
        """Make a picture of a file beside the lane and the window."""
        session = self.desk.door.session
        if session is None:
            return

        def work() -> tuple[Preview, QImage]:
            found = evidence_files.preview(session, sha256, page, width)
            return found, scaled_picture(found.picture, width) if found.picture else QImage()

        def failed(_error: BaseException, message: Message) -> bool:
            self.files.show_failure(sha256, message.text)
            return True

        self.desk.door.run_aside(work, partial(self.files.show_preview, sha256, page), failed, owner=self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = files_of(event)
        if paths:
            event.acceptProposedAction()
            self.take_files(list(paths))
