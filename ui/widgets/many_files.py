"""A framed place to drop several files on, with a button for those who rather choose. Knows no use case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui.widgets.texts import button, label, set_property, sign


class ManyFilesArea(QFrame):
    """Takes files; says with which words it was made."""

    dropped = Signal(object)  # tuple of paths
    choose_asked = Signal()

    def __init__(self, words: str, hint: str, choose: str) -> None:
        super().__init__()
        self.setObjectName("manyFilesArea")
        self.setAcceptDrops(True)
        self.setAccessibleName(words)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(words, "heading"))
        texts.addWidget(label(hint, "quiet"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(22, 16, 22, 16)
        layout.setSpacing(18)
        layout.addWidget(sign("drop", "accent", 34))
        layout.addLayout(texts, 1)
        layout.addWidget(button(choose, self.choose_asked.emit, "primary", name="chooseFiles", icon="folder"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            set_property(self, "over", "true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_property(self, "over", "false")

    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "over", "false")
        paths = files_of(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


def files_of(event: QDropEvent) -> tuple[str, ...]:
    """The paths of the files being dropped; empty if there is anything else among them."""
    paths = tuple(url.toLocalFile() for url in event.mimeData().urls())
    return paths if paths and all(path and Path(path).is_file() for path in paths) else ()
