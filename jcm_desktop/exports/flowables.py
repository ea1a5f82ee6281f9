"""Pieces the PDF is laid out of: paragraphs in two languages, tables, the chart, boxes for signatures.

Knows how things look, not what a report says.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from jcm_desktop.calculation.engine import MonthValue
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.fonts import BOLD, TEXT, markup, register
from jcm_desktop.i18n import _, using_language

TEAL, INK, PALE, LINE, RED = "#0B5F66", "#1B2527", "#EAF2F2", "#9AA9AB", "#9C1C1C"
WIDTH = 515.0  # points between the margins of A4
BOX_WIDTH, BOX_HEIGHT, BOX_GAP = 163.0, 74.0, 13.0


def styles() -> dict[str, ParagraphStyle]:
    """The paragraph styles by name."""
    register()
    base = ParagraphStyle("body", fontName=TEXT, fontSize=8.6, leading=11.6, textColor=HexColor(INK), wordWrap=None)
    small = ParagraphStyle("small", parent=base, fontSize=7.4, leading=9.6)
    return {
        "body": base,
        "small": small,
        "right": ParagraphStyle("right", parent=small, alignment=TA_RIGHT),
        "head": ParagraphStyle("head", parent=small, fontName=BOLD, textColor=HexColor("#FFFFFF")),
        "head_right": ParagraphStyle(
            "head_right", parent=small, fontName=BOLD, textColor=HexColor("#FFFFFF"), alignment=TA_RIGHT
        ),
        "title": ParagraphStyle("title", parent=base, fontName=BOLD, fontSize=17, leading=21, textColor=HexColor(TEAL)),
        "section": ParagraphStyle(
            "section", parent=base, fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=12, spaceAfter=4,
            textColor=HexColor(TEAL), keepWithNext=1,
        ),
        "banner": ParagraphStyle(
            "banner", parent=base, fontName=BOLD, textColor=HexColor(RED), borderColor=HexColor(RED), borderWidth=0.8,
            borderPadding=5, spaceBefore=8, spaceAfter=8,
        ),
        "claim": ParagraphStyle("claim", parent=base, fontName=BOLD, fontSize=20, leading=28, spaceAfter=4),
    }  # fmt: skip


class Words:
    """English, with a second language beside it where one was asked for."""

    def __init__(self, language: str) -> None:
        self._language = language if language != "en" else ""

    def __call__(self, english: str) -> str:
        """`Result / 結果`; the English alone where there is no second language or no translation."""
        if not self._language:
            return english
        with using_language(self._language):
            other = _(english)
        return english if other == english else f"{english} / {other}"


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of markup, with a font for every character."""
    return Paragraph(markup(text), style)


def table(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    right: Sequence[int] = (),
    last_bold: bool = False,
) -> Table:
    """Rows of markup, the first one the headings; `right` are columns of numbers. Repeats its headings on each page."""
    named = styles()
    heads = [named["head_right" if column in right else "head"] for column in range(len(rows[0]))]
    cells = [[paragraph(text, style) for text, style in zip(rows[0], heads, strict=True)]]
    for at, row in enumerate(rows[1:], 1):
        bold = last_bold and at == len(rows) - 1
        cells.append(
            [
                paragraph(f"<b>{text}</b>" if bold and text else text, named["right" if column in right else "small"])
                for column, text in enumerate(row)
            ]
        )
    total = sum(widths)
    drawn = Table(cells, [width * WIDTH / total for width in widths], repeatRows=1, hAlign="LEFT")
    drawn.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), HexColor(TEAL)),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [HexColor("#FFFFFF"), HexColor(PALE)]),
                *((side, (0, 0), (-1, -1), 3) for side in ("LEFTPADDING", "RIGHTPADDING")),
                *((side, (0, 0), (-1, -1), 2) for side in ("TOPPADDING", "BOTTOMPADDING")),
            ]
        )
    )
    return drawn


def gap(points: float = 6) -> Spacer:
    """Empty room."""
    return Spacer(1, points)


def month_chart(months: Sequence[MonthValue], unit: str) -> Drawing:
    """Bars of the reductions of each month; a month that is not complete is hollow. Drawn to scale from zero."""
    register()
    height, left, bottom = 128.0, 44.0, 30.0
    drawing = Drawing(WIDTH, height)
    top = max([one.reductions for one in months] + [Decimal(0)])
    low = min([one.reductions for one in months] + [Decimal(0)])
    step = _step(top - low)
    high = (top / step).to_integral_value(rounding="ROUND_CEILING") * step
    deep = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    scale = Decimal(str(height - bottom - 14)) / ((high - deep) or Decimal(1))

    def y(value: Decimal) -> float:
        return bottom + float((value - deep) * scale)

    value = deep
    while value <= high:
        drawing.add(Line(left, y(value), WIDTH, y(value), strokeColor=HexColor("#D5DDDE"), strokeWidth=0.5))
        drawing.add(_label(left - 4, y(value) - 2.5, f"{value.normalize():,f}", "end"))
        value += step
    drawing.add(_label(2, height - 7, unit, "start"))
    room = (WIDTH - left) / max(1, len(months))
    for at, one in enumerate(months):
        x = left + at * room + room * 0.15
        base, tip = sorted((y(Decimal(0)), y(one.reductions)))
        fill = HexColor(TEAL) if one.complete else HexColor("#FFFFFF")
        drawing.add(Rect(x, base, room * 0.7, tip - base, fillColor=fill, strokeColor=HexColor(TEAL), strokeWidth=0.8))
        if len(months) <= 24 or one.span.first.month in (1, 7):
            drawing.add(_label(x + room * 0.35, bottom - 10, f"{one.span.first:%m}", "middle"))
        if at == 0 or one.span.first.month == 1:
            drawing.add(_label(x, bottom - 20, f"{one.span.first:%Y}", "start"))
    drawing.add(Line(left, y(Decimal(0)), WIDTH, y(Decimal(0)), strokeColor=HexColor(INK), strokeWidth=0.7))
    return drawing


def _step(spread: Decimal) -> Decimal:
    """A round distance between grid lines: 1, 2 or 5 times a power of ten, at most six lines."""
    if spread <= 0:
        return Decimal(1)
    power = Decimal(10) ** (spread / 5).adjusted()
    return next(one * power for one in (Decimal(1), Decimal(2), Decimal(5), Decimal(10)) if spread / (one * power) <= 6)


def _label(x: float, y: float, text: str, anchor: str) -> String:
    return String(x, y, text, fontName=TEXT, fontSize=6.6, textAnchor=anchor, fillColor=HexColor(INK))


class SignatureBoxes(Flowable):  # type: ignore[misc] # the library has no types
    """Three frames side by side, for a digital signature or for ink; remembers where they were drawn."""

    def __init__(self, captions: dict[Role, str]) -> None:
        super().__init__()
        self._captions = captions
        self.boxes: list[tuple[Role, int, tuple[float, float, float, float]]] = []

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return WIDTH, BOX_HEIGHT + 34

    def draw(self) -> None:
        canvas: Any = self.canv
        named = styles()
        self.boxes.clear()
        for at, (role, caption) in enumerate(self._captions.items()):
            x = at * (BOX_WIDTH + BOX_GAP)
            canvas.setStrokeColor(HexColor(LINE))
            canvas.rect(x, 0, BOX_WIDTH, BOX_HEIGHT)
            words = paragraph(caption, named["small"])
            words.wrapOn(canvas, BOX_WIDTH, 30)
            words.drawOn(canvas, x, BOX_HEIGHT + 3)
            left, bottom = canvas.absolutePosition(x, 0)
            self.boxes.append((role, canvas.getPageNumber() - 1, (left, bottom, left + BOX_WIDTH, bottom + BOX_HEIGHT)))
