"""A finding as a card: how bad, what, where, what to do, and the reason people give. Draws a row; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.check_views import FindingRow
from ui.widgets.texts import SEVERITY_TONES, TONE_ICONS, Card, badge, button, label, row, selectable, sign


class FindingCard(Card):
    """One finding; `full` offers what only the checks page can do, too."""

    go_asked = Signal(object)  # Place
    reason_given = Signal(object, str)  # FindingRow, text
    about_asked = Signal(str)  # code
    waive_asked = Signal(object)  # FindingRow

    def __init__(self, found: FindingRow, *, full: bool = False) -> None:
        tone = SEVERITY_TONES.get(str(found.severity), "plain")
        super().__init__(tone, margin=14, spacing=5)
        self.setObjectName(f"finding-{found.code}")
        self.found = found
        head = row(
            sign(TONE_ICONS[tone], tone, 20),
            selectable(label(found.message, "strong")),
            badge(found.severity_words, tone),
            spacing=10,
        )
        head.setStretch(1, 1)
        self.add(head)
        check = f"{found.title} ({found.code})"  # the rule; what is wrong stands above it
        where = "  ·  ".join(part for part in (found.place_words, check) if part)
        if found.tonnes:
            where += "  ·  " + _("effect on the claim: {tonnes}").format(tonnes=found.tonnes)
        self.add(label(where, "small", name="findingCheck"))
        if found.remedy:
            self.add(selectable(label(_("What to do: {remedy}").format(remedy=found.remedy), "strong")))
        if found.reason:
            self.add(selectable(label(self._said())))
        elif found.reason_before:
            words = _("The value is another one than the reason was given for: {reason}")
            self.add(selectable(label(words.format(reason=found.reason_before), name="reasonBefore")))
        self._reason: QWidget | None = None
        if found.clause:
            self.add(label(_("Rule: {clause}").format(clause=found.clause), "small"))
        if full and found.never_waived:
            self.add(label(found.never_waived, "small", name="neverWaived"))
        self.buttons = self._buttons(full)
        self.add(self.buttons)

    def _said(self) -> str:
        words = _("Waived by {reason}") if str(self.found.severity) == "waived" else _("Reason given: {reason}")
        said = words.format(reason=self.found.reason)
        return f"{said} ({self.found.reason_by})" if self.found.reason_by else said

    def _buttons(self, full: bool) -> QHBoxLayout:
        """In the order of the keyboard: to the place first, then what can be said about the finding."""
        found, buttons = self.found, row()
        self.first: QPushButton | None = None
        if full:
            about = button(_("About this check"), lambda: self.about_asked.emit(found.code), "link", name="aboutCheck")
            about.setAccessibleName(_("About this check: {code}").format(code=found.code))
            buttons.addWidget(about)
            self.first = about
        buttons.addStretch(1)
        if full and found.may_be_waived:
            buttons.addWidget(
                button(_("Waive…"), lambda: self.waive_asked.emit(found), name="waiveFinding", icon="sign")
            )
        if str(found.severity) == "warning":
            words = _("Change the reason") if found.reason else _("Give a reason")
            self._open = button(words, self.open_reason, name="giveReason", icon="draft")
            buttons.addWidget(self._open)
        if found.place.page:
            go = button(_("Go there"), lambda: self.go_asked.emit(found.place), name="goThere", icon="forward")
            go.setAccessibleName(_("Go to {place}").format(place=found.place_words))
            buttons.addWidget(go)
            self.first = go
        return buttons

    def open_reason(self) -> None:
        """Show the box to write a reason in."""
        if self._reason is not None:
            return
        self._open.hide()
        self.text = QPlainTextEdit(self._offered)
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
        return "" if text == self._offered else text

    @property
    def _offered(self) -> str:
        """What stands in the box at first: the reason, or one that was given for another value."""
        return self.found.reason or self.found.reason_before

    def _save(self) -> None:
        self.reason_given.emit(self.found, self.text.toPlainText())
