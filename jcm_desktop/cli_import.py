"""The command line of the import of meter and logger files: a dry run by default, the same use cases as the window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop import words
from jcm_desktop.cli_tools import FINE, NO, Add, add_workspace, print_json, say, session_of
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import Mapping
from jcm_desktop.i18n import _
from jcm_desktop.services.import_choices import import_choices
from jcm_desktop.services.import_files import OpenFile, choose_column, open_files, read_files, recall
from jcm_desktop.services.import_plan import Decisions, dry_run
from jcm_desktop.services.import_views import DryRunView
from jcm_desktop.services.session import Session

OPTIONS = {
    "mapping.no_values": "--column NAME",
    "mapping.order_asked": "--order YMD|DMY|MDY",
    "mapping.decimal_asked": "--decimal .|,",
    "mapping.zone_asked": "--zone ZONE",
    "mapping.kind_asked": "--kind interval|register|rate",
    "mapping.unit_asked": "--unit UNIT",
    "mapping.step_asked": "--step SECONDS|day|month",
    "mapping.stamp_asked": "--stamp start|end",
}


def add_commands(add: Add) -> None:
    """Register the subcommand."""
    about = _("import meter and logger files; a dry run unless told otherwise")
    parser = add("import-readings", _import_readings, about)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--project", required=True, metavar="REF")
    parser.add_argument("--point", required=True, metavar="NO", help=_("monitoring point of the column of values"))
    parser.add_argument("--column", default="", metavar="NAME", help=_("heading or number (from 1) of the column"))
    parser.add_argument("--mapping", default="", metavar="FILE", help=_("how the files are read (YAML or JSON)"))
    parser.add_argument("--write-mapping", default="", metavar="FILE", help=_("write what is proposed, to be edited"))
    parser.add_argument("--kind", default="", choices=["interval", "register", "rate"])
    parser.add_argument("--unit", default="", metavar="UNIT")
    parser.add_argument("--zone", default="", metavar="ZONE", help=_("time zone, such as Asia/Ulaanbaatar"))
    parser.add_argument("--order", default="", choices=["YMD", "DMY", "MDY"])
    parser.add_argument("--decimal", default="", choices=[".", ","])
    parser.add_argument("--stamp", default="", choices=["start", "end"])
    parser.add_argument("--step", default="", choices=["60", "300", "600", "900", "1800", "3600", "day", "month"])
    parser.add_argument("--overlap", default="", choices=["keep", "correct"])
    parser.add_argument("--replace", action="store_true", help=_("take the place of earlier imports of these days"))
    parser.add_argument("--replace-typed", action="store_true", help=_("take the place of typed values"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("why stored values are replaced"))
    parser.add_argument("--problems", default="", metavar="FILE", help=_("write what is wrong (.xlsx, .csv)"))
    parser.add_argument("--apply", action="store_true", help=_("store it; without this nothing is changed"))
    parser.add_argument("--json", action="store_true")
    add_workspace(parser)


def _import_readings(options: argparse.Namespace) -> int:
    with session_of(options) as session:
        return FINE if _run(session, options) else NO


def _run(session: Session, options: argparse.Namespace) -> bool:
    """Look, read, compare, and with `--apply` store; whether the answer is yes."""
    from jcm_desktop.services.import_apply import store
    from jcm_desktop.services.import_words import dry_run_view, mapping_words

    options.point = _point(session, options)
    files = session.run(recall, options.project, open_files(options.files))
    files = tuple(_with_options(session, one, options) for one in files)
    if options.write_mapping:
        from jcm_desktop.services.reports_shelf import write_whole

        body = msgspec.json.format(msgspec.json.encode(files[0].mapping), indent=2)
        write_whole(Path(options.write_mapping), body + b"\n")
    _refuse_open(files)
    readings = read_files(files)
    decisions = Decisions(
        overlap=options.overlap, replace=options.replace, typed=options.replace_typed, reason=options.reason
    )

    def in_lane(inner: Session) -> tuple[DryRunView, bool, str]:
        dry = dry_run(inner, options.project, readings, decisions)
        view = dry_run_view(dry)
        if not (options.apply and not view.asks):
            return view, False, view.summary
        done = store(inner, dry).changes.message
        return view, True, done if _inside(view) else f"{done} {view.summary}"

    view, applied, told = session.run(in_lane)
    if options.problems:
        from jcm_desktop.services.import_report import save_problems

        save_problems(view, options.problems)
    if options.json:
        print_json({"applied": applied, "mapping": [one.mapping for one in files], **msgspec.to_builtins(view)})
    else:
        for file in files:
            for line in mapping_words(file):
                say(line)
        _say_all(view)
        say(told)
        if view.ready and not applied:
            say(_("Nothing was stored. Add --apply to store it."))
    return not view.asks and _inside(view)


def _inside(view: DryRunView) -> bool:
    """Some of the days are in a period, so that they fill a month."""
    return not view.points or any(one.inside for one in view.points)


def _point(session: Session, options: argparse.Namespace) -> str:
    """The monitoring point as the plan numbers it, also without its brackets; UserError `import.unknown_point`."""
    points = session.run(import_choices, options.project).points
    for one in points:
        if one.no.strip("()") == options.point.strip().strip("()"):
            return one.no
    raise UserError("import.unknown_point", options.point, known=", ".join(one.words for one in points) or "-")


def _refuse_open(files: Sequence[OpenFile]) -> None:
    """UserError `import.say_with`: what neither the file nor anybody said, with the options that say it."""
    for one in files:
        if one.questions:
            question = words.sentence(one.questions[0], one.source.name, {})
            named = " ".join(OPTIONS[code] for code in one.questions)
            raise UserError("import.say_with", one.source.name, question=question, options=named)


def _say_all(view: DryRunView) -> None:
    for file in view.files:
        say(_("{file}: {values} values in {lines} lines").format(file=file.file, values=file.values, lines=file.lines))
        for note in file.notes:
            say(f"  {note}")
    for row in view.problems:
        say(f"{row.file}:{row.line}:{row.column}: {row.words}")
    for fall in view.falls:
        say(f"{fall.file}:{fall.line}: {fall.when} {fall.words}")
    for one in view.points:
        text = _("{point}: {fresh} new, {equal} as stored, {different} differ")
        say(text.format(point=one.point, fresh=one.fresh, equal=one.equal, different=one.different))
        for difference in one.differences[:10]:
            say(f"  {difference.when}: {difference.there} -> {difference.new}")
    for month in view.months:
        say(f"{month.point} {month.label}: {month.before or '-'} -> {month.after}  {month.words}")
        for note in month.notes:
            say(f"  {note}")
    for ask in view.asks[1:]:
        say(ask)


def _with_options(session: Session, file: OpenFile, options: argparse.Namespace) -> OpenFile:
    """The proposal, with what the mapping file and the options say over it."""
    from dataclasses import replace

    mapping = read_mapping(Path(options.mapping), file.mapping) if options.mapping else file.mapping
    if not options.mapping:
        mapping = msgspec.structs.replace(mapping, values=(_column(session, file, options),))
    changes: dict[str, Any] = {
        name: value for name in ("zone", "order", "decimal", "stamp", "step") if (value := getattr(options, name))
    }
    own = {name: value for name in ("kind", "unit") if (value := getattr(options, name))}
    if own:
        changes["values"] = tuple(
            msgspec.structs.replace(one, **own) if one.point == options.point else one for one in mapping.values
        )
    return replace(file, mapping=msgspec.structs.replace(mapping, **changes))


def _column(session: Session, file: OpenFile, options: argparse.Namespace) -> Any:
    """The column for the point: named, remembered, or the only one."""
    columns = file.proposal.columns
    numbers = [one for one in columns if one.looks_like == "number"]
    known = ", ".join(f"{one.index + 1} {one.header}".strip() for one in columns)[:200]
    if options.column:
        wanted = options.column.strip()
        for one in columns:
            if wanted in (str(one.index + 1), one.header):
                return session.run(choose_column, options.project, file.proposal, one.index, options.point)
        raise UserError("import.no_column", file.source.name, column=wanted, known=known)
    for before in file.mapping.values:
        if before.point == options.point:
            return before
    if len(numbers) != 1:
        raise UserError("import.which_column", file.source.name, known=known)
    return session.run(choose_column, options.project, file.proposal, numbers[0].index, options.point)


def read_mapping(path: Path, proposed: Mapping) -> Mapping:
    """A mapping file over what was proposed, strictly; UserErrors `file.missing`, `mapping.unreadable`."""
    from jcm_desktop.methodologies.strict_yaml import decode
    from jcm_desktop.packages.read import read_bytes

    text = read_bytes(path, limit=2**20).decode("utf-8", "replace")
    said = decode(text, path.name, dict[str, Any])
    whole = {**msgspec.to_builtins(proposed), **said}
    try:
        return msgspec.convert(whole, Mapping, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise UserError("mapping.unreadable", path.name, detail=error) from error
