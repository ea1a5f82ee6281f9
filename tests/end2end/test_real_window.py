"""Journeys in a real window on a real X server, by keyboard alone: a first month typed, a block pasted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, page
from helpers.screen import Application, Screen, application, clipboard, screen

from jcm_desktop.services.session import open_session
from jcm_desktop.services.views import CellState, EntryGrid

pytestmark = [pytest.mark.gui, pytest.mark.judge]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Screen, Application]]:
    """The program on a plant with nothing entered, its readings page in front."""
    folder = tmp_path / "workspace"
    session = open_session(folder, actor="Bat")
    add_plant(session, REGISTER, points=2)
    session.close()
    with screen() as made, application(made, folder, tmp_path / "home") as program:
        program.wait_for("the start page", lambda one: one.project == PLANT)
        made.focus("JCM Desktop")
        made.press("ctrl+3")
        program.cursor_at("(1)", MONTHS[0].first)
        yield made, program


def stored(folder: Path) -> EntryGrid:
    session = open_session(folder, actor="after")
    try:
        return page(session, YEAR)
    finally:
        session.close()


def test_a_first_month_is_typed_by_keyboard_alone(desk: tuple[Screen, Application], tmp_path: Path) -> None:
    on, program = desk
    on.type("910000")
    program.wait_for("what is being typed", lambda one: (one.editor, one.text) == ("cell", "910000"))
    on.press("Tab")
    program.cursor_at("(2)", MONTHS[0].first)
    on.type("1900,5")
    on.press("Tab")
    program.cursor_at("(1)", MONTHS[1].first)
    on.press("shift+F2")
    program.wait_for("the box for a note", lambda one: one.editor == "note")
    on.type("cabinet locked")
    program.wait_for("the note", lambda one: one.text == "cabinet locked")
    on.press("ctrl+Return")
    program.cursor_at("(1)", MONTHS[1].first)
    on.press("Tab")
    program.cursor_at("(2)", MONTHS[1].first)
    on.type("7")
    on.press("Return", "ctrl+z")
    program.cursor_at("(2)", MONTHS[2].first)
    on.press("ctrl+q")
    program.ends()
    grid = stored(tmp_path / "workspace")
    assert [cell.text for cell in grid.rows[0].cells] == ["100", "1,900.5"]
    assert grid.rows[0].cells[0].register.startswith("Meter M-1: (910,000 − 900,000) × 10")
    assert grid.rows[1].cells[0].note == "cabinet locked"
    assert grid.rows[1].cells[1].state is CellState.EMPTY


def test_a_block_is_pasted_from_a_spreadsheet(desk: tuple[Screen, Application], tmp_path: Path) -> None:
    on, program = desk
    on.press("Down", "Right")
    program.cursor_at("(2)", MONTHS[1].first)
    with clipboard(on, "1.900,5\t\r\n2.000\t\r\n1.987,25\t\r\n"):
        on.press("ctrl+v")
        on.press("Down")
        program.cursor_at("(2)", MONTHS[2].first)
        on.press("ctrl+q")
        program.ends()
    cells = [row.cells[1] for row in stored(tmp_path / "workspace").rows]
    assert [cell.text for cell in cells[:5]] == ["", "1,900.5", "2,000", "1,987.25", ""]


def test_a_window_that_was_killed_comes_back_with_its_text(desk: tuple[Screen, Application], tmp_path: Path) -> None:
    on, program = desk
    on.press("Down")
    on.type("9100")
    program.wait_for("what is being typed", lambda one: one.text == "9100")
    program.process.kill()
    program.process.wait(timeout=60)
    with application(on, tmp_path / "workspace", tmp_path / "home") as again:
        on.focus("JCM Desktop")
        again.press_until(on, "Left", lambda one: one.text == "9100" and one.caret < 4)
        on.press("End")
        on.type("00")
        again.wait_for("more of it", lambda one: one.text == "910000")
        on.press("Escape")
        again.cursor_at("(1)", MONTHS[1].first)
        on.press("ctrl+q")
        again.ends()
