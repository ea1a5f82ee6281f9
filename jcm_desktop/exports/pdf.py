"""The monitoring report as PDF/A-3b: result, derivation, chart, findings, evidence, signature blocks.

English always, with a second language beside the headings where one was asked
for. The workbook is inside. Draws the report model; decides nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate

from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.derivation import derivation_rows
from jcm_desktop.exports.flowables import (
    LINE,
    RED,
    SignatureBoxes,
    Words,
    gap,
    month_chart,
    paragraph,
    styles,
    table,
)
from jcm_desktop.exports.fonts import BOLD, TEXT, register
from jcm_desktop.exports.pdfa import archive
from jcm_desktop.exports.report_model import Report, sheet_methodology, sheet_span, with_index
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.loader import nodes_of
from jcm_desktop.methodologies.schema import Part

_MARGIN = 40.0
_DECIMALS = 4  # of tonnes, as shown; the workbook and the package have every digit
_LEVELS = {
    Severity.FATAL: N_("fatal: data cannot be read; no report"),
    Severity.CRASHED: N_("crashed: a check itself failed; no report until it runs"),
    Severity.ERROR: N_("error: no report until it is solved"),
    Severity.WARNING: N_("warning: stands with a reason, which is printed"),
    Severity.INFO: N_("info: to be known"),
    Severity.WAIVED: N_("waived: by a named authority"),
}
_METHODOLOGY_HEADS = (
    N_("Calendar year"),
    N_("Methodology"),
    N_("Reference emissions"),
    N_("Project emissions"),
    N_("Emission reductions"),
    N_("Claim, whole tonnes"),
)
_ROLES = {Role.OPERATOR: N_("Operator"), Role.MANAGER: N_("Monitoring manager"), Role.VERIFIER: N_("Verifier")}


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsigned PDF, and where each role's signature belongs: page from 0, corners in points."""

    pdf: bytes
    signature_boxes: tuple[tuple[Role, int, tuple[float, float, float, float]], ...]


def write_pdf(report: Report, workbook: bytes) -> Draft:
    """Draw the report with the workbook inside; the same report gives the same bytes."""
    register()
    words = Words(report.language)
    boxes = SignatureBoxes({role: f"<b>{words(name)}</b>" for role, name in _ROLES.items()})
    first = io.BytesIO()
    _build(report, words, boxes, first, pages=0)
    pages = boxes.boxes[0][1] + 1  # the signatures stand on the last page
    drawn = io.BytesIO()
    _build(report, words, boxes, drawn, pages=pages)
    pdf = archive(
        drawn.getvalue(),
        workbook,
        title=f"Monitoring report {report.reference} {report.dossier.period} version {report.number}",
        author=report.made_by,
        subject=sheet_methodology(report.definition),
        made_at=report.made_at,
    )
    return Draft(pdf, tuple(boxes.boxes))


def _build(report: Report, words: Words, boxes: SignatureBoxes, stream: io.BytesIO, *, pages: int) -> None:
    width, height = A4
    document = BaseDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=48,
        bottomMargin=44,
        initialFontName=TEXT,
        lang="en",
        invariant=1,
    )
    frame = Frame(_MARGIN, 44, width - 2 * _MARGIN, height - 92, 0, 0, 0, 0)

    def around(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setStrokeColor(HexColor(LINE))
        canvas.line(_MARGIN, height - 36, width - _MARGIN, height - 36)
        canvas.setFont(TEXT, 7.2)
        canvas.drawString(_MARGIN, height - 30, f"{report.reference}  {report.dossier.period}  v{report.number}")
        canvas.drawRightString(width - _MARGIN, height - 30, sheet_methodology(report.definition))
        page = canvas.getPageNumber()
        canvas.drawRightString(width - _MARGIN, 26, f"{page} / {pages}" if pages else str(page))
        canvas.drawString(_MARGIN, 26, report.application)
        if report.constructed:
            canvas.setFillColor(HexColor(RED))
            canvas.setFont(BOLD, 7.2)
            canvas.drawCentredString(width / 2, 26, "NOT REAL: constructed sample data")
        canvas.restoreState()

    document.addPageTemplates(PageTemplate("page", [frame], onPage=around))
    document.build(list(_story(report, words, boxes)))


def _story(report: Report, words: Words, boxes: SignatureBoxes) -> Iterator[Any]:
    yield from _summary(report, words)
    yield from _points(report, words)
    yield from _fixed(report, words)
    yield from _listed(report, words)
    yield from _derivations(report, words)
    yield from _findings(report, words)
    yield from _evidence(report, words)
    yield from _signatures(report, words, boxes)


def _tonnes(value: Decimal) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-_DECIMALS), ROUND_HALF_UP):,f}"


def _summary(report: Report, words: Words) -> Iterator[Any]:
    named = styles()
    project, result, heads = report.dossier.project, report.result, report.definition.heads
    yield paragraph(words(N_("Monitoring report")), named["title"])
    yield gap(2)
    yield paragraph(f"<b>{escape(project.reference)}</b>  {escape(project.title)}", named["body"])
    if report.constructed:
        yield paragraph(f"NOT REAL. {escape(report.constructed)}", named["banner"])
    facts = [
        (N_("Monitoring period"), sheet_span(report.dossier.period)),
        *((N_("Methodology"), f"{head.ref}: {head.title}") for head in heads),
        *((N_("How well the formula is known"), _formula_evidence(head)) for head in heads),
        (N_("Participants"), "; ".join(filter(None, (project.host_participants, project.japanese_participants)))),
        (N_("Version"), f"{report.number}, {report.made_at:%Y-%m-%d %H:%M} UTC, {report.made_by}"),
    ]
    rows = [
        [words(N_("Item")), words(N_("Fact"))],
        *([f"<b>{words(name)}</b>", escape(text)] for name, text in facts if text),
        *([f"<b>{escape(words(name))}</b>", escape(words(choice))] for name, choice in report.decisions),
    ]
    yield gap()
    yield table(rows, (3, 9))
    yield paragraph(words(N_("Result")), named["section"])
    yield paragraph(f"{result.claimed:,} tCO₂e", named["claim"])
    head = [words(N_("Calendar year")), words(N_("Days"))]
    head += [words(name) for name in (N_("Reference emissions"), N_("Project emissions"), N_("Emission reductions"))]
    head.append(words(N_("Claim, whole tonnes")))
    rows = [head]
    for one in result.vintages:
        numbers = [_tonnes(one.reference), _tonnes(one.project), _tonnes(one.reductions), f"{one.claimed:,}"]
        rows.append([str(one.year), str(one.span.days), *numbers])
    numbers = [_tonnes(result.reference), _tonnes(result.project), _tonnes(result.reductions), f"{result.claimed:,}"]
    rows.append([words(N_("Sum")), str(result.period.days), *numbers])
    yield table(rows, (2, 1.2, 2.4, 2.4, 2.4, 2.2), right=(1, 2, 3, 4, 5), last_bold=True)
    yield gap(3)
    rounding = N_("Emissions in tCO2e. The claim is rounded down to whole tonnes in each calendar year.")
    yield paragraph(words(rounding), named["small"])
    yield from _methodologies(report, words)
    yield KeepTogether(
        [
            paragraph(words(N_("Emission reductions by month")), named["section"]),
            month_chart(report.months, "tCO2e"),
        ]
    )


def _formula_evidence(head: Part) -> str:
    evidence = head.evidence
    return f"{evidence.formula} ({'; '.join(evidence.sources)}; checked {evidence.checked})"


def _methodologies(report: Report, words: Words) -> Iterator[Any]:
    """What each of several methodologies gives; nothing where there is one."""
    if not report.definition.parts:
        return
    rows = [[words(one) for one in _METHODOLOGY_HEADS]]
    for vintage in report.result.vintages:
        for part in vintage.parts:
            numbers = [_tonnes(part.reference), _tonnes(part.project), _tonnes(part.reductions), f"{part.claimed:,}"]
            rows.append([str(vintage.year), str(part.methodology), *numbers])
    yield gap()
    yield table(rows, (1.4, 2.6, 2.2, 2.2, 2.2, 2), right=(2, 3, 4, 5))
    yield gap(3)
    note = N_("Each methodology is rounded down on its own in each calendar year; the claim is the sum.")
    yield paragraph(words(note), styles()["small"])


def _points(report: Report, words: Words) -> Iterator[Any]:
    named = styles()
    yield paragraph(words(N_("Monitored parameters (table 1)")), named["section"])
    heads: tuple[str, ...] = (
        N_("No."),
        N_("Parameter"),
        N_("Description"),
        N_("Value"),
        N_("Unit"),
        N_("Option, source, method"),
    )
    rows = [[words(one) for one in heads]]
    for point in report.dossier.plan.points:
        parameter = report.definition.monitored[point.parameter]
        how = f"{point.option}. {escape(point.source)}. {escape(point.procedure)} {escape(point.frequency)}."
        symbol = symbol_markup(with_index(parameter.symbol, point.index))
        value = format_decimal(report.total(point))
        rows.append([point.no, symbol, escape(point.description), value, report.unit(point, "p"), how])
    yield table(rows, (0.8, 1.6, 3, 1.7, 1.2, 4.4), right=(3,))
    yield gap()
    heads = (N_("Point"), N_("First day"), N_("Last day"), N_("As read"), N_("Counted"), N_("Unit"), N_("Entered"))
    rows = [[words(one) for one in heads]]
    for part in report.parts:
        reading = part.reading
        entered = f"{reading.recorded_at:%Y-%m-%d}" if reading.recorded_at else ""
        if reading.supersedes:
            entered += f" {words(N_('corrected'))}: {escape(reading.reason)}"
        rows.append(
            [
                part.point.no,
                str(part.span.first),
                str(part.span.last),
                f"{format_decimal(part.value)} {part.unit}",
                format_decimal(round(part.counted, 6)),
                report.definition.monitored[part.point.parameter].unit,
                entered,
            ]
        )
    yield table(rows, (0.8, 1.5, 1.5, 2, 1.8, 1, 3), right=(3, 4))


def _fixed(report: Report, words: Words) -> Iterator[Any]:
    if not report.fixed:
        return
    named = styles()
    heads = (N_("Parameter"), N_("Description"), N_("Value"), N_("Unit"), N_("Source"), N_("Evidence"))
    rows = [[words(one) for one in heads]]
    for one in report.fixed:
        symbol = symbol_markup(one.symbol)
        rows.append(
            [
                symbol,
                escape(one.description),
                format_decimal(one.value),
                one.unit,
                escape(one.source),
                str(one.evidence),
            ]
        )
    yield KeepTogether(
        [
            paragraph(words(N_("Values fixed before the start (table 2)")), named["section"]),
            table(rows, (1.8, 3.2, 1.3, 1.5, 3.8, 1.6), right=(2,)),
        ]
    )


def _listed(report: Report, words: Words) -> Iterator[Any]:
    if not report.listed:
        return
    heads = (N_("Parameter"), N_("Description"), N_("Value"), N_("Unit"), N_("Source"), N_("Evidence"))
    rows = [[words(one) for one in heads]]
    for one in report.listed:
        texts = [escape(words(one.label)), format_decimal(one.value), one.unit, escape(one.source), str(one.evidence)]
        rows.append([symbol_markup(one.symbol), *texts])
    yield paragraph(words(N_("Values taken from the methodology's lists")), styles()["section"])
    yield table(rows, (1.8, 3.2, 1.3, 1.5, 3.8, 1.6), right=(2,))


def _derivations(report: Report, words: Words) -> Iterator[Any]:
    named = styles()
    yield paragraph(words(N_("How the result comes about")), named["section"])
    symbols = report.definition.symbols
    for name, node in nodes_of(report.definition).items():
        formula = f"{symbol_markup(report.definition.symbol(name))} = {to_math(node, symbols)}"
        yield paragraph(formula, named["body"])
    heads = (N_("Number"), N_("Value"), N_("Unit"), N_("From"))
    for vintage in report.result.vintages:
        yield gap()
        rows = [[f"{vintage.year}: {words(heads[0])}", *(words(one) for one in heads[1:])]]
        rows.extend(derivation_rows(report, vintage))
        yield table(rows, (4.4, 2.2, 1.3, 5), right=(1,))


def _findings(report: Report, words: Words) -> Iterator[Any]:
    named = styles()
    yield paragraph(words(N_("Findings of the checks")), named["section"])
    if report.findings:
        heads = (N_("Code"), N_("Severity"), N_("Place"), N_("What"), N_("Tonnes"), N_("Reason given"))
        rows = [[words(one) for one in heads]]
        for finding, message in zip(report.findings, report.messages, strict=True):
            effect = format_decimal(finding.tonnes) if finding.tonnes is not None else ""
            facts = [finding.code, str(finding.severity), str(finding.place), message]
            rows.append([*(escape(text) for text in facts), effect, escape(finding.reason)])
        yield table(rows, (1.1, 1.2, 1.8, 5.2, 1.1, 3), right=(4,))
    else:
        yield paragraph(words(N_("The checks found nothing.")), named["body"])
    yield gap(3)
    yield paragraph(". ".join(words(one) for one in _LEVELS.values()) + ".", named["small"])


def _evidence(report: Report, words: Words) -> Iterator[Any]:
    named = styles()
    yield paragraph(words(N_("Evidence")), named["section"])
    heads = (N_("File"), N_("Kind"), N_("Points"), N_("Days"), N_("Issuer"), "SHA-256")
    rows = [[words(one) for one in heads]]
    for one in report.dossier.evidence:
        days = f"{one.first} … {one.last}" if one.first and one.last else ""
        facts = [one.name, one.kind, ", ".join(one.points), days, one.issuer, one.sha256]
        rows.append([escape(text) for text in facts])
    if len(rows) > 1:
        yield table(rows, (2.4, 1.4, 1, 2, 2, 4.4))
    else:
        yield paragraph(words(N_("No files are attached.")), named["body"])
    meters = [one for one in report.dossier.meters]
    if meters:
        yield gap()
        heads = (N_("Meter"), N_("Class"), N_("Standard"), N_("Certificate"), N_("Calibrated"), N_("Valid until"))
        rows = [[words(one) for one in heads]]
        for meter in meters:
            facts = [f"{meter.make} {meter.model} {meter.serial}", meter.accuracy_class, meter.standard]
            facts += [f"{meter.certificate} {meter.certificate_body}".strip()]
            facts += [str(meter.calibrated_on or ""), str(meter.valid_until or "")]
            rows.append([escape(text) for text in facts])
        yield table(rows, (3, 1, 1.6, 3.4, 1.4, 1.4))


def _signatures(report: Report, words: Words, boxes: SignatureBoxes) -> Iterator[Any]:
    named = styles()
    heads = (N_("Responsible personnel"), N_("Role"))
    rows = [[words(one) for one in heads]]
    rows.extend([escape(one.responsible), escape(one.role)] for one in report.dossier.plan.roles)
    parts: list[Any] = []
    if report.dossier.plan.roles:
        parts = [paragraph(words(N_("Monitoring structure")), named["section"]), table(rows, (4, 9)), gap()]
    chain = N_("History of entries: {count} events, last hash {head}")
    text = words(chain).format(count=report.audit_count, head=report.audit_head or "-")
    parts += [
        paragraph(words(N_("Signatures")), named["section"]),
        paragraph(text, named["small"]),
        gap(4),
        boxes,
    ]
    yield KeepTogether(parts)
