"""The panel beside the cells: what is known of the chosen one, its note, and why it has no reading.

Asks the service for the chosen cell of the period being worked on; knows no other view.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from jcm_desktop.domain.declaration import Cause, Treatment
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry, missing
from jcm_desktop.services.entry_views import MissingView
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from ui.desk import Desk
from ui.models.entry_grid import EntryGridModel
from ui.views.entry.detail import CellDetail
from ui.views.entry.missing_form import MissingForm
from ui.views.entry.note_box import NoteBox
from ui.views.entry.storing import Storing


class SidePanel(QStackedWidget):
    """`closed` when a box was closed, so that the keyboard can go back to the cell."""

    closed = Signal()

    def __init__(self, desk: Desk, model: EntryGridModel, storing: Storing) -> None:
        super().__init__()
        self._desk, self._model, self._storing = desk, model, storing
        self._place = (-1, -1)
        self._noted: tuple[str, Span] | None = None  # the cell whose note is being written
        self.detail = CellDetail()
        self.detail.note_asked.connect(self.ask_note)
        self.detail.missing_asked.connect(self.ask_missing)
        self.detail.files_asked.connect(self._show_files)
        self.detail.offer_taken.connect(self.take_offer)
        self.note_box = NoteBox()
        self.note_box.stored.connect(self.store_note)
        self.note_box.given_up.connect(self.close_box)
        self.missing_form = MissingForm()
        self.missing_form.stated.connect(self._state)
        self.missing_form.withdrawn.connect(self._withdraw)
        self.missing_form.given_up.connect(self.close_box)
        for one in (self.detail, self.note_box, self.missing_form):
            self.addWidget(one)

    @property
    def box_open(self) -> bool:
        """Whether a note or a cause is being written."""
        return self.currentWidget() is not self.detail

    @property
    def stating(self) -> bool:
        """Whether a cause was entered that is not stated yet."""
        return self.currentWidget() is self.missing_form and self.missing_form.touched

    @property
    def writing_note(self) -> bool:
        return self.currentWidget() is self.note_box

    def focus_first(self) -> None:
        """Take the keyboard."""
        self.detail.focus_first()

    def move_on(self) -> None:
        """Another cell is chosen: a note is stored, a cause that is being stated stays open with its own cell."""
        if self.writing_note:
            self.leave()
        elif not self.stating:
            self.close_box()

    def leave(self) -> None:
        """Store the note that is being written."""
        if self.writing_note and self.note_box.touched:
            self.store_note(self.note_box.text.toPlainText())
        elif self.writing_note:
            self.close_box()

    def close_box(self) -> None:
        """Back to what is known of the cell."""
        was_open = self.box_open
        self.setCurrentWidget(self.detail)
        if was_open:
            self.closed.emit()

    # --- the chosen cell ------------------------------------------------------------------------------------------

    def look_at(self, row: int, column: int) -> None:
        """Another cell is chosen; a row of totals or none at all shows nothing."""
        self._place = (row, column)
        self.refresh()

    @property
    def chosen(self) -> tuple[str, Span] | None:
        """The point's number and the days of the chosen cell."""
        grid, (row, column) = self._model.grid, self._place
        if grid is None or not 0 <= row < len(grid.rows) or not 0 <= column < len(grid.points):
            return None
        return grid.points[column].no, grid.rows[row].span

    def refresh(self) -> None:
        """Show the chosen cell as it is now."""
        grid, chosen, (row, column) = self._model.grid, self.chosen, self._place
        if grid is None or chosen is None:
            self.detail.show_nothing()
            return
        look = self._model.look(row, column)
        self.detail.show_cell(
            grid.points[column],
            grid.rows[row].label,
            self._model.cell(row, column),
            look.text if look.waiting else None,
            self._storing.choices(self._storing.questions.get(chosen)),
            grid.facts[column] if grid.facts else None,
            chosen[1].first.isoformat(),
            grid.frozen is not None,
        )

    def _where(self) -> str:
        """The chosen cell as markup."""
        grid, (row, column) = self._model.grid, self._place
        if grid is None or self.chosen is None:
            return ""
        point = grid.points[column]
        return f"{point.no} &nbsp;{point.symbol} &nbsp;·&nbsp; {grid.rows[row].label}"

    def _evidence(self) -> Place | None:
        """Where the files of the chosen cell are."""
        grid, chosen = self._model.grid, self.chosen
        if grid is None or chosen is None:
            return None
        key, days = grid.points[self._place[1]].key, chosen[1]
        return Place("evidence", chosen[0], key, days.first.isoformat(), days.last.isoformat())

    def _show_files(self) -> None:
        place = self._evidence()
        if place is not None:
            self._desk.go("evidence", place)

    def attach(self, paths: tuple[str, ...]) -> bool:
        """Attach files to the chosen cell, once it is said what they prove; False if none is chosen."""
        place = self._evidence()
        if place is not None:
            self._desk.evidence_given.emit(place, paths)
        return place is not None

    # --- asking the service ---------------------------------------------------------------------------------------

    def _do(self, use_case: Callable[[Session, str, Span], Changes]) -> None:
        """Run a use case of the current period; an open box closes when it is done."""
        if self._desk.span is not None:
            project, span = self._desk.project, self._desk.span
            self._desk.door.run(
                lambda session: use_case(session, project, span), lambda _changes: self.close_box(), owner=self
            )

    def ask_note(self, text: str | None = None, caret: int | None = None) -> None:
        """Open the box for the chosen cell's note."""
        if self.chosen is not None:
            self.setCurrentWidget(self.note_box)
            self.show()  # beside a question, where nothing else is
            known = self._model.cell(*self._place).note
            self.note_box.ask(self._where(), known if text is None else text, caret, known)
            self._noted = self.chosen

    def store_note(self, text: str) -> None:
        """Write the note of the cell it was asked for."""
        noted = self._noted
        if noted is not None:
            self._do(lambda session, project, span: entry.write_note(session, project, span, *noted, text))

    def ask_missing(self) -> None:
        """Open the form that states why the chosen cell has no reading."""
        chosen = self.chosen
        if chosen is not None and self._desk.span is not None:
            project, span = self._desk.project, self._desk.span
            self._desk.door.run(
                lambda session: missing.missing_page(session, project, span, *chosen), self._show_missing, owner=self
            )

    def _show_missing(self, view: MissingView) -> None:
        self.setCurrentWidget(self.missing_form)
        self.missing_form.ask(view, self._where(), self._model.points[self._place[1]].unit)
        self.show()

    def _state(self, cause: Cause, treatment: Treatment, text: str, value: str) -> None:
        view = self.missing_form.view
        if view is not None:
            cell = (view.point, view.span)
            self._do(
                lambda session, project, span: missing.state_missing(
                    session, project, span, *cell, cause, treatment, text, value
                )
            )

    def _withdraw(self) -> None:
        view = self.missing_form.view
        if view is not None:
            cell = (view.point, view.span)
            self._do(lambda session, project, span: missing.withdraw_missing(session, project, span, *cell))

    def take_offer(self, offer: str) -> None:
        """Do what is offered for the chosen cell."""
        chosen = self.chosen
        if chosen is not None:
            self._do(lambda session, project, span: entry.take_offer(session, project, span, *chosen, offer))
