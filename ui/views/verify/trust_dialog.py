"""The dialog that puts a signer on the trust list: the rows of digits to compare, how that was done, what was heard."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.trust import COMPARED_WORDS
from jcm_desktop.services.views import SignatureView
from jcm_desktop.signing.trust_list import Compared
from ui.widgets.ask import AskDialog
from ui.widgets.texts import label, selectable

_ROWS = 4


class TrustDialog(AskDialog):
    """A deliberate act; how the certificate was compared is written down, also that it was not."""

    def __init__(self, parent: QWidget, one: SignatureView) -> None:
        who = ", ".join(part for part in (one.signer, one.organisation) if part)
        super().__init__(
            parent,
            _("Trust {name}?").format(name=who),
            _(
                "Call the signer at a number you know, not one from the file. Let the signer read out the four rows "
                "of digits; they must be the same as here."
            ),
            _("Trust this signer"),
        )
        self.setObjectName("trustDialog")
        self.form.addRow(selectable(label("\n".join(one.digits), "figure", wrap=False, name="trustDigits")))
        self.compared, self.note, self.heard = QComboBox(), QLineEdit(), QPlainTextEdit()
        for way in Compared:
            self.compared.addItem(_(COMPARED_WORDS[way]), str(way))
        self.heard.setTabChangesFocus(True)
        self.heard.setAcceptDrops(False)
        self.heard.setFixedHeight(self.heard.fontMetrics().lineSpacing() * _ROWS + 18)
        self.heard.setPlaceholderText(_("What the signer read out; it is compared for you"))
        self.note.setPlaceholderText(_("for example: number of the office's web page"))
        self.add_field(_("How"), self.compared, "trustHow")
        self.add_field(_("What you heard"), self.heard, "trustHeard")
        self.add_field(_("Note"), self.note, "trustNote")
        self.compared.setFocus()

    def wrong(self) -> str:
        if self.compared.currentData() == str(Compared.TELEPHONE) and not self.heard.toPlainText().strip():
            return _("Please type the digits as the signer reads them out.")
        return ""

    @property
    def answer(self) -> tuple[str, str, str]:
        """How it was compared, a note, and what was heard."""
        return str(self.compared.currentData()), self.note.text().strip(), self.heard.toPlainText().strip()
