"""The card of trusted signers: who, how each was compared, and the way off the list. Draws rows and asks."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from jcm_desktop.i18n import _
from jcm_desktop.services import trust
from jcm_desktop.services.signing_views import TrustRow
from ui.desk import Desk
from ui.widgets.texts import Card, button, empty_layout, label, row


class TrustCard(Card):
    """Signers you trust."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16, spacing=8)
        self._desk = desk
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.add(label(_("Signers you trust"), "heading"), self._lines)

    def show_rows(self, rows: tuple[TrustRow, ...]) -> None:
        """Draw the list."""
        empty_layout(self._lines)
        if not rows:
            words = _("None yet. On the verify page, compare a fingerprint by telephone, then trust its signer.")
            self._lines.addWidget(label(words, "quiet"))
        for one in rows:
            name = ", ".join(part for part in (one.name, one.organisation) if part)
            forget = button(_("Remove"), partial(self._remove, one), "link", name="removeTrust")
            forget.setAccessibleName(_("Trust {name} no longer").format(name=name))
            head = row(label(name, "strong"), forget)
            head.setStretch(0, 1)
            self._lines.addLayout(head)
            words = _("{how}; {by}, {when}").format(how=one.compared, by=one.added_by, when=one.added_at)
            self._lines.addWidget(label(words, "small"))

    def _remove(self, one: TrustRow) -> None:
        self._desk.door.run(lambda session: trust.remove(session, one.fingerprint), owner=self)
