"""The report as one frozen tree: everything the workbook and the PDF draw, and nothing they would have to look up.

Numbers are exact decimals with their units; words of the official sheets are
English. Knows no file format, no store and no signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import msgspec

from jcm_desktop.calculation.aggregate import portion, whole
from jcm_desktop.calculation.engine import MonthValue, by_month, calculate
from jcm_desktop.calculation.result import Result, Vintage
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, FixedValue, MonitoringPoint, key_of
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import convert, factor
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.formulas.tree import lookups_in
from jcm_desktop.methodologies.combined import part_of, plan_of
from jcm_desktop.methodologies.loader import nodes_of
from jcm_desktop.methodologies.schema import Definition, MonitoredParameter

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
    mean: bool = False  # the value holds for each of its days, none of it is shared out


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


class ListedRow(msgspec.Struct, frozen=True):
    """A number the calculation takes from a list of the methodology, e.g. the warming potential of a gas."""

    key: str
    symbol: str
    label: str
    value: Decimal
    unit: str
    source: str
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
    part: str = ""  # number of the methodology, where this is about one of several

    @property
    def by_methodology(self) -> tuple[Report, ...]:
        """The same report for each of several methodologies, with its own names and figures; itself where it is one."""
        definition, dossier = self.definition, self.dossier
        found = []
        for part in definition.parts:
            own, plan = part_of(definition, part), plan_of(dossier.plan, part)
            result = calculate(own, plan, dossier.counted_readings, dossier.period, self.result.rounding)
            found.append(
                msgspec.structs.replace(
                    self,
                    definition=own,
                    dossier=msgspec.structs.replace(dossier, plan=plan),
                    result=result,
                    part=part.prefix.rstrip("_"),
                )
            )
        return tuple(found) or (self,)

    @property
    def reference(self) -> str:
        return self.dossier.project.reference

    @property
    def constructed(self) -> str:
        return self.dossier.project.constructed

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The readings that count, cut at the turn of the year, by point, then by day.

        So the rows of a year stand together, also where a correction is laid over a reading of two years.
        """
        found: list[Part] = []
        for point in self.dossier.plan.points:
            parameter = self.definition.monitored[point.parameter]
            own: list[Part] = []
            for reading in self.dossier.counted_readings:
                if reading.point == point.no and reading.quantity is not None:
                    own.extend(self._cut(point, reading, reading.quantity, parameter))
            found.extend(sorted(own, key=lambda one: one.span.first))
        return tuple(found)

    def _cut(
        self, point: MonitoringPoint, reading: Reading, quantity: Quantity, parameter: MonitoredParameter
    ) -> list[Part]:
        by = factor(quantity.unit, parameter.unit)
        mean = parameter.aggregate == "mean"
        parts = []
        for _, year in self.dossier.period.years():
            days = reading.span.common(year)
            if days is not None:
                counted = portion(Fraction(quantity.value) * by, reading.span, days, parameter.aggregate)
                exact = quantity.value if counted == quantity.value else as_decimal(counted)
                parts.append(Part(point, reading, days, quantity.value, quantity.unit, by, exact, mean))
        return parts

    def monitored(self, point: MonitoringPoint, vintage: Vintage) -> Decimal:
        """A point's value in one calendar year, in the methodology's unit; zero where nothing was read."""
        return self._value(point, [one for one in self.parts if vintage.span.contains(one.span)])

    def total(self, point: MonitoringPoint) -> Decimal:
        """A point's value in the whole period, as table 1 shows it."""
        return self._value(point, self.parts)

    def _value(self, point: MonitoringPoint, parts: Iterable[Part]) -> Decimal:
        own = [one for one in parts if one.point.no == point.no]
        if not self.is_mean(point):
            return sum((one.counted for one in own), Decimal(0))
        exact = ((Fraction(one.value) * one.factor, one.span) for one in own)
        return as_decimal(whole(exact, "mean") or Decimal(0))

    def is_mean(self, point: MonitoringPoint) -> bool:
        """Whether the point's value is a mean of its readings; amounts are added up."""
        return self.definition.is_mean(point.parameter)

    def unit(self, point: MonitoringPoint, per: str) -> str:
        """The point's unit as table 1 shows it: `MWh/p`; a mean is not per period."""
        unit = self.definition.monitored[point.parameter].unit
        return unit if self.is_mean(point) else f"{unit}/{per}"

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
    def listed(self) -> tuple[ListedRow, ...]:
        """The rows of the methodology's lists that the formulas take, by list, in the list's order."""
        asked: dict[str, set[str]] = {name: set() for name in self.definition.tables}
        for node in nodes_of(self.definition).values():
            for table, key in lookups_in(node):
                asked[table].update(self.dossier.plan.members(key) if key in self.definition.sets else (key,))
        return tuple(
            self._listed_row(name, key) for name, keys in asked.items() for key in self._rows(name) if key in keys
        )

    def _rows(self, table: str) -> tuple[str, ...]:
        return tuple(self.definition.tables[table].rows)

    def _listed_row(self, name: str, key: str) -> ListedRow:
        table = self.definition.tables[name]
        row = table.known(key)
        return ListedRow(
            key=key_of(name, (key,)),
            symbol=with_index(table.symbol, (key,)),
            label=table.label,
            value=row.value,
            unit=table.unit,
            source=row.source,
            evidence=row.evidence,
        )

    @property
    def decisions(self) -> tuple[tuple[str, str], ...]:
        """What the methodology leaves open, and how it was decided, in words."""
        return tuple(
            (one.label, one.choices[self.definition.decided[name]].label)
            for name, one in self.definition.decisions.items()
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
    """The spreadsheet's own name, `JCM_MN_AM003_ver02.0`; of several methodologies all names."""
    names = []
    for head in definition.heads:
        major, _, minor = head.version.partition(".")
        names.append(f"JCM_{head.methodology}_ver{int(major):02d}.{minor}")
    return " + ".join(names)
