"""What a page shows when there is nothing yet: why, and what to press next. Knows no page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import pixmap
from ui.widgets.texts import button, label


class EmptyState(QWidget):
    """An icon, a sentence, a hint and up to three buttons in the middle of the page."""

    def __init__(
        self,
        icon: str,
        words: str,
        hint: str,
        choices: tuple[tuple[str, Callable[[], object]], ...] = (),
        name: str = "emptyChoice",
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        self._picture = QLabel()
        self._picture.setPixmap(pixmap(icon, "accent", 52))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._picture)
        self._words = label(words, "heading")
        self._hint = label(hint, "quiet")
        for one in (self._words, self._hint):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(one)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self._buttons: list[QPushButton] = []
        for index, (text, then) in enumerate(choices):
            made = button(text, then, "primary" if index == 0 else "", name=f"{name}{index}")
            self._buttons.append(made)
            buttons.addWidget(made)
        buttons.addStretch(1)
        column.addSpacing(6)
        column.addLayout(buttons)
        column.addStretch(3)

    def set_choice(self, at: int, text: str) -> None:
        """Call a button something else."""
        self._buttons[at].setText(text)
        self._buttons[at].setAccessibleName(text)

    def set_words(self, words: str, hint: str, icon: str = "", tone: str = "accent") -> None:
        """Say something else."""
        if icon:
            self._picture.setPixmap(pixmap(icon, tone, 52))
        self._words.setText(words)
        self._hint.setText(hint)
