"""The settings page: language, where the work is kept, the signing key, trusted signers, keys, and about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from jcm_desktop import __version__, i18n, logs
from jcm_desktop.i18n import N_, _
from jcm_desktop.paths import workspace_folder
from jcm_desktop.services import identities
from jcm_desktop.services.views import IdentityCard, Kind
from ui.actions import ACTIONS, GRID_KEYS
from ui.desk import Desk
from ui.page import Page, scrolled
from ui.views.report.dialogs import KeyDialog
from ui.widgets.fingerprint import grouped
from ui.widgets.texts import Card, button, empty_layout, label, row, selectable


class SettingsPage(Page):
    """Cards in two columns."""

    page_id: ClassVar[str] = "settings"
    words: ClassVar[str] = N_("Settings")
    shows: ClassVar[frozenset[Kind]] = frozenset({Kind.IDENTITY})
    needs: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._key = _titled(_("Your signing key"))
        self._key_lines = QVBoxLayout()
        self._key.add(self._key_lines)
        self._trusted = _titled(_("Signers you trust"))
        self._trusted_lines = QVBoxLayout()
        self._trusted.add(self._trusted_lines)
        left, right = QVBoxLayout(), QVBoxLayout()
        for one in (self._language_card(), self._folder_card(), self._key, self._trusted):
            left.addWidget(one)
        for one in (self._keyboard_card(), self._about_card()):
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
        session = self.desk.door.session
        self._folder.setText(str(session.folder if session is not None else workspace_folder()))
        self._show_trusted()
        self.read(identities.identity, self._show_key)

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

    # --- showing --------------------------------------------------------------------------------------------------

    def _show_key(self, card: IdentityCard | None) -> None:
        empty_layout(self._key_lines)
        if card is None:
            self._key_lines.addWidget(label(_("There is none yet. You need it to sign a report."), "quiet"))
            self._key_lines.addLayout(
                row(button(_("Make your signing key…"), self._make_key, "primary", name="makeKey", icon="key"), None)
            )
            return
        self._key_lines.addWidget(label(f"{card.name}, {card.organisation}", "strong"))
        self._key_lines.addWidget(label(_("Valid until {day}").format(day=card.valid_until), "quiet"))
        self._key_lines.addWidget(label(_("Fingerprint, to read out by telephone:"), "small"))
        self._key_lines.addWidget(selectable(label(grouped(card.fingerprint), name="ownFingerprint")))

    def _show_trusted(self) -> None:
        empty_layout(self._trusted_lines)
        trusted = self.desk.preferences.trusted
        if not trusted:
            words = _("None yet. On the verify page, compare a fingerprint by telephone, then trust its signer.")
            self._trusted_lines.addWidget(label(words, "quiet"))
        for fingerprint, name in trusted.items():
            forget = button(_("Remove"), self._forgetting(fingerprint), "link")
            forget.setAccessibleName(_("Trust {name} no longer").format(name=name))
            line = row(label(name), None, forget)
            self._trusted_lines.addLayout(line)

    def _forgetting(self, fingerprint: str) -> Callable[[], None]:
        def forget() -> None:
            self.desk.preferences.forget(fingerprint)
            self._show_trusted()

        return forget

    def opened(self, place: object = None) -> None:
        self.stale = True  # trusted signers change on another page
        super().opened(None)

    # --- what can be done -----------------------------------------------------------------------------------------

    def _make_key(self) -> None:
        dialog = KeyDialog(self)

        def given() -> None:
            answer = dialog.answer
            self.desk.door.run(
                lambda session: identities.create_identity(session, *answer),
                lambda _changes: dialog.accept(),
                lambda _error, message: dialog.complain(message.text),
                owner=dialog,
            )

        dialog.given.connect(given)
        dialog.open()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose the folder of your work"))
        if folder:
            self.desk.folder_chosen.emit(folder)


def _titled(words: str) -> Card:
    card = Card(margin=16, spacing=8)
    card.add(label(words, "heading"))
    return card


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
