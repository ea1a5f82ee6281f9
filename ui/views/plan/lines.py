"""Lines of texts to type in, one below the other; lines can be added, removed and pasted from a table.

Knows no use case: who owns it asks for the texts and says which are stored.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from jcm_desktop.i18n import _
from ui.widgets.texts import button, label

Texts = tuple[str, ...]


class Lines(QWidget):
    """`columns` are the words (to be translated), the name of the fields and the share of the width of each."""

    edited = Signal()
    entered = Signal()  # Return was pressed

    def __init__(self, columns: Sequence[tuple[str, str, int]], remove_name: str) -> None:
        super().__init__()
        self._columns, self._remove_name = tuple(columns), remove_name
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for at, (_words, _name, width) in enumerate(columns):
            self._grid.setColumnStretch(at, width)
        self._lines: list[tuple[tuple[QLineEdit, ...], QPushButton]] = []

    def texts(self) -> tuple[Texts, ...]:
        """The lines that hold anything."""
        every = [tuple(field.text().strip() for field in fields) for fields, _button in self._lines]
        return tuple(one for one in every if any(one))

    def show_texts(self, rows: Sequence[Texts]) -> None:
        """Show these lines, or an empty one."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = []
        for at, (words, _name, _width) in enumerate(self._columns):
            self._grid.addWidget(label(_(words), "small", wrap=False), 0, at)
        for one in rows or (("",) * len(self._columns),):
            self._put(one)

    def add_line(self) -> None:
        """An empty line with the cursor in it."""
        self._put(("",) * len(self._columns)).setFocus()

    def choose(self) -> bool:
        """Put the cursor where something is missing, or into the first line; false where there is none."""
        empty = [field for fields, _button in self._lines for field in fields if not field.text().strip()]
        first = (empty or [fields[0] for fields, _button in self._lines])[:1]
        for field in first:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(first)

    def _put(self, texts: Texts) -> QWidget:
        at, fields = len(self._lines) + 1, []
        for column, (text, (words, name, _width)) in enumerate(zip(texts, self._columns, strict=True)):
            field = _Field(text)
            field.setObjectName(f"{name}{at}")
            field.setAccessibleName(_("{column}, line {number}").format(column=_(words), number=at))
            field.textEdited.connect(self.edited)
            field.returnPressed.connect(self.entered)
            field.pasted.connect(lambda block, line=at, first=column: self._paste(line - 1, first, block))
            self._grid.addWidget(field, at, column)
            fields.append(field)
        words = _("Remove line {number}").format(number=at)
        remove = button(words, lambda: self._remove(remove), "icon", icon="close", name=f"{self._remove_name}{at}")
        self._grid.addWidget(remove, at, len(self._columns))
        self._lines.append((tuple(fields), remove))
        return fields[0]

    def _remove(self, pressed: QPushButton) -> None:
        every = [tuple(field.text() for field in fields) for fields, remove in self._lines if remove is not pressed]
        self.show_texts(every)
        self.edited.emit()

    def _paste(self, line: int, column: int, block: str) -> None:
        """A block of a spreadsheet, from this field on; lines are added where it is longer."""
        for down, text in enumerate(block.rstrip("\r\n").split("\n")):
            while line + down >= len(self._lines):
                self._put(("",) * len(self._columns))
            fields = self._lines[line + down][0]
            for field, part in zip(fields[column:], text.rstrip("\r").split("\t"), strict=False):
                field.setText(part.strip())
        self.edited.emit()


class _Field(QLineEdit):
    """A field that hands on what has more than one cell."""

    pasted = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAcceptDrops(False)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        block = QGuiApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if "\t" in block or "\n" in block.rstrip("\r\n"):
            self.pasted.emit(block)
        else:
            super().keyPressEvent(event)
