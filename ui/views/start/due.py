"""The list of what is due, above the projects; its first line is the one next thing to do. Draws reminders."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.formatting import day
from jcm_desktop.services.views import ProjectCard, Reminder
from ui.icons import icon
from ui.widgets.texts import Card, button, empty_layout, label, row

SHOWN = 5
PICTURES = {"red": "error", "amber": "bell", "blue": "info"}


class DueList(Card):
    """The most urgent first; more of them unfold."""

    asked = Signal(object)  # Reminder

    def __init__(self) -> None:
        super().__init__(margin=16, spacing=6)
        self.setObjectName("dueList")
        self._due: tuple[Reminder, ...] = ()
        self._begun: tuple[ProjectCard, ...] = ()
        self._all = False
        self.hide()

    def show_due(self, due: tuple[Reminder, ...], cards: Sequence[ProjectCard]) -> None:
        """Show these; without any, say what comes first for a project without a period, or that nothing is due."""
        self._due = due
        self._begun = tuple(one for one in cards if not one.periods)
        self.setVisible(bool(cards))
        self._draw()

    def _draw(self) -> None:
        empty_layout(self.column)
        if not self._due and self._begun:
            for card in self._begun[:SHOWN]:
                self.add(label(_first_words(card), "strong"))
            return
        if not self._due:
            self.add(label(_("Nothing is due. The next month can be entered when it is over."), "strong"))
            return
        count = len(self._due)
        words = ngettext("{count} thing is due", "{count} things are due", count).format(count=count)
        self.add(label(words, "heading"))
        shown = self._due if self._all else self._due[:SHOWN]
        for at, one in enumerate(shown):
            self.add(self._line(at, one))
        if count > len(shown):
            more = ngettext("{count} more", "{count} more", count - len(shown)).format(count=count - len(shown))
            self.add(row(button(more, self._unfold, "link", name="dueMore"), None))

    def _line(self, at: int, one: Reminder) -> QWidget:
        """A reminder as a wide button: what, where, since when."""
        words = f"{one.words}  ·  {one.project}  ·  {day(one.due)}"
        made = QPushButton(words.replace("&", "&&"))
        made.setObjectName(f"due-{at}")
        made.setAccessibleName(words)
        made.setProperty("role", "due")
        made.setProperty("tone", one.tone)
        made.setProperty("first", "true" if at == 0 else "false")
        made.setIcon(icon(PICTURES[one.tone], one.tone))
        made.setIconSize(QSize(18, 18))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda _checked=False: self.asked.emit(one))
        return made

    def _unfold(self) -> None:
        self._all = True
        self._draw()


def _first_words(card: ProjectCard) -> str:
    """What comes first for a project without a period."""
    if card.first_step is None or card.first_step[1] == "period":
        return _("{project} has no period yet. Open the one you want to report.").format(project=card.reference)
    words = _("{project} has no period yet, and its plan is not finished. Next: {step}")
    return words.format(project=card.reference, step=card.first_step[0])
