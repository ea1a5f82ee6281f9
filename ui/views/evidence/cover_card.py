"""The days of a point's files: a bar, each file with what counts of it, and the days that are missing or twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.evidence_cover import CoverRow, CoverStretch
from ui.page import scrolled
from ui.widgets.cover_bar import CoverBar, Stretch, Swatch, stretch_words
from ui.widgets.texts import Card, badge, button, empty_layout, label, rich_label, row, selectable, sign

FEW = 6  # bars whose files are all named at once


def tone_of(one: CoverRow) -> tuple[str, str]:
    """Icon and tone of a bar: red only where every day is asked for."""
    if one.complete:
        return "good", "green"
    return ("error", "red") if one.required else ("info", "plain")


def stretches_of(one: CoverRow) -> list[Stretch]:
    """Its days for the bar; a file's number is its place in the list below."""
    return [
        Stretch(
            each.span.first,
            each.span.last,
            str(each.state),
            "+".join(str(number) for number in each.numbers),
            "; ".join(each.files),
        )
        for each in one.stretches
    ]


class CoverCard(Card):
    """A point's files of one kind over the period."""

    files_asked = Signal(str)  # point
    attach_asked = Signal(str, str, object)  # point, kind, days

    def __init__(self, one: CoverRow, *, brief: bool = False) -> None:
        """Brief: of the files, only those that go beyond the period are named at first."""
        super().__init__(margin=14, spacing=6)
        self.setObjectName(f"cover-{one.point}-{one.kind}")
        icon, tone = tone_of(one)
        head = row(label(f"{one.point}  {one.about}", "strong", wrap=False), badge(one.kind_words, "plain"), spacing=10)
        head.setStretch(0, 1)
        show = button(_("Show the files"), lambda: self.files_asked.emit(one.point), "link", name="coverShow")
        show.setAccessibleName(_("Show the files of point {no}").format(no=one.point))
        head.addWidget(show)
        state = row(
            sign(icon, tone),
            label(one.summary, wrap=False, name="coverSummary"),
            label(one.amount, "strong", wrap=False),
        )
        state.setStretch(1, 1)
        bar = CoverBar()
        bar.show_stretches(stretches_of(one))
        self.add(head, state, bar)
        for each in one.stretches:
            if each.state.is_wrong:
                self.add(self._wrong(one, each))
        named = [at for at, each in enumerate(one.portions) if each.is_cut or not brief]
        self._files = selectable(rich_label(_files(one, named), "small", wrap=False))
        self._files.setAccessibleName("\n".join(one.portions[at].words for at in named))
        self._files.setVisible(bool(named))
        self.add(self._files)
        if len(named) < len(one.portions):
            words = _("Name all {count} files").format(count=len(one.portions))
            more = button(words, lambda: self._name_all(one, more), "link", name="coverAll")
            more.setAccessibleName(f"{one.point} {one.kind_words}: {words}")
            self.add(row(more, None))

    def _name_all(self, one: CoverRow, more: QWidget) -> None:
        self._files.setText(_files(one, range(len(one.portions))))
        self._files.setAccessibleName("\n".join(each.words for each in one.portions))
        self._files.show()
        self._files.setFocus()
        more.hide()

    def _wrong(self, one: CoverRow, each: CoverStretch) -> QWidget:
        """Days that are asked for and missing, or there twice; with what can be done."""
        made = QWidget()
        words = Stretch(each.span.first, each.span.last, str(each.state), note="; ".join(each.files))
        line = row(Swatch(str(each.state)), selectable(label(stretch_words(words), "small", wrap=False)))
        line.setStretch(1, 1)
        if not each.files:
            give = button(
                _("Attach the invoice of these days…"),
                lambda: self.attach_asked.emit(one.point, one.kind, each.span),
                "link",
                name="coverAttach",
            )
            give.setAccessibleName(_("Attach the invoice of {days}").format(days=each.span))
            line.addWidget(give)
        made.setLayout(line)
        return made


def _files(one: CoverRow, wanted: Iterable[int]) -> str:
    """Files with their numbers in the bar, their days, how many count, and what that makes; one text, made fast."""
    lines = []
    for at in wanted:
        each = one.portions[at]
        texts = [escape(text) for text in (f"{at + 1}", each.name, each.days, each.counted, each.amount)]
        if each.is_cut:
            texts[3:] = [f"<b>{text}</b>" for text in texts[3:]]
        lines.append("<tr>" + "".join(f"<td style='padding-right:18px'>{text}</td>" for text in texts) + "</tr>")
    return f"<table cellspacing='0'>{''.join(lines)}</table>"


class CoverList(QWidget):
    """All bars of a period below each other."""

    files_asked = Signal(str)
    attach_asked = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 8, 6, 0)
        self._column.setSpacing(10)
        self._area = scrolled(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.cards: list[CoverCard] = []
        self._rows: tuple[CoverRow, ...] = ()
        self._built: tuple[CoverRow, ...] | None = None

    def show_rows(self, rows: tuple[CoverRow, ...]) -> None:
        """Show these bars, built when somebody looks; the place on the page stays."""
        self._rows = rows
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        self._build()
        super().showEvent(event)

    def _build(self) -> None:
        rows = self._rows
        if rows == self._built:
            return
        self._built = rows
        at = self._area.verticalScrollBar().value()
        empty_layout(self._column)
        self.cards = []
        self._column.addWidget(
            label(
                _("Which file covers which days. Of a file that goes beyond the period, its days inside count."),
                "quiet",
            )
        )
        for one in rows:
            card = CoverCard(one, brief=len(rows) > FEW)
            card.files_asked.connect(self.files_asked)
            card.attach_asked.connect(self.attach_asked)
            self.cards.append(card)
            self._column.addWidget(card)
        if not rows:
            words = _("No file says for which days it is, and no point asks for invoices.")
            self._column.addWidget(label(words, "quiet"))
        self._column.addStretch(1)
        self._area.verticalScrollBar().setValue(at)


class CoverStrip(QWidget):
    """A few bars in little room: what each is, and the bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("coverStrip")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)

    def show_rows(self, rows: Sequence[CoverRow]) -> None:
        """Show these."""
        empty_layout(self._column)
        for one in rows:
            icon, tone = tone_of(one)
            words = _("{no} {kind}: {summary}").format(no=one.point, kind=one.kind_words, summary=one.summary)
            line = row(sign(icon, tone, 16), label(words, "small"))
            line.setStretch(1, 1)
            bar = CoverBar()
            bar.show_stretches(stretches_of(one))
            self._column.addLayout(line)
            self._column.addWidget(bar)
        self.setVisible(bool(rows))
