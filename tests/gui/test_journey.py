"""The main job with real widgets: a wrong month, its finding, the fix, report, key, signature, package, verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.windows import part, press
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.services.views import AnswerState
from ui.shell import MainWindow
from ui.views.checks.page import ChecksPage
from ui.views.entry.page import EntryPage
from ui.views.report.page import ReportPage
from ui.views.start.page import StartPage
from ui.views.verify.page import VerifyPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
PASSPHRASE = "a long passphrase"


def fill(parent: QWidget, name: str, text: str) -> None:
    field = parent.findChild(QLineEdit, name)
    assert field is not None
    QTest.keyClicks(field, text)


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def enter(window: MainWindow, row: int, text: str, settle: Settle) -> None:
    page = window.pages["readings"]
    assert isinstance(page, EntryPage)
    page.table.go_to(page.model.index(row, 0))
    QTest.keyClicks(page.table, text[0])
    assert page.table.cells.editor is not None
    QTest.keyClicks(page.table.cells.editor, text[1:])
    QTest.keyClick(page.table.cells.editor, Qt.Key.Key_Return)
    settle(window)


def checks(window: MainWindow, settle: Settle) -> ChecksPage:
    window.go("checks")
    settle(window)
    page = window.pages["checks"]
    assert isinstance(page, ChecksPage)
    return page


def test_from_a_wrong_month_to_a_verified_package(qtbot: QtBot, window: MainWindow, settle: Settle) -> None:
    start = window.pages["start"]
    assert isinstance(start, StartPage)
    press(start, "emptyChoice0")  # open the samples
    settle(window)
    window.rail.work_chosen.emit("MN006", next(one.periods[0].span for one in start._shown if one.reference == "MN006"))

    # a month typed in kWh as if it were MWh
    window.go("readings")
    settle(window)
    enter(window, 1, "2347960", settle)
    page = checks(window, settle)
    wrong = [card for card in page.cards if "2,347,960" in card.found.message]
    assert wrong
    assert wrong[0].found.tonnes
    press(wrong[0], "goThere")
    settle(window)
    assert window.page_id == "readings"
    entry_page = window.pages["readings"]
    assert isinstance(entry_page, EntryPage)
    assert entry_page.table.currentIndex().row() == 1

    # the same with its unit is converted
    enter(window, 1, "2347960 kWh", settle)
    entry_page.table.go_to(entry_page.model.index(1, 0))
    assert entry_page.model.cell(1, 0).text == "2,347.96"
    assert not [card for card in checks(window, settle).cards if "2,347,960" in card.found.message]
    for card in list(checks(window, settle).cards):
        if card.found.needs_reason:
            press(card, "giveReason")
            QTest.keyClicks(card.text, "Constructed for this test")
            press(card, "saveReason")
            settle(window)

    # report
    window.go("report")
    settle(window)
    report = window.pages["report"]
    assert isinstance(report, ReportPage)
    press(report, "makeReport")
    settle(window)
    assert report.right.currentWidget() is report.preview
    qtbot.waitUntil(lambda: report.preview._pages > 1)
    press(report.preview, "previewNext")
    settle(window)
    assert report.preview._page == 1

    # key on first use, then the signature
    press(report, "signReport")
    assert report.dialog is not None
    fill(report.dialog, "keyName", "Bold Erdene")
    fill(report.dialog, "keyOrganisation", "Sample Organisation")
    fill(report.dialog, "keyCountry", "mn")
    fill(report.dialog, "keyPassphrase", PASSPHRASE)
    fill(report.dialog, "keyAgain", "something else")
    press(report.dialog, "dialogGo")
    assert "not the same" in part(report.dialog, QLabel, "dialogTrouble").text()
    again = report.dialog.findChild(QLineEdit, "keyAgain")
    assert again is not None
    again.clear()
    fill(report.dialog, "keyAgain", PASSPHRASE)
    press(report.dialog, "dialogGo")
    qtbot.waitUntil(lambda: report.dialog is not None and report.dialog.objectName() == "signDialog", timeout=20_000)
    dialog = report.dialog
    assert dialog is not None
    role = dialog.findChild(QLabel, "signRole")
    assert role is not None
    assert role.text() == "Operator"
    fill(dialog, "passphrase", "wrong passphrase")
    press(dialog, "dialogGo")
    settle(window)
    assert part(dialog, QWidget, "dialogTrouble").isVisible()
    secret = dialog.findChild(QLineEdit, "passphrase")
    assert secret is not None
    secret.clear()
    fill(dialog, "passphrase", PASSPHRASE)
    press(dialog, "dialogGo")
    settle(window)
    qtbot.waitUntil(lambda: report.dialog is None)
    assert report._view is not None
    assert [one.signer for one in report._view.reports[0].signatures] == ["Bold Erdene"]

    # package, dropped on the window
    press(report, "makePackage")
    assert report.dialog is not None
    fill(report.dialog, "passphrase", PASSPHRASE)
    press(report.dialog, "dialogGo")
    settle(window)
    package = Path(report._view.reports[0].package)
    assert package.is_file()
    drop(window, package)
    verify = window.pages["verify"]
    assert isinstance(verify, VerifyPage)
    assert window.page_id == "verify"
    settle(window)
    assert verify.view is not None
    assert verify.view.ok
    assert not [one for one in verify.view.answers if one.state is AnswerState.BAD]

    # one's own key needs no trust
    assert verify.findChild(QPushButton, "trustSigner") is None
    still_open = [one.question for one in verify.view.answers if one.state is not AnswerState.GOOD]
    assert still_open == ["Did different people sign?"]  # one alone did


def test_a_file_of_another_kind_is_refused_in_words(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear verifier", encoding="utf-8")
    drop(window, path)
    settle(window)
    assert window.bar.message is not None
    assert window.bar.message.tone == "amber"
    assert "letter.txt" in window.bar.text


def test_later_entries_make_a_version_superseded(qtbot: QtBot, sample: MainWindow, settle: Settle) -> None:
    sample.go("report")
    settle(sample)
    report = sample.pages["report"]
    assert isinstance(report, ReportPage)
    press(report, "makeReport")
    settle(sample)
    sample.go("readings")
    settle(sample)
    enter(sample, 2, "2271.4", settle)
    sample.go("report")
    settle(sample)
    assert report._view is not None
    assert not report._view.reports[0].current
    assert not [one for one in report.findChildren(QPushButton, "signReport") if one.isVisible()]
