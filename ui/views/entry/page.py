"""The readings page: table, form and guided questions over one model, and what is known of the chosen cell.

Every edit goes to the service at once; what is being typed is kept on the disk while it is typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services import entry, periods
from jcm_desktop.services.views import EntryGrid, Kind
from ui.desk import Desk
from ui.models.entry_grid import EntryGridModel
from ui.page import CURRENT, Page, scrolled
from ui.views.entry.find_bar import FindBar
from ui.views.entry.frozen_bar import FrozenBar
from ui.views.entry.guided import GuidedView
from ui.views.entry.head import VIEWS, EntryHead
from ui.views.entry.month_form import MonthForm
from ui.views.entry.resume import Resuming
from ui.views.entry.second import SecondEntryView
from ui.views.entry.side import SidePanel
from ui.views.entry.storing import Storing
from ui.views.entry.table import COLUMN_WIDTH, EntryTable
from ui.views.intake.series_panel import SeriesPanel
from ui.views.intake.view import ImportView
from ui.widgets.drop_area import PICTURES
from ui.widgets.message_bar import Message
from ui.widgets.reason_line import ReasonLine
from ui.widgets.texts import button

GRID, INTAKE, SERIES = range(3)
NOT_DATA = (".jcmpkg", ".pdf")  # what the window verifies instead
WITH_DETAIL = ("table", "form")  # beside a question, a value would answer it


class EntryPage(Page):
    """Months down, points across."""

    page_id: ClassVar[str] = "readings"
    words: ClassVar[str] = N_("Readings")
    shows: ClassVar[frozenset[Kind]] = CURRENT | {Kind.READINGS, Kind.PLAN, Kind.EVIDENCE, Kind.REASONS}
    resumes: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view = "table"
        self.model = EntryGridModel(self)
        self.storing = Storing(desk, self.model, self)
        self.model.edited.connect(self.storing.ask_or_store)
        self.why = ReasonLine("correctionReason")
        self.storing.reason_wanted.connect(self._ask_why)
        self.why.given.connect(self._explain)
        self.why.given_up.connect(self._take_back_unexplained)
        self.side = SidePanel(desk, self.model, self.storing)
        self.side.closed.connect(self._box_closed)
        self.detail = self.side.detail
        self.storing.moved_on.connect(self.side.refresh)
        self.storing.moved_on.connect(self._say_again)
        self._to_say = ""
        self._make_views()
        self._undo = button(_("Undo"), lambda: self.act("undo"), name="undo", icon="undo")
        self._redo = button(_("Redo"), lambda: self.act("redo"), name="redo", icon="redo")
        self._next = button(_("Next problem"), lambda: self.act("next_problem"), name="nextProblem", icon="warning")
        self._next.setToolTip("F8")
        search = button(_("Find"), lambda: self.act("find"), name="find", icon="find", hint="Ctrl+F")
        self._logger = button(_("Logger data"), lambda: self.act("logger"), name="loggerData", icon="readings")
        self._logger.setToolTip(_("Look at the logger data of the chosen cell (Ctrl+L)"))
        intake = button(_("Import…"), lambda: self.act("import"), name="importFiles", icon="drop")
        intake.setToolTip(_("Import files of meters and loggers (Ctrl+I), or drop them here"))
        self._of_grid = (self._undo, self._redo, self._next, search, self._logger, intake)
        for one in self._of_grid:
            self.tools.addWidget(one)
        self.head_buttons = self._of_grid
        self.head = EntryHead()
        self.head.view_asked.connect(self.show_view)
        self.frozen = FrozenBar()
        self.frozen.reopen_asked.connect(self._reopen)
        self.find_bar = FindBar()
        self.find_bar.asked.connect(self._find)
        self.find_bar.changed.connect(lambda words: self.find_bar.show_count(self.model.count(words)))
        self.find_bar.closed.connect(self._close_find)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(10)
        self.splitter.addWidget(self.views)
        self.splitter.addWidget(self.side)
        self._make_parts()
        self.head.show_view(self.view)
        self.resuming = Resuming(self)

    def arrange(self, *, narrow: bool) -> None:
        self.head.arrange(narrow=narrow)

    def _make_parts(self) -> None:
        grid = QWidget()
        inside = QVBoxLayout(grid)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(self.body.spacing())
        for part in (self.head, self.frozen, self.why, self.find_bar):
            inside.addWidget(part)
        inside.addWidget(self.splitter, 1)
        self.intake, self.series = ImportView(self.desk), SeriesPanel(self.desk)
        self.parts = QStackedWidget()
        for one in (grid, self.intake, self.series):
            self.parts.addWidget(one)
        for closing in (self.intake.closed, self.series.closed):
            closing.connect(lambda: self._show_part(GRID))
        self.body.addWidget(self.parts, 1)

    def _show_part(self, part: int) -> None:
        """The readings, the import, or a point's logger data."""
        self.parts.setCurrentIndex(part)
        for one in self._of_grid:
            one.setVisible(part == GRID)
        if part == GRID:
            self.focus_first()
        self.resuming.keep()

    @property
    def importing(self) -> bool:
        """Whether the import is in front."""
        return self.parts.currentIndex() == INTAKE

    def give_files(self, paths: tuple[str, ...]) -> bool:
        kinds = {Path(one).suffix.lower() for one in paths}
        if kinds & set(NOT_DATA) or not self.ready:
            return False
        if kinds <= set(PICTURES):
            return self.side.attach(paths)
        self.commit()
        self._show_part(INTAKE)
        self.intake.open(paths)
        return True

    def _make_views(self) -> None:
        self.table = EntryTable(self.model)
        self.table.current_moved.connect(self._moved)
        self.table.left_out.connect(self._tell_left_out)
        self.table.files_dropped.connect(self.side.attach)
        self.table.not_filled.connect(self._tell_not_filled)
        self.form = MonthForm(self.model)
        self.guided = GuidedView(self.model)
        self.guided.missing_asked.connect(self.side.ask_missing)
        self.guided.note_asked.connect(self.side.ask_note)
        self.guided.offer_taken.connect(self.side.take_offer)
        self.guided.checks_asked.connect(lambda: self.desk.go("checks"))
        self.guided.table_asked.connect(self._to_table)
        for one in (self.form, self.guided):
            one.moved.connect(self._choose)
        self.second = SecondEntryView(self.desk)
        self.second.table_asked.connect(lambda: self.show_view("table"))
        self.views = QStackedWidget()
        for view in (self.table, self.form, scrolled(self.guided), scrolled(self.second)):
            self.views.addWidget(view)

    # --- showing --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        project, span = self.current()
        self.read(lambda session: entry.grid(session, project, span), self._show)

    def _show(self, grid: EntryGrid) -> None:
        old = self.model.grid
        first = old is None or (old.project, old.span) != (grid.project, grid.span)
        if first:
            self.storing.forget_all()
            self.why.hide()
            self.side.close_box()
            if self.intake.files and old is not None:
                self.intake.leave()  # another project: its points are others
        self.model.show_grid(grid)
        self.banner.set_words(grid.constructed)
        self.frozen.show_state(grid.frozen)
        self.head.show_grid(grid)
        self._show_steps(grid)
        if first or not self.table.currentIndex().isValid():
            self.table.go_to(self.model.index(0, 0), focus=self.view == "table")
        if first:
            self.show_view("table" if grid.frozen is not None else self.view)
            self.resuming.take()
        self.side.refresh()
        self._logger.setEnabled(self._has_logger_data())
        self.take_wanted()

    def _show_steps(self, grid: EntryGrid) -> None:
        steps: tuple[tuple[QPushButton, str, str, str], ...] = (
            (
                self._undo,
                grid.undo_text,
                _("Undo: {step}"),
                grid.undo_why or _("Nothing to undo since the program started"),
            ),
            (self._redo, grid.redo_text, _("Do again: {step}"), _("Nothing to do again")),
        )
        for one, text, words, nothing in steps:
            one.setEnabled(bool(text) and grid.frozen is None)
            one.setToolTip(words.format(step=text) if text else nothing)
        self._next.setEnabled(any(cell.problem for line in grid.rows for cell in line.cells))

    def _arrange(self, grid: EntryGrid) -> None:
        """A narrow grid has its details beside it, a wide one below."""
        wanted = self.table.verticalHeader().sizeHint().width() + len(grid.points) * COLUMN_WIDTH + 24
        beside = wanted < self.width() * 0.62 or self.view != "table"
        self.detail.lie_down(not beside)
        self.splitter.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        if beside:
            wanted = min(max(wanted, round(self.width() * 0.45)), round(self.width() * 0.62))
            self.splitter.setSizes([wanted, max(300, self.width() - wanted)])
        else:
            self.splitter.setSizes([420, 190])
        self.table.horizontalHeader().setStretchLastSection(beside)

    def show_view(self, view: str) -> None:
        """Table, form, one question at a time, or the second entry."""
        self.commit()
        if self.view != view:
            self.guided.leave()
        self.view = view
        self.views.setCurrentIndex([one[0] for one in VIEWS].index(view))
        self.head.show_view(view)
        self.side.setCurrentWidget(self.detail)
        self.side.setVisible(view in WITH_DETAIL)
        grid, at = self.model.grid, self.table.currentIndex()
        if grid is not None:
            self._arrange(grid)
        if view == "form" and at.isValid():
            self.form.show_cell(min(at.row(), self.model.rowCount() - 2), at.column())
        elif view == "guided":
            self.guided.begin((at.row(), at.column()) if at.isValid() else None)
        elif view == "second":
            self.second.load()
        else:
            self.table.setFocus()
        self.resuming.keep()

    def _to_table(self, at: int, column: int) -> None:
        self.show_view("table")
        self.table.go_to(self.model.index(at, column))

    def _choose(self, at: int, column: int) -> None:
        """Another view looks at a cell: the table follows."""
        self.table.go_to(self.model.index(at, column), focus=False)

    def _moved(self) -> None:
        if self.view != "guided":
            self.side.move_on()
        at = self.table.currentIndex()
        self.side.look_at(at.row(), at.column())
        self._logger.setEnabled(self._has_logger_data())
        self.resuming.keep()

    def _has_logger_data(self) -> bool:
        at = self.table.currentIndex()
        if self.model.grid is None or not at.isValid() or self.model.is_total(at.row()):
            return False
        return bool(self.model.cell(at.row(), at.column()).logged)

    def _box_closed(self) -> None:
        self.side.setVisible(self.view in WITH_DETAIL)
        self.resuming.keep()
        self.focus_first()

    def show_place(self, place: Place) -> None:
        self._show_part(GRID)
        self._go_to(self.model.place_of(place.point, place.first))

    def _go_to(self, index: QModelIndex, focus: bool = True) -> None:
        """Bring a cell into view: in the form if that is shown, else in the table."""
        if self.view == "form" and index.isValid():
            self.form.show_cell(index.row(), index.column())
            return
        if self.view != "table":
            self.show_view("table")
        self.table.go_to(index, focus)

    # --- the page -------------------------------------------------------------------------------------------------

    def _tell_left_out(self, count: int) -> None:
        words = ngettext(
            "{count} pasted cell did not fit into the table and was left out.",
            "{count} pasted cells did not fit into the table and were left out.",
            count,
        )
        self._tell(words.format(count=count))

    def _tell_not_filled(self, count: int) -> None:
        words = ngettext(
            "{count} cell of a meter's register was not filled: each month has its own reading.",
            "{count} cells of meters' registers were not filled: each month has its own reading.",
            count,
        )
        self._tell(words.format(count=count))

    def _tell(self, words: str) -> None:
        """What was left out is still said after the rest was stored."""
        self.desk.say("amber", words)
        self._to_say = words if self.model.waiting else ""

    def _say_again(self) -> None:
        words, self._to_say = self._to_say, ""
        if words:
            self.desk.say("amber", words)

    def focus_first(self) -> None:
        if self.view == "form" and self.form.fields:
            self.form.fields[self.form.current].edit.setFocus()
        elif self.view == "guided":
            self.guided.edit.setFocus()
        elif self.view == "second":
            self.second.edit.setFocus()
        else:
            self.table.setFocus()

    def commit(self) -> None:
        """Store what is still in an editor."""
        self.table.commit()
        self.form.commit_all()

    def leave(self) -> None:
        self.commit()
        self.guided.leave()
        self._explain("")
        self.side.leave()

    def _ask_why(self, known: str) -> None:
        """A value that was frozen before is changed."""
        words = _("Why is this value changed?")
        hint = _("It was frozen before, and reports may rest on it. The reason is kept and printed.")
        self.why.ask(words, hint, _("Change it"), known)

    def _explain(self, reason: str) -> None:
        asked = self.why.isVisible()
        self.why.hide()
        self.storing.give_reason(reason)
        if asked and self.isVisible():
            self.focus_first()

    def _take_back_unexplained(self) -> None:
        self.why.hide()
        self.storing.take_back_unexplained()
        self.focus_first()

    def may_turn(self, project: str) -> bool:
        return self._nothing_waits()

    def may_close(self) -> bool:
        self.intake.stop()
        return self._nothing_waits()

    def _nothing_waits(self) -> bool:
        if self.side.stating:
            self.desk.say("amber", _("Why there is no reading is not stated yet. State it or cancel it first."))
            return False
        question = self.storing.first_question()
        if question is None:
            return True
        edit = question.edits[0]
        self._go_to(self.model.place_of(edit.point, edit.span.first.isoformat()))
        words = _("“{text}” waits for your answer. Choose how to read it.").format(text=edit.text)
        self.desk.door.said.emit(Message("amber", words, self.storing.choices(question)))
        return False

    def _reopen(self, reason: str) -> None:
        project, span = self.current()
        self.desk.door.run(lambda session: periods.reopen(session, project, span, reason), owner=self)

    # --- actions --------------------------------------------------------------------------------------------------

    def act(self, what: str) -> None:
        """What the table of actions names, and the views."""
        if not self.ready:
            return
        self.commit()
        if what == "import":
            self._show_part(INTAKE)
            self.intake.give_focus()
        elif what == "logger":
            self._show_logger_data()
        elif self.parts.currentIndex() == GRID:
            self._act_on_grid(what)

    def _show_logger_data(self) -> None:
        grid, at = self.model.grid, self.table.currentIndex()
        if grid is not None and self._has_logger_data():
            self._show_part(SERIES)
            self.series.show_point(grid.project, grid.points[at.column()], grid.rows[at.row()].span)

    def _act_on_grid(self, what: str) -> None:
        if what in self.head.buttons:
            if self.head.buttons[what].isEnabled():
                self.show_view(what)
        elif what == "find":
            self.find_bar.open()
        elif what == "note":
            self.side.ask_note()
        elif what == "missing":
            self.side.ask_missing()
        elif what == "other_part":
            self._other_part()
        elif what == "next_problem":
            self._next_problem()
        elif what in ("undo", "redo"):
            project, span = self.current()
            move = entry.undo if what == "undo" else entry.redo
            self.desk.door.run(lambda session: move(session, project, span), owner=self)

    def _other_part(self) -> None:
        """Between the cells and the panel beside them."""
        if self.side.isVisible() and self.views.isAncestorOf(self.focusWidget() or self):
            self.side.focus_first()
        else:
            self.focus_first()

    def _next_problem(self) -> None:
        at = self.table.currentIndex()
        found = self.model.next_problem(at.row(), at.column()) if at.isValid() else QModelIndex()
        if found.isValid():
            self._go_to(found)
        else:
            self.desk.say("green", _("No cell has a problem."))

    def _find(self, words: str, back: bool) -> None:
        at = self.table.currentIndex()

        def wanted(row: int, column: int) -> bool:
            return self.model.holds(row, column, words)

        found = self.model.next_cell(max(0, at.row()), max(0, at.column()), back, wanted)
        if not found.isValid():
            self.desk.say("amber", _("“{words}” is in no cell.").format(words=words))
            return
        self._go_to(found, focus=False)
        self.find_bar.words.setFocus()

    def _close_find(self) -> None:
        self.find_bar.hide()
        self.focus_first()
