"""The report page: what stands in the way, the versions, their pages, signatures and package."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import checking, confidentiality, identities, packing, reporting, signing, taking_back
from jcm_desktop.services.confidential_views import ConfidentialView
from jcm_desktop.services.report_views import ReportRow, ReportView
from jcm_desktop.services.signing_views import SigningView
from jcm_desktop.services.views import Changes, FindingRow, Kind
from ui.desk import Desk
from ui.icons import icon
from ui.page import CURRENT, Page, scrolled
from ui.views.report.confidential import ConfidentialDialog
from ui.views.report.dialogs import KeyDialog, PassphraseDialog, SignDialog
from ui.views.report.options import ReportOptions
from ui.views.report.sending import ask_to_send
from ui.views.report.template import ask_for_template
from ui.views.report.versions import VersionCard
from ui.widgets.empty import EmptyState
from ui.widgets.finding import FindingCard
from ui.widgets.preview import PagePreview
from ui.widgets.texts import Card, button, empty_layout, label, row, set_property, set_tone, sign

LEFT = 452


class ReportPage(Page):
    """Versions on the left, the pages of one on the right."""

    page_id: ClassVar[str] = "report"
    words: ClassVar[str] = N_("Report")
    shows: ClassVar[frozenset[Kind]] = CURRENT | frozenset(Kind)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: ReportView | None = None
        self._shown = 0
        self._cards: list[VersionCard] = []
        self._step = Card(role="note", margin=12)
        self._sign = sign("info", "blue", 20)
        self.next_step = label("", "strong", name="reportNextStep")
        line = row(self._sign, self.next_step, spacing=10)
        line.setStretch(1, 1)
        self._step.add(line)
        self.options = ReportOptions()
        self.options.marks_asked.connect(self._marks_asked)
        self.make = button(_("Make the report"), self._make, "big", name="makeReport", icon="report")
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        inside = QWidget()
        left = QVBoxLayout(inside)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        left.addWidget(self._step)
        left.addWidget(self.options)
        official = button(
            _("Fill the methodology's workbook…"), self._template_asked, "link", name="fillTemplate", icon="table"
        )
        left.addLayout(row(self.make, None))
        left.addLayout(row(official, None))
        left.addLayout(self._list)
        left.addStretch(1)
        area = scrolled(inside)
        area.setFixedWidth(LEFT)
        self.preview = PagePreview()
        self.preview.wanted.connect(self._draw_page)
        nothing = EmptyState(
            "report",
            _("There is no report yet"),
            _("When nothing stands in the way, make the report. Its pages appear here."),
        )
        self.right = QStackedWidget()
        self.right.addWidget(nothing)
        self.right.addWidget(self.preview)
        both = row(area, self.right, spacing=16)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)

    # --- showing --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        project, span = self.current()
        self.read(lambda session: reporting.report_page(session, project, span), self._show)

    def _show(self, view: ReportView) -> None:
        before = self._view
        newest = view.reports[0].version if view.reports else 0
        other = before is None or (before.project, before.span) != (view.project, view.span)
        if other or before is None or len(view.reports) > len(before.reports):
            self._shown = newest
        self._view = view
        self.banner.set_words(view.constructed)
        waiting = bool(view.blockers) and not (view.reports and view.reports[0].current)
        tone = "amber" if waiting else "green"
        set_tone(self._step, tone)
        self._sign.setPixmap(sign("warning" if waiting else "forward", tone, 20).pixmap())
        self.next_step.setText(view.next_step)
        self.options.show_view(view)
        self.make.setEnabled(view.ready)
        done = bool(view.reports) and view.reports[0].current
        self.make.setText(_("Make a new version") if view.reports else _("Make the report"))
        self.make.setIcon(icon("report", "accent" if done else "card"))
        set_property(self.make, "role", "" if done else "big")
        self._show_list(view)
        self.right.setCurrentIndex(1 if view.reports else 0)
        found = next((one for one in view.reports if one.version == self._shown), None)
        if found is not None:
            self._show_report(found)

    def _show_list(self, view: ReportView) -> None:
        empty_layout(self._list)
        self._cards = []
        if view.blockers:
            self._list.addWidget(label(_("In the way of the report"), "heading"))
        for found in view.blockers:
            card = FindingCard(found)
            card.reason_given.connect(self._give_reason)
            card.go_asked.connect(self._go)
            self._list.addWidget(card)
        if view.reports:
            self._list.addWidget(label(_("Versions"), "heading"))
        for index, one in enumerate(view.reports):
            version = VersionCard(one, index == 0, view.stamp_server)
            version.show_asked.connect(self._show_report)
            version.show_public_asked.connect(self._show_public)
            version.sign_asked.connect(self._sign_asked)
            version.pack_asked.connect(self._pack_asked)
            version.send_asked.connect(self._send_asked)
            version.take_asked.connect(self._choose_signed)
            version.stamp_asked.connect(self._stamp_asked)
            version.proof_asked.connect(self.desk.copies_given)
            version.folder_asked.connect(self._open_folder)
            version.verify_asked.connect(self.desk.file_given)
            self._cards.append(version)
            self._list.addWidget(version)

    def _show_report(self, one: ReportRow) -> None:
        self._shown = one.version
        for card in self._cards:
            card.mark(card.row.version == one.version)
        self.preview.show_file(one.pdf, _("Version {number}").format(number=one.version))

    def _show_public(self, one: ReportRow) -> None:
        self._show_report(one)
        self.preview.show_file(one.public_pdf, _("Version {number}, public copy").format(number=one.version))

    def _draw_page(self, path: str, page: int, width: int) -> None:
        self.desk.door.run(
            lambda _session: reporting.page_image(path, page, width),
            partial(self.preview.show_page, path, page),
            owner=self,
        )

    def _give_reason(self, found: FindingRow, text: str) -> None:
        project, span = self.current()
        self.desk.door.run(
            lambda session: checking.give_reason(session, project, span, found.code, found.place, text), owner=self
        )

    def _go(self, place: Place) -> None:
        self.desk.go(place.page, place)

    # --- what can be done -----------------------------------------------------------------------------------------

    def _make(self) -> None:
        project, span = self.current()
        language, public = self.options.form, self.options.public
        self.make.setEnabled(False)
        self.desk.door.run(
            lambda session: reporting.make_report(session, project, span, language, public=public),
            otherwise=lambda _error, _message: self._ready_again(),
            owner=self,
        )

    def _ready_again(self) -> bool:
        self.make.setEnabled(True)
        return False

    def _marks_asked(self) -> None:
        project, span = self.current()
        self.desk.door.run(
            lambda session: confidentiality.confidential_page(session, project, span), self._ask_marks, owner=self
        )

    def _ask_marks(self, view: ConfidentialView) -> None:
        dialog = ConfidentialDialog(self, view)

        def given() -> None:
            marks = dialog.answer
            self.desk.door.run(
                lambda session: confidentiality.mark_confidential(session, view.project, marks),
                lambda _changes: dialog.accept(),
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        dialog.given.connect(given)
        self.open_dialog(dialog)

    def _sign_asked(self, one: ReportRow) -> None:
        if self._view is not None and self._view.identity is None:
            self._make_key(one, str(next(iter(Role))))
        else:
            self._look_before_signing(one)

    def _make_key(self, one: ReportRow, role: str) -> None:
        dialog = KeyDialog(self)
        dialog.offer(role)
        self.desk.door.run(identities.countries, dialog.country.show_countries, owner=dialog)

        def made(_changes: Changes) -> None:
            dialog.accept()
            self._look_before_signing(one)

        def given() -> None:
            answer = dialog.answer
            self.desk.door.run(
                lambda session: identities.create_identity(session, *answer),
                made,
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        dialog.given.connect(given)
        self.open_dialog(dialog)

    def _look_before_signing(self, one: ReportRow) -> None:
        project, span = self.current()
        self.desk.door.run(
            lambda session: signing.signing_view(session, project, span, one.version),
            partial(self._ask_signature, one),
            owner=self,
        )

    def _ask_signature(self, one: ReportRow, view: SigningView) -> None:
        if view.obstacle:
            self.desk.say("amber", view.obstacle)
            return
        dialog = SignDialog(self, view)

        def given() -> None:
            key, place, reason, own_name, passphrase = dialog.answer
            self.desk.door.run(
                lambda session: signing.sign_report(
                    session,
                    view.project,
                    view.span,
                    view.version,
                    passphrase,
                    view.role,
                    place,
                    key=key,
                    same_person=reason,
                    own_name=own_name,
                    timestamp_url=signing.timestamp_server(session),
                ),
                lambda _changes: dialog.accept(),
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        def another() -> None:
            dialog.reject()
            self._make_key(one, view.role)

        dialog.given.connect(given)
        dialog.another_key.connect(another)
        self.open_dialog(dialog)

    def _pack_asked(self, one: ReportRow) -> None:
        project, span = self.current()
        dialog = PassphraseDialog(
            self,
            _("Make the package of version {number}").format(number=one.version),
            _("Report, data, evidence and history go into one file for the verifier, signed with your key."),
            _("Make the package"),
        )

        def given() -> None:
            passphrase = dialog.answer
            self.desk.door.run(
                lambda session: packing.make_package(session, project, span, one.version, passphrase),
                lambda _changes: dialog.accept(),
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        dialog.given.connect(given)
        self.open_dialog(dialog)

    def _send_asked(self, one: ReportRow) -> None:
        ask_to_send(self, one, self.open_dialog)

    def _stamp_asked(self, one: ReportRow) -> None:
        project, span = self.current()
        self.desk.door.run(lambda session: signing.add_time_stamp(session, project, span, one.version), owner=self)

    def may_close(self) -> bool:
        """A copy under way is stopped; it goes on there the next time."""
        if self.dialog is not None:
            self.dialog.reject()
        return True

    def _choose_signed(self, one: ReportRow) -> None:
        words = _("Choose the files that came back signed")
        paths, _kind = QFileDialog.getOpenFileNames(self, words, "", "PDF, XLSX (*.pdf *.xlsx)")
        if paths:
            self.take_signed(one.version, tuple(paths))

    def take_signed(self, version: int, paths: tuple[str, ...]) -> None:
        """Take in files of a version that somebody signed elsewhere."""
        project, span = self.current()
        self.desk.door.run(lambda session: taking_back.take_signed(session, project, span, version, *paths), owner=self)

    def give_files(self, paths: tuple[str, ...]) -> bool:
        """Signed files that were dropped on the page go to the newest version, if it waits for signatures."""
        newest = self._view.reports[0] if self._view and self._view.reports else None
        if (
            len(paths) < 2
            or newest is None
            or not newest.current
            or not all(one.lower().endswith((".pdf", ".xlsx")) for one in paths)
        ):
            return False
        self.take_signed(newest.version, paths)
        return True

    def _template_asked(self) -> None:
        ask_for_template(self, self.open_dialog)

    def _open_folder(self, one: ReportRow) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(one.pdf).parent)))
