"""One thing of a definition beside the approved text: what we say, and the fields for what the text says."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.confirming_views import Compare, CompareRow, ConfirmingView
from ui.page import scrolled
from ui.views.library.markup import table
from ui.widgets.formula import FormulaLabel
from ui.widgets.texts import Card, button, empty_layout, label, rich_label, row, selectable


class CompareSide(QWidget):
    """Return in the page's field says that it agrees."""

    agrees = Signal(str, str)  # page, SHA-256 of the text
    differs = Signal(str, str, str)  # words of the text, page, SHA-256
    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()
        self._confirmed = False
        self.page = QLineEdit()
        self.page.setObjectName("comparePage")
        self.page.setPlaceholderText(_("Page, or sheet and cell"))
        self.page.setAccessibleName(_("Page of the approved text"))
        self.page.setAcceptDrops(False)
        self.page.setMaxLength(200)
        self.page.returnPressed.connect(self._agree)
        self.document = QComboBox()
        self.document.setObjectName("compareDocument")
        self.document.setAccessibleName(_("Which approved text"))
        self.words = QPlainTextEdit()
        self.words.setObjectName("compareWords")
        self.words.setPlaceholderText(_("Only if it differs: what the approved text says"))
        self.words.setAccessibleName(_("What the approved text says"))
        self.words.setTabChangesFocus(True)
        self.words.setAcceptDrops(False)
        self.words.setFixedHeight(52)
        self._agrees = button(_("Agrees"), self._agree, "primary", name="compareAgrees", icon="good")
        self._differs = button(_("Differs"), self._differ, name="compareDiffers", icon="error")
        self._back = button(_("Take back"), self.taken_back.emit, name="compareBack", icon="undo")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(5)
        card = Card(margin=14, spacing=7)
        card.column.addWidget(scrolled(inside), 1)
        card.add(self.document, self.page, self.words, row(self._agrees, self._differs, None, self._back))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_view(self, view: ConfirmingView) -> None:
        """Which texts there are, and whether anything can still be said."""
        self._confirmed = view.confirmed
        chosen = self.document.currentData()
        self.document.clear()
        for one in view.texts:
            self.document.addItem(one.name, one.sha256)
        self.document.setCurrentIndex(max(self.document.findData(chosen), 0))
        self.document.setVisible(len(view.texts) > 1)
        self._ready = bool(view.texts) and not view.confirmed

    def show_rows(self, rows: Sequence[CompareRow]) -> None:
        """One row, or several that are said to agree together."""
        empty_layout(self._column)
        ready = self._ready and bool(rows)
        for field in (self.page, self.words, self._agrees, self._differs, self.document):
            field.setEnabled(ready)
        self._differs.setEnabled(ready and len(rows) == 1)
        self.words.setEnabled(ready and len(rows) == 1)
        stated = any(one.by for one in rows)
        self._back.setEnabled(stated and not self._confirmed)
        if len(rows) == 1:
            self._show(rows[0])
        elif rows:
            count = len(rows)
            words = ngettext("{count} part is chosen.", "{count} parts are chosen.", count).format(count=count)
            self._column.addWidget(label(words, "heading"))
            self._column.addWidget(label(_("“Agrees” is said of all of them, with the same page."), "quiet"))
        self._column.addStretch(1)
        shown = tuple(one.id for one in rows)
        if shown != self._shown:
            self._shown = shown
            one = rows[0] if len(rows) == 1 else None
            if one is None or one.by or not self.page.text():
                self.page.setText(one.page if one else "")  # else the page before stays: the next is often on it
            self.words.setPlainText(one.text if one else "")
            if one is not None and one.document:
                self.document.setCurrentIndex(max(self.document.findData(one.document), 0))

    def _show(self, one: CompareRow) -> None:
        self._column.addWidget(label(one.part_words, "small"))
        name = f"<b>{one.symbol}</b>  {escape(one.label)}" if one.part != "criterion" else f"<b>{escape(one.label)}</b>"
        self._column.addWidget(selectable(rich_label(name)))
        if one.parts is not None:
            unit = next((said for what, said in one.says if what == _("Unit")), "1")
            self._column.addWidget(FormulaLabel(one.symbol, one.parts, unit))
        rows = ((f"<span>{escape(what)}</span>", f"<b>{escape(said)}</b>") for what, said in one.says)
        self._column.addWidget(selectable(rich_label(table(("", _("Our definition says")), rows))))
        source = f"{one.evidence_words}: {one.source}" if one.source else one.evidence_words
        self._column.addWidget(selectable(label(_("Read in: {source}").format(source=source), "small")))
        if one.by:
            said = "  ·  ".join(part for part in (one.state_words, one.page, one.document_name, one.by) if part)
            tone = {Compare.AGREES: "green", Compare.DIFFERS: "red"}.get(one.state, "amber")
            note = Card(tone, role="note", margin=8)
            note.add(label(said))
            self._column.addWidget(note)

    def _agree(self) -> None:
        if self._agrees.isEnabled():
            self.agrees.emit(self.page.text(), self._document())

    def _differ(self) -> None:
        self.differs.emit(self.words.toPlainText(), self.page.text(), self._document())

    def _document(self) -> str:
        return str(self.document.currentData() or "")
