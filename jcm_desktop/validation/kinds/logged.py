"""Rules about readings derived from logger data: gaps, values that cannot be, sensors that stand still."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jcm_desktop.domain.batch import Logged
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.reading import Reading
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, cell, shown

_HOUR = 3600


def logger_gaps(context: CheckContext, check: Check) -> Iterator[Hit]:
    """Stretches without a logger value; a few short ones are only told."""
    for point, reading, logged in _derived(context):
        if not logged.gaps:
            continue
        long = logged.longest_gap > check.params["minutes"] * 60
        many = logged.expected and (logged.expected - logged.values) * 100 > logged.expected * check.params["percent"]
        facts = {
            "point": point.no,
            "first": str(reading.first),
            "last": str(reading.last),
            "values": shown(Decimal(logged.values)),
            "expected": shown(Decimal(logged.expected)),
            "hours": _hours(logged.longest_gap),
            "when": logged.longest_gap_at,
        }
        yield Hit(cell(point, reading.span), facts, severity=None if long or many else Severity.INFO)


def logger_limits(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Single values below what the parameter may be, or above what the equipment can give."""
    for point, reading, logged in _derived(context):
        if logged.below or logged.above:
            facts = {
                "point": point.no,
                "first": str(reading.first),
                "last": str(reading.last),
                "below": shown(Decimal(logged.below)),
                "above": shown(Decimal(logged.above)),
            }
            yield Hit(cell(point, reading.span), facts)


def logger_still(context: CheckContext, check: Check) -> Iterator[Hit]:
    """A value that stays the same to the last digit for too long."""
    for point, reading, logged in _derived(context):
        if logged.longest_still > check.params["hours"] * _HOUR:
            facts = {
                "point": point.no,
                "first": str(reading.first),
                "last": str(reading.last),
                "hours": _hours(logged.longest_still),
                "when": logged.longest_still_at,
            }
            yield Hit(cell(point, reading.span), facts)


def _derived(context: CheckContext) -> Iterator[tuple[MonitoringPoint, Reading, Logged]]:
    for point in context.dossier.plan.points:
        for reading in context.readings(point):
            if reading.logged is not None:
                yield point, reading, reading.logged


def _hours(seconds: int) -> str:
    return shown(round(Decimal(seconds) / _HOUR, 1))


ALL: tuple[Kind, ...] = (logger_gaps, logger_limits, logger_still)
