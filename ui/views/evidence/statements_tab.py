"""The statements of a period below each other. Keeps what is being typed until it is saved or discarded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.evidence_page import FileChoice, StatementsView
from ui.page import scrolled
from ui.views.evidence.cards import CriterionCard, MonthLine, SchemeCard
from ui.widgets.ask import AskDialog
from ui.widgets.texts import Card, empty_layout, label


class StatementsTab(QWidget):
    """Eligibility, other schemes, integrity."""

    answered = Signal(str, str, object, bool)  # criterion, words, files, met
    scheme_stated = Signal(str)
    integrity_noted = Signal(object, str, str)  # month, person, words
    taken_back = Signal(str, str)  # kind, subject

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(10)
        self._area = scrolled(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self._built: tuple[object, ...] = ()
        self._drafts: dict[tuple[object, ...], Any] = {}  # of other periods
        self._files: tuple[FileChoice, ...] = ()
        self.criteria: dict[str, CriterionCard] = {}
        self.months: dict[Span, MonthLine] = {}
        self.scheme = SchemeCard()
        self.dialog: FilesDialog | None = None

    @property
    def unsaved(self) -> bool:
        """Whether a form holds words that are not stored."""
        return any(one.unsaved for _key, one in self._forms())

    def _forms(self) -> Iterator[tuple[object, CriterionCard | SchemeCard | MonthLine]]:
        yield from self.criteria.items()
        yield "", self.scheme
        yield from self.months.items()

    def show_view(self, view: StatementsView) -> None:
        """Show what is stored; forms being filled stay as they are, also those of another period."""
        self._files = view.files
        built = (
            view.project,
            view.span,
            tuple((one.id, one.words) for one in view.criteria),
            tuple(one.span for one in view.months),
        )
        other = built != self._built
        if other:
            kept = {(*self._built[:2], key): one.draft for key, one in self._forms() if one.unsaved}
            self._drafts.update(kept)
            self._built = built
            self._build(view)
        frozen = bool(view.frozen)
        for one in view.criteria:
            self.criteria[one.id].show_row(one, view.files, frozen=frozen)
        self.scheme.show_row(view.scheme, frozen=frozen)
        for month in view.months:
            self.months[month.span].show_row(month, frozen=frozen)
        for key, form in self._forms() if other else ():
            draft = self._drafts.pop((view.project, view.span, key), None)
            if draft is not None and not frozen:
                form.put_draft(draft)

    def _build(self, view: StatementsView) -> None:
        empty_layout(self._column)
        self.criteria, self.months = {}, {}
        self._column.addWidget(label(_("Is each criterion of the methodology met in this period?"), "heading"))
        if not view.criteria:
            self._column.addWidget(label(_("The methodology names no criterion."), "quiet"))
        for one in view.criteria:
            card = CriterionCard(one)
            card.save_asked.connect(lambda card=card: self._save(card))
            card.take_back_asked.connect(lambda id=one.id: self.taken_back.emit("eligibility", id))
            card.files_asked.connect(lambda card=card: self._choose(card))
            self.criteria[one.id] = card
            self._column.addWidget(card)
        self.scheme = SchemeCard()
        self.scheme.save_asked.connect(lambda: self.scheme_stated.emit(self.scheme.text.toPlainText()))
        self.scheme.take_back_asked.connect(lambda: self.taken_back.emit("single-scheme", ""))
        self._column.addWidget(label(_("Other schemes"), "heading"))
        self._column.addWidget(self.scheme)
        if view.monthly:
            self._column.addWidget(label(_("Monthly look through the records"), "heading"))
            self._column.addWidget(self._month_card(view))
        self._column.addStretch(1)

    def _month_card(self, view: StatementsView) -> Card:
        card = Card(margin=14, spacing=6)
        card.setObjectName("integrity")
        card.add(label(_("The plan says that a named person looks through the records of every month."), "quiet"))
        for one in view.months:
            line = MonthLine(one)
            line.noted.connect(self.integrity_noted)
            line.taken_back.connect(lambda span: self.taken_back.emit("integrity-check", str(span)))
            self.months[one.span] = line
            card.add(line)
        return card

    def show_place(self, place: Place) -> bool:
        """Bring what a finding is about into view; False if it is not here."""
        kind, _space, id = place.parameter.partition(" ")
        if kind == "criterion" and id in self.criteria:
            return self._reach(self.criteria[id], self.criteria[id].yes)
        if place.parameter == "other schemes":
            return self._reach(self.scheme, self.scheme.text)
        if place.parameter == "integrity" and self.months:
            found = next((one for span, one in self.months.items() if span.first.isoformat() == place.first), None)
            line = found or next(iter(self.months.values()))
            return self._reach(line, line.person)
        return False

    def _reach(self, card: QWidget, first: QWidget) -> bool:
        self._column.activate()
        self._area.ensureWidgetVisible(card, 0, 20)
        first.setFocus()
        return True

    def _save(self, card: CriterionCard) -> None:
        self.answered.emit(card.row.id, card.text.toPlainText(), card.files, card.met is True)

    def _choose(self, card: CriterionCard) -> None:
        dialog = FilesDialog(self, card.row.words, self._files, card.files)
        self.dialog = dialog

        def given() -> None:
            card.choose_files(dialog.chosen)
            dialog.accept()

        dialog.given.connect(given)
        dialog.finished.connect(self._dialog_gone)
        dialog.open()

    def _dialog_gone(self) -> None:
        self.dialog = None


class FilesDialog(AskDialog):
    """Which of the project's files show something."""

    def __init__(self, parent: QWidget, about: str, files: tuple[FileChoice, ...], chosen: tuple[str, ...]) -> None:
        hint = about if files else _("This project has no evidence yet. Attach files first, then choose them here.")
        super().__init__(parent, _("Which files show it?"), hint, _("Take these"))
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Search by name, kind, point or issuer"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self.add_field(_("Search"), self._search, "filesSearch")
        self.list = QListWidget()
        self.add_field(_("Files"), self.list, "filesList")
        for one in files:
            item = QListWidgetItem(f"{one.name}\n{one.words}")
            item.setData(Qt.ItemDataRole.UserRole, one.sha256)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.sha256 in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    @property
    def chosen(self) -> tuple[str, ...]:
        """SHA-256 of the files with a tick."""
        ticked = (one for one in self._items() if one.checkState() == Qt.CheckState.Checked)
        return tuple(one.data(Qt.ItemDataRole.UserRole) for one in ticked)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))
