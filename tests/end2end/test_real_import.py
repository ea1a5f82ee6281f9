"""A logger file imported in a real window by keyboard alone, and an import that was cut off found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from helpers.loggers import PERIOD, PROJECT, bare_session, csv, imported
from helpers.screen import Application, Screen, application, screen

from jcm_desktop.services import entry
from jcm_desktop.services.session import open_session
from jcm_desktop.services.unsaved import Unsaved
from jcm_desktop.services.views import EntryGrid

pytestmark = [pytest.mark.gui, pytest.mark.judge]
FILES, MAPPING, RESULT = range(3)
DIALOG = "Choose files of meters and loggers"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Screen, Application]]:
    """A plant whose January was imported before; its readings are in front."""
    folder = tmp_path / "workspace"
    session = bare_session(folder)
    imported(session, csv(tmp_path / "january.csv", date(2020, 1, 1), date(2020, 1, 31)))
    session.close()
    with screen() as made, application(made, folder, tmp_path / "home") as program:
        program.wait_for("the start page", lambda one: one.project == PROJECT)
        made.focus("JCM Desktop")
        made.press("ctrl+3")
        program.cursor_at("(1)", "2020-01-01")
        yield made, program


def at(step: int, name: str = "") -> Callable[[Unsaved], bool]:
    """Whether the import is at a step, with a file."""

    def wanted(one: Unsaved) -> bool:
        return (one.editor, one.caret) == ("import", step) and one.text.endswith(name)

    return wanted


def to_the_result(on: Screen, program: Application, folder: Path) -> None:
    """Import a file of February: the button that has the keyboard, the system's own dialog, and on."""
    path = csv(folder / "february.csv", date(2020, 2, 1), date(2020, 2, 29), lambda _at: "2.5")
    on.press("ctrl+i")
    program.wait_for("the import", at(FILES))
    on.press("space")
    on.focus(DIALOG)
    on.type(str(path))
    on.press("Return")
    program.wait_for("the columns", at(MAPPING, "february.csv"))
    on.focus("JCM Desktop")
    on.press("space")  # everything is known from January: the next step has the keyboard
    program.wait_for("the result", at(RESULT, "february.csv"))


def stored(folder: Path) -> EntryGrid:
    session = open_session(folder, actor="after")
    try:
        return session.run(entry.grid, PROJECT, PERIOD)
    finally:
        session.close()


def test_a_logger_file_is_imported_by_keyboard_alone(desk: tuple[Screen, Application], tmp_path: Path) -> None:
    on, program = desk
    to_the_result(on, program, tmp_path)
    on.press("space")
    program.wait_for("the readings", lambda one: not one.editor)
    on.press("Down")
    program.cursor_at("(1)", "2020-02-01")
    on.press("ctrl+q")
    program.ends()
    rows = stored(tmp_path / "workspace").rows
    assert rows[1].cells[0].text == "1.74"
    assert rows[1].cells[0].files == ("february.csv",)
    assert rows[0].cells[0].files == ("january.csv",)


def test_an_import_that_was_cut_off_is_found_again(desk: tuple[Screen, Application], tmp_path: Path) -> None:
    on, program = desk
    to_the_result(on, program, tmp_path)
    program.process.kill()
    program.process.wait(timeout=60)
    assert stored(tmp_path / "workspace").rows[1].cells[0].text == ""
    with application(on, tmp_path / "workspace", tmp_path / "home") as again:
        again.wait_for("the same file", at(MAPPING, "february.csv"))
        on.focus("JCM Desktop")
        again.press_until(on, "space", at(RESULT, "february.csv"))
        on.press("ctrl+q")
        again.ends()
    assert stored(tmp_path / "workspace").rows[1].cells[0].text == ""
