"""The dialog in which a fingerprint is compared with what its holder reads out. Knows digits and words, no use case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from jcm_desktop.i18n import _
from ui.widgets.ask import AskDialog
from ui.widgets.texts import label, selectable

_ROWS = 4


class ComparingDialog(AskDialog):
    """A deliberate act; how the fingerprint was compared is written down, also that it was not.

    `ways` are values with their words; in those of `typed` what was heard has to be typed.
    """

    def __init__(
        self,
        parent: QWidget,
        heading: str,
        digits: Sequence[str],
        ways: Iterable[tuple[str, str]],
        typed: Iterable[str],
        go: str,
    ) -> None:
        hint = _(
            "Call the holder at a number you know, not one from the file. Let the holder read out the four rows of "
            "digits; they must be the same as here."
        )
        super().__init__(parent, heading, hint, go)
        self.setObjectName("comparingDialog")
        self._typed = frozenset(typed)
        self.form.addRow(selectable(label("\n".join(digits), "figure", wrap=False, name="shownDigits")))
        self.compared, self.note, self.heard = QComboBox(), QLineEdit(), QPlainTextEdit()
        for value, words in ways:
            self.compared.addItem(words, value)
        self.heard.setTabChangesFocus(True)
        self.heard.setAcceptDrops(False)
        self.heard.setFixedHeight(self.heard.fontMetrics().lineSpacing() * _ROWS + 18)
        self.heard.setPlaceholderText(_("What the holder read out; it is compared for you"))
        self.note.setPlaceholderText(_("for example: number of the office's web page"))
        self.add_field(_("How"), self.compared, "comparedHow")
        self.add_field(_("What you heard"), self.heard, "heardDigits")
        self.add_field(_("Note"), self.note, "comparedNote")
        self.compared.setFocus()

    def wrong(self) -> str:
        if self.compared.currentData() in self._typed and not self.heard.toPlainText().strip():
            return _("Please type the digits as the holder reads them out.")
        return ""

    @property
    def answer(self) -> tuple[str, str, str]:
        """How it was compared, a note, and what was heard."""
        return str(self.compared.currentData()), self.note.text().strip(), self.heard.toPlainText().strip()
