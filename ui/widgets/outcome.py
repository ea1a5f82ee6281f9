"""What came of a longer work, in a coloured box that stays: the words, and notes below them. Knows no use case."""

from __future__ import annotations

from collections.abc import Sequence

from jcm_desktop.services.views import AnswerState
from ui.widgets.texts import Card, label, row, selectable, set_tone, sign

TONES = {AnswerState.GOOD: ("green", "good"), AnswerState.BAD: ("red", "error"), AnswerState.OPEN: ("amber", "warning")}


class Outcome(Card):
    """Hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__("green", role="note", margin=12)
        self._sign = sign("good", "green", 22)
        self.words = selectable(label("", "strong", name="outcomeWords"))
        self.notes = selectable(label("", name="outcomeNotes"))
        line = row(self._sign, self.words, spacing=10)
        line.setStretch(1, 1)
        self.add(line, self.notes)
        self.hide()

    def show_words(self, state: AnswerState, words: str, notes: Sequence[str] = ()) -> None:
        """Say it."""
        tone, icon = TONES[state]
        set_tone(self, tone)
        self._sign.setPixmap(sign(icon, tone, 22).pixmap())
        self.words.setText(words)
        self.words.setAccessibleName(words)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.show()
