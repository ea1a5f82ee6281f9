"""The dialog that fills the approved methodology's own workbook: what goes where, what finds no cell, what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.i18n import _
from jcm_desktop.services import templates
from jcm_desktop.services.session import Session
from jcm_desktop.services.template_views import FilledView, TemplateView
from jcm_desktop.services.views import AnswerState
from ui.icons import icon
from ui.page import Page
from ui.widgets.choice import Choice
from ui.widgets.outcome import TONES, Outcome
from ui.widgets.texts import button, label, row

WIDTH, HEIGHT = 980, 640
KINDS = "Excel (*.xlsx)"
T = TypeVar("T")


class TemplateDialog(QDialog):
    """A table of values and cells; below it, what the workbook's own formulas give.

    Signals:
        year_asked: another calendar year.
        save_asked: where the filled workbook goes.
        compare_asked: a filled workbook that a spreadsheet program saved.
    """

    year_asked = Signal(int)
    save_asked = Signal(str)
    compare_asked = Signal(str)

    def __init__(self, parent: QWidget, suggested: Callable[[int], str]) -> None:
        super().__init__(parent)
        self.setObjectName("templateDialog")
        self.setWindowTitle(_("The methodology's own workbook"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH, HEIGHT)
        self._suggested = suggested
        self.view: TemplateView | None = None
        self.name = label("", "strong", name="templateName")
        self.year = Choice(_("Calendar year"), "templateYear")
        self.year.chosen.connect(lambda year: self.year_asked.emit(int(year)))
        self.summary = Outcome()
        self.rows = _table("templateRows", _("Values and their cells"), (_("What"), _("Value"), _("Cell"), ""))
        self.filled = Outcome()
        self.results = _table(
            "templateResults", _("Results"), (_("Result"), _("Cell"), _("The workbook gives"), _("We compute"), "")
        )
        self.results.hide()
        self.save = button(_("Save the filled workbook…"), self._save, "primary", name="templateSave", icon="table")
        self.compare = button(_("Compare one that Excel saved…"), self._compare, name="templateCompare")
        close = button(_("Close"), self.reject, name="templateClose")
        head = row(self.name, label(_("Calendar year"), "quiet", wrap=False), self.year)
        head.setStretch(0, 1)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(label(_("The methodology's own workbook"), "heading"))
        hint = _(
            "Plan and readings go into its input cells; formulas, looks and locks stay as they are, byte for byte."
        )
        column.addWidget(label(hint, "quiet"))
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.rows, 3)
        column.addWidget(self.filled)
        column.addWidget(self.results, 1)
        column.addLayout(row(self.compare, None, close, self.save))

    def show_view(self, view: TemplateView) -> None:
        """What would be put in for one year."""
        self.view = view
        self.name.setText(view.name)
        self.year.fill([(str(one), str(one)) for one in view.years], str(view.year))
        state = AnswerState.GOOD if not view.lacking else AnswerState.OPEN if view.fitting else AnswerState.BAD
        self.summary.show_words(state, view.summary)
        _fill(self.rows, [((one.what, one.value, one.cell, one.words), one.state) for one in view.rows])
        self.save.setEnabled(bool(view.fitting))
        self.compare.setEnabled(bool(view.fitting))
        self.filled.hide()
        self.results.hide()
        self.rows.setFocus()

    def show_filled(self, found: FilledView) -> None:
        """What the filled workbook gives beside what we compute."""
        notes = [f"{one.code}: {one.message} {one.remedy}".strip() for one in found.findings]
        self.filled.show_words(found.state, f"{Path(found.path).name}: {found.summary}", (*notes, *found.notes))
        results = [((one.name, one.cell, one.theirs, one.ours, one.words), one.state) for one in found.results]
        _fill(self.results, results)
        self.results.setVisible(bool(results))

    def complain(self, words: str) -> bool:
        """Why it could not be done."""
        self.filled.show_words(AnswerState.BAD, words)
        self.results.hide()
        return True

    def _save(self) -> None:
        if self.view is None:
            return
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save the filled workbook"), self._suggested(self.view.year), KINDS
        )
        if path:
            self.save_asked.emit(path)

    def _compare(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the filled workbook"), "", KINDS)
        if path:
            self.compare_asked.emit(path)


def _table(name: str, words: str, heads: tuple[str, ...]) -> QTableWidget:
    made = QTableWidget(0, len(heads))
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setHorizontalHeaderLabels(heads)
    made.verticalHeader().hide()
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    header = made.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made


def _fill(table: QTableWidget, rows: Sequence[tuple[tuple[str, ...], AnswerState]]) -> None:
    table.setRowCount(len(rows))
    for at, (texts, state) in enumerate(rows):
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == len(texts) - 1:
                tone, picture = TONES[state]
                item.setIcon(icon(picture, tone))
            table.setItem(at, column, item)


def ask_for_template(page: Page, show: Callable[[QDialog], None]) -> None:
    """Choose the approved workbook, then show what goes where."""
    words = _("Choose the methodology's own workbook")
    path, _kind = QFileDialog.getOpenFileName(page, words, "", KINDS)
    if path:
        open_template(page, path, show)


def open_template(page: Page, template: str, show: Callable[[QDialog], None]) -> None:
    """Show what of the period goes into which cell of this workbook, and save or compare it from there."""
    project, span = page.current()
    door = page.desk.door

    def suggested(year: int) -> str:
        source = Path(template)
        return str(source.with_name(f"{source.stem}_{project}_{year}.xlsx"))

    def ask(view: TemplateView) -> None:
        dialog = TemplateDialog(page, suggested)

        def refused(_error: BaseException, message: object) -> bool:
            return dialog.complain(str(getattr(message, "text", "")))

        def ask_for(work: Callable[[Session], T], then: Callable[[T], object]) -> None:
            door.run(work, then, refused, owner=dialog)

        def year() -> int:
            return dialog.view.year if dialog.view else view.year

        def look(other: int) -> None:
            ask_for(lambda session: templates.template_page(session, project, span, template, other), dialog.show_view)

        def save(out: str) -> None:
            ask_for(
                lambda session: templates.save_filled(session, project, span, template, year(), out), dialog.show_filled
            )

        def compare(filled: str) -> None:
            ask_for(
                lambda session: templates.compare_filled(session, project, span, template, year(), filled),
                dialog.show_filled,
            )

        dialog.year_asked.connect(look)
        dialog.save_asked.connect(save)
        dialog.compare_asked.connect(compare)
        dialog.show_view(view)
        show(dialog)

    door.run(lambda session: templates.template_page(session, project, span, template), ask, owner=page)
