"""The monitoring structure sheet: who answers for what, by title; names are not printed."""

from __future__ import annotations

from jcm_desktop.exports.book import Sheet, lines_of
from jcm_desktop.exports.layout import HEAD_ROWS
from jcm_desktop.exports.report_model import Report
from jcm_desktop.i18n import N_

_WIDTHS = (36, 84)


def draw(sheet: Sheet, report: Report) -> None:
    """Two columns, one row for each role."""
    row = HEAD_ROWS
    sheet.words(row, 0, N_("Responsible personnel"))
    sheet.words(row, 1, N_("Role"))
    sheet.height(row, 2)
    for role in report.dossier.plan.roles:
        row += 1
        sheet.text(row, 0, role.responsible, "input_text")
        sheet.text(row, 1, role.role, "input_text")
        sheet.height(row, max(lines_of(role.responsible, _WIDTHS[0]), lines_of(role.role, _WIDTHS[1])))
    sheet.widths(*_WIDTHS)
    sheet.finish(row + 1, 2)
