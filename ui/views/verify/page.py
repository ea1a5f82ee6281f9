"""The page that verifies a file from outside: every question with its answer, and who signed. Needs no workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.i18n import N_, _
from jcm_desktop.services import trust
from jcm_desktop.services.copies_check import prove_pair
from jcm_desktop.services.local_verification import LocalVerification, Standing, verify_here
from jcm_desktop.services.signing_views import TransferView
from jcm_desktop.services.views import Answer, AnswerState, Changes, Kind, SignatureView, VerificationView
from ui.actions import VERIFIABLE
from ui.desk import Desk
from ui.page import Page, scrolled
from ui.views.verify.opening import Opening
from ui.views.verify.sign_files import ask_to_sign
from ui.views.verify.signer_card import ICONS, TONES, SignerCard
from ui.widgets.comparing import ComparingDialog
from ui.widgets.drop_area import ManyFilesArea
from ui.widgets.empty import EmptyState
from ui.widgets.message_bar import Message
from ui.widgets.texts import Card, badge, button, empty_layout, label, row, selectable, set_tone, sign

SIGNABLE = "JCM Desktop (*.pdf *.xlsx *.jcmpkg)"
WORDS = {AnswerState.GOOD: N_("Good"), AnswerState.BAD: N_("Wrong"), AnswerState.OPEN: N_("You decide")}


class VerifyPage(Page):
    """Drop a file, read the verdict."""

    page_id: ClassVar[str] = "verify"
    words: ClassVar[str] = N_("Verify a file")
    shows: ClassVar[frozenset[Kind]] = frozenset()
    needs: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._file = ""
        self._turn = 0
        self.view: VerificationView | None = None
        self._sign = button(_("Sign files…"), self._choose_to_sign, name="signFilesButton", icon="sign")
        self.tools.addWidget(self._sign)
        self.opening = Opening(self)
        area = ManyFilesArea(
            _("Drop a package, a PDF or a workbook here"),
            _("Also one that is encrypted for you, or cut into parts. Nothing leaves this computer."),
            _("Choose a file…"),
        )
        area.dropped.connect(self.give_files)
        area.choose_asked.connect(self._choose)
        self.body.addWidget(area)
        self.body.addWidget(self.opening)
        self.views = QStackedWidget()
        self._nothing = EmptyState(
            "verify",
            _("No file is open"),
            _("You see for each question whether the answer is good, wrong, or left to you."),
        )
        self._working = EmptyState("saving", _("The file is being checked…"), _("This takes a few seconds."))
        self.views.addWidget(self._nothing)
        self.views.addWidget(self._working)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        self._top, self._column, self._side = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for one in (self._column, self._side):
            one.setSpacing(7)
        both = row(self._column, self._side, spacing=12)
        both.setStretch(0, 5)
        both.setStretch(1, 3)
        outer.addLayout(self._top)
        outer.addLayout(both, 1)
        self.views.addWidget(scrolled(inside))
        self.body.addWidget(self.views, 1)

    def may_close(self) -> bool:
        """What is being joined or opened is stopped; nothing half stays."""
        self.opening.progress.give_up()
        return True

    def load(self) -> None:
        """Nothing to read: the file is given."""

    def _choose(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose a file to verify"), "", VERIFIABLE)
        if paths:
            self.give_files(tuple(paths))

    def give_file(self, path: str) -> None:
        self.give_files((path,))

    def give_files(self, paths: tuple[str, ...]) -> bool:
        """A file to verify, opened or joined first where it has to be; two copies to prove; or several to sign."""
        self._turn += 1
        self.desk.turned.emit()
        if any(self.opening.is_packed(one) for one in paths):
            self.opening.take(paths)
        elif len(paths) == 2 and all(one.lower().endswith((".pdf", ".jcmpkg")) for one in paths):
            self.opening.clear()
            self.prove(*paths)
        elif len(paths) > 1:
            self.sign(paths)
        else:
            self.opening.clear()
            self.verify(paths[0])
        return True

    def _choose_to_sign(self) -> None:
        start = str(Path(self._file).parent) if self._file else ""
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose the files to sign"), start, SIGNABLE)
        if paths:
            self.sign(tuple(paths))

    def sign(self, paths: tuple[str, ...]) -> None:
        """Ask for the signature on files from outside; the signed ones are verified at once."""
        if self.desk.door.session is None:
            self.desk.say("amber", _("Open your work first; your signing key is kept there."))
            return

        def signed(told: TransferView) -> None:
            notes = (*told.notes, _("Send these files back:"), *(Path(one).name for one in told.paths))
            self.opening.say(AnswerState.OPEN if told.notes else AnswerState.GOOD, told.message, notes)
            self.verify(told.paths[0])

        ask_to_sign(self, paths, self.open_dialog, signed)

    def prove(self, one: str, other: str) -> None:
        """Whether two files are the full and the public copy of one report."""
        self._file = other
        self._look(lambda: LocalVerification(prove_pair(one, other), {}))

    def verify(self, path: str) -> None:
        """Answer every question about a file as it is."""
        self._file = path
        folder = self.desk.folder
        self._look(lambda: verify_here(path, folder))

    def _look(self, work: Callable[[], LocalVerification]) -> None:
        self._turn += 1
        turn = self._turn
        self.view = None
        self.views.setCurrentWidget(self._working)

        def answered(found: LocalVerification) -> None:
            if turn == self._turn:
                self._show(found)

        def refused(error: BaseException, message: Message) -> bool:
            if turn == self._turn and getattr(error, "code", "") == "file.encrypted":  # whatever it is called
                self.views.setCurrentWidget(self._nothing)
                self.opening.open_encrypted(self._file)
                return True
            if turn == self._turn:
                self._nothing.set_words(_("This file cannot be checked"), message.text, "error", message.tone)
                self.views.setCurrentWidget(self._nothing)
            return False

        self.desk.door.run_aside(work, answered, refused, owner=self)

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self, found: LocalVerification) -> None:
        view = self.view = found.view
        for part in (self._top, self._column, self._side):
            empty_layout(part)
        self._top.addWidget(self._verdict(view))
        for answer in view.answers:
            self._column.addWidget(self._answer(answer))
        for fingerprint in dict.fromkeys(one.fingerprint for one in view.signatures if one.fingerprint):
            standing = found.standings.get(fingerprint, Standing.UNKNOWN)
            self._side.addWidget(self._signer(fingerprint, standing, view))
        self._column.addStretch(1)
        self._side.addStretch(1)
        self.views.setCurrentIndex(2)

    def _verdict(self, view: VerificationView) -> Card:
        unsure = any(one.state is AnswerState.OPEN for one in view.answers)
        tone = "red" if not view.ok else "amber" if unsure else "green"
        card = Card(role="note", margin=16, spacing=4)
        set_tone(card, tone)
        summary = label(view.summary, "heading", name="verdict")
        summary.setProperty("tone", tone)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(summary)
        facts = [Path(view.file).name]
        if view.project:
            facts.append(", ".join(part for part in (view.project, view.period.replace("..", " – ")) if part))
        if view.claimed:
            facts.append(_("recomputed here: {claimed}").format(claimed=view.claimed))
        words.addWidget(selectable(label("  ·  ".join(facts))))
        if view.ok and unsure and view.signatures:
            words.addWidget(label(_("One thing is left to you: compare the fingerprint of the signer."), "strong"))
        picture = {"red": "error", "amber": "open", "green": "good"}[tone]
        line = row(sign(picture, tone, 34), words, spacing=16)
        line.setStretch(1, 1)
        card.add(line)
        return card

    def _answer(self, one: Answer) -> Card:
        tone = TONES[one.state]
        card = Card(tone, margin=10, spacing=2)
        card.setObjectName(f"answer-{one.code}")
        card.setProperty("state", str(one.state))
        head = row(sign(ICONS[one.state], tone, 20), label(one.question, "strong"), badge(_(WORDS[one.state]), tone))
        head.setStretch(1, 1)
        card.add(head, selectable(label(one.answer)))
        for detail in one.details[1:]:
            card.add(selectable(label(detail, "small")))
        return card

    def _signer(self, fingerprint: str, standing: Standing, view: VerificationView) -> Card:
        signatures = [one for one in view.signatures if one.fingerprint == fingerprint]
        card = SignerCard(signatures, standing, may_trust=self.desk.door.session is not None)
        card.trust_asked.connect(self._ask_trust)
        return card

    def _ask_trust(self, one: SignatureView) -> None:
        who = ", ".join(part for part in (one.signer, one.organisation) if part)
        ways = [(str(way), _(words)) for way, words in trust.COMPARED_WORDS.items()]
        heading = _("Trust {name}?").format(name=who)
        dialog = ComparingDialog(self, heading, one.digits, ways, trust.HEARD, _("Trust this signer"))

        def listed(_changes: Changes) -> None:
            dialog.accept()
            self.give_file(self._file)

        def given() -> None:
            compared, note, heard = dialog.answer
            self.desk.door.run(
                lambda session: trust.add(session, one.certificate.encode(), compared, note, heard),
                listed,
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        dialog.given.connect(given)
        self.open_dialog(dialog)
