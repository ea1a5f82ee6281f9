"""Waivers: recorded by a monitoring manager for an authority, for a place and until a day; never for what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from helpers.road import KEYS, PASSPHRASE, PROJECT, make_keys

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Waiver
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.services import checking, declaring, entry, periods, reporting, samples, waiving
from jcm_desktop.services.check_views import ChecksView, FindingRow
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from jcm_desktop.services.waiving import Decision
from jcm_desktop.storage import audit

SPAN = samples.sample(PROJECT).period
MONTHS = list(SPAN.months())
UNTIL = date(2027, 12, 31)
DECISION = Decision("Joint Committee", "9th meeting", "The meter was read by the grid operator.", UNTIL)


@pytest.fixture(autouse=True)
def today() -> object:
    with clock.frozen(datetime(2026, 11, 25, 8, 0, tzinfo=UTC)):
        yield


def page(session: Session) -> ChecksView:
    return session.run(checking.checks_page, PROJECT, SPAN)


def broken(session: Session, text: str = "-5", code: str = "VAL-02", at: int = 3) -> FindingRow:
    """A wrong month, and what is found at it."""
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", MONTHS[at], text),))
    return found(session, code, MONTHS[at].first.isoformat())


def found(session: Session, code: str, first: str) -> FindingRow:
    return next(one for one in page(session).findings if one.code == code and one.place.first in ("", first))


def manager_key(session: Session, code: str, place: Place) -> str:
    ((key, _holder),) = session.run(waiving.waiving_view, PROJECT, SPAN, code, place).keys
    return key


def waive(session: Session, one: FindingRow, decision: Decision = DECISION, passphrase: str = PASSPHRASE) -> str:
    key = manager_key(session, one.code, one.place)
    return session.run(waiving.waive, PROJECT, SPAN, one.code, one.place, decision, passphrase, key).message


def refused(session: Session, one: FindingRow, decision: Decision = DECISION, key: str = "", **named: str) -> str:
    with pytest.raises(UserError) as caught:
        session.run(
            waiving.waive,
            PROJECT,
            SPAN,
            named.get("code", one.code),
            one.place,
            decision,
            named.get("passphrase", PASSPHRASE),
            key,
        )
    return caught.value.code


def test_a_waived_finding_stands_with_its_authority_and_blocks_no_longer(session: Session) -> None:
    make_keys(session)
    one = broken(session)
    assert (one.blocks, one.may_be_waived, one.never_waived) == (True, True, "")
    assert "until 2027-12-31, by Joint Committee" in waive(session, one)
    after = found(session, "VAL-02", one.place.first)
    assert (after.severity, after.blocks, after.may_be_waived) == (Severity.WAIVED, False, False)
    assert after.reason == "Joint Committee, 9th meeting: The meter was read by the grid operator."
    assert after.reason_by == f"{KEYS['manager'][0]}, 2026-11-25 08:00 UTC"
    (waiver,) = page(session).waivers
    assert (waiver.authority, waiver.days, waiver.tone) == ("Joint Committee", "until 2027-12-31", "green")
    assert waiver.place_words == one.place_words == "Readings, point (1), October 2019"
    assert "VAL-02" not in {each.code for each in session.run(reporting.report_page, PROJECT, SPAN).blockers}
    with session.workspace.read() as connection:
        (last,) = [each for each in audit.events(connection, PROJECT) if each.kind == "declaration.made"][-1:]
    assert "VAL-02" in last.subject


def test_a_waiver_is_withdrawn_and_what_it_was_for_counts_again(session: Session) -> None:
    make_keys(session, "manager")
    one = broken(session)
    waive(session, one)
    (waiver,) = page(session).waivers
    done = session.run(waiving.withdraw_waiver, PROJECT, SPAN, waiver.subject)
    assert "counts again" in done.message
    assert page(session).waivers == ()
    assert found(session, "VAL-02", one.place.first).blocks
    with pytest.raises(UserError) as caught:
        session.run(waiving.withdraw_waiver, PROJECT, SPAN, waiver.subject)
    assert caught.value.code == "waiver.unknown"


def test_a_waiver_of_a_check_that_is_no_more_is_still_shown(session: Session) -> None:
    old = Waiver(code="OLD-01", authority="Joint Committee", reference="1st meeting", reason="Decided long ago.")
    session.run(declaring.declare, PROJECT, SPAN, old)
    (waiver,) = page(session).waivers
    assert (waiver.code, waiver.title, waiver.days) == ("OLD-01", "", "without an end")
    session.run(waiving.withdraw_waiver, PROJECT, SPAN, waiver.subject)
    assert page(session).waivers == ()


def test_a_waiver_is_for_one_place_unless_it_is_for_all(session: Session) -> None:
    make_keys(session, "manager")
    one, other = broken(session), broken(session, at=7)
    waive(session, one)
    states = {each.place.first: each.blocks for each in page(session).findings if each.code == "VAL-02"}
    assert states == {one.place.first: False, other.place.first: True}
    waive(session, other, Decision("Joint Committee", "10th", "All of them are right.", UNTIL, everywhere=True))
    assert not [each for each in page(session).findings if each.code == "VAL-02" and each.blocks]
    states_ = {each.place_words: each.state for each in page(session).waivers}
    assert states_["everywhere in the period"] == "It lets 2 findings stand."


def test_a_waiver_ends(session: Session) -> None:
    make_keys(session, "manager")
    one = broken(session)
    waive(session, one)
    with clock.frozen(datetime(2028, 1, 1, tzinfo=UTC)):
        assert found(session, "VAL-02", one.place.first).blocks
        (waiver,) = page(session).waivers
        assert waiver.tone == "amber"
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", MONTHS[3], "2061.89"),))
    (waiver,) = page(session).waivers
    assert waiver.state == "Nothing needs it now."


def test_only_a_monitoring_manager_waives(session: Session) -> None:
    one = broken(session)
    view = session.run(waiving.waiving_view, PROJECT, SPAN, one.code, one.place)
    assert view.keys == ()
    assert "Only a monitoring manager" in view.obstacle
    make_keys(session, "operator", "verifier")
    assert "Only a monitoring manager" in session.run(waiving.waiving_view, PROJECT, SPAN, one.code, one.place).obstacle
    assert refused(session, one) == "waiver.not_a_manager"
    make_keys(session, "manager")
    key = manager_key(session, one.code, one.place)
    assert session.run(waiving.waiving_view, PROJECT, SPAN, one.code, one.place).obstacle == ""
    assert refused(session, one, key=key, passphrase="something else") == "identity.wrong_passphrase"
    assert found(session, "VAL-02", one.place.first).blocks


def test_what_is_not_said_is_asked_for(session: Session) -> None:
    make_keys(session, "manager")
    one = broken(session)
    key = manager_key(session, one.code, one.place)
    for decision in (
        Decision(" ", "9th meeting", "A good reason", UNTIL),
        Decision("Joint Committee", "", "A good reason", UNTIL),
        Decision("Joint Committee", "9th meeting", "ok", UNTIL),
    ):
        assert refused(session, one, decision, key) == "waiver.incomplete"
    assert refused(session, one, Decision("JC", "9", "A good reason", date(2026, 11, 24)), key) == "waiver.over"
    assert refused(session, one, key=key, code="VAL-99") == "waiver.no_such_finding"


def test_some_findings_no_authority_can_change(session: Session) -> None:
    make_keys(session, "manager")
    one = broken(session, "about 17", "VAL-01")
    assert not one.may_be_waived
    assert "no authority" in one.never_waived
    view = session.run(waiving.waiving_view, PROJECT, SPAN, one.code, one.place)
    assert view.obstacle == one.never_waived
    assert refused(session, one, key=view.keys[0][0]) == "waiver.impossible"


def test_a_frozen_period_takes_no_waiver_and_gives_none_back(session: Session) -> None:
    make_keys(session, "manager")
    waived = broken(session, "10500", "VAL-09", at=6)
    waive(session, waived)
    for one in page(session).findings:
        if one.needs_reason:
            session.run(checking.give_reason, PROJECT, SPAN, one.code, one.place, "Seen on the meter.")
    explained = next(one for one in page(session).findings if one.may_be_waived)
    session.run(periods.freeze, PROJECT, SPAN, "Only one person works here.")
    assert refused(session, explained, key=manager_key(session, explained.code, explained.place)) == "period.frozen"
    with pytest.raises(UserError) as caught:
        session.run(waiving.withdraw_waiver, PROJECT, SPAN, page(session).waivers[0].subject)
    assert caught.value.code == "period.frozen"
