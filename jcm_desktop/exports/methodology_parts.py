"""A report of several methodologies as one report for each, under the methodology's own names.

Nothing is computed: each part's numbers are among those of the whole, so what a public
copy withholds there is withheld here. Points keep their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from jcm_desktop.calculation.result import Result, TermValue, Vintage
from jcm_desktop.domain.plan import Plan, key_of
from jcm_desktop.exports.report_model import FixedRow, Part, Report, with_index
from jcm_desktop.methodologies.combined import part_of, plan_of
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.methodologies.schema import Part as Head

_replace = msgspec.structs.replace


def by_methodology(report: Report) -> tuple[Report, ...]:
    """The report for each of several methodologies; itself where it is one."""
    return tuple(_one(report, head, at) for at, head in enumerate(report.definition.parts)) or (report,)


def _one(report: Report, head: Head, at: int) -> Report:
    own, plan = part_of(report.definition, head), plan_of(report.dossier.plan, head)
    points = {point.no: point for point in plan.points}
    return _replace(
        report,
        definition=own,
        dossier=_replace(report.dossier, plan=plan),
        result=_result(report.result, own, head, at),
        estimate=_result(report.estimate, own, head, at) if report.estimate else None,
        parts=tuple(_part(one, plan) for one in report.parts if one.point.no in points),
        fixed=tuple(_fixed(report, own, head)),
        listed=tuple(one for one in report.listed if one.key.startswith(head.prefix)),
        series=tuple(one for one in report.series if one.point.no in points),
        part=head.prefix.rstrip("_"),
    )


def _part(one: Part, plan: Plan) -> Part:
    return _replace(one, point=plan.point(one.point.no))


def _fixed(report: Report, own: Definition, head: Head) -> Iterator[FixedRow]:
    for row in report.fixed:
        if row.name.startswith(head.prefix):
            name = row.name.removeprefix(head.prefix)
            symbol = with_index(own.fixed[name].symbol, row.index)
            yield _replace(row, key=key_of(name, row.index), name=name, symbol=symbol)


def _result(result: Result, own: Definition, head: Head, at: int) -> Result:
    """The part's terms under its own names; its claim stands in each calendar year."""
    vintages = tuple(_vintage(one, own, head, at) for one in result.vintages)
    totals = {
        name: sum((one.term(name).value for one in vintages), start=vintages[0].reference * 0)
        for name in ("RE", "PE", "ER")
    }
    return _replace(
        result,
        methodology=head.ref,
        vintages=vintages,
        reference=totals["RE"],
        project=totals["PE"],
        reductions=totals["ER"],
        claimed=sum(one.claimed for one in vintages),
    )


def _vintage(vintage: Vintage, own: Definition, head: Head, at: int) -> Vintage:
    terms: Mapping[str, TermValue] = {one.name: one for one in vintage.terms}
    taken = tuple(
        _replace(terms[f"{head.prefix}{name}"], name=name) for name in own.formulas if f"{head.prefix}{name}" in terms
    )
    values = {one.name: one.value for one in taken}
    return _replace(
        vintage,
        reference=values["RE"],
        project=values["PE"],
        reductions=values["ER"],
        claimed=vintage.parts[at].claimed,
        terms=taken,
        parts=(),
    )
