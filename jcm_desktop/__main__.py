"""The entry point: subcommands run without Qt; without one the window opens.

The only module of the core that may import `ui`, and only inside the function.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

FOR_THE_WINDOW = {"--sample": 0, "--open": 1, "--workspace": 1, "--language": 1}  # and how many words follow each


def main(arguments: list[str] | None = None) -> int:
    """Run the command line, or the window when nothing but options of the window is given; the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if not opens_window(given):
        from jcm_desktop.cli import run

        return run(given)
    from ui.app import main as open_window

    return open_window(given)


def opens_window(given: Sequence[str]) -> bool:
    """Whether these are options of the window and nothing else; a subcommand, or a mistyped one, is not."""
    at = 0
    while at < len(given):
        name, equals, _value = given[at].partition("=")
        if name not in FOR_THE_WINDOW:
            return False
        at += 1 if equals else 1 + FOR_THE_WINDOW[name]
    return True


if __name__ == "__main__":
    sys.exit(main())
