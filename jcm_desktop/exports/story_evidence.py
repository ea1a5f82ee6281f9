"""The evidence with its hashes, the days that its files cover, and what counts of files that go beyond the period."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reportlab.platypus import Flowable

from jcm_desktop.domain.evidence import KINDS, Evidence
from jcm_desktop.domain.evidence_days import Coverage, Portion, backing, coverage
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.exports.charts import Cover
from jcm_desktop.exports.numerals import equals, shown, unit_words
from jcm_desktop.exports.report_words import kind_words
from jcm_desktop.exports.story import Story, days
from jcm_desktop.exports.story_checks import cover_ends, cover_line
from jcm_desktop.i18n import N_

_NO_FILES = N_("No files are attached.")
_FILES = N_(
    "Each file is named by its SHA-256. In the package it stands under that name in the folder “evidence”; "
    "“sha256sum FILE” gives the same digits."
)
_CONSTRUCTED = N_("constructed")
_DAYS = N_(
    "A bar is the monitoring period, for a point and the files of one kind that say their days. Filled: days in one "
    "file. Hatched: days in more than one. An open red frame: days in no invoice, where option B asks for every day."
)
_CUT = N_(
    "A file that begins before the period or ends after it counts by its days inside: their number over all of its "
    "days is the share, and the same share of the total it states is the amount."
)
_WIDTHS = (1, 3.2, 3.2, 1.8, 1.4, 4)


def evidence(story: Story) -> Iterator[Flowable]:
    """Section: files that back values up."""
    yield from story.section(N_("Evidence"))
    found = story.report.dossier.evidence
    if found:
        yield story.note(_FILES)
        heads = [N_("File"), N_("Kind"), N_("Points"), N_("Days"), N_("Issuer, page"), "SHA-256"]
        rows = [_file(story, one) for one in found]
        yield story.grid(heads, rows, (2.6, 1.4, 1, 1.9, 2.2, 4.2))
    else:
        yield story.prose(_NO_FILES)
    yield from _covers(story)


def _file(story: Story, one: Evidence) -> list[str]:
    kind = story.tongue.words(lambda: kind_words(one.kind))
    if one.constructed:
        kind += f"<br/>({story.tongue.line(_CONSTRUCTED)})"
    span = f"{one.first} … {one.last}" if one.first and one.last else ""
    issuer = ", ".join(part for part in (one.issuer, one.page) if part)
    texts = [escape(", ".join(one.points)), escape(span), escape(issuer), escape(one.sha256)]
    return [escape(one.name), kind, *texts]


def _covers(story: Story) -> Iterator[Flowable]:
    """The bars, then the files that are cut at an end of the period."""
    period = story.report.dossier.period
    bars: list[Flowable] = []
    cut: list[list[str]] = []
    for point in story.report.dossier.plan.points:
        for kind in KINDS:
            found = coverage(backing(story.report.dossier.evidence, point.no, kind), period)
            required = point.option == "B" and kind == "invoice"
            if required or found.portions:
                bars.append(_bar(story, point, kind, found, required=required))
                cut += [_cut(story, point, one) for one in found.portions if one.is_cut]
    if not bars:
        return
    yield from story.part(story.tongue.line(N_("Days that files cover")))
    yield story.note(_DAYS)
    yield from bars
    yield cover_ends(story)
    if cut:
        yield from story.part(story.tongue.line(N_("Files that go beyond the period")))
        yield story.note(_CUT)
        heads = [N_("Point"), N_("File"), N_("All of its days"), N_("Days that count"), N_("Share"), N_("Amount")]
        yield story.grid(heads, cut, _WIDTHS)


def _bar(story: Story, point: MonitoringPoint, kind: str, found: Coverage, *, required: bool) -> Flowable:
    nothing = Cover.OPEN if required else Cover.EMPTY
    looks = (nothing, Cover.FILLED, Cover.HATCHED)
    stretches = [(one.span, looks[min(len(one.portions), 2)]) for one in found.stretches]
    name = f"{escape(point.no)} {story.tongue.words(lambda: kind_words(kind))}"
    words = [
        story.tongue.lines(text, days=_count(spans))
        for text, spans in ((N_("{days} days missing"), found.gaps), (N_("{days} days twice"), found.overlaps))
        if spans
    ]
    return cover_line(story, name, stretches, "; ".join(words) or "✓")


def _count(spans: tuple[Span, ...]) -> int:
    return sum(one.days for one in spans)


def _cut(story: Story, point: MonitoringPoint, one: Portion) -> list[str]:
    share = f"{one.share.numerator}/{one.share.denominator}"
    counted = f"{one.counted.days} / {one.whole.days}"
    texts = [escape(point.no), escape(one.item.name), days(one.whole), counted, share]
    if one.item.total is None or one.amount is None or story.report.is_public:
        return [*texts, ""]
    unit = unit_words(point.unit)
    return [*texts, f"{shown(one.item.total)} {unit} × {share} {equals(one.amount)} {unit}"]
