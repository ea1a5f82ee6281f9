"""Choices of one person on this computer, in `settings.json` of the workspace. A leaf.

Nothing that is reported stands here.
"""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from jcm_desktop.files import write_durably

FILE = "settings.json"
_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True):
    """Unknown keys are kept out, missing ones have these values; a newer version's file does no harm."""

    language: str = ""  # empty: not chosen yet
    project: str = ""  # last looked at
    period: str = ""
    trusted: tuple[str, ...] = ()  # SHA-256 fingerprints of signers this person trusts


def load(folder: Path) -> Settings:
    """The settings of a workspace; the usual ones where there is no file or it cannot be read."""
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.DecodeError) as error:
        _log.info("settings not read, using the usual ones: %s", error)
        return Settings()


def save(folder: Path, settings: Settings) -> None:
    """Write them whole; OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / FILE, msgspec.json.format(msgspec.json.encode(settings), indent=2))
