"""What is known of the chosen cell: problem and remedy, conversion, what was expected, history. Draws a Cell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import Cell, CellState, PointRow
from ui.page import scrolled
from ui.widgets.texts import TONE_ICONS as ICONS
from ui.widgets.texts import Card, button, label, rich_label, row, selectable, set_tone, sign


class CellDetail(Card):
    """The panel beside or below the grid."""

    def __init__(self) -> None:
        super().__init__(margin=16)
        self.setObjectName("cellDetail")
        self._where = rich_label("", "heading")
        self._label = label("", "quiet")
        self._value = label("", "figure")
        self._note = Card(role="note", margin=10)
        self._note.setObjectName("cellProblemBox")
        self._sign = sign("info", "blue")
        self._problem = selectable(label(name="cellProblem"))
        self._note.add(row(self._sign, self._problem, spacing=10))
        self._note_layout_stretch()
        self._choices = QWidget()
        self._choice_row = QVBoxLayout(self._choices)
        self._choice_row.setContentsMargins(0, 0, 0, 0)
        self._facts = selectable(rich_label(""))
        self._facts.setObjectName("cellFacts")
        first, second = QVBoxLayout(), QVBoxLayout()
        for part in (self._where, self._label, self._value, self._note, self._choices):
            first.addWidget(part)
        second.addWidget(self._facts)
        inside = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, inside)
        self._halves.setContentsMargins(0, 0, 6, 0)
        self._halves.setSpacing(12)
        for column in (first, second):
            column.setSpacing(8)
            self._halves.addLayout(column, 1)
        first.addStretch(1)
        second.addStretch(1)
        self.add(scrolled(inside))

    def lie_down(self, below: bool) -> None:
        """Below a wide grid the facts stand beside the value; beside a narrow one, under it."""
        way = QBoxLayout.Direction.LeftToRight if below else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        for half, share in ((0, 1), (1, 1)) if below else ((0, 0), (1, 1)):
            self._halves.setStretch(half, share)

    def _note_layout_stretch(self) -> None:
        item = self._note.column.itemAt(0)
        layout = item.layout() if item else None
        if layout is not None:
            layout.setStretch(1, 1)  # type: ignore[attr-defined]  # a box layout

    def show_nothing(self) -> None:
        """No cell is chosen."""
        self._where.setText(_("Choose a cell to see what is known of it."))
        for part in (self._label, self._value, self._note, self._choices, self._facts):
            part.hide()

    def show_cell(
        self,
        point: PointRow,
        month: str,
        cell: Cell,
        waiting: str | None,
        question: tuple[tuple[str, Callable[[], object]], ...] = (),
    ) -> None:
        """Show a cell; `question` offers the ways its text could be read."""
        self._where.setText(f"{point.no} &nbsp;{point.symbol} &nbsp;·&nbsp; {_escaped(month)}")
        self._label.setText(point.label)
        self._label.show()
        text = waiting if waiting is not None else cell.text
        unit = "" if cell.state is CellState.DRAFT or waiting is not None or not text else f" {point.unit}"
        self._value.setText(f"{text}{unit}" if text else _("Empty"))
        self._value.show()
        self._show_problem(cell, waiting, bool(question))
        self._show_question(question)
        self._show_facts(point, cell)

    def _show_problem(self, cell: Cell, waiting: str | None, asked: bool) -> None:
        if asked:
            tone, words = "amber", _("This text can be read in two ways. Say which one you mean:")
        elif waiting is not None:
            tone, words = "blue", _("Being saved…")
        elif cell.problem:
            tone = "amber" if cell.severity == "warning" else "blue" if cell.severity in ("info", "waived") else "red"
            words = cell.problem
        elif cell.state is CellState.DRAFT:
            tone, words = "red", _("This is not a number yet. Type digits with a decimal point, for example 1234.5.")
        elif cell.text:
            tone, words = "green", _("Saved. No problem was found here.")
        else:
            tone, words = "blue", _("No value yet. Type it into the cell.")
        set_tone(self._note, tone)
        self._sign.setPixmap(sign(ICONS[tone], tone).pixmap())
        self._problem.setText(words)
        self._note.show()

    def _show_question(self, question: tuple[tuple[str, Callable[[], object]], ...]) -> None:
        while self._choice_row.count():
            item = self._choice_row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for index, (words, then) in enumerate(question):
            self._choice_row.addWidget(button(words, then, name=f"cellChoice{index}"))
        self._choices.setVisible(bool(question))

    def _show_facts(self, point: PointRow, cell: Cell) -> None:
        facts = (
            (_("Logger data"), cell.logged),
            (_("Converted"), cell.converted),
            (_("Expected"), cell.expected),
            (_("History"), cell.history),
            (_("Source"), point.source),
            (_("Procedure"), point.procedure),
            (_("How often"), point.frequency),
            (_("Meter"), point.meters),
            (_("Evidence"), _("{count} attached").format(count=point.evidence_count)),
        )
        lines = [
            f"<p style='margin:0 0 6px 0'><b>{_escaped(name)}</b><br>{_escaped(text)}</p>"
            for name, text in facts
            if text
        ]
        self._facts.setText("".join(lines))
        self._facts.show()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
