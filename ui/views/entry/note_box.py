"""The box in which a note on a cell is written. Knows a text; stores nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from jcm_desktop.i18n import _
from ui.widgets.texts import Card, button, label, rich_label, row


class NoteBox(Card):
    """Ctrl+Enter stores, Escape gives up."""

    stored = Signal(str)
    given_up = Signal()
    typed = Signal()

    def __init__(self) -> None:
        super().__init__(margin=16, spacing=8)
        self.setObjectName("noteBox")
        self._known = ""
        self._where = rich_label("", "heading")
        self.text = QPlainTextEdit()
        self.text.setObjectName("noteText")
        self.text.setAccessibleName(_("Note on this cell"))
        self.text.setPlaceholderText(_("What should be remembered here? It is kept with your name and the time."))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setMaximumHeight(150)
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self.typed)
        save = button(_("Save the note"), self._store, "primary", name="saveNote", hint="Ctrl+Enter")
        cancel = button(_("Cancel"), self.given_up.emit, name="cancelNote", hint="Esc")
        self.add(self._where, self.text, row(save, cancel, None))
        self._hint = label(_("An empty note takes the old one away."), "small")
        self.add(self._hint)
        self.column.addStretch(1)

    @property
    def touched(self) -> bool:
        """Whether the words are others than those that are kept."""
        return self.text.toPlainText().strip() != self._known

    def ask(self, where: str, text: str, caret: int | None = None, known: str = "") -> None:
        """Write the note of a cell; `where` is markup, `known` what is kept."""
        self._known = known.strip()
        self._where.setText(where)
        self.text.setPlainText(text)
        cursor = self.text.textCursor()
        cursor.setPosition(min(len(text), len(text) if caret is None else caret), QTextCursor.MoveMode.MoveAnchor)
        self.text.setTextCursor(cursor)
        self.text.setFocus()

    @property
    def caret(self) -> int:
        return self.text.textCursor().position()

    def _store(self) -> None:
        self.stored.emit(self.text.toPlainText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._store()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.given_up.emit()
                return True
        return super().eventFilter(watched, event)
