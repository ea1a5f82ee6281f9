"""Who signed a file, and what is answered about each of the signatures. Draws rows; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.local_verification import Standing
from jcm_desktop.services.views import Answer, AnswerState, SignatureView
from ui.widgets.texts import Card, badge, button, label, row, selectable, sign

TONES = {AnswerState.GOOD: "green", AnswerState.BAD: "red", AnswerState.OPEN: "amber"}
ICONS = {AnswerState.GOOD: "good", AnswerState.BAD: "error", AnswerState.OPEN: "open"}
_WORST_FIRST = (AnswerState.BAD, AnswerState.OPEN, AnswerState.GOOD)


class SignerCard(Card):
    """One certificate with its signatures."""

    trust_asked = Signal(object)  # SignatureView

    def __init__(self, signatures: Sequence[SignatureView], standing: Standing, *, may_trust: bool) -> None:
        super().__init__(margin=14, spacing=4)
        one = signatures[0]
        name = label(", ".join(part for part in (one.signer, one.organisation) if part), "strong")
        head = row(sign("key", "accent"), name, spacing=10)
        head.setStretch(1, 1)
        self.add(label(_("Who signed"), "small"), head)
        if one.role_words:
            self.add(label(one.role_words, "quiet"))
        if standing is Standing.OWN:
            self.add(badge(_("Your own signing key"), "green"))
        elif standing is Standing.LISTED:
            self.add(badge(_("You trust this signer"), "green"))
        self.add(label(_("Fingerprint, in digits that can be read out by telephone:"), "small"))
        self.add(selectable(label("\n".join(one.digits), "figure", wrap=False, name="fingerprint")))
        if standing is Standing.UNKNOWN and may_trust and one.certificate:
            ask = button(_("Trust this signer…"), lambda: self.trust_asked.emit(one), name="trustSigner", icon="good")
            self.add(row(ask, None))
        for each in signatures:
            self.add(_Signature(each))


class _Signature(QWidget):
    """One signature in one line; unfolded, every question with its answer."""

    def __init__(self, one: SignatureView) -> None:
        super().__init__()
        worst = next(state for state in _WORST_FIRST if any(each.state is state for each in one.answers))
        self._answers = QWidget()
        inside = QVBoxLayout(self._answers)
        inside.setContentsMargins(26, 0, 0, 4)
        inside.setSpacing(3)
        for answer in one.answers:
            inside.addLayout(_answer_row(answer))
        self._answers.hide()
        fold = QToolButton()
        fold.setObjectName("unfoldSignature")
        fold.setText("▸")
        fold.setAutoRaise(True)
        fold.setCheckable(True)
        fold.setAccessibleName(_("Answers about the signature in {file}").format(file=one.file))
        fold.toggled.connect(self._answers.setVisible)
        fold.toggled.connect(lambda on: fold.setText("▾" if on else "▸"))
        words = one.file if not one.claimed_at else f"{one.file}, {one.claimed_at}"
        line = row(fold, sign(ICONS[worst], TONES[worst], 16), label(words, "small"), spacing=6)
        line.setStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._answers)


def _answer_row(answer: Answer) -> QVBoxLayout:
    found = QVBoxLayout()
    found.setSpacing(0)
    line = row(sign(ICONS[answer.state], TONES[answer.state], 14), label(answer.question, "small"), spacing=6)
    line.setStretch(1, 1)
    found.addLayout(line)
    found.addWidget(selectable(label(answer.answer, "small")))
    return found
