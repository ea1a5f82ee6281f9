"""What is stated on the evidence page: asked for again in every period, offered, never taken silently."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import checking, entry, evidence_page, overview, periods, samples
from jcm_desktop.services.evidence_page import AnswerState, StatementsView
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories

PROJECT = "MN006"
OLD = samples.sample(PROJECT).period
NEW = Span(date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
def following(session: Session) -> Session:
    """The sample with a second period, in which nothing is stated yet."""
    session.run(overview.open_period, PROJECT, NEW)
    return session


def page(session: Session, span: Span = NEW) -> StatementsView:
    return session.run(evidence_page.statements_page, PROJECT, span)


def codes(session: Session, span: Span = NEW) -> list[str]:
    return [one.code for one in session.run(checking.checks_page, PROJECT, span).findings]


def refused(session: Session, use_case: object, *arguments: object, **named: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)  # type: ignore[arg-type]
    return caught.value.code


def test_a_new_period_is_unanswered_and_offers_the_last(following: Session) -> None:
    view = page(following)
    assert [one.state for one in view.criteria] == [AnswerState.MISSING] * 4
    assert all(one.answer is None and one.earlier and one.earlier.met for one in view.criteria)
    assert view.scheme.state is AnswerState.MISSING
    assert view.scheme.earlier
    assert view.missing == 5
    assert page(following, OLD).missing == 0
    assert codes(following).count("ELG-01") == 4


def test_an_answer_takes_its_finding_away(following: Session) -> None:
    (file, *_others) = page(following).files
    following.run(evidence_page.answer_criterion, PROJECT, NEW, "1", "", [file.sha256, file.sha256], met=True)
    first = page(following).criteria[0]
    assert first.state is AnswerState.DONE
    assert first.answer is not None
    assert first.answer.files == (file.sha256,)
    assert codes(following).count("ELG-01") == 3
    following.run(evidence_page.answer_criterion, PROJECT, NEW, "2", "", [], met=True)
    following.run(evidence_page.answer_criterion, PROJECT, NEW, "3", "no longer", [], met=False)
    states = [one.state for one in page(following).criteria]
    assert states[1:] == [AnswerState.NOT_SHOWN, AnswerState.NOT_MET, AnswerState.MISSING]
    assert codes(following).count("ELG-01") == 3
    following.run(evidence_page.take_back, PROJECT, NEW, "eligibility", "1")
    assert page(following).criteria[0].state is AnswerState.MISSING
    assert refused(following, evidence_page.take_back, PROJECT, NEW, "eligibility", "1") == "statement.gone"


def test_the_page_and_the_checks_agree(following: Session) -> None:
    """Whatever is stated, as many statements are missing as checks of statements find something."""
    stated = ("ELG-01", "DBL-01", "EVD-08")
    assert page(following).missing == sum(code in stated for code in codes(following))
    following.run(evidence_page.state_single_scheme, PROJECT, NEW, "Asked the owner on 2022-01-10")
    assert page(following).missing == 4 == sum(code in stated for code in codes(following))


def test_statements_that_say_nothing_are_refused(following: Session) -> None:
    answer = evidence_page.answer_criterion
    assert refused(following, answer, PROJECT, NEW, "99", "x", [], met=True) == "evidence.no_such_criterion"
    assert refused(following, answer, PROJECT, NEW, "1", "x", ["0" * 64], met=True) == "evidence.not_of_project"
    assert refused(following, evidence_page.state_single_scheme, PROJECT, NEW, " no ") == "statement.empty"


def test_every_month_is_looked_through_where_the_plan_says_so(following: Session) -> None:
    def monthly(session: Session) -> None:
        with session.workspace.unit_of_work(session.actor) as work:
            plan = repositories.plan(work.connection, PROJECT)
            new = msgspec.structs.replace(plan, version=plan.version + 1, integrity_check="monthly")
            repositories.save_plan(work.connection, PROJECT, new, clock.now())
            work.record(PROJECT, "plan.changed", str(new.version), {"plan": new})

    assert page(following).months == ()
    following.run(monthly)
    view = page(following)
    assert len(view.months) == 12
    assert codes(following).count("EVD-08") == 12
    note = evidence_page.note_integrity
    march = view.months[2].span
    following.run(note, PROJECT, NEW, march, " Dorj ", "all there")
    found = page(following).months[2]
    assert (found.person, found.text, found.state) == ("Dorj", "all there", AnswerState.DONE)
    assert codes(following).count("EVD-08") == 11
    assert refused(following, note, PROJECT, NEW, march, "  ") == "integrity.no_person"
    assert refused(following, note, PROJECT, NEW, Span(march.first, march.first), "Dorj") == "integrity.not_a_month"
    following.run(evidence_page.take_back, PROJECT, NEW, "integrity-check", str(march))
    assert page(following).months[2].state is AnswerState.MISSING


def test_a_month_that_is_not_over_cannot_be_noted(session: Session) -> None:
    ahead = Span(date(2090, 1, 1), date(2090, 12, 31))
    session.run(overview.open_period, PROJECT, ahead)
    month = next(iter(ahead.months()))
    assert refused(session, evidence_page.note_integrity, PROJECT, ahead, month, "D") == "integrity.month_not_over"


def test_a_frozen_period_can_be_read_only(session: Session) -> None:
    for found in session.run(checking.checks_page, PROJECT, OLD).findings:
        if found.needs_reason:
            session.run(checking.give_reason, PROJECT, OLD, found.code, found.place, "Constructed sample data")
    assert page(session, OLD).frozen == ""
    session.run(periods.freeze, PROJECT, OLD, "one person runs this site")
    assert "frozen" in page(session, OLD).frozen
    assert refused(session, evidence_page.state_single_scheme, PROJECT, OLD, "still true") == "period.frozen"
    assert session.run(entry.grid, PROJECT, OLD).entered
