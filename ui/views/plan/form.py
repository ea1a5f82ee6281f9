"""Named fields under each other: what was filled in, what was typed since; a day may be open. Knows no use case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from jcm_desktop.i18n import _
from ui.views.start.forms import day_field, day_of
from ui.widgets.texts import label


class DayChoice(QWidget):
    """A day, or none: a box to tick and a field with a calendar."""

    changed = Signal()

    def __init__(self, words: str, day: date) -> None:
        super().__init__()
        self.known = QCheckBox(_("known"))
        self.known.setAccessibleName(_("{field}: known").format(field=words))
        self.field = day_field(words, day, "")
        self.field.setMinimumWidth(112)
        self.field.setEnabled(False)
        self.known.toggled.connect(self.field.setEnabled)
        self.known.toggled.connect(lambda _on: self.changed.emit())
        self.field.dateChanged.connect(lambda _day: self.changed.emit())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.known)
        line.addWidget(self.field, 1)
        self.setFocusProxy(self.known)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the closed field opens it."""
        if not self.known.isChecked():
            self.known.setChecked(True)
            self.field.setFocus()
        super().mousePressEvent(event)

    @property
    def day(self) -> date | None:
        return day_of(self.field) if self.known.isChecked() else None

    def set_day(self, day: date | None) -> None:
        """Show a day; None leaves the field as it is and closes it."""
        self.known.setChecked(day is not None)
        if day is not None:
            self.field.setDate(QDate(day.year, day.month, day.day))


class Form(QWidget):
    """Fields by name; `values` are texts, days or ticks as the fields have them."""

    entered = Signal()  # Return in a line
    touched_changed = Signal()

    def __init__(self, wide: bool = False) -> None:
        super().__init__()
        self._fields: dict[str, QWidget] = {}
        self._filled: dict[str, Any] = {}
        self._words: dict[str, QWidget] = {}
        self.rows = QFormLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setHorizontalSpacing(10)
        self.rows.setVerticalSpacing(7 if wide else 3)
        policy = QFormLayout.RowWrapPolicy
        self.rows.setRowWrapPolicy(policy.DontWrapRows if wide else policy.WrapAllRows)

    # --- making ---------------------------------------------------------------------------------------------------

    def line(self, name: str, words: str, hint: str = "") -> QLineEdit:
        """A line of text."""
        field = QLineEdit()
        field.setAcceptDrops(False)
        field.setPlaceholderText(hint)
        field.textEdited.connect(lambda _text: self.touched_changed.emit())
        field.returnPressed.connect(self.entered)
        self._add(name, words, field)
        return field

    def box(self, name: str, words: str, lines: int = 2) -> QPlainTextEdit:
        """A few lines of text; Tab goes on."""
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setAcceptDrops(False)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + 18)
        field.textChanged.connect(self.touched_changed)
        self._add(name, words, field)
        return field

    def choice(self, name: str, words: str, choices: Iterable[tuple[str, str]] = ()) -> QComboBox:
        """One of several, as key and words."""
        field = QComboBox()
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(6)
        field.activated.connect(lambda _at: self.touched_changed.emit())
        self._add(name, words, field)
        self.set_choices(name, choices)
        return field

    def day(self, name: str, words: str, day: date) -> DayChoice:
        """A day that may be open."""
        field = DayChoice(words, day)
        field.changed.connect(self.touched_changed)
        self._add(name, words, field)
        return field

    def tick(self, name: str, words: str) -> QCheckBox:
        """Yes or no, with its words behind the box."""
        field = QCheckBox(words)
        field.toggled.connect(lambda _on: self.touched_changed.emit())
        self._add(name, "", field)
        field.setAccessibleName(words)
        return field

    def _add(self, name: str, words: str, field: QWidget) -> None:
        field.setObjectName(name)
        field.setAccessibleName(words)
        self._fields[name] = field
        self._words[name] = label(words, wrap=False)
        self.rows.addRow(self._words[name], field)

    def set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """What a choice offers from now on."""
        field = self._fields[name]
        if isinstance(field, QComboBox):
            field.clear()
            for key, words in choices:
                field.addItem(words, key)

    def show_field(self, name: str, *, on: bool) -> None:
        """Show or hide a field with its words."""
        self._fields[name].setVisible(on)
        self._words[name].setVisible(on)

    # --- values ---------------------------------------------------------------------------------------------------

    def field(self, name: str) -> QWidget:
        """The field of that name."""
        return self._fields[name]

    def values(self) -> dict[str, Any]:
        """What the fields hold now."""
        return {name: _value(field) for name, field in self._fields.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put values in, as what is stored."""
        for name, value in values.items():
            _set(self._fields[name], value)
        self._filled = self.values()
        self.touched_changed.emit()

    def type_over(self, values: Mapping[str, Any]) -> None:
        """Put values in, as what is typed over what is stored."""
        for name, value in values.items():
            _set(self._fields[name], value)
        self.touched_changed.emit()

    def accept(self) -> None:
        """What the fields hold is stored now."""
        self._filled = self.values()
        self.touched_changed.emit()

    @property
    def touched(self) -> bool:
        """Whether something was typed that is not stored."""
        return bool(self._filled) and self.values() != self._filled

    def on_change(self, then: Callable[[], object]) -> None:
        """Do this whenever a field changes."""
        self.touched_changed.connect(lambda: then())


def _value(field: QWidget) -> Any:
    match field:
        case QLineEdit():
            return field.text()
        case QPlainTextEdit():
            return field.toPlainText()
        case QComboBox():
            return field.currentData() or ""
        case DayChoice():
            return field.day
        case QCheckBox():
            return field.isChecked()
    raise TypeError(type(field))


def _set(field: QWidget, value: Any) -> None:
    match field:
        case QLineEdit():
            if field.text() != value:
                field.setText(value)
                field.setCursorPosition(0)
        case QPlainTextEdit():
            if field.toPlainText() != value:
                field.setPlainText(value)
            QTimer.singleShot(0, field, lambda: field.verticalScrollBar().setValue(0))
        case QComboBox():
            field.setCurrentIndex(max(0, field.findData(value)))
        case DayChoice():
            field.set_day(value)
        case QCheckBox():
            field.setChecked(bool(value))
