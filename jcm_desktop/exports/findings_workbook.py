"""The list of findings as a workbook: one sheet to sort people's work by. Draws the model; decides nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC

import xlsxwriter

from jcm_desktop.exports.book import Book, Sheet, lines_of
from jcm_desktop.exports.findings_model import HEADS, NOT_REAL, NOTHING, TITLE, FindingsList, ListedFinding, Words
from jcm_desktop.exports.story import minute
from jcm_desktop.exports.tongue import Tongue
from jcm_desktop.i18n import N_

SHEET = "Findings"
_WIDTHS = (9.0, 15.0, 24.0, 56.0, 18.0, 20.0, 12.0, 44.0, 36.0, 20.0)
_TONNES = 6  # column
_STAMP = (1980, 1, 1, 0, 0, 0)
_MOST_LETTERS = 32_000  # of a cell; a spreadsheet holds 32,767, and the writer leaves longer texts out
_MOST_LINES = 30  # a row is not higher than a spreadsheet can show


def write_findings_workbook(found: FindingsList) -> bytes:
    """The bytes of the .xlsx file; the same list gives the same bytes."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    writer = xlsxwriter.Workbook(stream, options)
    writer.set_properties(
        {
            "title": found.title,
            "subject": found.methodology,
            "author": found.made_by,
            "comments": found.constructed[0] if found.constructed else "",
            "created": found.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    tongue = Tongue(found.language)
    book = Book(writer, lambda message: "\n".join(tongue.each(message)))
    sheet = book.sheet(SHEET)
    sheet.widths(*_WIDTHS)
    _draw(sheet, found, tongue)
    writer.close()
    return _without_times(stream)


def _draw(sheet: Sheet, found: FindingsList, tongue: Tongue) -> None:
    sheet.text(0, 0, " / ".join(tongue.each(TITLE)), "title")
    sheet.text(1, 0, " ".join(part for part in (found.reference, found.project) if part), "plain")
    sheet.text(2, 0, f"{found.methodology}   {found.period.first} … {found.period.last}", "plain")
    if found.constructed:
        sheet.banner = " / ".join((*tongue.each(NOT_REAL), *found.constructed)), "sample"
    row = 5
    for name, said in (
        (N_("Rules"), found.rules),
        (N_("Claim"), found.claimed),
        (N_("Made"), (f"{minute(found.made_at)}, {found.made_by}",)),
        (N_("Checks that ran"), (str(found.checks),)),
        *((words, (str(count),)) for words, count in found.counts),
    ):
        text = " / ".join(tongue.each(name)) if isinstance(name, str) else " / ".join(name)
        sheet.across(row, 0, 1, text, "text")
        sheet.across(row, 2, 3, " / ".join(said), "text")
        row += 1
    row += 1
    for column, words in enumerate(HEADS):
        sheet.words(row, column, words)
    sheet.height(row, len(tongue.languages) + 1)
    head = row
    for one in found.findings:
        row += 1
        _row(sheet, row, one)
    if found.findings:
        sheet.filters(head, row, len(HEADS))
    else:
        row += 1
        sheet.across(row, 0, len(HEADS) - 1, " / ".join(tongue.each(NOTHING)), "text")
    sheet.freeze(head + 1)
    sheet.finish(row + 1, len(HEADS), repeat=(head, head))
    sheet.activate()


def _row(sheet: Sheet, row: int, one: ListedFinding) -> None:
    finding = "\n".join(part for part in (_lines(one.title), _lines(one.message), _lines(one.clause)) if part)
    texts = (
        one.code,
        _lines(one.severity_words),
        _lines(one.place),
        finding,
        one.value,
        one.limit,
        "",
        _lines(one.remedy),
        one.reason,
        one.by,
    )
    for column, text in enumerate(texts):
        sheet.text(row, column, text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…")
    if one.tonnes is not None:
        sheet.number(row, _TONNES, one.tonnes)
    highest = max(lines_of(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    sheet.height(row, min(highest, _MOST_LINES))


def _lines(words: Words) -> str:
    return "\n".join(one for one in words if one)


def _without_times(stream: io.BytesIO) -> bytes:
    """The same parts, none with the time it was written."""
    output = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(info))
    return output.getvalue()
