"""What is known of the chosen cell: problem and remedy, conversion, what was expected, notes, history. Draws a Cell."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.entry_views import PointFacts
from jcm_desktop.services.views import Cell, CellState, PointRow
from ui.page import scrolled
from ui.widgets.sparkline import Sparkline
from ui.widgets.texts import TONE_ICONS as ICONS
from ui.widgets.texts import Card, button, empty_layout, label, rich_label, row, selectable, set_tone, sign

Choices = tuple[tuple[str, Callable[[], object]], ...]


class CellDetail(Card):
    """The panel beside or below the grid."""

    note_asked = Signal()
    missing_asked = Signal()
    files_asked = Signal()
    offer_taken = Signal(str)

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
        line = row(self._sign, self._problem, spacing=10)
        line.setStretch(1, 1)
        self._note.add(line)
        self._choices = QWidget()
        self._choice_row = QVBoxLayout(self._choices)
        self._choice_row.setContentsMargins(0, 0, 0, 0)
        self._write = button(_("Note…"), self.note_asked.emit, name="cellNote", icon="note", hint="Shift+F2")
        self._no_reading = button(
            _("No reading…"), self.missing_asked.emit, name="cellMissing", icon="missing", hint="Ctrl+M"
        )
        self._buttons = QWidget()
        self._files = button(_("Files…"), self.files_asked.emit, name="cellFiles", icon="attach")
        self._files.setToolTip(_("Photographs and PDFs can also be dropped on the value"))
        line = row(self._write, self._no_reading, self._files, None)
        self._buttons.setLayout(line)
        self.spark = Sparkline()
        self._facts = selectable(rich_label(""))
        self._facts.setObjectName("cellFacts")
        first, second = QVBoxLayout(), QVBoxLayout()
        for part in (self._where, self._label, self._value, self._note, self._choices, self._buttons):
            first.addWidget(part)
        second.addWidget(self.spark)
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
        self.show_nothing()

    def lie_down(self, below: bool) -> None:
        """Below a wide grid the facts stand beside the value; beside a narrow one, under it."""
        way = QBoxLayout.Direction.LeftToRight if below else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        for half, share in ((0, 1), (1, 1)) if below else ((0, 0), (1, 1)):
            self._halves.setStretch(half, share)

    def focus_first(self) -> None:
        """Take the keyboard: the first thing that can be pressed, or the facts to read."""
        choices = [one for one in self._choices.findChildren(QPushButton) if one.isVisible()]
        for one in (*choices, self._write, self._files, self._facts):
            if one.isVisible():
                one.setFocus()
                return

    def show_nothing(self) -> None:
        """No cell is chosen."""
        self._where.setText(_("Choose a cell to see what is known of it."))
        for part in (self._label, self._value, self._note, self._choices, self._buttons, self.spark, self._facts):
            part.hide()

    def show_cell(
        self,
        point: PointRow,
        month: str,
        cell: Cell,
        waiting: str | None,
        question: Choices = (),
        facts: PointFacts | None = None,
        first: str = "",
        locked: bool = False,
    ) -> None:
        """Show a cell; `question` offers the ways its text could be read."""
        self._where.setText(f"{point.no} &nbsp;{point.symbol} &nbsp;·&nbsp; {_escaped(month)}")
        self._label.setText(point.label)
        self._label.show()
        text = waiting if waiting is not None else cell.text
        unit = "" if cell.state is CellState.DRAFT or waiting is not None or not text else f" {point.unit}"
        nothing = _("No reading: {cause}").format(cause=cell.missing) if cell.missing else _("Empty")
        self._value.setText(f"{text}{unit}" if text else nothing)
        self._value.show()
        self._show_problem(cell, waiting, bool(question), bool(facts and facts.register_unit))
        offers = tuple((one.words, lambda id=one.id: self.offer_taken.emit(id)) for one in cell.offers)
        self._show_choices(question or (() if locked else offers))
        self._write.setText(_("Change the note…") if cell.note else _("Note…"))
        self._no_reading.setVisible(not locked and (not text or bool(cell.missing)))
        self._write.setVisible(not locked)
        count = len(cell.files)
        self._files.setText(_("Files ({count})…").format(count=count))
        self._files.setAccessibleName(_("Show the files that back up this value ({count})").format(count=count))
        self._buttons.show()
        self.spark.show_points(facts.spark if facts else (), first)
        self._show_facts(point, cell)

    def _show_problem(self, cell: Cell, waiting: str | None, asked: bool, register: bool) -> None:
        if asked:
            tone, words = "amber", _("This text can be read in two ways. Say which one you mean:")
        elif waiting is not None:
            tone, words = "blue", _("Being saved…")
        elif cell.problem:
            tone = "amber" if cell.severity == "warning" else "blue" if cell.severity in ("info", "waived") else "red"
            words = cell.problem
        elif cell.state is CellState.DRAFT:
            tone, words = "red", _("This is not a number yet. Type digits with a decimal point, for example 1234.5.")
        elif cell.state is CellState.MISSING:
            tone, words = "blue", _("It is stated why there is no reading.")
        elif cell.text and cell.unusual:
            tone, words = (
                "amber",
                _("Saved. It is outside what is usual here; please look at the meter's record again."),
            )
        elif cell.text:
            tone, words = "green", _("Saved. No problem was found here.")
        elif register:
            tone, words = "blue", _("No value yet. Type what the register shows at the end of these days.")
        else:
            tone, words = "blue", _("No value yet. Type it into the cell.")
        set_tone(self._note, tone)
        self._sign.setPixmap(sign(ICONS[tone], tone).pixmap())
        self._problem.setText(words)
        self._note.show()

    def _show_choices(self, choices: Choices) -> None:
        empty_layout(self._choice_row)
        for index, (words, then) in enumerate(choices):
            self._choice_row.addWidget(button(words, then, name=f"cellChoice{index}"))
        self._choices.setVisible(bool(choices))

    def _show_facts(self, point: PointRow, cell: Cell) -> None:
        note = f"{cell.note}\n({cell.note_by})" if cell.note else ""
        facts = (
            (_("Logger data"), cell.logged),
            (_("Files for these days"), "\n".join(cell.files)),
            (_("Note"), note),
            (_("Register"), cell.register),
            (_("Why there was no reading"), cell.missing if cell.text else ""),
            (_("Converted"), cell.converted),
            (_("All digits"), cell.exact),
            (_("Last value"), cell.last),
            (_("Expected"), cell.expected),
            (_("History"), cell.history),
            (_("Source"), point.source),
            (_("Procedure"), point.procedure),
            (_("How often"), point.frequency),
            (_("Meter"), point.meters),
        )
        lines = [
            f"<p style='margin:0 0 6px 0'><b>{_escaped(name)}</b><br>{_escaped(text)}</p>"
            for name, text in facts
            if text
        ]
        self._facts.setText("".join(lines))
        self._facts.show()


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")
