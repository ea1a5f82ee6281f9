"""The result page: tonnes per vintage and month, and the derivation of every number down to the reading."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape

import msgspec

from jcm_desktop import words
from jcm_desktop.calculation.engine import by_month
from jcm_desktop.calculation.result import PartVintage, Result, Vintage
from jcm_desktop.domain.estimates import expected_in_year, expected_reductions
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import to_places
from jcm_desktop.domain.reading import Reading
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.schema import RESULTS, Definition, Part
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.entry_grid import unfinished_words
from jcm_desktop.services.formatting import is_short, month_label, number, short_number, tonnes
from jcm_desktop.services.logged_words import logged_words
from jcm_desktop.services.register_entry import ends_in_words
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import DerivationNode, MonthBar, ResultView, VintageRow

DECIMALS = 4  # shown; the exact value unfolds
_POINT = re.compile(r"point (?P<no>\S+?)(?:: (?P<note>no reading|mean by days))?")


def result_page(session: Session, project: str, span: Span) -> ResultView:
    """The result of one period as far as it can be computed."""
    loaded = load(session, project, span)
    result = loaded.assessment.result
    if result is None:
        error = loaded.assessment.result_error
        problem = words.sentence(error.code, error.place, error.facts) if error else _("There is no result yet.")
        return _empty(loaded, project, problem)
    dossier = loaded.dossier
    months = by_month(loaded.definition, dossier.plan, dossier.counted_readings, span)
    readings = {one.id: one for one in (*dossier.readings, *dossier.counted_readings)}
    return ResultView(
        project=project,
        span=span,
        constructed=_(dossier.project.constructed),
        unfinished=unfinished_words(dossier),
        problem="",
        claimed=number(Decimal(result.claimed)),
        reductions=number(result.reductions, DECIMALS),
        reference=number(result.reference, DECIMALS),
        project_emissions=number(result.project, DECIMALS),
        estimate=_estimate(loaded, result),
        rounding_words=_("Whole tonnes, rounded down for each methodology and calendar year.")
        if loaded.definition.parts
        else _("Whole tonnes, rounded down for each calendar year."),
        vintages=tuple(_vintage(one, loaded, readings) for one in result.vintages),
        months=tuple(
            MonthBar(
                label=f"{one.span.first:%Y-%m}",
                value=float(one.reductions),  # drawing only
                text=_("{month}: {value} t").format(month=month_label(one.span), value=number(one.reductions, 1)),
                complete=one.complete,
            )
            for one in months
        ),
    )


def _empty(loaded: Loaded, project: str, problem: str) -> ResultView:
    return ResultView(
        project=project,
        span=loaded.dossier.period,
        constructed=_(loaded.dossier.project.constructed),
        problem=problem,
        claimed="",
        reductions="",
        reference="",
        project_emissions="",
        estimate="",
        rounding_words="",
        vintages=(),
        months=(),
    )


def _estimate(loaded: Loaded, result: Result) -> str:
    dossier = loaded.dossier
    expected = expected_reductions(dossier.plan, dossier.project, dossier.period)
    if not expected:
        return _("The plan has no ex-ante estimate for these days.")
    share = Decimal(result.claimed) * 100 / expected
    return _("{share} % of the ex-ante estimate for these days ({expected})").format(
        share=number(share, 0), expected=tonnes(to_places(expected, 0))
    )


def _vintage(one: Vintage, loaded: Loaded, readings: dict[str, Reading]) -> VintageRow:
    definition, dossier = loaded.definition, loaded.dossier
    parts = zip(definition.parts, one.parts, strict=True)
    row = _row(
        str(one.year), one, one, definition, readings, tuple(_part(*part, one, definition, readings) for part in parts)
    )
    expected = expected_in_year(dossier.plan, dossier.project, one.year, one.span)
    return row if expected is None else msgspec.structs.replace(row, expected=number(expected, 0))


def _part(
    part: Part, own: PartVintage, one: Vintage, definition: Definition, readings: dict[str, Reading]
) -> VintageRow:
    return _row(str(own.methodology), own, one, definition, readings, prefix=part.prefix)


def _row(
    name: str,
    figures: Vintage | PartVintage,
    one: Vintage,
    definition: Definition,
    readings: dict[str, Reading],
    parts: tuple[VintageRow, ...] = (),
    prefix: str = "",
) -> VintageRow:
    names = [f"{prefix}{result}" for result in RESULTS]
    return VintageRow(
        year=name,
        days=one.span.days,
        reference=number(figures.reference, DECIMALS),
        project=number(figures.project, DECIMALS),
        reductions=number(figures.reductions, DECIMALS),
        claimed=number(Decimal(figures.claimed)),
        derivations=tuple(derivation(one.term(each).trace, definition, readings, each) for each in names),
        parts=parts,
    )


def derivation(trace: Trace, definition: Definition, readings: dict[str, Reading], name: str = "") -> DerivationNode:
    """A trace as people read it: symbol, words, value with unit, formula or source, and what it is made of.

    Symbol and detail are markup; a number written in the formula itself is in its parent's detail.
    """
    symbol = name or trace.symbol
    base = symbol.partition("[")[0]
    reading = readings.get(trace.source.partition(" ")[0]) if trace.source else None
    place = None
    detail = as_people_read(trace.text, definition) if trace.kind in ("formula", "step", "rounding") else ""
    if reading is not None:
        place = Place("readings", reading.point, "", reading.first.isoformat(), reading.last.isoformat())
        typed = escape(reading.typed or number(as_decimal(trace.value)))
        detail = _("Reading of {month}, typed as {typed}").format(month=month_label(reading.span), typed=typed)
        if reading.logged is not None:
            detail = escape(logged_words(reading, reading.logged))
        if reading.register is not None:
            ends = escape(ends_in_words(reading.register))
            detail = _("Register of {month}: {ends}").format(month=month_label(reading.span), ends=ends)
    elif trace.source:
        detail = _source_words(trace.source)
    value = as_decimal(trace.value)
    return DerivationNode(
        symbol=_symbol(symbol, detail, definition),
        label=_(definition.label(base)) if base else "",
        value=short_number(value) if is_short(value) else f"≈ {short_number(value)}",
        exact="" if is_short(value) else number(value),
        unit=trace.unit,
        detail=detail,
        place=place,
        children=tuple(derivation(child, definition, readings) for child in trace.children if not child.is_literal()),
    )


def _source_words(source: str) -> str:
    """Where a value comes from; the engine's own notes are plain English."""
    found = _POINT.fullmatch(source)
    if not found:
        return escape(source)
    words = {
        None: _("point {no}"),
        "no reading": _("point {no}: no reading"),
        "mean by days": _("point {no}: mean of its readings, weighted by their days"),
    }
    return words[found["note"]].format(no=escape(found["no"]))


def _symbol(written: str, detail: str, definition: Definition) -> str:
    """A name with its installed unit; for a step without a name, the step itself."""
    base, bracket, index = written.partition("[")
    if base not in definition.names:
        return written if base else detail
    return symbol_markup(definition.symbol(base)) + (f" ({escape(index.rstrip(']'))})" if bracket else "")


def as_people_read(text: str, definition: Definition) -> str:
    """A formula of the language as markup with the methodology's symbols."""
    return to_math(parse(text), definition.symbols)
