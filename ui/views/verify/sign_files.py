"""Sign files that came from outside: a PDF with its workbook, both copies, or a package's list; all in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import _
from jcm_desktop.services import signed_files
from jcm_desktop.services.signing_views import FilesToSign, TransferView
from ui.page import Page
from ui.views.report.dialogs import ROLE_WORDS
from ui.widgets.ask import AskDialog
from ui.widgets.texts import button, label, row


class SignFilesDialog(AskDialog):
    """Which files, in which role, with which key; the passphrase is asked for each time."""

    def __init__(self, parent: QWidget, view: FilesToSign) -> None:
        super().__init__(
            parent,
            _("Sign these files"),
            _("Sign only what you have read. The signature covers these files to the last byte."),
            _("Sign"),
        )
        self.setObjectName("signFilesDialog")
        files = "\n".join(f"{one.name}  ·  SHA-256 {one.sha256[:16]}…" for one in view.files)
        self.add_field(_("Files"), label(files, "small"), "signFiles")
        self.role, self.key, self.place, self.folder = QComboBox(), QComboBox(), QLineEdit(), QLineEdit()
        for role in Role:
            self.role.addItem(_(ROLE_WORDS[role]), str(role))
        for one in view.keys:
            self.key.addItem(", ".join(part for part in (one.name, one.organisation) if part), one.fingerprint)
        own = next((one.role for one in view.keys if one.role), str(Role.MANAGER))
        self.role.setCurrentIndex(max(0, self.role.findData(own)))
        self.add_field(_("You sign as"), self.role, "signRole")
        self.add_field(_("Signing key"), self.key, "signKey")
        self.place.setPlaceholderText(_("City; may stay empty"))
        self.add_field(_("Place"), self.place, "signPlace")
        self.folder.setObjectName("signFolder")
        self.folder.setAccessibleName(_("Signed files go to"))
        self.folder.setPlaceholderText(_("Beside the files"))
        choose = button(_("Choose…"), self._choose, name="chooseSignFolder", icon="folder")
        choose.setAutoDefault(False)
        line = row(self.folder, choose)
        line.setStretch(0, 1)
        self.form.addRow(label(_("Signed files go to"), wrap=False), line)
        self.passphrase = self.add_secret(_("Passphrase"), "passphrase")
        self.passphrase.setFocus()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose a folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def wrong(self) -> str:
        return "" if self.passphrase.text() else _("Please type the passphrase of your signing key.")

    @property
    def answer(self) -> tuple[str, str, str, str, str]:
        """Passphrase, role, place, fingerprint of the key, folder."""
        role, key = str(self.role.currentData()), str(self.key.currentData())
        return self.passphrase.text(), role, self.place.text().strip(), key, self.folder.text().strip()


def ask_to_sign(
    page: Page, paths: Sequence[str], show: Callable[[AskDialog], None], signed: Callable[[TransferView], None]
) -> None:
    """Show the files and sign them; `signed` gets what came of it."""
    door = page.desk.door

    def ask(view: FilesToSign) -> None:
        dialog = SignFilesDialog(page, view)

        def given() -> None:
            answer = dialog.answer
            door.run(
                lambda session: signed_files.sign_here(session, paths, *answer),
                done,
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        def done(told: TransferView) -> None:
            dialog.accept()
            signed(told)

        dialog.given.connect(given)
        show(dialog)

    door.run(lambda session: signed_files.files_to_sign(session, paths), ask, owner=page)
