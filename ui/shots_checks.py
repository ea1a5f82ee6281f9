"""Pictures of the checks: a waiver being recorded and standing, and the catalogue. Uses the tour's camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.role import Role
from jcm_desktop.services import identities
from ui.shell import MainWindow
from ui.views.checks.page import ChecksPage
from ui.views.library.page import LibraryPage

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from ui.shots import Photographer

PASSPHRASE = "four words nobody knows"  # noqa: S105 - of a key that lives for one run


def tour(camera: Photographer, window: MainWindow, session: Session) -> None:
    """With findings there: waive one of them, look at what stands, and at what the checks are."""
    session.run(
        identities.create_identity,
        "Saruul Tsend",
        "Sample Organisation",
        "MN",
        str(Role.MANAGER),
        PASSPHRASE,
        "p256",
    )
    window.go("checks")
    camera.settle()
    page = window.pages["checks"]
    if not isinstance(page, ChecksPage):
        raise TypeError(page)
    waivable = [card for card in page.cards if card.found.may_be_waived]
    waivable[0].waive_asked.emit(waivable[0].found)
    camera.settle()
    if page.dialog is not None:
        for name, text in (
            ("waiverAuthority", "Joint Committee (constructed)"),
            ("waiverReference", "9th meeting"),
            ("waiverReason", "Constructed for the pictures"),
            ("waiverPassphrase", PASSPHRASE),
        ):
            field = page.dialog.findChild(QLineEdit, name)
            if field is not None:
                field.setText(text)
        camera.take("checks-waive", page.dialog)
        page.dialog._press()
        camera.settle()
    page.refresh()
    camera.settle()
    if page.waivers:
        page._area.ensureWidgetVisible(page.waivers[0])
    camera.take("checks-waived")
    for waiver in list(page.waivers):
        waiver.withdraw_asked.emit(waiver.waiver.subject)
    camera.settle()
    window.go("library", Place("library", parameter="check VAL-04"))
    library = window.pages["library"]
    camera.take("library-checks")
    if isinstance(library, LibraryPage):
        library.checks.search.setText("calibration")
        library.checks.ask()
        camera.take("library-checks-found")
        library.checks.show_all()
