"""Journeys in a real window on a real X server, by keyboard alone: a month typed, a block pasted, a finding solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, page, put
from helpers.screen import Application, Screen, application, clipboard, screen

from jcm_desktop.services import checking
from jcm_desktop.services.check_views import FindingRow
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.unsaved import Unsaved
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


def test_a_finding_is_solved_from_the_checks_page(tmp_path: Path) -> None:
    """From the finding to its cell, the right value typed, and the finding is gone."""
    folder = tmp_path / "workspace"
    session = open_session(folder, actor="Bat")
    add_plant(session, REGISTER, points=2)
    put(session, "-1900", at=1, point="(2)")
    wrong, after = found_at(session, "VAL-02")
    session.close()
    assert after.code == "VAL-10"
    with screen() as on, application(on, folder, tmp_path / "home") as program:
        program.wait_for("the start page", lambda one: one.project == PLANT)
        on.focus("JCM Desktop")
        go_to_finding(on, program, wrong, lambda one: (one.point, one.first) == ("(2)", str(MONTHS[1].first)))
        program.cursor_at("(2)", MONTHS[1].first)
        on.type("1900")
        on.press("Return")
        program.cursor_at("(2)", MONTHS[2].first)
        # What comes in its place is another finding, of the point that has no value yet.
        go_to_finding(on, program, wrong, lambda one: one.point == "(1)")
        program.cursor_at("(1)", MONTHS[0].first)
        on.press("ctrl+q")
        program.ends()
    session = open_session(folder, actor="after")
    try:
        codes = {one.code for one in session.run(checking.checks_page, PLANT, YEAR).findings}
        assert "VAL-02" not in codes
        assert page(session, YEAR).rows[1].cells[1].text == "1,900"
    finally:
        session.close()


def found_at(session: Session, code: str) -> tuple[int, FindingRow]:
    """Where the page shows the finding of this check, counted from 1, and what it shows after it."""
    rows = session.run(checking.checks_page, PLANT, YEAR).findings
    rows = tuple(sorted(rows, key=lambda one: one.severity.rank))
    at = [one.code for one in rows].index(code)
    return at + 1, rows[at + 1]


def go_to_finding(on: Screen, program: Application, number: int, there: Callable[[Unsaved], bool]) -> None:
    """To the checks, from finding to finding, and to its place; again until a page that is loading has heard it."""
    for _ in range(40):
        on.press("ctrl+5", *["F8"] * number, "space")
        if program.is_soon(lambda one: one.page == "readings" and there(one)):
            return
    raise AssertionError("the finding did not lead to its cell")


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
