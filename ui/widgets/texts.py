"""Labels, buttons and cards in the house style; every button has its accessible name. Knows no page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import icons

SEVERITY_TONES = {
    "fatal": "red",
    "crashed": "red",
    "error": "red",
    "warning": "amber",
    "info": "blue",
    "waived": "plain",
}
TONE_ICONS = {"red": "error", "amber": "warning", "blue": "info", "green": "good", "plain": "info"}


def label(text: str = "", role: str = "", *, wrap: bool = True, name: str = "") -> QLabel:
    """Plain text; markup in it is shown as it is."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setObjectName(name)
    if role:
        made.setProperty("role", role)
    return made


def rich_label(markup: str = "", role: str = "", *, wrap: bool = True) -> QLabel:
    """Text with <sub>, <sup> and <b>; for markup of our own only."""
    made = label(markup, role, wrap=wrap)
    made.setTextFormat(Qt.TextFormat.RichText)
    return made


def selectable(made: QLabel) -> QLabel:
    """The same label, with text that can be marked and copied."""
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def button(
    words: str,
    then: Callable[[], object],
    role: str = "",
    *,
    name: str = "",
    icon: str = "",
    hint: str = "",
) -> QPushButton:
    """A button that says what it does; with role `icon` the words are its accessible name and tooltip."""
    made = QPushButton("" if role == "icon" else words.replace("&", "&&"))
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setToolTip(hint or (words if role == "icon" else ""))
    if role:
        made.setProperty("role", role)
    if icon:
        made.setIcon(icons.icon(icon, "card" if role in ("primary", "big") else "accent"))
        made.setIconSize(QSize(18, 18))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _checked=False: then())
    return made


def shortened(made: QPushButton, width: int) -> QPushButton:
    """The button with words that fit into a width; all of them show when the mouse rests on it, and are read aloud."""
    words = made.text()
    made.setText(made.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width))
    if made.text() != words and not made.toolTip():
        made.setToolTip(made.accessibleName())
    return made


def set_compact(made: QPushButton, *, compact: bool) -> None:
    """Show a button's picture only, with its words when the mouse rests on it; or its words again."""
    if made.icon().isNull():
        return
    if compact and not made.property("words"):
        made.setProperty("words", made.text())
        made.setProperty("hint", made.toolTip())
        words = made.text().replace("&&", "&")
        made.setToolTip(f"{words}\n{made.toolTip()}".strip())
        made.setText("")
    elif not compact and made.property("words"):
        made.setText(str(made.property("words")))
        made.setToolTip(str(made.property("hint")))
        made.setProperty("words", "")


def set_tone(widget: QWidget, tone: str) -> None:
    """Change what the style sheet sees as `tone`, and draw again."""
    set_property(widget, "tone", tone)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet uses, and draw again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    for one in (widget, *widget.findChildren(QWidget)):
        if one.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is polished when it is first shown
            one.style().unpolish(one)
            one.style().polish(one)


def badge(text: str, tone: str) -> QLabel:
    """A small coloured word; the word itself says what the colour says."""
    made = label(text, "badge", wrap=False)
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def sign(icon: str, tone: str, size: int = 18) -> QLabel:
    """An icon as a label; its meaning stands beside it in words."""
    made = QLabel()
    made.setPixmap(icons.pixmap(icon, {"plain": "quiet"}.get(tone, tone), size))
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


class Card(QFrame):
    """A white box with a column inside."""

    def __init__(self, tone: str = "", role: str = "card", margin: int = 14, spacing: int = 6) -> None:
        super().__init__()
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin - 2, margin, margin - 2)
        self.column.setSpacing(spacing)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put parts below each other."""
        for part in parts:
            if isinstance(part, QLayout):
                self.column.addLayout(part)
            else:
                self.column.addWidget(part)


def row(*parts: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Parts beside each other; None stretches, a number is that much empty space."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for part in parts:
        if part is None:
            made.addStretch(1)
        elif isinstance(part, int):
            made.addSpacing(part)
        elif isinstance(part, QLayout):
            made.addLayout(part)
        else:
            made.addWidget(part)
    return made


def line() -> QFrame:
    """A thin line between parts."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)
            inner.deleteLater()
