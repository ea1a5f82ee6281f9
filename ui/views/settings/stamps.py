"""The card of the time-stamp server: its address, or that none is asked. Asks the services; keeps nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from jcm_desktop.i18n import _
from jcm_desktop.services import signing
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import StampServer
from jcm_desktop.services.views import AnswerState
from ui.desk import Desk
from ui.operations.door import Door
from ui.widgets.message_bar import Message
from ui.widgets.outcome import Outcome
from ui.widgets.texts import Card, button, label, row


class StampsCard(Card):
    """Time stamps confirm when something was signed; nothing but a digest leaves the computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16, spacing=8)
        self._door: Door = desk.door
        self.add(label(_("Time stamps"), "heading"))
        hint = _(
            "An authority confirms when a report was signed. Only a digest of the signature is sent, never the report. "
            "Without a connection you sign as usual and add the time stamp later, on the report page."
        )
        self.add(label(hint))
        self.address = QLineEdit()
        self.address.setObjectName("stampServer")
        self.address.setAccessibleName(_("Address of the time-stamp server"))
        self.address.setPlaceholderText(_("http://… ; empty: none is asked"))
        self.address.setAcceptDrops(False)
        keep = button(_("Save"), self._save, name="saveStampServer")
        self._try = button(_("Try it"), self._ask, name="tryStampServer")
        line = row(self.address, keep, self._try)
        line.setStretch(0, 1)
        self.add(line)
        self.outcome = Outcome()
        self.add(self.outcome)
        self.address.returnPressed.connect(self._save)
        self.address.textChanged.connect(lambda text: self._try.setEnabled(bool(text.strip())))

    def show_address(self, url: str) -> None:
        """The address that is kept; one that is being typed stays."""
        if not self.address.isModified():
            self.address.setText(url)
            self._try.setEnabled(bool(url))

    def leave(self) -> None:
        """Save an address that was typed."""
        if self.address.isModified():
            self._save()

    def _save(self) -> None:
        url = self.address.text().strip()
        self.outcome.hide()
        self._door.run(
            lambda session: signing.set_timestamp_url(session, url),
            lambda _changes: self.address.setModified(False),
            lambda _error, message: self._refused(message),
            owner=self,
        )

    def _ask(self) -> None:
        url = self.address.text().strip()
        self.outcome.hide()
        self._door.run_aside(
            lambda: signing.try_server(url), self._answered, lambda _error, message: self._refused(message), owner=self
        )

    def _answered(self, found: StampServer) -> None:
        self.outcome.show_words(AnswerState.GOOD, found.words, found.notes)

    def _refused(self, message: Message) -> bool:
        self.outcome.show_words(AnswerState.BAD, message.text)
        return True


def address(session: Session) -> str:
    """The address that is kept."""
    return signing.timestamp_server(session)
