"""The report as one frozen tree: everything the workbook and the PDF draw, and nothing they would have to look up.

Numbers are exact decimals with their units; words of the official sheets are English.
A number that a public copy withholds is not a number (`WITHHELD`): arithmetic carries it
on, so that what is computed from it is withheld too. Knows no file format, no store and
no signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import msgspec

from jcm_desktop.calculation.aggregate import whole
from jcm_desktop.calculation.engine import MonthValue
from jcm_desktop.calculation.result import Result, Vintage
from jcm_desktop.domain.declaration import AcceptedCorrection, MissingData
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, MonitoringPoint, VersionChange
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.methodologies.schema import Definition

HIDDEN = "XXX"  # stands in place of what is withheld
WITHHELD = Decimal("NaN")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_withheld(value: Decimal | Fraction | None) -> bool:
    """Whether a number was taken out of a public copy."""
    return type(value) is Decimal and value.is_nan()


class Copy(StrEnum):
    """Which of the two copies of a report."""

    FULL = "full"
    PUBLIC = "public"


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


class SeriesMonth(msgspec.Struct, frozen=True):
    """A point's value in one month, in the methodology's unit; `complete` when every day has a reading."""

    span: Span
    value: Decimal
    estimate: Decimal | None  # of the plan, for these days
    complete: bool


class Series(msgspec.Struct, frozen=True):
    """A point's months, for its chart, and its total."""

    point: MonitoringPoint
    symbol: str  # with its installed unit
    unit: str
    months: tuple[SeriesMonth, ...]
    total: Decimal
    days: int  # of the period that have a reading


class Gap(msgspec.Struct, frozen=True):
    """Days without a reading. Nothing is filled in; `tonnes` is what that does to the reductions, against the plan's
    estimate for these days.
    """

    point: str
    span: Span
    tonnes: Decimal | None  # None: the plan has no estimate for the point
    declared: tuple[MissingData, ...] = ()  # why, as people stated it


class Careful(msgspec.Struct, frozen=True):
    """A careful value in place of a missing one; `tonnes` is what it does to the reductions, against the estimate."""

    point: str
    span: Span
    value: str  # with its unit
    stated: MissingData
    by: str  # who entered it
    at: datetime | None
    tonnes: Decimal | None  # None: the plan has no estimate for the point


class Correction(msgspec.Struct, frozen=True):
    """A reading that took another's place, or took it back; `tonnes` is what that did to the reductions."""

    point: str
    span: Span
    old: str
    new: str  # empty: withdrawn
    reason: str
    by: str
    at: datetime | None
    tonnes: Decimal | None
    counts: bool = True  # not corrected again later


class CalibrationCorrection(msgspec.Struct, frozen=True):
    """A correction for days that a calibration did not cover; `tonnes` is what it did to the reductions."""

    accepted: AcceptedCorrection
    tonnes: Decimal | None


class MeterCover(msgspec.Struct, frozen=True):
    """Which days of the period a meter served, and on which of them no calibration held."""

    meter: Meter
    points: tuple[str, ...]
    service: Span | None
    uncovered: tuple[Span, ...]


class PlanChange(msgspec.Struct, frozen=True):
    """A version of the plan after the first one, with what is different."""

    version: int
    valid_from: date | None
    approval: str
    change: VersionChange | None  # what its author says of it: a change for good, or a deviation for some days
    differences: tuple[tuple[str, str, str], ...]  # what, before, after


class Revision(msgspec.Struct, frozen=True):
    """An earlier version of this report."""

    number: int
    made_at: datetime
    made_by: str
    claimed: int


class Withheld(msgspec.Struct, frozen=True):
    """Something a public copy left out: where it stands in the full copy, and its salted hash."""

    place: str
    digest: str


class Report(msgspec.Struct, frozen=True, dict=True):
    """One version of a monitoring report, in one of its copies."""

    number: int  # of the version
    dossier: Dossier
    definition: Definition
    result: Result
    findings: tuple[Finding, ...]
    audit_head: str
    audit_count: int
    made_at: datetime
    made_by: str
    application: str
    language: str  # a form of `tongue.FORMS`
    parts: tuple[Part, ...]  # the readings that count, cut at the turn of the year, by point, then by day
    fixed: tuple[FixedRow, ...]  # table 2 in the methodology's order
    listed: tuple[ListedRow, ...]  # what the formulas take from the methodology's lists
    estimate: Result | None  # ex ante, of one year; None where the plan states no estimate for a point
    months: tuple[MonthValue, ...]  # reductions, for the chart
    series: tuple[Series, ...]  # one for each point
    gaps: tuple[Gap, ...]
    careful: tuple[Careful, ...]
    corrections: tuple[Correction, ...]
    calibrated: tuple[CalibrationCorrection, ...]
    covers: tuple[MeterCover, ...]
    changes: tuple[PlanChange, ...] = ()
    revisions: tuple[Revision, ...] = ()
    copy: Copy = Copy.FULL
    withheld: tuple[Withheld, ...] = ()  # of the public copy; both copies print it
    fingerprint: str = ""  # SHA-256 of the content, the same in both copies
    part: str = ""  # number of the methodology, where this is about one of several

    @property
    def reference(self) -> str:
        return self.dossier.project.reference

    @property
    def constructed(self) -> str:
        return self.dossier.project.constructed

    @property
    def is_public(self) -> bool:
        return self.copy is Copy.PUBLIC

    @cached_property
    def parts_of(self) -> dict[str, tuple[Part, ...]]:
        """The parts by the number of their point."""
        found: dict[str, list[Part]] = {point.no: [] for point in self.dossier.plan.points}
        for one in self.parts:
            found[one.point.no].append(one)
        return {no: tuple(parts) for no, parts in found.items()}

    def monitored(self, point: MonitoringPoint, vintage: Vintage) -> Decimal:
        """A point's value in one calendar year, in the methodology's unit; zero where nothing was read."""
        own = [one for one in self.parts_of[point.no] if vintage.span.contains(one.span)]
        return value_of(own, mean=self.is_mean(point))

    def planned(self, point: MonitoringPoint) -> Decimal | None:
        """A point's estimate for a year, in the methodology's unit; None where the plan states none."""
        value = point.estimate_per_year
        if value is None or is_withheld(value):
            return value
        return as_decimal(convert(value, point.unit, self.definition.monitored[point.parameter].unit))

    def is_mean(self, point: MonitoringPoint) -> bool:
        """Whether the point's value is a mean of its readings; amounts are added up."""
        return self.definition.is_mean(point.parameter)

    def unit(self, point: MonitoringPoint, per: str) -> str:
        """The point's unit as table 1 shows it: `MWh/p`; a mean is not per period."""
        unit = self.definition.monitored[point.parameter].unit
        return unit if self.is_mean(point) else f"{unit}/{per}"

    @property
    def decisions(self) -> tuple[tuple[str, str], ...]:
        """What the methodology leaves open, and how it was decided, in words."""
        return tuple(
            (one.label, one.choices[self.definition.decided[name]].label)
            for name, one in self.definition.decisions.items()
        )


def value_of(parts: Sequence[Part], *, mean: bool) -> Decimal:
    """The one value of some parts: their sum, or their mean by days; a withheld one withholds it."""
    if not mean or any(is_withheld(one.value) for one in parts):
        return sum((one.counted for one in parts), Decimal(0))
    exact = ((Fraction(one.value) * one.factor, one.span) for one in parts)
    return as_decimal(whole(exact, "mean") or Decimal(0))


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
    return " + ".join(f"JCM_{head.methodology}_ver{two_digits(head.version)}" for head in definition.heads)


def two_digits(version: str) -> str:
    """A version as documents of the scheme write it: `2.0` is `02.0`."""
    major, _, minor = version.partition(".")
    return f"{int(major):02d}.{minor or 0}"
