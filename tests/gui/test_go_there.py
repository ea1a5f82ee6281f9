"""Every finding of every check leads to a place in the window where something can be done about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.every_check import broken_findings
from PySide6.QtWidgets import QApplication

from jcm_desktop.domain.finding import Place
from jcm_desktop.services import plan_shape
from jcm_desktop.validation.catalogue import checks_that_run
from ui.shell import MainWindow
from ui.views.checks.page import ChecksPage
from ui.views.entry.page import EntryPage
from ui.views.plan.page import TAB_IDS, PlanPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
# The tab of the plan that a check leads to; a finding of any other page needs no list.
TABS = {
    "ID-01": "project",
    "ID-02": "project",
    "ID-03": "formulas",
    "ID-06": "project",
    "ID-07": "project",
    "PAR-01": "points",
    "PAR-02": "points",
    "PAR-03": "points",
    "PAR-04": "points",
    "PAR-06": "fixed",
    "PAR-07": "points",
    "VAL-03": "points",
    "VAL-15": "points",
    "ER-01": "fixed",
    "EVD-01": "points",
    "EVD-02": "points",
    "EVD-03": "points",
    "EVD-06": "meters",
    **{f"CAL-{at:02}": "meters" for at in range(1, 11)},
    "DBL-02": "meters",
    "MSS-01": "roles",
    "MSS-03": "roles",
    "PRC-01": "versions",
    "PRC-02": "versions",
    "DEF-01": "formulas",
    "DEF-05": "formulas",
    "RUL-01": "project",
    "SMP-01": "project",
}
# Their decisions and sets are those of other methodologies than the sample's.
OF_OTHERS = {"DEF-03": Place("plan", parameter="changes"), "DEF-04": Place("plan", parameter="g")}


def go(window: MainWindow, place: Place, settle: Settle) -> None:
    """As the button of a finding does."""
    window.go("checks")
    settle(window)
    page = window.pages["checks"]
    assert isinstance(page, ChecksPage)
    page._go(place)
    settle(window)
    QApplication.processEvents()


def test_every_finding_leads_to_a_place(sample: MainWindow, settle: Settle) -> None:
    sample.door.run(lambda session: plan_shape.set_integrity_check(session, sample.desk.project, monthly=True))
    settle(sample)
    for check in checks_that_run():
        found = broken_findings(check.code)
        assert found, check.code
        for one in found[:3]:
            if check.code in OF_OTHERS:
                assert one.place == OF_OTHERS[check.code]
                continue
            go(sample, one.place, settle)
            page = sample.pages[sample.page_id]
            landed = page.focusWidget()
            assert landed is not None, (check.code, one.place)
            assert page.isAncestorOf(landed), (check.code, one.place)
            assert landed.isVisible(), (check.code, one.place)
            if isinstance(page, EntryPage) and one.place.first:
                at = page.table.currentIndex()
                assert at == page.model.place_of(one.place.point, one.place.first), one.place
                row = page.model.grid.rows[at.row()].span if page.model.grid else None
                assert row is not None
                assert row.first.isoformat() <= one.place.first <= row.last.isoformat(), one.place
            elif isinstance(page, PlanPage):
                assert TAB_IDS[page.tabs.currentIndex()] == TABS[check.code], (check.code, one.place)
            elif one.place.page == "project":
                assert landed.objectName() == f"openPeriod-{sample.desk.project}"
