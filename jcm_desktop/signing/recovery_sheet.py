"""The recovery sheet of a signing key: what it is, how to bring it back, and the locked key file itself on paper.

Printed and put away, it brings the key back when the computer and every copy are
gone. The key on it is locked with its passphrase, which is not on it. Knows no files.
"""

from __future__ import annotations

import io
from datetime import datetime

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle

from jcm_desktop.i18n import N_, _, language, using_language
from jcm_desktop.signing.certificate import CertificateFacts
from jcm_desktop.signing.recovery import to_lines
from jcm_desktop.signing.typeset import BOLD, REGULAR, font, paragraph

_LINES_IN_A_CODE = 11
_CODE_SIZE = 52 * mm
_TITLE = N_("Recovery sheet of a signing key")
_FACTS = (N_("Name"), N_("Organisation"), N_("Valid until"), N_("Printed"), N_("Fingerprint"), N_("In digits"))
_STEPS = (
    N_("Print this sheet, put it into an envelope and lock it away. Keep the passphrase elsewhere."),
    N_("To bring the key back: scan the squares with a telephone, or type the lines, into a text file."),
    N_("Then choose Settings, Signing key, Bring back, and give that file and the passphrase."),
    N_("Each line has its own check letters: a slip is found, and its line is named."),
    N_("The letters I, L, O and U do not occur: what looks like O is the digit 0, like I or L the digit 1."),
    N_("The lines are the key file (PKCS#12) itself. Any program that reads base 32 letters can bring it back."),
)


def draw_sheet(key_file: bytes, facts: CertificateFacts, at: datetime) -> bytes:
    """The sheet as PDF, in English and in the reader's language beside it."""
    output = io.BytesIO()
    document = SimpleDocTemplate(
        output,
        pagesize=A4,
        leftMargin=16 * mm,
        rightMargin=16 * mm,
        topMargin=14 * mm,
        bottomMargin=14 * mm,
        title="Recovery sheet",
        author=facts.name,
        invariant=1,
        initialFontName=font(REGULAR).fontName,
    )
    lines = to_lines(key_file)

    def foot(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        """Sheets that fell apart find together again."""
        words = _("Recovery sheet of {name}, page {page}").format(name=facts.name, page=canvas.getPageNumber())
        line = paragraph(f"{words} · {facts.fingerprint_words[:19]}", 7)
        line.wrap(A4[0] - 32 * mm, 10 * mm)
        line.drawOn(canvas, 16 * mm, 8 * mm)

    story = [*_explained(facts, at), Spacer(1, 4 * mm), _codes(lines), PageBreak(), *_printed(lines)]
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return output.getvalue()


def _explained(facts: CertificateFacts, at: datetime) -> list[Flowable]:
    values = (
        facts.name,
        facts.organisation,
        facts.not_after.date().isoformat(),
        at.strftime("%Y-%m-%d %H:%M UTC"),
        facts.fingerprint_words,
        "; ".join(facts.fingerprint_digits),
    )
    rows = [[paragraph(_both(name), 8), paragraph(value, 8)] for name, value in zip(_FACTS, values, strict=True)]
    table = Table(rows, colWidths=(38 * mm, None))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 1)]))
    steps: list[Flowable] = []
    for number, step in enumerate(_STEPS, 1):
        steps += [paragraph(f"{number}. {_both(step)}", 8.5), Spacer(1, 1 * mm)]
    return [paragraph(_both(_TITLE), 15, BOLD), Spacer(1, 3 * mm), table, Spacer(1, 2 * mm), *steps]


def _both(text: str) -> str:
    """English, and the reader's words after it."""
    with using_language("en"):
        english = _(text)
    return english if language() == "en" else f"{english} / {_(text)}"


def _codes(lines: list[str]) -> Table:
    """The lines as squares for a telephone's camera; the stroke between lines is one that such squares hold well."""
    texts = ["/".join(lines[at : at + _LINES_IN_A_CODE]) for at in range(0, len(lines), _LINES_IN_A_CODE)]
    cells = [_code(text) for text in texts]
    rows = [cells[at : at + 3] for at in range(0, len(cells), 3)]
    rows[-1] += [""] * (len(rows[0]) - len(rows[-1]))
    return Table(rows, colWidths=_CODE_SIZE + 4 * mm, rowHeights=_CODE_SIZE + 3 * mm)


def _code(text: str) -> Drawing:
    square = QrCodeWidget(text, barLevel="L", barWidth=_CODE_SIZE, barHeight=_CODE_SIZE, barBorder=4)
    drawing = Drawing(_CODE_SIZE, _CODE_SIZE)
    drawing.add(square)
    return drawing


def _printed(lines: list[str]) -> list[Flowable]:
    """One row for each line; the groups stand under one another, because the font's letters differ in width."""
    rows = []
    for line in lines:
        body, _dash, check = line.partition(" - ")
        first, *groups = body.split()
        rows.append([first, *groups, *[""] * (8 - len(groups)), f"- {check}"])
    table = Table(rows, colWidths=(11 * mm, *[19.2 * mm] * 8, 16 * mm), rowHeights=4.05 * mm)
    style = [("FONT", (0, 0), (-1, -1), font(REGULAR).fontName, 8.2), ("TEXTCOLOR", (0, 0), (0, -1), "#555555")]
    style += [("TEXTCOLOR", (-1, 0), (-1, -1), "#555555"), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    style += [("TOPPADDING", (0, 0), (-1, -1), 0)]
    style += [("LINEBELOW", (0, row), (-1, row), 0.2, "#bbbbbb") for row in range(4, len(rows), 5)]
    table.setStyle(TableStyle(style))
    return [table]
