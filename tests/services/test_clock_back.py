"""A clock that was set back is told at the start, makes no report and no package, and shows in a verification."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, signed_package

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry, overview, packing, reporting, samples, signing
from jcm_desktop.services.clock_back import clock_words, say_clock_is_right
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import AnswerState, CellEdit

SPAN = samples.sample(PROJECT).period
LATER = Span(date(2021, 1, 1), date(2021, 12, 31))
V1 = (PROJECT, SPAN, 1)


def type_value(session: Session, value: str) -> None:
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", list(SPAN.months())[2], value),))


def test_no_report_is_made_while_the_clock_is_behind_any_entry(session: Session) -> None:
    with clock.frozen(clock.now() + timedelta(days=30)):
        type_value(session, "2271")
    type_value(session, "2272")  # the last event names the wrong time, too
    with pytest.raises(UserError, match=r"report\.clock_back"):
        session.run(reporting.make_report, PROJECT, SPAN)
    assert session.run(reporting.report_page, PROJECT, SPAN).reports == ()


def test_a_version_is_neither_signed_nor_packed_while_the_clock_is_behind_any_entry(session: Session) -> None:
    now = clock.now()
    with clock.frozen(now - timedelta(days=2)):
        make_keys(session, "operator")
    with clock.frozen(now + timedelta(days=20)):
        type_value(session, "2271")
        make_report(session)
    with clock.frozen(now - timedelta(days=1)):
        session.run(overview.open_period, PROJECT, LATER)  # the last event names an early time now
        with pytest.raises(UserError, match=r"sign\.clock_back"):
            session.run(signing.sign_report, *V1, PASSPHRASE)
    with clock.frozen(now + timedelta(days=21)):
        session.run(signing.sign_report, *V1, PASSPHRASE)
    with clock.frozen(now + timedelta(days=22)):
        session.run(overview.open_period, PROJECT, Span(date(2022, 1, 1), date(2022, 12, 31)))
    with clock.frozen(now + timedelta(days=21)), pytest.raises(UserError, match=r"sign\.clock_back"):
        session.run(packing.make_package, *V1, PASSPHRASE)


def test_a_clock_behind_what_is_stored_is_told(session: Session) -> None:
    assert session.run(clock_words) == ""
    with clock.frozen(clock.now() - timedelta(minutes=2)):
        assert session.run(clock_words) == ""  # clocks are set right by as much
    with clock.frozen(clock.now() - timedelta(days=2)):
        assert "Set the date and time right before you go on." in session.run(clock_words)


def test_a_verifier_sees_where_the_times_of_a_history_run_backwards(session: Session) -> None:
    now = clock.now()
    make_keys(session, "operator")
    with clock.frozen(now + timedelta(days=3)):
        type_value(session, "2271")
    type_value(session, "2272")
    type_value(session, "2273")
    with clock.frozen(now + timedelta(days=4)):
        package: Path = signed_package(session)
        (answer,) = [one for one in verify_file(str(package)).answers if one.code == "verify.times"]
    assert answer.state is AnswerState.OPEN
    assert answer.codes == ("time.entries_backwards",)
    assert "data/audit.jsonl: event " in answer.answer
    assert "Was a clock set wrongly?" in answer.answer


def test_a_clock_that_ran_ahead_does_not_stop_the_work_for_years(session: Session) -> None:
    with clock.frozen(clock.now() + timedelta(days=2000)):
        type_value(session, "2271")
    type_value(session, "2272")
    assert session.run(clock_words)
    session.run(say_clock_is_right)
    assert session.run(clock_words) == ""
    with clock.frozen(clock.now() - timedelta(days=1)):  # the note itself is an entry like any other
        assert session.run(clock_words)
    session.run(reporting.make_report, PROJECT, SPAN)
    with clock.frozen(clock.now() - timedelta(days=2)), pytest.raises(UserError, match=r"report\.clock_back"):
        session.run(reporting.make_report, PROJECT, SPAN)
