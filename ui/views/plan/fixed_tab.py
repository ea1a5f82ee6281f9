"""Table 2 of the plan: values fixed before, what is missing, and the panel to enter one with its source."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.i18n import _
from jcm_desktop.services import planning
from jcm_desktop.services.views import Changes, Choice, FixedRow
from ui.models.plan import FIXED_RICH, FixedModel
from ui.page import scrolled
from ui.views.plan.tab import PlanTab
from ui.widgets.columns import set_widths
from ui.widgets.rich_text import RichDelegate
from ui.widgets.texts import Card, button, empty_layout, label, rich_label, row
from ui.widgets.wrapped import WrappedDelegate

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session

Typed = tuple[str, str, str, str, bool]  # value, unit, source, page, compared with the page
NOTHING: Typed = ("", "", "", "", False)


class FixedTab(PlanTab):
    """The table on the left, the editor of the chosen value on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.model = FixedModel(self)
        self.table = QTableView()
        self.table.setObjectName("fixedTable")
        self.table.setAccessibleName(_("Fixed values"))
        self.table.setModel(self.model)
        self.table.setItemDelegate(WrappedDelegate(self.table))
        for column in FIXED_RICH:
            self.table.setItemDelegateForColumn(column, RichDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        set_widths(self.table, {0: 90, 1: 200, 2: 140, 3: 200, 4: 140})
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(lambda *_sizes: QTimer.singleShot(0, self.table, self.table.resizeRowsToContents))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._editor())
        self._shown = ""
        self._stored = NOTHING
        self._kept: dict[str, Typed] = {}  # typed and not stored, of values not shown now

    def _editor(self) -> Card:
        card = Card(margin=16, spacing=8)
        card.setObjectName("fixedEditor")
        card.setFixedWidth(350)
        self._symbol = rich_label("", "heading")
        self._label = label("", "quiet")
        self._origin = label("", "small")
        self.value = _field("fixedValue", _("Value"))
        self.unit = _field("fixedUnit", _("Unit"))
        self.source = _field("fixedSource", _("Document it comes from"))
        self.page = _field("fixedPage", _("Page or table"))
        form = QFormLayout()
        form.setSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, field in (
            (_("Value"), self.value),
            (_("Unit"), self.unit),
            (_("Source"), self.source),
            (_("Page"), self.page),
        ):
            form.addRow(label(words, wrap=False), field)
            field.returnPressed.connect(self._save)
        self.compared = QCheckBox(_("I compared it with this page"))
        self.compared.setObjectName("fixedCompared")
        self.compared.setAccessibleName(_("I compared it with this page"))
        self._compared_words = label("", "small")
        self._save_button = button(_("Save this value"), self._save, "primary", name="saveFixed")
        self._known = label(_("Known values: choose one to fill the form"), "strong")
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        for part in (self._symbol, self._label, self._origin):
            column.addWidget(part)
        column.addLayout(form)
        column.addWidget(self.compared)
        column.addWidget(self._compared_words)
        column.addLayout(row(None, self._save_button))
        column.addSpacing(6)
        column.addWidget(self._known)
        column.addLayout(self._choices)
        column.addStretch(1)
        card.add(scrolled(inside))
        return card

    def show_rows(self, rows: tuple[FixedRow, ...]) -> None:
        """Fill the table; the first missing value is offered."""
        keys = {one.key for one in rows}
        self._kept = {key: typed for key, typed in self._kept.items() if key in keys}
        self.model.show_rows(rows)
        self.table.resizeRowsToContents()
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(self.model.row_of(self._shown))
        self._show_row()

    def choose(self, key: str) -> None:
        """Bring a parameter into view, ready to type its value."""
        if self.model.rows:
            self.table.selectRow(self.model.row_of(key))
            self.value.setFocus()

    def _chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_row()

    def _row(self) -> FixedRow | None:
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_row(self) -> None:
        found = self._row()
        self._save_button.setEnabled(found is not None)
        if found is None:
            return
        self._symbol.setText(found.symbol)
        self._label.setText(found.label)
        origin = _("Where it comes from: {origin}").format(origin=found.origin) if found.origin else ""
        self._origin.setText(origin)
        self._origin.setVisible(bool(origin))
        stored = (found.value, found.unit, found.source, found.page, bool(found.compared))
        if found.key != self._shown:
            self._keep()
            self._shown = found.key
            self._put(self._kept.pop(found.key, stored))
            self._mark()
        elif self._typed() == self._stored:
            self._put(stored)
        self._stored = stored
        self._compared_words.setText(found.compared)
        self._compared_words.setVisible(bool(found.compared))
        empty_layout(self._choices)
        self._known.setVisible(bool(found.choices))
        for choice in found.choices:
            self._choices.addWidget(self._choice(choice))

    def _fields(self) -> tuple[QLineEdit, ...]:
        return self.value, self.unit, self.source, self.page

    def _typed(self) -> Typed:
        """What the form holds."""
        value, unit, source, page = (field.text() for field in self._fields())
        return value, unit, source, page, self.compared.isChecked()

    def _put(self, typed: Typed) -> None:
        for field, text in zip(self._fields(), typed[:4], strict=True):
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        self.compared.setChecked(typed[4])

    @property
    def _form_touched(self) -> bool:
        return bool(self._shown) and self._typed() != self._stored

    @property
    def touched(self) -> bool:
        return self._form_touched or bool(self._kept)

    def leave(self) -> None:
        if self._form_touched:
            self._send(self._shown, self._typed())
        for key, typed in list(self._kept.items()):
            self._send(key, typed)

    def _keep(self) -> None:
        """Another value is chosen: what was typed is sent, and kept with a mark until it is stored."""
        if self._form_touched:
            self._kept[self._shown] = self._typed()
            self._send(self._shown, self._typed())

    def _mark(self) -> None:
        self.model.mark_unsaved({key: typed[0] for key, typed in self._kept.items()})

    def _choice(self, choice: Choice) -> Card:
        box = Card(role="note", margin=10, spacing=2)
        unit = "" if choice.unit == "1" else choice.unit
        use = button(_("Use"), lambda: self._fill(choice), name="useChoice", hint=choice.name)
        use.setAccessibleName(_("Use {value} {unit}: {name}").format(value=choice.value, unit=unit, name=choice.name))
        name = label(choice.name)
        box.add(row(label(f"{choice.value} {unit}", "strong", wrap=False), None, use), name)
        box.add(label(f"{choice.evidence}. {choice.source}", "small"))
        return box

    def _fill(self, choice: Choice) -> None:
        for field, text in ((self.value, choice.value), (self.unit, choice.unit), (self.source, choice.source)):
            field.setText(text)
            field.setCursorPosition(0)
        self._save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        found = self._row()
        if found is None:
            return
        self._send(found.key, self._typed())

    def _send(self, key: str, typed: Typed) -> None:
        value, unit, source, page = (one.strip() for one in typed[:4])
        compared = typed[4]

        def store(session: Session, project: str) -> Changes:
            return planning.set_fixed_value(session, project, key, value, unit, source, page, compared=compared)

        self.change.emit(store, partial(self._done, key, typed))

    def _done(self, key: str, typed: Typed) -> None:
        """Stored: what is stored is shown next, unless something else was typed meanwhile."""
        if self._kept.get(key) == typed:
            del self._kept[key]
            self._mark()
        if key == self._shown and self._typed() == typed:
            self._stored = typed

    def forget(self) -> None:
        self._shown, self._stored = "", NOTHING
        self._kept.clear()
        self._mark()


def _field(name: str, words: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setAcceptDrops(False)
    return made
