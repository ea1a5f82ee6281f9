"""A new meter begins where the exchange says; one serial number is one meter; an error of a meter is less than all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Calibration, MeterEvent, serial_key
from jcm_desktop.services import checking, meter_entry, metering, samples
from jcm_desktop.services.meter_entry import CalibrationEdit
from jcm_desktop.services.metering import MeterCard
from jcm_desktop.services.session import Session
from jcm_desktop.words import sentence

PROJECT = "MN006"
SPAN = samples.sample(PROJECT).period
SERIAL = "SAMPLE-0001"
SWAP = MeterEvent(date(2020, 1, 31), "swap", Decimal(9), Decimal(1), "NEW-b")
LATE = Calibration(date(2020, 1, 20), date(2022, 1, 19), "C-2", "Laboratory", True)


def card(session: Session, serial: str) -> MeterCard:
    cards = session.run(metering.meters_page, PROJECT, SPAN).cards
    return next(one for one in cards if one.serial == serial)


def refused(session: Session, use_case: Any, *arguments: Any, **named: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        session.run(use_case, PROJECT, *arguments, **named)
    return caught.value


def test_a_meter_described_after_the_exchange_begins_where_it_says(session: Session) -> None:
    session.run(metering.add_event, PROJECT, SERIAL, SWAP)
    session.run(metering.describe_meter, PROJECT, "NEW-b", (), max_error_percent="0.2")
    found = card(session, "NEW-b")
    assert (found.from_day, found.points) == (date(2020, 2, 1), ("(1)",))
    session.run(metering.add_calibration, PROJECT, "NEW-b", LATE)
    assert {one.state for one in card(session, "NEW-b").bars} == {"out of service", "covered"}
    codes = {one.code for one in session.run(checking.checks_page, PROJECT, SPAN).findings}
    assert not codes & {"CAL-03", "CAL-07"}


def test_what_is_said_of_the_new_meter_stays(session: Session) -> None:
    session.run(metering.add_event, PROJECT, SERIAL, SWAP)
    session.run(metering.describe_meter, PROJECT, "NEW-b", ("(1)",), from_day=date(2020, 2, 3))
    assert card(session, "NEW-b").from_day == date(2020, 2, 3)
    session.run(metering.describe_meter, PROJECT, "NEW-b", ())
    assert card(session, "NEW-b").points == ()


@pytest.mark.parametrize("typed", ["sample-0001", "ＳＡＭＰＬＥ－０００１", "Sample-0001"])
def test_a_serial_that_is_written_otherwise_is_the_same_meter(session: Session, typed: str) -> None:
    error = refused(session, metering.describe_meter, typed, ("(1)",))
    assert error.code == "meter.same_serial"
    assert "written SAMPLE-0001" in sentence(error.code, error.place, error.facts)
    swap = MeterEvent(date(2020, 1, 31), "swap", Decimal(9), Decimal(1), typed)
    assert refused(session, metering.add_event, SERIAL, swap).code == "meter.own_successor"


def test_a_serial_an_exchange_names_is_known_too(session: Session) -> None:
    session.run(metering.add_event, PROJECT, SERIAL, SWAP)
    assert refused(session, metering.describe_meter, "new-B", ("(1)",)).code == "meter.same_serial"


def test_serials_with_one_key() -> None:
    assert serial_key("ＣＨ－２") == serial_key(" ch-2 ") == serial_key("CH-2")
    assert serial_key("CH-2") != serial_key("CH-2B")


@pytest.mark.parametrize("percent", ["100", "150"])
def test_an_error_of_everything_is_refused(session: Session, percent: str) -> None:
    put = metering.describe_meter
    assert refused(session, put, SERIAL, ("(1)",), max_error_percent=percent).code == "meter.error_too_large"
    edit = CalibrationEdit(date(2020, 1, 1), found_error=percent)
    assert refused(session, meter_entry.enter_calibration, SERIAL, edit).code == "meter.error_too_large"
    session.run(put, PROJECT, SERIAL, ("(1)",), max_error_percent="99.9")
