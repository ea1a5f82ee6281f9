"""Where data belong on this computer. A leaf; makes nothing."""

from __future__ import annotations

import os
from pathlib import Path

HOME_VARIABLE = "JCM_DESKTOP_HOME"


def workspace_folder() -> Path:
    """The workspace's folder: `JCM_DESKTOP_HOME`, else the system's place for local application data."""
    given = os.environ.get(HOME_VARIABLE)
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_data_dir("JCM Desktop", appauthor=False))
