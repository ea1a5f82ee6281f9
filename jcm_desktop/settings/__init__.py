"""Choices of one person on this computer, in a small file beside the workspace. A leaf; nothing that is reported."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from jcm_desktop.files import write_durably

FILE = "settings.json"
_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True):
    """Keys this version does not know are left out, missing ones have these values."""

    language: str = ""  # empty: not chosen yet
    folder: str = ""  # another workspace folder than the usual one
    project: str = ""  # last looked at, with its period
    period: str = ""
    geometry: str = ""  # of the window, as hexadecimal text
    trusted: dict[str, str] = {}  # SHA-256 fingerprints of certificates this person compared, with the names


def load(folder: Path) -> Settings:
    """The settings beside a workspace; the usual ones where there is no file or it cannot be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        _log.info("settings not read, using the usual ones: %s", error)
        return Settings()


def save(folder: Path, settings: Settings) -> None:
    """Write them whole; OSError where the disk refuses."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(folder / FILE, msgspec.json.format(msgspec.json.encode(settings), indent=2))
