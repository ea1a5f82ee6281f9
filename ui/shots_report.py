"""The tour's pictures of what happens to a report after it was made: signed, sent, opened, filled into a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QPushButton

from jcm_desktop.services import confidentiality, identities, reporting, samples, signing, transfer
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.report.template import open_template

if TYPE_CHECKING:
    from ui.page import Page
    from ui.shots import Photographer


def tour(camera: Photographer, window: MainWindow, session: Session, folder: Path, passphrase: str) -> None:
    """Both copies with their signers, the dialogs, and an encrypted file in parts; the last version stays unsigned."""
    take, settle = camera.take, camera.settle
    project, span = samples.SAMPLES[0], samples.sample(samples.SAMPLES[0]).period
    marks = ("people", "japanese-participants")
    session.run(confidentiality.mark_confidential, project, marks)
    session.run(reporting.make_report, project, span)
    version = session.run(reporting.report_page, project, span).reports[0].version
    window.go("report")
    page = window.pages["report"]
    page.refresh()
    settle()
    _dialog("signReport", page, "6-report-sign-both", take, settle)
    session.run(signing.sign_report, project, span, version, passphrase, "operator", "Ulaanbaatar", own_name=True)
    page.refresh()
    take("7-report-both-copies")
    _press(page, "showPublic")
    take("7-report-public-copy")
    _dialog("sendReport", page, "7-report-send", take, settle)
    workbook = Path(session.run(reporting.report_page, project, span).reports[0].workbook)
    open_template(page, str(workbook), page.open_dialog)
    settle()
    _over(page, "7-report-workbook", take)
    key, *_others = session.run(identities.stored)
    (sealed,) = transfer.encrypt_file(
        str(workbook), [str(key.folder / "certificate.pem")], str(folder / "a.xlsx.p7m")
    ).paths
    cut = transfer.split_file(sealed, 66_000, str(folder))
    window.take(cut.paths[0])
    settle()
    verify = window.pages["verify"]
    dialog = verify.opening.dialog  # type: ignore[attr-defined]
    if isinstance(dialog, QDialog):
        take("9-verify-open", dialog)
        dialog.reject()
    session.run(confidentiality.mark_confidential, project, ())


def _press(page: Page, name: str) -> None:
    found = page.findChild(QPushButton, name)
    if found is not None:
        found.click()


def _dialog(name: str, page: Page, picture: str, take: Callable[..., None], settle: Callable[[], None]) -> None:
    _press(page, name)
    settle()
    _over(page, picture, take)


def _over(page: Page, picture: str, take: Callable[..., None]) -> None:
    dialog = getattr(page, "dialog", None)
    if isinstance(dialog, QDialog):
        take(picture, dialog)
        dialog.reject()
