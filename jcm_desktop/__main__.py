"""The entry point: subcommands run without Qt; without one the window opens.

The only module of the core that may import `ui`, and only inside the function.
"""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command line, or the window when no subcommand is named; the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    from jcm_desktop.subcommands import SUBCOMMANDS

    if given and (given[0] in SUBCOMMANDS or given[0] in ("-h", "--help", "--version")):
        from jcm_desktop.cli import run

        return run(given)
    from ui.app import main as open_window

    return open_window(given)


if __name__ == "__main__":
    sys.exit(main())
