"""Framed places to drop files on, with a button for those who rather choose. They know no use case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from jcm_desktop.i18n import _
from ui.widgets.texts import button, label, set_property, sign

PICTURES = (".png", ".jpg", ".jpeg")
LETTERS = (".pdf", ".docx", ".pptx")


class DropFrame(QFrame):
    """Words, a hint and a button; says which files were dropped."""

    choose_asked = Signal()

    def __init__(self, name: str, words: str, hint: str, choose: str, choose_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
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
        self._choose = button(choose, self.choose_asked.emit, "primary", name=choose_name, icon="folder")
        layout.addWidget(self._choose)

    def focus_first(self) -> None:
        """Take the keyboard."""
        self._choose.setFocus()

    def taken(self, event: QDropEvent) -> tuple[str, ...]:
        """The files of an event that this place takes."""
        return files_of(event)

    def give(self, paths: tuple[str, ...]) -> None:
        """Say which files were dropped."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.taken(event):
            set_property(self, "over", "true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_property(self, "over", "false")

    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "over", "false")
        paths = self.taken(event)
        if paths:
            event.acceptProposedAction()
            self.give(paths)


class DropArea(DropFrame):
    """Takes one file; without words of its own it asks for a file to verify."""

    dropped = Signal(str)

    def __init__(self, heading: str = "", hint: str = "") -> None:
        heading = heading or _("Drop a package, a PDF or a workbook here")
        hint = hint or _("It is opened, recomputed and compared on this computer. Nothing leaves it.")
        super().__init__("dropArea", heading, hint, _("Choose a file…"), "chooseFile")
        self.setAccessibleName(_("Drop a file here"))
        self.setAccessibleDescription(heading)

    def taken(self, event: QDropEvent) -> tuple[str, ...]:
        path = one_file(event)
        return (path,) if path else ()

    def give(self, paths: tuple[str, ...]) -> None:
        self.dropped.emit(paths[0])


class ManyFilesArea(DropFrame):
    """Takes several files."""

    dropped = Signal(object)  # tuple of paths

    def __init__(self, words: str, hint: str, choose: str) -> None:
        super().__init__("manyFilesArea", words, hint, choose, "chooseFiles")

    def give(self, paths: tuple[str, ...]) -> None:
        self.dropped.emit(paths)


def files_of(event: QDropEvent) -> tuple[str, ...]:
    """The paths of the files being dropped; empty if there is anything else among them."""
    paths = tuple(url.toLocalFile() for url in event.mimeData().urls())
    return paths if paths and all(path and Path(path).is_file() for path in paths) else ()


def backing_files(event: QDropEvent) -> tuple[str, ...]:
    """The same, where all are photographs, PDFs or letters: what backs a value up, and holds none to import."""
    paths = files_of(event)
    return paths if all(Path(path).suffix.lower() in (*PICTURES, *LETTERS) for path in paths) else ()


def one_file(event: QDropEvent) -> str:
    """The path of the one file being dropped; empty for anything else."""
    paths = files_of(event)
    return paths[0] if len(paths) == 1 else ""
