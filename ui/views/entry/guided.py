"""One question at a time: the next cell without a value, what to look at, what is usual. Same model as the table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.views import Cell, CellState
from ui.models.entry_grid import EntryGridModel
from ui.widgets.empty import EmptyState
from ui.widgets.sparkline import Sparkline
from ui.widgets.texts import Card, button, empty_layout, label, rich_label, row, set_tone

Place = tuple[int, int]


class GuidedView(QWidget):
    """Enter stores and asks the next; a question can be skipped with a cause, or left for later."""

    moved = Signal(int, int)
    typed = Signal()
    missing_asked = Signal()  # of the cell last moved to
    note_asked = Signal()  # of the cell last moved to
    offer_taken = Signal(str)  # for the cell last moved to
    checks_asked = Signal()
    table_asked = Signal(int, int)

    def __init__(self, model: EntryGridModel) -> None:
        super().__init__()
        self.setObjectName("guided")
        self._model = model
        self.place: Place | None = None
        self._later: set[Place] = set()
        self._before: Place | None = None
        self._card = Card(margin=26, spacing=10)
        self._card.setMaximumWidth(720)
        self._count = label("", "quiet", wrap=False, name="guidedCount")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self._progress.setAccessibleName(_("Cells entered"))
        self._what = rich_label("", "heading")
        self._label = label("", "quiet")
        self.question = label("", "title", name="guidedQuestion")
        self.edit = QLineEdit()
        self.edit.setObjectName("guidedEdit")
        self.edit.setProperty("role", "large")
        self.edit.setAcceptDrops(False)
        self.edit.setMaximumWidth(280)
        self.edit.textEdited.connect(self.typed)
        self._unit = label("", "heading", wrap=False)
        self._facts = label("", name="guidedFacts")
        self.spark = Sparkline()
        self._go = button(_("Next"), self._store, "big", name="guidedNext", icon="forward", hint="Enter")
        self._skip = button(_("No reading…"), self._no_reading, name="guidedMissing", icon="missing", hint="Ctrl+M")
        self._wait = button(_("Later"), self._postpone, name="guidedLater")
        self._note = button(_("Note…"), self._write_note, name="guidedNote", icon="note", hint="Shift+F2")
        self._offers, self._offer_row = _line_of_offers()
        self._card.add(
            row(self._count, self._progress, None),
            self._what,
            self._label,
            self.question,
            row(self.edit, self._unit, None),
            self._facts,
            self.spark,
            self._offers,
            row(self._go, self._skip, self._wait, self._note, None),
        )
        self._answer = Card(role="note", margin=10)
        self._answer.setMaximumWidth(720)
        self._answer_words = label("", name="guidedAnswer")
        self._again = button(_("Look at it"), self._look_back, "link", name="guidedBack")
        line = row(self._answer_words, self._again)
        line.setStretch(0, 1)
        self._answer_offers, self._answer_row = _line_of_offers()
        self._answer.add(line, self._answer_offers)
        self._answer.hide()
        self._done = EmptyState(
            "good",
            _("Everything that is due is entered."),
            _("Next: look at the checks. Months to come are asked for when they are over."),
            ((_("Go to the checks"), self.checks_asked.emit), (_("Back to the table"), self._to_table)),
            "guidedDone",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for one in (self._answer, self._card):
            column.addWidget(one)
        column.addWidget(self._done, 1)
        column.addStretch(1)
        model.modelReset.connect(self._begin_anew)
        model.dataChanged.connect(self._look_again)

    # --- asking ---------------------------------------------------------------------------------------------------

    def begin(self, at: Place | None = None) -> None:
        """Ask for a cell, or for the first that is open."""
        grid = self._model.grid
        if at is not None and grid is not None and self._model.is_open(*at):
            self._ask(at)
        else:
            self._ask_next()

    def _begin_anew(self) -> None:
        self.place, self._before = None, None
        self._later.clear()
        self._answer.hide()
        if self.isVisible():
            self._ask_next()

    def _look_again(self) -> None:
        if not self.isVisible():
            return
        self._show_answer()
        if self.place is None or not self._model.is_open(*self.place):
            self._ask_next()
        else:
            self._show_count()

    def _ask_next(self) -> None:
        cells = self._model.open_cells()
        wanted = [one for one in cells if one not in self._later] or cells
        after = [one for one in wanted if self.place is not None and one > self.place]
        self._ask((after or wanted)[0] if wanted else None)

    def _ask(self, place: Place | None) -> None:
        changed = place != self.place
        self.place = place
        self._card.setVisible(place is not None)
        self._done.setVisible(place is None)
        grid = self._model.grid
        if place is None or grid is None:
            return
        at, column = place
        point, line, cell = grid.points[column], grid.rows[at], self._model.cell(at, column)
        unit = self._model.unit_typed(column)
        self._what.setText(f"{point.no} &nbsp;{point.symbol}")
        self._label.setText(point.label)
        words = (
            _("What does the register show at the end of {month}?")
            if self._model.is_register(column)
            else _("How much was it in {month}?")
        )
        self.question.setText(words.format(month=line.label))
        self._unit.setText(unit)
        self.edit.setAccessibleName(f"{self.question.text()} {point.no} {point.label}, {unit}")
        facts = [
            _("Meter: {meters}").format(meters=point.meters) if point.meters else "",
            _("Last value: {value}").format(value=cell.last) if cell.last else "",
            *cell.expected.splitlines()[-2:],
        ]
        self._facts.setText("\n".join(one for one in facts if one))
        self.edit.setAccessibleDescription(self._facts.text())
        self.spark.show_points(grid.facts[column].spark if grid.facts else (), line.span.first.isoformat())
        self._show_count()
        self._show_offers(self._offers, self._offer_row, place)
        if changed:
            self.edit.clear()
            self.moved.emit(at, column)
        if self.isVisible():
            self.edit.setFocus()

    def _show_count(self) -> None:
        left = len(self._model.open_cells())
        grid = self._model.grid
        self._count.setText(ngettext("{count} question left", "{count} questions left", left).format(count=left))
        self._progress.setMaximum(max(1, grid.expected if grid else 1))
        self._progress.setValue(grid.entered if grid else 0)

    def _show_offers(self, box: QWidget, line: QHBoxLayout, place: Place) -> None:
        """What the application can do for a cell, each as a button."""
        empty_layout(line)
        offers = self._model.cell(*place).offers
        for one in offers:
            line.addWidget(button(one.words, partial(self._take, place, one.id), name=f"guidedOffer-{one.id}"))
        line.addStretch(1)
        box.setVisible(bool(offers))

    def _take(self, place: Place, offer: str) -> None:
        self._before = place
        self.moved.emit(*place)
        self.offer_taken.emit(offer)

    # --- answering ------------------------------------------------------------------------------------------------

    def _store(self) -> None:
        if self.place is None or not self.edit.text().strip():
            return
        text, self._before = self.edit.text(), self.place
        self.edit.clear()
        self.typed.emit()
        self._model.put(*self._before, text)
        self._show_answer()
        if self.place == self._before:
            self._ask_next()

    def _show_answer(self) -> None:
        """How the answer before was taken."""
        if self._before is None or self._model.grid is None:
            return
        at, column = self._before
        cell, look = self._model.cell(at, column), self._model.look(at, column)
        unit = self._model.points[column].unit
        tone, words = _verdict(cell, look.waiting)
        where = f"{self._model.points[column].no}, {self._model.grid.rows[at].label}"
        value = look.text if look.waiting or cell.state is CellState.DRAFT else f"{cell.text or cell.missing} {unit}"
        set_tone(self._answer, tone)
        self._answer_words.setText(f"{where}: {value}. {words}")
        self._answer_words.setAccessibleName(self._answer_words.text())
        self._again.setVisible(tone in ("amber", "red"))
        self._show_offers(self._answer_offers, self._answer_row, self._before)
        self._answer.show()

    def _no_reading(self) -> None:
        if self.place is not None:
            self.moved.emit(*self.place)
            self.missing_asked.emit()

    def _write_note(self) -> None:
        if self.place is not None:
            self.moved.emit(*self.place)
            self.note_asked.emit()

    def _postpone(self) -> None:
        if self.place is not None:
            self._later.add(self.place)
            self.edit.clear()
            self._ask_next()

    def _look_back(self) -> None:
        if self._before is not None:
            self.table_asked.emit(*self._before)

    def _to_table(self) -> None:
        self.table_asked.emit(0, 0)

    def leave(self) -> None:
        """An answer that was typed is stored, as Enter would store it."""
        if self.edit.text().strip():
            self._store()

    def restore(self, text: str, caret: int) -> None:
        """Text that was being typed when the program ended."""
        self.edit.setText(text)
        self.edit.setFocus()
        self.edit.setCursorPosition(caret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._store()
        else:
            super().keyPressEvent(event)


def _line_of_offers() -> tuple[QWidget, QHBoxLayout]:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    return made, line


def _verdict(cell: Cell, waiting: bool) -> tuple[str, str]:
    if waiting:
        return "blue", _("Being saved…")
    if cell.problem:
        tone = "amber" if cell.severity == "warning" else "blue" if cell.severity in ("info", "waived") else "red"
        return tone, cell.problem.splitlines()[0]
    if cell.unusual:
        return "amber", _("Saved, but outside what is usual here.")
    return "green", _("Saved.")
