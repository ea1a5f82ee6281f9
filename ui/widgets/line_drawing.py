"""Paints a line diagram: boxes in four columns with lines between them. Knows the layout, no plan.

Tall ones are drawn smaller in words first (one line for each box), then they scroll.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jcm_desktop.domain.line_diagram import UNSURE, Box, Diagram, Layout, Look, Style, laid_out
from jcm_desktop.i18n import _
from ui.style import base_font, colour

EDGE = 2.0  # so that frames at the border are whole
FILLS = ("accent-soft", "card", "ground", "accent-soft")
RISE = {"low": 3.0, "high": -5.0}
ROOMY, COMPACT = (3, 7.0, 10.0), (1, 5.0, 7.0)  # lines of a box, padding, gap


class LineDrawing(QWidget):
    """The drawing; a click on a box tells which."""

    pressed = Signal(str)  # key of a box

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.room = 400  # height that is there without scrolling
        self._diagram = Diagram((), ())
        self.layout_: Layout | None = None
        self._fonts = _fonts()
        self._metrics = {style: QFontMetricsF(font) for style, font in self._fonts.items()}

    def show_diagram(self, diagram: Diagram) -> None:
        """Draw this."""
        self._diagram = diagram
        self._lay()
        self.setAccessibleName(_spoken(diagram))

    def set_room(self, height: int) -> None:
        """Say how much can be seen at once."""
        if height != self.room:
            self.room = height
            self._lay()

    def sizeHint(self) -> QSize:
        return QSize(700, round(self.layout_.height + 2 * EDGE) if self.layout_ else 100)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay()

    def _lay(self) -> None:
        """Roomy boxes where they can all be seen, else one line for each."""
        for most_lines, padding, gap in (ROOMY, COMPACT):
            look = Look(
                width=max(480.0, self.width() - 2 * EDGE),
                line_height=self._metrics["bold"].lineSpacing(),
                measure=self._measure,
                translate=_,
                most_lines=most_lines,
                padding=padding,
                gap=gap,
            )
            self.layout_ = laid_out(self._diagram, look)
            if self.layout_.height <= self.room:
                break
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def _measure(self, text: str, style: Style) -> float:
        return self._metrics[style].horizontalAdvance(text)

    def box_at(self, place: QPointF) -> Box | None:
        """The box at a place of the widget."""
        for box in self.layout_.boxes if self.layout_ else ():
            if _rect(box).contains(place):
                return box
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        box = self.box_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if box else Qt.CursorShape.ArrowCursor)
        self.setToolTip("\n".join([_title(box), *box.node.notes]) if box else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        box = self.box_at(event.position())
        if box is not None:
            self.pressed.emit(box.node.key)

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        layout = self.layout_
        if layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for start, end in layout.lines:
            _paint_line(painter, QPointF(*start) + QPointF(EDGE, EDGE), QPointF(*end) + QPointF(EDGE, EDGE))
        for box in layout.boxes:
            self._paint_box(painter, box, layout)
        painter.setFont(self._fonts["bold"])
        painter.setPen(colour("quiet"))
        for x, width, words in layout.heads:
            head = QRectF(x + EDGE, EDGE, width, layout.line_height)
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _paint_box(self, painter: QPainter, box: Box, layout: Layout) -> None:
        unsure = box.node.kind in UNSURE
        pen = QPen(colour("red" if unsure else "accent"), 1.4)
        if unsure:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour(FILLS[box.node.column]))
        painter.drawRoundedRect(_rect(box), 5, 5)
        painter.setPen(colour("text"))
        padding = (box.height - len(box.lines) * layout.line_height) / 2
        ascent = self._metrics["bold"].ascent()
        inset = ROOMY[1] if len(box.lines) > 1 else COMPACT[1]
        for at, line in enumerate(box.lines):
            x = box.x + EDGE + inset
            y = box.y + EDGE + padding + at * layout.line_height + ascent
            for text, style in line:
                painter.setFont(self._fonts[style])
                painter.drawText(QPointF(x, y + RISE.get(style, 0)), text)
                x += self._measure(text, style)


def _fonts() -> dict[Style, QFont]:
    plain = base_font()
    bold, low = QFont(plain), QFont(plain)
    bold.setBold(True)
    low.setPointSizeF(plain.pointSizeF() * 0.75)
    return {"plain": plain, "bold": bold, "low": low, "high": low}


def _rect(box: Box) -> QRectF:
    return QRectF(box.x + EDGE, box.y + EDGE, box.width, box.height)


def _paint_line(painter: QPainter, start: QPointF, end: QPointF) -> None:
    middle = (start.x() + end.x()) / 2
    path = QPainterPath(start)
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end - QPointF(6, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("accent"), 1.5))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("accent"))
    painter.drawPolygon([end, end + QPointF(-8, -4), end + QPointF(-8, 4)])


def _title(box: Box) -> str:
    return "".join(run[0] for run in box.lines[0]) if box.lines else ""


def _spoken(diagram: Diagram) -> str:
    """Each point with what feeds it, in words."""
    names = {one.key: one.title or one.key for one in diagram.nodes}
    chains = []
    for point in diagram.column(2):
        sources = ", ".join(names[key] for key in diagram.before(point.key))
        chains.append(f"{names.get(point.unit, '')} → {sources} → {point.title}")
    title = _("Line diagram")
    return f"{title}: {'; '.join(chains)}"
