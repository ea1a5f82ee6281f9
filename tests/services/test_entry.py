"""Typing into the grid: stored at once, nothing typed is lost, every step can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers.road import opened

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.reading import Reading
from jcm_desktop.services import entry, samples
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Cell, CellEdit, CellState, Kind
from jcm_desktop.storage import repositories

SPAN = samples.sample("MN006").period
MONTHS = list(SPAN.months())


def type_(session: Session, *texts: str, at: int = 1, sign: str = "") -> None:
    edits = tuple(CellEdit("(1)", MONTHS[at + offset], text) for offset, text in enumerate(texts))
    session.run(entry.enter_cells, "MN006", SPAN, edits, sign)


def cell(session: Session, at: int = 1) -> Cell:
    return session.run(entry.grid, "MN006", SPAN).rows[at].cells[0]


def test_a_value_is_stored_and_the_old_one_kept(session: Session) -> None:
    changes = session.run(entry.enter_cells, "MN006", SPAN, (CellEdit("(1)", MONTHS[1], "2350"),))
    assert changes.kinds == {Kind.READINGS}
    assert "2350" in changes.undo_text
    found = cell(session)
    assert (found.text, found.state) == ("2,350", CellState.CORRECTED)
    assert "2,347.96" in found.history
    readings = session.run(_readings)
    assert len(readings) == 19
    assert readings[-1].supersedes in {one.id for one in readings}


def _readings(session: Session) -> tuple[Reading, ...]:
    with session.workspace.read() as connection:
        found = repositories.readings(connection, "MN006")
    return tuple(sorted(found, key=lambda one: bool(one.supersedes)))


def test_another_unit_is_converted_and_shown(session: Session) -> None:
    type_(session, "2,350,000 kWh")
    found = cell(session)
    assert found.text == "2,350"
    assert found.converted == "2,350,000 kWh = 2,350 MWh"


def test_text_that_is_no_number_is_kept_and_blocks(session: Session) -> None:
    type_(session, "about 2300")
    found = cell(session)
    assert (found.text, found.state, found.severity) == ("about 2300", CellState.DRAFT, Severity.ERROR)
    assert "not a number" in found.problem
    type_(session, "2300")
    assert cell(session).state is CellState.CORRECTED


def test_a_number_that_can_be_read_two_ways_is_asked_and_nothing_is_stored(session: Session) -> None:
    before = session.run(_readings)
    with pytest.raises(UserError) as caught:
        type_(session, "2000", "2,350")
    assert caught.value.code == "number.ambiguous"
    assert session.run(_readings) == before
    type_(session, "2,350", sign=",")
    assert cell(session).text == "2.35"
    session.run(entry.undo, "MN006", SPAN)
    session.run(entry.redo, "MN006", SPAN)
    assert cell(session).text == "2.35"


def test_clearing_withdraws_and_the_gap_is_found(session: Session) -> None:
    type_(session, "")
    found = cell(session)
    assert (found.text, found.state, found.severity) == ("", CellState.EMPTY, Severity.ERROR)
    assert session.run(entry.grid, "MN006", SPAN).entered == 17


def test_undo_and_redo_walk_over_the_same_states(session: Session) -> None:
    states = [session.run(entry.grid, "MN006", SPAN)]
    for text in ("1", "about", "", "5 kWh"):
        type_(session, text)
        states.append(session.run(entry.grid, "MN006", SPAN))
    shown = [[row.cells[0].text for row in state.rows] for state in states]
    for wanted in reversed(shown[:-1]):
        session.run(entry.undo, "MN006", SPAN)
        assert [row.cells[0].text for row in session.run(entry.grid, "MN006", SPAN).rows] == wanted
    assert session.run(entry.undo, "MN006", SPAN).kinds == frozenset()
    for wanted in shown[1:]:
        session.run(entry.redo, "MN006", SPAN)
        assert [row.cells[0].text for row in session.run(entry.grid, "MN006", SPAN).rows] == wanted


def test_a_paste_is_one_step(session: Session) -> None:
    type_(session, "1", "2", "3", at=4)
    grid = session.run(entry.grid, "MN006", SPAN)
    assert [grid.rows[at].cells[0].text for at in (4, 5, 6)] == ["1", "2", "3"]
    assert grid.undo_text == "3 cells"
    session.run(entry.undo, "MN006", SPAN)
    assert session.run(entry.grid, "MN006", SPAN).rows[5].cells[0].text == "1,486.13"


def test_typing_the_same_again_changes_nothing(session: Session) -> None:
    before = session.run(_readings)
    type_(session, "2347.96")
    assert session.run(_readings) == before
    assert session.run(entry.grid, "MN006", SPAN).undo_text == ""


def test_a_cell_outside_the_period_is_refused(session: Session) -> None:
    edit = CellEdit("(1)", Span(date(2021, 1, 1), date(2021, 1, 31)), "1")
    with pytest.raises(UserError, match="outside_period"):
        session.run(entry.enter_cells, "MN006", SPAN, (edit,))
    with pytest.raises(UserError, match="unknown_point"):
        session.run(entry.enter_cells, "MN006", SPAN, (CellEdit("(9)", MONTHS[0], "1"),))


def test_what_was_entered_is_there_after_opening_again(tmp_path: Path) -> None:
    with opened(tmp_path / "workspace") as session:
        type_(session, "2350", "half")
    with opened(tmp_path / "workspace") as session:
        assert cell(session).text == "2,350"
        assert cell(session, 2).text == "half"
