"""The column headers of the readings grid. Knows a point's symbol and unit, no reading."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from jcm_desktop.i18n import _
from ui.models.entry_grid import POINT_ROLE
from ui.style import colour
from ui.widgets.rich_text import document, paint_markup


class PointHeader(QHeaderView):
    """Column headers of the readings grid: number and symbol, and below them the unit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(110)
        self.setFixedHeight(48)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        point = self.model().headerData(section, Qt.Orientation.Horizontal, POINT_ROLE)
        painter.fillRect(rect, colour("ground"))
        painter.setPen(colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if point is None:
            return
        font = QFont(self.font())
        name, unit = f"<b>{point.no}</b> &nbsp;{point.symbol}", f"[{point.unit}]"
        if self.model().is_register(section):  # type: ignore[attr-defined]  # the grid's own model
            typed = self.model().unit_typed(section)  # type: ignore[attr-defined]
            name, unit = f"{name} {unit}", _("register in {unit}").format(unit=typed)
        first, second = document(name, font, "text"), document(unit, font, "quiet")
        inner = rect.adjusted(10, 3, -8, -3)
        half = inner.height() // 2
        paint_markup(painter, QRect(inner.left(), inner.top(), inner.width(), half + 2), first)
        paint_markup(painter, QRect(inner.left(), inner.top() + half, inner.width(), half), second)
