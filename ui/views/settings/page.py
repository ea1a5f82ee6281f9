"""The settings page: language, where the work is kept, the signing key, trusted signers, keys, and about."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from jcm_desktop import __version__, i18n, logs
from jcm_desktop.i18n import N_, _
from jcm_desktop.paths import workspace_folder
from jcm_desktop.services import identities, trust
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import KeysView, TrustRow
from jcm_desktop.services.views import Kind
from ui.actions import ACTIONS, GRID_KEYS
from ui.desk import Desk
from ui.page import Page, scrolled
from ui.views.settings.keys import KeysCard
from ui.views.settings.stamps import StampsCard, address
from ui.views.settings.trust import TrustCard
from ui.widgets.texts import Card, button, label, row, selectable


class SettingsPage(Page):
    """Cards in two columns."""

    page_id: ClassVar[str] = "settings"
    words: ClassVar[str] = N_("Settings")
    shows: ClassVar[frozenset[Kind]] = frozenset({Kind.IDENTITY, Kind.TRUST})
    needs: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.keys, self.trusted, self.stamps = KeysCard(desk), TrustCard(desk), StampsCard(desk)
        left, right = QVBoxLayout(), QVBoxLayout()
        for one in (self._language_card(), self._folder_card(), self.keys, self.trusted):
            left.addWidget(one)
        for one in (self.stamps, self._keyboard_card(), self._about_card()):
            right.addWidget(one)
        for column in (left, right):
            column.setSpacing(12)
            column.addStretch(1)
        inside = QWidget()
        both = row(left, right, spacing=12)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        both.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(both)
        self.body.addWidget(scrolled(inside), 1)

    def load(self) -> None:
        self._folder.setText(str(self.desk.folder))
        self.read(_keys_and_trust, self._show)

    def leave(self) -> None:
        self.stamps.leave()

    def _show(self, found: tuple[KeysView, tuple[TrustRow, ...], str]) -> None:
        self.keys.show_view(found[0])
        self.trusted.show_rows(found[1])
        self.stamps.show_address(found[2])

    # --- cards ----------------------------------------------------------------------------------------------------

    def _language_card(self) -> Card:
        card = _titled(_("Language"))
        line = row(spacing=24)
        for code, name in i18n.LANGUAGES.items():
            choice = QRadioButton(name)
            choice.setObjectName(f"language-{code}")
            choice.setAccessibleName(name)
            choice.setChecked(code == i18n.language())
            choice.clicked.connect(lambda _on=False, code=code: self.desk.language_chosen.emit(code))
            line.addWidget(choice)
        line.addStretch(1)
        card.add(line)
        return card

    def _folder_card(self) -> Card:
        card = _titled(_("Where your work is kept"))
        self._folder = selectable(label(name="workspaceFolder"))
        card.add(self._folder)
        card.add(
            row(
                button(_("Open folder"), lambda: _open(Path(self._folder.text())), name="openWorkspace", icon="folder"),
                button(_("Use another folder…"), self._choose_folder, name="chooseWorkspace"),
                None,
            )
        )
        log = workspace_folder() / logs.FOLDER
        card.add(label(_("If something goes wrong, send us the log file. It holds no readings."), "small"))
        card.add(row(button(_("Open the log folder"), lambda: _open(log), name="openLogs"), None))
        return card

    def _keyboard_card(self) -> Card:
        card = _titled(_("Keys"))
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(1, 1)
        rows = [(one.keys, _(one.words)) for one in ACTIONS]
        rows += [(keys, _(words)) for words, keys in GRID_KEYS]
        for at, (keys, words) in enumerate(rows):
            grid.addWidget(label(keys, "strong", wrap=False), at, 0)
            grid.addWidget(label(words), at, 1)
        card.add(grid)
        return card

    def _about_card(self) -> Card:
        card = _titled(_("About"))
        card.add(
            label(_("JCM Desktop {version}").format(version=__version__), "strong"),
            label(_("Monitoring, reporting and verification for the Joint Crediting Mechanism. Works offline.")),
            label(
                _("Free software under the Apache License 2.0. Fonts: Noto Sans, IPAex Gothic, DejaVu Sans."), "small"
            ),
        )
        return card

    # --- what can be done -----------------------------------------------------------------------------------------

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose the folder of your work"))
        if folder:
            self.desk.folder_chosen.emit(folder)


def _keys_and_trust(session: Session) -> tuple[KeysView, tuple[TrustRow, ...], str]:
    return identities.keys_page(session), trust.trusted(session), address(session)


def _titled(words: str) -> Card:
    card = Card(margin=16, spacing=8)
    card.add(label(words, "heading"))
    return card


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
