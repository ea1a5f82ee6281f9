"""The monitoring structure sheet: who answers for what, by title; names are not printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jcm_desktop.exports.layout import HEAD_ROWS
from jcm_desktop.exports.report_model import Report

if TYPE_CHECKING:
    from jcm_desktop.exports.workbook import Sheet


def draw(sheet: Sheet, report: Report) -> None:
    """Two columns, one row for each role."""
    row = HEAD_ROWS
    sheet.text(row, 0, "Responsible personnel", "head")
    sheet.text(row, 1, "Role", "head")
    for role in report.dossier.plan.roles:
        row += 1
        sheet.text(row, 0, role.responsible, "input_text")
        sheet.text(row, 1, role.role, "input_text")
        sheet.height(row, max(1, len(role.role) // 80 + 1))
    sheet.widths(40, 90)
    sheet.finish(2)
