"""How the window looks: colours, fonts and the style sheet. Knows no page and no use case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from jcm_desktop.i18n import language
from resources import FOLDER

# One accent; amber asks, red stops, green is done. Every text stands on its own ground with a contrast of 4.5 or more.
COLOURS = {
    "accent": "#0b6460",
    "accent-dark": "#084b48",
    "accent-soft": "#e1f0ee",
    "rail": "#0a3f3d",
    "rail-hover": "#12534f",
    "rail-text": "#eaf5f3",
    "rail-quiet": "#b5d3cf",
    "ground": "#f4f7f6",
    "card": "#ffffff",
    "line": "#d3dedb",
    "line-strong": "#8fa5a1",
    "text": "#15282a",
    "quiet": "#455a5b",
    "red": "#a11c1c",
    "red-soft": "#fdeceb",
    "red-line": "#e3a09b",
    "amber": "#7a4a00",
    "amber-soft": "#fff3d9",
    "amber-line": "#e2b553",
    "green": "#1c6130",
    "green-soft": "#e6f4e9",
    "green-line": "#9ccba8",
    "blue": "#1d4d80",
    "blue-soft": "#e8f0f9",
    "blue-line": "#a5c0de",
    "off": "#e6ecea",
    "off-text": "#5a6a69",
}
FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
LATER_FONT_FILES = ("ipaexg.ttf",)  # names in the data; the first page of an English window does without
FAMILIES = ["Noto Sans", "IPAexGothic"]
POINT_SIZE = 10


def colour(name: str) -> QColor:
    """A colour of the table."""
    return QColor(COLOURS[name])


def load_fonts(names: Sequence[str]) -> None:
    """Our own fonts, so that the window looks the same on every computer."""
    for name in names:
        QFontDatabase.addApplicationFontFromData((FOLDER / "fonts" / name).read_bytes())


@cache
def load_more_fonts() -> None:
    """The large fonts; before the first paint only where its own words need them."""
    load_fonts(LATER_FONT_FILES)


def base_font() -> QFont:
    """The font of running text."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPointSize(POINT_SIZE)
    return font


def style_sheet() -> str:
    """The style sheet with the colours filled in."""
    text = (FOLDER / "styles" / "jcm.qss").read_text(encoding="utf-8")
    values = {**COLOURS, "arrow": (FOLDER / "icons" / "down.svg").as_posix()}
    return re.sub(r"@([a-z][a-z-]*)", lambda match: values[match[1]], text)


# For the application's constructor: to set the style later wakes Qt's class of styles in Python, for 10 ms.
ARGUMENTS = ("-style", "fusion")


def apply(app: QApplication, *, began_so: bool = False) -> None:
    """Dress the application; once for each process. `began_so`: it was made with ARGUMENTS."""
    if not began_so:
        app.setStyle("Fusion")
    load_fonts(FONT_FILES)
    if language() != "en":
        load_more_fonts()
    app.setFont(base_font())
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "ground"),
        (QPalette.ColorRole.WindowText, "text"),
        (QPalette.ColorRole.Base, "card"),
        (QPalette.ColorRole.AlternateBase, "ground"),
        (QPalette.ColorRole.Text, "text"),
        (QPalette.ColorRole.Button, "card"),
        (QPalette.ColorRole.ButtonText, "text"),
        (QPalette.ColorRole.Highlight, "accent"),
        (QPalette.ColorRole.HighlightedText, "card"),
        (QPalette.ColorRole.PlaceholderText, "quiet"),
        (QPalette.ColorRole.ToolTipBase, "card"),
        (QPalette.ColorRole.ToolTipText, "text"),
        (QPalette.ColorRole.Link, "accent"),
    ):
        palette.setColor(role, colour(name))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet())


def luminance(name: str) -> float:
    """The relative luminance of a colour, as the contrast rule of WCAG wants it."""
    parts = []
    for value in (colour(name).redF(), colour(name).greenF(), colour(name).blueF()):
        parts.append(value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(text: str, ground: str) -> float:
    """The contrast between two colours of the table, 1 to 21."""
    low, high = sorted((luminance(text), luminance(ground)))
    return (high + 0.05) / (low + 0.05)
