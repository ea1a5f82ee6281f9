"""What is asked before a finding is waived, and a waiver as a card. Draws rows; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from jcm_desktop import clock
from jcm_desktop.i18n import _
from jcm_desktop.services.check_views import WaiverRow, WaivingView
from jcm_desktop.services.waiving import Decision
from ui.views.start.forms import day_field, day_of
from ui.widgets.ask import AskDialog
from ui.widgets.texts import Card, badge, button, label, row, selectable


class WaiveDialog(AskDialog):
    """Who decided, what the decision is called, why, until when; and who records it."""

    def __init__(self, parent: QWidget, view: WaivingView) -> None:
        super().__init__(
            parent,
            _("Waive {code}: {title}").format(code=view.code, title=view.title),
            _(
                "{place}: {message} A waiver records that a named authority lets this stand. "
                "It is printed in the report."
            ).format(place=view.place_words, message=view.message),
            _("Record the waiver"),
        )
        self.setObjectName("waiveDialog")
        self.authority, self.reference, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.authority.setPlaceholderText(_("Such as the Joint Committee"))
        self.reference.setPlaceholderText(_("Number or date of the decision"))
        self.add_field(_("Who decided"), self.authority, "waiverAuthority")
        self.add_field(_("Which decision"), self.reference, "waiverReference")
        self.add_field(_("Reason"), self.reason, "waiverReason")
        today = clock.now().date()
        self.until = day_field(_("Holds until"), today.replace(month=12, day=31), "waiverUntil")
        self.add_field(_("Holds until"), self.until, "waiverUntil")
        self.everywhere = QCheckBox(_("for all that this check finds in the period"))
        self.everywhere.setObjectName("waiverEverywhere")
        self.form.addRow(label(""), self.everywhere)
        self.key = QComboBox()
        for fingerprint, holder in view.keys:
            self.key.addItem(holder, fingerprint)
        self.add_field(_("Recorded by"), self.key, "waiverKey")
        self.passphrase = self.add_secret(_("Passphrase"), "waiverPassphrase")
        self.authority.setFocus()

    def wrong(self) -> str:
        return _("Please type the passphrase of your signing key.") if not self.passphrase.text() else ""

    @property
    def answer(self) -> tuple[Decision, str, str]:
        """The decision, the passphrase, and the fingerprint of the key."""
        decision = Decision(
            authority=self.authority.text(),
            reference=self.reference.text(),
            reason=self.reason.text(),
            until=day_of(self.until),
            everywhere=self.everywhere.isChecked(),
        )
        return decision, self.passphrase.text(), str(self.key.currentData() or "")


class WaiverCard(Card):
    """One waiver of the period."""

    withdraw_asked = Signal(str)  # subject

    def __init__(self, waiver: WaiverRow) -> None:
        super().__init__("plain", margin=14, spacing=5)
        self.setObjectName(f"waiver-{waiver.code}")
        self.waiver = waiver
        head = row(label(f"{waiver.code}  {waiver.title}", "strong"), badge(waiver.state, waiver.tone), spacing=10)
        head.setStretch(0, 1)
        said = f"{waiver.authority}, {waiver.reference}: {waiver.reason}"
        where = "  ·  ".join((waiver.place_words, waiver.days))
        self.add(head, label(where, "small"), selectable(label(said)))
        withdraw = button(
            _("Withdraw"), lambda: self.withdraw_asked.emit(waiver.subject), name="withdrawWaiver", icon="undo"
        )
        withdraw.setAccessibleName(_("Withdraw the waiver of {code}").format(code=waiver.code))
        self.add(row(label(_("Recorded by {who}").format(who=waiver.by), "small", wrap=False), None, withdraw))
