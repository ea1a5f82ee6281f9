"""The lines above the cells: the claim so far, how much is entered, the vintages, and which view is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.formatting import tonnes
from jcm_desktop.services.views import EntryGrid
from ui.widgets.texts import button, label, row, set_compact, set_property, set_tone

VIEWS = (
    ("table", N_("Table"), "table"),
    ("form", N_("Form"), "form"),
    ("guided", N_("One by one"), "guide"),
    ("second", N_("Check yourself"), "again"),
)
ENTERING = ("guided", "second")  # views that are of no use in a frozen period


class EntryHead(QWidget):
    """Figures on the left, the choice of views on the right."""

    view_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._claimed = label("", "figure", wrap=False, name="claimedSoFar")
        self._entered = label("", "quiet", wrap=False, name="enteredSoFar")
        self._vintages = label("", "quiet", wrap=False, name="vintages")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(120)
        self._progress.setAccessibleName(_("Cells entered"))
        self.buttons: dict[str, QPushButton] = {}
        switch = QHBoxLayout()
        switch.setSpacing(4)
        for view, words, picture in VIEWS:
            made = button(_(words), self._asker(view), name=f"view-{view}", icon=picture)
            made.setCheckable(True)
            set_property(made, "role", "switch")
            self.buttons[view] = made
            switch.addWidget(made)
        self._unfinished = label("", "strong", name="unfinishedCells")
        set_tone(self._unfinished, "red")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row(self._claimed, 12, self._progress, self._entered, self._vintages, None, switch))
        column.addWidget(self._unfinished)

    def _asker(self, view: str) -> Callable[[], object]:
        return lambda: self.view_asked.emit(view)

    def arrange(self, *, narrow: bool) -> None:
        """Little room: the views show their pictures only, the vintages are left out."""
        for one in self.buttons.values():
            set_compact(one, compact=narrow)
        self._vintages.setVisible(not narrow)

    def show_view(self, view: str) -> None:
        """Mark which view is in front."""
        for name, one in self.buttons.items():
            one.setChecked(name == view)

    def show_grid(self, grid: EntryGrid) -> None:
        """The figures of a period."""
        self._claimed.setText(
            _("So far: {tonnes}").format(tonnes=tonnes(grid.claimed))
            if grid.claimed is not None
            else _("No result yet: values are missing")
        )
        self._unfinished.setText(grid.unfinished)
        self._unfinished.setVisible(bool(grid.unfinished))
        self._entered.setText(_("{entered} of {expected} entered").format(entered=grid.entered, expected=grid.expected))
        self._vintages.setText(_("Vintages {years}").format(years=", ".join(grid.vintages)))
        self._progress.setMaximum(max(1, grid.expected))
        self._progress.setValue(grid.entered)
        for view in ENTERING:
            self.buttons[view].setEnabled(grid.frozen is None)
