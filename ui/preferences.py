"""What the window remembers from one sitting to the next: language, size, where one was.

Keeps it in the core's settings file. No data of a project.
"""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray

from jcm_desktop import settings
from jcm_desktop.i18n import LANGUAGES
from jcm_desktop.paths import workspace_folder

_log = logging.getLogger(__name__)


class Preferences:
    """The settings of this user; each change is on disk at once."""

    def __init__(self, place: Path | None = None) -> None:
        self.place = place or workspace_folder()
        self._settings = settings.load(self.place)

    def _change(self, **changes: Any) -> None:
        changed = dataclasses.replace(self._settings, **changes)
        if changed == self._settings:
            return
        self._settings = changed
        try:
            settings.save(self.place, changed)
        except OSError as error:  # a choice that is not remembered must not stop the work
            _log.info("settings not written: %s", error)

    @property
    def language(self) -> str:
        """The chosen language; English where none was chosen."""
        return self._settings.language if self._settings.language in LANGUAGES else "en"

    def set_language(self, code: str) -> None:
        self._change(language=code)

    @property
    def folder(self) -> Path | None:
        """Another workspace folder than the usual one, if the user chose one."""
        return Path(self._settings.folder) if self._settings.folder else None

    def set_folder(self, folder: Path) -> None:
        self._change(folder=str(folder))

    @property
    def current(self) -> tuple[str, str]:
        """The project and period of the last sitting."""
        return self._settings.project, self._settings.period

    def set_current(self, project: str, period: str) -> None:
        self._change(project=project, period=period)

    @property
    def geometry(self) -> QByteArray:
        """Where the window was."""
        return QByteArray.fromHex(self._settings.geometry.encode())

    def set_geometry(self, geometry: QByteArray) -> None:
        self._change(geometry=bytes(geometry.toHex().data()).decode())
