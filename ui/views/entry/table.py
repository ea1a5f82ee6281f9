"""The table of the readings page: moves, copies, pastes and clears as a spreadsheet does. Stores nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from jcm_desktop.i18n import _
from ui.models.entry_grid import EntryGridModel
from ui.views.entry.delegate import CellDelegate
from ui.views.entry.header import PointHeader
from ui.widgets.drop_area import backing_files

ROW_HEIGHT = 27
COLUMN_WIDTH = 130
Trigger = QAbstractItemView.EditTrigger
Index = QModelIndex | QPersistentModelIndex


class EntryTable(QTableView):
    """Months by points; Enter goes down, Tab goes right, typing replaces, F2 changes."""

    current_moved = Signal()
    left_out = Signal(int)  # pasted cells that did not fit
    not_filled = Signal(int)  # cells of registers, which are never filled from others
    files_dropped = Signal(object)  # paths of files that back up the cell below them, which is the current one now

    def __init__(self, model: EntryGridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid")
        self.setAccessibleName(_("Readings by month and monitoring point"))
        self.grid_model = model
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(PointHeader(self))
        self.setModel(model)
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAlternatingRowColors(False)
        vertical = self.verticalHeader()
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.cells.moved.connect(self.step)
        self.setAcceptDrops(True)

    def commit(self) -> None:
        """Store what is still being typed."""
        self.cells.commit()

    def step(self, down: int, right: int) -> None:
        """Go to a neighbour; past the last column comes the next month."""
        rows, columns = self.grid_model.rowCount() - 1, self.grid_model.columnCount()
        if rows < 1 or columns < 1:
            return
        at = self.currentIndex()
        if right:
            place = at.row() * columns + at.column() + right
            place = max(0, min(place, rows * columns - 1))
            row, column = divmod(place, columns)
        else:
            row, column = max(0, min(at.row() + down, rows - 1)), at.column()
        self.go_to(self.grid_model.index(row, column))

    def go_to(self, index: QModelIndex, focus: bool = True) -> None:
        """Make a cell the current one, in sight and ready to type."""
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
            if focus:
                self.setFocus()

    def open_editor(self, index: QModelIndex, text: str, caret: int) -> None:
        """Open a cell's editor with a text that was being typed."""
        self.go_to(index)
        self.edit(index)
        editor = self.cells.editor
        if editor is not None:
            editor.setText(text)
            editor.setModified(True)
            editor.setCursorPosition(caret)
            editor.setFocus()

    def selected(self) -> list[tuple[int, int]]:
        """The places of the selected cells, from the top left."""
        return sorted((one.row(), one.column()) for one in self.selectionModel().selectedIndexes())

    # --- Qt's own -------------------------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_moved.emit()

    def edit(  # type: ignore[override]  # Qt has two overloads of this name
        self, index: Index, trigger: Trigger = Trigger.AllEditTriggers, event: QEvent | None = None
    ) -> bool:
        opened = bool(super().edit(index, trigger, event))  # type: ignore[arg-type]  # Qt takes no event as well
        if opened and trigger in (Trigger.EditKeyPressed, Trigger.DoubleClicked) and self.cells.editor is not None:
            self.cells.editor.deselect()
            self.cells.editor.end(False)
        return opened

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.grid_model.copy(self.selected()))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._fill_down()
        elif self._locked and event.text().isprintable() and event.text():
            event.ignore()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if not self._locked:
                self.grid_model.clear(self.selected())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(1, 0)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(bool(backing_files(event)))  # what is not taken here, the window may take

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        takes = bool(backing_files(event)) and 0 <= index.row() < self.grid_model.rowCount() - 1
        if takes and index != self.currentIndex():
            self.go_to(index, focus=False)
        event.setAccepted(takes)

    def dropEvent(self, event: QDropEvent) -> None:
        paths = backing_files(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def focusNextPrevChild(self, on: bool) -> bool:
        """Tab goes through the cells; Qt asks here before it takes the key for a change of the field."""
        at = self.currentIndex()
        if not at.isValid() or (self._at_end(at) if on else (at.row(), at.column()) == (0, 0)):
            return bool(super().focusNextPrevChild(on))
        self.step(0, 1 if on else -1)
        return True

    def _at_end(self, at: QModelIndex) -> bool:
        """At the last cell Tab leaves the table, so that nobody is caught in it."""
        return at.row() >= self.grid_model.rowCount() - 2 and at.column() == self.grid_model.columnCount() - 1

    @property
    def _locked(self) -> bool:
        grid = self.grid_model.grid
        return grid is not None and grid.frozen is not None

    def _fill_down(self) -> None:
        _put, left = (0, 0) if self._locked else self.grid_model.fill_down(self.selected())
        if left:
            self.not_filled.emit(left)

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        cells = self.selected()
        if not text or not cells or self._locked:
            return
        _put, left = self.grid_model.paste(text, cells[0][0], min(column for _row, column in cells), cells)
        if left:
            self.left_out.emit(left)
