"""The card of signing keys: which there are, and how to make, bring, back up and re-lock them. Draws rows and asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import _
from jcm_desktop.services import identities
from jcm_desktop.services.signing_views import KeyRow, KeysView
from jcm_desktop.services.views import AnswerState, Changes
from ui.desk import Desk
from ui.views.report.dialogs import KeyDialog
from ui.widgets.ask import AskDialog
from ui.widgets.texts import Card, badge, button, empty_layout, label, row, selectable

TONES = {AnswerState.GOOD: "green", AnswerState.BAD: "red", AnswerState.OPEN: "amber"}


class KeysCard(Card):
    """Your signing keys."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16, spacing=8)
        self._desk = desk
        self.dialog: AskDialog | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.add(label(_("Your signing keys"), "heading"))
        self.add(self._lines)
        bring = button(_("Bring a key…"), self._choose_key, name="bringKey", icon="folder")
        back = button(_("Restore a backup…"), self._choose_backup, name="restoreKey")
        self._make = button(_("Make your signing key…"), self._make_key, "primary", name="makeKey", icon="key")
        self.add(row(self._make, bring, back, None))

    def show_view(self, view: KeysView) -> None:
        """Draw every key."""
        empty_layout(self._lines)
        if not view.keys:
            self._lines.addWidget(label(_("There is none yet. You need it to sign a report."), "quiet"))
        for one in view.keys:
            self._lines.addLayout(self._key(one))
        self._make.setText(_("Make another key…") if view.keys else _("Make your signing key…"))

    def _key(self, one: KeyRow) -> QVBoxLayout:
        found = QVBoxLayout()
        found.setSpacing(3)
        name = ", ".join(part for part in (one.name, one.organisation, one.role_words) if part)
        head = row(label(name, "strong"), badge(one.state_words, TONES[one.state]))
        head.setStretch(0, 1)
        found.addLayout(head)
        found.addWidget(label(_("Valid until {day}").format(day=one.valid_until), "quiet"))
        found.addWidget(label(_("Fingerprint, in digits that can be read out by telephone:"), "small"))
        found.addWidget(selectable(label("\n".join(one.digits), "strong", wrap=False, name="ownFingerprint")))
        back_up = button(_("Back up…"), partial(self._back_up, one), name="backUpKey")
        change = button(_("Change the passphrase…"), partial(self._change, one), name="changePassphrase")
        give = button(_("Give the certificate…"), partial(self._give, one), name="giveCertificate")
        for made in (back_up, change, give):
            made.setAccessibleName(f"{made.text()} {one.name}")
        found.addLayout(row(back_up, change, give, None))
        return found

    # --- asking ---------------------------------------------------------------------------------------------------

    def _ask(self, dialog: KeyDialog | SecretDialog, use_case: Callable[..., Changes]) -> None:
        """Open a dialog whose answer a use case takes; it stays open while the answer is refused."""
        self.dialog = dialog

        def given() -> None:
            answer = dialog.answer
            self._desk.door.run(
                lambda session: use_case(session, *answer),
                lambda _changes: dialog.accept(),
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        def gone() -> None:
            self.dialog = None

        dialog.given.connect(given)
        dialog.finished.connect(gone)
        dialog.open()

    def _make_key(self) -> None:
        dialog = KeyDialog(self)
        self._desk.door.run(identities.countries, dialog.country.show_countries, owner=dialog)
        self._ask(dialog, identities.create_identity)

    def _choose_key(self) -> None:
        kinds = "PKCS#12 (*.p12 *.pfx)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the file of your key"), "", kinds)
        if path:
            self.bring(path)

    def bring(self, path: str) -> None:
        """Ask for the passphrase of a key file, and in which role it signs."""
        self._ask(_BringDialog(self), lambda session, *answer: identities.import_identity(session, path, *answer))

    def _choose_backup(self) -> None:
        kinds = _("Backups") + " (*.p12 *.txt)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the backup"), "", kinds)
        if path:
            self.restore(path)

    def restore(self, path: str) -> None:
        """Ask for the passphrase of a backup."""
        hint = _("The key file, or the lines of the recovery sheet typed into a text file.")
        dialog = SecretDialog(self, _("Restore a backup"), hint, _("Restore"))
        self._ask(dialog, lambda session, secret: identities.restore_identity(session, path, secret))

    def _back_up(self, one: KeyRow) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose where the backup goes, best a stick"))
        if folder:
            self.back_up(one, folder)

    def back_up(self, one: KeyRow, folder: str) -> None:
        """Ask for the passphrase, so that no backup is kept that cannot be opened."""
        hint = _("The key file and a sheet to print go into {folder}; both open with this passphrase only.")
        dialog = SecretDialog(self, _("Back up the key"), hint.format(folder=folder), _("Back up"))
        self._ask(dialog, lambda session, secret: identities.back_up_identity(session, one.fingerprint, folder, secret))

    def _change(self, one: KeyRow) -> None:
        self._ask(
            _ChangeDialog(self),
            lambda session, *answer: identities.change_passphrase(session, one.fingerprint, *answer),
        )

    def _give(self, one: KeyRow) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose where the certificate goes"))
        if folder:
            self.give(one, folder)

    def give(self, one: KeyRow, folder: str) -> None:
        """Write the certificate, which holds no secret, into a folder."""
        self._desk.door.run(
            lambda session: identities.export_certificate(session, one.fingerprint, folder),
            lambda path: self._desk.say("green", _("Written: {file}").format(file=path)),
            owner=self,
        )


class SecretDialog(AskDialog):
    """A passphrase."""

    def __init__(self, parent: QWidget, heading: str, hint: str, go: str) -> None:
        super().__init__(parent, heading, hint, go)
        self.setObjectName("secretDialog")
        self.secret = self.add_secret(_("Passphrase"), "passphrase")
        self.secret.setFocus()

    def wrong(self) -> str:
        return "" if self.secret.text() else _("Please type the passphrase of your signing key.")

    @property
    def answer(self) -> tuple[str, ...]:
        """What the use case takes after the session."""
        return (self.secret.text(),)


class _BringDialog(SecretDialog):
    """A passphrase, a role, and a new passphrase where the old one is too easy."""

    def __init__(self, parent: QWidget) -> None:
        hint = _("A key that an authority or another program gave you, as a PKCS#12 file.")
        super().__init__(parent, _("Bring a key"), hint, _("Bring the key"))
        self.role, self.new = QComboBox(), QLineEdit()
        self.role.addItem(_("Any role"), "")
        for role in Role:
            self.role.addItem(_(identities.ROLE_WORDS[role]), str(role))
        self.new.setEchoMode(QLineEdit.EchoMode.Password)
        self.new.setPlaceholderText(_("empty: the same"))
        self.add_field(_("It signs as"), self.role, "keyRole")
        self.add_field(_("New passphrase"), self.new, "newPassphrase")

    @property
    def answer(self) -> tuple[str, ...]:
        """Passphrase, role, new passphrase."""
        return self.secret.text(), str(self.role.currentData()), self.new.text()


class _ChangeDialog(SecretDialog):
    """The old passphrase, and the new one twice."""

    def __init__(self, parent: QWidget) -> None:
        hint = _("Backups made before still open with the old one: make a new backup afterwards.")
        super().__init__(parent, _("Change the passphrase"), hint, _("Change it"))
        self.new = self.add_secret(_("New passphrase"), "newPassphrase")
        self.again = self.add_secret(_("The same again"), "newAgain")

    def wrong(self) -> str:
        if self.new.text() != self.again.text():
            return _("The two passphrases are not the same. Type them again.")
        return super().wrong()

    @property
    def answer(self) -> tuple[str, ...]:
        """Old and new passphrase."""
        return self.secret.text(), self.new.text()
