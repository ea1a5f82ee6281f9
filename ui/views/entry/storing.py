"""Sends edits of the readings page to the service, and keeps those that wait for an answer. Shows nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from jcm_desktop.domain.errors import JcmError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services import entry
from jcm_desktop.services.unsaved import WaitingText
from jcm_desktop.services.views import CellEdit, Changes
from ui.desk import Desk
from ui.models.entry_grid import EntryGridModel
from ui.widgets.message_bar import Message

Choices = tuple[tuple[str, Callable[[], object]], ...]
STORE_SECONDS = 0.25  # an edit is normally stored before the cursor moves on


@dataclass(frozen=True, slots=True)
class Question:
    """Texts that can be read in two ways: the edits, and for each way its words and decimal sign."""

    edits: tuple[CellEdit, ...]
    ways: tuple[tuple[str, str], ...]
    reason: str = ""  # why a value is changed


class Storing(QObject):
    """One for a page; `moved_on` after anything that waits has changed."""

    moved_on = Signal()
    reason_wanted = Signal(str)  # what is recorded as reason where no other is given

    def __init__(self, desk: Desk, model: EntryGridModel, owner: QObject) -> None:
        super().__init__(owner)
        self._desk, self._model = desk, model
        self._unexplained: tuple[CellEdit, ...] = ()
        self.questions: dict[tuple[str, Span], Question] = {}

    def ask_or_store(self, edits: tuple[CellEdit, ...]) -> None:
        """Ask why a value is changed that was frozen before; everything else is stored at once."""
        self.give_reason("")
        why = self._model.reopened(edits)
        if not why:
            self.store(edits)
            return
        self._unexplained = edits
        self._model.expect(edits)
        self._keep()
        self.reason_wanted.emit(why)

    def give_reason(self, reason: str) -> None:
        """Store what waited for a reason; without one, why the period was opened again is the reason."""
        edits, self._unexplained = self._unexplained, ()
        if edits:
            self.store(edits, reason=reason)

    def take_back_unexplained(self) -> None:
        """Keep what was stored before."""
        edits, self._unexplained = self._unexplained, ()
        self._model.settle(edits)
        self._keep()
        self.moved_on.emit()

    def store(self, edits: tuple[CellEdit, ...], decimal_sign: str = "", reason: str = "") -> None:
        """Send texts; they are shown as waiting until the service has them."""
        if self._desk.span is None:
            return
        asked = bool(self.questions)
        project, span = self._desk.project, self._desk.span
        self._forget(edits)
        if asked and not self.questions:
            self._desk.turned.emit()  # what the bar asks has been typed anew
        self._model.expect(edits)
        self._keep()

        def stored(_changes: Changes) -> None:
            self._model.settle(edits)
            self._keep()
            self.moved_on.emit()

        def refused(error: BaseException, message: Message) -> bool:
            if isinstance(error, JcmError) and error.code == "number.ambiguous":
                self._ask(edits, error, message, reason)
            else:  # the texts stay in their cells, marked as waiting
                again = ((_("Try again"), partial(self.store, edits, decimal_sign, reason)),)
                self._desk.door.said.emit(Message(message.tone, message.text, again))
            return True

        self._desk.door.run(
            lambda session: entry.enter_cells(session, project, span, edits, decimal_sign, reason),
            stored,
            refused,
            owner=self,
            wait_seconds=STORE_SECONDS,
        )

    def _keep(self) -> None:
        """What waits outlives the program."""
        waiting = tuple(WaitingText(one.point, one.span.first, one.span.last, one.text) for one in self._model.waiting)
        self._desk.note(waiting=waiting)

    def _ask(self, edits: tuple[CellEdit, ...], error: JcmError, message: Message, reason: str) -> None:
        """A text such as 1,234 can be read in two ways: let the user choose; nothing was stored yet."""
        question = Question(edits, ((error.facts["one"], "."), (error.facts["other"], ",")), reason)
        for one in edits:
            self.questions[one.point, one.span] = question
        self._model.mark_asked(self.questions)
        self._desk.door.said.emit(Message(message.tone, message.text, self.choices(question)))
        self.moved_on.emit()

    def choices(self, question: Question | None) -> Choices:
        """The buttons that answer a question."""
        if question is None:
            return ()
        ways = tuple((words, partial(self._answer, question, sign)) for words, sign in question.ways)
        return (*ways, (_("Leave it as it was"), partial(self._give_up, question)))

    def _answer(self, question: Question, decimal_sign: str) -> None:
        """Store those texts that still wait, read in the chosen way."""
        self.store(tuple(one for one in question.edits if one in self._model.waiting), decimal_sign, question.reason)

    def _give_up(self, question: Question) -> None:
        """Keep what was stored before."""
        self._forget(question.edits)
        self._model.settle(question.edits)
        self._keep()
        self.moved_on.emit()

    def _forget(self, edits: tuple[CellEdit, ...]) -> None:
        for one in edits:
            self.questions.pop((one.point, one.span), None)
        self._model.mark_asked(self.questions)

    def forget_all(self) -> None:
        """Another period is shown: its questions are others."""
        self._unexplained = ()
        self._forget(tuple(edit for one in self.questions.values() for edit in one.edits))

    def first_question(self) -> Question | None:
        """One that still waits for an answer."""
        return next(iter(self.questions.values()), None)
