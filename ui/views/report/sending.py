"""The dialog that sends a version: what, for whom encrypted, in which pieces, where to. Shows rows, gives a wish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QSpinBox, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.packages.read import SMALL_FILE, read_bytes
from jcm_desktop.packages.watch import UnderWay
from jcm_desktop.services import sending
from jcm_desktop.services.report_views import ReportRow
from jcm_desktop.services.sending import ReceiverRow, SendingView, Wanted
from jcm_desktop.services.signing_views import TransferView
from jcm_desktop.services.views import AnswerState
from ui.page import Page
from ui.widgets.ask import AskDialog
from ui.widgets.choice import Choice
from ui.widgets.outcome import Outcome
from ui.widgets.progress_line import ProgressLine
from ui.widgets.texts import button, label, row

MEGABYTE = 2**20
USUAL_PART, LARGEST_PART = 10, 2_000
_PEM = Qt.ItemDataRole.UserRole


class SendDialog(AskDialog):
    """Stays open until all of it arrived, and says when a stick may be taken out."""

    def __init__(self, parent: QWidget, view: SendingView, receive: Callable[[str], None]) -> None:
        super().__init__(
            parent,
            _("Send version {number}").format(number=view.version),
            _("Copy it to a stick or a folder. Each file is read back and compared, so that it arrives as it left."),
            _("Send"),
        )
        self.setObjectName("sendDialog")
        self.view = view
        self.what = Choice(_("What is sent"), "sendWhat")
        for one in view.offers:
            self.what.addItem(_("{words} ({size} MB)").format(words=one.words, size=one.megabytes), one.id)
        self.add_field(_("What is sent"), self.what, "sendWhat")
        self.encrypt_for = QListWidget()
        self.encrypt_for.setMaximumHeight(84)
        for receiver in view.receivers:
            self._list(receiver, chosen=False)
        self.add_field(_("Encrypt for"), self.encrypt_for, "sendReceivers")
        self.form.setRowVisible(self.encrypt_for, bool(view.receivers))
        more = button(_("Add a certificate…"), lambda: self._choose_certificate(receive), "link", name="addReceiver")
        more.setAutoDefault(False)
        self.form.addRow(label(_("Encrypt for nobody: anyone can read it."), "small"), row(more, None))
        self.cut = QCheckBox(_("In parts for mail, of at most"))
        self.cut.setObjectName("sendCut")
        self.part_size = QSpinBox()
        self.part_size.setRange(1, LARGEST_PART)
        self.part_size.setValue(USUAL_PART)
        self.part_size.setSuffix(" MB")
        self.part_size.lineEdit().setTextMargins(5, 0, 0, 0)
        self.part_size.setMinimumWidth(90)
        self.part_size.setEnabled(False)
        self.part_size.setObjectName("sendPartSize")
        self.part_size.setAccessibleName(_("Size of a part at most"))
        self.cut.toggled.connect(self.part_size.setEnabled)
        self.form.addRow(label(_("Pieces"), wrap=False), row(self.cut, self.part_size, None))
        self.folder = QLineEdit()
        self.folder.setObjectName("sendFolder")
        self.folder.setAccessibleName(_("Stick or folder"))
        self.folder.setAcceptDrops(False)
        choose = button(_("Choose…"), self._choose_folder, name="chooseSendFolder", icon="folder")
        choose.setAutoDefault(False)
        line = row(self.folder, choose)
        line.setStretch(0, 1)
        self.form.addRow(label(_("Stick or folder"), wrap=False), line)
        self.progress = ProgressLine()
        self.outcome = Outcome()
        self.add_below(self.progress, self.outcome)
        self.what.setFocus()

    def _list(self, receiver: ReceiverRow, *, chosen: bool) -> None:
        item = QListWidgetItem(receiver.words)
        item.setData(_PEM, receiver.certificate)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.encrypt_for.addItem(item)

    def add_receiver(self, receiver: ReceiverRow) -> None:
        """One more whose certificate was brought; chosen at once."""
        self._list(receiver, chosen=True)
        self.form.setRowVisible(self.encrypt_for, True)
        self.fit()

    def _choose_certificate(self, receive: Callable[[str], None]) -> None:
        kinds = _("Certificates") + " (*.pem *.cer *.crt *.der)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the receiver's certificate"), "", kinds)
        if path:
            receive(path)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose the stick or the folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def wrong(self) -> str:
        return "" if self.folder.text().strip() else _("Choose the stick or the folder it goes to.")

    @property
    def answer(self) -> Wanted:
        """What to send, and how."""
        files = next(one.files for one in self.view.offers if one.id == self.what.currentData())
        items = (self.encrypt_for.item(at) for at in range(self.encrypt_for.count()))
        chosen = tuple(str(one.data(_PEM)) for one in items if one.checkState() == Qt.CheckState.Checked)
        size = self.part_size.value() * MEGABYTE if self.cut.isChecked() else 0
        return Wanted(files, self.folder.text().strip(), chosen, size)

    def begin(self, work: UnderWay) -> None:
        """It is under way; the wish cannot be changed any more."""
        self.progress.begin(work, _("Copying and comparing…"))

    def stop(self, words: str) -> bool:
        """It did not arrive; what can be done is said, and the wish can be changed."""
        self.progress.end()
        return self.complain(words)

    def arrived(self, told: TransferView) -> None:
        """Say so, and stay until it was read."""
        self.progress.end()
        self.outcome.show_words(AnswerState.GOOD, told.message, told.notes)
        self.finish()

    def reject(self) -> None:
        self.progress.give_up()
        super().reject()


def ask_to_send(page: Page, one: ReportRow, show: Callable[[AskDialog], None]) -> None:
    """Ask what of a version to send, and send it beside the lane, so that work can go on."""
    project, span = page.current()
    door, folder = page.desk.door, page.desk.folder

    def ask(view: SendingView) -> None:
        dialog = SendDialog(page, view, lambda path: bring(path))

        def bring(path: str) -> None:
            door.run_aside(
                lambda: sending.receiver(read_bytes(Path(path), SMALL_FILE)),
                dialog.add_receiver,
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        def given() -> None:
            wanted, work = dialog.answer, UnderWay()
            dialog.begin(work)
            door.run_aside(
                lambda: sending.send(folder, wanted, work.watch),
                dialog.arrived,
                lambda _error, message: dialog.stop(message.text),
                owner=dialog,
            )

        dialog.given.connect(given)
        show(dialog)

    door.run(lambda session: sending.sending_view(session, project, span, one.version), ask, owner=page)
