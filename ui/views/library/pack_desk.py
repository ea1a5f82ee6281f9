"""What the tab of packs asks for, handed to the use cases: look, trust, install, take back. Draws only dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services import packs, publishers
from jcm_desktop.services.packs_views import PackCheck
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from ui.desk import Desk
from ui.views.library.packs_view import PacksPane
from ui.widgets.comparing import ComparingDialog
from ui.widgets.message_bar import Message


class PackDesk:
    """Between the pane and the door."""

    def __init__(self, desk: Desk, owner: QWidget, pane: PacksPane) -> None:
        self._desk, self._owner, self._pane = desk, owner, pane
        self.dialog: ComparingDialog | None = None
        pane.look_asked.connect(self.look)
        pane.trust_asked.connect(self._ask_trust)
        pane.install_asked.connect(self._install)
        pane.back_asked.connect(lambda series: self._change(lambda one: packs.take_pack_back(one, series)))
        pane.distrust_asked.connect(lambda key: self._change(lambda one: publishers.distrust_publisher(one, key)))

    def load(self) -> None:
        """Show what is installed, and the publishers."""
        self._desk.door.run(packs.packs_page, self._pane.show_view, owner=self._owner)

    def look(self, path: str) -> None:
        """Say what a pack file is; nothing of it is taken."""
        self._desk.door.run(
            lambda session: packs.check_pack(session, path), self._pane.show_check, self._refused, owner=self._owner
        )

    def _refused(self, _error: BaseException, message: Message) -> bool:
        self._pane.refuse(message.text)
        return True

    def _change(self, use_case: Callable[[Session], Changes]) -> None:
        self._desk.door.run(use_case, owner=self._owner)

    def _install(self, path: str) -> None:
        def installed(_changes: Changes) -> None:
            self._pane.forget()

        self._desk.door.run(
            lambda session: packs.install_pack(session, path), installed, self._refused, owner=self._owner
        )

    def _ask_trust(self, check: PackCheck) -> None:
        ways = publishers.ways()
        heading = _("Take packs of {name}?").format(name=check.publisher)
        words = _("Take packs of this publisher")
        typed = [value for value, _words in ways]
        dialog = self.dialog = ComparingDialog(self._owner, heading, check.digits, ways, typed, words)

        def trusted(_changes: Changes) -> None:
            dialog.accept()
            self.look(check.file)

        def given() -> None:
            compared, note, heard = dialog.answer
            self._desk.door.run(
                lambda session: publishers.trust_publisher(session, check.file, heard, compared, note=note),
                trusted,
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        def gone() -> None:
            self.dialog = None

        dialog.given.connect(given)
        dialog.finished.connect(gone)
        dialog.open()
