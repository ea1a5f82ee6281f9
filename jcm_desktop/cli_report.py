"""Subcommands around a report's content: `confidential`, `template`; and whether a public copy is of a full one."""

from __future__ import annotations

import argparse
from pathlib import Path

from jcm_desktop.cli_tools import FINE, NO, Add, add_workspace, period_of, print_json, say, session_of
from jcm_desktop.i18n import _

MARKS = {"good": "OK ", "bad": "NO ", "open": "?  "}


def add_commands(add: Add) -> None:
    """Register the subcommands."""
    one = add("confidential", _confidential, _("show or change what the public copy leaves out"))
    one.add_argument("--project", required=True, metavar="REF")
    one.add_argument("--period", required=True, metavar="FIRST..LAST")
    one.add_argument("--mark", action="append", default=[], metavar="WHAT")
    one.add_argument("--unmark", action="append", default=[], metavar="WHAT")
    add_workspace(one)
    _add_template(add("template", _template_fill, _("the approved methodology's own workbook: fill it, compare it")))


def _confidential(options: argparse.Namespace) -> int:
    from jcm_desktop.services import confidentiality

    with session_of(options) as session:
        span = period_of(session, options)
        view = session.run(confidentiality.confidential_page, options.project, span)
        before = {row.mark for row in view.rows if row.marked}
        wanted = (before | set(options.mark)) - set(options.unmark)
        if wanted != before:
            session.run(confidentiality.mark_confidential, options.project, sorted(wanted))
            view = session.run(confidentiality.confidential_page, options.project, span)
    for row in view.rows:
        say(f"{'X' if row.marked else '-'} {row.mark}  {row.words}")
    return FINE


def _template_fill(options: argparse.Namespace) -> int:
    from jcm_desktop.services.reports_shelf import write_whole
    from jcm_desktop.services.templates import fill_template

    with session_of(options) as session:
        span = period_of(session, options)
        body = session.run(fill_template, options.project, span, options.template, options.year)
    write_whole(Path(options.out), body)
    say(options.out)
    return FINE


def _template_check(options: argparse.Namespace) -> int:
    from jcm_desktop.services.templates import check_template

    with session_of(options) as session:
        span = period_of(session, options)
        rows = session.run(check_template, options.project, span, options.file, options.template, options.year)
    for row in rows:
        say(f"{str(row.severity).upper()} {row.code}: {row.message} {row.remedy}")
    if not rows:
        say(_("The workbook is the approved one, filled in, and gives the same result."))
    return NO if rows else FINE


def _add_template(one: argparse.ArgumentParser) -> None:
    inner = one.add_subparsers(required=True, metavar="ACTION")
    for name, command, help_ in (
        ("fill", _template_fill, _("put plan and readings into its input cells")),
        ("check", _template_check, _("compare a filled and recalculated one with it, and with our result")),
    ):
        two = inner.add_parser(name, help=help_)
        two.set_defaults(command=command, workspace="")
        two.add_argument("--project", required=True, metavar="REF")
        two.add_argument("--period", required=True, metavar="FIRST..LAST")
        two.add_argument("--template", required=True, metavar="FILE.xlsx", help=_("the approved workbook"))
        two.add_argument("--year", type=int, default=None, help=_("calendar year; the first one where not given"))
        two.add_argument("--workspace", default="", metavar="DIR", help=_("another data folder"))
        if name == "fill":
            two.add_argument("--out", required=True, metavar="FILE.xlsx")
        else:
            two.add_argument("file", metavar="FILLED.xlsx")


def verify_copies_of(options: argparse.Namespace) -> int:
    from jcm_desktop.services.copies_check import verify_copies

    view = verify_copies(options.full, options.file)
    if options.json:
        print_json(view)
        return FINE if view.ok else NO
    for answer in view.answers:
        say(f"{MARKS[answer.state]} {answer.question} {answer.answer}")
        for detail in answer.details[1:]:
            say(f"      {detail}")
    say(view.summary)
    return FINE if view.ok else NO
