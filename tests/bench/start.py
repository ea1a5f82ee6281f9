"""From the start of the process to the first painted window: ours, and a bare one. Run as a child by `run.py`.

Prints seconds: until the shell has painted, and for ours until the project's card stands on it.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

T0 = float(os.environ["T0"])


def bare() -> None:
    """A main window with an empty widget."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

    app = QApplication([])

    class Centre(QWidget):
        painted = False

        def paintEvent(self, _event: object) -> None:
            if not Centre.painted:
                Centre.painted = True
                QTimer.singleShot(0, done)

    def done() -> None:
        print(time.monotonic() - T0, flush=True)
        os._exit(0)

    window = QMainWindow()
    window.resize(1200, 800)
    window.setCentralWidget(Centre())
    window.show()
    app.exec()


def shell() -> None:
    """Our program as a user starts it, on a workspace with the samples."""
    import ui.app
    import ui.shell

    seen: list[float] = []

    class Watched(ui.shell.MainWindow):
        def paintEvent(self, event: Any) -> None:
            super().paintEvent(event)
            if not seen:
                seen.append(time.monotonic() - T0)
                from PySide6.QtCore import QTimer

                self.poll = QTimer(self)
                self.poll.timeout.connect(self.look)
                self.poll.start(2)

        def look(self) -> None:
            from PySide6.QtWidgets import QLabel

            if any("30,312" in one.text() and one.isVisible() for one in self.findChildren(QLabel)):
                print(seen[0], time.monotonic() - T0, flush=True)
                os._exit(0)

    vars(ui.app)["MainWindow"] = Watched
    sys.exit(ui.app.main(["--workspace", sys.argv[2]]))


if __name__ == "__main__":
    {"bare": bare, "shell": shell}[sys.argv[1]]()
