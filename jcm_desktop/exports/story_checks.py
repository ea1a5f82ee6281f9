"""Findings with their reasons, and meters with the days that calibrations cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from reportlab.platypus import Flowable

from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent, gaps
from jcm_desktop.domain.period import Span
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.charts import Cover, cover_chart
from jcm_desktop.exports.flowables import Beside
from jcm_desktop.exports.numerals import shown, signed_tonnes
from jcm_desktop.exports.page import WIDTH
from jcm_desktop.exports.report_model import HIDDEN, MeterCover
from jcm_desktop.exports.report_words import CONSEQUENCES, SEVERITIES, place_words
from jcm_desktop.exports.story import Story
from jcm_desktop.exports.text import Text
from jcm_desktop.i18n import N_
from jcm_desktop.validation.runner import message, remedy, title

_FOUND_NOTHING = N_("The checks found nothing.")
_COVERS = N_(
    "The bars below are the monitoring period; thin lines are the turns of the years. Filled: days that a calibration "
    "or certificate covers. An open red frame: days that none covers."
)
_NO_METERS = N_("The plan describes no meters.")
_BAR = 0.62
_EVENTS = {"swap": N_("exchanged"), "reset": N_("set back"), "rollover": N_("started again at zero")}


def findings(story: Story) -> Iterator[Flowable]:
    """Section: what the checks found."""
    yield from story.section(N_("Findings of the checks"))
    found = story.report.findings
    if found:
        heads = [N_("Code"), N_("Severity"), N_("Place"), N_("Finding"), N_("Reason given"), N_("Effect, t")]
        rows = [_finding(story, one) for one in found]
        yield story.grid(heads, rows, (1.1, 1.5, 2.2, 5.3, 3.2, 1.2), right=(5,))
    else:
        yield story.prose(_FOUND_NOTHING)
    for severity in dict.fromkeys(one.severity for one in found):
        yield story.note(CONSEQUENCES[severity])


def _finding(story: Story, one: Finding) -> list[str]:
    tongue = story.tongue
    if HIDDEN in one.facts.values():
        words = tongue.words(lambda: f"{title(one.code)}: {HIDDEN}")
    else:
        words = tongue.words(lambda: f"{message(one)} {remedy(one)}".strip())
    return [
        f"<b>{escape(one.code)}</b>",
        tongue.lines(SEVERITIES[one.severity]),
        tongue.words(lambda: place_words(one.place)),
        f"{words}<br/><c #5A686B>{tongue.line(one.clause)}</c>" if one.clause else words,
        escape(one.reason),
        signed_tonnes(one.tonnes) if one.tonnes is not None else "",
    ]


def meters(story: Story) -> Iterator[Flowable]:
    """Section: measuring equipment and its calibration."""
    report, tongue = story.report, story.tongue
    yield from story.section(N_("Meters and calibration"))
    if not report.covers:
        yield story.prose(_NO_METERS)
        return
    heads = [N_("Meter"), N_("Points"), N_("Class, standard"), N_("Largest error"), N_("In service")]
    rows = [_meter(one) for one in report.covers]
    yield story.grid(heads, rows, (4.5, 1.6, 3, 1.6, 3.3), right=(3,))
    calibrations = [_calibration(story, one.meter, each) for one in report.covers for each in one.meter.history]
    if calibrations:
        yield from story.part(tongue.line(N_("Certificates and calibrations")))
        heads = [
            N_("Meter"),
            N_("Day"),
            N_("Valid until"),
            N_("Certificate, body"),
            N_("Accredited"),
            N_("Error found"),
        ]
        yield story.grid(heads, calibrations, (2.6, 1.6, 1.6, 4.4, 1.4, 1.5), right=(5,))
    events = [_event(story, one.meter, each) for one in report.covers for each in one.meter.events]
    if events:
        yield from story.part(tongue.line(N_("Exchanges and resets")))
        heads = [N_("Meter"), N_("Day"), N_("Event"), N_("Last reading"), N_("First reading"), N_("Comment")]
        yield story.grid(heads, events, (2.4, 1.6, 2, 1.8, 1.8, 3.6), right=(3, 4))
    yield story.prose(_COVERS)
    for one in report.covers:
        yield _bar(story, one)
    yield cover_ends(story)


def _meter(cover: MeterCover) -> list[str]:
    meter = cover.meter
    error = f"{shown(meter.max_error_percent)} %" if meter.max_error_percent is not None else ""
    served = f"{meter.from_day or '…'} – {meter.until_day or '…'}" if meter.from_day or meter.until_day else ""
    texts = [
        " ".join(part for part in (meter.make, meter.model, meter.serial) if part),
        ", ".join(cover.points),
        " ".join(part for part in (meter.accuracy_class, meter.standard) if part),
        error,
        served,
    ]
    return [escape(text) for text in texts]


def _calibration(story: Story, meter: Meter, one: Calibration) -> list[str]:
    accredited = "" if one.accredited is None else story.tongue.lines(N_("yes") if one.accredited else N_("no"))
    found = f"{shown(one.found_error_percent)} %" if one.found_error_percent is not None else ""
    what = "<br/>".join(escape(part) for part in (one.number, one.body) if part)
    days = [str(one.on), str(one.valid_until or "")]
    return [escape(meter.serial), *days, what, accredited, found]


def _event(story: Story, meter: Meter, one: MeterEvent) -> list[str]:
    numbers = [shown(each) if each is not None else "" for each in (one.final, one.first)]
    words = story.tongue.lines(_EVENTS[one.kind])
    if one.successor:
        words += f"<br/>→ {escape(one.successor)}"
    return [escape(meter.serial), str(one.day), words, *numbers, escape(one.text)]


def _bar(story: Story, cover: MeterCover) -> Flowable:
    missing = cover.uncovered
    covered = gaps(cover.service, ((one.first, one.last) for one in missing)) if cover.service else ()
    stretches = [*((one, Cover.FILLED) for one in covered), *((one, Cover.OPEN) for one in missing)]
    count = sum(one.days for one in missing)
    words = story.tongue.lines(N_("{days} days without"), days=count) if count else "✓"
    return cover_line(story, escape(cover.meter.serial), stretches, words)


def cover_line(story: Story, name: str, stretches: Sequence[tuple[Span, Cover]], words: str) -> Flowable:
    """A name, the bar of the period, and words; markup."""
    chart = cover_chart(story.report.dossier.period, stretches, (WIDTH - 16) * _BAR)
    return Beside(
        [
            ([Text(name, looks.SMALL)], 0.2),
            ([chart], _BAR),
            ([Text(words, looks.SMALL)], 1 - 0.2 - _BAR),
        ],
        gutter=8,
        after=2,
    )


def cover_ends(story: Story) -> Flowable:
    """The first and the last day of the bars above."""
    period = story.report.dossier.period
    return Text(f"{period.first} … {period.last}", looks.SMALL.with_(align="center"))
