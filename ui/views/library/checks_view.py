"""The catalogue of checks: a search, two filters, the list, and everything about the one in front."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.i18n import N_, _
from jcm_desktop.services.check_catalogue import CheckCatalogue, CheckFilter, CheckRow
from ui.models.checks import ChecksModel
from ui.page import scrolled
from ui.widgets.columns import set_widths
from ui.widgets.facet_box import FacetBox
from ui.widgets.search_field import SearchField
from ui.widgets.texts import SEVERITY_TONES, Card, badge, button, empty_layout, label, row, selectable

LEFT, RIGHT = 706, 400
# What is told about a check, in this order; empty parts are left out.
PARTS = (
    ("asks", N_("What it asks")),
    ("says", N_("How a finding reads")),
    ("remedy", N_("What to do")),
    ("consequence", N_("What a finding does")),
    ("waiver", N_("Waiver")),
    ("clause", N_("Rule")),
    ("methodologies", N_("Whom it is about")),
    ("rules", N_("Rule sets")),
)


class ChecksCatalogueView(QWidget):
    """Asks for what its filters say; shows what was found."""

    asked = Signal(object)  # CheckFilter

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""
        self.search = SearchField("checksSearch", _("Search the checks"), _("Search: code or words"))
        self.search.asked.connect(self.ask)
        self.area = self._box("checksArea", _("Subject area"))
        self.severity = self._box("checksSeverity", _("Severity"))
        clear = button(_("Show all"), self.show_all, name="checksClear", icon="close")
        self._summary = label("", "quiet", wrap=False, name="checksFound")
        line = row(self.search, self.area, self.severity, clear)
        line.setStretch(0, 1)
        self.model = ChecksModel(self)
        self.table = self._table()
        inside = QWidget()
        self._told = QVBoxLayout(inside)
        self._told.setContentsMargins(0, 0, 6, 0)
        self.detail = scrolled(inside)
        self.detail.setAccessibleName(_("About this check"))
        both = QSplitter()
        both.addWidget(self.table)
        both.addWidget(self.detail)
        both.setChildrenCollapsible(False)
        both.setSizes([LEFT, RIGHT])
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(both, 1)
        column.addWidget(self._summary)

    def _box(self, name: str, words: str) -> FacetBox:
        box = FacetBox(name, words, 18)
        box.activated.connect(lambda _at: self.ask())
        return box

    def _table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("checksTable")
        table.setAccessibleName(_("All checks"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        set_widths(table, {0: 74, 2: 188, 3: 186})
        table.selectionModel().currentRowChanged.connect(self._show_row)
        return table

    # --- asking ---------------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> CheckFilter:
        """What is searched for now."""
        return CheckFilter(
            text=self.search.text().strip(),
            severity=self.severity.key,
            area=self.area.key,
        )

    def ask(self) -> None:
        """Search now."""
        self.search.wait_no_longer()
        self.asked.emit(self.wanted)

    def show_all(self) -> None:
        """Take every filter away."""
        self.search.put("")
        for box in (self.area, self.severity):
            box.setCurrentIndex(0)
        self.ask()

    def choose(self, code: str) -> None:
        """Bring a check to the front, whatever was searched for before; without a code, all of them."""
        self._wanted = code
        self.show_all()
        (self.table if code else self.search).setFocus()

    # --- showing --------------------------------------------------------------------------------------------------

    def show_view(self, view: CheckCatalogue) -> None:
        """Show what was found; the check in front stays in front if it is among it."""
        at = self.table.currentIndex().row()
        before = self._wanted or (self.model.rows[at].code if 0 <= at < len(self.model.rows) else "")
        self._wanted = ""
        self.model.show_rows(view.rows)
        self.area.fill(_("Every subject area"), view.areas)
        self.severity.fill(_("Every severity"), view.severities)
        self._summary.setText(view.summary)
        found = self.model.index(max(0, self.model.row_of(before)), 0)
        if view.rows:
            self.table.setCurrentIndex(found)
            self.table.scrollTo(found, QAbstractItemView.ScrollHint.PositionAtCenter)
        else:
            self._show_row(QModelIndex())

    def _show_row(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        empty_layout(self._told)
        if index.isValid():
            self._told.addWidget(self._card(self.model.rows[index.row()]))
        else:
            self._told.addWidget(label(_("No check fits. Take a filter away."), "quiet"))
        self._told.addStretch(1)

    def _card(self, one: CheckRow) -> Card:
        card = Card(margin=16, spacing=4)
        card.setObjectName(f"check-{one.code}")
        head = row(
            label(f"{one.code}  {one.title}", "heading"),
            badge(one.severity_words, SEVERITY_TONES[str(one.severity)]),
            spacing=10,
        )
        head.setStretch(0, 1)
        card.add(head, label(one.area_words, "small"))
        for name, words in PARTS:
            told = str(getattr(one, name))
            if told:
                card.column.addSpacing(6)
                card.add(label(_(words), "strong"), selectable(label(told)))
        return card
