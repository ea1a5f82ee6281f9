"""Subcommands around a report's signatures: `report`, `sign`, `take-signed`, `package`, `verify`."""

from __future__ import annotations

import argparse
from pathlib import Path

from jcm_desktop import clock
from jcm_desktop.cli_report import verify_copies_of
from jcm_desktop.cli_tools import (
    FINE,
    NO,
    UNUSABLE,
    Add,
    Refused,
    add_workspace,
    complain,
    passphrase,
    period_of,
    print_json,
    say,
    session_of,
    size_of,
)
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import _
from jcm_desktop.paths import workspace_folder
from jcm_desktop.services.report_views import ReportRow
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import TransferView

FROM_SETTINGS = "settings"
UNREADABLE = {f"{kind}.{why}" for kind in ("pdf", "workbook") for why in ("unreadable", "too_large", "part_twice")}


def add_commands(add: Add) -> None:
    """Register the subcommands."""
    one = add("report", _report, _("make workbook and PDF of a period, and sign them when a role is given"))
    _add_period(one)
    one.add_argument("--out", required=True, metavar="DIR")
    one.add_argument("--report-language", default="", metavar="FORM", help=_("en, ja or en+ja"))
    one.add_argument("--public", action="store_true", help=_("a public copy even if nothing is marked"))
    one.add_argument("--version", type=int, default=0, metavar="N", help=_("only write out a version that is there"))
    _add_signer(one)
    one = add("sign", _sign, _("sign files, or the newest report of a period; or put time stamps on them"))
    one.add_argument("files", nargs="*", default=[], metavar="FILE")
    _add_period(one, required=False)
    one.add_argument("--version", type=int, default=0, metavar="N", help=_("of the report; the newest otherwise"))
    one.add_argument("--out", default="", metavar="FILE", help=_("where one signed file goes; beside it otherwise"))
    one.add_argument("--key", default="", metavar="FILE.p12", help=_("sign with this key file, without a workspace"))
    one.add_argument("--same-person", default="", metavar="REASON", help=_("why one person signs in a second role"))
    _add_signer(one)
    one = add("take-signed", _take_signed, _("take in the files of a report that somebody signed elsewhere"))
    one.add_argument(
        "files", nargs="+", metavar="FILE", help=_("PDF and workbook of the full copy, the public, or both")
    )
    _add_period(one)
    one.add_argument("--version", type=int, default=0, metavar="N")
    one = add("package", _package, _("sign if needed, and make the package of the newest report"))
    _add_period(one)
    one.add_argument("--out", required=True, metavar="DIR")
    one.add_argument(
        "--receiver", action="append", default=[], metavar="CERT", help=_("encrypt for the holder of this certificate")
    )
    one.add_argument("--split", default="", metavar="SIZE", help=_("cut into parts of this size for mail, such as 8MB"))
    _add_signer(one)
    one = add("verify", _verify, _("verify a package, a PDF or a workbook"))
    one.add_argument("file", nargs="?", default="", metavar="FILE")
    one.add_argument("--json", action="store_true")
    one.add_argument("--schema", action="store_true", help=_("print the JSON Schema of what --json prints"))
    one.add_argument(
        "--trust", action="append", default=[], metavar="CERT", help=_("certificate (PEM) of a signer you trust")
    )
    one.add_argument("--full", default="", metavar="FULL", help=_("prove that FILE is a public copy of this full copy"))
    one.add_argument("--no-trust-list", action="store_true", help=_("leave out the trust list of the workspace"))
    add_workspace(one)


def _add_period(one: argparse.ArgumentParser, required: bool = True) -> None:
    one.add_argument("--project", required=required, default="", metavar="REF")
    one.add_argument("--period", required=required, default="", metavar="FIRST..LAST")
    add_workspace(one)


def _add_signer(one: argparse.ArgumentParser) -> None:
    one.add_argument("--role", default="", choices=[one.value for one in Role], help=_("sign in this role"))
    one.add_argument("--identity", default="", metavar="KEY", help=_("fingerprint or name of one of several keys"))
    one.add_argument("--place", default="", metavar="PLACE", help=_("where it is signed"))
    one.add_argument("--meaning", default="", metavar="WORDS", help=_("what the signature says"))
    one.add_argument(
        "--own-name", action="store_true", help=_("my name may be read in the public copy though names are withheld")
    )
    one.add_argument("--passphrase-file", default="", metavar="FILE")
    one.add_argument(
        "--timestamp",
        nargs="?",
        default="",
        const=FROM_SETTINGS,
        metavar="URL",
        help=_("ask a time-stamp server; without URL the one of the settings"),
    )


# --- reports --------------------------------------------------------------------------------------------------------


def _report(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities, reporting
    from jcm_desktop.services.reports_shelf import into_folder

    if options.version:
        with session_of(options) as session:
            span = period_of(session, options)
            _write_out(options, span, _row(session, options, span, options.version))
        return FINE
    secret = _asked(options) if options.role else ""
    # A version stays and is counted, so what would stop its files or its signature is tried first.
    with session_of(options) as session, into_folder(Path(options.out)):
        span = period_of(session, options)
        if options.role:
            session.run(identities.unlock, secret, options.identity, options.role)
        public = True if options.public else None
        try:
            session.run(reporting.make_report, options.project, span, options.report_language, public=public)
        except UserError as error:
            if error.code == "report.language" or session.run(reporting.report_page, options.project, span).ready:
                raise
            raise Refused(error) from error  # a no, as `check` answers
        newest = _row(session, options, span, 0)
        status = _sign_row(session, options, span, newest, secret) if options.role else FINE
        newest = _row(session, options, span, newest.version)
    try:
        _write_out(options, span, newest)
    except WorldError as error:
        facts = {"version": newest.version, "detail": error.facts.get("detail", "")}
        raise WorldError("report.made_not_copied", options.out, **facts) from error
    return status


def _write_out(options: argparse.Namespace, span: Span, row: ReportRow) -> None:
    """The files of a version under the names of the scheme: all of them or none. Errors as of `reports_shelf.told`."""
    from jcm_desktop.exports.file_names import report_name
    from jcm_desktop.exports.report_model import Copy
    from jcm_desktop.files import write_together
    from jcm_desktop.services.reports_shelf import told

    copies = [(Copy.FULL, row.workbook, row.pdf)]
    if row.public_pdf:
        copies.append((Copy.PUBLIC, row.public_workbook, row.public_pdf))
    bodies = {}
    for copy, *sources in copies:
        for source in sources:
            name = report_name(options.project, span, row.version, Path(source).suffix.lstrip("."), copy)
            bodies[Path(options.out) / name] = Path(source).read_bytes()
    with told(Path(options.out)):
        Path(options.out).mkdir(parents=True, exist_ok=True)
        write_together(bodies)
    for target in bodies:
        say(str(target))


def _row(session: Session, options: argparse.Namespace, span: Span, version: int) -> ReportRow:
    """The version asked for, or the newest; UserError `report.unknown_version`."""
    from jcm_desktop.services import reporting

    rows = session.run(reporting.report_page, options.project, span).reports
    for one in rows:
        if version in (0, one.version):
            return one
    raise UserError("report.unknown_version", f"{options.project} {span}", version=version or 1)


def _asked(options: argparse.Namespace) -> str:
    return passphrase(options.passphrase_file, _("Passphrase of your signing key:"))


def _sign_row(session: Session, options: argparse.Namespace, span: Span, row: ReportRow, secret: str) -> int:
    from jcm_desktop.services import signing

    role = options.role or Role.OPERATOR
    url = ""
    if options.timestamp:
        url = session.run(signing.timestamp_url, "" if options.timestamp == FROM_SETTINGS else options.timestamp)
    done = session.run(
        signing.sign_report,
        options.project,
        span,
        row.version,
        secret,
        role,
        options.place,
        options.meaning,
        key=options.identity,
        same_person=getattr(options, "same_person", ""),
        timestamp_url=url,
        own_name=options.own_name,
    )
    complain(done.message)
    return NO if done.warning else FINE


def _sign(options: argparse.Namespace) -> int:
    if options.files:
        return _sign_files(options)
    if not options.project or not options.period:
        raise UserError("sign.nothing")
    from jcm_desktop.services import signing

    with session_of(options) as session:
        span = period_of(session, options)
        row = _row(session, options, span, options.version)
        if not options.role:
            if not options.timestamp:
                raise UserError("sign.no_role", known=", ".join(Role))
            url = "" if options.timestamp == FROM_SETTINGS else options.timestamp
            say(session.run(signing.add_time_stamp, options.project, span, row.version, url).message)
            return FINE
        view = session.run(signing.signing_view, options.project, span, row.version, options.role)
        say(
            _("Version {version}, {claimed}, as {role}:").format(
                version=view.version, claimed=view.claimed, role=view.role_words
            )
        )
        for file in view.files:
            say(f"  {file.sha256}  {file.path}")
        return _sign_row(session, options, span, row, _asked(options))


def _sign_files(options: argparse.Namespace) -> int:
    from jcm_desktop.services import signed_files, signing

    if not options.role and not options.timestamp:
        raise UserError("sign.no_role", known=", ".join(Role))
    if options.out and len(options.files) > 1:
        raise UserError("sign.one_place", options.out)
    ending = "signed" if options.role else "stamped"
    wanted = {one: signed_files.out_path(one, options.out, ending) for one in options.files}
    url = options.timestamp
    if url == FROM_SETTINGS:
        from jcm_desktop import settings

        folder = Path(options.workspace) if options.workspace else workspace_folder()
        url = settings.load(folder).timestamp_url
        if not url:
            raise UserError("timestamp.no_server")
    if not options.role:
        return max(_told(signed_files.stamp_file(one, out, url)) for one, out in wanted.items())
    if options.key:
        from jcm_desktop.packages.read import SMALL_FILE, read_bytes
        from jcm_desktop.signing.identity import import_identity

        body = read_bytes(Path(options.key), SMALL_FILE)
        identity = import_identity(body, _asked(options), now=clock.now())
    else:
        from jcm_desktop.services.identities import unlock

        with session_of(options) as session:
            identity = session.run(unlock, _asked(options), options.identity, options.role)
    if url:
        signing.server(url)  # a wrong address is told before anything is signed
    return _told(
        signed_files.sign_files(
            wanted,
            identity,
            options.role,
            at=clock.now(),
            place=options.place,
            meaning=options.meaning,
            timestamp_url=url,
        )
    )


def _told(view: TransferView) -> int:
    """Paths on stdout, everything else on stderr; 1 when something asked for could not be had."""
    complain(view.message)
    for note in view.notes:
        complain(note)
    for path in view.paths:
        say(path)
    return NO if view.notes else FINE


def _take_signed(options: argparse.Namespace) -> int:
    from jcm_desktop.services.taking_back import take_signed

    with session_of(options) as session:
        span = period_of(session, options)
        row = _row(session, options, span, options.version)
        done = session.run(take_signed, options.project, span, row.version, *options.files)
    say(done.message)
    return FINE


# --- packages -------------------------------------------------------------------------------------------------------


def _package(options: argparse.Namespace) -> int:
    from jcm_desktop.services import packing, transfer
    from jcm_desktop.services.reports_shelf import into_folder, write_whole

    part_size = size_of(options.split) if options.split else 0
    secret = _asked(options)
    with session_of(options) as session, into_folder(Path(options.out)):
        span = period_of(session, options)
        newest = _row(session, options, span, 0)
        signed = {one.role for one in newest.signatures}
        if not signed or (options.role and options.role not in signed):
            _sign_row(session, options, span, newest, secret)
        session.run(
            packing.make_package,
            options.project,
            span,
            newest.version,
            secret,
            key=options.identity,
            role=options.role,
        )
        newest = _row(session, options, span, newest.version)
    target = Path(options.out) / Path(newest.package).name
    if options.receiver:
        Path(options.out).mkdir(parents=True, exist_ok=True)
        sealed = transfer.encrypt_file(newest.package, options.receiver, f"{target}{transfer.ENCRYPTED}")
        complain(sealed.message)
        target = Path(sealed.paths[0])
    else:
        write_whole(target, Path(newest.package).read_bytes())
    paths: tuple[str, ...] = (str(target),)
    if part_size:
        cut = transfer.split_file(str(target), part_size)
        complain(cut.message)
        paths = cut.paths
    for path in paths:
        say(path)
    return FINE


def _verify(options: argparse.Namespace) -> int:
    from jcm_desktop.packages.read import SMALL_FILE, read_bytes
    from jcm_desktop.services import verification
    from jcm_desktop.services.local_verification import verify_here

    if options.schema:
        print_json(verification.json_shape())
        return FINE
    if options.full:
        return verify_copies_of(options)
    if not options.file:
        raise UserError("verify.nothing")
    given = [read_bytes(Path(path), SMALL_FILE) for path in options.trust]
    folder = Path(options.workspace) if options.workspace else workspace_folder()
    view = verify_here(options.file, folder, given, with_list=not options.no_trust_list).view
    torn = [
        one
        for one in view.answers
        if one.state == "bad" and (one.code == "verify.whole" or (view.kind != "package" and UNREADABLE & {*one.codes}))
    ]
    for answer in torn:
        complain(" ".join(answer.details) or answer.answer)
    status = UNUSABLE if torn else FINE if view.ok else NO
    if options.json:
        print_json(view)
        return status
    marks = {"good": "OK ", "bad": "NO ", "open": "?  "}
    for answer in view.answers:
        say(f"{marks[answer.state]} {answer.question} {answer.answer}")
        if answer.state != "good":
            for detail in answer.details[1:]:
                say(f"      {detail}")
    for signature in view.signatures:
        say("")
        say(f"{signature.file}: {signature.place}")
        for answer in signature.answers:
            say(f"{marks[answer.state]} {answer.question} {answer.answer}")
    for signer in view.signers:
        say("")
        say(_("Signer: {name}, {organisation}").format(name=signer.name, organisation=signer.organisation))
        say(_("   certificate fingerprint (SHA-256): {fingerprint}").format(fingerprint=signer.fingerprint))
        rows = next((one.digits for one in view.signatures if one.fingerprint == signer.fingerprint), ())
        for row in rows:
            say(f"   {row}")
    say("")
    say(view.summary)
    return status
