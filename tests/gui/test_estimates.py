"""From a template of the library to tonnes, by hand; its report is refused with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.plan_page import fill
from helpers.windows import now, part, press
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QPushButton

from ui.shell import MainWindow
from ui.views.entry.page import EntryPage
from ui.views.library.page import LibraryPage
from ui.views.plan.page import FIXED, PlanPage
from ui.views.report.page import ReportPage
from ui.views.result.page import ResultPage
from ui.views.start.page import StartPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


def ask(window: MainWindow, settle: Settle, name: str) -> LibraryPage:
    window.go("library")
    settle(window)
    page = window.pages["library"]
    assert isinstance(page, LibraryPage)
    page.act(name)
    settle(window)
    press(page.pane, "startOwn")
    settle(window)
    assert page.dialog is not None
    return page


def answer(page: LibraryPage, window: MainWindow, settle: Settle, **texts: str) -> None:
    for name, text in texts.items():
        fill(page.dialog or page, name, text)
    press(page.dialog, "dialogGo")
    settle(window)


def test_a_template_gives_tonnes_and_no_report(window: MainWindow, settle: Settle) -> None:
    page = ask(window, settle, "TEMPLATE_WIND 1.0")
    answer(page, window, settle)
    assert page.dialog is not None
    assert "title" in part(page.dialog, QLabel, "dialogTrouble").text()
    answer(page, window, settle, ownTitle="Ten turbines at a pass")
    assert "country" in part(page.dialog, QLabel, "dialogTrouble").text()
    country = part(page.dialog, QComboBox, "ownCountry")
    country.setCurrentIndex(country.findData("MN"))
    answer(page, window, settle, ownReference="MN006")
    assert "MN006" in part(page.dialog, QLabel, "dialogTrouble").text()
    answer(page, window, settle, ownReference="EST-001", ownHost="A plant")
    assert now(page.dialog) is None
    assert (window.page_id, window.desk.project) == ("plan", "EST-001")

    plan = window.pages["plan"]
    assert isinstance(plan, PlanPage)
    assert part(plan, QLabel, "pageStanding").isVisible()
    assert part(plan, QLabel, "pageStanding").text() == "Estimate"
    assert plan.tabs.currentIndex() == FIXED
    for name, text in (("fixedValue", "0.797"), ("fixedUnit", "tCO2/MWh"), ("fixedSource", "A guess of ours")):
        fill(plan.fixed, name, text)
    press(plan.fixed, "saveFixed")
    settle(window)

    window.go("start")
    settle(window)
    start = window.pages["start"]
    assert isinstance(start, StartPage)
    assert start.findChild(QLabel, "standing-EST-001") is not None
    press(start, "openPeriod-EST-001")
    for name, last in (("periodFirst", (2021, 1, 1)), ("periodLast", (2021, 2, 28))):
        part(start.period_form, QDateEdit, name).setDate(QDate(*last))
    press(start.period_form, "openPeriod")
    settle(window)

    window.go("readings")
    settle(window)
    entry = window.pages["readings"]
    assert isinstance(entry, EntryPage)
    for column, text in enumerate(("1000", "10")):
        for at in range(2):
            entry.table.go_to(entry.model.index(at, column))
            QTest.keyClicks(entry.table, text[0])
            assert entry.table.cells.editor is not None
            QTest.keyClicks(entry.table.cells.editor, text[1:])
            QTest.keyClick(entry.table.cells.editor, Qt.Key.Key_Return)
            settle(window)

    window.go("start")
    settle(window)
    following = part(start, QPushButton, "next-EST-001-2021-01-01")
    press(start, following.objectName())
    settle(window)
    assert window.page_id == "result"
    result = window.pages["result"]
    assert isinstance(result, ResultPage)
    assert result.claimed.text() == "1,578 t"  # 1,980 MWh at 0.797

    window.go("report")
    settle(window)
    report = window.pages["report"]
    assert isinstance(report, ReportPage)
    assert not report.make.isEnabled()
    assert "This is an estimate" in report.next_step.text()
    assert report._view is not None
    assert "DEF-01" in {one.code for one in report._view.blockers}
    assert "No report for verification can be made with it" in "\n".join(
        one.text() for one in report.findChildren(QLabel)
    )


def test_a_project_that_is_not_in_the_register_yet(window: MainWindow, settle: Settle) -> None:
    page = ask(window, settle, "MN_AM003 2.0")
    answer(page, window, settle, ownTitle="Another solar park")
    assert (window.page_id, window.desk.project) == ("plan", "MN-NEW-001")
    assert part(window.pages["plan"], QLabel, "pageStanding").text() == "Not in the register"
