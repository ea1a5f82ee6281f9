"""The methodologies that are known: a search, five filters, and a table that opens one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.library_views import LibraryFilter, LibraryRow, LibraryView
from ui.models.library import LibraryModel
from ui.widgets.columns import set_widths
from ui.widgets.empty import EmptyState
from ui.widgets.facet_box import FacetBox
from ui.widgets.search_field import SearchField
from ui.widgets.texts import button, label, row
from ui.widgets.wrapped import WrappedDelegate

FILTERS = (
    ("country", N_("Every country"), N_("Country")),
    ("technology", N_("Every technology"), N_("Technology")),
    ("scope", N_("Every sectoral scope"), N_("Sectoral scope")),
    ("evidence", N_("However well known"), N_("How well known")),
    ("status", N_("Every status"), N_("Status")),
)


class ListView(QWidget):
    """Asks for what its filters say; shows what was found."""

    asked = Signal(object)  # LibraryFilter
    opened = Signal(str, str)  # id, version

    def __init__(self) -> None:
        super().__init__()
        hint = _("Search: number, title, country, technology or project")
        self.search = SearchField("librarySearch", _("Search the library"), hint)
        self.search.asked.connect(self._ask)
        self._boxes: dict[str, FacetBox] = {}
        for field, _every, words in FILTERS:
            box = FacetBox(f"library-{field}", _(words), 13)
            box.activated.connect(lambda _at: self._ask())
            self._boxes[field] = box
        self._clear = button(_("Show all"), self.show_all, name="libraryClear", icon="close")
        self.model = LibraryModel(self)
        self.table = _Table()
        self.table.setObjectName("libraryTable")
        self.table.setAccessibleName(_("Methodologies"))
        self.table.setModel(self.model)
        self.table.setItemDelegate(WrappedDelegate(self.table))
        self.table.entered_row.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        set_widths(self.table, {0: 132, 2: 112, 3: 140, 4: 166, 5: 92, 6: 216})
        self._summary = label("", "quiet", wrap=False, name="librarySummary")
        self._problems = label("", "strong", name="libraryProblems")
        self._problems.hide()
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 8, 0, 0)
        column_.setSpacing(8)
        column_.addWidget(self.search)
        column_.addLayout(row(*self._boxes.values(), None, self._clear))
        column_.addWidget(self._problems)
        self._nothing = EmptyState(
            "library",
            _("No methodology fits."),
            _("Search for fewer words, or take a filter away."),
            ((_("Show all"), self.show_all),),
            name="libraryNothing",
        )
        self._nothing.setObjectName("libraryNothing")
        self.found = QStackedWidget()
        self.found.addWidget(self.table)
        self.found.addWidget(self._nothing)
        column_.addWidget(self.found, 1)
        column_.addLayout(
            row(self._summary, None, label(_("Press Enter, or double-click, to open one."), "small", wrap=False))
        )

    def wanted(self) -> LibraryFilter:
        """What is searched for now."""
        chosen = {field: box.key for field, box in self._boxes.items()}
        return LibraryFilter(text=self.search.text().strip(), **chosen)

    def _ask(self) -> None:
        self.search.wait_no_longer()
        self.asked.emit(self.wanted())

    def show_all(self) -> None:
        """Take every filter away."""
        self.show_filter(LibraryFilter())

    def show_filter(self, wanted: LibraryFilter) -> None:
        """Search for this from outside."""
        self.search.put(wanted.text)
        for field, box in self._boxes.items():
            key = getattr(wanted, field)
            if key and box.findData(key) < 0:
                box.addItem(key, key)
            box.setCurrentIndex(max(0, box.findData(key)))
        self._ask()

    def show_view(self, view: LibraryView) -> None:
        """Show what was found; the filters say how many rows each of their values would leave."""
        keys = [(row.id, row.version) for row in self.model.rows]
        at = self.table.currentIndex().row()
        before = keys[at] if 0 <= at < len(keys) else None
        self.model.show_rows(view.rows)
        self.found.setCurrentIndex(0 if view.rows else 1)
        self.table.resizeRowsToContents()
        self._choose(before, view.rows)
        self._summary.setText(view.summary)
        self._problems.setText("\n".join(view.problems))
        self._problems.setVisible(bool(view.problems))
        facets = (view.countries, view.technologies, view.scopes, view.evidence, view.statuses)
        for (field, every, _words), values in zip(FILTERS, facets, strict=True):
            self._boxes[field].fill(_(every), values)

    def _choose(self, before: tuple[str, str] | None, rows: Sequence[LibraryRow]) -> None:
        for at, one in enumerate(rows):
            if (one.id, one.version) == before:
                self.table.setCurrentIndex(self.model.index(at, 0))
                return
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            found = self.model.rows[index.row()]
            self.opened.emit(found.id, found.version)


class _Table(QTableView):
    """A table of rows; Enter opens the one in front."""

    entered_row = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
