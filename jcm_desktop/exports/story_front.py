"""The first page: what is reported, what is claimed, who signed, what the checks found, and the fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from reportlab.platypus import Flowable, PageBreak

from jcm_desktop.domain.finding import Severity
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.flowables import Beside, Framed, SignatureBoxes, gap
from jcm_desktop.exports.grid import PALE, TEAL, Grid
from jcm_desktop.exports.numerals import tonnes
from jcm_desktop.exports.page import RED, ContentsList
from jcm_desktop.exports.report_model import Copy, sheet_span, two_digits
from jcm_desktop.exports.report_words import NOT_REAL, SEVERITIES
from jcm_desktop.exports.story import Story, grouped, minute
from jcm_desktop.exports.text import Look, Text
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.schema import Part

_CLAIM = Look(size=22, leading=28, bold=True)
_FINGERPRINT = Look(size=8.2, leading=11)
_PUBLIC = N_("Public copy. Confidential parts are left out and show as XXX; the totals claimed are complete.")
_FULL = N_("Full copy, strictly confidential. A public copy of the same report leaves the marked parts out.")


def front(story: Story, boxes: SignatureBoxes) -> Iterator[Flowable]:
    """Everything that a reader with one minute needs."""
    report, tongue = story.report, story.tongue
    project = report.dossier.project
    yield Text(tongue.line(N_("Monitoring report")), looks.TITLE)
    title = looks.BODY.with_(size=10.6, leading=13.8, after=2)
    yield Text(f"<b>{escape(project.reference)}</b>  {escape(project.title)}", title)
    yield from _copy(story)
    if report.constructed:
        red = looks.SMALL.with_(bold=True, colour=RED)
        yield Framed(Text(tongue.words(lambda: f"{_(NOT_REAL)} {_(report.constructed)}"), red), RED)
    yield _facts(story)
    yield from _claim(story)
    yield from _state_of_findings(story)
    yield Text(tongue.line(N_("Signatures")), looks.SUBSECTION)
    yield boxes
    if report.fingerprint:
        words = tongue.line(N_("Fingerprint of this report (SHA-256)"))
        yield Text(f"{words}:  <b>{grouped(report.fingerprint)}</b>", _FINGERPRINT)
    yield gap(4)


def _copy(story: Story) -> Iterator[Flowable]:
    report = story.report
    if report.copy is Copy.PUBLIC or report.withheld:
        words = _PUBLIC if report.copy is Copy.PUBLIC else _FULL
        yield Framed(Text(story.tongue.lines(words), looks.SMALL.with_(bold=True)), TEAL, PALE)


def _facts(story: Story) -> Flowable:
    report = story.report
    project = report.dossier.project
    place = project.location
    where = ", ".join(part for part in (place.town, place.province, place.country) if part)
    coordinates = ", ".join(part for part in (place.latitude, place.longitude) if part)
    return story.facts(
        [
            (N_("Monitoring period"), sheet_span(report.dossier.period)),
            *((N_("Methodology"), _methodology(head)) for head in report.definition.heads),
            (N_("Participants, partner country"), escape(project.host_participants)),
            (N_("Participants, Japan"), escape(project.japanese_participants)),
            (N_("Place"), escape("; ".join(part for part in (where, coordinates) if part))),
            (N_("Version"), escape(f"{report.number} ({minute(report.made_at)}, {report.made_by})")),
        ]
    )


def _methodology(head: Part) -> str:
    return escape(f"JCM_{head.methodology}_ver{two_digits(head.version)}: {head.title}")


def _claim(story: Story) -> Iterator[Flowable]:
    report, tongue = story.report, story.tongue
    result = report.result
    big = [
        Text(tongue.lines(N_("Emission reductions claimed")), looks.SUBSECTION),
        Text(f"{result.claimed:,} tCO₂e", _CLAIM),
        Text(tongue.lines(N_("Rounded down to whole tonnes in each calendar year.")), looks.SMALL),
    ]
    yield Beside([(big, 3.6), ([vintage_table(story)], 6.4)], gutter=14)


def vintage_table(story: Story) -> Grid:
    """The claim of each calendar year and the sum."""
    result = story.report.result
    heads = [N_("Year"), N_("Days counted"), N_("Reference"), N_("Project"), N_("Reductions"), N_("Claim, t")]
    rows = [
        [
            str(one.year),
            str(one.span.days),
            tonnes(one.reference),
            tonnes(one.project),
            tonnes(one.reductions),
            f"{one.claimed:,}",
        ]
        for one in result.vintages
    ]
    sums = [tonnes(one) for one in (result.reference, result.project, result.reductions)]
    rows.append([story.tongue.lines(N_("Sum")), str(result.period.days), *sums, f"{result.claimed:,}"])
    return story.grid(heads, rows, (1.2, 1.3, 2.4, 2.2, 2.4, 1.8), right=(1, 2, 3, 4, 5), bold=(-1,))


def _state_of_findings(story: Story) -> Iterator[Flowable]:
    report, tongue = story.report, story.tongue
    counts = Counter(one.severity for one in report.findings)
    reasons = sum(1 for one in report.findings if one.severity is Severity.WARNING and one.reason)
    yield Text(tongue.line(N_("State of the checks")), looks.SUBSECTION)
    if not report.findings:
        yield Text(tongue.lines(N_("The checks found nothing.")), looks.BODY)
        return
    parts = []
    for severity in Severity:
        if counts[severity]:
            parts.append(f"{tongue.line(SEVERITIES[severity])}: <b>{counts[severity]}</b>")
    blocking = sum(one.blocks for one in report.findings)
    if blocking:
        parts.append(tongue.line(N_("{count} of them block the report"), count=blocking))
    elif counts[Severity.WARNING]:
        parts.append(tongue.line(N_("{count} warnings have their reason"), count=reasons))
    yield Text(" · ".join(parts), looks.BODY.with_(after=2))


def contents(story: Story) -> Iterator[Flowable]:
    """The list of sections."""
    yield Text(story.tongue.line(N_("Contents")), looks.SUBSECTION.with_(before=2))
    yield ContentsList(story.contents)
    yield PageBreak()
