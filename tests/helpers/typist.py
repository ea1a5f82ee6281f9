"""A person at the window, in a process that can be killed: types, pastes and undoes, and tells what should be so.

`python -m helpers.typist FOLDER` loads everything once and waits. For each line of its
input, a number, it forks a child that opens the window on the workspace, tells what it
finds there, and works until it is killed; for a number below zero it types a text and
holds still before it confirms. Each line of output is one JSON object:
`found` (what is there after opening), `before` and `after` (what will be so when the
next thing is half done or done).
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import msgspec
from helpers.plants import MONTHS, PLANT, YEAR, add_plant
from helpers.windows import there
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from jcm_desktop.services import entry
from jcm_desktop.services.session import Session, open_session
from ui import style
from ui.preferences import Preferences
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage

POINTS = 2
PATIENCE_MS = 60_000
CTRL = Qt.KeyboardModifier.ControlModifier
Cells = dict[str, str]


def tell(**what: Any) -> None:
    """One line, whole or not at all."""
    os.write(1, msgspec.json.encode(what) + b"\n")


def key_of(point: int, row: int) -> str:
    return f"({point + 1}) {MONTHS[row]}"


class Typist:
    """A window on a workspace, and what its cells should hold."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.session = open_session(folder / "workspace", actor="typist")
        self.window = MainWindow(Preferences(folder / "settings"))
        self.window.resize(1200, 760)
        self.window.show()
        self.window.attach(self.session)
        self.settle()
        if not self.window.desk.project:
            add_plant(self.session, points=POINTS)
            self.window.pages["start"].refresh()
            self.settle()
            self.window.desk.choose(PLANT, YEAR)
            self.window.go("readings")
            self.settle()
        self.cells = self.session.run(self.stored)
        self.undone: list[Cells] = []

    @staticmethod
    def stored(session: Session) -> Cells:
        rows = entry.grid(session, PLANT, YEAR).rows
        return {key_of(at, row): rows[row].cells[at].edit_text for row in range(len(rows)) for at in range(POINTS)}

    @property
    def page(self) -> EntryPage:
        page = self.window.pages["readings"]
        assert isinstance(page, EntryPage)
        return page

    def settle(self) -> None:
        """Let the window finish, and what is typed reach the disk."""
        timer = QElapsedTimer()
        timer.start()
        calm = 0
        while calm < 3:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            calm = 0 if self.window.door.busy else calm + 1
            assert timer.elapsed() < PATIENCE_MS
        if self.window.desk.journal is not None:
            self.window.desk.journal.settle()

    def place(self) -> str:
        at = self.page.table.currentIndex()
        return key_of(at.column(), at.row())

    def editor(self) -> str:
        editor = self.page.table.cells.editor
        return editor.text() if editor is not None else ""

    def found(self) -> dict[str, Any]:
        verdicts = self.session.run(lambda inner: inner.workspace.verify_chains())
        return {
            "cells": self.cells,
            "editor": self.editor(),
            "place": self.place() if self.window.page_id == "readings" else "",
            "page": self.window.page_id,
            "project": self.window.desk.project,
            "intact": all(one.intact for one in verdicts.values()) and bool(verdicts),
        }

    def state(self, cells: Cells, editor: str = "") -> dict[str, Any]:
        return {"cells": cells, "editor": editor, "place": self.place()}

    # --- working --------------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Until the end."""
        if self.editor():
            self.confirm()  # what was being typed when the last one was killed
        while True:
            self.go()
            self.chance.choice((self.type_number, self.type_number, self.paste, self.undo))()

    def go(self) -> None:
        row, column = self.chance.randrange(len(MONTHS)), self.chance.randrange(POINTS)
        self.page.table.go_to(self.page.model.index(row, column))
        self.settle()
        tell(before=self.state(self.cells), after=self.state(self.cells))

    def type_number(self) -> None:
        text = ""
        for letter in str(self.chance.randrange(1, 10**5)):
            tell(before=self.state(self.cells, text), after=self.state(self.cells, text + letter))
            QTest.keyClicks(self.page.table.cells.editor or self.page.table, letter)
            text += letter
            self.settle()
        tell(before=self.state(self.cells, text), after=self.state(self.cells, text))
        if self.chance.random() < 0.8:
            self.confirm()
        else:
            tell(before=self.state(self.cells, text), after=self.state(self.cells))
            QTest.keyClick(there(self.page.table.cells.editor), Qt.Key.Key_Escape)
            self.settle()
            tell(before=self.state(self.cells), after=self.state(self.cells))

    def hold(self) -> None:
        """Type a text, and think."""
        if self.editor():
            self.confirm()
        self.go()
        text = str(self.chance.randrange(10**4, 10**5))
        for letter in text:
            QTest.keyClicks(self.page.table.cells.editor or self.page.table, letter)
        self.settle()
        tell(before=self.state(self.cells, text), after=self.state(self.cells, text))
        tell(holding=True)
        while True:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def confirm(self) -> None:
        text, place = self.editor(), self.place()
        wanted = {**self.cells, place: text}
        tell(before=self.state(self.cells, text), after=self.state(wanted))
        QTest.keyClick(there(self.page.table.cells.editor), Qt.Key.Key_Return)
        self.settle()
        self.step(wanted)

    def paste(self) -> None:
        at = self.page.table.currentIndex()
        rows = [row for row in range(at.row(), min(at.row() + 4, len(MONTHS)))]
        texts = [str(self.chance.randrange(1, 10**5)) for _row in rows]
        wanted = {**self.cells, **{key_of(at.column(), row): text for row, text in zip(rows, texts, strict=True)}}
        QGuiApplication.clipboard().setText("\n".join(texts))
        tell(before=self.state(self.cells), after=self.state(wanted))
        QTest.keyClick(self.page.table, Qt.Key.Key_V, CTRL)
        self.settle()
        self.step(wanted)

    def undo(self) -> None:
        if not self.undone:
            return
        wanted = self.undone[-1]
        tell(before=self.state(self.cells), after=self.state(wanted))
        QTest.keyClick(self.page.table, Qt.Key.Key_Z, CTRL)
        self.settle()
        self.undone.pop()
        self.cells = wanted
        tell(before=self.state(wanted), after=self.state(wanted))

    def step(self, wanted: Cells) -> None:
        if wanted != self.cells:
            self.undone.append(self.cells)
        self.cells = wanted
        tell(before=self.state(wanted), after=self.state(wanted))


def child(folder: Path, seed: int) -> None:
    """Open the window, tell what is there, work on."""
    app = QApplication([])
    style.apply(app)
    typist = Typist(folder, random.Random(seed))
    tell(found=typist.found())
    if seed < 0:
        typist.hold()
    typist.work()


def main() -> None:
    """Fork a child for each number."""
    folder = Path(sys.argv[1])
    tell(ready=True)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                child(folder, int(line))
            finally:
                os._exit(1)
        tell(pid=pid)
        os.waitpid(pid, 0)
        tell(gone=pid)


if __name__ == "__main__":
    main()
