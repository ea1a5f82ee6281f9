"""A finding as a card: how bad, what, where, what to do, and the reason people give. Draws a row; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import FindingRow
from ui.widgets.texts import SEVERITY_TONES, TONE_ICONS, Card, badge, button, label, row, selectable, sign


class FindingCard(Card):
    """One finding."""

    go_asked = Signal(object)  # Place
    reason_given = Signal(object, str)  # FindingRow, text

    def __init__(self, found: FindingRow) -> None:
        tone = SEVERITY_TONES.get(str(found.severity), "plain")
        super().__init__(tone, margin=14, spacing=5)
        self.setObjectName(f"finding-{found.code}")
        self.found = found
        head = row(
            sign(TONE_ICONS[tone], tone, 20),
            label(found.title, "strong"),
            badge(found.severity_words, tone),
            spacing=10,
        )
        head.setStretch(1, 1)
        self.add(head)
        where = "  ·  ".join(part for part in (found.place_words, found.code) if part)
        if found.tonnes:
            where += "  ·  " + _("effect on the claim: {tonnes}").format(tonnes=found.tonnes)
        self.add(label(where, "small"), selectable(label(found.message)))
        if found.remedy:
            self.add(selectable(label(_("What to do: {remedy}").format(remedy=found.remedy), "strong")))
        if found.reason:
            self.add(label(_("Reason given: {reason}").format(reason=found.reason)))
        self._reason: QWidget | None = None
        if found.clause:
            self.add(label(_("Rule: {clause}").format(clause=found.clause), "small"))
        buttons = row(None)
        if str(found.severity) == "warning":
            words = _("Change the reason") if found.reason else _("Give a reason")
            self._open = button(words, self.open_reason, name="giveReason", icon="draft")
            buttons.addWidget(self._open)
        if found.place.page:
            go = button(_("Go there"), lambda: self.go_asked.emit(found.place), name="goThere", icon="forward")
            go.setAccessibleName(_("Go to {place}").format(place=found.place_words))
            buttons.addWidget(go)
        self.add(buttons)

    def open_reason(self) -> None:
        """Show the box to write a reason in."""
        if self._reason is not None:
            return
        self._open.hide()
        self.text = QPlainTextEdit(self.found.reason)
        self.text.setObjectName("reasonText")
        self.text.setAccessibleName(_("Reason"))
        self.text.setPlaceholderText(_("Say in a few words why this is right. It is printed in the report."))
        self.text.setFixedHeight(62)
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        save = button(_("Save the reason"), self._save, "primary", name="saveReason")
        box = Card(role="note", margin=10)
        box.add(self.text, row(None, save))
        self._reason = box
        self.add(box)
        self.text.setFocus()

    @property
    def unsaved(self) -> str:
        """A reason that was typed but not saved yet."""
        text = self.text.toPlainText().strip() if self._reason is not None else ""
        return "" if text == self.found.reason else text

    def _save(self) -> None:
        self.reason_given.emit(self.found, self.text.toPlainText())
