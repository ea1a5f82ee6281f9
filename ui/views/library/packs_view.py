"""Packs of definitions: look at a file before it is taken, what is installed, and whose packs are taken at all.

Draws rows and asks; decides nothing.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.packs_views import BroughtRow, PackCheck, PackRow, PacksView, PublisherRow
from ui.page import scrolled
from ui.widgets.drop_area import DropArea
from ui.widgets.texts import Card, badge, button, empty_layout, label, row, selectable, sign

TONES = {"new": "green", "same": "blue", "other": "amber"}


class PacksPane(QWidget):
    """A place for a file, and below it what it would do, what is here, and the publishers."""

    look_asked = Signal(str)  # path
    trust_asked = Signal(object)  # PackCheck
    install_asked = Signal(str)  # path
    back_asked = Signal(str)  # series
    distrust_asked = Signal(str)  # fingerprint

    def __init__(self) -> None:
        super().__init__()
        self.check: PackCheck | None = None
        hint = _(
            "A pack (.jcmdef) brings definitions, rules and lists, signed by its publisher. Look before you take it."
        )
        self.area = DropArea(_("Drop a pack of definitions here"), hint)
        self.area.dropped.connect(self.look_asked)
        self.area.choose_asked.connect(self._choose)
        self._looked, self._packs, self._publishers = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        for part in (self._looked, self._packs, self._publishers):
            part.setSpacing(8)
            column.addLayout(part)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(self.area)
        outer.addWidget(scrolled(inside), 1)

    def show_view(self, view: PacksView) -> None:
        """What is installed, and the publishers."""
        empty_layout(self._packs)
        empty_layout(self._publishers)
        self._packs.addWidget(label(_("Installed packs"), "heading"))
        if not view.packs:
            self._packs.addWidget(label(_("None. The definitions that came with the program are used."), "quiet"))
        for pack in view.packs:
            self._packs.addWidget(self._pack(pack))
        self._publishers.addWidget(label(_("Publishers whose packs are taken"), "heading"))
        if not view.publishers:
            self._publishers.addWidget(label(_("None yet. Look at a pack, then compare its publisher's key."), "quiet"))
        for one in view.publishers:
            self._publishers.addWidget(self._publisher(one))

    def show_check(self, check: PackCheck) -> None:
        """A pack file: who published it, what it brings, and what can be done."""
        self.check = check
        empty_layout(self._looked)
        card = Card("green" if check.allowed else "amber", margin=14, spacing=5)
        card.setObjectName("packCheck")
        edition = _("Edition {edition} of {issued}").format(edition=check.edition, issued=check.issued)
        card.add(
            row(label(check.title or check.name, "heading", wrap=False), label(edition, "quiet", wrap=False), None)
        )
        card.add(label(_("Published by {name}").format(name=check.publisher), "strong"))
        if not check.trusted:
            card.add(label(_("Fingerprint, in digits that can be read out by telephone:"), "small"))
            card.add(selectable(label("\n".join(check.digits), "figure", wrap=False, name="packDigits")))
        if check.notes:
            card.add(label(check.notes))
        if check.brings:
            card.add(label(_("It brings: {things}.").format(things=", ".join(check.brings))))
        for one in check.definitions:
            card.add(_brought(one))
        line = row(sign("good" if check.allowed else "open", "green" if check.allowed else "amber"), label(check.words))
        line.setStretch(1, 1)
        card.add(line, self._ways(check))
        self._looked.addWidget(card)

    def refuse(self, words: str) -> None:
        """Say why nothing can be said of a pack, or why it was not taken."""
        empty_layout(self._looked)
        card = Card("red", role="note", margin=12)
        line = row(sign("error", "red"), label(words, name="packTrouble"))
        line.setStretch(1, 1)
        card.add(line)
        self._looked.addWidget(card)

    def forget(self) -> None:
        """Show no file."""
        self.check = None
        empty_layout(self._looked)

    # --- parts ----------------------------------------------------------------------------------------------------

    def _ways(self, check: PackCheck) -> QVBoxLayout:
        found = QVBoxLayout()
        if not check.trusted:
            words = _("Compare the key and take packs of this publisher…")
            ask = button(words, partial(self.trust_asked.emit, check), "primary", name="trustPublisher", icon="key")
            found.addLayout(row(ask, None))
        elif check.allowed:
            go = button(
                _("Install"), partial(self.install_asked.emit, check.file), "primary", name="installPack", icon="good"
            )
            found.addLayout(row(go, button(_("Leave it"), self.forget, name="leavePack"), None))
        return found

    def _pack(self, one: PackRow) -> Card:
        card = Card(margin=12, spacing=4)
        state = (
            badge(_("Edition {edition} of {issued}").format(edition=one.edition, issued=one.issued), "green")
            if one.edition
            else badge(_("None of its editions counts"), "amber")
        )
        head = row(label(one.title or one.name, "strong"), state)
        head.setStretch(0, 1)
        card.add(head, label(_("Published by {name}").format(name=one.publisher), "quiet"))
        if one.brings:
            card.add(label(", ".join(one.brings), "small"))
        if one.definitions:
            card.add(label(", ".join(one.definitions), "small"))
        if one.problem:
            trouble = row(sign("warning", "amber"), label(one.problem))
            trouble.setStretch(1, 1)
            card.add(trouble)
        if one.back_to is not None:
            words = (
                _("Take it back to edition {edition}").format(edition=one.back_to) if one.back_to else _("Take it out")
            )
            back = button(words, partial(self.back_asked.emit, one.series), name="takePackBack", icon="back")
            back.setAccessibleName(f"{words}: {one.title or one.name}")
            card.add(row(back, None))
        return card

    def _publisher(self, one: PublisherRow) -> Card:
        card = Card(margin=12, spacing=3)
        forget = button(
            _("Remove"), partial(self.distrust_asked.emit, one.fingerprint), "link", name="distrustPublisher"
        )
        forget.setAccessibleName(_("Trust {name} no longer").format(name=one.name))
        head = row(label(one.name, "strong"), forget)
        head.setStretch(0, 1)
        words = _("{how}; {by}, {when}").format(how=one.compared, by=one.added_by, when=one.added_at)
        card.add(head, label(words, "small"))
        return card

    def _choose(self) -> None:
        kinds = _("Packs of definitions") + " (*.jcmdef)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a pack"), "", kinds)
        if path:
            self.look_asked.emit(path)


def _brought(one: BroughtRow) -> QWidget:
    """A definition beside what is here."""
    found = QWidget()
    line = row(
        badge(one.here_words, TONES.get(one.here, "amber")),
        label(f"{one.id} ver{one.version}", "strong", wrap=False),
        label(f"{one.title} ({one.evidence_words})", "small"),
    )
    line.setStretch(2, 1)
    line.setContentsMargins(0, 0, 0, 0)
    found.setLayout(line)
    return found
