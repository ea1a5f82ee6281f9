"""Tonnes by month as bars; hollow where a month is not complete. Loads pyqtgraph; imported when first drawn."""

from __future__ import annotations

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QFont, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import MonthBar
from ui.style import FAMILIES, colour

LABEL_STEPS = (1, 2, 3, 6, 12)
LABELS_THAT_FIT = 7


class MonthChart(QWidget):
    """One bar for each month; pointing at a bar tells its number."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("monthChart")
        pyqtgraph.setConfigOptions(antialias=True, background=colour("card"), foreground=colour("quiet"))
        self._plot = pyqtgraph.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.showGrid(y=True, alpha=0.12)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        font = QFont()
        font.setFamilies(FAMILIES)
        font.setPointSize(9)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setTickFont(font)
            axis.setPen(colour("line-strong"))
            axis.setTextPen(colour("quiet"))
            axis.setStyle(hideOverlappingLabels=False)
            axis.setZValue(-1)
        self._plot.scene().sigMouseMoved.connect(self._pointed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._months: tuple[MonthBar, ...] = ()

    def show_months(self, months: tuple[MonthBar, ...]) -> None:
        """Draw the bars anew."""
        self._months = months
        self._plot.clear()
        if not months:
            return
        full, hollow = QBrush(colour("accent")), QBrush(colour("card"))
        self._plot.addItem(
            pyqtgraph.BarGraphItem(
                x=list(range(len(months))),
                height=[one.value for one in months],
                width=0.66,
                brushes=[full if one.complete else hollow for one in months],
                pens=[
                    QPen(colour("accent"), 0, Qt.PenStyle.SolidLine if one.complete else Qt.PenStyle.DashLine)
                    for one in months
                ],
            )
        )
        step = next((one for one in LABEL_STEPS if len(months) / one <= LABELS_THAT_FIT), LABEL_STEPS[-1])
        ticks = [(at, one.label) for at, one in enumerate(months) if at % step == 0]
        self._plot.getAxis("bottom").setTicks([ticks])
        self._plot.setXRange(-0.8, len(months) - 0.2, padding=0)
        top = max((one.value for one in months), default=0.0)
        low = min(0.0, *(one.value for one in months))
        self._plot.setYRange(low, top * 1.08 if top > 0 else 1, padding=0)
        words = "; ".join(one.text for one in months)
        self.setAccessibleName(_("Tonnes by month"))
        self.setAccessibleDescription(words)

    def _pointed(self, where: object) -> None:
        at = round(self._plot.plotItem.vb.mapSceneToView(where).x())
        self._plot.setToolTip(self._months[at].text if 0 <= at < len(self._months) else "")
