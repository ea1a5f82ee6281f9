"""A line that asks for a reason before something is done. Knows words; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from jcm_desktop.i18n import _
from ui.widgets.texts import Card, button, label, row


class ReasonLine(Card):
    """Words, a field, and two buttons; `given` carries the reason."""

    given = Signal(str)
    given_up = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(role="card", margin=14, spacing=8)
        self.setObjectName(name)
        self._words = label("", "strong")
        self._hint = label("", "quiet")
        self.reason = QLineEdit()
        self.reason.setObjectName(f"{name}Reason")
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Reason"))
        self.reason.setAcceptDrops(False)
        self._go = button("", self._give, "primary", name=f"{name}Go")
        cancel = button(_("Cancel"), self.given_up.emit, name=f"{name}Cancel", hint="Esc")
        line = row(self.reason, self._go, cancel)
        line.setStretch(0, 1)
        self.add(self._words, self._hint, line)
        self.hide()

    def ask(self, words: str, hint: str, go: str, known: str = "") -> None:
        """Show it, with the reason that is known so far."""
        self._words.setText(words)
        self._hint.setText(hint)
        self._go.setText(go)
        self._go.setAccessibleName(go)
        self.reason.setText(known)
        self.reason.selectAll()
        self.show()
        self.reason.setFocus()

    def _give(self) -> None:
        self.given.emit(self.reason.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
