"""Typing a sample of cells a second time, without seeing the first. Draws a SecondView; the service compares."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services import second_entry
from jcm_desktop.services.entry_views import AskedCell, ComparedCell, SecondView
from jcm_desktop.services.second_entry import MOST
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from ui.desk import Desk
from ui.page import scrolled
from ui.widgets.texts import Card, button, empty_layout, label, rich_label, row

USUAL = 10


class SecondEntryView(QWidget):
    """How many, then one question after the other, then what differs."""

    table_asked = Signal()
    typed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("secondEntry")
        self._desk = desk
        self.view: SecondView | None = None
        self._stack = QStackedWidget()
        self._stack.setMaximumWidth(720)
        self._stack.addWidget(self._beginning())
        self._stack.addWidget(self._question())
        self._said = Card(role="note", margin=10)
        self._said.setMaximumWidth(720)
        self._words = label("", "strong", name="secondWords")
        self._said.add(self._words)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._said)
        column.addWidget(self._stack)
        column.addWidget(scrolled(inside), 1)

    def _beginning(self) -> QWidget:
        card = Card(margin=22, spacing=10)
        self.every = QSpinBox()
        self.every.setObjectName("secondEvery")
        self.every.setRange(1, MOST)
        self.every.setValue(USUAL)
        self.every.setAccessibleName(_("Type one cell in how many again?"))
        self.every.lineEdit().setTextMargins(5, 0, 0, 0)
        self.every.setMinimumWidth(80)
        card.add(
            label(_("Check yourself by typing some cells again"), "heading"),
            label(
                _(
                    "The application chooses every n-th cell from a random start and asks for it again, "
                    "without showing what was entered. Take the meter's record, not the screen. "
                    "What you type is compared and kept; nothing is changed."
                ),
                "quiet",
            ),
            row(label(_("One cell in"), wrap=False), self.every, None),
            row(
                button(_("Begin"), self._begin, "big", name="secondBegin"),
                button(_("Back to the table"), self.table_asked.emit, name="secondLeave"),
                None,
            ),
        )
        return card

    def _question(self) -> QWidget:
        card = Card(margin=22, spacing=10)
        self._what = rich_label("", "heading")
        self._label = label("", "quiet")
        self.question = label("", "title", name="secondQuestion")
        self.edit = QLineEdit()
        self.edit.setObjectName("secondEdit")
        self.edit.setProperty("role", "large")
        self.edit.setMaximumWidth(280)
        self.edit.setAcceptDrops(False)
        self.edit.textEdited.connect(self.typed)
        self._unit = label("", "heading", wrap=False)
        card.add(
            self._what,
            self._label,
            self.question,
            row(self.edit, self._unit, None),
            row(
                button(_("Compare"), self._answer, "big", name="secondNext", icon="forward", hint="Enter"),
                button(_("Back to the table"), self.table_asked.emit, name="secondStop"),
                None,
            ),
        )
        return card

    @property
    def asked(self) -> AskedCell | None:
        """The cell that is being asked for."""
        return self.view.asked[0] if self.view and self.view.asked else None

    def show_view(self, view: SecondView) -> None:
        """Show how far it went, and ask for the next cell."""
        before = self.asked
        self.view = view
        self._words.setText(view.words)
        self._words.setAccessibleName(view.words)
        asked = self.asked
        self._stack.setVisible(asked is not None or not view.compared)
        self._stack.setCurrentIndex(1 if asked is not None else 0)
        if asked is not None:
            self._what.setText(f"{asked.point} &nbsp;{asked.symbol}")
            self._label.setText(asked.label)
            self.question.setText(_("Type the value of {month} again").format(month=asked.month))
            self._unit.setText(asked.unit)
            self.edit.setAccessibleName(f"{self.question.text()} {asked.point} {asked.label}, {asked.unit}")
            if before is None or (before.point, before.span) != (asked.point, asked.span):
                self.edit.clear()
            if self.isVisible():
                self.edit.setFocus()
        empty_layout(self._list)
        for one in view.compared:
            self._list.addWidget(self._row(one))
        if view.compared and asked is None:
            again = button(_("Check other cells"), self._again, name="secondAgain", icon="again")
            back = button(_("Back to the table"), self.table_asked.emit, name="secondBack")
            self._list.addLayout(row(again, back, None))
        self._list.addStretch(1)

    def _again(self) -> None:
        self._stack.setCurrentIndex(0)
        self._stack.show()
        self.every.setFocus()

    def _row(self, one: ComparedCell) -> QWidget:
        card = Card("green" if one.same else "amber", margin=10, spacing=4)
        card.setMaximumWidth(720)
        words = _("{point}, {month}: the same, {value}") if one.same else _("{point}, {month}: {value}, then {second}")
        line = label(words.format(point=one.point, month=one.month, value=one.first, second=one.second))
        if one.same:
            card.add(line)
            return card
        take = button(
            _("The second is right"),
            lambda: self._take(one),
            name=f"takeSecond-{one.point}-{one.span.first}",
        )
        card.add(line, row(take, label(_("The first stays otherwise."), "small", wrap=False), None))
        return card

    # --- asking the service ---------------------------------------------------------------------------------------

    def load(self) -> None:
        """How far it went in the period being worked on."""
        if self._desk.span is not None:
            project, span = self._desk.project, self._desk.span
            self._desk.door.run(
                lambda session: second_entry.second_page(session, project, span), self.show_view, owner=self
            )

    def _begin(self) -> None:
        every = self.every.value()
        self._change(lambda session, project, span: second_entry.begin(session, project, span, every))

    def _take(self, one: ComparedCell) -> None:
        self._change(
            lambda session, project, span: second_entry.take_second(
                session, project, span, one.point, one.span, one.second_text
            )
        )

    def _change(self, use_case: Callable[[Session, str, Span], Changes]) -> None:
        if self._desk.span is not None:
            project, span = self._desk.project, self._desk.span
            self._desk.door.run(
                lambda session: use_case(session, project, span), lambda _changes: self.load(), owner=self
            )

    def _answer(self) -> None:
        asked, text = self.asked, self.edit.text()
        if asked is None or not text.strip() or self.view is None:
            return
        project, span = self.view.project, self.view.span
        self._desk.door.run(
            lambda session: second_entry.compare(session, project, span, asked.point, asked.span, text),
            self._compared,
            owner=self,
        )

    def _compared(self, found: ComparedCell) -> None:
        tone, words = ("green", _("The same.")) if found.same else ("amber", _("Not the same: look at it below."))
        self._desk.say(tone, words)
        self.edit.clear()
        self.typed.emit()
        self.load()
        self._desk.door.tell_changes(Changes(frozenset({Kind.REASONS})))

    def restore(self, text: str, caret: int) -> None:
        """Text that was being typed when the program ended."""
        self.edit.setText(text)
        self.edit.setFocus()
        self.edit.setCursorPosition(caret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.asked is not None:
            self._answer()
        else:
            super().keyPressEvent(event)
