"""The line diagram for the report: the layout the window draws, as vectors with the fonts of the PDF.

A plan with many meters gives several drawings, each no taller than a page can take.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from reportlab.graphics.shapes import Drawing, Group, Path, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from jcm_desktop.domain.line_diagram import UNSURE, Box, Layout, Look, Style, Symbol, drawn_from, laid_out, parts
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import Plan
from jcm_desktop.exports.fonts import BOLD, TEXT, font_for, register
from jcm_desktop.formulas.to_text import symbol_runs
from jcm_desktop.methodologies.schema import Definition

SIZE, LOW_SIZE, LEADING = 7.6, 5.4, 9.6
MOST_LINES, PADDING, GAP = 3, 4.0, 6.0
RISE = {"low": -1.8, "high": 2.6}
INK, PAPER, TEAL, RED = "#1B2527", "#FFFFFF", "#0B5F66", "#9C1C1C"
FILLS = {0: "#EAF2F2", 1: "#FFFFFF", 2: "#F4F7F6", 3: "#EAF2F2"}


def line_diagrams(
    plan: Plan,
    meters: Sequence[Meter],
    definition: Definition,
    *,
    width: float,
    most_height: float = 640.0,
    translate: Callable[[str], str] = str,
) -> list[Drawing]:
    """The diagram as drawings of this width; none for a plan without points.

    `translate` gives the few words of ours (headings, "Invoices") in the report's languages.
    """
    register()
    symbols = {name: Symbol(symbol_runs(one.symbol), one.over) for name, one in definition.monitored.items()}
    diagram = drawn_from(plan, meters, symbols)
    look = Look(width, LEADING, text_width, translate, MOST_LINES, PADDING, GAP)
    pitch = MOST_LINES * LEADING + 2 * PADDING + GAP
    rows = max(1, int((most_height - LEADING - GAP) // pitch))
    return [_drawing(laid_out(one, look), most_height) for one in parts(diagram, rows)] if diagram.nodes else []


def text_width(text: str, style: Style) -> float:
    """How wide a run is drawn, in points."""
    size = SIZE if style in ("plain", "bold") else LOW_SIZE
    return float(sum(stringWidth(part, font, size) for part, font in _runs(text, style)))


def _runs(text: str, style: Style) -> list[tuple[str, str]]:
    """Pieces of a text with the font that has their characters."""
    found = []
    for font, letters in groupby(text, font_for):
        found.append(("".join(letters), BOLD if font == TEXT and style == "bold" else font))
    return found


def _drawing(layout: Layout, most_height: float) -> Drawing:
    """One layout; a point with more meters than a page has room is drawn smaller."""
    scale = min(1.0, most_height / layout.height)
    group = Group()
    for start, end in layout.lines:
        _line(group, layout, start, end)
    for box in layout.boxes:
        _box(group, layout, box)
    for x, width, words in layout.heads:
        drawn = words if text_width(words, "bold") <= width else words.partition(" / ")[0]
        _text(group, x, layout.height - LEADING + 2, drawn, "bold", TEAL)
    drawing = Drawing(layout.width * scale, layout.height * scale)
    group.scale(scale, scale)
    drawing.add(group)
    return drawing


def _line(group: Group, layout: Layout, start: tuple[float, float], end: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = (start[0], layout.height - start[1]), (end[0], layout.height - end[1])
    middle = (x1 + x2) / 2
    path = Path(strokeColor=HexColor(TEAL), strokeWidth=0.9, fillColor=None)
    path.moveTo(x1, y1)
    path.curveTo(middle, y1, middle, y2, x2 - 4, y2)
    group.add(path)
    tip = Path(strokeColor=None, fillColor=HexColor(TEAL))
    tip.moveTo(x2, y2)
    tip.lineTo(x2 - 5, y2 + 2.4)
    tip.lineTo(x2 - 5, y2 - 2.4)
    tip.closePath()
    group.add(tip)


def _box(group: Group, layout: Layout, box: Box) -> None:
    unsure = box.node.kind in UNSURE
    group.add(
        Rect(
            box.x,
            layout.height - box.y - box.height,
            box.width,
            box.height,
            rx=3,
            ry=3,
            fillColor=HexColor(FILLS[box.node.column]),
            strokeColor=HexColor(RED if unsure else TEAL),
            strokeWidth=0.8,
            strokeDashArray=[3, 2] if unsure else None,
        )
    )
    top = layout.height - box.y - PADDING
    for at, line in enumerate(box.lines, 1):
        x = box.x + PADDING
        for text, style in line:
            x = _text(group, x, top - at * LEADING + 2.4, text, style, INK)


def _text(group: Group, x: float, y: float, text: str, style: Style, colour: str) -> float:
    """Draw a run; where the next one begins."""
    size = SIZE if style in ("plain", "bold") else LOW_SIZE
    for part, font in _runs(text, style):
        group.add(String(x, y + RISE.get(style, 0), part, fontName=font, fontSize=size, fillColor=HexColor(colour)))
        x += stringWidth(part, font, size)
    return x
