"""The subcommand `check`: all findings of a period, the list of them as a file, and the catalogue of checks."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from jcm_desktop.cli_tools import FINE, NO, Add, add_workspace, complain, period_of, print_json, say, session_of
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.check_views import ChecksView
from jcm_desktop.services.session import Session, installed_library, installed_register, installed_rules


def add_commands(add: Add) -> None:
    """Register the subcommand."""
    one = add("check", _check, _("all findings of a period"))
    one.add_argument("--project", default="", metavar="REF")
    one.add_argument("--period", default="", metavar="FIRST..LAST")
    one.add_argument("--json", action="store_true")
    one.add_argument("--pdf", default="", metavar="FILE", help=_("write the list of findings"))
    one.add_argument("--xlsx", default="", metavar="FILE", help=_("write the list of findings"))
    one.add_argument("--form", default="", metavar="FORM", help=_("languages of these files: en, ja or en+ja"))
    one.add_argument("--replace", action="store_true", help=_("replace these files where they are there already"))
    one.add_argument("--list", action="store_true", help=_("every check: what it asks and what to do"))
    add_workspace(one)


def _check(options: argparse.Namespace) -> int:
    from jcm_desktop.services.checking import checks_page

    if options.list:
        return _list(options)
    if not (options.project and options.period):
        raise UserError("check.what", "check")
    with session_of(options) as session:
        span = period_of(session, options)
        view = session.run(checks_page, options.project, span)
        _export(options, session, span)
    _tell(view, json=options.json)
    return NO if view.blocking or view.reasons_missing else FINE


def _tell(view: ChecksView, *, json: bool) -> None:
    if json:
        rows = [
            {
                "code": row.code,
                "severity": str(row.severity),
                "place": str(row.place),
                "message": row.message,
                "remedy": row.remedy,
                "clause": row.clause,
                "tonnes": row.tonnes,
                "reason": row.reason,
            }
            for row in view.findings
        ]
        counts = {"blocking": view.blocking, "reasons_missing": view.reasons_missing}
        print_json({"project": view.project, "period": str(view.span), **counts, "findings": rows})
        return
    for row in view.findings:
        say(f"{str(row.severity).upper()} {row.code} {row.place_words}: {row.message} {row.remedy}")
    say(view.summary)


def _export(options: argparse.Namespace, session: Session, span: Span) -> None:
    """Files that are asked for; what was written is said on stderr."""
    from jcm_desktop.services.findings_list import PDF, WORKBOOK, export_findings

    for path, ending in ((options.pdf, PDF), (options.xlsx, WORKBOOK)):
        if not path:
            continue
        if Path(path).suffix.lower() != ending:
            raise UserError("findings.ending", path)
        done = session.run(export_findings, options.project, span, path, options.form, replace=options.replace)
        complain(done.message)


def _list(options: argparse.Namespace) -> int:
    """The catalogue for what is installed; the workspace need not exist."""
    from jcm_desktop.services.check_catalogue import CheckFilter, catalogue_view

    folder = Path(options.workspace) if options.workspace else None
    library, rules, register = installed_library(folder), installed_rules(folder), installed_register(folder)
    view = catalogue_view(library, rules, register, CheckFilter())
    if options.json:
        print_json([msgspec.to_builtins(row) for row in view.rows])
        return FINE
    for row in view.rows:
        say(f"{row.code}  [{row.severity}]  {row.title}: {row.asks}")
    return FINE
