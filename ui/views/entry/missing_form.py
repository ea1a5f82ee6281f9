"""The form that states why a cell has no reading, and what its days count as. Draws a MissingView; stores nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton

from jcm_desktop.domain.declaration import Cause, Treatment
from jcm_desktop.i18n import _
from jcm_desktop.services.entry_views import MissingView
from ui.page import scrolled
from ui.widgets.texts import Card, button, label, rich_label, row, set_tone, sign


class MissingForm(Card):
    """Cause, treatment, words, and the careful value where one is entered."""

    stated = Signal(object, object, str, str)  # Cause, Treatment, text, value
    withdrawn = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(margin=6)
        self.setObjectName("missingForm")
        self.view: MissingView | None = None
        self._asked: tuple[object, ...] = ()
        self._where = rich_label("", "heading")
        self.cause = QComboBox()
        self.cause.setObjectName("missingCause")
        self.cause.setAccessibleName(_("Why is there no reading?"))
        self.nothing = QRadioButton(_("Nothing is claimed for these days"))
        self.careful = QRadioButton(_("A careful value counts in its place"))
        for one, name in ((self.nothing, "missingNothing"), (self.careful, "missingCareful")):
            one.setObjectName(name)
            one.setAccessibleName(one.text())
        self.careful.toggled.connect(self._show_value)
        self._unit = label("", wrap=False)
        self.value = _line(_("Careful value"), "missingValue")
        self.text = _line(_("What happened (optional)"), "missingText")
        self.text.setPlaceholderText(_("What happened (optional)"))
        self._cost_box = Card("blue", role="note", margin=8)
        self._cost = label("", name="missingCost")
        self._sign = sign("info", "blue")
        line = row(self._sign, self._cost, spacing=8)
        line.setStretch(1, 1)
        self._cost_box.add(line)
        self._go = button(_("State this"), self._state, "primary", name="missingGo")
        self._back = button(_("Take it back"), self.withdrawn.emit, name="missingBack")
        cancel = button(_("Cancel"), self.given_up.emit, name="missingCancel", hint="Esc")
        inside = Card(role="", margin=10, spacing=8)
        inside.add(
            self._where,
            label(_("Why is there no reading?"), "strong"),
            self.cause,
            self.text,
            label(_("What do these days count as?"), "strong"),
            self.nothing,
            self.careful,
            row(self.value, self._unit),
            self._cost_box,
            row(self._go, self._back, cancel, None),
        )
        inside.column.addStretch(1)
        self.add(scrolled(inside))

    def ask(self, view: MissingView, where: str, unit: str) -> None:
        """Ask about a cell; `where` is markup."""
        self.view = view
        self._where.setText(where)
        self.cause.clear()
        for one in view.causes:
            self.cause.addItem(one.words, str(one.cause))
        if view.cause is not None:
            self.cause.setCurrentIndex(max(0, self.cause.findData(str(view.cause))))
        wanted = view.treatment if view.cause is not None or not view.blocks else Treatment.CONSERVATIVE
        (self.careful if wanted is Treatment.CONSERVATIVE else self.nothing).setChecked(True)
        self.text.setText(view.text)
        self.value.clear()
        self._unit.setText(unit)
        self._cost.setText(view.cost)
        tone = "amber" if view.blocks else "blue"
        set_tone(self._cost_box, tone)
        self._sign.setPixmap(sign("warning" if view.blocks else "info", tone).pixmap())
        self._back.setVisible(view.cause is not None)
        self._show_value(self.careful.isChecked())
        self._asked = self._typed()
        self.cause.setFocus()

    def _typed(self) -> tuple[object, ...]:
        return self.cause.currentData(), self.careful.isChecked(), self.text.text(), self.value.text()

    @property
    def touched(self) -> bool:
        """Whether something was entered that is not stated yet."""
        return self._typed() != self._asked

    def _show_value(self, shown: bool) -> None:
        self.value.setVisible(shown)
        self._unit.setVisible(shown)

    def _state(self) -> None:
        treatment = Treatment.CONSERVATIVE if self.careful.isChecked() else Treatment.NOTHING
        value = self.value.text() if self.careful.isChecked() else ""
        self.stated.emit(Cause(self.cause.currentData()), treatment, self.text.text(), value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._state()
        else:
            super().keyPressEvent(event)


def _line(words: str, name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setAcceptDrops(False)
    return made
