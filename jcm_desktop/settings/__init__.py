"""Choices of one person on this computer, in a small file beside the workspace. A leaf; nothing that is reported.

Read before the first window paints, so it needs nothing but the standard library.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jcm_desktop.files import write_durably

FILE = "settings.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Keys this version does not know are left out, missing ones have these values."""

    language: str = ""  # empty: not chosen yet
    folder: str = ""  # another workspace folder than the usual one
    project: str = ""  # last looked at, with its period
    period: str = ""
    geometry: str = ""  # of the window, as hexadecimal text
    timestamp_url: str = ""  # of a time-stamp server (RFC 3161); empty: none is asked
    lock_minutes: str = ""  # until an unlocked key is forgotten; empty: as usual


def load(folder: Path) -> Settings:
    """The settings beside a workspace; the usual ones where there is no file or it cannot be read."""
    try:
        found = json.loads((folder / FILE).read_bytes())
        return Settings(**_known(found))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        _log.info("settings not read, using the usual ones: %s", error)
        return Settings()


def _known(found: Any) -> dict[str, Any]:
    """What has a known name and the right kind of value; ValueError for anything else under a known name."""
    if not isinstance(found, dict):
        raise ValueError("not a table")
    usual = dataclasses.asdict(Settings())
    known = {name: value for name, value in found.items() if name in usual}
    if not all(isinstance(one, str) for one in known.values()):
        raise ValueError("not texts")
    return known


def replaced(settings: Settings, **changes: str) -> Settings:
    """The same with other values."""
    return dataclasses.replace(settings, **changes)


def save(folder: Path, settings: Settings) -> None:
    """Write them whole; OSError where the disk refuses."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    body = json.dumps(dataclasses.asdict(settings), indent=2, ensure_ascii=False)
    write_durably(folder / FILE, body.encode() + b"\n")
