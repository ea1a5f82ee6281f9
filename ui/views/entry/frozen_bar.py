"""The line above a frozen period's cells: that it takes no entry, and the way to open it again. Knows words only."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.entry_views import FrozenWords
from ui.widgets.reason_line import ReasonLine
from ui.widgets.texts import Card, button, label, row, sign


class FrozenBar(QWidget):
    """Hidden while the period is open."""

    reopen_asked = Signal(str)  # reason

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("frozenBar")
        self._note = Card("blue", role="note", margin=8)
        self._words = label("", name="frozenWords")
        self._open = button(_("Open it again…"), self._ask, name="reopen")
        line = row(sign("lock", "blue"), self._words, self._open, spacing=10)
        line.setStretch(1, 1)
        self._note.add(line)
        self._reason = ReasonLine("reopenBox")
        self._reason.given.connect(self.reopen_asked)
        self._reason.given_up.connect(self._reason.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._note)
        column.addWidget(self._reason)
        self.hide()

    def show_state(self, frozen: FrozenWords | None) -> None:
        """Say that the period is frozen, or nothing."""
        self._words.setText(frozen.words if frozen else "")
        self._words.setAccessibleName(self._words.text())
        if frozen is None:
            self._reason.hide()
        self.setVisible(frozen is not None)

    def _ask(self) -> None:
        self._reason.ask(
            _("Why is this period opened again?"),
            _("Reports made of it no longer fit what is entered afterwards. The reason is kept and printed."),
            _("Open it again"),
        )
