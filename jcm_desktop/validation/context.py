"""What a kind of rule may look at, and what it says. Frozen; no store, no clock, no words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.quantity import format_decimal, to_places
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.workbook_facts import FilledWorkbook
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.rule_sets import RuleSet, shipped_rules


@dataclass(frozen=True, slots=True)
class CheckContext:
    """A dossier with what was computed from it, and the day the answer is for."""

    dossier: Dossier
    definition: Definition
    result: Result | None
    result_error: UserError | None
    today: date
    countries: frozenset[str]  # codes of the partner countries
    methodologies: frozenset[MethodologyRef]  # installed
    recalculated: Callable[[tuple[Reading, ...]], Result | None]  # the result if these were the readings that count
    broken_files: frozenset[str] = frozenset()  # SHA-256 of evidence that is missing or was changed
    estimate: bool = False  # no report will be made of it
    by_point: dict[str, tuple[Reading, ...]] = field(default_factory=dict)  # active readings, by day
    slips: list[frozenset[str]] = field(default_factory=list)  # once a kind of rule has looked for them
    workbook: FilledWorkbook | None = None  # one that was filled in and is to be compared
    rules: RuleSet = field(default_factory=lambda: shipped_rules().sets[0])  # those that hold on the period's last day

    def readings(self, point: MonitoringPoint) -> tuple[Reading, ...]:
        """The active readings of a point that touch the period, by day."""
        return self.by_point.get(point.no, ())

    @property
    def passed(self) -> Span | None:
        """The days of the period whose month is over, as nobody reads a month before its end."""
        over = [month for month in self.dossier.period.months() if month.last < self.today]
        return Span(over[0].first, over[-1].last) if over else None

    def at_stake(self, readings: frozenset[str]) -> Decimal | None:
        """What the claim loses without these readings, as a negative number of tonnes."""
        counted = self.dossier.counted_readings
        without = self.recalculated(tuple(one for one in counted if one.id.partition(":")[0] not in readings))
        if without is None or self.result is None:
            return None
        return Decimal(without.claimed - self.result.claimed)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a kind of rule found, once."""

    place: Place
    facts: dict[str, str] = field(default_factory=dict)
    tonnes: Decimal | None = None
    severity: Severity | None = None  # where a methodology's own instance has another one than the check


Kind: TypeAlias = Callable[[CheckContext, Check], Iterator[Hit]]


def cell(point: MonitoringPoint, span: Span) -> Place:
    """A cell of the readings page."""
    return Place("readings", point.no, point.key, span.first.isoformat(), span.last.isoformat())


def shown(value: Decimal) -> str:
    """A number in a message: grouped, at most six decimals."""
    rounded = to_places(value, 6) if abs(value.as_tuple().exponent) > 6 else value  # type: ignore[arg-type]
    return format_decimal(rounded)


def share(value: Decimal, of: Decimal) -> str:
    """Whole per cent, in a message."""
    return format_decimal(to_places(value * 100 / of, 0))
