"""The numbers of a public copy: withheld readings and fixed values, and what is computed from them.

A total stays where it does not give a withheld number away (`disclosure`); the claim in
whole tonnes always stays, because it is what is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import msgspec

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.calculation.result import PartVintage, Result, TermValue
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import FixedValue, MonitoringPoint, Plan
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.exports.disclosure import safe_totals
from jcm_desktop.exports.report_model import HIDDEN, WITHHELD, Part, Report, Series, is_withheld
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.methodologies.schema import Part as Head

_replace = msgspec.structs.replace
_RESULTS = ("ER", "RE", "PE")


@dataclass(frozen=True, slots=True)
class _Unknown:
    """Something a reader could want to solve for: a point's year or single reading, or a fixed value."""

    point: str = ""
    span: Span | None = None
    fixed: str = ""


def withhold_numbers(
    report: Report, dossier: Dossier, points: frozenset[str], readings: frozenset[str], fixed: frozenset[str]
) -> Report:
    """The report over a dossier without its marked values, and without what would give them away.

    `points` and `fixed` are marked keys, `readings` the ids whose values are withheld.
    """
    if not (readings or fixed or points):
        return _replace(report, dossier=dossier)
    plain = {one.no: one for one in dossier.plan.points}
    stripped = {(one.point, one.span): one for one in dossier.readings if one.id in readings}
    parts = tuple(
        _part(one, plain[one.point.no], stripped.get((one.reading.point, one.reading.span))) for one in report.parts
    )
    readings = readings | {
        old.reading.id for old, new in zip(report.parts, parts, strict=True) if is_withheld(new.value)
    }
    unknowns = _unknowns(report, readings, points, fixed)
    years = [[at for at, one in enumerate(unknowns) if one.point == no] for no in points]
    safe = safe_totals(_recomputed(report, unknowns), len(unknowns), years)
    touched = _touched(report, readings)
    return _replace(
        report,
        dossier=dossier,
        parts=parts,
        fixed=tuple(
            _replace(one, value=WITHHELD, source=_x(one.source), comments=_x(one.comments)) if one.key in fixed else one
            for one in report.fixed
        ),
        result=_result(report.result, safe, report.definition),
        estimate=None if points or fixed else report.estimate,
        months=tuple(
            _replace(one, reductions=WITHHELD) if fixed or any(day.overlaps(one.span) for day in touched) else one
            for one in report.months
        ),
        series=tuple(_series(one, plain, readings, points, report) for one in report.series),
        gaps=tuple(_replace(one, tonnes=gone(one.tonnes)) if points or fixed else one for one in report.gaps),
        careful=tuple(
            _replace(one, value=HIDDEN, stated=_replace(one.stated, text=_x(one.stated.text)), tonnes=gone(one.tonnes))
            if _is_withheld_at(one.point, one.span, report, readings, points)
            else _replace(one, tonnes=gone(one.tonnes) if points or fixed else one.tonnes)
            for one in report.careful
        ),
        corrections=tuple(
            _replace(one, old=HIDDEN, new=_x(one.new), tonnes=gone(one.tonnes))
            if _is_withheld_at(one.point, one.span, report, readings)
            else _replace(one, tonnes=gone(one.tonnes) if fixed else one.tonnes)
            for one in report.corrections
        ),
        calibrated=tuple(
            _replace(one, tonnes=gone(one.tonnes)) if points or fixed or readings else one for one in report.calibrated
        ),
        findings=tuple(_finding(one, report, readings, points, fixed) for one in report.findings),
    )


def _part(one: Part, point: MonitoringPoint, stripped: Reading | None) -> Part:
    """A part over the reduced plan; without its value where it is a withheld reading, or a correction of one."""
    if stripped is None:
        return _replace(one, point=point)
    return _replace(one, point=point, reading=stripped, value=WITHHELD, counted=WITHHELD)


def _x(text: str) -> str:
    return HIDDEN if text else ""


def gone(value: Decimal | None) -> Decimal | None:
    """A number withheld; nothing stays nothing."""
    return None if value is None else WITHHELD


# --- which totals stay --------------------------------------------------------------------------------------------


def _unknowns(
    report: Report, readings: frozenset[str], points: frozenset[str], fixed: frozenset[str]
) -> list[_Unknown]:
    """A marked point's year is one unknown; single readings are unknowns of their own."""
    found = []
    for vintage in report.result.vintages:
        for point in report.dossier.plan.points:
            own = [
                one
                for one in report.parts_of[point.no]
                if one.reading.id in readings and vintage.span.contains(one.span)
            ]
            if point.no in points:
                found.append(_Unknown(point.no, vintage.span))
            else:
                # two stand for any number of them: they have the same weight in every total
                found += [_Unknown(point.no, vintage.span) for _ in own[:2]]
    return [*found, *(_Unknown(fixed=key) for key in sorted(fixed))]


def _recomputed(report: Report, unknowns: list[_Unknown]) -> Callable[[int | None], Mapping[str, Fraction]]:
    definition, dossier = report.definition, report.dossier
    known: dict[_Unknown, Mapping[str, Fraction]] = {}

    def compute(at: int | None) -> Mapping[str, Fraction]:
        if at is None:
            return _totals(report.result)
        if unknowns[at] not in known:
            plan, readings = _moved(dossier, unknowns[at])
            try:
                result = calculate(definition, plan, readings, dossier.period, report.result.rounding)
            except UserError:  # the formula has no value there: take it for one that gives everything away
                return {name: Fraction(at + 1) for name in _totals(report.result)}
            known[unknowns[at]] = _totals(result)
        return known[unknowns[at]]

    return compute


def _moved(dossier: Dossier, unknown: _Unknown) -> tuple[Plan, list[Reading]]:
    readings = list(dossier.counted_readings)
    if unknown.span is not None:
        unit = dossier.plan.point(unknown.point).unit
        one = Reading("moved", unknown.point, unknown.span.first, unknown.span.last, Quantity(Decimal(1), unit))
        return dossier.plan, [*readings, one]

    def more(value: FixedValue) -> FixedValue:
        if value.key != unknown.fixed:
            return value
        return _replace(value, quantity=Quantity(value.quantity.value + 1, value.quantity.unit))

    return _replace(dossier.plan, fixed=tuple(more(one) for one in dossier.plan.fixed)), readings


def _totals(result: Result) -> dict[str, Fraction]:
    """The totals in the order of their worth: of the period, of the years, then the steps."""
    found = {
        "ER": Fraction(result.reductions),
        "RE": Fraction(result.reference),
        "PE": Fraction(result.project),
    }
    for vintage in result.vintages:
        found.update({f"{name} {vintage.year}": Fraction(vintage.term(name).value) for name in _RESULTS})
    for vintage in result.vintages:
        for term in vintage.terms:
            found.setdefault(f"{term.name} {vintage.year}", Fraction(term.value))
    return found


def _result(result: Result, safe: frozenset[str], definition: Definition) -> Result:
    def kept(name: str, value: Decimal) -> Decimal:
        return value if name in safe else WITHHELD

    def _part_vintage(part: PartVintage, head: Head) -> PartVintage:
        names = {"reference": "RE", "project": "PE", "reductions": "ER"}
        return _replace(
            part, **{field: kept(f"{head.prefix}{name} {year}", getattr(part, field)) for field, name in names.items()}
        )

    vintages = []
    for vintage in result.vintages:
        year = vintage.year
        vintages.append(
            _replace(
                vintage,
                reference=kept(f"RE {year}", vintage.reference),
                project=kept(f"PE {year}", vintage.project),
                reductions=kept(f"ER {year}", vintage.reductions),
                terms=tuple(_term(one, year, safe) for one in vintage.terms),
                parts=tuple(_part_vintage(*one) for one in zip(vintage.parts, definition.parts, strict=True)),
            )
        )
    return _replace(
        result,
        vintages=tuple(vintages),
        reference=kept("RE", result.reference),
        project=kept("PE", result.project),
        reductions=kept("ER", result.reductions),
    )


def _term(term: TermValue, year: int, safe: frozenset[str]) -> TermValue:
    """The term without its trace: the report derives its lines from values, and a trace holds every reading."""
    value = term.value if f"{term.name} {year}" in safe else WITHHELD
    return TermValue(term.name, term.unit, value, Trace(term.name, term.name, value, term.unit, "formula"))


# --- months, points, findings ---------------------------------------------------------------------------------------


def _days(report: Report, readings: frozenset[str]) -> list[tuple[str, Span]]:
    return [(one.point, one.span) for one in report.dossier.readings if one.id in readings]


def _is_withheld_at(
    point: str, span: Span, report: Report, readings: frozenset[str], points: frozenset[str] = frozenset()
) -> bool:
    """Whether a value of a point on one of these days is withheld."""
    return point in points or any(point == no and span.overlaps(day) for no, day in _days(report, readings))


def _touched(report: Report, readings: frozenset[str]) -> list[Span]:
    return [span for _, span in _days(report, readings)]


def _series(
    one: Series, plain: Mapping[str, MonitoringPoint], readings: frozenset[str], points: frozenset[str], report: Report
) -> Series:
    """A point's months without those that hold a withheld reading; its total where two or more are withheld."""
    own: list[Part] = [part for part in report.parts_of[one.point.no] if part.reading.id in readings]
    point = plain[one.point.no]
    if not own and one.point.no not in points:
        return _replace(one, point=point)
    all_gone = one.point.no in points
    total_stays = not all_gone and len(Counter(part.reading.id for part in own)) > 1
    months = tuple(
        _replace(month, value=WITHHELD, estimate=None if all_gone else month.estimate)
        if all_gone or any(part.span.overlaps(month.span) for part in own)
        else month
        for month in one.months
    )
    return _replace(one, point=point, months=months, total=one.total if total_stays else WITHHELD)


def _finding(
    one: Finding, report: Report, readings: frozenset[str], points: frozenset[str], fixed: frozenset[str]
) -> Finding:
    """A finding at a withheld value keeps its code and place; its facts and its reason may hold the value."""
    place = one.place
    about_point = place.point in points or any(
        place.point == no and _at(place.first, place.last, span) for no, span in _days(report, readings)
    )
    if about_point or place.parameter in fixed or (place.page == "result" and (readings or fixed)):
        facts = dict.fromkeys(one.facts, HIDDEN)
        return _replace(one, facts=facts, tonnes=gone(one.tonnes), reason=_x(one.reason))
    return one


def _at(first: str, last: str, span: Span) -> bool:
    return not first or (first <= span.last.isoformat() and last >= span.first.isoformat())
