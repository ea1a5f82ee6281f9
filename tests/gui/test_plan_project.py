"""The project tab: time zone, and the table of yearly estimates that is typed or pasted."""

from __future__ import annotations

import pytest
from helpers.plan_page import Settle, fill, opened, run
from helpers.windows import now, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from jcm_desktop.services.plan_desk import PlanDesk, plan_desk
from ui.shell import MainWindow
from ui.views.plan.page import PlanPage
from ui.views.result.page import ResultPage

pytestmark = pytest.mark.gui
BLOCK = "2019\t9,791\t108\t9,683\r\n2020\t\t\t20,317\r\n2021\t20,500\t\t20,317\r\n"


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> PlanPage:
    found = opened(sample, settle)
    found.act("project")
    return found


def desk(page: PlanPage) -> PlanDesk:
    return run(page, plan_desk, page.desk.project, page.desk.span)


def field(page: PlanPage, name: str) -> QLineEdit:
    found = page.project.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def test_the_time_zone_is_chosen_by_keyboard(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    zone = page.project.findChild(QComboBox, "factZone")
    assert zone is not None
    assert zone.itemData(0) == ""  # Mongolia has several, so nothing is taken for granted
    assert zone.itemData(1) == "Asia/Ulaanbaatar"
    assert zone.accessibleName() == "Time zone"
    zone.setFocus()
    QTest.keyClick(zone, Qt.Key.Key_Down)
    QTest.keyClick(zone, Qt.Key.Key_Down)
    press(page.project, "saveFacts")
    settle(sample)
    assert desk(page).facts.zone == "Asia/Hovd"
    assert zone.currentData() == "Asia/Hovd"


def test_a_table_is_pasted_saved_and_compared_on_the_result_page(
    page: PlanPage, sample: MainWindow, settle: Settle
) -> None:
    QGuiApplication.clipboard().setText(BLOCK)
    first = field(page, "yearOf1")
    first.setFocus()
    QTest.keySequence(first, QKeySequence(QKeySequence.StandardKey.Paste))
    assert now(page.project.touched)
    press(page.project, "saveYears")
    settle(sample)
    assert desk(page).estimates[0] == ("2019", "9791", "108", "9683")
    assert len(desk(page).estimates) == 3
    assert not page.project.touched
    sample.go("result")
    settle(sample)
    result = sample.pages["result"]
    assert isinstance(result, ResultPage)
    assert [one.expected for one in result.model.rows] == ["9,683", "20,317"]
    assert "30,000 t" in result._estimate.text()


def test_lines_are_added_removed_and_refused_in_words(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    fill(page.project, "yearOf1", "2020")
    fill(page.project, "yearReductions1", "20317")
    press(page.project, "addYear")
    fill(page.project, "yearOf2", "20")
    fill(page.project, "yearReductions2", "1")
    QTest.keyClick(field(page, "yearReductions2"), Qt.Key.Key_Return)
    settle(sample)
    assert "is not a calendar year" in sample.bar.text
    assert field(page, "yearOf2").text() == "20"
    press(page.project, "removeYear2")
    QTest.keyClick(field(page, "yearReductions1"), Qt.Key.Key_Return)
    settle(sample)
    assert desk(page).estimates == (("2020", "", "", "20317"),)
    press(page.project, "removeYear1")
    page.leave()
    settle(sample)
    assert desk(page).estimates == ()
