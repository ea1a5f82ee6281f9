"""The command line: the same use cases without a window.

`--json` prints one JSON document and nothing else on stdout. Exit status: 0
fine, 1 the answer is no (findings that block, a bad signature), 2 unusable
input, with one clear line on stderr. Works with PySide6 uninstalled.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, suppress
from pathlib import Path

import msgspec

from jcm_desktop import (
    __version__,
    cli_checks,
    cli_files,
    cli_import,
    cli_keys,
    cli_packs,
    cli_report,
    cli_signing,
    i18n,
    words,
)
from jcm_desktop.catalogue import sectoral_scopes
from jcm_desktop.cli_tools import FINE, NO, UNUSABLE, Refused, refuse_onto_input
from jcm_desktop.cli_tools import Parser as _Parser
from jcm_desktop.cli_tools import complain as _complain
from jcm_desktop.cli_tools import print_json as _json
from jcm_desktop.cli_tools import say as _say
from jcm_desktop.domain.errors import Cancelled, JcmError
from jcm_desktop.i18n import _
from jcm_desktop.paths import workspace_folder
from jcm_desktop.services.session import installed_library, installed_register
from jcm_desktop.subcommands import SUBCOMMANDS

# What a page does for those who have a window, as commands.
COMMANDS = {
    "methodology.bring_workbook": "definition from-workbook FILE.xlsx -o DEF.yaml; definition install DEF.yaml",
}


def run(arguments: Sequence[str]) -> int:
    """Run one subcommand; the exit status."""
    for stream in (sys.stdout, sys.stderr):  # Windows redirects in a code page that lacks most of the world
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    i18n.set_language(_language(arguments))  # before the parser is made, so that its help is in it, too
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        refuse_onto_input(options)
        return command(options)
    except Cancelled:
        return NO
    except Refused as refused:
        _complain(words.sentence(refused.why.code, refused.why.place, refused.why.facts))
        return NO
    except JcmError as error:
        _complain(_sentence(error))
        return UNUSABLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; nothing more to say
        return FINE


def _sentence(error: JcmError) -> str:
    """An error as told on the command line, which has no pages and knows what a folder is."""
    code = error.code
    if code in ("file.missing", "file.unreadable") and Path(error.place).is_dir():
        code = "file.is_folder"
    said = words.sentence(code, error.place, error.facts)
    if code in COMMANDS:
        said = _("{sentence} On the command line: {commands}").format(sentence=said, commands=COMMANDS[code])
    return said


def _language(arguments: Sequence[str]) -> str:
    """As the command line says, else the settings, else the system."""
    from jcm_desktop import settings

    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--language", default="")
    before = list(itertools.takewhile(lambda one: one not in SUBCOMMANDS, arguments))
    with suppress(argparse.ArgumentError, SystemExit), redirect_stderr(io.StringIO()):  # it is told by the real parser
        given: str = first.parse_known_args(before)[0].language
        if given:
            return given
    return settings.load(workspace_folder()).language or i18n.language_of_system()


# --- subcommands ------------------------------------------------------------------------------------------------


def _methodologies(options: argparse.Namespace) -> int:
    from jcm_desktop.methodologies.library import listing

    definitions, problems = installed_library().readable()
    for problem in problems:
        _complain(words.sentence(problem.code, problem.place, problem.facts))
    rows = listing(definitions)
    if options.json:
        _json(rows)
    else:
        for row in rows:
            _say(
                f"{row['id']} {row['version']}  {row['country']}  {row['status']}  [{row['evidence']}]  {row['title']}"
            )
    return FINE


def _calculate(options: argparse.Namespace) -> int:
    from jcm_desktop.services.cases import calculate_case, finding_line

    answer = calculate_case(options.case, installed_library())
    document = answer.document
    if options.json:
        _json(document)
    else:
        _say(_("Reference emissions: {value} tCO2e").format(value=document["reference_emissions"]))
        _say(_("Project emissions: {value} tCO2e").format(value=document["project_emissions"]))
        _say(_("Emission reductions, exact: {value} tCO2e").format(value=document["emission_reductions_exact"]))
        for vintage in document["vintages"]:
            _say(f"  {vintage['year']}: {vintage['emission_reductions']} t")
        _say(_("Claim: {value} t").format(value=document["emission_reductions"]))
        for finding in document["findings"]:
            _say(finding_line(finding["severity"], finding["code"], finding["place"], finding["message"]))
    return NO if answer.blocks else FINE


def _explain(options: argparse.Namespace) -> int:
    from jcm_desktop.services.cases import explain_case

    _say(explain_case(options.case, options.name, installed_library()))
    return FINE


def _workbook(options: argparse.Namespace) -> int:
    from jcm_desktop.services.cases import case_workbook
    from jcm_desktop.services.reports_shelf import write_whole
    from jcm_desktop.services.targets import check_target

    check_target(Path(options.out), (".xlsx",), replace=options.replace)
    book = case_workbook(options.case, installed_library())
    write_whole(Path(options.out), book.body)
    for line in book.findings:
        _complain(line)
    _say(options.out)
    return NO if book.blocks else FINE


def _definition_check(options: argparse.Namespace) -> int:
    from jcm_desktop.methodologies.library import read_definition

    found = read_definition(Path(options.file), installed_library())
    if options.json:
        _json({"ok": True, "methodology": found.methodology, "version": found.version, "status": found.status})
    else:
        _say(_("{definition} is well-formed: units, names and dimensions agree.").format(definition=found.ref))
    return FINE


def _definition_schema(_options: argparse.Namespace) -> int:
    from jcm_desktop.methodologies.json_schema import definition_schema

    _json(definition_schema())
    return FINE


def _definition_from_workbook(options: argparse.Namespace) -> int:
    from jcm_desktop.services import workbook_import

    given = workbook_import.Given(
        methodology=options.id,
        version=options.definition_version,
        country=options.country,
        scope=options.scope,
        title=options.title,
        technologies=tuple(options.technology),
    )
    around = workbook_import.Surroundings(installed_library(), installed_register())
    view = workbook_import.read_workbook(options.file, given, options.only, around)
    written = workbook_import.write_drafts(view, Path(options.out), replace=options.replace)
    if options.json:
        _json({"written": [str(path) for path in written], **msgspec.to_builtins(view)})
    else:
        for line in workbook_import.report(view):
            _say(line)
        for path in written:
            _say(str(path))
    return FINE if all(one.fine for one in view.drafts) else NO


def _demo(options: argparse.Namespace) -> int:
    from jcm_desktop.services.demo import demo

    ok = demo(Path(options.out), _say)
    return FINE if ok else NO


# --- plumbing ---------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="jcm-desktop", description=_("Monitoring reports of the Joint Crediting Mechanism."))
    parser.add_argument("--version", action="version", version=f"JCM Desktop {__version__}")
    parser.add_argument("--language", default="", choices=sorted(i18n.LANGUAGES))
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, command: Callable[[argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=help_)
        one.set_defaults(command=command, workspace="")
        return one

    one = add("demo", _demo, _("the main job on the sample project, from readings to a verified package"))
    one.add_argument("--out", default="out/demo", metavar="DIR")
    one = add("methodologies", _methodologies, _("list every definition"))
    one.add_argument("--json", action="store_true")
    one = add("calculate", _calculate, _("calculate a case file"))
    one.add_argument("case", metavar="CASE")
    one.add_argument("--json", action="store_true")
    one = add("explain", _explain, _("the derivation of a case as a tree"))
    one.add_argument("case", metavar="CASE")
    one.add_argument("name", nargs="?", default="ER", metavar="NAME")
    one = add("workbook", _workbook, _("a case as the official-layout workbook with live formulas"))
    one.add_argument("case", metavar="CASE")
    one.add_argument("-o", "--out", required=True, metavar="FILE.xlsx")
    one.add_argument("--replace", action="store_true", help=_("replace the file where it is there already"))
    _add_definition(add("definition", _definition_check, _("read an official workbook, or check a definition")))
    for group in (cli_checks, cli_report, cli_signing, cli_files, cli_keys, cli_packs, cli_import):
        group.add_commands(add)
    return parser


def _add_definition(one: argparse.ArgumentParser) -> None:
    actions = one.add_subparsers(required=True, metavar="ACTION", parser_class=_Parser)
    check = actions.add_parser("check", help=_("check a definition strictly"))
    check.add_argument("file", metavar="DEF.yaml")
    check.add_argument("--json", action="store_true")
    read = actions.add_parser("from-workbook", help=_("read an official workbook into a draft definition"))
    read.set_defaults(command=_definition_from_workbook)
    read.add_argument("file", metavar="FILE.xlsx")
    read.add_argument("-o", "--out", required=True, metavar="DEF.yaml")
    read.add_argument("--replace", action="store_true", help=_("replace the file where it is there already"))
    for name, metavar, help_ in (
        ("id", "ID", _("number of the methodology, where the workbook does not say it: ID_AM002")),
        ("version", "VERSION", _("its version, such as 2.0")),
        ("country", "CC", _("two letters of the partner country")),
        ("title", "TITLE", _("title of the methodology")),
    ):
        dest = "definition_version" if name == "version" else name
        read.add_argument(f"--{name}", default="", dest=dest, metavar=metavar, help=help_)
    read.add_argument(
        "--scope", type=int, default=0, choices=sorted(sectoral_scopes()), metavar="NUMBER", help=_("sectoral scope")
    )
    read.add_argument("--technology", action="append", default=[], metavar="KEY", help=_("technology, once for each"))
    read.add_argument("--only", default="", metavar="ID", help=_("only this methodology of the workbook"))
    read.add_argument("--json", action="store_true")
    schema = actions.add_parser("schema", help=_("the shape of a definition, for editors"))
    schema.set_defaults(command=_definition_schema)
    cli_packs.add_definition_actions(actions)
