"""One month as a form: a field for each point, for those who hear the page or have little room.

Shows the same model as the table; stores nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import Cell, CellState, PointRow
from ui.models.entry_grid import EntryGridModel
from ui.page import scrolled
from ui.widgets.texts import SEVERITY_TONES, button, label, rich_label, row, set_property, set_tone


class PointField(QFrame):
    """A point's field with its words: what it is, what was found, what is expected."""

    def __init__(self, point: PointRow, unit: str) -> None:
        super().__init__()
        self.point = point
        self.edit = QLineEdit()
        self.edit.setObjectName(f"field-{point.no}")
        self.edit.setAcceptDrops(False)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setFixedWidth(190)
        self._unit = label(unit, wrap=False)
        self._unit.setMinimumWidth(60)
        self.name = rich_label(f"<b>{point.no}</b> &nbsp;{point.symbol}", wrap=False)
        self.name.setMinimumWidth(110)
        self._label = label(point.label, "quiet")
        self.said = label("", "small")
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 5, 8, 5)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(1)
        layout.addWidget(self.name, 0, 0)
        layout.addWidget(self._label, 1, 0)
        layout.addWidget(self.edit, 0, 1, 2, 1)
        layout.addWidget(self._unit, 0, 2, 2, 1)
        layout.addWidget(self.said, 2, 0, 1, 3)
        layout.setColumnStretch(0, 1)
        self.name.setBuddy(self.edit)

    def show_cell(self, cell: Cell, text: str, month: str, words: str, *, typing: bool, locked: bool) -> None:
        """Fill it, but never under somebody's fingers."""
        if not typing:
            self.edit.setText(text)
        self.edit.setReadOnly(locked)
        unit = self._unit.text()
        self.edit.setAccessibleName(f"{self.point.no} {self.point.label}, {month}, {unit}")
        self.edit.setAccessibleDescription(words)
        set_property(self.edit, "wrong", "true" if cell.state is CellState.DRAFT else "false")
        self.said.setText(words)
        tone = SEVERITY_TONES.get(str(cell.severity), "") if cell.severity else ""
        set_tone(self.said, tone if tone in ("red", "amber") else "")
        self.said.setVisible(bool(words))


class MonthForm(QWidget):
    """Enter stores and goes to the next field; Page Up and Page Down change the month."""

    moved = Signal(int, int)  # the cell that is being looked at
    typed = Signal()

    def __init__(self, model: EntryGridModel) -> None:
        super().__init__()
        self.setObjectName("monthForm")
        self._model = model
        self._row = 0
        self.fields: list[PointField] = []
        self._before = button(_("Month before"), lambda: self.turn(-1), "icon", name="monthBefore", icon="back")
        self._after = button(_("Next month"), lambda: self.turn(1), "icon", name="monthNext", icon="forward")
        self._before.setToolTip(_("Month before") + " (Page Up)")
        self._after.setToolTip(_("Next month") + " (Page Down)")
        self.month: QLabel = label("", "heading", wrap=False, name="formMonth")
        self._open = label("", "quiet", wrap=False)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(2)
        self._area = scrolled(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row(self._before, self.month, self._after, 12, self._open, None))
        column.addWidget(self._area, 1)
        model.modelReset.connect(self._build)
        model.dataChanged.connect(self._fill)

    # --- showing --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        for old in self.fields:
            old.hide()
            old.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        self.fields = []
        for column, point in enumerate(self._model.points):
            field = PointField(point, self._model.unit_typed(column))
            field.edit.installEventFilter(self)
            field.edit.textEdited.connect(self.typed)
            field.edit.editingFinished.connect(self._store_of(column))
            self._column.addWidget(field)
            self.fields.append(field)
        self._column.addStretch(1)
        self._row = min(self._row, max(0, self._model.rowCount() - 2))
        self._fill()

    def _store_of(self, column: int) -> Callable[[], None]:
        return lambda: self.commit(column)

    def _fill(self) -> None:
        grid = self._model.grid
        if grid is None or not grid.rows or not self.isVisible():
            return
        line = grid.rows[self._row]
        self.month.setText(line.label)
        self.month.setAccessibleName(line.label)
        left = sum(self._model.is_open(self._row, column) for column in range(len(self.fields)))
        self._open.setText(_("{count} still to enter").format(count=left) if left else "")
        for column, field in enumerate(self.fields):
            text = self._model.text_at(self._row, column)
            cell = line.cells[column]
            typing = field.edit.isModified() and field.edit.hasFocus()
            locked = grid.frozen is not None
            field.show_cell(cell, text, line.label, _words(cell), typing=typing, locked=locked)
        self._before.setEnabled(self._row > 0)
        self._after.setEnabled(self._row + 1 < len(grid.rows))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def show_cell(self, at: int, column: int) -> None:
        """Bring a month into view, with the keyboard in one of its fields."""
        self.commit_all()
        self._row = at
        self._fill()
        if 0 <= column < len(self.fields):
            field = self.fields[column]
            field.edit.setFocus()
            field.edit.selectAll()
            self._area.ensureWidgetVisible(field)
            self.moved.emit(at, column)

    def turn(self, months: int) -> None:
        """Another month, in the same field."""
        to = self._row + months
        if 0 <= to < self._model.rowCount() - 1:
            self.show_cell(to, self.current)

    # --- typing ---------------------------------------------------------------------------------------------------

    @property
    def current(self) -> int:
        """The column of the field with the keyboard; the first where none has it."""
        return next((at for at, one in enumerate(self.fields) if one.edit.hasFocus()), 0)

    @property
    def typing(self) -> QLineEdit | None:
        """The field that holds text not stored yet."""
        return next((one.edit for one in self.fields if one.edit.isModified()), None)

    def restore(self, column: int, text: str, caret: int) -> None:
        """Text that was being typed when the program ended."""
        edit = self.fields[column].edit
        edit.setText(text)
        edit.setModified(True)
        edit.setFocus()
        edit.setCursorPosition(caret)

    def commit(self, column: int) -> None:
        """Store a field's text if it is another one."""
        edit = self.fields[column].edit
        if edit.isModified():
            edit.setModified(False)
            self._model.put(self._row, column, edit.text())
            self.typed.emit()

    def commit_all(self) -> None:
        """Store what is still in a field."""
        for column in range(len(self.fields)):
            self.commit(column)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        column = next((at for at, one in enumerate(self.fields) if one.edit is watched), -1)
        if column >= 0 and event.type() == QEvent.Type.FocusIn:
            self.moved.emit(self._row, column)
        if column >= 0 and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(column, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, column: int, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._go(column, 1)
        elif key == Qt.Key.Key_Up:
            self._go(column, -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Escape:
            edit = self.fields[column].edit
            edit.setModified(False)
            edit.setText(self._model.text_at(self._row, column))
            self.typed.emit()
        else:
            return False
        return True

    def _go(self, column: int, step: int) -> None:
        """To another field; after the last one comes the next month."""
        self.commit(column)
        to = column + step
        if 0 <= to < len(self.fields):
            self.fields[to].edit.setFocus()
            self.fields[to].edit.selectAll()
            self._area.ensureWidgetVisible(self.fields[to])
        elif step > 0 and self._row + 2 < self._model.rowCount():
            self.show_cell(self._row + 1, 0)


def _words(cell: Cell) -> str:
    """The one most important thing to know of a cell."""
    if cell.problem:
        return cell.problem.splitlines()[0]
    if cell.missing and not cell.text:
        return _("No reading: {cause}").format(cause=cell.missing)
    if cell.register:
        return cell.register.splitlines()[0]
    if cell.converted:
        return cell.converted
    return cell.expected.splitlines()[-1] if cell.expected else ""
