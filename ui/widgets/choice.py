"""A list to choose from, of values with their words; an empty value means that nothing is chosen. Knows no use case."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from jcm_desktop.i18n import _


class Choice(QComboBox):
    """Says which value was chosen by hand."""

    chosen = Signal(str)

    def __init__(self, words: str, name: str, *, free: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(14)
        self._free = free
        if free:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line = self.lineEdit()
            if line is not None:
                line.setAcceptDrops(False)
                line.editingFinished.connect(self._typed)
        self.activated.connect(self._picked)
        self.currentTextChanged.connect(self.setToolTip)  # its words may be longer than the field
        self._last = ""

    def fill(self, pairs: Iterable[tuple[str, str]], value: str, *, open_words: str = "") -> None:
        """Offer these (value, words); `open_words` stand for "not chosen yet" where the value is empty."""
        self.clear()
        known = list(pairs)
        if not value and open_words and not self._free:
            self.addItem(open_words, "")
        for one, words in known:
            self.addItem(words, one)
        if value and all(one != value for one, _words in known):
            self.addItem(value, value)
        found = self.findData(value)
        self.setCurrentIndex(max(found, 0) if not self._free else found)
        if self._free:
            self.setEditText(value)
            line = self.lineEdit()
            if line is not None:
                line.setPlaceholderText(open_words or _("Choose"))
        self._last = value

    def value(self) -> str:
        """What is chosen now."""
        return self.currentText().strip() if self._free else str(self.currentData() or "")

    def _picked(self, _index: int) -> None:
        self._tell(str(self.currentData() or ""))

    def _typed(self) -> None:
        self._tell(self.currentText().strip())

    def _tell(self, value: str) -> None:
        if value != self._last:
            self._last = value
            self.chosen.emit(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change a choice."""
        event.ignore()
