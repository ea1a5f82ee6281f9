"""The two dialogs of the signing key: making it on first use, and giving its passphrase later."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from ui.widgets.ask import AskDialog

ROLE_WORDS = {
    Role.OPERATOR: N_("Operator: I prepared the report"),
    Role.MANAGER: N_("Monitoring manager: I checked it"),
    Role.VERIFIER: N_("Verifier: I verified it"),
}


def _roles() -> QComboBox:
    made = QComboBox()
    for role in Role:
        made.addItem(_(ROLE_WORDS[role]), str(role))
    return made


class KeyDialog(AskDialog):
    """Who signs, and a passphrase typed twice."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Make your signing key"),
            _(
                "You do this once. The key stays on this computer, locked with your passphrase. "
                "Keep the passphrase safe: nobody can recover it."
            ),
            _("Make the key"),
        )
        self.setObjectName("keyDialog")
        self.name, self.organisation, self.country = QLineEdit(), QLineEdit(), QLineEdit()
        self.country.setMaxLength(2)
        self.country.setPlaceholderText(_("Two letters, such as MN or JP"))
        self.role = _roles()
        self.add_field(_("Your name"), self.name, "keyName")
        self.add_field(_("Organisation"), self.organisation, "keyOrganisation")
        self.add_field(_("Country"), self.country, "keyCountry")
        self.add_field(_("You sign as"), self.role, "keyRole")
        self.passphrase = self.add_secret(_("Passphrase"), "keyPassphrase")
        self.again = self.add_secret(_("The same again"), "keyAgain")
        self.name.setFocus()

    def wrong(self) -> str:
        if self.passphrase.text() != self.again.text():
            return _("The two passphrases are not the same. Type them again.")
        return ""

    @property
    def answer(self) -> tuple[str, str, str, str, str]:
        """Name, organisation, country, role, passphrase."""
        country = self.country.text().strip().upper()
        return self.name.text(), self.organisation.text(), country, str(self.role.currentData()), self.passphrase.text()


class PassphraseDialog(AskDialog):
    """The passphrase; for a signature also in which role and where."""

    def __init__(self, parent: QWidget, heading: str, hint: str, go: str, signing: bool) -> None:
        super().__init__(parent, heading, hint, go)
        self.setObjectName("passphraseDialog")
        self.role, self.place = _roles(), QLineEdit()
        if signing:
            self.add_field(_("You sign as"), self.role, "signRole")
            self.place.setPlaceholderText(_("City; may stay empty"))
            self.add_field(_("Place"), self.place, "signPlace")
        self.passphrase = self.add_secret(_("Passphrase"), "passphrase")
        self.passphrase.setFocus()

    def offer(self, role: str) -> None:
        """Choose the role that signs next."""
        self.role.setCurrentIndex(max(0, self.role.findData(role)))

    def wrong(self) -> str:
        return "" if self.passphrase.text() else _("Please type the passphrase of your signing key.")

    @property
    def answer(self) -> tuple[str, str, str]:
        """Role, place, passphrase."""
        return str(self.role.currentData()), self.place.text().strip(), self.passphrase.text()
