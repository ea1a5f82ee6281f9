"""Typing what a register shows: openings follow closings, new starts and exchanges, corrections that move the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from helpers.dossiers import changed
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, cell_at, page, put

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.reading import Reading, active
from jcm_desktop.services import checking, entry, overview, results
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, CellState, DerivationNode
from jcm_desktop.storage import repositories


def readings(session: Session) -> tuple[Reading, ...]:
    def read(inner: Session) -> tuple[Reading, ...]:
        with inner.workspace.read() as connection:
            return active(repositories.readings(connection, PLANT))

    return session.run(read)


def texts(session: Session) -> list[tuple[str, str]]:
    return [(row.cells[0].text, row.cells[0].edit_text) for row in page(session).rows]


def codes(session: Session) -> set[str]:
    found = session.run(checking.checks_page, PLANT, YEAR).findings
    return {one.code for one in found if one.code.startswith("VAL-0")}


def test_the_first_opening_is_the_meters_and_each_next_one_the_closing_before(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000")
    put(session, "925,000", at=1, sign=".")
    assert texts(session)[:3] == [("100", "910000"), ("150", "925000"), ("", "")]
    first, second = readings(session)
    assert first.register is not None
    assert second.register is not None
    assert (first.register.opening, first.register.closing) == (Decimal(900_000), Decimal(910_000))
    assert (second.register.opening, second.register.meter, second.register.unit) == (Decimal(910_000), "M-1", "kWh")
    assert second.typed == "925,000 kWh"
    words = cell_at(session, 1).register
    assert "Meter M-1: (925,000 − 910,000) × 10 = 150,000 kWh" in words
    assert "Together 150,000 kWh = 150 MWh" in words
    assert page(session).facts[0].register_unit == "kWh"
    assert "VAL-07" not in codes(session)


def test_a_block_of_closings_is_one_step(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "900100", "900200", "900400")
    assert [value for value, _text in texts(session)[:3]] == ["1", "1", "2"]
    session.run(entry.undo, PLANT, YEAR)
    assert readings(session) == ()
    session.run(entry.redo, PLANT, YEAR)
    assert [value for value, _text in texts(session)[:3]] == ["1", "1", "2"]


def test_without_an_opening_both_readings_are_asked_for(session: Session) -> None:
    add_plant(session, changed(REGISTER, first_reading=None))
    put(session, "910000")
    found = cell_at(session, 0)
    assert (found.state, found.text) == (CellState.DRAFT, "910000")
    assert "12000 > 14000" in found.problem
    assert "VAL-01" in codes(session)
    put(session, "900000 > 910000")
    assert (cell_at(session, 0).text, cell_at(session, 0).edit_text) == ("100", "900000 > 910000")
    put(session, "920000", at=1)
    assert cell_at(session, 1).text == "100"


def test_a_month_left_out_is_not_counted_in_the_next(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000")
    put(session, "930000", at=2)
    found = cell_at(session, 2)
    assert found.state is CellState.DRAFT
    assert "2020-01-31" in found.problem
    put(session, "920000", at=1)
    assert [value for value, _text in texts(session)[:3]] == ["100", "100", "100"]
    session.run(entry.undo, PLANT, YEAR)
    assert texts(session)[:3] == [("100", "910000"), ("", ""), ("930000", "930000")]
    assert len(readings(session)) == 1


def test_a_corrected_closing_moves_the_opening_of_the_next_month(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000", "920000", "930000")
    put(session, "915000")
    assert [value for value, _text in texts(session)[:3]] == ["150", "50", "100"]
    assert "register reading before it was corrected" in cell_at(session, 1).history
    assert "VAL-07" not in codes(session)
    session.run(entry.undo, PLANT, YEAR)
    assert [value for value, _text in texts(session)[:3]] == ["100", "100", "100"]
    session.run(entry.redo, PLANT, YEAR)
    assert [value for value, _text in texts(session)[:3]] == ["150", "50", "100"]


def test_a_closing_beyond_the_next_one_is_found(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000", "920000")
    put(session, "921000")
    assert "VAL-07" in codes(session)
    assert "begins at 910,000 kWh, but the reading before ended at 921,000 kWh" in cell_at(session, 1).problem
    put(session, "919000")
    put(session, "919000 > 920000", at=1)
    assert "VAL-07" not in codes(session)


def test_a_register_that_started_again_is_offered_recorded_and_taken_back(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "999990")
    put(session, "20", at=1)
    found = cell_at(session, 1)
    assert found.state is CellState.DRAFT
    assert "runs backwards, from 999990 to 20" in found.problem
    assert [(one.id, one.words) for one in found.offers] == [
        ("rollover", "The register started again at zero: 300 kWh")
    ]
    session.run(entry.take_offer, PLANT, YEAR, "(1)", MONTHS[1], "rollover")
    found = cell_at(session, 1)
    assert (found.text, found.state, found.offers) == ("0.3", CellState.VALUE, ())
    assert "started again at zero by 2020-02-29" in found.register
    assert "VAL-07" not in codes(session)
    session.run(entry.undo, PLANT, YEAR)
    assert cell_at(session, 1).state is CellState.DRAFT
    session.run(entry.redo, PLANT, YEAR)
    assert cell_at(session, 1).text == "0.3"


def test_a_new_start_is_not_offered_where_it_would_be_far_too_much(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000")
    put(session, "901000", at=1)
    found = cell_at(session, 1)
    assert (found.state, found.offers) == (CellState.DRAFT, ())
    assert "runs backwards" in found.problem


def test_an_offer_that_no_longer_fits_is_refused(session: Session) -> None:
    add_plant(session, REGISTER)
    for offer in ("rollover", "copy", "else"):
        with pytest.raises(UserError, match="offer_gone"):
            session.run(entry.take_offer, PLANT, YEAR, "(1)", MONTHS[1], offer)


def test_an_exchanged_meter_is_shown_in_words(session: Session) -> None:
    swap = MeterEvent(date(2020, 2, 10), "swap", Decimal(912_000), Decimal(5), "M-2")
    new = Meter("M-2", kind="cumulative", digits=6, multiplier=Decimal(1), unit="kWh")
    add_plant(session, changed(REGISTER, events=(swap,)), new)
    put(session, "910000", "4005")
    found = cell_at(session, 1)
    assert found.text == "24"
    assert found.register.splitlines() == [
        "Meter M-1: (912,000 − 910,000) × 10 = 20,000 kWh (exchanged on 2020-02-10)",
        "Meter M-2: 4,005 − 5 = 4,000 kWh",
        "Together 24,000 kWh = 24 MWh",
    ]


def test_a_value_can_be_entered_where_no_register_can_be_read(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000", "= 95.5")
    found = cell_at(session, 1)
    assert (found.text, found.edit_text) == ("95.5", "=95.5")
    assert "not read from the register" in found.register
    put(session, "", at=1)
    session.run(entry.undo, PLANT, YEAR)
    assert cell_at(session, 1).edit_text == "=95.5"


def test_the_unit_of_the_first_reading_is_remembered(session: Session) -> None:
    add_plant(session, changed(REGISTER, unit="", first_reading=None, multiplier=Decimal(1)))
    assert page(session).facts[0].register_unit == "MWh"
    put(session, "1000 > 3000 kWh")
    put(session, "6000", at=1)
    put(session, "7 MWh", at=2)
    assert [value for value, _text in texts(session)[:3]] == ["2", "3", "1"]
    put(session, "3 pieces", at=3)
    assert cell_at(session, 3).state is CellState.DRAFT


def test_the_opening_of_a_period_is_the_closing_of_the_one_before(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, *(str(900_000 + 1000 * at) for at in range(1, 13)))
    coming = Span(date(2021, 1, 1), date(2021, 12, 31))
    session.run(overview.open_period, PLANT, coming)
    put(session, "913000", span=coming)
    found = cell_at(session, 0, span=coming)
    assert found.text == "10"
    assert found.last == "10 MWh in December 2020"
    assert "the same month a year before" in found.expected
    assert len(page(session, coming).facts[0].spark) == 24


def test_the_derivation_shows_opening_and_closing(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000")
    view = session.run(results.result_page, PLANT, YEAR)
    details = [one.detail for one in walk(view.vintages[0].derivations[0])]
    assert any("900,000 → 910,000 kWh (M-1)" in detail for detail in details)


def walk(node: DerivationNode) -> list[DerivationNode]:
    return [node, *(each for child in node.children for each in walk(child))]


def test_an_ambiguous_closing_is_asked_about(session: Session) -> None:
    add_plant(session, changed(REGISTER, first_reading=Decimal(1)))
    with pytest.raises(UserError) as caught:
        put(session, "1,234")
    assert caught.value.code == "number.ambiguous"
    put(session, "1,234", sign=".")
    assert cell_at(session, 0).edit_text == "1234"
    edit = CellEdit("(1)", MONTHS[1], "1,234 > 1,500.5")
    with pytest.raises(UserError, match="ambiguous"):
        session.run(entry.enter_cells, PLANT, YEAR, (edit,))
