"""The line above every page: what was just done, what to do next. Nothing in it is modal. Knows no use case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from jcm_desktop.i18n import _
from ui.icons import pixmap
from ui.widgets.texts import button, label, set_tone

ICONS = {"green": "good", "amber": "warning", "red": "error", "blue": "info", "": "good"}
GOOD_NEWS_MS = 6000


@dataclass(frozen=True, slots=True)
class Message:
    """A line for the bar: green done, blue note, amber fix this, red the world failed; and what can be pressed."""

    tone: str
    text: str
    choices: tuple[tuple[str, Callable[[], object]], ...] = ()
    page: str = ""  # the page it belongs to, where that is known


class MessageBar(QFrame):
    """Shows one message; good news goes by itself, the rest stays until closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._busy = False
        self._quiet = _("Everything you entered is saved.")
        self._message: Message | None = None
        self._icon = label(wrap=False)
        self._text = label(name="messageText")
        self._choices = QHBoxLayout()
        self._choices.setSpacing(8)
        self._buttons: list[QPushButton] = []
        self._close = button(_("Close this message"), self.clear, "icon", name="messageClose", icon="close")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 16, 4)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addLayout(self._choices)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._draw()

    @property
    def message(self) -> Message | None:
        return self._message

    @property
    def text(self) -> str:
        """What the bar says now."""
        return self._text.text()

    def show_message(self, message: Message) -> None:
        """Say something; good news does not push away what still needs an answer."""
        if message.tone == "green" and self._message and self._message.choices:
            return
        self._message = message
        self._timer.stop()
        if message.tone == "green":
            self._timer.start(GOOD_NEWS_MS)
        self._draw()

    def set_busy(self, busy: bool) -> None:
        """Whether something is being worked on."""
        self._busy = busy
        if self._message is None:
            self._draw()

    def set_quiet_words(self, words: str) -> None:
        """What the bar says when there is nothing to say."""
        self._quiet = words
        self._draw()

    def leave(self) -> None:
        """Another page or file is in front: what was said of the one before goes, good news goes by itself."""
        if self._message is not None and self._message.tone != "green":
            self.clear()

    def clear(self) -> None:
        """Back to the quiet state."""
        self._message = None
        self._timer.stop()
        self._draw()

    def _draw(self) -> None:
        for old in self._buttons:
            self._choices.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        message = self._message
        tone = message.tone if message else ""
        name = ICONS[tone] if message or not self._busy else "saving"
        self._icon.setPixmap(pixmap(name, tone or "quiet", 20))
        words = message.text if message else (_("Working…") if self._busy else self._quiet)
        self._text.setText(words)
        self._text.setAccessibleName(words)
        self._close.setVisible(message is not None)
        for index, (text, then) in enumerate(message.choices if message else ()):
            made = button(text, lambda then=then: self._chosen(then), name=f"messageChoice{index}")  # type: ignore[misc]
            self._choices.addWidget(made)
            self._buttons.append(made)
        set_tone(self, tone)

    def _chosen(self, then: Callable[[], object]) -> None:
        self.clear()
        then()
