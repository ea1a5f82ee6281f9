"""The result page: the claim, the vintages, the months, and what every number is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.domain.finding import Place
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import results
from jcm_desktop.services.views import Kind, ResultView
from ui.desk import Desk
from ui.models.vintages import NUMBERS, VintageModel
from ui.page import CURRENT, Page
from ui.widgets.derivation import DerivationTree
from ui.widgets.empty import EmptyState
from ui.widgets.texts import Card, label, row, set_tone

if TYPE_CHECKING:
    from ui.views.result.chart import MonthChart

CLAIM_COLUMN = 5
UPPER = 260


class ResultPage(Page):
    """One big number, and the way from it down to every reading."""

    page_id: ClassVar[str] = "result"
    words: ClassVar[str] = N_("Result")
    shows: ClassVar[frozenset[Kind]] = CURRENT | {Kind.READINGS, Kind.PLAN}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.views = QStackedWidget()
        self._problem = EmptyState(
            "warning",
            _("There is no result yet"),
            "",
            ((_("Go to the readings"), lambda: desk.go("readings")), (_("Go to the plan"), lambda: desk.go("plan"))),
        )
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self._claim_card())
        left.addWidget(self._vintage_table(), 1)
        top = row(left, self._chart_card(), spacing=12)
        top.setContentsMargins(0, 0, 0, 0)
        top.setStretch(0, 5)
        top.setStretch(1, 4)
        upper = QWidget()
        upper.setLayout(top)
        upper.setMaximumHeight(UPPER)
        column.addWidget(upper, 1)
        column.addWidget(self._tree_title())
        column.addWidget(self._make_tree(), 1)
        self.views.addWidget(full)
        self.views.addWidget(self._problem)
        self.body.addWidget(self.views, 1)
        self._chart: MonthChart | None = None

    # --- parts ----------------------------------------------------------------------------------------------------

    def _claim_card(self) -> Card:
        card = Card(margin=16, spacing=2)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.claimed = label("", "number", wrap=False, name="claimed")
        self._rounding = label("", "quiet")
        self._estimate = label("", "quiet")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        self._unfinished = label("", "strong", name="unfinishedCells")
        set_tone(self._unfinished, "red")
        for part in (label(_("Claim for this period"), "strong"), self._unfinished, self._rounding, self._estimate):
            words.addWidget(part)
        words.addStretch(1)
        line = row(self.claimed, words, spacing=20)
        line.setStretch(1, 1)
        card.add(line)
        return card

    def _vintage_table(self) -> QTableView:
        self.model = VintageModel(self)
        self.table = _NumberTable()
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.clicked.connect(self._unfold)
        self.table.activated.connect(self._unfold)
        self.table.selectionModel().currentChanged.connect(lambda now, _before: self._unfold(now))
        return self.table

    def _chart_card(self) -> Card:
        self._chart_box = Card(margin=14, spacing=4)
        self._hollow = label(_("Dashed: not every value of the month is entered."), "small")
        self._chart_box.add(label(_("Reductions by month, tonnes"), "strong"))
        return self._chart_box

    def _tree_title(self) -> QWidget:
        self._unfolded = label(_("Click a number above to see what it is made of."), "strong")
        return self._unfolded

    def _make_tree(self) -> DerivationTree:
        self.tree = DerivationTree()
        self.tree.place_asked.connect(self._go)
        return self.tree

    # --- showing --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        project, span = self.current()
        self.read(lambda session: results.result_page(session, project, span), self._show)

    def _show(self, view: ResultView) -> None:
        self.banner.set_words(view.constructed)
        if view.problem:
            self._problem.set_words(_("There is no result yet"), view.problem)
            self.views.setCurrentIndex(1)
            self.take_wanted()
            return
        self.views.setCurrentIndex(0)
        self.claimed.setText(f"{view.claimed} t")
        self.claimed.setAccessibleName(_("Claim: {value} t").format(value=view.claimed))
        self._rounding.setText(view.rounding_words)
        self._estimate.setText(view.estimate)
        self._unfinished.setText(view.unfinished)
        self._unfinished.setVisible(bool(view.unfinished))
        at = self.table.currentIndex()
        self.model.show_rows(view.vintages)
        self._draw_chart(view)
        if view.vintages:
            line = min(max(at.row(), 0), len(self.model.rows) - 1)
            column = at.column() if at.column() in NUMBERS else CLAIM_COLUMN
            self.table.setCurrentIndex(self.model.index(line, column))
            self._unfold(self.model.index(line, column))
        self.take_wanted()

    def show_place(self, place: Place) -> None:
        """The numbers of the years; where there are none, why not."""
        target = self._problem.findChild(QPushButton) if self.views.currentIndex() else self.table
        if target is not None:
            target.setFocus()

    def _draw_chart(self, view: ResultView) -> None:
        if self._chart is None:
            from ui.views.result.chart import MonthChart

            self._chart = MonthChart()
            self._chart_box.column.addWidget(self._chart, 1)
            self._chart_box.add(self._hollow)
        self._chart.show_months(view.months)
        self._hollow.setVisible(not all(one.complete for one in view.months))

    def _unfold(self, index: QModelIndex) -> None:
        node = self.model.derivation(index)
        if node is None:
            return
        header = self.model.headerData(index.column(), Qt.Orientation.Horizontal)
        year = self.model.rows[index.row()].year
        self._unfolded.setText(
            _("{number} of {year}, unfolded. A line with a table sign leads to its reading.").format(
                number=header, year=year
            )
        )
        self.tree.show_node(node)

    def _go(self, place: Place) -> None:
        self.desk.go(place.page, place)


class _NumberTable(QTableView):
    """A table whose numbers look pressable."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("vintages")
        self.setAccessibleName(_("Tonnes by calendar year"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        self.horizontalHeader().setHighlightSections(False)
        self.setMinimumHeight(100)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self.indexAt(event.position().toPoint()).column() in NUMBERS
        shape = Qt.CursorShape.PointingHandCursor if number else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)
