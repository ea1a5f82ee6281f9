"""Time stamps in the window: the server's address, the stamp that is added later, and words without a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers import tsa
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, quick_keys
from helpers.windows import press
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from jcm_desktop import settings
from jcm_desktop.services import reporting, samples, signing
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from ui.shell import MainWindow
from ui.views.report.page import ReportPage
from ui.views.settings.page import SettingsPage

pytestmark = [pytest.mark.gui, pytest.mark.judge]
Settle = Callable[[MainWindow], None]
SPAN = samples.sample(PROJECT).period


@pytest.fixture(autouse=True)
def keys_are_quick() -> Iterator[None]:
    with quick_keys():
        yield


def settings_page(window: MainWindow, settle: Settle) -> SettingsPage:
    window.go("settings")
    settle(window)
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def report_page(window: MainWindow, settle: Settle) -> ReportPage:
    window.go("report")
    settle(window)
    page = window.pages["report"]
    assert isinstance(page, ReportPage)
    page.refresh()
    settle(window)
    return page


def test_a_report_signed_offline_gets_its_stamp_later(
    sample: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    make_keys(session, "operator")
    make_report(session)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE)
    page = report_page(sample, settle)
    add = page.findChild(QPushButton, "addStamp")
    assert add is not None
    assert not add.isEnabled()
    words = page.findChild(QLabel, "noStamp-1")
    assert words is not None
    assert "Settings" in words.text()

    place = settings_page(sample, settle)
    QTest.keyClicks(place.stamps.address, "nonsense")
    press(place, "saveStampServer")
    settle(sample)
    assert "not the address" in place.stamps.outcome.words.text()
    with tsa.openssl_server(tmp_path) as url:
        place.stamps.address.setText(url)
        press(place, "tryStampServer")
        settle(sample)
        assert tsa.NAME in place.stamps.outcome.words.text()
        assert len(place.stamps.outcome.notes.text().splitlines()) == 5  # four rows of digits to compare
        press(place, "saveStampServer")
        settle(sample)
        assert settings.load(session.folder).timestamp_url == url
        page = report_page(sample, settle)
        press(page, "addStamp")
        settle(sample)
    row = session.run(reporting.report_page, PROJECT, SPAN).reports[0]
    assert "127.0.0.1" in row.stamped
    assert page.findChild(QLabel, "stamped-1") is not None
    for file in (row.pdf, row.workbook):
        found = verify_file(file)
        assert found.ok
        assert "1 of 1" in next(one for one in found.answers if one.code == "verify.times").answer


def test_a_server_that_does_not_answer_changes_nothing(sample: MainWindow, session: Session, settle: Settle) -> None:
    make_keys(session, "operator")
    make_report(session)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE)
    session.run(signing.set_timestamp_url, "http://127.0.0.1:9/tsa")
    place = settings_page(sample, settle)
    press(place, "tryStampServer")
    settle(sample)
    assert "does not answer" in place.stamps.outcome.words.text()
    page = report_page(sample, settle)
    before = Path(session.run(reporting.report_page, PROJECT, SPAN).reports[0].pdf).read_bytes()
    press(page, "addStamp")
    settle(sample)
    assert "Try again with a connection" in sample.bar.text
    row = session.run(reporting.report_page, PROJECT, SPAN).reports[0]
    assert (row.stamped, Path(row.pdf).read_bytes()) == ("", before)
