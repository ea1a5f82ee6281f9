"""A line of a point's values, small: the shape of what came before. Draws what it is given; computes no value."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.entry_views import SparkPoint
from ui.style import colour

HEIGHT = 46
_EDGE = 5.0


class Sparkline(QWidget):
    """Dots joined where they follow each other; the one asked for is filled."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sparkline")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._points: tuple[SparkPoint, ...] = ()
        self._current = -1

    def show_points(self, points: tuple[SparkPoint, ...], first: str) -> None:
        """Draw these; the one that begins on a day stands out."""
        self._points = points
        self._current = next((at for at, one in enumerate(points) if one.first == first), -1)
        known = [one.text for one in points if one.value is not None]
        self.setVisible(len(known) > 1)
        self.setAccessibleName(_("Values so far: {values}").format(values="; ".join(known)))
        self.setToolTip("\n".join(known[-12:]))
        self.update()

    def places(self) -> list[QPointF | None]:
        """Where each value is drawn; None where there is none."""
        values = [one.value for one in self._points]
        known = [one for one in values if one is not None]
        if not known:
            return [None] * len(values)
        low, high = min(known), max(known)
        span = high - low
        width = max(1.0, self.width() - 2 * _EDGE)
        height = self.height() - 2 * _EDGE
        step = width / max(1, len(values) - 1)
        shares = [None if value is None else (value - low) / span if span else 0.5 for value in values]
        return [
            None if share is None else QPointF(_EDGE + at * step, _EDGE + height * (1 - share))
            for at, share in enumerate(shares)
        ]

    def sizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self.places()
        painter.setPen(QPen(colour("accent"), 1.6))
        run = QPolygonF()
        for place in [*places, None]:
            if place is not None:
                run.append(place)
            elif run.count():
                painter.drawPolyline(run)
                run = QPolygonF()
        painter.setPen(Qt.PenStyle.NoPen)
        for at, place in enumerate(places):
            if place is not None:
                painter.setBrush(colour("accent-dark" if at == self._current else "accent"))
                radius = 4.0 if at == self._current else 1.8
                painter.drawEllipse(place, radius, radius)
        if 0 <= self._current < len(places) and places[self._current] is None:
            step = (self.width() - 2 * _EDGE) / max(1, len(places) - 1)
            painter.setPen(QPen(colour("line-strong"), 1, Qt.PenStyle.DashLine))
            left = _EDGE + self._current * step
            painter.drawLine(QPointF(left, 2), QPointF(left, self.height() - 2))
        painter.end()
