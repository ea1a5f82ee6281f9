"""The log file: what happened on this computer, for the person who helps. A leaf.

One file of at most 1 MB and two older ones, beside the workspace. Readings and
names are not logged on purpose; passphrases never are.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FOLDER = "logs"
FILE = "jcm-desktop.log"
SIZE = 2**20


def start(folder: Path) -> Path:
    """Write warnings and worse, and our own notes, to the workspace's log; the file's path."""
    path = folder / FOLDER / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=SIZE, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("jcm_desktop").setLevel(logging.INFO)
    logging.getLogger("ui").setLevel(logging.INFO)
    return path


def stop() -> None:
    """Close the log file; for tests and for the end of the program."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, RotatingFileHandler)]:
        root.removeHandler(handler)
        handler.close()
