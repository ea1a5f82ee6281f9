"""The list of what is wrong in imported files, by line and column, kept as a file for whoever puts the files right."""

from __future__ import annotations

from pathlib import Path

from jcm_desktop.exports.plain_table import csv_of, xlsx_of
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services.import_views import DryRunView
from jcm_desktop.services.reports_shelf import write_whole

HEADS = (N_("File"), N_("Line"), N_("Column"), N_("Text"), N_("What is wrong"), N_("Code"))


def save_problems(view: DryRunView, path: str) -> str:
    """Write the problems and the registers that fell; as CSV where the name ends so, else as a workbook.

    What was done in one line. WorldErrors of `write_whole`.
    """
    target = Path(path)
    rows: list[tuple[str | int, ...]] = [
        (one.file, one.line, one.column or "", one.text, one.words, one.code) for one in view.problems
    ]
    rows += [
        (one.file, one.line, "", f"{one.before} → {one.after}", f"{one.when}: {one.words}", "register.fell")
        for one in view.falls
    ]
    left = view.problem_count - len(view.problems)
    if left > 0:
        words = ngettext("{count} more problem is not listed.", "{count} more problems are not listed.", left)
        rows.append(("", "", "", "", words.format(count=f"{left:,}"), ""))
    heads = [_(one) for one in HEADS]
    is_csv = target.suffix.lower() == ".csv"
    write_whole(target, csv_of(heads, rows) if is_csv else xlsx_of(_("Problems"), heads, rows))
    return _("Saved: {name}").format(name=target.name)
