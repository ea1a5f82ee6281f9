"""The dialogs of the signing key: making it, signing with it, and giving its passphrase for other things."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.signing_views import SigningView
from ui.widgets.ask import AskDialog
from ui.widgets.texts import button, label

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


class CountryField(QComboBox):
    """A country from a list, or the two letters of another one; no longer text is cut to two letters."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setCompleter(None)  # type: ignore[arg-type]  # nothing is typed for the user
        self.line.setPlaceholderText(_("Choose, or two letters such as MN or JP"))

    def name_line(self, name: str, words: str) -> None:
        """Name the line that is typed in."""
        self.line.setObjectName(name)
        self.line.setAccessibleName(words)
        self.line.setAcceptDrops(False)

    def show_countries(self, countries: Iterable[tuple[str, str]]) -> None:
        """Offer these, as code and name; what is typed stays."""
        typed = self.currentText()
        self.clear()
        for code, name in countries:
            self.addItem(f"{code}  {name}", (code, name))
        self.setCurrentIndex(-1)
        self.setEditText(typed)

    @property
    def code(self) -> str:
        """The two letters; empty where the text says no country."""
        typed = self.currentText().strip()
        for at in range(self.count()):
            code, name = self.itemData(at)
            if typed.casefold() in (code.casefold(), name.casefold(), self.itemText(at).casefold()):
                return str(code)
        return typed.upper() if len(typed) == 2 and typed.isascii() and typed.isalpha() else ""


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
        self.name, self.organisation, self.country = QLineEdit(), QLineEdit(), CountryField()
        self.role = _roles()
        self.add_field(_("Your name"), self.name, "keyName")
        self.add_field(_("Organisation"), self.organisation, "keyOrganisation")
        self.add_field(_("Country"), self.country, "keyCountries")
        self.country.name_line("keyCountry", _("Country"))
        self.add_field(_("You sign as"), self.role, "keyRole")
        self.passphrase = self.add_secret(_("Passphrase"), "keyPassphrase")
        self.again = self.add_secret(_("The same again"), "keyAgain")
        self.name.setFocus()

    def offer(self, role: str) -> None:
        """Choose the role the key is for."""
        self.role.setCurrentIndex(max(0, self.role.findData(role)))

    def wrong(self) -> str:
        if self.passphrase.text() != self.again.text():
            return _("The two passphrases are not the same. Type them again.")
        if not self.country.code:
            return _("Choose a country from the list, or type its two letters, such as MN or JP.")
        return ""

    @property
    def answer(self) -> tuple[str, str, str, str, str]:
        """Name, organisation, country, role, passphrase."""
        role = str(self.role.currentData())
        return self.name.text(), self.organisation.text(), self.country.code, role, self.passphrase.text()


class PassphraseDialog(AskDialog):
    """The passphrase of one's signing key."""

    def __init__(self, parent: QWidget, heading: str, hint: str, go: str) -> None:
        super().__init__(parent, heading, hint, go)
        self.setObjectName("passphraseDialog")
        self.passphrase = self.add_secret(_("Passphrase"), "passphrase")
        self.passphrase.setFocus()

    def wrong(self) -> str:
        return _no_passphrase() if not self.passphrase.text() else ""

    @property
    def answer(self) -> str:
        """The passphrase."""
        return self.passphrase.text()


class SignDialog(AskDialog):
    """What is signed and in which role, with which key, and the passphrase; asked for each time.

    Signals:
        another_key: the user wants to make a key of their own first.
    """

    another_key = Signal()

    def __init__(self, parent: QWidget, view: SigningView) -> None:
        super().__init__(
            parent,
            _("Sign version {number}").format(number=view.version),
            _("Sign only what you have read. The signature covers these files to the last byte."),
            _("Sign"),
        )
        self.setObjectName("signDialog")
        self._view = view
        files = "\n".join(f"{one.name}  ·  SHA-256 {one.sha256[:16]}…" for one in view.files)
        self.add_field(_("Copies"), label(", ".join(view.copies)), "signCopies")
        self.add_field(_("Files"), label(files, "small"), "signFiles")
        self.add_field(_("Claim"), label(view.claimed, "strong"), "signClaim")
        self.role = label(view.role_words, "strong")
        self.add_field(_("You sign as"), self.role, "signRole")
        self.add_field(_("You state"), label(_(view.meaning)), "signMeaning")
        self.key = QComboBox()
        for row_ in view.keys:
            self.key.addItem(", ".join(part for part in (row_.name, row_.organisation) if part), row_.fingerprint)
        self.add_field(_("Signing key"), self.key, "signKey")
        other = button(_("Make another key…"), self.another_key.emit, "link", name="anotherKey")
        other.setAutoDefault(False)
        self.form.addRow(label(""), other)
        self.reason, self.place = QLineEdit(), QLineEdit()
        self.twice = label("", "small")
        self.form.addRow(self.twice)
        self.add_field(_("Why the same person"), self.reason, "signSamePerson")
        self.place.setPlaceholderText(_("City; may stay empty"))
        self.add_field(_("Place"), self.place, "signPlace")
        self.own_name = QCheckBox(_("My name may be read in the public copy"))
        self.own_name.setObjectName("signOwnName")
        if view.withheld:
            words = _("On the public copy, a place or a reason that repeats something confidential reads XXX.")
            if view.own_name_withheld:
                words += " " + _("Names are confidential, but a signature cannot hide who made it.")
            self.form.addRow(label(words, "small", name="signWithheld"))
        if view.own_name_withheld:
            self.form.addRow(label(""), self.own_name)
        self.passphrase = self.add_secret(_("Passphrase"), "passphrase")
        self.key.currentIndexChanged.connect(self._show_twice)
        self._show_twice()
        self.passphrase.setFocus()

    def _show_twice(self) -> None:
        before = self._view.same_person.get(str(self.key.currentData()), "")
        words = _("This key signed before: {who}. Say why one person signs twice; it is printed with the signature.")
        self.twice.setText(words.format(who=before) if before else "")
        self.form.setRowVisible(self.twice, bool(before))
        self.form.setRowVisible(self.reason, bool(before))
        self.fit()

    def wrong(self) -> str:
        if self.reason.isVisible() and not self.reason.text().strip():
            return _("Please say why one person signs in two roles, or make another key.")
        if self._view.own_name_withheld and not self.own_name.isChecked():
            return _("Say that your name may be read in the public copy, or make a version without one.")
        return _no_passphrase() if not self.passphrase.text() else ""

    @property
    def answer(self) -> tuple[str, str, str, bool, str]:
        """Fingerprint of the key, place, reason of the same person, whether the name may be read, passphrase."""
        key, own_name = str(self.key.currentData() or ""), self.own_name.isChecked()
        return key, self.place.text().strip(), self.reason.text().strip(), own_name, self.passphrase.text()


def _no_passphrase() -> str:
    return _("Please type the passphrase of your signing key.")
