"""The line that finds cells by value, text or note. Knows words; the page looks for them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from jcm_desktop.i18n import _, ngettext
from ui.widgets.texts import button, label


class FindBar(QFrame):
    """Enter goes on, Shift+Enter back, Escape closes."""

    asked = Signal(str, bool)  # words, back
    changed = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("findBar")
        self.setProperty("role", "note")
        self.words = QLineEdit()
        self.words.setObjectName("findWords")
        self.words.setAccessibleName(_("Find a value, a text or a note"))
        self.words.setPlaceholderText(_("Find a value, a text or a note"))
        self.words.setAcceptDrops(False)
        self.words.setMaximumWidth(320)
        self.words.textChanged.connect(self.changed)
        self._count = label("", "quiet", wrap=False, name="findCount")
        back = button(_("Before"), lambda: self._ask(True), name="findBack", icon="back", hint="Shift+Enter")
        on = button(_("Next"), lambda: self._ask(False), name="findNext", icon="forward", hint="Enter")
        close = button(_("Close"), self.closed.emit, "icon", name="findClose", icon="close")
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 6, 4)
        line.setSpacing(8)
        line.addWidget(self.words, 1)
        for one in (back, on, self._count):
            line.addWidget(one)
        line.addStretch(1)
        line.addWidget(close)
        self.hide()

    def open(self) -> None:
        """Show it, with what was looked for last marked."""
        self.show()
        self.words.setFocus()
        self.words.selectAll()

    def show_count(self, count: int) -> None:
        """How many cells hold the words."""
        text = ngettext("{count} cell", "{count} cells", count).format(count=count) if self.words.text() else ""
        self._count.setText(text)
        self._count.setAccessibleName(text)

    def _ask(self, back: bool) -> None:
        if self.words.text().strip():
            self.asked.emit(self.words.text(), back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
