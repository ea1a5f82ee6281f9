"""Icons drawn from our own SVG strokes in the colour asked for. Knows no page."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import FOLDER
from ui.style import COLOURS


@cache
def _strokes(name: str) -> str:
    return (FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def pixmap(name: str, colour: str = "text", size: int = 20, ratio: float = 2.0) -> QPixmap:
    """An icon as pixels, `size` logical pixels wide; sharp up to the given device ratio."""
    svg = _strokes(name).replace("currentColor", COLOURS[colour])
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@cache
def icon(name: str, colour: str = "text", size: int = 20, *, may_be_off: bool = True) -> QIcon:
    """An icon for a button or a list; what is never switched off needs no second picture."""
    made = QIcon(pixmap(name, colour, size))
    if may_be_off:
        made.addPixmap(pixmap(name, "off-text", size), QIcon.Mode.Disabled)
    return made
