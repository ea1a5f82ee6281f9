"""What is stated on the evidence page: asked for again in every period, offered, never taken silently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import (
    checking,
    entry,
    evidence,
    evidence_files,
    evidence_page,
    overview,
    periods,
    samples,
)
from jcm_desktop.services.dossiers import load_dossier
from jcm_desktop.services.evidence_page import AnswerState, StatementsView
from jcm_desktop.services.session import Session
from jcm_desktop.storage import audit, repositories

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


def refused(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
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


# --- files ------------------------------------------------------------------------------------------------------------


def bill(session: Session, name: str = "bill.txt", text: str = "January: 12 MWh") -> str:
    path = session.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_files_are_linked_withdrawn_and_linked_again(session: Session) -> None:
    proof = evidence.Proof("invoice", ("(1)",), " Seller ", NEW.first, NEW.last, "page 2", "1,234.5", confidential=True)
    session.run(evidence.attach_files, PROJECT, [bill(session)], proof)
    view = session.run(evidence_files.files_page, PROJECT, OLD)
    row = view.rows[0]
    assert (row.issuer, row.page, row.total) == ("Seller", "page 2", "1,234.5 MWh")
    assert row.confidential
    assert len(view.points[0].files) == 2
    assert "every" in view.summary.casefold()
    withdraw = evidence.withdraw_evidence
    assert refused(session, withdraw, PROJECT, row.item, " ") == "evidence.reason_missing"
    session.run(withdraw, PROJECT, row.item, "the wrong bill")
    assert refused(session, withdraw, PROJECT, row.item, "once more") == "evidence.link_gone"
    after = session.run(evidence_files.files_page, PROJECT, OLD)
    assert row.item not in [one.item for one in after.rows]
    dossier, _definition = session.run(load_dossier, PROJECT, OLD)
    assert [one.kind for one in dossier.evidence] == ["meter-record"]
    session.run(evidence.attach_files, PROJECT, [bill(session)], proof)
    assert session.run(evidence_files.files_page, PROJECT, OLD).rows[0] == row

    def kinds(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.kind for one in audit.events(connection, PROJECT)]

    assert session.run(kinds)[-3:] == ["evidence.attached", "evidence.withdrawn", "evidence.attached"]


def test_several_files_go_in_together_or_not_at_all(session: Session) -> None:
    attach, good = evidence.attach_files, bill(session)
    before = session.run(evidence_files.files_page, PROJECT, OLD).rows
    empty = bill(session, "empty.txt", "")
    proof = evidence.Proof("invoice", ("(1)",))
    assert refused(session, attach, PROJECT, [good, empty], proof) == "evidence.empty"
    wrong = evidence.Proof("invoice", ("(9)",))
    assert refused(session, attach, PROJECT, [good], wrong) == "evidence.unknown_point"
    with_total = evidence.Proof("photograph", ("(1)",), total="5")
    assert refused(session, attach, PROJECT, [good], with_total) == "evidence.total_not_taken"
    assert session.run(evidence_files.files_page, PROJECT, OLD).rows == before
    session.run(attach, PROJECT, [good, bill(session, "b.txt", "February")], proof)
    assert len(session.run(evidence_files.files_page, PROJECT, OLD).rows) == len(before) + 2


def test_a_file_that_shows_a_criterion_stays(session: Session) -> None:
    item = session.run(evidence_files.files_page, PROJECT, OLD).rows[0].item
    session.run(evidence_page.answer_criterion, PROJECT, OLD, "1", "", [item.sha256], met=True)
    assert refused(session, evidence.withdraw_evidence, PROJECT, item, "not needed") == "evidence.in_use"


def test_a_frozen_period_keeps_its_files(session: Session) -> None:
    item = session.run(evidence_files.files_page, PROJECT, OLD).rows[0].item
    for found in session.run(checking.checks_page, PROJECT, OLD).findings:
        if found.needs_reason:
            session.run(checking.give_reason, PROJECT, OLD, found.code, found.place, "Constructed sample data")
    session.run(periods.freeze, PROJECT, OLD, "one person runs this site")
    assert refused(session, evidence.withdraw_evidence, PROJECT, item, "not needed") == "period.frozen"


def test_previews_show_what_can_be_shown(session: Session) -> None:
    attach = evidence.attach_files
    broken = session.folder / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing more")
    long = bill(session, "long.txt", "x" * 30_000)
    session.run(attach, PROJECT, [str(broken), long], evidence.Proof("other"))
    rows = {one.name: one.item.sha256 for one in session.run(evidence_files.files_page, PROJECT, OLD).rows}
    assert refused(session, evidence_files.preview, rows["broken.pdf"], 0, 300) == "evidence.not_shown"
    shown = session.run(evidence_files.preview, rows["long.txt"], 0, 300)
    assert shown.cut
    assert len(shown.text) == evidence_files.TEXT_LIMIT
