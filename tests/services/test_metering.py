"""The register of meters: entered strictly, kept for good, its days judged, corrections accepted and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers.dossiers import changed

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Calibration, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.services import checking, metering, results, samples
from jcm_desktop.services.metering import MeterCard
from jcm_desktop.services.session import Session
from jcm_desktop.storage import audit, repositories

PROJECT = "MN006"
SPAN = samples.sample(PROJECT).period
SERIAL = "SAMPLE-0001"
GAP = Span(date(2020, 4, 1), date(2020, 6, 14))
FIRST = Calibration(date(2019, 6, 20), date(2020, 3, 31), "C-1", "Laboratory", True)
LATE = Calibration(date(2020, 6, 15), date(2022, 6, 14), "C-2", "Laboratory", True)


def card(session: Session, serial: str = SERIAL) -> MeterCard:
    cards = session.run(metering.meters_page, PROJECT, SPAN).cards
    return next(one for one in cards if one.serial == serial)


def code_of(session: Session, use_case: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, PROJECT, *arguments, **named)
    return caught.value.code


def codes(session: Session) -> set[str]:
    return {one.code for one in session.run(checking.checks_page, PROJECT, SPAN).findings}


def late(session: Session) -> None:
    for one in (FIRST, LATE):
        session.run(metering.add_calibration, PROJECT, SERIAL, one)


def test_a_meter_is_described_and_named_at_its_points(session: Session) -> None:
    put = metering.describe_meter
    assert code_of(session, put, " ", ("(1)",)) == "meter.serial_missing"
    days = {"from_day": date(2022, 2, 1), "until_day": date(2022, 1, 1)}
    assert code_of(session, put, "A-1", ("(1)",), **days) == "meter.days_reversed"
    assert code_of(session, put, "A-1", ("(9)",)) == "plan.unknown_point"
    assert code_of(session, put, "A-1", (), digits="many") == "meter.bad_digits"
    assert code_of(session, put, "A-1", (), multiplier="a lot").startswith("number.")
    session.run(put, PROJECT, "A-1", ("(1)",), accuracy_class="0.5S", kind="cumulative", digits="6", multiplier="120")
    session.run(put, PROJECT, "A-1", ("(1)",), accuracy_class="0.2S")
    found = card(session, "A-1")
    assert (found.accuracy_class, found.digits, found.multiplier, found.points) == ("0.2S", "6", "120", ("(1)",))
    session.run(put, PROJECT, "A-1", ())
    assert card(session, "A-1").points == ()


def test_the_days_of_a_period_are_judged(session: Session) -> None:
    assert [(one.state, one.span) for one in card(session).bars] == [("covered", SPAN)]
    late(session)
    assert [(one.state, one.span.first) for one in card(session).bars] == [
        ("covered", SPAN.first),
        ("late", GAP.first),
        ("covered", date(2020, 6, 15)),
    ]
    assert "CAL-03" in codes(session)


def test_a_correction_is_accepted_with_its_cost_and_taken_back(session: Session) -> None:
    before = session.run(results.result_page, PROJECT, SPAN).claimed
    late(session)
    (row,) = card(session).corrections
    assert (row.percent, row.adds, row.accepted, row.tonnes) == ("0.2", False, False, "−12 t")
    session.run(metering.accept_correction, PROJECT, SPAN, SERIAL, "(1)", GAP)
    assert card(session).corrections[0].accepted
    assert [one.state for one in card(session).bars] == ["covered", "corrected", "covered"]
    after = session.run(results.result_page, PROJECT, SPAN)
    assert int(before.replace(",", "")) - int(after.claimed.replace(",", "")) == 12
    found = session.run(checking.checks_page, PROJECT, SPAN)
    assert not found.blocking
    session.run(metering.take_back_correction, PROJECT, SPAN, SERIAL, "(1)", GAP)
    assert session.run(results.result_page, PROJECT, SPAN).claimed == before
    assert code_of(session, metering.take_back_correction, SPAN, SERIAL, "(1)", GAP) == "meter.no_correction"
    assert code_of(session, metering.accept_correction, SPAN, SERIAL, "(1)", SPAN) == "meter.no_correction"


def test_the_derivation_shows_the_correction_behind_its_reading(session: Session) -> None:
    late(session)
    session.run(metering.accept_correction, PROJECT, SPAN, SERIAL, "(1)", GAP)
    vintage = session.run(results.result_page, PROJECT, SPAN).vintages[1]

    def words(node: Any) -> list[str]:
        return [node.detail, *(text for child in node.children for text in words(child))]

    assert any("-0.2 % of 2,669.92 MWh" in one for one in words(vintage.derivations[0]))


def test_an_exchange_ends_the_service_and_needs_the_new_meter(session: Session) -> None:
    event = MeterEvent(date(2020, 1, 31), "swap", Decimal(9), Decimal(1), "NEW")
    session.run(metering.add_event, PROJECT, SERIAL, event)
    assert card(session).until_day == date(2020, 1, 31)
    assert [one.words for one in card(session).events] == ["2020-01-31: exchanged, final 9, first 1 → NEW"]
    assert "CAL-07" in codes(session)
    assert code_of(session, metering.add_event, SERIAL, event) == "meter.same_day"
    session.run(
        metering.describe_meter,
        PROJECT,
        "NEW",
        ("(1)",),
        accuracy_class="0.2S",
        standard="IEC 62053-22",
        from_day=date(2020, 2, 1),
        max_error_percent="0.2",
    )
    proof = Calibration(date(2020, 1, 15), date(2022, 1, 14), "C-3", "Laboratory", True)
    session.run(metering.add_calibration, PROJECT, "NEW", proof)
    assert not {one for one in codes(session) if one.startswith("CAL-")}


def test_nothing_known_is_overwritten(session: Session) -> None:
    late(session)

    def stored(inner: Session) -> tuple[int, bool]:
        with inner.workspace.read() as connection:
            count = sum(one.kind == "meter.added" for one in audit.events(connection, PROJECT))
            assert [one.on for one in repositories.meters(connection, PROJECT)[0].history] == [FIRST.on, LATE.on]
        return count, inner.workspace.verify_chains()[PROJECT].intact

    assert session.run(stored) == (3, True)


def test_calibrations_are_entered_strictly(session: Session) -> None:
    put = metering.add_calibration
    assert code_of(session, put, "NONE", FIRST) == "meter.unknown"
    assert code_of(session, put, SERIAL, Calibration(date(2020, 1, 2), date(2020, 1, 1))) == "meter.days_reversed"
    assert code_of(session, put, SERIAL, Calibration(date(2199, 1, 1))) == "meter.calibrated_in_future"


def test_a_certificate_is_kept_with_its_file(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"%PDF-1.4 a certificate")
    session.run(metering.add_calibration, PROJECT, SERIAL, LATE, str(path))
    row = card(session).calibrations[-1]
    assert (row.number, row.file) == ("C-2", "certificate.pdf")
    session.run(metering.add_calibration, PROJECT, SERIAL, changed(LATE, number="C-2b"))
    assert (card(session).calibrations[-1].number, card(session).calibrations[-1].file) == ("C-2b", "certificate.pdf")

    def kept(inner: Session) -> list[tuple[str, tuple[str, ...], str]]:
        with inner.workspace.read() as connection:
            return [(one.kind, one.points, one.issuer) for one in repositories.evidence(connection, PROJECT)]

    assert session.run(kept)[-1] == ("certificate", ("(1)",), "Laboratory")
    assert code_of(session, metering.add_calibration, SERIAL, LATE, str(tmp_path / "no.pdf")) == "file.missing"


def test_what_was_entered_wrongly_is_taken_out_and_stays_on_record(session: Session) -> None:
    late(session)
    session.run(metering.drop_calibration, PROJECT, SERIAL, LATE.on)
    assert [one.on for one in card(session).calibrations] == [FIRST.on]
    assert code_of(session, metering.drop_calibration, SERIAL, LATE.on) == "meter.no_such_entry"
    event = MeterEvent(date(2020, 1, 31), "swap", Decimal(9), Decimal(1), "NEW")
    session.run(metering.add_event, PROJECT, SERIAL, event)
    session.run(metering.drop_event, PROJECT, SERIAL, event.day)
    assert (card(session).events, card(session).until_day) == ((), None)
    assert code_of(session, metering.drop_event, SERIAL, event.day) == "meter.no_such_entry"


def test_a_new_meter_that_is_described_already_begins_where_the_old_one_ends(session: Session) -> None:
    session.run(metering.describe_meter, PROJECT, "NEW", (), accuracy_class="0.2S", standard="IEC 62053-22")
    assert code_of(session, metering.add_event, SERIAL, MeterEvent(date(2020, 1, 31), "swap", successor=SERIAL)) == (
        "meter.own_successor"
    )
    session.run(metering.add_event, PROJECT, SERIAL, MeterEvent(date(2020, 1, 31), "swap", successor="NEW"))
    new = card(session, "NEW")
    assert (new.from_day, new.points) == (date(2020, 2, 1), ("(1)",))
