"""What a register or a logger showed, in a public copy: a withheld reading must not be computed from what stands there.

A register reading is both the end of one month and the beginning of the next, so all of a
point's go where one is withheld; with them what its meters showed when they were exchanged
or set back, and the withheld cells that were typed a second time. What is known of logger
data of such a point goes too: sums, corrections, and the hashes of their blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from jcm_desktop.domain.batch import Batch, Overlay
from jcm_desktop.domain.declaration import Declaration, SecondEntry
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.reading import Reading
from jcm_desktop.exports.report_model import HIDDEN, Report

_replace = msgspec.structs.replace


def register_numbers(dossier: Dossier, withheld: frozenset[str]) -> Iterator[Decimal]:
    """The numbers that no text may repeat."""
    for reading in dossier.readings:
        if reading.id in withheld and reading.register is not None:
            yield reading.register.opening
            yield reading.register.closing
        if reading.id in withheld and reading.logged is not None:
            yield reading.logged.total
    for one in dossier.declarations:
        if isinstance(one, SecondEntry) and one.reading in withheld:
            yield one.value
    points = _points(dossier, withheld)
    for overlay in dossier.overlays:
        if overlay.point in points:
            yield from (one for one in (overlay.value, overlay.before, overlay.after) if one is not None)


def without_registers(dossier: Dossier, withheld: frozenset[str]) -> Dossier:
    """The dossier without the register readings that would give a withheld reading away."""
    points = _points(dossier, withheld)
    serials = {serial for point in dossier.plan.points if point.no in points for serial in point.meters}
    serials |= {one.register.meter for one in dossier.readings if one.register and one.point in points}
    return _replace(
        dossier,
        readings=tuple(_without(one) if one.point in points else one for one in dossier.readings),
        meters=tuple(_meter(one) if one.serial in serials else one for one in dossier.meters),
        declarations=tuple(_stated(one, withheld) for one in dossier.declarations),
        batches=tuple(_batch(one) if one.point in points else one for one in dossier.batches),
        overlays=tuple(_overlay(one) if one.point in points else one for one in dossier.overlays),
    )


def parts_without_registers(report: Report, withheld: frozenset[str]) -> Report:
    """The rows of the readings list, the same way."""
    points = _points(report.dossier, withheld)
    parts = (_replace(one, reading=_without(one.reading)) if one.point.no in points else one for one in report.parts)
    return _replace(report, parts=tuple(parts))


def _points(dossier: Dossier, withheld: frozenset[str]) -> frozenset[str]:
    """The points that have a withheld reading."""
    return frozenset(one.point for one in dossier.readings if one.id in withheld)


def _without(reading: Reading) -> Reading:
    if reading.register is not None:
        reading = _replace(reading, register=None, typed=HIDDEN if reading.typed else "")
    return reading if reading.logged is None else _replace(reading, logged=None)


def _batch(one: Batch) -> Batch:
    """That there were logger data, from when to when; a hash of a few values could be guessed."""
    return _replace(one, blocks=(), digest=HIDDEN)


def _overlay(one: Overlay) -> Overlay:
    return _replace(one, value=None, before=None, after=None, reason=HIDDEN if one.reason else "")


def _meter(meter: Meter) -> Meter:
    events = tuple(_replace(one, final=None, first=None) for one in meter.events)
    return _replace(meter, events=events, first_reading=None)


def _stated(one: Declaration, withheld: frozenset[str]) -> Declaration:
    if isinstance(one, SecondEntry) and one.reading in withheld:
        return _replace(one, typed=HIDDEN, value=Decimal(0))
    return one
