"""The stored logger data of a point: every value by pages, the imports they came from, corrections with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QTableView, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services import logger_series
from jcm_desktop.services.import_choices import SeriesRows
from jcm_desktop.services.logger_series import ImportRow, SeriesView
from jcm_desktop.services.views import Changes, PointRow
from ui.desk import Desk
from ui.models.paged import PagedModel
from ui.page import scrolled
from ui.views.intake.mapping_step import dress_long_table
from ui.widgets.ask import AskDialog
from ui.widgets.texts import Card, badge, button, empty_layout, label, row

if TYPE_CHECKING:
    from jcm_desktop.domain.period import Span
    from ui.widgets.message_bar import Message


class SeriesPanel(QWidget):
    """Values on the left, imports on the right."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("seriesPanel")
        self._desk = desk
        self._project, self._point = "", ""
        self._span: Span | None = None
        self.rows: SeriesRows | None = None
        self._title = label("", "heading", wrap=False, name="seriesTitle")
        self._words = label("", "quiet", wrap=False, name="seriesWords")
        self._correct = button(_("Correct this value…"), self._ask_value, name="correctValue", icon="draft")
        back = button(_("Back to the readings"), self.closed.emit, name="seriesClose", icon="close")
        self.model = PagedModel(self)
        self.table = QTableView()
        self.table.setObjectName("seriesTable")
        self.table.setAccessibleName(_("Logger values"))
        dress_long_table(self.table, self.model)
        self.table.doubleClicked.connect(lambda _index: self._ask_value())
        side = QWidget()
        self._imports = QVBoxLayout(side)
        self._imports.setContentsMargins(0, 0, 6, 0)
        self._imports.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self._title, 12, self._words, None, self._correct, back))
        both = row(self.table, scrolled(side), spacing=12)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        column.addLayout(both, 1)

    def show_point(self, project: str, point: PointRow, span: Span | None = None) -> None:
        """Look at a point's data, from these days on."""
        self._project, self._point, self._span = project, point.no, span
        self._title.setText(f"{point.no} {point.key}")
        self._look()

    def _look(self) -> None:
        project, point = self._project, self._point
        self._desk.door.run(
            lambda session: logger_series.series_view(session, project, point), self._show, self._nothing, owner=self
        )

    def _nothing(self, _error: BaseException, _message: Message) -> bool:
        self.model.show_rows(None)
        self.closed.emit()
        return False

    def _show(self, view: SeriesView) -> None:
        at = self.table.currentIndex().row() if self.rows is not None else -1
        self.rows = SeriesRows(view.pages, view.zone, view.unit)
        self._words.setText(_("{count} values, times of {zone}").format(count=f"{len(self.rows):,}", zone=view.zone))
        self.model.show_rows(self.rows, (1,))
        self.table.setColumnWidth(0, 220)
        self._show_imports(view.imports)
        if self._span is not None:
            at, self._span = self.rows.find(logger_series.day_instant(view.zone, self._span.first)), None
        index = self.model.index(min(max(at, 0), len(self.rows) - 1), 0)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QTableView.ScrollHint.PositionAtTop)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_imports(self, imports: tuple[ImportRow, ...]) -> None:
        empty_layout(self._imports)
        self._imports.addWidget(label(_("Imports"), "strong"))
        for one in reversed(imports):
            if not one.rows:
                continue
            card = Card(margin=10, spacing=3)
            card.setObjectName(f"import-{one.id}")
            name = label(one.file, "strong")
            state = badge(_("Counts"), "green") if one.counts else badge(_("Counts no more"), "plain")
            head = row(name, state)
            head.setStretch(0, 1)
            card.add(head, label(_("{rows} values, {first} to {last}").format(
                rows=f"{one.rows:,}", first=one.first, last=one.last
            ), "small"))  # fmt: skip
            card.add(label(_("Imported {when} by {who}").format(when=one.when[:10], who=one.who), "small"))
            if one.reason:
                card.add(label(_("Reason: {reason}").format(reason=one.reason), "small"))
            if one.counts:
                words = _("Take it back…")
                card.add(row(None, button(words, lambda one=one: self._ask_back(one), name="takeBack", icon="undo")))  # type: ignore[misc]
            self._imports.addWidget(card)
        self._imports.addStretch(1)

    # --- changes --------------------------------------------------------------------------------------------------

    def _ask_value(self) -> None:
        at = self.table.currentIndex()
        if not at.isValid() or self.rows is None:
            return
        instant, when = self.rows.instant(at.row()), self.rows.when(at.row())
        dialog = ValueDialog(self, when, self.model.text(at.row(), 1))
        project, point = self._project, self._point
        dialog.given.connect(lambda: self._run(dialog, lambda session: logger_series.correct_value(
            session, project, point, instant, dialog.value.text().strip(), dialog.reason.text()
        )))  # fmt: skip
        dialog.open()

    def _ask_back(self, one: ImportRow) -> None:
        dialog = ReasonDialog(self, one.file)
        project = self._project
        dialog.given.connect(lambda: self._run(dialog, lambda session: logger_series.take_back(
            session, project, one.id, dialog.reason.text()
        )))  # fmt: skip
        dialog.open()

    def _run(self, dialog: AskDialog, use_case: object) -> None:
        def done(_changes: Changes) -> None:
            dialog.accept()
            self._look()

        def refused(_error: BaseException, message: Message) -> bool:
            return dialog.complain(message.text)

        self._desk.door.run(use_case, done, refused, owner=dialog)  # type: ignore[arg-type]

    def current(self) -> QModelIndex:
        """The chosen row."""
        return self.table.currentIndex()


class ValueDialog(AskDialog):
    """Another value for an instant, and why."""

    def __init__(self, parent: QWidget, when: str, text: str) -> None:
        super().__init__(
            parent,
            _("Correct the value of {when}").format(when=when),
            _("The imported value stays as it is; yours is laid over it. Leave it empty for no value."),
            _("Correct"),
        )
        self.value, self.reason = QLineEdit(text), QLineEdit()
        self.add_field(_("Value"), self.value, "correctedValue")
        self.add_field(_("Reason"), self.reason, "correctionReason")


class ReasonDialog(AskDialog):
    """Why an import is taken back."""

    def __init__(self, parent: QWidget, file: str) -> None:
        super().__init__(
            parent,
            _("Take back the import of {file}").format(file=file),
            _("Its values stay in the history, but count no more. Months that have no other data become empty."),
            _("Take it back"),
        )
        self.reason = QLineEdit()
        self.add_field(_("Reason"), self.reason, "takeBackReason")
