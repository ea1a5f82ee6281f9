"""The result with its chart, and how every number of it comes about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from reportlab.platypus import CondPageBreak, Flowable

from jcm_desktop.calculation.engine import MonthValue
from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.estimates import DAYS_PER_YEAR, expected_reductions
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import to_places
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.charts import Bar, month_chart
from jcm_desktop.exports.derivation import Step, inputs, steps
from jcm_desktop.exports.grid import Row
from jcm_desktop.exports.mathset import Formula
from jcm_desktop.exports.numerals import shown, tonnes, unit_words
from jcm_desktop.exports.page import WIDTH
from jcm_desktop.exports.report_model import HIDDEN, Report, is_withheld
from jcm_desktop.exports.report_words import LEVELS
from jcm_desktop.exports.story import Story
from jcm_desktop.exports.story_front import vintage_table
from jcm_desktop.exports.text import Text
from jcm_desktop.formulas.to_text import symbol_markup
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.loader import nodes_of, order_of

_RESULT = N_(
    "Reference emissions minus project emissions, in tCO2e, for each calendar year of the monitoring period. "
    "Exact numbers are shown with four decimals; the workbook inside this file has every digit."
)
_EACH = N_("Each methodology is rounded down on its own in each calendar year; the claim is the sum.")
_ESTIMATE = N_("The plan estimates {estimate} tCO2e a year; for these {days} days that is {scaled} tCO2e.")
_BY_YEARS = N_("By its table of calendar years the plan expects {scaled} tCO2e of these {days} days.")
_SHARE = N_("The claim is {share} % of it.")
_LEGEND = N_(
    "Bars: reductions of each month in tCO2e; a hollow bar is a month without a reading for every day. "
    "Dashed line: the estimate of the plan for the month."
)
_FORMULAS = N_("The formulas of the methodology, as this report uses them.")
_NUMBERS = N_(
    "Each number below is printed with where it comes from. Multiplications and divisions are exact; "
    "a division that never ends is kept to 28 digits."
)


def result(story: Story) -> Iterator[Flowable]:
    """Section: the result."""
    report = story.report
    yield from story.section(N_("Result"))
    yield story.prose(_RESULT)
    yield vintage_table(story)
    yield from _methodologies(story)
    yield from _compared(story)
    bars = _bars(report)
    if all(one.value is None for one in bars):
        return
    yield CondPageBreak(190)
    yield Text(story.tongue.line(N_("Emission reductions by month")), looks.SUBSECTION)
    yield month_chart(bars, "tCO₂e", WIDTH, 132)
    yield story.note(_LEGEND)


def _methodologies(story: Story) -> Iterator[Flowable]:
    """What each of several methodologies gives; nothing where there is one."""
    report = story.report
    if not report.definition.parts:
        return
    rows = [
        [
            str(vintage.year),
            escape(str(part.methodology)),
            *(tonnes(one) for one in (part.reference, part.project, part.reductions)),
            f"{part.claimed:,}",
        ]
        for vintage in report.result.vintages
        for part in vintage.parts
    ]
    heads = [N_("Year"), N_("Methodology"), N_("Reference"), N_("Project"), N_("Reductions"), N_("Claim, t")]
    yield story.grid(heads, rows, (1.2, 3, 2.2, 2.2, 2.2, 1.8), right=(2, 3, 4, 5))
    yield story.note(_EACH)


def _compared(story: Story) -> Iterator[Flowable]:
    report = story.report
    plan, period = report.dossier.plan, report.dossier.period
    scaled = _expected(report, period)
    if not scaled:
        return
    share = to_places(Decimal(report.result.claimed) * 100 / scaled, 1) if scaled > 0 else None
    yearly = plan.estimate_t_per_year
    facts = {"days": period.days, "scaled": shown(scaled, 0), "estimate": "" if yearly is None else shown(yearly, 0)}

    def words() -> str:
        text = _(_BY_YEARS if plan.estimates else _ESTIMATE).format(**facts)
        return text if share is None else f"{text} {_(_SHARE).format(share=shown(share))}"

    yield Text(story.tongue.words(words), looks.BODY)


def _expected(report: Report, days: Span) -> Decimal | None:
    """What the plan expects of these days; None where it does not say, or the copy does not tell."""
    plan = report.dossier.plan
    yearly = plan.estimate_t_per_year
    if yearly is not None and is_withheld(yearly):
        return None
    return expected_reductions(plan, report.dossier.project, days)


def _bars(report: Report) -> list[Bar]:
    stated = report.dossier.plan.estimate_t_per_year is not None or bool(report.dossier.plan.estimates)

    def estimate(one: MonthValue) -> Decimal | None:
        if stated or report.estimate is None or is_withheld(report.estimate.reductions):
            return _expected(report, one.span)
        return report.estimate.reductions * one.span.days / DAYS_PER_YEAR

    return [
        Bar(one.span, None if is_withheld(one.reductions) else one.reductions, estimate(one), one.complete)
        for one in report.months
    ]


def derivation(story: Story) -> Iterator[Flowable]:
    """Section: how the result comes about."""
    report, tongue = story.report, story.tongue
    definition = report.definition
    yield from story.section(N_("How the result comes about"))
    facts = []
    for head in definition.heads:
        facts.append((N_("Methodology"), escape(f"{head.ref}: {head.title}")))
        known = tongue.lines(LEVELS[head.evidence.formula])
        sources = escape("; ".join(head.evidence.sources))
        facts.append((N_("How well the formula is known"), f"{known}<br/>{sources} ({head.evidence.checked})"))
    facts += [(N_("Decided"), f"{tongue.line(name)}: {tongue.line(choice)}") for name, choice in report.decisions]
    yield story.facts(facts)
    yield story.prose(_FORMULAS)
    written = definition.symbols
    nodes = nodes_of(definition)
    for name in reversed(order_of(definition)):
        yield Formula(symbol_markup(definition.symbol(name)), nodes[name], written)
    symbols = [
        [symbol_markup(definition.symbol(name)), tongue.lines(definition.label(name)), unit]
        for name, unit in _units(report)
    ]
    yield story.grid([N_("Symbol"), N_("Meaning"), N_("Unit")], symbols, (2, 8, 2))
    yield story.prose(_NUMBERS)
    for vintage in report.result.vintages:
        yield from _year(story, vintage)


def _units(report: Report) -> Iterator[tuple[str, str]]:
    definition = report.definition
    terms = {term.name: term.unit for term in report.result.vintages[0].terms}
    for name in reversed(order_of(definition)):
        yield name, unit_words(terms[name])
    for table in (definition.monitored, definition.fixed, definition.constants, definition.tables):
        for name, parameter in table.items():
            yield name, unit_words(parameter.unit)


def _year(story: Story, vintage: Vintage) -> Iterator[Flowable]:
    tongue = story.tongue
    yield from story.part(tongue.line(N_("Calendar year {year}"), year=vintage.year), bookmark=str(vintage.year))
    rows: list[Row] = [tongue.line(N_("What goes in"))]
    rows += [_step(story, one) for one in inputs(story.report, vintage)]
    claim = tongue.lines(N_("Claim"))
    rows.append(tongue.line(N_("What is computed from it")))
    rows += [_step(story, one) for one in steps(story.report, vintage)]
    rows.append(
        [
            f"<b>{claim}</b>",
            f"<b>{vintage.claimed:,}</b>",
            "tCO₂",
            tongue.lines(N_("rounded down to whole tonnes")),
        ]
    )
    yield story.grid([N_("Symbol"), N_("Value"), N_("Unit"), N_("From")], rows, (3.4, 2.4, 1.5, 6.6), right=(1,))


def _step(story: Story, one: Step) -> list[str]:
    tongue = story.tongue
    if one.kind == "monitored":
        words = (
            N_("mean by days of the readings of point {no}") if one.is_mean else N_("sum of the readings of point {no}")
        )
        origin = tongue.lines(words, no=one.note)
    elif one.kind == "fixed":
        origin = escape(one.note)
    elif one.kind == "constant":
        origin = tongue.words(lambda: _(one.note))
    elif one.is_sum:
        origin = tongue.lines(N_("sum of the lines above"))
    else:
        origin = f"= {one.origin}"
    symbol = f"\u00a0\u00a0\u00a0{one.symbol}" if one.kind == "term" else one.symbol
    if one.kind == "formula":
        symbol = f"<b>{symbol}</b>"
    return [symbol, HIDDEN if is_withheld(one.value) else shown(one.value), unit_words(one.unit), origin]
