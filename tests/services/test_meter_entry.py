"""Calibrations and events as typed: numbers are read strictly, what is refused changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter
from jcm_desktop.services import meter_entry
from jcm_desktop.services.meter_entry import CalibrationEdit, EventEdit
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories

PROJECT, SERIAL = "MN006", "SAMPLE-0001"


def code_of(session: Session, use_case: Any, edit: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, PROJECT, SERIAL, edit)
    return caught.value.code


def meter(session: Session) -> Meter:
    def stored(inner: Session) -> Meter:
        with inner.workspace.read() as connection:
            return repositories.meters(connection, PROJECT)[0]

    return session.run(stored)


def test_a_calibration_is_read_strictly(session: Session) -> None:
    before, put = meter(session), meter_entry.enter_calibration
    assert code_of(session, put, CalibrationEdit(date(2020, 6, 1), found_error="0,3 %")).startswith("number.")
    assert code_of(session, put, CalibrationEdit(date(2020, 6, 1), found_error="-0.3")) == "meter.error_negative"
    assert meter(session) == before
    session.run(put, PROJECT, SERIAL, CalibrationEdit(date(2020, 6, 1), number=" C-2 ", found_error="0,3"))
    (first, second) = meter(session).history
    assert (second.number, second.found_error_percent) == ("C-2", Decimal("0.3"))
    edit = CalibrationEdit(date(2020, 6, 2), number="C-2")
    session.run(put, PROJECT, SERIAL, edit, second.on)
    assert [one.on for one in meter(session).history] == [first.on, date(2020, 6, 2)]


def test_an_event_is_read_strictly(session: Session) -> None:
    before, put = meter(session), meter_entry.enter_event
    assert code_of(session, put, EventEdit(date(2020, 6, 1), "broken")) == "meter.unknown_event"
    assert code_of(session, put, EventEdit(date(2020, 6, 1), "reset", final="about 7")).startswith("number.")
    assert meter(session) == before
    session.run(put, PROJECT, SERIAL, EventEdit(date(2020, 6, 1), "rollover", "999999.5", "0", successor="never"))
    (event,) = meter(session).events
    assert (event.kind, event.final, event.first, event.successor) == ("rollover", Decimal("999999.5"), Decimal(0), "")
