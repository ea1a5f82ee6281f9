"""Table 1 of the plan: monitoring points, changed in place, and the files that back them up."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services import plan_points, planning
from jcm_desktop.services.evidence_cover import CoverRow
from jcm_desktop.services.plan_points import PointEdit
from jcm_desktop.services.views import PointRow
from ui.models.plan import OPTION_COLUMN, POINT_RICH, PointsModel
from ui.views.evidence.cover_card import CoverStrip
from ui.views.plan.point_form import PointForm
from ui.views.plan.tab import PlanTab
from ui.widgets.columns import set_widths
from ui.widgets.rich_text import RichDelegate
from ui.widgets.texts import button, label, row
from ui.widgets.wrapped import WrappedDelegate

Index = QModelIndex | QPersistentModelIndex


HIGHEST = 170  # of a row; all words are in the form beside it


class WordsDelegate(WrappedDelegate):
    """Edits a cell in place: a list for the option, a small text box for words."""

    def __init__(self, points: PointsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._points = points
        self.editor: QWidget | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor: QComboBox | QPlainTextEdit
        if index.column() == OPTION_COLUMN:
            editor = QComboBox(parent)
            editor.addItems(list(self._points.rows[index.row()].options))
        else:
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
            editor.setAcceptDrops(False)
        editor.setAccessibleName(_("New words"))
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if editor.property("filled"):
            return
        editor.setProperty("filled", True)
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        elif isinstance(editor, QPlainTextEdit):
            model.setData(index, " ".join(editor.toPlainText().split()))

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commit()
                return True
        return super().eventFilter(watched, event)

    def commit(self) -> None:
        """Store what is in the open editor, if there is one."""
        editor = self.editor
        if editor is not None:
            self.editor = None
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)


class PointsTab(PlanTab):
    """The table of points, beside it the form of the chosen one, below the way to its evidence."""

    evidence_asked = Signal(str)  # point

    def __init__(self) -> None:
        super().__init__()
        self.model = PointsModel(self)
        self.model.edited.connect(self._edit)
        self.table = QTableView()
        self.table.setObjectName("pointsTable")
        self.table.setAccessibleName(_("Monitoring points"))
        self.table.setModel(self.model)
        self.words = WordsDelegate(self.model, self)
        self.table.setItemDelegate(self.words)
        for column in POINT_RICH:
            self.table.setItemDelegateForColumn(column, RichDelegate(self.table))
        self.table.setWordWrap(True)
        self.table.verticalHeader().setMaximumSectionSize(HIGHEST)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        set_widths(self.table, {0: 44, 1: 112, 2: 56, 3: 74, 4: 118, 5: 130, 6: 104, 7: 86})
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(lambda *_sizes: QTimer.singleShot(0, self.table, self.table.resizeRowsToContents))
        self.model.dataChanged.connect(lambda *_places: self.table.resizeRowsToContents())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_point())
        self.form = PointForm()
        self.form.saved.connect(self._save)
        self.form.kept_changed.connect(lambda: self.model.mark_unsaved(self.form.kept))
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(label(_("Select a cell and press F2, or double-click, to change its words."), "small"))
        left.addWidget(self.table, 1)
        self._evidence = label("", "strong", name="pointEvidence")
        self._to_evidence = button(
            _("Show its files or attach more…"), self._ask_evidence, name="goEvidence", icon="attach"
        )
        line = row(self._evidence, self._to_evidence)
        line.setStretch(0, 1)
        left.addLayout(line)
        self.cover = CoverStrip()
        self._cover: tuple[CoverRow, ...] = ()
        left.addWidget(self.cover)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 10, 0, 0)
        beside.setSpacing(12)
        beside.addLayout(left, 1)
        beside.addWidget(self.form)

    def show_rows(self, rows: tuple[PointRow, ...], cover: tuple[CoverRow, ...]) -> None:
        """Fill the table; the bars are of the period that is worked on."""
        self._cover = cover
        self.form.drop_gone(frozenset(one.no for one in rows))
        self.model.show_rows(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, OPTION_COLUMN))
        self.table.resizeRowsToContents()
        self._show_point()

    def choose_key(self, key: str) -> None:
        """Bring the point of a parameter into view; where there is none yet, the table it is missing from."""
        name = key.partition("[")[0]
        keys = [one.key for one in self.model.rows]
        at = next((keys.index(one) for one in keys if one == key or one.partition("[")[0] == name), -1)
        if at >= 0:
            self.table.setCurrentIndex(self.model.index(at, OPTION_COLUMN))
        self.table.setFocus()

    def choose(self, no: str, field: str = "") -> None:
        """Bring a point into view, and the cursor into a field of its form."""
        at = next((at for at, one in enumerate(self.model.rows) if one.no == no), -1)
        if at >= 0:
            self.table.setCurrentIndex(self.model.index(at, OPTION_COLUMN))
            self.table.setFocus()
            self.form.choose(field)

    def _point(self) -> PointRow | None:
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_point(self) -> None:
        point = self._point()
        self.form.show_point(point)
        self._to_evidence.setEnabled(point is not None)
        words = ""
        if point is not None:
            words = ngettext(
                "Point {no}: {count} entry of evidence", "Point {no}: {count} entries of evidence", point.evidence_count
            ).format(no=point.no, count=point.evidence_count)
        self._evidence.setText(words)
        self.cover.show_rows([one for one in self._cover if point is not None and one.point == point.no][:1])

    def _ask_evidence(self) -> None:
        point = self._point()
        if point is not None:
            self.evidence_asked.emit(point.no)

    def _edit(self, no: str, field: str, text: str) -> None:
        self.change.emit(lambda session, project: planning.edit_point(session, project, no, **{field: text}), None)

    def _save(self, no: str, edit: PointEdit) -> None:
        self.change.emit(
            lambda session, project: plan_points.set_point(session, project, no, edit), partial(self.form.stored, no)
        )

    @property
    def touched(self) -> bool:
        return self.form.touched

    def leave(self) -> None:
        self.words.commit()
        self.form.save_all()

    def forget(self) -> None:
        self.form.forget()
