"""The monitoring report as PDF/A-3b: a first page that says it all, then everything it rests on.

English, another language, or English with a second language beside it. The workbook and
the data are inside. Draws the report model; decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from reportlab.platypus import Flowable

from jcm_desktop.domain.role import Role
from jcm_desktop.exports import story_checks, story_evidence, story_plan, story_readings, story_result
from jcm_desktop.exports.flowables import SignatureBoxes
from jcm_desktop.exports.page import Contents, Lines, build
from jcm_desktop.exports.pdfa import WORKBOOK_NAME, WORKBOOK_TYPE, Attachment, archive
from jcm_desktop.exports.report_model import Copy, Report, sheet_methodology
from jcm_desktop.exports.report_words import ROLES
from jcm_desktop.exports.story import Story
from jcm_desktop.exports.story_annex import annexes
from jcm_desktop.exports.story_front import contents, front
from jcm_desktop.exports.tongue import Tongue
from jcm_desktop.i18n import N_


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsigned PDF, and where each role's signature belongs: page from 0, corners in points."""

    pdf: bytes
    signature_boxes: tuple[tuple[Role, int, tuple[float, float, float, float]], ...]


def write_pdf(report: Report, workbook: bytes, data: Sequence[Attachment] = ()) -> Draft:
    """Draw the report with the workbook and its data inside; the same input gives the same bytes."""
    tongue = Tongue(report.language)
    boxes = SignatureBoxes({role: tongue.line(name) for role, name in ROLES.items()})
    story = Story(report, tongue, Contents())
    drawn = build(list(_flow(story, boxes)), _lines(report, tongue), story.contents, language=tongue.main)
    source = Attachment(
        WORKBOOK_NAME, workbook, WORKBOOK_TYPE, "The same report as workbook with live formulas", is_source=True
    )
    copy = " (public copy)" if report.is_public else ""
    pdf = archive(
        drawn,
        (source, *data),
        title=f"Monitoring report {report.reference} {report.dossier.period} version {report.number}{copy}",
        author=report.made_by,
        subject=sheet_methodology(report.definition),
        language=tongue.main,
        made_at=report.made_at,
    )
    return Draft(pdf, tuple(boxes.boxes))


def _lines(report: Report, tongue: Tongue) -> Lines:
    middle = ""
    if report.copy is Copy.PUBLIC:
        middle = tongue.line(N_("PUBLIC COPY"))
    elif report.withheld:
        middle = tongue.line(N_("FULL COPY, CONFIDENTIAL"))
    return Lines(
        left=escape(f"{report.reference}  {report.dossier.period}  v{report.number}"),
        right=sheet_methodology(report.definition),
        middle=middle,
        foot=escape(report.application),
        warning=tongue.line(N_("NOT REAL: constructed sample data")) if report.constructed else "",
    )


def _flow(story: Story, boxes: SignatureBoxes) -> Iterator[Flowable]:
    yield from front(story, boxes)
    yield from contents(story)
    yield from story_result.result(story)
    yield from story_plan.plan(story)
    yield from story_readings.readings(story)
    yield from story_readings.corrections(story)
    yield from story_result.derivation(story)
    yield from story_checks.findings(story)
    yield from story_checks.meters(story)
    yield from story_evidence.evidence(story)
    yield from story_plan.structure(story)
    yield from story_plan.changes(story)
    yield from story_plan.eligibility(story)
    yield from story_plan.statements(story)
    yield from story_plan.revisions(story)
    yield from annexes(story)
