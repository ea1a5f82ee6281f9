"""What cells show: unfinished text does not count, long numbers are short in sight only, undo is exact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from helpers.road import opened
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop import clock
from jcm_desktop.domain.quantity import rounded
from jcm_desktop.services import entry, periods, results, samples
from jcm_desktop.services.formatting import is_short, number, short_number
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Cell, CellEdit, EntryGrid
from jcm_desktop.storage import repositories

SPAN = samples.sample("MN006").period
MONTHS = list(SPAN.months())


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path) as made:
        yield made


def type_(session: Session, text: str, at: int = 1) -> None:
    session.run(entry.enter_cells, "MN006", SPAN, (CellEdit("(1)", MONTHS[at], text),))


def grid(session: Session) -> EntryGrid:
    return session.run(entry.grid, "MN006", SPAN)


def cell(session: Session, at: int = 1) -> Cell:
    return grid(session).rows[at].cells[0]


def test_unfinished_text_over_a_value_does_not_count(session: Session) -> None:
    before = grid(session)
    type_(session, "", at=1)
    without = grid(session)
    session.run(entry.undo, "MN006", SPAN)
    type_(session, "abc", at=1)
    shown = grid(session)
    assert before.claimed is not None
    assert shown.claimed is not None
    assert without.claimed is not None
    assert shown.claimed == without.claimed < before.claimed
    assert shown.totals == without.totals
    page = session.run(results.result_page, "MN006", SPAN)
    assert page.claimed == number(Decimal(shown.claimed))
    assert page.unfinished == shown.unfinished
    assert "1 cell holds text that is not a value" in shown.unfinished
    session.run(entry.undo, "MN006", SPAN)
    again = grid(session)
    assert (again.claimed, again.unfinished) == (before.claimed, "")


def test_undo_brings_back_the_typed_text_and_its_unit(session: Session) -> None:
    type_(session, "1500 GJ")
    first = cell(session)
    assert first.converted == "1500 GJ ≈ 416.666667 MWh"
    type_(session, "1500")
    session.run(entry.undo, "MN006", SPAN)
    back = cell(session)
    assert (back.text, back.converted, back.edit_text) == (first.text, first.converted, "1500 GJ")
    session.run(entry.redo, "MN006", SPAN)
    assert cell(session).text == "1,500"
    session.run(entry.undo, "MN006", SPAN)
    session.run(entry.undo, "MN006", SPAN)
    assert cell(session).text == "2,347.96"


def test_a_long_number_is_short_in_sight_and_whole_in_the_store(session: Session) -> None:
    type_(session, "1500 GJ")
    found, page = cell(session), grid(session)
    assert found.text == "416.666667"
    assert found.exact.startswith("416.66666666666666")
    assert len(page.totals[0].partition(".")[2]) <= 6
    type_(session, "1500")
    assert "416.666667 MWh" in cell(session).history
    with session.workspace.read() as connection:
        stored = [one.quantity.value for one in repositories.readings(connection, "MN006") if one.quantity]
    assert any(len(one.as_tuple().digits) > 20 for one in stored)


def test_after_a_reopening_its_reason_is_that_of_the_corrections(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "The meter at the gate was read again by the utility"
    with session.workspace.unit_of_work("Bat") as work:
        repositories.set_frozen(work.connection, "MN006", SPAN, frozen=True)
    session.run(periods.reopen, "MN006", SPAN, why)
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    type_(session, "2350")
    assert why in cell(session).history
    type_(session, "2351")  # typed after it: an ordinary correction
    assert cell(session).history.count(why) == 1


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=12))
def test_short_numbers_are_near_and_say_when_they_are_all(value: Decimal) -> None:
    shown = Decimal(short_number(value).replace(",", "").replace("−", "-"))
    assert abs(shown - value) <= Decimal("0.0000005")
    assert is_short(value) == (shown == value)
    assert rounded(Fraction(shown), 12)[1]
