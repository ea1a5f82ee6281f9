"""Freezing a period: four eyes, no entry while it is frozen, open again with a reason, all of it on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jcm_desktop.domain.declaration import Approval, Declaration, EligibilityAnswer
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import declaring, entry, overview, periods, samples
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from jcm_desktop.storage import audit

SPAN = samples.sample("MN006").period
MONTH = next(iter(SPAN.months()))
EDIT = (CellEdit("(1)", MONTH, "2000"),)


def declared(session: Session) -> tuple[Declaration, ...]:
    return session.run(lambda inner: load(inner, "MN006", SPAN).dossier.declarations)


def code(session: Session, use_case: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, "MN006", SPAN, *arguments)
    return caught.value.code


def kinds(session: Session) -> list[str]:
    def read(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.kind for one in audit.events(connection, "MN006")]

    return session.run(read)


def test_who_typed_needs_a_reason_to_approve(session: Session) -> None:
    session.run(entry.enter_cells, "MN006", SPAN, (CellEdit("(1)", MONTH, "2034"),))
    assert code(session, periods.freeze) == "period.one_person"
    session.run(periods.freeze, "MN006", SPAN, "one person runs this plant")
    (approval,) = [one for one in declared(session) if isinstance(one, Approval)]
    assert approval.frozen
    assert session.actor in approval.entered_by
    assert approval.by == session.actor


def test_somebody_else_needs_none(session: Session) -> None:
    session.actor = "the manager"
    session.run(periods.freeze, "MN006", SPAN)
    assert kinds(session)[-1] == "period.frozen"


def test_a_frozen_period_takes_no_entry_until_it_is_opened_again(session: Session) -> None:
    session.actor = "the manager"
    session.run(periods.freeze, "MN006", SPAN)
    assert code(session, entry.enter_cells, EDIT) == "period.frozen"
    assert code(session, declaring.declare, EligibilityAnswer(criterion="1", met=True)) == "period.frozen"
    assert code(session, periods.freeze) == "period.frozen"
    assert code(session, periods.reopen, "") == "period.reason_missing"
    session.run(periods.reopen, "MN006", SPAN, "a late invoice came in")
    session.run(entry.enter_cells, "MN006", SPAN, EDIT)
    assert code(session, periods.reopen, "a late invoice came in") == "period.not_frozen"
    assert [one for one in kinds(session) if one.startswith("period.")] == [
        "period.opened",
        "period.frozen",
        "period.reopened",
    ]


def test_problems_must_be_solved_first(session: Session) -> None:
    session.run(entry.enter_cells, "MN006", SPAN, (CellEdit("(1)", MONTH, "about 2000"),))
    assert code(session, periods.freeze, "one person runs this plant") == "period.not_ready"


def test_a_statement_is_stamped_and_can_be_taken_back(session: Session) -> None:
    before = declared(session)
    answer = EligibilityAnswer(criterion="9", met=True, text="as at the start")
    session.run(declaring.declare, "MN006", SPAN, answer)
    (stored,) = set(declared(session)) - set(before)
    assert (stored.by, stored.at is not None) == (session.actor, True)
    session.run(declaring.withdraw, "MN006", SPAN, stored)
    assert declared(session) == before
    assert kinds(session)[-2:] == ["declaration.made", "declaration.withdrawn"]


def test_both_sides_of_the_end_of_2020_are_opened_together_or_not_at_all(session: Session) -> None:
    session.run(overview.start_project, "MN003")
    across = Span(date(2020, 7, 1), date(2021, 6, 30))
    early, late = Span(date(2020, 7, 1), date(2020, 12, 31)), Span(date(2021, 1, 1), date(2021, 6, 30))

    def spans() -> list[Span]:
        cards = session.run(overview.start_page)
        return [one.span for card in cards if card.reference == "MN003" for one in card.periods]

    with pytest.raises(UserError, match=r"period\.crosses_2020"):
        session.run(overview.open_period, "MN003", across)
    session.run(overview.open_period, "MN003", Span(date(2021, 6, 1), date(2021, 12, 31)))
    with pytest.raises(UserError, match=r"period\.overlaps"):
        session.run(overview.open_split, "MN003", across)
    assert spans() == [Span(date(2021, 6, 1), date(2021, 12, 31))]
    session.run(overview.open_split, "MN003", Span(across.first, date(2021, 5, 31)))
    assert spans() == [early, Span(late.first, date(2021, 5, 31)), Span(date(2021, 6, 1), date(2021, 12, 31))]


def test_no_period_is_opened_in_a_year_of_no_sense(session: Session) -> None:
    for last in (date(2999, 12, 31), date(9999, 12, 31)):
        with pytest.raises(UserError) as caught:
            session.run(overview.open_period, "MN006", Span(date(2021, 1, 1), last))
        assert caught.value.code == "period.senseless"
