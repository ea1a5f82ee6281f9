"""Readings by point and month with their charts; days without a reading, and corrections, with what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from reportlab.platypus import CondPageBreak, Flowable

from jcm_desktop.domain.declaration import MissingData, SecondEntry, SecondEntrySample
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.charts import Bar, month_chart
from jcm_desktop.exports.flowables import Beside, gap
from jcm_desktop.exports.grid import Grid
from jcm_desktop.exports.numerals import shown, signed_tonnes, unit_words
from jcm_desktop.exports.page import WIDTH
from jcm_desktop.exports.report_model import HIDDEN, Correction, Gap, Part, Series, is_withheld
from jcm_desktop.exports.report_words import CAUSES, TREATMENTS
from jcm_desktop.exports.story import Story, days
from jcm_desktop.exports.story_registers import registers
from jcm_desktop.exports.text import Text
from jcm_desktop.formulas.to_text import symbol_markup
from jcm_desktop.i18n import N_

_BESIDE = 54  # readings that stand beside the chart; more go below it
_FEW = 4  # points that have the width of the page for their chart
_HEADS = (N_("Days"), N_("As read"), N_("Counted"), N_("Entered"))
_WIDTHS = (3, 2.7, 2.4, 2)
_PLACES = 6
_ROOM_WITH_CHART = 250.0  # heading, words and the first point together
_READINGS = N_(
    "Every reading that counts, by monitoring point. A reading that crosses the turn of the year is split by days. "
    "Hollow bars are months without a reading for every day; the dashed line is the estimate of the plan. "
    "An asterisk marks a reading that corrects an earlier one; the next section says why."
)
_MISSING = N_(
    "A day without a reading counts as nothing; nothing is filled in. The last column says what that does to the "
    "reductions, against the plan's estimate for these days: with a minus, less is claimed."
)
_CAREFUL = N_(
    "Where a reading is missing, a value may stand in its place that can only lower the claim. The last column says "
    "what the value does to the reductions, against the plan's estimate for these days: with a minus, less is claimed."
)
_CORRECTED = N_(
    "A correction is a new reading that names the one it replaces and the reason. Both stay in the history of entries. "
    "The last column says what the correction did to the reductions."
)
_LATE = N_(
    "For days that a late calibration did not cover, each reading of the meter is corrected by the larger of its "
    "permissible and its found error, in the direction that lowers the claim."
)
_SECOND = N_(
    "Second entry: one cell in {every}, drawn with seed {seed}, was typed again without seeing the first value; "
    "{count} of {drawn} so far, {different} with another value. The findings name these."
)
_NO_CORRECTIONS = N_("No reading of this period was corrected or taken back.")
_NO_GAPS = N_("Every monitoring point has a reading for every day of the period.")
_NO_GAPS_LEFT = N_("No day is left without a value; careful values in place of missing readings are listed below.")
_DASH = N_("A dash: not worked out, because the plan has no estimate for the point or there are too many rows.")


def readings(story: Story) -> Iterator[Flowable]:
    """Section: the readings."""
    yield from story.section(N_("Readings"), room=_ROOM_WITH_CHART)
    yield story.prose(_READINGS)
    conversions = _conversions(story)
    if conversions:
        yield from story.part(story.tongue.line(N_("Units that were converted")))
        heads = [N_("Unit read"), N_("Unit counted"), N_("Factor"), N_("Points")]
        yield story.grid(heads, conversions, (2, 2, 2, 6), right=(2,))
    yield from _second_entry(story)
    compact = len(story.report.series) > _FEW
    for one in story.report.series:
        yield from _point(story, one, compact=compact)


def _second_entry(story: Story) -> Iterator[Flowable]:
    """How many cells were typed twice, where somebody did that."""
    stated = story.report.dossier.declarations
    sample = next((one for one in stated if isinstance(one, SecondEntrySample)), None)
    if sample is None:
        return
    done = [one for one in stated if isinstance(one, SecondEntry) and one.subject in sample.cells]
    yield story.prose(
        _SECOND,
        every=sample.every,
        seed=sample.seed,
        drawn=len(sample.cells),
        count=len(done),
        different=sum(not one.same for one in done),
    )


def _conversions(story: Story) -> list[list[str]]:
    found: dict[tuple[str, str, Fraction], list[str]] = {}
    for part in story.report.parts:
        if part.factor != 1:
            unit = story.report.definition.monitored[part.point.parameter].unit
            points = found.setdefault((part.unit, unit, part.factor), [])
            if part.point.no not in points:
                points.append(part.point.no)
    return [
        [unit_words(read), unit_words(counted), _ratio(by), escape(", ".join(points))]
        for (read, counted, by), points in found.items()
    ]


def _ratio(by: Fraction) -> str:
    if by.denominator == 1:
        return f"{by.numerator:,}"
    return f"{by.numerator:,} / {by.denominator:,}"


def _point(story: Story, series: Series, *, compact: bool) -> Iterator[Flowable]:
    """A chart with the facts of a point, and its readings: beside it where there are many points, else below."""
    point = series.point
    head = f"{escape(point.no)}   {symbol_markup(series.symbol)}   {escape(point.description)}"
    parts = story.report.parts_of[point.no]
    bars = [
        Bar(one.span, None if is_withheld(one.value) else one.value, one.estimate, one.complete)
        for one in series.months
    ]
    unit = unit_words(series.unit)
    compact = compact and len(parts) <= _BESIDE
    facts = _point_facts(story, series, compact=compact)
    drawn = any(one.value is not None for one in bars)
    if compact:
        left: list[Flowable] = [
            Text(head, looks.SUBSECTION.with_(before=0, size=8.4, leading=11)),
            *([month_chart(bars, unit, WIDTH * 0.44, 116), gap(2)] if drawn else []),
            facts,
        ]
        right = _doubled(story, parts, entered=False)
        right.spaceBefore = 0
        yield Beside([(left, 0.44), ([right], 0.56)], after=10)
        yield from registers(story, point)
        return
    yield CondPageBreak(200 if drawn else 90)
    yield Text(head, looks.SUBSECTION)
    yield Beside([([month_chart(bars, unit, WIDTH * 0.66, 116)], 0.68), ([facts], 0.32)]) if drawn else facts
    if parts:
        yield _doubled(story, parts, entered=True)
    yield from registers(story, point)


def _row(part: Part) -> list[str]:
    reading = part.reading
    mark = "*" if reading.supersedes and reading.supersedes != HIDDEN else ""
    entered = f"{reading.recorded_at:%Y-%m-%d}" if reading.recorded_at else ""
    return [
        days(part.span) + (" " + mark if mark else ""),
        f"{shown(part.value, _PLACES)} {unit_words(part.unit)}" if not is_withheld(part.value) else HIDDEN,
        shown(part.counted, _PLACES),
        entered,
    ]


def _doubled(story: Story, parts: Sequence[Part], *, entered: bool) -> Grid:
    """Two readings to a line, reading on in the next line."""
    columns = len(_HEADS) if entered else len(_HEADS) - 1
    rows = []
    for at in range(0, len(parts), 2):
        row = _row(parts[at])[:columns]
        row += _row(parts[at + 1])[:columns] if at + 1 < len(parts) else [""] * columns
        rows.append(row)
    heads, widths = _HEADS[:columns], _WIDTHS[:columns]
    right = (1, 2, columns + 1, columns + 2)
    return story.grid((*heads, *heads), rows, (*widths, *widths), right=right, look=looks.TIGHT)


def _point_facts(story: Story, series: Series, *, compact: bool) -> Flowable:
    point = series.point
    unit = unit_words(series.unit)
    estimates = [one.estimate for one in series.months]
    estimate = ""
    if estimates and all(one is not None for one in estimates):
        estimate = f"{shown(sum((one for one in estimates if one is not None), Decimal(0)), 2)} {unit}"
    rows = [
        (N_("Total"), f"<b>{shown(series.total, _PLACES)} {unit}</b>"),
        (N_("Estimate for these days"), estimate),
        (N_("Days with a reading"), f"{series.days} / {story.report.dossier.period.days}"),
        (N_("Meters"), escape(", ".join(point.meters))),
        (N_("Entered"), _entered(story.report.parts_of[point.no]) if compact else ""),
    ]
    facts = [(name, text) for name, text in rows if text]
    return Grid(["", ""], [[story.tongue.lines(name), text] for name, text in facts], (4, 5), look=looks.TIGHT)


def _entered(parts: Sequence[Part]) -> str:
    """From which day to which the readings were entered."""
    found = sorted(one.reading.recorded_at for one in parts if one.reading.recorded_at)
    return f"{found[0]:%Y-%m-%d} … {found[-1]:%Y-%m-%d}" if found else ""


def corrections(story: Story) -> Iterator[Flowable]:
    """Section: days without a reading, and corrections."""
    report, tongue = story.report, story.tongue
    yield from story.section(N_("Missing data and corrections"))
    yield from story.part(tongue.line(N_("Days without a reading")))
    if report.gaps:
        yield story.prose(_MISSING)
        heads = [N_("Point"), N_("Days"), N_("Number of days"), N_("Cause, treatment"), N_("Effect, tCO2e")]
        rows = [_gap(story, one) for one in report.gaps]
        total = _total([one.tonnes for one in report.gaps])
        rows.append([tongue.lines(N_("Sum")), "", str(sum(one.span.days for one in report.gaps)), "", total])
        yield story.grid(heads, rows, (1.2, 3.4, 1.8, 5.6, 1.9), right=(2, 4), bold=(-1,))
    else:
        yield story.prose(_NO_GAPS_LEFT if report.careful else _NO_GAPS)
    yield from _careful(story)
    yield from story.part(tongue.line(N_("Corrections")))
    if report.corrections:
        yield story.prose(_CORRECTED)
        heads = [N_("Point"), N_("Days"), N_("Was"), N_("Is"), N_("Reason, by whom, when"), N_("Effect, tCO2e")]
        rows = [_correction(story, one) for one in report.corrections]
        rows.append(
            ["", tongue.lines(N_("Sum")), "", "", "", _total([o.tonnes for o in report.corrections if o.counts])]
        )
        yield story.grid(heads, rows, (1, 2.4, 2.2, 2.2, 4.4, 1.8), right=(2, 3, 5), bold=(-1,))
    else:
        yield story.prose(_NO_CORRECTIONS)
    yield from _late(story)
    costs = [one.tonnes for one in report.gaps] + [one.tonnes for one in report.careful]
    if None in [*costs, *(one.tonnes for one in report.corrections if one.counts)]:
        yield story.note(_DASH)


def _gap(story: Story, one: Gap) -> list[str]:
    stated = "<br/>".join(_stated(story, each) for each in one.declared) or story.tongue.line(N_("not stated"))
    return [escape(one.point), days(one.span), str(one.span.days), stated, signed_tonnes(one.tonnes)]


def _stated(story: Story, one: MissingData) -> str:
    """Why a reading is missing, and what its days count as; as markup."""
    words = f"{story.tongue.line(CAUSES[one.cause])}; {story.tongue.line(TREATMENTS[one.treatment])}"
    return words + (f". {escape(one.text)}" if one.text else "")


def _careful(story: Story) -> Iterator[Flowable]:
    """Values in place of missing ones."""
    found = story.report.careful
    if not found:
        return
    yield from story.part(story.tongue.line(N_("Careful values in place of missing readings")))
    yield story.prose(_CAREFUL)
    heads = [N_("Point"), N_("Days"), N_("Value"), N_("Cause, treatment"), N_("Entered by, when"), N_("Effect, tCO2e")]
    rows = []
    for one in found:
        who = ", ".join(part for part in (one.by, f"{one.at:%Y-%m-%d}" if one.at else "") if part)
        value, why = escape(one.value), _stated(story, one.stated)
        rows.append([escape(one.point), days(one.span), value, why, escape(who), signed_tonnes(one.tonnes)])
    rows.append(["", story.tongue.lines(N_("Sum")), "", "", "", _total([one.tonnes for one in found])])
    yield story.grid(heads, rows, (1, 2.4, 1.8, 4.2, 2.4, 1.8), right=(2, 5), bold=(-1,))


def _late(story: Story) -> Iterator[Flowable]:
    """What late calibrations cost."""
    found = story.report.calibrated
    if not found:
        return
    yield from story.part(story.tongue.line(N_("Corrections for late calibrations")))
    yield story.prose(_LATE)
    heads = [N_("Point"), N_("Meter"), N_("Days"), N_("Correction"), N_("Accepted by, when"), N_("Effect, tCO2e")]
    rows = []
    for one in found:
        what = one.accepted
        who = ", ".join(part for part in (what.by, f"{what.at:%Y-%m-%d}" if what.at else "", what.text) if part)
        sign = "+" if what.adds else "−"
        percent = f"{sign}{shown(what.percent)} % ({escape(what.basis)})"
        rows.append(
            [escape(what.point), escape(what.meter), days(what.span), percent, escape(who), signed_tonnes(one.tonnes)]
        )
    rows.append(["", story.tongue.lines(N_("Sum")), "", "", "", _total([one.tonnes for one in found])])
    yield story.grid(heads, rows, (1, 2.4, 3, 2.2, 3.4, 1.8), right=(5,), bold=(-1,))


def _correction(story: Story, one: Correction) -> list[str]:
    tongue = story.tongue
    why = [
        escape(one.reason),
        escape(", ".join(part for part in (one.by, f"{one.at:%Y-%m-%d}" if one.at else "") if part)),
    ]
    if not one.counts:
        why.append(tongue.lines(N_("corrected again later")))
    return [
        escape(one.point),
        days(one.span),
        escape(one.old) or "–",
        escape(one.new) or tongue.lines(N_("taken back")),
        "<br/>".join(part for part in why if part),
        signed_tonnes(one.tonnes),
    ]


def _total(values: Sequence[Decimal | None]) -> str:
    """The sum where every part of it is known."""
    known = [one for one in values if one is not None]
    return signed_tonnes(sum(known, Decimal(0))) if len(known) == len(values) else "–"
