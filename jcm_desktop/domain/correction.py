"""Corrections of measured values: rows laid over readings, never changes of them.

What a correction takes off or adds is a reading of its own, exact, that says which
reading it corrects. It concerns every reading that holds a day of the correction: a
month cannot be cut without inventing how its days differ, and the whole month is the
careful choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jcm_desktop.domain.declaration import AcceptedCorrection
from jcm_desktop.domain.quantity import Quantity, format_decimal
from jcm_desktop.domain.reading import Reading


def corrected(readings: Iterable[Reading], accepted: Iterable[AcceptedCorrection]) -> tuple[Reading, ...]:
    """The readings that count, and behind each the rows that correct it."""
    wanted = sorted(accepted, key=lambda one: (one.point, one.first, one.meter))
    found = []
    for reading in readings:
        found.append(reading)
        found.extend(_rows(reading, wanted))
    return tuple(found)


def _rows(reading: Reading, accepted: Iterable[AcceptedCorrection]) -> Iterator[Reading]:
    for one in accepted:
        if reading.quantity is None or one.point != reading.point or not one.span.overlaps(reading.span):
            continue
        share = reading.quantity.value * one.percent / 100
        sign = "+" if one.adds else "-"
        yield Reading(
            id=f"{reading.id}:{one.basis}:{one.meter}",
            point=reading.point,
            first=reading.first,
            last=reading.last,
            quantity=Quantity(share if one.adds else -share, reading.quantity.unit),
            typed=f"{sign}{format_decimal(one.percent)} % of {format_decimal(reading.quantity.value)} "
            f"{reading.quantity.unit} ({one.basis}, {one.meter})",
            note=one.text,
            recorded_at=one.at,
            recorded_by=one.by,
        )
