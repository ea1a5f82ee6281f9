"""Measuring equipment named by monitoring points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec


class Meter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A meter with the facts option C asks for."""

    serial: str
    make: str = ""
    model: str = ""
    accuracy_class: str = ""
    standard: str = ""  # e.g. IEC 62053-22
    max_error_percent: Decimal | None = None
    certificate: str = ""
    certificate_body: str = ""
    accredited: bool | None = None
    calibrated_on: date | None = None
    valid_until: date | None = None
