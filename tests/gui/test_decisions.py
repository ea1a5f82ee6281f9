"""The plan page asks what the methodology leaves open, by keyboard, and shows what was stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry, overview
from jcm_desktop.services.views import CellEdit
from ui.shell import MainWindow
from ui.views.plan.page import PlanPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> PlanPage:
    """The plan of a forest project, as one finds it after starting it."""
    window.door.run(lambda session: overview.start_project(session, "KH005"))
    settle(window)
    window.desk.choose("KH005", None)
    window.go("plan")
    settle(window)
    found = window.pages["plan"]
    assert isinstance(found, PlanPage)
    return found


def box(page: PlanPage) -> QComboBox:
    return page.decisions.boxes["changes"]


def test_a_decision_is_taken_by_keyboard(page: PlanPage, window: MainWindow, settle: Settle) -> None:
    assert page.decisions.isVisible()
    assert box(page).accessibleName() == "Which changes of the forest count"
    assert box(page).currentText().startswith("Please choose (until then: Option 1")
    page.show_place(Place("plan", parameter="changes"))
    assert box(page).hasFocus()
    QTest.keyClick(box(page), Qt.Key.Key_Down)
    QTest.keyClick(box(page), Qt.Key.Key_Down)
    settle(window)
    assert box(page).currentText().startswith("Option")
    assert [one.count() for one in page.decisions.boxes.values()] == [2]


def test_the_plan_asks_for_what_the_choice_needs(page: PlanPage, window: MainWindow, settle: Settle) -> None:
    page.decisions.decided.emit("changes", "all")
    settle(window)
    assert box(page).currentData() == "all"
    assert "A_deg[g-1]" in {one.key for one in page.fixed.model.rows}
    page.decisions.decided.emit("changes", "deforestation")
    settle(window)
    assert "A_deg[g-1]" not in {one.key for one in page.fixed.model.rows}


def test_a_methodology_without_choices_shows_none(sample: MainWindow, settle: Settle) -> None:
    sample.go("plan")
    settle(sample)
    plan = sample.pages["plan"]
    assert isinstance(plan, PlanPage)
    assert not plan.decisions.isVisible()
    assert plan.decisions.boxes == {}


def test_a_refused_choice_leaves_what_is_stored(page: PlanPage, window: MainWindow, settle: Settle) -> None:
    page.decisions.decided.emit("changes", "all")
    settle(window)
    window.door.run(lambda session: overview.open_period(session, "KH005", YEAR))
    settle(window)
    point = next(one.no for one in page.points.model.rows if one.key == "A_PJ_deg[g-1]")
    cell = CellEdit(point, next(YEAR.months()), "5")
    window.door.run(lambda session: entry.enter_cells(session, "KH005", YEAR, (cell,)))
    settle(window)
    box(page).activated.emit(box(page).findData("deforestation"))
    settle(window)
    assert box(page).currentData() == "all"
    assert "A_PJ_deg[g-1] has readings" in window.bar.text
