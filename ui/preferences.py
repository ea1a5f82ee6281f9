"""What the window remembers from one sitting to the next: language, size, where one was. No data of a project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from jcm_desktop.i18n import LANGUAGES
from jcm_desktop.paths import workspace_folder


class Preferences:
    """A small text file beside the workspace of this user."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or workspace_folder() / "window.ini"
        self._settings = QSettings(str(self.path), QSettings.Format.IniFormat)

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""

    @property
    def language(self) -> str:
        """The chosen language; English where none was chosen."""
        found = self._text("language")
        return found if found in LANGUAGES else "en"

    def set_language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def folder(self) -> Path | None:
        """Another workspace folder than the usual one, if the user chose one."""
        found = self._text("folder")
        return Path(found) if found else None

    def set_folder(self, folder: Path) -> None:
        self._settings.setValue("folder", str(folder))

    @property
    def current(self) -> tuple[str, str]:
        """The project and period of the last sitting."""
        return self._text("project"), self._text("period")

    def set_current(self, project: str, period: str) -> None:
        self._settings.setValue("project", project)
        self._settings.setValue("period", period)

    @property
    def geometry(self) -> QByteArray:
        """Where the window was."""
        value = self._settings.value("geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("geometry", geometry)

    @property
    def trusted(self) -> dict[str, str]:
        """Signers whose fingerprint the user compared: fingerprint to name."""
        self._settings.beginGroup("trusted")
        found = {key: self._text(key) for key in self._settings.childKeys()}
        self._settings.endGroup()
        return found

    def trust(self, fingerprint: str, name: str) -> None:
        """Remember that the user compared this fingerprint."""
        self._settings.setValue(f"trusted/{fingerprint}", name)

    def forget(self, fingerprint: str) -> None:
        """Trust this signer no longer."""
        self._settings.remove(f"trusted/{fingerprint}")

    def save(self) -> None:
        """Write to disk now."""
        self._settings.sync()
