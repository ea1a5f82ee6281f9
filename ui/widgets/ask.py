"""A small dialog that asks for a few things and stays until its answer was accepted. Knows no use case."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from ui.widgets.texts import Card, button, empty_layout, label, row, sign

WIDTH = 470
Choices = tuple[tuple[str, Callable[[], object]], ...]


class AskDialog(QDialog):
    """Fields under a heading; `given` when the answer is complete, `complain` when it was refused."""

    given = Signal()

    def __init__(self, parent: QWidget, heading: str, hint: str, go: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setMinimumWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = QFormLayout()
        self.form.setSpacing(10)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._trouble = Card("red", role="note", margin=10)
        self._words = label("", name="dialogTrouble")
        line = row(sign("error", "red"), self._words, spacing=10)
        line.setStretch(1, 1)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        self._trouble.add(line, self._ways)
        self._trouble.hide()
        self._go = button(go, self._press, "primary", name="dialogGo")
        self._go.setDefault(True)
        cancel = self._cancel = button(_("Cancel"), self.reject, name="dialogCancel")
        cancel.setAutoDefault(False)
        self._below = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(heading, "heading"))
        column.addWidget(label(hint, "quiet"))
        column.addLayout(self.form)
        column.addLayout(self._below)
        column.addWidget(self._trouble)
        column.addLayout(row(None, cancel, self._go))

    def add_field(self, words: str, field: QWidget, name: str) -> None:
        """A field with its words before it."""
        field.setObjectName(name)
        field.setAccessibleName(words)
        field.setMinimumWidth(260)
        if isinstance(field, QLineEdit):
            field.setAcceptDrops(False)
        self.form.addRow(label(words, wrap=False), field)

    def fit(self) -> None:
        """As high as its words need at this width; a form does not ask its labels that wrap."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            width = max(self.width(), layout.minimumSize().width())
            self.resize(width, max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def add_below(self, *parts: QWidget) -> None:
        """Parts under the fields, such as how far it is."""
        for part in parts:
            self._below.addWidget(part)

    def finish(self) -> None:
        """It is done: there is nothing to give any more, only to read."""
        for at in range(self.form.rowCount()):
            self.form.setRowVisible(at, False)
        self._trouble.hide()
        self._go.hide()
        self._cancel.setText(_("Close"))
        self._cancel.setAccessibleName(_("Close"))
        self._cancel.setFocus()
        self.fit()

    def add_secret(self, words: str, name: str) -> QLineEdit:
        """A field whose letters do not show."""
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field(words, field, name)
        return field

    def wrong(self) -> str:
        """What is still wrong with the answer, in words; empty if it can be given."""
        return ""

    def _press(self) -> None:
        words = self.wrong()
        if words:
            self.complain(words)
            return
        self._trouble.hide()
        self._go.setEnabled(False)
        self.given.emit()

    def complain(self, words: str, choices: Choices = ()) -> bool:
        """Say why the answer was refused, and what can be pressed; the fields stay as they are."""
        empty_layout(self._ways)
        for at, (text, then) in enumerate(choices):
            self._ways.addWidget(button(text, then, name=f"dialogChoice{at}"))
        self._ways.addStretch(1)
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._trouble.show()
        self.fit()
        self._go.setEnabled(True)
        return True
