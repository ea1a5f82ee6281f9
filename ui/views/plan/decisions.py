"""What the methodology leaves open: a choice for each, above the tabs of the plan. Shown only where there is any."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import DecisionRow
from ui.widgets.texts import empty_layout, label, row, sign

MIN_WIDTH = 420


class DecisionBar(QWidget):
    """A box for each decision; what is chosen is asked for, and shown once it is stored."""

    decided = Signal(str, str)  # decision, choice

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.boxes: dict[str, QComboBox] = {}
        self.hide()

    def show_rows(self, rows: tuple[DecisionRow, ...]) -> None:
        """Show these decisions in place of the last."""
        empty_layout(self._column)
        self.boxes = {one.name: self._box(one) for one in rows}
        for one in rows:
            words = label(one.label, "strong", wrap=False)
            words.setBuddy(self.boxes[one.name])
            mark = sign("good", "green") if one.taken else sign("warning", "amber")
            self._column.addLayout(row(mark, words, self.boxes[one.name], None))
        self.setVisible(bool(rows))

    def choose(self, name: str) -> bool:
        """Bring a decision into view; False if there is none of this name."""
        if name not in self.boxes:
            return False
        self.boxes[name].setFocus()
        return True

    def _box(self, one: DecisionRow) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"decision-{one.name}")
        box.setAccessibleName(one.label)
        box.setMinimumWidth(MIN_WIDTH)
        words = dict(one.choices)
        if not one.taken:
            box.addItem(_("Please choose (until then: {choice})").format(choice=words[one.chosen]), "")
        for key, text in one.choices:
            box.addItem(text, key)
        shown = box.findData(one.chosen if one.taken else "")
        box.setCurrentIndex(shown)

        def chosen(at: int) -> None:
            key = box.itemData(at)
            box.setCurrentIndex(shown)  # a refused choice leaves what is stored
            if key and at != shown:
                self.decided.emit(one.name, key)

        box.activated.connect(chosen)
        return box
