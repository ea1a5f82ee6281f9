"""The main job once, on the sample project: readings in, checks, result, report, signatures, package, verification."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from jcm_desktop.exports.file_names import report_name
from jcm_desktop.i18n import _
from jcm_desktop.services import checking, identities, packing, reporting, results, samples, signing
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import open_session
from jcm_desktop.services.verification import verify_file

PROJECT = "MN006"


def demo(out: Path, say: Callable[[str], None]) -> bool:
    """Do it all in a workspace of its own below `out`; whether the package verified.

    The key is made for this run; its passphrase is printed and protects nothing real.
    """
    session = open_session(out / "workspace", actor="demo")
    passphrase = secrets.token_urlsafe(12)
    try:
        session.run(samples.load_samples)
        span = samples.sample(PROJECT).period
        checks = session.run(checking.checks_page, PROJECT, span)
        result = session.run(results.result_page, PROJECT, span)
        say(f"{PROJECT} {span}: {checks.constructed}")
        say(_("Checks: {summary}").format(summary=checks.summary))
        for vintage in result.vintages:
            say(f"  {vintage.year}: {vintage.reductions} tCO2e -> {vintage.claimed} t")
        say(_("Claim: {value} t").format(value=result.claimed))
        shutil.rmtree(out / "workspace" / identities.KEYS, ignore_errors=True)  # a demo's key lives for one run
        words = session.run(
            identities.create_identity, "Demo Operator", "Sample Organisation", "MN", "operator", passphrase
        )
        say(words.message)
        say(_("The passphrase of this sample key: {passphrase}").format(passphrase=passphrase))
        session.run(reporting.make_report, PROJECT, span)
        version = session.run(reporting.report_page, PROJECT, span).reports[0].version
        session.run(signing.sign_report, PROJECT, span, version, passphrase, "operator", "Ulaanbaatar")
        session.run(packing.make_package, PROJECT, span, version, passphrase)
        newest = session.run(reporting.report_page, PROJECT, span).reports[0]
    finally:
        session.close()
    names = [report_name(PROJECT, span, newest.version, ending) for ending in ("xlsx", "pdf")]
    paths = []
    sources = (newest.workbook, newest.pdf, newest.package)
    for source, name in zip(sources, (*names, Path(newest.package).name), strict=True):
        write_whole(out / name, Path(source).read_bytes())
        paths.append(out / name)
    view = verify_file(str(paths[-1]))
    say("")
    for answer in view.answers:
        say(f"  [{answer.state}] {answer.question} {answer.answer}")
    say(view.summary)
    say("")
    say(_("Everything is here:"))
    for path in paths:
        say(f"  {path}")
    return view.ok
