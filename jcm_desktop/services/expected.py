"""What is expected in a cell: by the plan, by what the equipment can give, by the values before and a year before.

Rounded as decimals are, and only shown at entry; findings are for the checks. Each value
is compared with others, never with itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from jcm_desktop.domain.band import Band
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.entry_views import SparkPoint
from jcm_desktop.services.formatting import month_label, number, short_number
from jcm_desktop.validation.kinds.usual import in_unit

_DAYS_PER_YEAR = 365
_HOURS_PER_DAY = 24
_FEW = 3  # values before, of which the middle one is taken
SPARKS = 24


@dataclass(frozen=True, slots=True)
class Expectation:
    """In words, and as a band where something is known."""

    words: str = ""
    band: Band | None = None

    def unusual(self, value: Decimal) -> bool:
        """Whether a value lies outside."""
        return self.band is not None and not self.band.holds(value)


class Series:
    """The values of one point in its own unit, by day."""

    def __init__(self, point: MonitoringPoint, readings: Iterable[Reading], definition: Definition) -> None:
        self.point = point
        self._mean = definition.is_mean(point.parameter)
        parameter = definition.monitored.get(point.parameter)
        self._least = parameter.range.min if parameter else None
        self._limit = parameter.range.max if parameter else None
        known = [(one.span, value) for one in readings if (value := in_unit(point, one)) is not None]
        self._values = sorted(known, key=lambda one: one[0])
        self._most_by_days: dict[int, Decimal | None] = {}
        self._firsts = [span.first for span, _value in self._values]
        self._months = {(span.first.year, span.first.month): (span, value) for span, value in self._values}

    def last(self, span: Span) -> tuple[Span, Decimal] | None:
        """The value before these days."""
        at = bisect_left(self._firsts, span.first)
        return self._values[at - 1] if at else None

    def last_words(self, span: Span) -> str:
        """The value before, with its days."""
        found = self.last(span)
        if found is None:
            return ""
        return _("{value} {unit} in {month}").format(
            value=short_number(found[1]), unit=self.point.unit, month=month_label(found[0])
        )

    def expectation(self, span: Span) -> Expectation:
        """What is expected for these days; the nearest comparison makes the band."""
        usual, words = self._a_year_before(span), []
        planned, recent = self._planned(span), self._recent(span)
        if planned is not None:
            words.append(
                _("About {value} {unit} by the plan's yearly estimate").format(
                    value=number(planned, None if self._mean else 0), unit=self.point.unit
                )
            )
        if usual is not None:
            words.append(
                _("About {value} {unit} by the same month a year before").format(
                    value=_rough(usual), unit=self.point.unit
                )
            )
        if recent is not None:
            value, count = recent
            by = ngettext(
                "About {value} {unit} by the value before",
                "About {value} {unit} by the {count} values before",
                count,
            )
            words.append(by.format(value=_rough(value), unit=self.point.unit, count=count))
        centre = usual or (recent[0] if recent and recent[1] == _FEW else None) or planned
        most = self._most(span)
        if most is not None:
            words.append(_("At most {value} {unit} by the capacity").format(value=_rough(most), unit=self.point.unit))
        if centre is None:
            return Expectation("\n".join(words))
        band = Band(centre, self._least, most if self._limit is None else self._limit)
        words.append(
            _("Usual here: {low} to {high} {unit}").format(
                low=_rough(band.low), high=_rough(band.high), unit=self.point.unit
            )
        )
        return Expectation("\n".join(words), band)

    def _scaled(self, value: Decimal, days: int, wanted: int) -> Decimal:
        return value if self._mean or days == wanted else value * wanted / days

    def _planned(self, span: Span) -> Decimal | None:
        estimate = self.point.estimate_per_year
        if estimate is None or self._mean:
            return estimate
        return estimate * span.days / Decimal(_DAYS_PER_YEAR)

    def _a_year_before(self, span: Span) -> Decimal | None:
        found = self._months.get((span.first.year - 1, span.first.month))
        if found is None or abs(found[0].days - span.days) > 1:
            return None
        return self._scaled(found[1], found[0].days, span.days)

    def _recent(self, span: Span) -> tuple[Decimal, int] | None:
        at = bisect_left(self._firsts, span.first)
        before = self._values[max(0, at - _FEW) : at]
        if not before:
            return None
        scaled = sorted(self._scaled(value, days.days, span.days) for days, value in before)
        return (scaled[1] if len(scaled) == _FEW else sum(scaled, Decimal(0)) / len(scaled)), len(scaled)

    def _most(self, span: Span) -> Decimal | None:
        capacity = self.point.capacity
        if capacity is None or self._mean:
            return None
        if span.days not in self._most_by_days:
            try:
                most = convert(capacity.value * _HOURS_PER_DAY * span.days, f"{capacity.unit}*h", self.point.unit)
                self._most_by_days[span.days] = as_decimal(most)
            except UserError:
                self._most_by_days[span.days] = None
        return self._most_by_days[span.days]

    def spark(self, spans: Iterable[Span]) -> tuple[SparkPoint, ...]:
        """The values of these days, and some before them, for a line."""
        wanted = list(spans)
        if not wanted:
            return ()
        at = bisect_left(self._firsts, wanted[0].first)
        before = self._values[max(0, at - max(0, SPARKS - len(wanted))) : at]
        own = {span: value for span, value in self._values[at:]}
        days = [*before, *((span, own.get(span)) for span in wanted)]
        return tuple(self._spark(span, value) for span, value in days)

    def _spark(self, span: Span, value: Decimal | None) -> SparkPoint:
        if value is None:
            return SparkPoint(span.first.isoformat(), None, month_label(span))
        per_day = value if self._mean else value / span.days
        text = _("{month}: {value} {unit}").format(
            month=month_label(span), value=short_number(value), unit=self.point.unit
        )
        return SparkPoint(span.first.isoformat(), float(per_day), text)  # drawing only


def may_be_copied(point: MonitoringPoint, definition: Definition) -> bool:
    """Whether a value may stand for later days, too: published or given ones, never what a meter shows."""
    if point.meters or point.option == "C":
        return False
    return point.option == "A" or definition.is_mean(point.parameter)


def copied_from(
    point: MonitoringPoint, span: Span, definition: Definition, readings: Iterable[Reading]
) -> Reading | None:
    """The reading before these days whose value may be taken over; None where that is not right."""
    if not may_be_copied(point, definition):
        return None
    own = [one for one in readings if one.point == point.no and one.quantity and one.last < span.first]
    return max(own, key=lambda one: one.last, default=None)


def _rough(value: Decimal) -> str:
    """To about three digits; for people, nothing is computed with it."""
    return number(value, max(0, 2 - value.adjusted())) if value else "0"
