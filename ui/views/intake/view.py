"""The import of meter and logger files inside the readings page: files, how they are read, what would change.

Opening and reading run beside the lane and can be stopped; what is stored is
compared and changed in the lane. Nothing is stored before the last button.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.read import FileReading
from jcm_desktop.domain.mapping import Mapping, ValueColumn
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import import_apply, import_choices, import_files, import_plan, import_report, import_words
from jcm_desktop.services.import_choices import FileRows, ImportChoices
from jcm_desktop.services.import_files import OpenFile
from jcm_desktop.services.import_plan import Decisions
from jcm_desktop.services.import_views import DryRunView
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from ui.desk import Desk
from ui.views.intake.mapping_step import MappingStep
from ui.views.intake.result_step import ResultStep
from ui.widgets.drop_area import ManyFilesArea
from ui.widgets.message_bar import Message
from ui.widgets.progress_line import ProgressLine
from ui.widgets.texts import badge, button, label, row, set_tone

T = TypeVar("T")
FILES, MAPPING, RESULT = range(3)
STEPS = (N_("1  Files"), N_("2  Columns"), N_("3  Result"))
KINDS = "*.csv *.txt *.tsv *.dat *.log *.xlsx *.xlsm *.xls *.xlsb *.ods"
OF_ITS_OWN = ("encoding", "comment", "sheet", "first_row", "width", "format", "separator", "fingerprint")


class ImportView(QWidget):
    """Three steps; `closed` when the user goes back to the readings, `moved` when another step is in front."""

    closed = Signal()
    moved = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("importView")
        self._desk = desk
        self.paths: tuple[str, ...] = ()  # as they were given
        self.files: tuple[OpenFile, ...] = ()
        self._at = 0
        self._choices = ImportChoices((), ())
        self._readings: tuple[FileReading, ...] = ()
        self._decisions = Decisions()
        self.dry: DryRunView | None = None
        self._turn = 0
        self._badges = [badge(_(words), "plain") for words in STEPS]
        self._back = button(_("Back"), self.back, name="importBack", icon="back")
        self._next = button(_("Look at the result"), self.go_on, "primary", name="importNext", icon="forward")
        close = button(_("Back to the readings"), self.leave, name="importClose", icon="close")
        self._area = area = ManyFilesArea(
            _("Drop the files of meters and loggers here"),
            _("CSV and other text files, .xlsx, .xls, .ods. Nothing is stored before you have seen the result."),
            _("Choose files…"),
        )
        area.dropped.connect(self.open)
        area.choose_asked.connect(self._choose)
        files = QWidget()
        inside = QVBoxLayout(files)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(area)
        inside.addStretch(1)
        self.mapping = MappingStep()
        self.mapping.mapping_changed.connect(self._take_mapping)
        self.mapping.column_asked.connect(self._ask_column)
        self.mapping.file_chosen.connect(self._show_file)
        self.mapping.look_asked.connect(self._look_again)
        self.result = ResultStep()
        self.result.decided.connect(self._decide)
        self.result.line_asked.connect(self._show_line)
        self.result.save_asked.connect(self._save_problems)
        self.steps = QStackedWidget()
        for one in (files, self.mapping, self.result):
            self.steps.addWidget(one)
        self.progress = ProgressLine()
        self.progress.stopped.connect(self._stopped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(label(_("Import"), "heading", wrap=False), 10, *self._badges, None, close))
        column.addWidget(self.steps, 1)
        column.addWidget(self.progress)
        column.addLayout(row(None, self._back, self._next))
        self._show_step(FILES)

    # --- steps ----------------------------------------------------------------------------------------------------

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        for at, one in enumerate(self._badges):
            set_tone(one, "green" if at < step else "blue" if at == step else "plain")
        self._back.setVisible(step > FILES)
        self._next.setVisible(step > FILES)
        self._next.setText(_("Import") if step == RESULT else _("Look at the result"))
        self._next.setAccessibleName(self._next.text())
        self._enable()
        self.moved.emit()

    def _focus_step(self) -> None:
        """The keyboard goes where the work goes on: to what is asked, else to the next step."""
        step = self.steps.currentIndex()
        if step == FILES:
            self._area.focus_first()
        elif self._next.isEnabled():
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step == MAPPING:
            self.mapping.focus_asked()
        else:
            self.result.focus_first()

    def _enable(self) -> None:
        step = self.steps.currentIndex()
        settled = bool(self.files) and not any(one.questions for one in self.files)
        self._next.setEnabled(settled if step == MAPPING else self.dry is not None and self.dry.ready)

    def back(self) -> None:
        """The step before."""
        self._show_step(max(FILES, self.steps.currentIndex() - 1))

    def leave(self) -> None:
        """Give it up; nothing was stored."""
        self._turn += 1
        self.progress.end()
        self.paths, self.files, self._readings, self.dry, self._decisions = (), (), (), None, Decisions()
        self.mapping.model.show_rows(None)
        self._show_step(FILES)
        self.closed.emit()

    def go_on(self) -> None:
        """The next step."""
        if self.steps.currentIndex() == MAPPING:
            self._read()
        elif self.steps.currentIndex() == RESULT:
            self._apply()

    # --- files ----------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        words = _("Meter and logger files")
        kinds = f"{words} ({KINDS})"
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose files of meters and loggers"), "", kinds)
        if paths:
            self.open(tuple(paths))

    def open(self, paths: Sequence[str]) -> None:
        """Look at files and propose how they are read."""
        project = self._desk.project
        progress = Progress()
        self.paths = tuple(paths)
        self.moved.emit()

        def opened(found: tuple[OpenFile, ...]) -> None:
            self._lane(lambda session: (
                import_files.recall(session, project, found),
                import_choices.import_choices(session, project),
            ), recalled)  # fmt: skip

        def recalled(found: tuple[tuple[OpenFile, ...], ImportChoices]) -> None:
            self.files, self._choices = found
            self._at = 0
            self._show_step(MAPPING)
            self._show_file(0)
            self._focus_step()

        names = self.paths
        words = _("Looking at the files…")
        self._aside(lambda: import_files.open_files(names, progress), opened, progress, words)

    def _show_file(self, at: int) -> None:
        self._at = at
        file = self.files[at]
        self.mapping.show_files(self.files, at)
        self.mapping.show_file(file, self._choices)
        self._enable()
        self._aside(lambda: FileRows.of_file(file), lambda rows: self._show_lines(file, rows))

    def _show_lines(self, file: OpenFile, rows: FileRows) -> None:
        if self.files and self.files[self._at] is file:
            self.mapping.show_lines(rows, file.mapping.first_row)

    def _show_line(self, name: str, line: int) -> None:
        """From a problem to the line in the file."""
        at = next((index for index, one in enumerate(self.files) if one.source.name == name), None)
        if at is None:
            return
        self._show_step(MAPPING)
        if at != self._at:
            self._at = at
            file = self.files[at]
            self.mapping.show_files(self.files, at)
            self.mapping.show_file(file, self._choices)

            def shown(rows: FileRows) -> None:
                self._show_lines(file, rows)
                self.mapping.show_line(line)

            self._aside(lambda: FileRows.of_file(file), shown)
        else:
            self.mapping.show_line(line)

    # --- how they are read ----------------------------------------------------------------------------------------

    def _take_mapping(self, mapping: Mapping) -> None:
        """What was said of a file is said of all of its source."""
        file = self.files[self._at]
        source = file.proposal.fingerprint
        self.files = tuple(
            replace(one, mapping=self._own(one, mapping) if one is not file else mapping)
            if one.proposal.fingerprint == source
            else one
            for one in self.files
        )
        self.dry = None
        self.mapping.show_file(self.files[self._at], self._choices)
        self._enable()

    def _own(self, file: OpenFile, mapping: Mapping) -> Mapping:
        """A mapping said of another file of the source, with what is this file's own."""
        return msgspec.structs.replace(mapping, **{name: getattr(file.mapping, name) for name in OF_ITS_OWN})

    def _ask_column(self, column: int, point: str) -> None:
        file, project = self.files[self._at], self._desk.project

        def found(value: ValueColumn) -> None:
            kept = [one for one in file.mapping.values if one.column != column]
            values = tuple(sorted([*kept, value], key=lambda one: one.column))
            self._take_mapping(msgspec.structs.replace(file.mapping, values=values))

        self._lane(lambda session: import_files.choose_column(session, project, file.proposal, column, point), found)

    def _look_again(self, encoding: str, sheet: str) -> None:
        file, at = self.files[self._at], self._at

        def looked(found: OpenFile) -> None:
            self.files = (*self.files[:at], found, *self.files[at + 1 :])
            self._show_file(at)

        progress = Progress()
        words = _("Looking at the file…")
        self._aside(lambda: import_files.look_again(file, encoding, sheet, progress), looked, progress, words)

    # --- the result -----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        files, progress = self.files, Progress()
        self._decisions = Decisions()
        words = _("Reading the values…")
        self._aside(lambda: import_files.read_files(files, progress), self._compare, progress, words)

    def _compare(self, readings: tuple[FileReading, ...]) -> None:
        self._readings = readings
        self._try()

    def _try(self) -> None:
        project, readings, decisions = self._desk.project, self._readings, self._decisions

        def tried(session: Session) -> DryRunView:
            return import_words.dry_run_view(import_plan.dry_run(session, project, readings, decisions))

        self._lane(tried, self._show_result)

    def _show_result(self, view: DryRunView) -> None:
        self.dry = view
        first = self.steps.currentIndex() != RESULT
        self.result.show_view(view, self._decisions)
        self._show_step(RESULT)
        if first:
            self._focus_step()

    def _decide(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._try()

    def _save_problems(self) -> None:
        """Keep the list of what is wrong, for whoever puts the files right."""
        view = self.dry
        if view is None:
            return
        book, text = _("Workbook"), _("Text with commas")
        kinds = f"{book} (*.xlsx);;{text} (*.csv)"
        name = _("problems {files}").format(files=view.files[0].file.rpartition(".")[0] if view.files else "")
        path, _kind = QFileDialog.getSaveFileName(self, _("Save the list of problems"), f"{name}.xlsx", kinds)
        if path:
            self._aside(lambda: import_report.save_problems(view, path), lambda words: self._desk.say("green", words))

    def _apply(self) -> None:
        project, readings, decisions = self._desk.project, self._readings, self._decisions
        self._next.setEnabled(False)
        self._lane(
            lambda session: import_apply.apply(session, project, readings, decisions), lambda _changes: self.leave()
        )

    # --- running --------------------------------------------------------------------------------------------------

    def _lane(self, use_case: Callable[[Session], T], then: Callable[[T], object]) -> None:
        """Run a use case in the lane; an answer that nobody waits for any more is let go."""
        self._turn += 1
        turn = self._turn

        def deliver(answer: T) -> None:
            if turn == self._turn or isinstance(answer, Changes):
                then(answer)

        def refused(_error: BaseException, _message: Message) -> bool:
            self._enable()
            return False

        self._desk.door.run(use_case, deliver, refused, owner=self)

    def _aside(
        self, work: Callable[[], T], then: Callable[[T], object], progress: Progress | None = None, words: str = ""
    ) -> None:
        """Run work that needs no workspace beside the lane; with progress it can be stopped."""
        if progress is not None:
            self.progress.begin(progress, words)
            self._next.setEnabled(False)
            self._turn += 1
        turn = self._turn

        def ended() -> None:
            if progress is not None:
                self.progress.end()
                self._enable()

        def deliver(answer: T) -> None:
            ended()
            if turn == self._turn or progress is None:
                then(answer)

        def refused(_error: BaseException, _message: Message) -> bool:
            ended()
            return False

        self._desk.door.run_aside(work, deliver, refused, owner=self)

    def _stopped(self) -> None:
        """The user gave it up; what still comes is let go."""
        self._turn += 1
        self.progress.end()
        self._enable()

    def stop(self) -> None:
        """The window closes: nobody waits for a reading any more."""
        self.progress.give_up()

    def give_focus(self) -> None:
        """Take the keyboard."""
        self._focus_step()
