"""Missing data: why, what it counts as, what it costs; taken back by a value, and by undo."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.plants import MONTHS, PLANT, YEAR, add_plant, cell_at, page, put

from jcm_desktop.domain.declaration import Cause, Declaration, MissingData, Treatment
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.services import declaring, entry, missing, samples
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.entry_views import MissingView
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellState


@pytest.fixture
def plant(session: Session) -> Session:
    add_plant(session)
    put(session, "1900", "2000")
    return session


def declared(session: Session) -> list[Declaration]:
    found = session.run(lambda inner: load(inner, PLANT, YEAR).dossier.declarations)
    return [one for one in found if isinstance(one, MissingData)]


def state(session: Session, at: int = 2, cause: Cause = Cause.OUTAGE, **more: Any) -> None:
    session.run(missing.state_missing, PLANT, YEAR, "(1)", MONTHS[at], cause, **more)


def test_a_stated_gap_is_a_state_of_its_own_with_its_cost(plant: Session) -> None:
    before = session_view(plant)
    assert before.cause is None
    assert "−" in before.cost
    assert not before.blocks
    state(plant, text="grid down for works")
    found = cell_at(plant, 2)
    assert (found.state, found.severity) == (CellState.MISSING, Severity.INFO)
    assert found.missing == "outage: grid down for works"
    after = session_view(plant)
    assert (after.cause, after.treatment, after.text) == (Cause.OUTAGE, Treatment.NOTHING, "grid down for works")


def session_view(session: Session, at: int = 2) -> MissingView:
    return session.run(missing.missing_page, PLANT, YEAR, "(1)", MONTHS[at])


def test_a_value_takes_the_statement_back_and_undo_restores_it(plant: Session) -> None:
    state(plant)
    put(plant, "2100", at=2)
    assert (cell_at(plant, 2).state, declared(plant)) == (CellState.VALUE, [])
    plant.run(entry.undo, PLANT, YEAR)
    assert cell_at(plant, 2).state is CellState.MISSING
    plant.run(entry.undo, PLANT, YEAR)
    assert (cell_at(plant, 2).state, declared(plant)) == (CellState.EMPTY, [])
    plant.run(entry.redo, PLANT, YEAR)
    plant.run(entry.redo, PLANT, YEAR)
    assert (cell_at(plant, 2).state, declared(plant)) == (CellState.VALUE, [])


def test_a_statement_about_several_months_keeps_the_others(plant: Session) -> None:
    quarter = MissingData(point="(1)", first=MONTHS[2].first, last=MONTHS[4].last, cause=Cause.RECORD_LOST)
    plant.run(declaring.declare, PLANT, YEAR, quarter)
    assert [cell_at(plant, at).state for at in (2, 3, 4)] == [CellState.MISSING] * 3
    put(plant, "5", at=3)
    states = [cell_at(plant, at).state for at in (2, 3, 4)]
    assert states == [CellState.MISSING, CellState.VALUE, CellState.MISSING]
    plant.run(entry.undo, PLANT, YEAR)
    assert [one.span for one in declared(plant) if isinstance(one, MissingData)] == [quarter.span]


def test_a_careful_value_in_its_place_keeps_the_cause(plant: Session) -> None:
    state(plant, treatment=Treatment.CONSERVATIVE, value="1000")
    found = cell_at(plant, 2)
    assert (found.text, found.state, found.missing) == ("1,000", CellState.VALUE, "outage")
    assert "Careful value" in found.history
    plant.run(entry.undo, PLANT, YEAR)
    assert (cell_at(plant, 2).state, declared(plant)) == (CellState.EMPTY, [])


def test_a_value_that_would_raise_the_claim_is_not_careful(plant: Session) -> None:
    with pytest.raises(UserError) as caught:
        state(plant, treatment=Treatment.CONSERVATIVE, value="9000")
    assert caught.value.code == "missing.not_careful"
    with pytest.raises(UserError, match="value_needed"):
        state(plant, treatment=Treatment.CONSERVATIVE)
    with pytest.raises(UserError, match="has_value"):
        state(plant, at=0)
    with pytest.raises(UserError, match="unknown_point"):
        plant.run(missing.missing_page, PLANT, YEAR, "(9)", MONTHS[2])
    assert declared(plant) == []


def test_it_can_be_taken_back(plant: Session) -> None:
    state(plant)
    plant.run(missing.withdraw_missing, PLANT, YEAR, "(1)", MONTHS[2])
    assert cell_at(plant, 2).state is CellState.EMPTY
    assert page(plant).undo_text == "(1) March 2020: no longer stated as missing"
    assert plant.run(missing.withdraw_missing, PLANT, YEAR, "(1)", MONTHS[2]).kinds == frozenset()


def test_a_careful_value_goes_with_its_statement_and_one_undo_brings_both_back(plant: Session) -> None:
    state(plant, treatment=Treatment.CONSERVATIVE, value="1000")
    before, stated = cell_at(plant, 2), declared(plant)
    told = plant.run(missing.withdraw_missing, PLANT, YEAR, "(1)", MONTHS[2])
    assert "careful value in its place is gone, too" in told.message
    assert (cell_at(plant, 2).text, cell_at(plant, 2).state, declared(plant)) == ("", CellState.EMPTY, [])
    plant.run(entry.undo, PLANT, YEAR)
    after = cell_at(plant, 2)
    assert (after.text, after.state, after.missing) == (before.text, before.state, before.missing)
    assert [one.subject for one in declared(plant)] == [one.subject for one in stated]
    plant.run(entry.redo, PLANT, YEAR)
    assert (cell_at(plant, 2).state, declared(plant)) == (CellState.EMPTY, [])


def test_the_words_of_a_step_name_the_cell(plant: Session) -> None:
    state(plant)
    assert page(plant).undo_text == "(1) March 2020: stated as missing"


def test_where_nothing_would_claim_more_a_value_is_needed(session: Session) -> None:
    """The sample of freezers: what they use is what the claim grows with, so nothing costs."""
    span = samples.sample("ID003").period
    month = next(iter(span.months()))
    view = session.run(missing.missing_page, "ID003", span, "(1)", Span(month.first, month.last))
    assert view.cost
