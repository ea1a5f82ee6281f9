"""Bring an official workbook: choose the file, look at what was found, keep it. Asks for all; knows no session."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.workbook_import import DraftView, Given, ImportView
from ui.page import scrolled
from ui.views.library.draft_card import DraftCard
from ui.widgets.drop_area import DropArea
from ui.widgets.texts import Card, button, empty_layout, label, row, selectable, sign


class WorkbookView(QWidget):
    """One workbook at a time."""

    read_asked = Signal(str, object, str)  # path, Given or None, which methodology of several
    keep_asked = Signal(str, str, object, bool)  # path, SHA-256 of the workbook, DraftView, replace

    def __init__(self) -> None:
        super().__init__()
        self._path = ""
        self._expected = ("", "")
        self.view: ImportView | None = None
        self.cards: list[DraftCard] = []
        self._asked: DraftView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        heading = _("Drop the official monitoring workbook (.xlsx) here")
        hint = _(
            "It is read on this computer. Nothing is stored until you keep it; macros and links are never followed."
        )
        self.area = DropArea(heading, hint)
        self.area.dropped.connect(self.bring)
        self.area.choose_asked.connect(self._choose)
        self._wanted = label("", "strong", name="workbookWanted")
        self._wanted.hide()
        self._trouble = Card("red", role="note", margin=10)
        self._trouble_words = selectable(label("", name="workbookTrouble"))
        self._replace = button(_("Replace it"), self._keep_anyway, name="replaceOwn")
        line = row(sign("error", "red"), self._trouble_words, self._replace, spacing=10)
        line.setStretch(1, 1)
        self._trouble.add(line)
        self._trouble.hide()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(10)
        self._scroll = scrolled(inside)
        column.addWidget(self._wanted)
        column.addWidget(self.area)
        column.addWidget(self._trouble)
        column.addWidget(self._scroll, 1)

    def expect(self, id: str, version: str) -> None:
        """Somebody comes to bring the workbook of this methodology."""
        self._expected = (id, version)
        words = _("Bring the official workbook of {methodology}. It is on the scheme's site, with the methodology.")
        self._wanted.setText(words.format(methodology=f"{id} ver{version}"))
        self._wanted.setVisible(bool(id))
        self.forget()

    def focus_first(self) -> None:
        """The button that chooses a file."""
        self.area.focus_first()

    def forget(self) -> None:
        """Show no workbook."""
        self.view, self._path, self.cards = None, "", []
        self._trouble.hide()
        empty_layout(self._column)

    def bring(self, path: str) -> None:
        """Ask for a workbook to be read."""
        self.forget()
        self._path = path
        self._column.addWidget(label(_("The workbook is being read…"), "quiet"))
        self.read_asked.emit(path, None, "")

    def show_view(self, view: ImportView) -> None:
        """Show a workbook, or one methodology of it that was read again."""
        last = self.view
        if last is not None and self._asked in last.drafts and last.sha256 == view.sha256 and view.drafts:
            kept = tuple(view.drafts[0] if one is self._asked else one for one in last.drafts)
            view = ImportView(view.file, view.sha256, kept, view.ignored, view.countries)
        self.view, self._asked = view, None
        self._trouble.hide()
        empty_layout(self._column)
        head = Card(margin=12, spacing=4)
        head.add(label(view.file, "heading"))
        head.add(selectable(label(f"SHA-256 {view.sha256}", "small")))
        for words in view.ignored:
            head.add(row(sign("warning", "amber"), label(words), None))
        self._column.addWidget(head)
        self.cards = [DraftCard(one, view.countries, self._expected) for one in view.drafts]
        for card in self.cards:
            card.read_asked.connect(self._read_again)
            card.keep_asked.connect(self._keep)
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)
        if self.cards:
            (self.cards[0].keep if self.cards[0].keep.isEnabled() else self.cards[0].fields["methodology"]).setFocus()

    def refuse(self, words: str, *, replaceable: bool = False) -> None:
        """Say why a workbook cannot be read, or not be kept; what is shown stays."""
        if self.view is None:
            empty_layout(self._column)
        self._trouble_words.setText(words)
        self._trouble_words.setAccessibleName(words)
        self._replace.setVisible(replaceable)
        self._trouble.show()
        if replaceable:
            self._replace.setFocus()

    def _choose(self) -> None:
        kinds = _("Workbooks") + " (*.xlsx *.xlsm)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the official workbook"), "", kinds)
        if path:
            self.bring(path)

    def _read_again(self, draft: DraftView, given: Given) -> None:
        several = self.view is not None and len(self.view.drafts) > 1
        self._asked = draft
        self.read_asked.emit(self._path, given, (draft.suffix or draft.methodology) if several else "")

    def _keep(self, draft: DraftView, *, replace: bool = False) -> None:
        if self.view is not None:
            self._asked = draft
            self.keep_asked.emit(self._path, self.view.sha256, draft, replace)

    def _keep_anyway(self) -> None:
        if self._asked is not None:
            self._keep(self._asked, replace=True)
