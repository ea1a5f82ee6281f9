"""What comes before a file can be verified: its parts are joined, and what is encrypted is opened with a key.

Asks the services and shows how far it is; what came out is given back to the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.packages.watch import UnderWay
from jcm_desktop.services import transfer
from jcm_desktop.services.signing_views import TransferView
from jcm_desktop.services.views import AnswerState
from ui.views.report.dialogs import PassphraseDialog
from ui.widgets.message_bar import Message
from ui.widgets.outcome import Outcome
from ui.widgets.progress_line import ProgressLine
from ui.widgets.texts import button, row

if TYPE_CHECKING:
    from ui.views.verify.page import VerifyPage

WRITTEN_NOWHERE = ("storage.read_only", "storage.disk_full", "file.not_written", "file.there_already")


class Opening(QWidget):
    """Hidden until there is something to open or to say."""

    def __init__(self, page: VerifyPage) -> None:
        super().__init__()
        self.setObjectName("opening")
        self._page = page
        self._again: Callable[[str], None] = lambda _folder: None
        self.dialog: PassphraseDialog | None = None
        self.progress = ProgressLine()
        self.outcome = Outcome()
        self.elsewhere = button(_("Choose another folder…"), self._choose, name="openElsewhere", icon="folder")
        self.elsewhere.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.progress)
        column.addWidget(self.outcome)
        column.addLayout(row(self.elsewhere, None))
        self.hide()

    def is_packed(self, path: str) -> bool:
        """The file has to be joined or opened before it can be verified; by its name alone."""
        return path.endswith(transfer.ENCRYPTED) or transfer.is_part(path)

    def clear(self) -> None:
        """Nothing to say any more."""
        self.hide()

    def take(self, paths: tuple[str, ...], folder: str = "") -> None:
        """Join parts, open what is encrypted, and have what comes out verified."""
        if len(paths) == 1 and paths[0].endswith(transfer.ENCRYPTED):
            self.open_encrypted(paths[0], folder)
        else:
            self._join(paths, folder)

    # --- parts ----------------------------------------------------------------------------------------------------

    def _join(self, paths: tuple[str, ...], folder: str) -> None:
        self._again = partial(self.take, paths)
        work = self._begin(_("Putting the parts together…"))

        def joined(told: TransferView) -> None:
            self._told(told)
            if told.paths[0].endswith(transfer.ENCRYPTED):
                self.open_encrypted(told.paths[0], folder)
            else:
                self._page.verify(told.paths[0])

        self._page.desk.door.run_aside(
            lambda: transfer.join_found(paths, folder, work.watch), joined, self._refused, owner=self
        )

    # --- encrypted ------------------------------------------------------------------------------------------------

    def open_encrypted(self, path: str, folder: str = "") -> None:
        """Find the key of this workspace that opens it, and ask for its passphrase."""
        self._again = partial(self.open_encrypted, path)
        door = self._page.desk.door
        if door.session is None:
            self.say(AnswerState.OPEN, _("This file is encrypted. Open your work first; the key is kept there."))
            return
        door.run(
            lambda session: transfer.receiver_here(session, path),
            partial(self._unlock, path, folder),
            self._refused,
            owner=self,
        )

    def _unlock(self, path: str, folder: str, name: str) -> None:
        door = self._page.desk.door
        out = str(Path(folder) / Path(path).name.removesuffix(transfer.ENCRYPTED)) if folder else ""
        dialog = self.dialog = PassphraseDialog(
            self,
            _("Open {file}").format(file=Path(path).name),
            _("It is encrypted for {name}. The opened file is put beside it.").format(name=name),
            _("Open"),
        )

        def given() -> None:
            passphrase, work = dialog.answer, self._begin(_("Opening…"))
            door.run(
                lambda session: transfer.decrypt_with_own_key(session, path, passphrase, "", out, work.watch),
                opened,
                refused,
                owner=dialog,
            )

        def opened(told: TransferView) -> None:
            dialog.accept()
            self._told(told)
            self._page.verify(told.paths[0])

        def refused(error: BaseException, message: Message) -> bool:
            self.progress.end()
            code = getattr(error, "code", "")
            if code in ("identity.wrong_passphrase", "identity.locked"):
                return dialog.complain(message.text)
            dialog.reject()
            return self._refused(error, message)

        def gone() -> None:
            self.dialog = None
            if not self.outcome.isVisible():
                self.progress.end()

        dialog.given.connect(given)
        dialog.finished.connect(gone)
        dialog.open()

    # --- telling --------------------------------------------------------------------------------------------------

    def _begin(self, words: str) -> UnderWay:
        work = UnderWay()
        self.outcome.hide()
        self.elsewhere.hide()
        self.show()
        self.progress.begin(work, words)
        return work

    def _told(self, told: TransferView) -> None:
        self.progress.end()
        self.say(AnswerState.GOOD, told.message, told.notes)

    def say(self, state: AnswerState, words: str, notes: tuple[str, ...] = ()) -> None:
        """Words that stay until the next file."""
        self.elsewhere.hide()
        self.outcome.show_words(state, words, notes)
        self.show()

    def _refused(self, error: BaseException, message: Message) -> bool:
        """Why it could not be opened; where it could not be written, another folder is offered."""
        self.progress.end()
        self.say(AnswerState.BAD, message.text)
        self.elsewhere.setVisible(getattr(error, "code", "") in WRITTEN_NOWHERE)
        return True

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where shall the opened file go?"))
        if folder:
            self._again(folder)
