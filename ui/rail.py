"""The rail on the left: what is being worked on, and the pages in their natural order. Knows no page's content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jcm_desktop import __version__
from jcm_desktop.i18n import _
from ui.actions import PAGES
from ui.icons import icon, pixmap
from ui.widgets.texts import label, line, row, set_compact, set_property

if TYPE_CHECKING:
    from jcm_desktop.domain.period import Span

WIDTH = 212
COMPACT = 58  # pictures only


class Rail(QFrame):
    """Icons with words; the chosen one is filled."""

    chosen = Signal(str)
    work_chosen = Signal(str, object)  # project, Span or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        inside = QWidget()
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(10, 14, 10, 10)
        column.setSpacing(4)
        area = QScrollArea()  # at 200 % the pages are more than the window is high
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        mark = label(wrap=False)
        mark.setPixmap(pixmap("leaf", "rail-text", 24))
        self._name = label("JCM Desktop", "strong", wrap=False)
        column.addLayout(row(4, mark, self._name, None))
        self._compact = False
        column.addSpacing(8)
        self._switcher = QPushButton()
        self._switcher.setObjectName("switcher")
        self._switcher.setFixedHeight(52)
        self._project = label("", "strong", wrap=False)
        self._period = label("", "small", wrap=False)
        chevron = self._chevron = label(wrap=False)
        chevron.setPixmap(pixmap("down", "rail-quiet", 14))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._project)
        words.addWidget(self._period)
        inner = row(words, None, chevron)
        inner.setContentsMargins(12, 4, 10, 4)
        self._switcher.setLayout(inner)
        for part in (self._project, self._period, chevron):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._switcher.setCursor(Qt.CursorShape.PointingHandCursor)
        self._menu = QMenu(self._switcher)
        self._menu.setObjectName("switcherMenu")
        self._switcher.setMenu(self._menu)
        column.addWidget(self._switcher)
        column.addSpacing(8)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        for number, page in enumerate(PAGES, 1):
            if page.id == "library":
                column.addSpacing(6)
                column.addWidget(line())
                column.addSpacing(6)
            column.addWidget(self._page_button(number, page.id, _(page.words), page.icon))
        column.addStretch(1)
        self._foot = label(_("Version {version}").format(version=__version__), "small", wrap=False)
        column.addLayout(row(6, self._foot, None))
        self.set_current("", "")

    def _page_button(self, number: int, page: str, words: str, picture: str) -> QPushButton:
        made = QPushButton(words)
        made.setObjectName(f"rail-{page}")
        made.setAccessibleName(words)
        made.setCheckable(True)
        made.setIcon(icon(picture, "rail-text", may_be_off=False))
        made.setIconSize(QSize(20, 20))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setToolTip(f"Ctrl+{number % 10}")  # the tenth has 0
        made.clicked.connect(lambda _checked=False: self.chosen.emit(page))
        made.toggled.connect(
            lambda on: made.setIcon(icon(picture, "accent-dark" if on else "rail-text", may_be_off=False))
        )
        self._group.addButton(made)
        self._buttons[page] = made
        return made

    def set_compact(self, *, compact: bool) -> None:
        """Pictures only, with their words when the mouse rests on them; or the words, too."""
        if compact == self._compact:
            return
        self._compact = compact
        self.setFixedWidth(COMPACT if compact else WIDTH)
        set_property(self, "compact", "true" if compact else "false")
        side = 4 if compact else 10
        self._column.setContentsMargins(side, 8 if compact else 14, side, 6 if compact else 10)
        for one in self._buttons.values():
            set_compact(one, compact=compact)
            set_property(one, "compact", "true" if compact else "false")  # a child is drawn anew by itself
        for part in (self._name, self._project, self._period, self._foot):
            part.setVisible(not compact)
        self._switcher.setFixedHeight(34 if compact else 52)
        self.set_current(*self._current)

    def mark(self, page: str) -> None:
        """Show which page is in front."""
        self._buttons[page].setChecked(True)

    def set_current(self, project: str, period: str) -> None:
        """Say what is being worked on."""
        self._current = (project, period)
        self._project.setText(project or _("No project yet"))
        self._period.setText(period)
        self._period.setVisible(bool(period) and not self._compact)
        words = " ".join(part for part in (self._project.text(), period) if part)
        self._switcher.setAccessibleName(_("Project and period: {words}").format(words=words))
        hint = _("Choose another project or period")
        self._switcher.setToolTip(f"{words}\n{hint}" if self._compact else hint)

    def set_choices(self, choices: Sequence[tuple[str, str, Span | None]], start: Callable[[], object]) -> None:
        """Fill the switcher: project, words of its period, the period; and the way to the start page."""
        self._menu.clear()
        for project, words, span in choices:
            action = QAction(f"{project}   {words}", self._menu)
            action.triggered.connect(lambda _on=False, p=project, s=span: self.work_chosen.emit(p, s))
            self._menu.addAction(action)
        if choices:
            self._menu.addSeparator()
        more = QAction(_("Another project or period…"), self._menu)
        more.triggered.connect(lambda _on=False: start())
        self._menu.addAction(more)
