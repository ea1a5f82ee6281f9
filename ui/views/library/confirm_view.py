"""Confirm a definition: a table of everything to compare, one thing beside it, the approved texts, and the name.

Draws a view and asks; decides nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.i18n import _
from jcm_desktop.services.confirming_views import Compare, CompareRow, ConfirmingView, TextRow
from ui.models.confirming import NAMED, CompareModel
from ui.views.library.compare_side import CompareSide
from ui.widgets.drop_area import one_file
from ui.widgets.rich_text import SymbolDelegate
from ui.widgets.texts import Card, badge, button, empty_layout, label, row, selectable, sign


class ConfirmPane(QWidget):
    """One methodology version."""

    given_up = Signal()
    tick_asked = Signal(list, str, str)  # items, page, document
    differs_asked = Signal(str, str, str, str)  # item, words, page, document
    untick_asked = Signal(list)
    text_given = Signal(str)  # path
    text_removed = Signal(str)  # SHA-256
    complete_asked = Signal(str, str)  # name, organisation
    withdraw_asked = Signal(str)  # reason

    def __init__(self) -> None:
        super().__init__()
        self.view: ConfirmingView | None = None
        self._onward = False
        self.setAcceptDrops(True)
        self._back = button(_("Back to the methodology"), self.given_up.emit, name="confirmBack", icon="back")
        self._number = label("", "figure", wrap=False)
        self._state = row()
        self._next = label("", "strong", name="confirmNext")
        self._about = label("", "quiet")
        self.progress = QProgressBar()
        self.progress.setObjectName("confirmProgress")
        self.progress.setAccessibleName(_("Parts compared"))
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        self._done = label("", "small", wrap=False, name="confirmDone")
        self._texts = QVBoxLayout()
        self._texts.setSpacing(3)
        self._attach = button(_("Attach the approved text…"), self._choose, name="attachText", icon="attach")
        head = Card(margin=12, spacing=5)
        head.add(row(self._back, self._number, self._state, None, self._done, self.progress), self._next, self._about)
        texts = row(self._texts, self._attach)
        texts.setStretch(0, 1)
        head.add(texts)
        self.model = CompareModel(self)
        self.table = _Table()
        self.table.setObjectName("compareTable")
        self.table.setAccessibleName(_("Everything to compare"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(NAMED, SymbolDelegate(self.table))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._show_side())
        self.side = CompareSide()
        self.table.entered_row.connect(self.side.page.setFocus)
        self.side.agrees.connect(self._tick)
        self.side.differs.connect(self._differs)
        self.side.taken_back.connect(lambda: self.untick_asked.emit([one.id for one in self.chosen()]))
        self._foot = Card(margin=10, spacing=4)
        self.name = self._field(_("Your name"), "confirmName")
        self.organisation = self._field(_("Your organisation"), "confirmOrganisation")
        self.reason = self._field(_("Why the confirmation is taken back"), "withdrawReason")
        self._complete = button(
            _("Confirm the definition"), self._stand_for, "primary", name="confirmComplete", icon="sign"
        )
        self._withdraw = button(_("Take the confirmation back"), self._take_back, name="confirmWithdraw", icon="undo")
        self.organisation.returnPressed.connect(self._stand_for)
        self.reason.returnPressed.connect(self._take_back)
        self._stands = label("")
        self._foot.add(self._stands, row(self.name, self.organisation, self._complete))
        self._foot.add(row(self.reason, self._withdraw))
        middle = row(self.table, self.side, spacing=10)
        middle.setStretch(0, 5)
        middle.setStretch(1, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(head)
        column.addLayout(middle, 1)
        column.addWidget(self._foot)

    def _field(self, words: str, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setPlaceholderText(words)
        made.setAccessibleName(words)
        made.setAcceptDrops(False)
        made.setMaxLength(200)
        return made

    def show_view(self, view: ConfirmingView) -> None:
        """Show one definition; of the same one the row stays, or the next open one is chosen after a tick."""
        other = self.view is None or (self.view.id, self.view.version) != (view.id, view.version)
        self.view = view
        self._number.setText(f"{view.id} ver{view.version}")
        empty_layout(self._state)
        tone = "green" if view.confirmed else "amber" if view.needed else "blue"
        self._state.addWidget(badge(_("confirmed") if view.confirmed else view.evidence_words, tone))
        self._next.setText(view.confirmed_words if view.confirmed else view.next_step)
        self._about.setText(f"{view.title}  ·  {view.needed_words}  ·  {view.origin_words}")
        self.progress.setRange(0, max(len(view.items), 1))
        self.progress.setValue(view.done)
        done = _("{done} of {count} agree").format(done=view.done, count=len(view.items))
        self._done.setText(done)
        self.progress.setAccessibleDescription(done)
        self._show_texts(view)
        self._show_foot(view)
        at = self.table.currentIndex().row()
        self.side.show_view(view)
        self.model.show_rows(view.items)
        if other or at < 0 or at >= len(view.items):
            at = self._next_open(0)
        elif self._onward:
            at = self._next_open(at)
        self._onward = False
        self._choose_row(at)
        self._show_side()
        if other:
            (self.table if view.texts else self._attach).setFocus()

    def _show_texts(self, view: ConfirmingView) -> None:
        empty_layout(self._texts)
        for one in view.texts:
            mark = sign("good", "green") if one.whole else sign("error", "red")
            words = "  ·  ".join((one.name, one.size, f"SHA-256 {one.sha256[:16]}…", one.by))
            line = row(mark, selectable(label(words, "small", wrap=False)), None)
            if not view.confirmed:
                line.insertWidget(2, self._remover(one))
            self._texts.addLayout(line)
        if not view.texts:
            self._texts.addWidget(label(_("No approved text is attached. Drop it here, or choose it."), "quiet"))

    def _remover(self, one: TextRow) -> QWidget:
        words = _("Not this text: {name}").format(name=one.name)
        return button(words, lambda: self.text_removed.emit(one.sha256), "icon", icon="close", name="removeText")

    def _show_foot(self, view: ConfirmingView) -> None:
        missing = "  ·  ".join(view.missing)
        self._stands.setText(missing or _("You stand for the definition by your name; it is recorded and travels."))
        self._stands.setVisible(not view.confirmed)
        for one in (self.name, self.organisation, self._complete):
            one.setVisible(not view.confirmed)
            one.setEnabled(not view.missing)
        for one in (self.reason, self._withdraw):
            one.setVisible(view.confirmed)

    def chosen(self) -> list[CompareRow]:
        """The rows that are marked, in the order of the table."""
        marked = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.rows[at] for at in marked if at < len(self.model.rows)]

    def _show_side(self) -> None:
        if self.view is not None:
            self.side.show_rows(self.chosen())

    def _next_open(self, start: int) -> int:
        """The next thing after `start` that nobody has compared; from the top after the last."""
        rows = self.model.rows
        order = [*range(start, len(rows)), *range(start)]
        return next((at for at in order if rows[at].state in (Compare.OPEN, Compare.CHANGED)), start)

    def _choose_row(self, at: int) -> None:
        if 0 <= at < len(self.model.rows) and not (len(self.chosen()) > 1 and self.model.rows[at] in self.chosen()):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(at, 0), flags)

    def _tick(self, page: str, document: str) -> None:
        self._onward = True
        self.tick_asked.emit([one.id for one in self.chosen()], page, document)

    def refused(self) -> None:
        """What was asked was not done: the row stays."""
        self._onward = False

    def _differs(self, words: str, page: str, document: str) -> None:
        for one in self.chosen()[:1]:
            self.differs_asked.emit(one.id, words, page, document)

    def _stand_for(self) -> None:
        if self._complete.isEnabled():
            self.complete_asked.emit(self.name.text(), self.organisation.text())

    def _take_back(self) -> None:
        self.withdraw_asked.emit(self.reason.text())

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the approved text"), "", "")
        if path:
            self.text_given.emit(path)

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if one_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = one_file(event)
        if path:
            event.acceptProposedAction()
            self.text_given.emit(path)


class _Table(QTableView):
    """Return goes to the field for the page."""

    entered_row = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered_row.emit()
        else:
            super().keyPressEvent(event)
