"""The report page: languages, copies, and the marks of what is confidential."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.windows import now
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.services.copies_check import verify_copies
from ui.shell import MainWindow
from ui.views.report.confidential import ConfidentialDialog
from ui.views.report.page import ReportPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


def press(parent: QWidget, name: str) -> None:
    found = parent.findChild(QPushButton, name)
    assert found is not None, name
    assert found.isEnabled(), name
    found.click()


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> ReportPage:
    sample.go("report")
    settle(sample)
    found = sample.pages["report"]
    assert isinstance(found, ReportPage)
    return found


def test_languages_and_copies_are_offered_and_named(page: ReportPage) -> None:
    language = page.findChild(QComboBox, "reportLanguage")
    copies = page.findChild(QComboBox, "reportCopies")
    assert language is not None
    assert copies is not None
    assert [language.itemData(at) for at in range(language.count())] == ["en", "ja", "en+ja"]
    assert [copies.itemData(at) for at in range(copies.count())] == [False, True]
    assert language.accessibleName()
    assert copies.accessibleName()
    assert page.options.state.text() == "Nothing is marked as confidential."


def test_what_is_marked_is_left_out_of_the_public_copy(
    qtbot: QtBot, sample: MainWindow, page: ReportPage, settle: Settle
) -> None:
    press(page, "confidentialParts")
    qtbot.waitUntil(lambda: isinstance(page.dialog, ConfidentialDialog))
    dialog = page.dialog
    assert isinstance(dialog, ConfidentialDialog)
    items = [dialog.list.item(at) for at in range(dialog.list.count())]
    headings = [one for one in items if one.flags() == Qt.ItemFlag.NoItemFlags]
    assert [one.text() for one in headings][:2] == ["Names", "Monitoring points with all their readings"]
    assert now(dialog.answer) == ()
    point = next(one for one in items if one.text().startswith("(1)"))
    point.setCheckState(Qt.CheckState.Checked)
    assert dialog.answer == ("point/(1)",)
    press(dialog, "dialogGo")
    settle(sample)
    qtbot.waitUntil(lambda: page.dialog is None)
    qtbot.waitUntil(lambda: "1 thing" in page.options.state.text())
    assert page.options.public  # chosen, because something is marked
    page.options.language.setCurrentIndex(page.options.language.findData("en+ja"))
    press(page, "makeReport")
    settle(sample)
    assert page._view is not None
    (row,) = page._view.reports
    assert row.language == "English + 日本語"
    assert Path(row.public_pdf).is_file()
    assert verify_copies(row.pdf, row.public_pdf).ok
    press(page, "showPublic")
    settle(sample)
    assert page.preview._file == row.public_pdf


def test_a_choice_made_by_hand_stays(page: ReportPage, sample: MainWindow, settle: Settle) -> None:
    page.options.copies.setCurrentIndex(1)
    page.options.copies.activated.emit(1)
    page.refresh()
    settle(sample)
    assert page.options.public
    press(page, "makeReport")
    settle(sample)
    assert page._view is not None
    assert page._view.reports[0].public_pdf
