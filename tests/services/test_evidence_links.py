"""What is said of a file is put right, used once more and taken back; what was said before stays to be read."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.services import (
    checking,
    entry,
    evidence,
    evidence_files,
    evidence_history,
    evidence_page,
    overview,
    periods,
    samples,
)
from jcm_desktop.services.dossiers import load_dossier
from jcm_desktop.services.evidence import Proof, proof_of
from jcm_desktop.services.evidence_files import FileRow
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories
from jcm_desktop.storage.tables import evidence as stored

PROJECT = "MN006"
PERIOD = samples.sample(PROJECT).period
JULY = Proof("invoice", ("(1)",), "Seller", date(2019, 7, 6), date(2019, 7, 31), "page 2", "12.50")


def attached(session: Session, proof: Proof = JULY) -> Evidence:
    path = session.folder / "bill.txt"
    path.write_text("July: 12.5 MWh", encoding="utf-8")
    session.run(evidence.attach_files, PROJECT, (str(path),), proof)
    return rows(session)[0].item


def rows(session: Session) -> tuple[FileRow, ...]:
    return session.run(evidence_files.files_page, PROJECT, PERIOD).rows


def refused(session: Session, use_case: object, *arguments: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments)  # type: ignore[arg-type]
    return caught.value.code


def ever_said(session: Session) -> list[Evidence]:
    """Every row of the table, whatever counts."""

    def look(inner: Session) -> list[Evidence]:
        with inner.workspace.read() as connection:
            bodies = connection.scalars(stored.select().with_only_columns(stored.c.body).order_by(stored.c.number))
            return [msgspec.json.decode(body, type=Evidence) for body in bodies]

    return [one for one in session.run(look) if one.name == "bill.txt"]


def test_everything_that_is_said_of_a_file_can_be_put_right(session: Session) -> None:
    item = attached(session)
    assert proof_of(item) == msgspec.structs.replace(JULY, total="12.5")
    right = Proof(
        "meter-record", ("(1)",), "Plant", date(2019, 8, 1), date(2019, 8, 31), "page 3", "", confidential=True
    )
    session.run(evidence.correct_link, PROJECT, item, right, "  wrong month ")
    found = rows(session)[0].item
    assert proof_of(found) == right
    assert (found.sha256, found.name, found.size) == (item.sha256, item.name, item.size)
    first, withdrawn, second = ever_said(session)
    assert (first, second) == (item, found)
    assert (withdrawn.withdrawn, withdrawn.reason, withdrawn.link) == (True, "wrong month", item.link)
    dossier, _definition = session.run(load_dossier, PROJECT, PERIOD)
    assert [one for one in dossier.evidence if one.name == "bill.txt"] == [found]


def test_a_mark_alone_is_put_right_and_back(session: Session) -> None:
    item = attached(session)
    secret = msgspec.structs.replace(proof_of(item), confidential=True)
    session.run(evidence.correct_link, PROJECT, item, secret)
    hidden = rows(session)[0].item
    assert hidden.confidential
    session.run(evidence.correct_link, PROJECT, hidden, proof_of(item))
    assert [one.item for one in rows(session) if one.name == "bill.txt"] == [item]
    assert len(ever_said(session)) == 5


def test_what_contradicts_itself_or_the_plan_is_refused_and_changes_nothing(session: Session) -> None:
    item = attached(session)
    good = proof_of(item)
    correct = evidence.correct_link
    cases = {
        "evidence.nothing_changed": good,
        "evidence.unknown_kind": msgspec.structs.replace(good, kind="song"),
        "evidence.days_reversed": msgspec.structs.replace(good, first=date(2019, 9, 1)),
        "evidence.unknown_point": msgspec.structs.replace(good, points=("(9)",)),
        "evidence.total_not_taken": msgspec.structs.replace(good, points=()),
        "number.invalid": msgspec.structs.replace(good, total="twelve"),
    }
    for code, proof in cases.items():
        assert refused(session, correct, PROJECT, item, proof) == code
    other = msgspec.structs.replace(item, issuer="Nobody")
    assert refused(session, correct, PROJECT, other, good) == "evidence.link_gone"
    assert ever_said(session) == [item]


def test_a_file_is_used_for_more_but_never_twice_for_the_same_days(session: Session) -> None:
    item = attached(session)
    again = evidence.link_again
    august = msgspec.structs.replace(proof_of(item), first=date(2019, 8, 1), last=date(2019, 8, 31), total="9")
    session.run(again, PROJECT, item, august)
    assert [one.total for one in rows(session) if one.name == "bill.txt"] == ["9 MWh", "12.5 MWh"]
    assert refused(session, again, PROJECT, item, august) == "evidence.linked_already"
    other_words = msgspec.structs.replace(august, issuer="Another")
    assert refused(session, again, PROJECT, item, other_words) == "evidence.linked_already"
    assert refused(session, evidence.correct_link, PROJECT, item, other_words) == "evidence.linked_already"
    path = str(session.folder / "bill.txt")
    assert refused(session, evidence.attach_files, PROJECT, (path,), other_words) == "evidence.linked_already"
    gone = msgspec.structs.replace(item, sha256="0" * 64)
    assert refused(session, again, PROJECT, gone, august) == "evidence.link_gone"
    session.run(evidence.withdraw_evidence, PROJECT, rows(session)[0].item, "of another plant")
    assert [one.item for one in rows(session) if one.name == "bill.txt"] == [item]


def test_a_frozen_period_keeps_its_entries_as_they_are(session: Session) -> None:
    before = attached(session, msgspec.structs.replace(JULY, first=date(2018, 1, 1), last=date(2018, 1, 31)))
    item = next(one.item for one in rows(session) if one.item.kind == "meter-record")
    for found in session.run(checking.checks_page, PROJECT, PERIOD).findings:
        if found.needs_reason:
            session.run(checking.give_reason, PROJECT, PERIOD, found.code, found.place, "Constructed sample data")
    session.run(periods.freeze, PROJECT, PERIOD, "one person runs this site")
    renamed = msgspec.structs.replace(proof_of(item), issuer="Somebody")
    assert refused(session, evidence.correct_link, PROJECT, item, renamed) == "period.frozen"
    moved_in = msgspec.structs.replace(proof_of(before), first=PERIOD.first, last=PERIOD.first)
    assert refused(session, evidence.correct_link, PROJECT, before, moved_in) == "period.frozen"
    session.run(evidence.correct_link, PROJECT, before, msgspec.structs.replace(proof_of(before), issuer="Somebody"))


def test_an_answer_keeps_its_file_when_the_entry_is_put_right(session: Session) -> None:
    item = attached(session)
    session.run(evidence_page.answer_criterion, PROJECT, PERIOD, "1", "", [item.sha256], met=True)
    session.run(evidence.correct_link, PROJECT, item, msgspec.structs.replace(proof_of(item), page="page 7"))
    view = session.run(evidence_page.statements_page, PROJECT, PERIOD)
    answer = view.criteria[0].answer
    assert answer is not None
    assert answer.files == (item.sha256,)


def test_the_history_says_what_was_said_and_what_became_of_it(session: Session) -> None:
    item = attached(session)
    right = msgspec.structs.replace(proof_of(item), page="page 3", total="", confidential=True)
    session.run(evidence.correct_link, PROJECT, item, right)
    session.run(evidence.withdraw_evidence, PROJECT, rows(session)[0].item, "of another plant")
    lines = session.run(evidence_history.file_history, PROJECT, item.sha256)
    assert [one.what for one in lines] == ["Attached", "Corrected", "Withdrawn"]
    assert lines[0].details == (
        "kind: Invoice",
        "points: (1)",
        "days: 2019-07-06 to 2019-07-31",
        "issuer: Seller",
        "page: page 2",
        "total: 12.5",
    )
    assert lines[1].details == ("page: page 2 → page 3", "total: 12.5 → –", "confidential: – → yes")
    assert [one.reason for one in lines] == ["", "Corrected", "of another plant"]
    assert all(one.who and one.when for one in lines)
    assert session.run(evidence_history.file_history, PROJECT, "0" * 64) == ()


def test_values_and_files_are_told_both_ways(session: Session) -> None:
    """A value names its files, a file its values: the same pairs from both ends, whatever is linked."""
    attached(session, msgspec.structs.replace(JULY, first=date(2019, 7, 20), last=date(2019, 9, 2), total=""))
    path = session.folder / "always.txt"
    path.write_text("for all days", encoding="utf-8")
    session.run(evidence.attach_files, PROJECT, (str(path),), Proof("other", ("(1)",)))
    grid = session.run(entry.grid, PROJECT, PERIOD)
    of_values = {(row.span, name) for row in grid.rows for name in row.cells[0].files}
    assert [set(row.cells[0].files) - {"always.txt"} for row in grid.rows[:4]] == [
        *([{"bill.txt", "MN006-meter-record.csv"}] * 3),
        {"MN006-meter-record.csv"},
    ]
    counts = {one.name: one.values[0].words for one in rows(session)}
    assert counts == {
        "always.txt": "(1): 18 values, 2019-07-06 to 2020-12-31",
        "bill.txt": "(1): 3 values, 2019-07-06 to 2019-09-30",
        "MN006-meter-record.csv": "(1): 18 values, 2019-07-06 to 2020-12-31",
    }
    assert len(of_values) == 18 + 3 + 18
    place = next(one.values[0].place for one in rows(session) if one.name == "bill.txt")
    assert place is not None
    assert (place.page, place.point, place.first, place.last) == ("readings", "(1)", "2019-07-06", "2019-07-31")


def test_a_file_without_values_says_so(session: Session) -> None:
    empty = msgspec.structs.replace(PERIOD, first=date(2022, 1, 1), last=date(2022, 12, 31))
    session.run(overview.open_period, PROJECT, empty)
    (one,) = session.run(evidence_files.files_page, PROJECT, empty).rows
    assert (one.values[0].words, one.values[0].place) == ("(1): 0 values", None)


def test_the_repository_gives_what_counts(session: Session) -> None:
    item = attached(session)
    session.run(evidence.correct_link, PROJECT, item, msgspec.structs.replace(proof_of(item), issuer="Other"))

    def look(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.issuer for one in repositories.evidence(connection, PROJECT) if one.name == "bill.txt"]

    assert session.run(look) == ["Other"]
