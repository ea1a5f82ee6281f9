"""Technology by partner country: what there is, in a table whose cells lead to the library."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.library_views import CoverageState
from jcm_desktop.services.library_views import CoverageView as Coverage
from ui.models.library import SIGNS, CoverageModel
from ui.widgets.texts import label, row


class CoverageView(QWidget):
    """The table, what its signs mean, and the words of the cell in front."""

    library_asked = Signal(object)  # LibraryFilter

    def __init__(self) -> None:
        super().__init__()
        self.model = CoverageModel(self)
        self.table = _Cells()
        self.table.setObjectName("coverageTable")
        self.table.setAccessibleName(_("Technology by country"))
        self.table.setModel(self.model)
        self.table.chosen.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now))
        self._summary = label("", "strong")
        self._cell = label("", "quiet", name="coverageCell")
        self._source = label("", "small", wrap=False)
        legend = "   ".join(
            f"{SIGNS[state]} {words}"
            for state, words in (
                (CoverageState.APPROVED, _("approved methodology, with the number of versions")),
                (CoverageState.TEMPLATE, _("template for estimates")),
                (CoverageState.NONE, _("nothing known")),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._summary)
        column.addWidget(label(legend, "small"))
        column.addWidget(self.table, 1)
        column.addWidget(self._cell)
        column.addLayout(
            row(self._source, None, label(_("Enter, or double-click, shows the methodologies."), "small", wrap=False))
        )

    def show_view(self, view: Coverage) -> None:
        """Fill the table."""
        self.model.show_view(view)
        self._summary.setText(view.summary)
        self._source.setText(
            _("{source}. Numbers in brackets: projects of the slides by technology.").format(source=view.source)
        )

    def _tell(self, index: QModelIndex) -> None:
        self._cell.setText(str(self.model.data(index, Qt.ItemDataRole.ToolTipRole) or ""))

    def _open(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None and cell.leads_to is not None:
            self.library_asked.emit(cell.leads_to)


class _Cells(QTableView):
    """Narrow cells of one width; Enter opens what the one in front leads to."""

    chosen = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setDefaultSectionSize(46)
        across.setMinimumSectionSize(30)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setObjectName("technologies")
        down.setDefaultSectionSize(26)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
