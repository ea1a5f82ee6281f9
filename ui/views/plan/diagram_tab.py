"""The line diagram of points and meters, drawn from the register; a click leads to what a box stands for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from jcm_desktop.domain.line_diagram import Diagram
from jcm_desktop.i18n import _
from ui.views.plan.tab import PlanTab
from ui.widgets.line_drawing import LineDrawing
from ui.widgets.texts import label


class DiagramTab(PlanTab):
    """The drawing in a frame that scrolls when there are many meters."""

    meter_asked = Signal(str)  # serial
    point_asked = Signal(str)  # number
    unit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.drawing = LineDrawing()
        self.drawing.pressed.connect(self._pressed)
        self.area = QScrollArea()
        self.area.setObjectName("lineDiagram")
        self.area.setAccessibleName(_("Line diagram"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(self.drawing)
        self.area.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.area.viewport().installEventFilter(self)
        words = _("Drawn from units, points and meters. A broken frame is a meter that is not described or not named.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(words, "small"))
        column.addWidget(self.area, 1)

    def show_diagram(self, diagram: Diagram) -> None:
        """Draw it."""
        self.drawing.show_diagram(diagram)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            self.drawing.set_room(self.area.viewport().height())
        return super().eventFilter(watched, event)

    def _pressed(self, key: str) -> None:
        kind, _space, name = key.partition(" ")
        if kind == "meter":
            self.meter_asked.emit(name)
        elif kind == "unit":
            self.unit_asked.emit()
        elif name:
            self.point_asked.emit(name)
