"""A bar with a way to stop, for work that takes longer than a moment. Asks how far it is; knows no use case."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from jcm_desktop.i18n import _
from ui.widgets.texts import button, label

LOOK_MS = 80
STEPS = 1000


class Cancellable(Protocol):
    """Work that can say how far it is and can be stopped."""

    @property
    def fraction(self) -> float: ...

    def cancel(self) -> None:
        """Stop soon."""
        ...


class ProgressLine(QWidget):
    """Shown while something is under way."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("progressLine")
        self._work: Cancellable | None = None
        self._words = label("", wrap=False, name="progressWords")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(STEPS)
        self._bar.setAccessibleName(_("How far it is"))
        self._stop = button(_("Cancel"), self._pressed, name="progressCancel", icon="close")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._words)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._stop)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def begin(self, work: Cancellable, words: str) -> None:
        """Show how far this is from now on."""
        self._work = work
        self._words.setText(words)
        self._bar.setMaximum(0)
        self._stop.setEnabled(True)
        self.show()
        self._timer.start()

    def end(self) -> None:
        """It is done, or given up."""
        self._work = None
        self._timer.stop()
        self.hide()

    def give_up(self) -> None:
        """Stop what is under way, if anything is."""
        if self._work is not None:
            self._work.cancel()

    def _look(self) -> None:
        if self._work is not None and self._work.fraction:
            self._bar.setMaximum(STEPS)
            self._bar.setValue(round(self._work.fraction * STEPS))

    def _pressed(self) -> None:
        if self._work is not None:
            self._stop.setEnabled(False)
            self._work.cancel()
            self.stopped.emit()
