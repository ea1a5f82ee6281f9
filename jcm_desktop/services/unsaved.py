"""What is being typed and was not stored yet, and where: kept in a small file so that a crash takes nothing.

The file lies beside the database and is no part of it: it is replaced with every
keystroke, and whoever opens the workspace next finds page, cursor and text again.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from jcm_desktop.files import write_durably

FILE = "unsaved.json"
LARGEST = 1_000_000  # bytes; more is not ours


class WaitingText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that was sent to a cell and is not stored: it can be read in two ways, or the disk refused."""

    point: str
    first: date
    last: date
    text: str


class Unsaved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody works, and the text under their fingers."""

    page: str = ""
    project: str = ""
    period: str = ""
    point: str = ""  # of the cell with the cursor
    first: str = ""  # its first day
    view: str = ""  # of the readings page: table, form, guided, second
    editor: str = ""  # what is being typed into: cell, note ...; import: files are being imported; empty: nothing
    text: str = ""  # of an import: its files, one a line
    caret: int = 0  # of an import: its step
    waiting: tuple[WaitingText, ...] = ()
    closed: bool = False  # the window was closed in peace; only the cursor is of interest


def remember(folder: Path, state: Unsaved) -> None:
    """Put this in the place of what was kept; OSError where the disk refuses."""
    write_durably(folder / FILE, msgspec.json.encode(state))


def recall(folder: Path) -> Unsaved | None:
    """What was kept last; None where there is nothing, or nothing that can be read."""
    path = folder / FILE
    try:
        if path.stat().st_size > LARGEST:
            return None
        return msgspec.json.decode(path.read_bytes(), type=Unsaved)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
