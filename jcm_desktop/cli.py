"""The command line: the same use cases without a window.

`--json` prints one JSON document and nothing else on stdout. Exit status: 0
fine, 1 the answer is no (findings that block, a bad signature), 2 unusable
input, with one clear line on stderr. Works with PySide6 uninstalled.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop import __version__, i18n, words
from jcm_desktop.cli_import import add_options as add_import_options
from jcm_desktop.domain.errors import Cancelled, JcmError, UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.session import Session, installed_library, open_session

FINE, NO, UNUSABLE = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run one subcommand; the exit status."""
    for stream in (sys.stdout, sys.stderr):  # Windows redirects in a code page that lacks most of the world
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    i18n.set_language(options.language)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except Cancelled:
        return NO
    except JcmError as error:
        _complain(words.sentence(error.code, error.place, error.facts))
        return UNUSABLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; nothing more to say
        return FINE


def _complain(line: str) -> None:
    sys.stderr.write(" ".join(line.split()) + "\n")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _json(document: Any) -> None:
    _say(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


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
    from jcm_desktop.services.cases import calculate_case

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
            _say(f"{finding['severity'].upper()} {finding['code']} {finding['place']}: {finding['message']}")
    return NO if answer.blocks else FINE


def _explain(options: argparse.Namespace) -> int:
    from jcm_desktop.services.cases import explain_case

    _say(explain_case(options.case, options.name, installed_library()))
    return FINE


def _workbook(options: argparse.Namespace) -> int:
    from jcm_desktop.services.cases import case_workbook
    from jcm_desktop.services.reports_shelf import write_whole

    write_whole(Path(options.out), case_workbook(options.case, installed_library()))
    _say(options.out)
    return FINE


def _definition_check(options: argparse.Namespace) -> int:
    from jcm_desktop.methodologies.loader import load_definition
    from jcm_desktop.packages.read import read_bytes

    path = Path(options.file)
    found = load_definition(read_bytes(path, limit=2**20).decode("utf-8", "replace"), path.name)
    _say(_("{definition} is well-formed: units, names and dimensions agree.").format(definition=found.ref))
    return FINE


def _check(options: argparse.Namespace) -> int:
    from jcm_desktop.services.checking import checks_page

    with _session(options) as session:
        view = session.run(checks_page, options.project, Span.parse(options.period))
    if options.json:
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
        _json({"project": view.project, "period": str(view.span), "blocking": view.blocking, "findings": rows})
    else:
        for row in view.findings:
            _say(f"{str(row.severity).upper()} {row.code} {row.place_words}: {row.message} {row.remedy}")
        _say(view.summary)
    return NO if view.blocking or view.reasons_missing else FINE


def _report(options: argparse.Namespace) -> int:
    from jcm_desktop.services import reporting
    from jcm_desktop.services.reports_shelf import write_whole

    span = Span.parse(options.period)
    with _session(options) as session:
        session.run(reporting.make_report, options.project, span, options.report_language)
        newest = session.run(reporting.report_page, options.project, span).reports[0]
    stem = f"{options.project}_{span.first}_{span.last}_v{newest.version}"
    for source in (newest.workbook, newest.pdf):
        target = Path(options.out) / f"{stem}{Path(source).suffix}"
        write_whole(target, Path(source).read_bytes())
        _say(str(target))
    return FINE


def _package(options: argparse.Namespace) -> int:
    from jcm_desktop.services import reporting
    from jcm_desktop.services.reports_shelf import write_whole

    span = Span.parse(options.period)
    passphrase = _passphrase(options)
    with _session(options) as session:
        rows = session.run(reporting.report_page, options.project, span).reports
        if not rows:
            raise UserError("report.unknown_version", f"{options.project} {span}", version=1)
        newest = rows[0]
        if not newest.signatures:
            session.run(reporting.sign_report, options.project, span, newest.version, passphrase)
        session.run(reporting.make_package, options.project, span, newest.version, passphrase)
        newest = session.run(reporting.report_page, options.project, span).reports[0]
    target = Path(options.out) / Path(newest.package).name
    write_whole(target, Path(newest.package).read_bytes())
    _say(str(target))
    return FINE


def _passphrase(options: argparse.Namespace) -> str:
    if options.passphrase_file:
        from jcm_desktop.packages.read import read_bytes

        return read_bytes(Path(options.passphrase_file), limit=4096).decode("utf-8").rstrip("\r\n")
    import getpass

    return getpass.getpass(_("Passphrase of your signing key: "))


def _import_readings(options: argparse.Namespace) -> int:
    from jcm_desktop import cli_import

    with _session(options) as session:
        return FINE if cli_import.run(session, options, _say, _json) else NO


def _verify(options: argparse.Namespace) -> int:
    from jcm_desktop.packages.read import read_bytes
    from jcm_desktop.services.verification import verify_file
    from jcm_desktop.signing.identity import describe_certificate

    certificates = [read_bytes(Path(path), limit=2**20) for path in options.trust]
    trusted = frozenset(describe_certificate(one).fingerprint for one in certificates)
    view = verify_file(options.file, trusted, installed_library())
    torn = [one for one in view.answers if one.code == "verify.whole" and one.state == "bad"]
    for answer in torn:
        _complain(" ".join(answer.details) or answer.answer)
    status = UNUSABLE if torn else FINE if view.ok else NO
    if options.json:
        _json(view)
        return status
    for answer in view.answers:
        mark = {"good": "OK ", "bad": "NO ", "open": "?  "}[answer.state]
        _say(f"{mark} {answer.question} {answer.answer}")
        if answer.state == "bad":
            for detail in answer.details[1:]:
                _say(f"      {detail}")
    for signer in view.signers:
        _say(_("Signer: {name}, {organisation}").format(name=signer.name, organisation=signer.organisation))
        _say(_("   certificate fingerprint (SHA-256): {fingerprint}").format(fingerprint=signer.fingerprint))
    _say(view.summary)
    return status


def _demo(options: argparse.Namespace) -> int:
    from jcm_desktop.services.demo import demo

    ok = demo(Path(options.out), _say)
    return FINE if ok else NO


# --- plumbing ---------------------------------------------------------------------------------------------------


@contextmanager
def _session(options: argparse.Namespace) -> Iterator[Session]:
    session = open_session(Path(options.workspace) if options.workspace else None)
    try:
        yield session
    finally:
        session.close()


class _Parser(argparse.ArgumentParser):
    """Complains in one line and leaves with status 2."""

    def error(self, message: str) -> Any:
        _complain(f"{self.prog}: {message}. " + _("Try {command} --help.").format(command=self.prog))
        sys.exit(UNUSABLE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="jcm-desktop", description=_("Monitoring reports of the Joint Crediting Mechanism."))
    parser.add_argument("--version", action="version", version=f"JCM Desktop {__version__}")
    parser.add_argument("--language", default="en", choices=sorted(i18n.LANGUAGES))
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
    one = add("definition", _definition_check, _("check a definition strictly"))
    inner = one.add_subparsers(required=True, metavar="ACTION", parser_class=_Parser)
    inner.add_parser("check", help=_("strict check")).add_argument("file", metavar="DEF.yaml")
    for name, command, help_ in (
        ("check", _check, _("all findings of a period")),
        ("report", _report, _("make workbook and PDF of a period")),
        ("package", _package, _("sign if needed, and make the package of the newest report")),
    ):
        one = add(name, command, help_)
        one.add_argument("--project", required=True, metavar="REF")
        one.add_argument("--period", required=True, metavar="FIRST..LAST")
        one.add_argument("--workspace", default="", metavar="DIR", help=_("another data folder"))
        if name == "check":
            one.add_argument("--json", action="store_true")
        else:
            one.add_argument("--out", required=True, metavar="DIR")
        if name == "report":
            one.add_argument("--report-language", default="", choices=["", *i18n.LANGUAGES])
        if name == "package":
            one.add_argument("--passphrase-file", default="", metavar="FILE")
    one = add("import-readings", _import_readings, _("import meter and logger files; a dry run unless told otherwise"))
    add_import_options(one)
    one = add("verify", _verify, _("verify a package, a PDF or a workbook"))
    one.add_argument("file", metavar="FILE")
    one.add_argument("--json", action="store_true")
    one.add_argument(
        "--trust", action="append", default=[], metavar="CERT", help=_("certificate (PEM) of a signer you trust")
    )
    return parser
