"""Calibrations and events of a meter as a form has them: numbers as typed, read strictly, then entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Calibration, MeterEvent
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.services.metering import add_calibration, add_event
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes

EventKind = Literal["swap", "reset", "rollover"]


class CalibrationEdit(msgspec.Struct, frozen=True):
    """One calibration or certificate as typed."""

    on: date
    valid_until: date | None = None
    number: str = ""
    body: str = ""
    accredited: bool | None = None
    standard: str = ""
    found_error: str = ""  # per cent
    path: str = ""  # of its file; empty: none, or the one that is kept already


class EventEdit(msgspec.Struct, frozen=True):
    """One exchange, reset or rollover as typed."""

    day: date
    kind: str
    final: str = ""
    first: str = ""
    successor: str = ""
    text: str = ""
    path: str = ""


def enter_calibration(
    session: Session, project: str, serial: str, edit: CalibrationEdit, replaces: date | None = None
) -> Changes:
    """Enter a calibration, in place of the one of another day where a day is given.

    Errors as of `add_calibration`, number.*.
    """
    calibration = Calibration(
        on=edit.on,
        valid_until=edit.valid_until,
        number=edit.number.strip(),
        body=edit.body.strip(),
        accredited=edit.accredited,
        standard=edit.standard.strip(),
        found_error_percent=_number(edit.found_error),
    )
    return add_calibration(session, project, serial, calibration, edit.path, replaces)


def enter_event(session: Session, project: str, serial: str, edit: EventEdit) -> Changes:
    """Record an event; errors as of `add_event`, `meter.unknown_event`, number.*."""
    kinds = {one: one for one in get_args(EventKind)}
    if edit.kind not in kinds:
        raise UserError("meter.unknown_event", serial, kind=edit.kind)
    event = MeterEvent(
        day=edit.day,
        kind=kinds[edit.kind],
        final=_number(edit.final),
        first=_number(edit.first),
        successor=edit.successor.strip() if edit.kind == "swap" else "",
        text=edit.text.strip(),
    )
    return add_event(session, project, serial, event, edit.path)


def _number(typed: str) -> Decimal | None:
    return parse_number(typed) if typed.strip() else None
