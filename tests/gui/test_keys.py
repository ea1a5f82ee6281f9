"""Keys, signing in turn and trust in the window: made, backed up, re-locked, brought back; compared before trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, opened, quick_keys, signed_package
from helpers.windows import now, press
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.services import identities, samples, trust
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import AnswerState
from ui.shell import MainWindow
from ui.views.report.page import ReportPage
from ui.views.settings.page import SettingsPage
from ui.views.verify.page import VerifyPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
OTHER = "quite another phrase"


@pytest.fixture(autouse=True)
def keys_are_quick() -> Iterator[None]:
    with quick_keys():
        yield


def fill(parent: QWidget | None, name: str, text: str) -> None:
    assert parent is not None
    field = parent.findChild(QLineEdit, name)
    assert field is not None, name
    field.clear()
    QTest.keyClicks(field, text)


def trouble(dialog: QWidget | None) -> str:
    assert dialog is not None
    found = dialog.findChild(QLabel, "dialogTrouble")
    assert found is not None
    return found.text()


@pytest.fixture
def page(window: MainWindow, session: Session, settle: Settle) -> SettingsPage:
    make_keys(session, "operator")
    window.go("settings")
    settle(window)
    found = window.pages["settings"]
    assert isinstance(found, SettingsPage)
    return found


def test_a_key_is_backed_up_relocked_and_brought_back(
    page: SettingsPage, window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    (before,) = session.run(identities.keys_page).keys
    assert before.state is AnswerState.OPEN  # no backup yet
    page.keys.back_up(before, str(tmp_path))
    fill(page.keys.dialog, "passphrase", "not the phrase")
    press(page.keys.dialog, "dialogGo")
    settle(window)
    assert "passphrase" in trouble(page.keys.dialog)
    assert not list(tmp_path.glob("*.p12"))
    fill(page.keys.dialog, "passphrase", PASSPHRASE)
    press(page.keys.dialog, "dialogGo")
    settle(window)
    assert now(page.keys.dialog) is None
    (backup,) = tmp_path.glob("*.p12")
    assert session.run(identities.keys_page).keys[0].state is AnswerState.GOOD

    press(page, "changePassphrase")
    dialog = page.keys.dialog
    assert dialog is not None
    fill(dialog, "passphrase", PASSPHRASE)
    fill(dialog, "newPassphrase", OTHER)
    fill(dialog, "newAgain", "something else here")
    press(dialog, "dialogGo")
    assert "not the same" in trouble(dialog)
    fill(dialog, "newAgain", OTHER)
    press(dialog, "dialogGo")
    settle(window)
    assert session.run(identities.unlock, OTHER).name == before.name

    page.keys.restore(str(backup))  # with the phrase it was made with
    fill(page.keys.dialog, "passphrase", PASSPHRASE)
    press(page.keys.dialog, "dialogGo")
    settle(window)
    assert session.run(identities.unlock, PASSPHRASE).fingerprint == before.fingerprint


def test_several_keys_are_shown_and_their_certificates_given(
    page: SettingsPage, window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    press(page, "makeKey")
    dialog = page.keys.dialog
    for name, text in (
        ("keyName", "Saran"),
        ("keyOrganisation", "Head Office"),
        ("keyCountry", "MN"),
        ("keyPassphrase", PASSPHRASE),
        ("keyAgain", PASSPHRASE),
    ):
        fill(dialog, name, text)
    press(dialog, "dialogGo")
    settle(window)
    shown = [one.text() for one in page.keys.findChildren(QLabel, "ownFingerprint")]
    keys = session.run(identities.keys_page).keys
    assert shown == ["\n".join(one.digits) for one in keys]
    assert len(keys) == 2
    page.keys.give(keys[1], str(tmp_path))
    settle(window)
    (given,) = tmp_path.glob("certificate-*.pem")
    assert b"BEGIN CERTIFICATE" in given.read_bytes()
    assert given.name in window.bar.text


def report_page(window: MainWindow, settle: Settle) -> ReportPage:
    window.rail.work_chosen.emit(PROJECT, samples.sample(PROJECT).period)
    window.go("report")
    settle(window)
    found = window.pages["report"]
    assert isinstance(found, ReportPage)
    return found


def test_a_second_person_makes_a_key_and_signs_next(
    qtbot: QtBot, sample: MainWindow, session: Session, settle: Settle
) -> None:
    make_keys(session, "operator")
    make_report(session)
    page = report_page(sample, settle)
    press(page, "signReport")
    settle(sample)
    fill(page.dialog, "passphrase", PASSPHRASE)
    press(page.dialog, "dialogGo")
    settle(sample)
    assert now(page.dialog) is None

    press(page, "signReport")
    settle(sample)
    dialog = page.dialog
    assert dialog is not None
    role, reason = dialog.findChild(QLabel, "signRole"), dialog.findChild(QLineEdit, "signSamePerson")
    assert role is not None
    assert reason is not None
    assert (role.text(), reason.isVisible()) == ("Monitoring manager", True)
    fill(dialog, "passphrase", PASSPHRASE)
    press(dialog, "dialogGo")
    assert "two roles" in trouble(dialog)

    press(dialog, "anotherKey")
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.objectName() == "keyDialog")
    for name, text in (
        ("keyName", "Saran"),
        ("keyOrganisation", "Head Office"),
        ("keyCountry", "MN"),
        ("keyPassphrase", PASSPHRASE),
        ("keyAgain", PASSPHRASE),
    ):
        fill(page.dialog, name, text)
    press(page.dialog, "dialogGo")
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.objectName() == "signDialog", timeout=20_000)
    fill(page.dialog, "passphrase", PASSPHRASE)
    press(page.dialog, "dialogGo")
    settle(sample)
    assert page._view is not None
    assert [(one.role_words, one.signer) for one in page._view.reports[0].signatures] == [
        ("Operator", "Bold Bat"),
        ("Monitoring manager", "Saran"),
    ]


def test_one_person_in_two_roles_says_why(sample: MainWindow, session: Session, settle: Settle) -> None:
    make_keys(session, "operator")
    make_report(session)
    page = report_page(sample, settle)
    for reason in ("", "Nobody else works at this plant."):
        press(page, "signReport")
        settle(sample)
        fill(page.dialog, "passphrase", PASSPHRASE)
        if reason:
            fill(page.dialog, "signSamePerson", reason)
        press(page.dialog, "dialogGo")
        settle(sample)
        assert page.dialog is None
    assert page._view is not None
    assert len(page._view.reports[0].signatures) == 2


def test_a_stranger_is_trusted_only_after_a_comparison_that_is_written_down(
    window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    with opened(tmp_path / "elsewhere") as stranger:
        package = signed_package(stranger)
    window.verify(str(package))
    settle(window)
    page = window.pages["verify"]
    assert isinstance(page, VerifyPage)
    assert page.view is not None
    assert AnswerState.OPEN in {one.state for one in page.view.answers}
    fold = page.findChildren(QToolButton, "unfoldSignature")
    assert len(fold) == len(page.view.signatures)
    fold[0].click()
    assert any("unchanged" in one.text() for one in page.findChildren(QLabel) if one.isVisible())

    press(page, "trustSigner")
    dialog = page.dialog
    assert dialog is not None
    press(dialog, "dialogGo")
    assert "read" in trouble(dialog)  # nothing was typed
    digits = dialog.findChild(QLabel, "shownDigits")
    heard = dialog.findChild(QPlainTextEdit, "heardDigits")
    assert digits is not None
    assert heard is not None
    wrong = digits.text().replace(digits.text()[0], "0" if digits.text()[0] != "0" else "1", 1)
    heard.setPlainText(wrong)
    press(dialog, "dialogGo")
    settle(window)
    assert "row 1" in trouble(dialog)
    assert session.run(trust.trusted) == ()
    heard.setPlainText(digits.text())
    press(dialog, "dialogGo")
    settle(window)
    still_open = [one.question for one in page.view.answers if one.state is not AnswerState.GOOD]
    assert still_open == ["Did different people sign?"]  # one alone did
    (row,) = session.run(trust.trusted)
    assert row.compared == "compared by telephone"
    assert not [one for one in page.findChildren(QPushButton, "trustSigner") if one.isVisible()]

    window.go("settings")
    settle(window)
    settings = window.pages["settings"]
    press(settings, "removeTrust")
    settle(window)
    assert session.run(trust.trusted) == ()
