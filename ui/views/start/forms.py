"""Two small forms of the start page: a project from the public register, and the days of a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDateEdit,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop import clock
from jcm_desktop.i18n import _
from jcm_desktop.services.views import RegisterRow
from ui.models.register import RegisterFilter, RegisterModel
from ui.widgets.columns import set_widths
from ui.widgets.texts import Card, button, label, row


class RegisterForm(QWidget):
    """The register as a table that can be searched; starts one project."""

    start_asked = Signal(str)
    open_asked = Signal(str)  # a project that is here already
    import_asked = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("registerForm")
        self._model = RegisterModel(self)
        self._filter = RegisterFilter(self)
        self._filter.setSourceModel(self._model)
        self.search = QLineEdit()
        self.search.setObjectName("registerSearch")
        self.search.setPlaceholderText(_("Search: number, title, country, methodology or participant"))
        self.search.setAccessibleName(_("Search the register"))
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.textChanged.connect(self._search)
        self._only = QCheckBox(_("Only projects that can be started here"))
        self._only.setAccessibleName(self._only.text())
        self._only.toggled.connect(self._show_usable_only)
        self.table = QTableView()
        self.table.setObjectName("registerTable")
        self.table.setAccessibleName(_("Projects of the public register"))
        self.table.setModel(self._filter)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(30)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        set_widths(self.table, {0: 80, 2: 110, 3: 190, 4: 300})
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self._start)
        self._note = label("", "quiet", name="registerNote")
        self._go = button(_("Start this project"), self._start, "primary", name="startProject", icon="plus")
        self._open = button(_("Open this project"), self._start, "primary", name="openProject", icon="forward")
        self._bring = button(
            _("Import an official workbook…"), self.import_asked.emit, "primary", name="bringWorkbook", icon="library"
        )
        back = button(_("Back"), self.given_up.emit, name="registerBack", icon="back")
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(10)
        column_.addLayout(row(back, self.search, self._only, spacing=14))
        column_.addWidget(self.table, 1)
        foot = row(self._note, self._bring, self._open, self._go, spacing=14)
        foot.setStretch(0, 1)
        column_.addLayout(foot)
        self._offer(None)

    def show_rows(self, rows: Sequence[RegisterRow]) -> None:
        """Fill the table."""
        self._model.show_rows(rows)
        self._say()

    def _search(self, text: str) -> None:
        self._filter.set_words(text)
        self._say()

    def _show_usable_only(self, on: bool) -> None:
        self._filter.set_usable_only(on)
        self._say()

    def _row(self) -> RegisterRow | None:
        return self._filter.row_at(self.table.currentIndex())

    def _chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._say()

    def _say(self) -> None:
        """What can be done with the project in front; with none, how to come to one."""
        found = self._row()
        self._offer(found)
        if found is not None:
            self._note.setText(found.title if found.usable and not found.here else found.note)
        elif self._filter.rowCount():
            self._note.setText(_("Choose a project. Its facts are filled in from the public register."))
        else:
            words = _(
                "No project fits. Clear the search, or type another country. A project that is not in the register is "
                "started from its methodology in the library."
            )
            self._note.setText(words)

    def _offer(self, found: RegisterRow | None) -> None:
        """The one thing that can be done with a project."""
        here, missing = found is not None and found.here, found is not None and found.missing
        self._open.setVisible(here)
        self._bring.setVisible(missing)
        self._go.setVisible(not here and not missing)
        self._go.setEnabled(found is not None and found.usable)

    def _start(self) -> None:
        found = self._row()
        if found is not None and found.here:
            self.open_asked.emit(found.reference)
        elif found is not None and found.usable:
            self.start_asked.emit(found.reference)


class PeriodForm(Card):
    """First and last day of a new period."""

    open_asked = Signal(str, object, object)  # project, first, last
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(margin=18, spacing=10)
        self.setObjectName("periodForm")
        self._project = ""
        self._title = label("", "heading")
        last_year = clock.now().year - 1
        self.first = day_field(_("First day"), date(last_year, 1, 1), "periodFirst")
        self.last = day_field(_("Last day"), date(last_year, 12, 31), "periodLast")
        go = button(_("Open this period"), self._open, "primary", name="openPeriod")
        back = button(_("Cancel"), self.given_up.emit, name="periodCancel")
        self.add(
            self._title,
            label(_("Give the days of the monitoring report. Periods may not overlap."), "quiet"),
            row(
                label(_("First day"), wrap=False), self.first, 10,
                label(_("Last day"), wrap=False), self.last, 10,
                go, back, None,
            ),
        )  # fmt: skip

    def ask_for(self, project: str) -> None:
        """Show the form for a project."""
        self._project = project
        self._title.setText(_("A new period for {project}").format(project=project))
        self.show()
        self.first.setFocus()

    def _open(self) -> None:
        self.open_asked.emit(self._project, day_of(self.first), day_of(self.last))


def day_field(words: str, day: date, name: str) -> QDateEdit:
    """A field for a day, with a calendar."""
    made = QDateEdit(QDate(day.year, day.month, day.day))
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setDisplayFormat("yyyy-MM-dd")
    made.setCalendarPopup(True)
    made.lineEdit().setAcceptDrops(False)
    made.setMinimumWidth(130)
    return made


def day_of(field: QDateEdit) -> date:
    """The day in a field."""
    at = field.date()
    return date(at.year(), at.month(), at.day())
