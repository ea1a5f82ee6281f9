"""Second entry: drawn by a seed that is kept, compared without being seen, differences told and kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
from helpers.plants import MONTHS, PLANT, REGISTER, YEAR, add_plant, cell_at, put
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.declaration import SecondEntry, SecondEntrySample
from jcm_desktop.domain.errors import UserError
from jcm_desktop.services import checking, entry, second_entry
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.entry_views import SecondView
from jcm_desktop.services.session import Session
from jcm_desktop.storage import audit


@pytest.fixture
def plant(session: Session) -> Session:
    add_plant(session)
    put(session, *(str(1900 + at) for at in range(6)))
    return session


def view(session: Session) -> SecondView:
    return session.run(second_entry.second_page, PLANT, YEAR)


def again(session: Session, at: int, text: str) -> bool:
    return bool(session.run(second_entry.compare, PLANT, YEAR, "(1)", MONTHS[at], text).same)


@given(st.integers(1, 200), st.integers(1, 99), st.integers(0, 10**9))
def test_every_nth_is_drawn_and_always_the_same(count: int, every: int, seed: int) -> None:
    cells = [str(at) for at in range(count)]
    found = second_entry.drawn(cells, every, seed)
    assert found == second_entry.drawn(cells, every, seed)
    assert len(found) >= 1
    assert abs(len(found) - count / every) <= 1
    places = [int(one) for one in found]
    assert all(after - before == every for before, after in pairwise(places))


def test_seeds_reach_every_cell() -> None:
    cells = [str(at) for at in range(7)]
    assert {one for seed in range(100) for one in second_entry.drawn(cells, 7, seed)} == set(cells)


def test_cells_are_asked_for_without_their_value(plant: Session) -> None:
    assert view(plant).every == 0
    plant.run(second_entry.begin, PLANT, YEAR, 2, 5)
    found = view(plant)
    assert (found.every, len(found.asked), found.compared) == (2, 3, ())
    assert {one.unit for one in found.asked} == {"MWh"}
    assert not any("19" in one.label + one.unit for one in found.asked)
    (sample,) = [one for one in declared(plant) if isinstance(one, SecondEntrySample)]
    assert (sample.every, sample.seed) == (2, 5)


def declared(session: Session) -> list[object]:
    return list(session.run(lambda inner: load(inner, PLANT, YEAR).dossier.declarations))


def test_the_same_and_another_value(plant: Session) -> None:
    plant.run(second_entry.begin, PLANT, YEAR, 1, 5)
    assert again(plant, 0, "1900")
    assert again(plant, 1, "1901000 kWh")
    assert not again(plant, 2, "1920")
    found = view(plant)
    assert len(found.asked) == 3
    assert "typed twice" in found.words
    told = [one for one in plant.run(checking.checks_page, PLANT, YEAR).findings if one.code == "VAL-13"]
    assert [one.message for one in told] == [
        "Point (1): 1,902 MWh was entered first, 1,920 MWh the second time.",
    ]


def test_the_second_value_may_be_the_right_one(plant: Session) -> None:
    plant.run(second_entry.begin, PLANT, YEAR, 1, 5)
    compared = plant.run(second_entry.compare, PLANT, YEAR, "(1)", MONTHS[2], "1920.5")
    plant.run(second_entry.take_second, PLANT, YEAR, "(1)", MONTHS[2], compared.second_text)
    found = cell_at(plant, 2)
    assert found.text == "1,920.5"
    assert "second entry" in found.history
    assert [one.same for one in view(plant).compared] == [True]
    assert len(view(plant).asked) == 5
    plant.run(entry.undo, PLANT, YEAR)
    assert cell_at(plant, 2).text == "1,902"


def test_results_are_events_of_the_chain(plant: Session) -> None:
    plant.run(second_entry.begin, PLANT, YEAR, 3, 1)
    asked = view(plant).asked[0]
    plant.run(second_entry.compare, PLANT, YEAR, asked.point, asked.span, "7")

    def subjects(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.subject for one in audit.events(connection, PLANT) if one.kind == "declaration.made"]

    assert plant.run(subjects)[-2:] == ["second-entry-sample", f"second-entry {asked.point} {asked.span}"]
    assert any(isinstance(one, SecondEntry) and not one.same for one in declared(plant))


def test_what_cannot_be_asked_is_refused(plant: Session) -> None:
    for every in (0, 100):
        with pytest.raises(UserError, match="bad_share"):
            plant.run(second_entry.begin, PLANT, YEAR, every)
    plant.run(second_entry.begin, PLANT, YEAR, 99, 1)
    asked = view(plant).asked[0]
    other = next(at for at, month in enumerate(MONTHS) if month != asked.span)
    with pytest.raises(UserError, match="not_asked"):
        again(plant, other, "1")
    with pytest.raises(UserError, match=r"number\.invalid"):
        plant.run(second_entry.compare, PLANT, YEAR, asked.point, asked.span, "what")
    put(plant, *[""] * 6)
    with pytest.raises(UserError, match="nothing"):
        plant.run(second_entry.begin, PLANT, YEAR, 2)


def test_a_register_is_read_again_as_a_register(session: Session) -> None:
    add_plant(session, REGISTER)
    put(session, "910000", "920000")
    session.run(second_entry.begin, PLANT, YEAR, 1, 1)
    assert {one.unit for one in view(session).asked} == {"kWh"}
    assert again(session, 0, "910000")
    assert not again(session, 1, "920001")
    with pytest.raises(UserError, match="backwards"):
        again(session, 1, "902000")
