"""The statements of the evidence page as cards to fill in. Nothing is stored until its button is pressed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton
from PySide6.QtWidgets import QWidget as Widget

from jcm_desktop.i18n import _
from jcm_desktop.services.evidence_page import AnswerState, CriterionRow, FileChoice, MonthRow, SchemeRow, StatedAnswer
from ui.icons import pixmap
from ui.widgets.texts import TONE_ICONS, Card, badge, button, label, row, set_tone, sign

TONES = {
    AnswerState.MISSING: "red",
    AnswerState.NOT_MET: "red",
    AnswerState.NOT_SHOWN: "red",
    AnswerState.LATER: "plain",
    AnswerState.DONE: "green",
}
TEXT_HEIGHT = 50


def draw_state(mark: QLabel, word: QLabel, state: AnswerState, words: str) -> None:
    """A state as a sign and a word in its colour."""
    tone = TONES[state]
    mark.setPixmap(pixmap(TONE_ICONS[tone], "quiet" if tone == "plain" else tone, 20))
    word.setText(words)
    set_tone(word, tone)


class StatementCard(Card):
    """Heading with its state, who said so, what was said before, a box for words, and buttons."""

    save_asked = Signal()
    take_back_asked = Signal()

    def __init__(self, name: str, heading: str, text_words: str) -> None:
        super().__init__(margin=14, spacing=6)
        self.setObjectName(name)
        self._mark, self._word = sign("error", "red", 20), badge("", "red")
        head = row(self._mark, label(heading, "strong"), self._word, spacing=10)
        head.setStretch(1, 1)
        self.by = label("", "small")
        self.earlier = label("", "quiet")
        self.start = button(_("Start from this"), self.take_earlier, name="startFromEarlier", icon="undo")
        self.start.setToolTip(_("Fills the form; nothing is stated until you save it"))
        self._before = row(self.earlier, self.start)
        self._before.setStretch(0, 1)
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{name}-text")
        self.text.setAccessibleName(text_words)
        self.text.setPlaceholderText(text_words)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(TEXT_HEIGHT)
        self.text.setAcceptDrops(False)
        self.text.textChanged.connect(self.draw_buttons)
        self.save = button(_("Save"), self.save_asked.emit, "primary", name=f"{name}-save")
        self.save.setAccessibleName(_("Save: {heading}").format(heading=heading))
        self.discard = button(_("Discard the changes"), self.fill, name=f"{name}-discard")
        self.back = button(_("Take back"), self.take_back_asked.emit, name=f"{name}-back")
        self.back.setAccessibleName(_("Take back: {heading}").format(heading=heading))
        self._frozen = False
        self.add(head)

    def show_state(self, state: AnswerState, words: str, by: str, earlier: str, *, frozen: bool) -> None:
        """Say how far it is, and what was said the last time where that may still be used."""
        draw_state(self._mark, self._word, state, words)
        self.by.setText(_("Stated by {words}").format(words=by) if by else "")
        self.by.setVisible(bool(by))
        self._frozen = frozen
        self.earlier.setText(earlier)
        self.earlier.setVisible(bool(earlier))
        self.start.setVisible(bool(earlier) and not frozen)
        self.back.setVisible(bool(by) and not frozen)
        for part in self.inputs():
            part.setEnabled(not frozen)
        self.draw_buttons()

    def inputs(self) -> tuple[Widget, ...]:
        """What takes words or a choice."""
        return (self.text,)

    def draw_buttons(self) -> None:
        """Only what can be done now can be pressed."""
        self.save.setVisible(not self._frozen)
        self.save.setEnabled(self.complete and self.unsaved)
        self.discard.setVisible(self.unsaved and not self._frozen)

    @property
    def complete(self) -> bool:
        """Whether it says enough to be stored."""
        return bool(self.text.toPlainText().strip())

    @property
    def unsaved(self) -> bool:
        """Whether the form holds something else than what is stored."""
        raise NotImplementedError

    @property
    def draft(self) -> object:
        """What the form holds, for `put_draft`."""
        raise NotImplementedError

    def put_draft(self, draft: Any) -> None:
        """Fill the form with what it held before."""
        raise NotImplementedError

    def fill(self) -> None:
        """Back to what is stored."""
        raise NotImplementedError

    def take_earlier(self) -> None:
        """Fill the form with what was said the last time."""
        raise NotImplementedError


class CriterionCard(StatementCard):
    """Is a criterion still met, in what words, shown by which files."""

    files_asked = Signal()

    def __init__(self, one: CriterionRow) -> None:
        super().__init__(
            f"criterion-{one.id}",
            _("Criterion {number}").format(number=one.id),
            _("How it is met, in a few words"),
        )
        self.row = one
        self._stored: tuple[bool | None, str, tuple[str, ...]] = (None, "", ())
        self._names: dict[str, str] = {}
        self.files: tuple[str, ...] = ()
        self.yes, self.no = QRadioButton(_("Yes, it is met")), QRadioButton(_("No"))
        self._group = QButtonGroup(self)
        criterion = _("Criterion {number}").format(number=one.id)
        for made, name in ((self.yes, "yes"), (self.no, "no")):
            made.setObjectName(f"criterion-{one.id}-{name}")
            made.setAccessibleName(f"{criterion}: {made.text()}")
            made.toggled.connect(lambda _on: self.draw_buttons())
            self._group.addButton(made)
        self._files_words = label("", "quiet")
        self.choose = button(_("Choose files…"), self.files_asked.emit, name=f"criterion-{one.id}-files", icon="attach")
        files = row(self.yes, self.no, 12, self._files_words, self.choose)
        files.setStretch(3, 1)
        self.add(
            label(one.words), self._before, files, self.text,
            _last_row(self.by, self.back, self.discard, self.save),
        )  # fmt: skip

    def show_row(self, one: CriterionRow, files: tuple[FileChoice, ...], *, frozen: bool) -> None:
        """Show what is stored; what is being typed stays."""
        keep = self.unsaved
        self.row = one
        self._names = {each.sha256: each.name for each in files}
        self._stored = (one.answer.met, one.answer.text, one.answer.files) if one.answer else (None, "", ())
        if not keep:
            self.fill()
        earlier = _earlier_words(one.earlier) if one.earlier and one.answer is None else ""
        self.show_state(one.state, one.state_words, one.answer.words if one.answer else "", earlier, frozen=frozen)
        self._draw_files()

    def inputs(self) -> tuple[Widget, ...]:
        return (self.text, self.yes, self.no, self.choose)

    @property
    def met(self) -> bool | None:
        return True if self.yes.isChecked() else False if self.no.isChecked() else None

    @property
    def complete(self) -> bool:
        return self.met is not None

    @property
    def unsaved(self) -> bool:
        return self.draft != self._stored

    @property
    def draft(self) -> object:
        return self.met, self.text.toPlainText().strip(), self.files

    def put_draft(self, draft: Any) -> None:
        self._put(*draft)

    def fill(self) -> None:
        self._put(*self._stored)

    def take_earlier(self) -> None:
        if self.row.earlier is not None:
            self._put(self.row.earlier.met, self.row.earlier.text, self.row.earlier.files)
            self.save.setFocus()

    def choose_files(self, files: tuple[str, ...]) -> None:
        """These files show it."""
        self.files = files
        self._draw_files()
        self.draw_buttons()

    def _put(self, met: bool | None, text: str, files: tuple[str, ...]) -> None:
        self._group.setExclusive(False)
        self.yes.setChecked(met is True)
        self.no.setChecked(met is False)
        self._group.setExclusive(True)
        self.text.setPlainText(text)
        self.choose_files(files)

    def _draw_files(self) -> None:
        names = ", ".join(self._names.get(one, one[:12]) for one in self.files)
        self._files_words.setText(_("Shown by: {names}").format(names=names) if names else _("No file chosen"))


class SchemeCard(StatementCard):
    """The project is registered under no other crediting scheme."""

    def __init__(self) -> None:
        super().__init__(
            "other-schemes",
            _("No other crediting scheme"),
            _("Say that the project is registered under no other crediting scheme, and how you know"),
        )
        self._stored = self._old = ""
        self.add(self._before, self.text, _last_row(self.by, self.back, self.discard, self.save))

    def show_row(self, one: SchemeRow, *, frozen: bool) -> None:
        """Show what is stored; what is being typed stays."""
        keep = self.unsaved
        self._stored, self._old = one.text, one.earlier
        if not keep:
            self.fill()
        earlier = ""
        if one.earlier and not one.text:
            earlier = _("Stated {where}: “{text}”").format(where=one.earlier_words, text=one.earlier)
        self.show_state(one.state, one.state_words, one.words, earlier, frozen=frozen)

    @property
    def unsaved(self) -> bool:
        return self.draft != self._stored

    @property
    def draft(self) -> object:
        return self.text.toPlainText().strip()

    def put_draft(self, draft: Any) -> None:
        self.text.setPlainText(draft)

    def fill(self) -> None:
        self.text.setPlainText(self._stored)

    def take_earlier(self) -> None:
        self.text.setPlainText(self._old)
        self.save.setFocus()


class MonthLine(Widget):
    """Who looked through the records of a month."""

    noted = Signal(object, str, str)  # Span, person, words
    taken_back = Signal(object)

    def __init__(self, one: MonthRow) -> None:
        super().__init__()
        self.setObjectName(f"integrity-{one.span.first}")
        self.row = one
        self._mark, self._word = sign("error", "red"), badge("", "red")
        month = label(one.label, "strong", wrap=False)
        month.setMinimumWidth(130)
        self.person = self._field(_("Person who looked through the records of {month}").format(month=one.label))
        self.person.setPlaceholderText(_("Name of the person"))
        self.text = self._field(_("What was found in {month}").format(month=one.label))
        self.text.setPlaceholderText(_("What was found (may stay empty)"))
        self.note: QPushButton = button(_("Note it"), self._note, "primary", name="noteIntegrity")
        self.back = button(_("Take back"), lambda: self.taken_back.emit(self.row.span), name="takeBackIntegrity")
        for made in (self.note, self.back):
            made.setAccessibleName(f"{made.text()}: {one.label}")
        self.person.textChanged.connect(lambda _text: self._draw())
        self.person.returnPressed.connect(self._note)
        self.text.returnPressed.connect(self._note)
        self._frozen = False
        line = row(self._mark, month, self.person, self.text, self._word, self.note, self.back)
        line.setStretch(3, 1)
        self.setLayout(line)

    def _field(self, words: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(words)
        made.setMinimumWidth(180)
        made.setAcceptDrops(False)
        return made

    def show_row(self, one: MonthRow, *, frozen: bool) -> None:
        """Show what is stored; what is being typed stays."""
        keep = self.unsaved and one.state is not AnswerState.DONE
        self.row, self._frozen = one, frozen
        if not keep:
            self.person.setText(one.person)
            self.text.setText(one.text)
        draw_state(self._mark, self._word, one.state, one.state_words)
        self._draw()

    @property
    def unsaved(self) -> bool:
        return self.draft != (self.row.person, self.row.text)

    @property
    def draft(self) -> object:
        """What the fields hold, for `put_draft`."""
        return self.person.text().strip(), self.text.text().strip()

    def put_draft(self, draft: Any) -> None:
        """Fill the fields with what they held before."""
        self.person.setText(draft[0])
        self.text.setText(draft[1])

    def _draw(self) -> None:
        free = not self._frozen and self.row.state is AnswerState.MISSING
        self.person.setEnabled(free)
        self.text.setEnabled(free)
        self.note.setVisible(free)
        self.note.setEnabled(bool(self.person.text().strip()))
        self.back.setVisible(bool(self.row.person) and not self._frozen)

    def _note(self) -> None:
        if self.person.text().strip():
            self.noted.emit(self.row.span, self.person.text(), self.text.text())


def _last_row(by: QLabel, *buttons: QPushButton) -> QHBoxLayout:
    made = row(by, None, *buttons)
    made.setStretch(0, 20)  # the empty space takes over where there is nothing to say
    return made


def _earlier_words(one: StatedAnswer) -> str:
    words = _("Answered with yes {where}: “{text}”") if one.met else _("Answered with no {where}: “{text}”")
    return words.format(where=one.words, text=one.text)
