"""The readings page: the grid, what is known of the chosen cell, and the tonnes so far.

Every edit goes to the service at once; the page only keeps texts that wait for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QProgressBar, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.errors import JcmError
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services import entry
from jcm_desktop.services.formatting import tonnes
from jcm_desktop.services.views import CellEdit, Changes, EntryGrid, Kind
from ui.desk import Desk
from ui.models.entry_grid import EntryGridModel
from ui.page import CURRENT, Page
from ui.views.entry.detail import CellDetail
from ui.views.entry.table import COLUMN_WIDTH, EntryTable
from ui.views.intake.series_panel import SeriesPanel
from ui.views.intake.view import ImportView
from ui.widgets.message_bar import Message
from ui.widgets.texts import button, label, row

Choices = tuple[tuple[str, Callable[[], object]], ...]
GRID, INTAKE, SERIES = range(3)
NOT_DATA = (".jcmpkg", ".pdf")  # what the window verifies instead
STORE_SECONDS = 0.25  # an edit is normally stored before the cursor moves on


@dataclass(frozen=True, slots=True)
class Question:
    """Texts that can be read in two ways: the edits, and for each way its words and decimal sign."""

    edits: tuple[CellEdit, ...]
    ways: tuple[tuple[str, str], ...]


class EntryPage(Page):
    """Months down, points across."""

    page_id: ClassVar[str] = "readings"
    words: ClassVar[str] = N_("Readings")
    shows: ClassVar[frozenset[Kind]] = CURRENT | {Kind.READINGS, Kind.PLAN, Kind.EVIDENCE, Kind.REASONS}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = EntryGridModel(self)
        self.model.edited.connect(self._store)
        self.table = EntryTable(self.model)
        self.table.current_moved.connect(self._show_detail)
        self.table.left_out.connect(self._tell_left_out)
        self.detail = CellDetail()
        self._questions: dict[tuple[str, Span], Question] = {}
        self._undo = button(_("Undo"), lambda: self.act("undo"), name="undo", icon="undo")
        self._redo = button(_("Redo"), lambda: self.act("redo"), name="redo", icon="redo")
        self._next = button(_("Next problem"), lambda: self.act("next_problem"), name="nextProblem", icon="warning")
        self._next.setToolTip("F8")
        self._import = button(_("Import…"), lambda: self.act("import"), name="importFiles", icon="drop")
        self._import.setToolTip(_("Import files of meters and loggers (Ctrl+I), or drop them here"))
        self._logger = button(_("Logger data"), lambda: self.act("logger"), name="loggerData", icon="readings")
        self._logger.setToolTip(_("Look at the logger data of the chosen cell (Ctrl+L)"))
        for one in (self._undo, self._redo, self._next, self._logger, self._import):
            self.tools.addWidget(one)
        self._claimed = label("", "figure", wrap=False, name="claimedSoFar")
        self._entered = label("", "quiet", wrap=False, name="enteredSoFar")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName(_("Cells entered"))
        grid = QWidget()
        inside = QVBoxLayout(grid)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addLayout(row(self._claimed, 16, self._progress, self._entered, None))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(10)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.detail)
        inside.addWidget(self.splitter, 1)
        self.intake = ImportView(desk)
        self.intake.closed.connect(lambda: self._show_part(GRID))
        self.series = SeriesPanel(desk)
        self.series.closed.connect(lambda: self._show_part(GRID))
        self.parts = QStackedWidget()
        for part in (grid, self.intake, self.series):
            self.parts.addWidget(part)
        self.body.addWidget(self.parts, 1)

    def _show_part(self, part: int) -> None:
        """The grid, the import, or a point's logger data."""
        self.parts.setCurrentIndex(part)
        for one in (self._undo, self._redo, self._next, self._logger, self._import):
            one.setVisible(part == GRID)
        if part == GRID:
            self.table.setFocus()

    def give_files(self, paths: tuple[str, ...]) -> bool:
        if any(Path(one).suffix.lower() in NOT_DATA for one in paths):
            return False
        self._show_part(INTAKE)
        self.intake.open(paths)
        return True

    # --- showing --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        project, span = self.current()
        self.read(lambda session: entry.grid(session, project, span), self._show)

    def _show(self, grid: EntryGrid) -> None:
        first = self.model.grid is None or (self.model.grid.project, self.model.grid.span) != (grid.project, grid.span)
        if first:
            self._forget(tuple(edit for one in self._questions.values() for edit in one.edits))
            if self.intake.files and self.model.grid is not None:
                self.intake.leave()  # another project: its points are others
        self.model.show_grid(grid)
        self.banner.set_words(grid.constructed)
        self._claimed.setText(
            _("So far: {tonnes}").format(tonnes=tonnes(grid.claimed))
            if grid.claimed is not None
            else _("No result yet: values are missing")
        )
        self._entered.setText(_("{entered} of {expected} entered").format(entered=grid.entered, expected=grid.expected))
        self._progress.setMaximum(max(1, grid.expected))
        self._progress.setValue(grid.entered)
        self._show_steps(grid)
        if first:
            self._arrange(grid)
        if first or not self.table.currentIndex().isValid():
            self.table.go_to(self.model.index(0, 0))
        self._show_detail()
        self.take_wanted()

    def _show_steps(self, grid: EntryGrid) -> None:
        steps: tuple[tuple[QPushButton, str, str, str], ...] = (
            (self._undo, grid.undo_text, _("Undo: {step}"), _("Nothing to undo")),
            (self._redo, grid.redo_text, _("Do again: {step}"), _("Nothing to do again")),
        )
        for one, text, words, nothing in steps:
            one.setEnabled(bool(text))
            one.setToolTip(words.format(step=text) if text else nothing)
        self._next.setEnabled(any(cell.problem for line in grid.rows for cell in line.cells))

    def _arrange(self, grid: EntryGrid) -> None:
        """A narrow grid has its details beside it, a wide one below."""
        wanted = self.table.verticalHeader().sizeHint().width() + len(grid.points) * COLUMN_WIDTH + 24
        beside = wanted < self.width() * 0.62
        self.detail.lie_down(not beside)
        self.splitter.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        if beside:
            wanted = max(wanted, round(self.width() * 0.45))
            self.splitter.setSizes([wanted, max(300, self.width() - wanted)])
        else:
            self.splitter.setSizes([420, 190])
        self.table.horizontalHeader().setStretchLastSection(beside)

    def _show_detail(self) -> None:
        grid, at = self.model.grid, self.table.currentIndex()
        if grid is None or not at.isValid() or self.model.is_total(at.row()):
            self._logger.setEnabled(False)
            self.detail.show_nothing()
            return
        point, line = grid.points[at.column()], grid.rows[at.row()]
        self._logger.setEnabled(bool(line.cells[at.column()].logged))
        waiting = next((one for one in self.model.waiting if (one.point, one.span) == (point.no, line.span)), None)
        self.detail.show_cell(
            point,
            line.label,
            line.cells[at.column()],
            waiting.text if waiting else None,
            self._choices(self._questions.get((point.no, line.span))),
        )

    def _choices(self, question: Question | None) -> Choices:
        """The buttons that answer a question."""
        if question is None:
            return ()
        ways = tuple((words, partial(self._answer, question, sign)) for words, sign in question.ways)
        return (*ways, (_("Leave it as it was"), partial(self._give_up, question)))

    def show_place(self, place: Place) -> None:
        self.table.go_to(self.model.place_of(place.point, place.first))

    # --- storing --------------------------------------------------------------------------------------------------

    def _store(self, edits: tuple[CellEdit, ...], decimal_sign: str = "") -> None:
        project, span = self.current()
        self._forget(edits)
        self.model.expect(edits)

        def stored(_changes: Changes) -> None:
            self.model.settle(edits)
            self._show_detail()

        def refused(error: BaseException, message: Message) -> bool:
            if isinstance(error, JcmError) and error.code == "number.ambiguous":
                self._ask(edits, error, message)
            else:  # the texts stay in their cells, marked as waiting
                again = ((_("Try again"), partial(self._store, edits, decimal_sign)),)
                self.desk.door.said.emit(Message(message.tone, message.text, again))
            return True

        self.desk.door.run(
            lambda session: entry.enter_cells(session, project, span, edits, decimal_sign),
            stored,
            refused,
            owner=self,
            wait_seconds=STORE_SECONDS,
        )

    def _ask(self, edits: tuple[CellEdit, ...], error: JcmError, message: Message) -> None:
        """A text such as 1,234 can be read in two ways: let the user choose; nothing was stored yet."""
        question = Question(edits, ((error.facts["one"], "."), (error.facts["other"], ",")))
        for one in edits:
            self._questions[one.point, one.span] = question
        self.model.mark_asked(self._questions)
        self.desk.door.said.emit(Message(message.tone, message.text, self._choices(question)))
        self._show_detail()

    def _answer(self, question: Question, decimal_sign: str) -> None:
        """Store those texts that still wait, read in the chosen way."""
        self._store(tuple(one for one in question.edits if one in self.model.waiting), decimal_sign)

    def _give_up(self, question: Question) -> None:
        """Keep what was stored before."""
        self._forget(question.edits)
        self.model.settle(question.edits)
        self._show_detail()

    def _forget(self, edits: tuple[CellEdit, ...]) -> None:
        for one in edits:
            self._questions.pop((one.point, one.span), None)
        self.model.mark_asked(self._questions)

    def _tell_left_out(self, count: int) -> None:
        words = ngettext(
            "{count} pasted cell did not fit into the table and was left out.",
            "{count} pasted cells did not fit into the table and were left out.",
            count,
        )
        self.desk.say("amber", words.format(count=count))

    def focus_first(self) -> None:
        self.table.setFocus()

    def leave(self) -> None:
        self.table.commit()

    def may_close(self) -> bool:
        self.intake.stop()
        if not self._questions:
            return True
        question = next(iter(self._questions.values()))
        edit = question.edits[0]
        self.table.go_to(self.model.place_of(edit.point, edit.span.first.isoformat()))
        words = _("“{text}” waits for your answer. Choose how to read it.").format(text=edit.text)
        self.desk.door.said.emit(Message("amber", words, self._choices(question)))
        return False

    # --- actions --------------------------------------------------------------------------------------------------

    def act(self, what: str) -> None:
        """Undo, redo, go to the next problem, import, or look at logger data."""
        self.table.commit()
        if what == "import":
            self._show_part(INTAKE)
            self.intake.give_focus()
            return
        if what == "logger":
            self._show_logger_data()
            return
        if self.parts.currentIndex() != GRID:
            return
        if what == "next_problem":
            at = self.table.currentIndex()
            found = self.model.next_problem(at.row(), at.column()) if at.isValid() else QModelIndex()
            if found.isValid():
                self.table.go_to(found)
            else:
                self.desk.say("green", _("No cell has a problem."))
            return
        project, span = self.current()
        move = entry.undo if what == "undo" else entry.redo
        self.desk.door.run(lambda session: move(session, project, span), owner=self)

    def _show_logger_data(self) -> None:
        grid, at = self.model.grid, self.table.currentIndex()
        if grid is None or not at.isValid() or self.model.is_total(at.row()):
            return
        if self.model.cell(at.row(), at.column()).logged:
            self._show_part(SERIES)
            self.series.show_point(grid.project, grid.points[at.column()], grid.rows[at.row()].span)
