"""A field to search with: asks a moment after the last letter, or at once when Enter is pressed. Knows no search."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit

PAUSE_MS = 200  # after the last letter, before it is searched for


class SearchField(QLineEdit):
    """`asked` when it is time to search for its text."""

    asked = Signal()

    def __init__(self, name: str, words: str, hint: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(hint)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self.setAcceptDrops(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.asked)
        self.textChanged.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self.asked)

    def put(self, text: str) -> None:
        """Another text, without asking."""
        self.setText(text)
        self.wait_no_longer()

    def wait_no_longer(self) -> None:
        """It is being searched for already."""
        self._pause.stop()
