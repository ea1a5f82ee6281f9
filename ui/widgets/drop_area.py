"""A framed place to drop one file on, with a button for those who rather choose. Knows no use case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from jcm_desktop.i18n import _
from ui.widgets.texts import button, label, set_property, sign


class DropArea(QFrame):
    """Takes one file."""

    dropped = Signal(str)
    choose_asked = Signal()

    def __init__(self, heading: str = "", hint: str = "") -> None:
        """Without words of its own it asks for a file to verify."""
        super().__init__()
        self.setObjectName("dropArea")
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Drop a file here"))
        words = QVBoxLayout()
        words.setSpacing(2)
        heading = heading or _("Drop a package, a PDF or a workbook here")
        hint = hint or _("It is opened, recomputed and compared on this computer. Nothing leaves it.")
        self.setAccessibleDescription(heading)
        words.addWidget(label(heading, "heading"))
        words.addWidget(label(hint, "quiet"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(22, 16, 22, 16)
        layout.setSpacing(18)
        layout.addWidget(sign("drop", "accent", 34))
        layout.addLayout(words, 1)
        self._choose = button(_("Choose a file…"), self.choose_asked.emit, "primary", name="chooseFile", icon="folder")
        layout.addWidget(self._choose)

    def focus_first(self) -> None:
        """Take the keyboard."""
        self._choose.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if one_file(event):
            set_property(self, "over", "true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_property(self, "over", "false")

    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "over", "false")
        path = one_file(event)
        if path:
            event.acceptProposedAction()
            self.dropped.emit(path)


def one_file(event: QDropEvent) -> str:
    """The path of the one file being dropped; empty for anything else."""
    urls = event.mimeData().urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    return path if path and Path(path).is_file() else ""
