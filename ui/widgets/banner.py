"""The line that says which data are constructed; on every page that shows them. Knows no page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.widgets.texts import label, sign


class Banner(QFrame):
    """A blue note with a sample's words; hidden where nothing is constructed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("constructedBanner")
        self.setProperty("role", "note")
        self.setProperty("tone", "blue")
        self._text = label(name="constructedText")
        self._text.setProperty("tone", "blue")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(10)
        row.addWidget(sign("sample", "blue"))
        row.addWidget(self._text, 1)
        self.hide()

    def set_words(self, words: str) -> None:
        """Show the words, or nothing."""
        text = " ".join(words.split())
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.setVisible(bool(text))
