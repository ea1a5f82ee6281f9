"""Notes, blocks in another hand, values taken over, what is expected, and a frozen period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from helpers.dossiers import changed
from helpers.plants import MONTHS, PLANT, YEAR, add_plant, cell_at, page, published, put

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Cause, CellNote
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.services import entry, expected, missing, overview, periods, samples
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellState
from jcm_desktop.storage import audit


@pytest.fixture
def plant(session: Session) -> Session:
    add_plant(session, points=2)
    return session


def note(session: Session, at: int, text: str) -> None:
    session.run(entry.write_note, PLANT, YEAR, "(1)", MONTHS[at], text)


def test_a_note_stands_on_any_cell_with_its_writer_and_is_undone(plant: Session) -> None:
    put(plant, "1900")
    note(plant, 0, "read by torch light")
    note(plant, 3, "meter cabinet locked")
    assert (cell_at(plant, 0).note, cell_at(plant, 3).note) == ("read by torch light", "meter cabinet locked")
    assert plant.actor in cell_at(plant, 3).note_by
    assert cell_at(plant, 3).state is CellState.EMPTY
    note(plant, 3, "key found")
    plant.run(entry.undo, PLANT, YEAR)
    assert cell_at(plant, 3).note == "meter cabinet locked"
    assert page(plant).undo_text == "note on (1) April 2020"
    note(plant, 0, " ")
    assert cell_at(plant, 0).note == ""
    plant.run(entry.undo, PLANT, YEAR)
    assert cell_at(plant, 0).note == "read by torch light"
    plant.run(entry.redo, PLANT, YEAR)
    assert cell_at(plant, 0).note == ""
    found = plant.run(lambda inner: load(inner, PLANT, YEAR).dossier.declarations)
    assert [one.subject for one in found if isinstance(one, CellNote)] == [f"(1) {MONTHS[3]}"]


def test_a_note_that_says_the_same_is_no_step(plant: Session) -> None:
    note(plant, 0, "same")
    note(plant, 0, "same ")
    plant.run(entry.undo, PLANT, YEAR)
    assert page(plant).undo_text == ""
    note(plant, 1, "")
    assert page(plant).undo_text == ""


def test_undo_walks_over_entries_notes_blocks_and_statements_alike(plant: Session) -> None:
    def state() -> list[tuple[str, str, str]]:
        return [(one.text, one.note, one.missing) for row in page(plant).rows for one in row.cells]

    states = [state()]
    steps: list[Callable[[], object]] = [
        lambda: put(plant, "1900", "2000"),
        lambda: note(plant, 0, "one"),
        lambda: plant.run(missing.state_missing, PLANT, YEAR, "(1)", MONTHS[2], Cause.OUTAGE),
        lambda: put(plant, "words", at=2),
        lambda: put(plant, "2,5", "3.5", at=2),
        lambda: plant.run(missing.state_missing, PLANT, YEAR, "(2)", MONTHS[0], Cause.OTHER, text="why"),
        lambda: put(plant, "", "", "", at=1),
        lambda: note(plant, 0, ""),
    ]
    for step in steps:
        step()
        states.append(state())
    for wanted in reversed(states[:-1]):
        plant.run(entry.undo, PLANT, YEAR)
        assert state() == wanted
    for wanted in states[1:]:
        plant.run(entry.redo, PLANT, YEAR)
        assert state() == wanted
    assert plant.run(lambda inner: all(one.intact for one in inner.workspace.verify_chains().values()))


def test_a_block_with_decimal_commas_is_read_as_its_clear_cells_show(plant: Session) -> None:
    put(plant, "1.234,5", "1,234", "2.000", "7")
    assert [cell_at(plant, at).edit_text for at in range(4)] == ["1234.5", "1.234", "2000", "7"]
    put(plant, "1,234.5", "1,234", "2.000", at=4)
    assert [cell_at(plant, at).edit_text for at in range(4, 7)] == ["1234.5", "1234", "2"]
    with pytest.raises(UserError, match="ambiguous"):
        put(plant, "1,234", "7", at=7)
    plant.run(entry.undo, PLANT, YEAR)
    plant.run(entry.redo, PLANT, YEAR)
    assert cell_at(plant, 5).edit_text == "1234"


def test_a_published_value_may_be_taken_over_and_says_from_where(plant: Session) -> None:
    own = definition("MN_AM003", "2.0")
    point = samples.sample("MN006").plan.points[0]
    assert not expected.may_be_copied(point, own)
    assert not expected.may_be_copied(changed(point, meters=(), option="C"), own)
    assert not expected.may_be_copied(changed(point, option="A"), own)
    assert expected.may_be_copied(changed(point, meters=(), option="A"), own)
    published(plant)
    put(plant, "12.5", point="(2)")
    (offer,) = cell_at(plant, 1, 1).offers
    assert (offer.id, offer.words) == ("copy", "Copy from January 2020: 12.5 MWh")
    assert cell_at(plant, 1, 0).offers == ()
    plant.run(entry.take_offer, PLANT, YEAR, "(2)", MONTHS[1], "copy")
    found = cell_at(plant, 1, 1)
    assert (found.text, found.offers) == ("12.5", ())
    assert "Copied from 2020-01-01..2020-01-31" in found.history
    plant.run(entry.undo, PLANT, YEAR)
    assert cell_at(plant, 1, 1).text == ""


def test_what_is_expected_comes_from_plan_capacity_and_the_values_before(plant: Session) -> None:
    put(plant, "1900", "2000", "2200")
    words = cell_at(plant, 3).expected.splitlines()
    assert words[0].startswith("About 2,096 MWh by the plan")
    assert "3 values before" in words[1]
    assert words[2].startswith("At most 10,800 MWh")
    assert words[3].startswith("Usual here: 1,")
    assert cell_at(plant, 3).last == "2,200 MWh in March 2020"
    put(plant, "1000", "2100", at=3)
    assert cell_at(plant, 3).unusual
    assert not cell_at(plant, 4).unusual
    first = cell_at(plant, 0)
    assert "values before" not in first.expected
    assert first.last == ""


def test_a_band_never_goes_beyond_the_capacity() -> None:
    point = changed(samples.sample("MN006").plan.points[0], capacity=Quantity(Decimal(3), "MW"))
    series = expected.Series(point, (), definition("MN_AM003", "2.0"))
    found = series.expectation(Span(date(2020, 1, 1), date(2020, 1, 31)))
    assert found.band is not None
    assert found.band.high == 3 * 24 * 31
    assert found.unusual(Decimal(2233))
    assert not found.unusual(Decimal(2232))


def test_a_frozen_period_says_so_and_takes_nothing(session: Session) -> None:
    span = samples.sample("MN006").period
    month = next(iter(span.months()))
    session.actor = "the manager"
    session.run(periods.freeze, "MN006", span)
    grid = session.run(entry.grid, "MN006", span)
    assert grid.frozen is not None
    assert "Approved by the manager" in grid.frozen.words
    assert grid.vintages == ("2019", "2020")
    change: Callable[[], object]
    for change in (
        lambda: session.run(entry.write_note, "MN006", span, "(1)", month, "late"),
        lambda: session.run(missing.state_missing, "MN006", span, "(1)", Span(month.first, month.first), Cause.OTHER),
    ):
        with pytest.raises(UserError, match="frozen"):
            change()
    session.run(periods.reopen, "MN006", span, "a value was wrong")
    assert session.run(entry.grid, "MN006", span).frozen is None


def test_months_to_come_are_not_due(plant: Session) -> None:
    coming = Span(date(2026, 11, 1), date(2026, 12, 31))
    plant.run(overview.open_period, PLANT, coming)
    with clock.frozen(clock.now().replace(year=2026, month=12, day=5)):
        assert [row.due for row in page(plant, coming).rows] == [True, False]


def test_each_step_is_an_event(plant: Session) -> None:
    put(plant, "1900")
    note(plant, 0, "one")

    def kinds(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.kind for one in audit.events(connection, PLANT)]

    assert plant.run(kinds)[-2:] == ["readings.entered", "declaration.made"]
