"""The report as one frozen tree: everything the workbook and the PDF draw, and nothing they would have to look up.

Numbers are exact decimals with their units; words of the official sheets are
English. Knows no file format, no store and no signature.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import msgspec

from jcm_desktop.calculation.engine import MonthValue, by_month, calculate
from jcm_desktop.calculation.result import Result, Vintage
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, FixedValue, MonitoringPoint
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import convert, factor
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.methodologies.schema import Definition

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A year of estimates: any with 365 days; the estimate is one per year, whatever the year.
_ESTIMATE_YEAR = Span(date(2021, 1, 1), date(2021, 12, 31))


class Part(msgspec.Struct, frozen=True):
    """A reading's part in one calendar year: what a row of the readings list shows."""

    point: MonitoringPoint
    reading: Reading
    span: Span  # the days counted
    value: Decimal  # as read, in the unit read
    unit: str
    factor: Fraction  # from the unit read to the methodology's
    counted: Decimal  # in the methodology's unit, for the days counted


class FixedRow(msgspec.Struct, frozen=True):
    """A row of table 2, in the methodology's unit."""

    key: str
    name: str
    index: tuple[str, ...]
    symbol: str
    description: str
    value: Decimal
    unit: str
    source: str
    comments: str
    evidence: EvidenceLevel


class Report(msgspec.Struct, frozen=True, dict=True):
    """One version of a monitoring report."""

    number: int  # of the version
    dossier: Dossier
    definition: Definition
    result: Result
    findings: tuple[Finding, ...]
    messages: tuple[str, ...]  # the findings in words, in the same order
    audit_head: str
    audit_count: int
    made_at: datetime
    made_by: str
    application: str
    language: str = ""  # a second language beside English; empty: none

    @property
    def reference(self) -> str:
        return self.dossier.project.reference

    @property
    def constructed(self) -> str:
        return self.dossier.project.constructed

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The readings that count, cut at the turn of the year, by point, then by day."""
        found = []
        for point in self.dossier.plan.points:
            unit = self.definition.monitored[point.parameter].unit
            for reading in self.dossier.counted_readings:
                if reading.point == point.no and reading.quantity is not None:
                    found.extend(self._cut(point, reading, reading.quantity, unit))
        return tuple(found)

    def _cut(self, point: MonitoringPoint, reading: Reading, quantity: Quantity, unit: str) -> list[Part]:
        by = factor(quantity.unit, unit)
        parts = []
        for _, year in self.dossier.period.years():
            days = reading.span.common(year)
            if days is not None:
                counted = Fraction(quantity.value) * by * Fraction(days.days, reading.span.days)
                exact = quantity.value if counted == quantity.value else as_decimal(counted)
                parts.append(Part(point, reading, days, quantity.value, quantity.unit, by, exact))
        return parts

    def monitored(self, point: MonitoringPoint, vintage: Vintage) -> Decimal:
        """A point's value in one calendar year, in the methodology's unit; zero where nothing was read."""
        own = [one for one in self.parts if one.point.no == point.no and vintage.span.contains(one.span)]
        return sum((one.counted for one in own), Decimal(0))

    @cached_property
    def fixed(self) -> tuple[FixedRow, ...]:
        """Table 2 in the methodology's order."""
        order = list(self.definition.fixed)
        known = [one for one in self.dossier.plan.fixed if one.parameter in self.definition.fixed]
        return tuple(self._fixed_row(one) for one in sorted(known, key=lambda one: order.index(one.parameter)))

    def _fixed_row(self, one: FixedValue) -> FixedRow:
        parameter = self.definition.fixed[one.parameter]
        value = as_decimal(convert(one.quantity.value, one.quantity.unit, parameter.unit))
        return FixedRow(
            key=one.key,
            name=one.parameter,
            index=one.index,
            symbol=with_index(parameter.symbol, one.index),
            description=one.description or parameter.label,
            value=value,
            unit=parameter.unit,
            source=", ".join(part for part in (one.source, one.page) if part),
            comments=one.comments,
            evidence=one.evidence,
        )

    @cached_property
    def estimate(self) -> Result | None:
        """The ex-ante estimate of one year, computed from the plan's estimates; None where one is missing."""
        points = self.dossier.plan.points
        if any(point.estimate_per_year is None for point in points):
            return None
        readings = [
            Reading(
                id=point.no,
                point=point.no,
                first=_ESTIMATE_YEAR.first,
                last=_ESTIMATE_YEAR.last,
                quantity=Quantity(point.estimate_per_year or Decimal(0), point.unit),
            )
            for point in points
        ]
        try:
            return calculate(self.definition, self.dossier.plan, readings, _ESTIMATE_YEAR, self.result.rounding)
        except UserError:
            return None

    @cached_property
    def months(self) -> tuple[MonthValue, ...]:
        """The reductions of each month, for the chart."""
        return by_month(self.definition, self.dossier.plan, self.dossier.counted_readings, self.dossier.period)


def with_index(symbol: str, index: tuple[str, ...]) -> str:
    """The symbol with its installed unit: `EG_{i,p}` and `pv-1` give `EG_{i,p} (pv-1)`."""
    return f"{symbol} ({', '.join(index)})" if index else symbol


def sheet_day(day: date) -> str:
    """A day as the monitoring sheets write it: `6/Jul/2019`."""
    return f"{day.day}/{_MONTHS[day.month - 1]}/{day.year}"


def sheet_span(span: Span) -> str:
    """A period as the monitoring sheets write it: `6/Jul/2019-31/Dec/2020`."""
    return f"{sheet_day(span.first)}-{sheet_day(span.last)}"


def sheet_methodology(definition: Definition) -> str:
    """The spreadsheet's own name: `JCM_MN_AM003_ver02.0`."""
    major, _, minor = definition.version.partition(".")
    return f"JCM_{definition.methodology}_ver{int(major):02d}.{minor}"
