"""The plan page with real widgets: points, units, roles, facts, versions, meters, and the line diagram."""

from __future__ import annotations

from datetime import date

import pytest
from helpers.plan_page import Settle, fill, opened, run, set_day
from helpers.windows import now, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from jcm_desktop.domain.finding import Place
from jcm_desktop.services import overview, plan_history, planning
from jcm_desktop.services.plan_desk import PlanDesk, plan_desk
from ui.shell import MainWindow
from ui.views.plan import page as pages
from ui.views.plan.page import PlanPage
from ui.views.plan.version_dialog import VersionDialog

pytestmark = pytest.mark.gui
PROJECT = "MN006"


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> PlanPage:
    return opened(sample, settle)


def desk(page: PlanPage) -> PlanDesk:
    return run(page, plan_desk, page.desk.project, page.desk.span)


def dialog_of(page: PlanPage, name: str) -> QDialog:
    found = [one for one in page.findChildren(QDialog, name) if one.isVisible()]
    assert found, f"no dialog {name}"
    return found[0]


def lock(page: PlanPage, settle: Settle, window: MainWindow) -> None:
    run(page, plan_history.lock_plan, PROJECT)
    page.refresh()
    settle(window)


# --- points, values, units ------------------------------------------------------------------------------------------


def test_a_point_is_filled_in_its_form(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    form = page.points.form
    fill(form, "pointSource", "Server of the plant")
    fill(form, "pointEstimate", "26000")
    page.refresh()  # something else changed; what is typed stays
    settle(sample)
    assert now(form.form.touched)
    press(form, "savePoint")
    settle(sample)
    point = desk(page).plan.points[0]
    assert (point.source, point.estimate_text) == ("Server of the plant", "26000")
    assert not form.form.touched
    fill(form, "pointEstimate", "many")
    press(form, "savePoint")
    settle(sample)
    assert sample.bar.message is not None
    assert sample.bar.message.tone == "amber"
    assert form.form.values()["pointEstimate"] == "many"
    press(form, "undoPoint")
    assert form.form.values()["pointEstimate"] == "26000"


def test_a_finding_about_the_size_of_values_leads_to_the_estimate(page: PlanPage) -> None:
    page.show_place(Place("plan", "(1)", "estimate"))
    assert page.points.form.form.field("pointEstimate").hasFocus()


def test_words_in_a_form_are_stored_when_the_page_is_left(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    fill(page.points.form, "pointFrequency", "Daily")
    sample.go("start")
    settle(sample)
    assert desk(page).plan.points[0].frequency == "Daily"


def test_what_cannot_be_stored_keeps_the_window_open(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    fill(page.points.form, "pointEstimate", "many")
    assert not sample.close()
    assert sample.isVisible()
    assert "not saved" in sample.bar.text
    press(page.points.form, "undoPoint")
    assert page.may_close()


def test_public_data_ask_for_their_publication(window: MainWindow, settle: Settle) -> None:
    session = window.door.session
    assert session is not None
    rows = [one for one in session.run(overview.register) if one.usable]
    for row in rows:
        session.run(overview.start_project, row.reference)
        points = session.run(planning.plan_page, row.reference).points
        if any("A" in one.options for one in points):
            break
    window.desk.choose(row.reference, None)
    page = opened(window, settle)
    page.act("points")
    no = next(one.no for one in points if "A" in one.options)
    page.show_place(Place("plan", no, "source"))
    form = page.points.form
    option = form.form.field("pointOption")
    assert isinstance(option, QComboBox)
    option.setCurrentIndex(option.findData("A"))
    option.activated.emit(option.findData("A"))
    assert form.form.field("pointPublication").isVisible()
    fill(form, "pointPublication", "Energy statistics")
    fill(form, "pointEdition", "2020")
    set_day(form, "pointRetrieved", date(2021, 2, 1))
    press(form, "savePoint")
    settle(window)
    stored = next(one for one in session.run(planning.plan_page, row.reference).points if one.no == no)
    assert stored.public_source is not None
    assert (stored.public_source.publication, stored.public_source.retrieved_on) == (
        "Energy statistics",
        date(2021, 2, 1),
    )


def test_a_value_is_compared_with_its_page(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("fixed")
    tick = page.fixed.findChild(QCheckBox, "fixedCompared")
    assert tick is not None
    tick.click()
    press(page.fixed, "saveFixed")
    settle(sample)
    (row,) = desk(page).plan.fixed
    assert row.compared.startswith("compared by operator on ")
    assert page.fixed.compared.isChecked()


def test_units_are_added_renamed_and_removed(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("units")
    field = page.units.findChild(QLineEdit, "add-i")
    assert field is not None
    QTest.keyClicks(field, "pv-2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(sample)
    assert desk(page).units[0].members == ("pv-1", "pv-2")
    name = page.units.findChild(QLineEdit, "unit-i-pv-2")
    assert name is not None
    name.selectAll()
    QTest.keyClicks(name, "carport")
    QTest.keyClick(name, Qt.Key.Key_Return)
    settle(sample)
    assert desk(page).units[0].members == ("pv-1", "carport")
    buttons = [one for one in page.units.findChildren(QPushButton, "removeUnit") if one.isVisible()]
    assert [one.isEnabled() for one in buttons] == [False, True]  # the first has readings
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    settle(sample)
    assert desk(page).units[0].members == ("pv-1",)


# --- roles and facts ------------------------------------------------------------------------------------------------


def test_roles_are_typed_with_their_day(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("roles")
    press(page.roles, "addRole")
    fill(page.roles, "roleTitle4", "Auditor")
    fill(page.roles, "roleTask4", "Looks through the records")
    set_day(page.roles, "rolesSince", date(2020, 5, 1))
    press(page.roles, "removeRole1")
    press(page.roles, "saveRoles")
    settle(sample)
    view = desk(page).plan
    assert [one.responsible for one in view.roles] == ["Monitoring point manager", "Quality manager", "Auditor"]
    assert view.roles_from == date(2020, 5, 1)
    assert not page.roles.touched
    page.roles.monthly.click()
    settle(sample)
    assert desk(page).plan.integrity_check
    assert page.roles.monthly.isChecked()


def test_facts_of_the_project_are_entered(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.show_place(Place("project", parameter="town"))
    assert page.tabs.currentIndex() == pages.PROJECT
    fill(page.project, "factTown", "Sergelen")
    fill(page.project, "factLatitude", "north")
    press(page.project, "saveFacts")
    settle(sample)
    assert sample.bar.message is not None
    assert sample.bar.message.tone == "amber"
    fill(page.project, "factLatitude", "47.65")
    press(page.project, "saveFacts")
    settle(sample)
    facts = desk(page).facts
    assert (facts.town, facts.latitude) == ("Sergelen", "47.65")
    fill(page.project, "estimateTonnes", "20500")
    press(page.project, "saveEstimate")
    settle(sample)
    assert desk(page).plan.estimate == "20,500 t"


# --- versions -------------------------------------------------------------------------------------------------------


def test_the_plan_is_locked_deliberately_and_opened_with_a_reason(
    page: PlanPage, sample: MainWindow, settle: Settle
) -> None:
    page.act("versions")
    press(page.versions, "lockPlan")
    dialog = dialog_of(page, "lockDialog")
    press(dialog, "dialogGo")
    settle(sample)
    assert not desk(page).versions.registered  # nobody compared yet
    tick = dialog.findChild(QCheckBox, "lockCompared")
    assert tick is not None
    tick.click()
    press(dialog, "dialogGo")
    settle(sample)
    assert desk(page).versions.registered
    assert "registered plan, locked" in page._state.text()
    press(page.versions, "unlockPlan")
    dialog = dialog_of(page, "reasonDialog")
    press(dialog, "dialogGo")
    settle(sample)
    assert dialog.isVisible()  # the reason is missing
    fill(dialog, "unlockReason", "A value was typed wrongly")
    press(dialog, "dialogGo")
    settle(sample)
    assert not desk(page).versions.locked


def test_a_change_of_a_locked_plan_asks_once_for_a_version(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    lock(page, settle, sample)
    fill(page.points.form, "pointSource", "Server of the plant")
    press(page.points.form, "savePoint")
    settle(sample)
    dialog = dialog_of(page, "versionDialog")
    assert isinstance(dialog, VersionDialog)
    press(dialog, "dialogGo")
    settle(sample)
    assert dialog.isVisible()  # what and why are missing
    fill(dialog, "versionWhat", "The data come from the server")
    fill(dialog, "versionWhy", "The logger was exchanged")
    fill(dialog, "versionApproval", "JC decision 7")
    set_day(dialog, "versionFrom", date(2021, 1, 1))
    press(dialog, "dialogGo")
    settle(sample)
    assert not [one for one in page.findChildren(QDialog, "versionDialog") if one.isVisible()]
    view = desk(page).versions
    assert (view.worked_on, view.rows[0].approval) == (2, "JC decision 7")
    assert "version 1" in page._note.text()  # the period is counted with the registered plan
    fill(page.points.form, "pointComments", "Checked")
    press(page.points.form, "savePoint")
    settle(sample)
    assert not [one for one in page.findChildren(QDialog, "versionDialog") if one.isVisible()]
    assert len(desk(page).versions.rows[0].differences) == 2
    page.act("versions")
    press(page.versions, "takeBackVersion")
    settle(sample)
    assert desk(page).versions.worked_on == 1


def test_a_deviation_and_later_words_about_it(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    lock(page, settle, sample)
    page.act("versions")
    press(page.versions, "newVersion")
    dialog = dialog_of(page, "versionDialog")
    choice = dialog.findChild(QRadioButton, "versionTemporary")
    assert choice is not None
    choice.click()
    fill(dialog, "versionWhat", "Invoices in place of the meter")
    fill(dialog, "versionWhy", "The meter failed")
    set_day(dialog, "versionFrom", date(2020, 3, 1))
    press(dialog, "dialogGo")
    settle(sample)
    row = desk(page).versions.rows[0]
    assert (row.kind, row.until, row.treatment) == ("temporary", None, "")
    press(page.versions, "describeVersion")
    dialog = dialog_of(page, "versionDialog")
    set_day(dialog, "versionUntil", date(2020, 4, 30))
    fill(dialog, "versionTreatment", "The lower of both values")
    press(dialog, "dialogGo")
    settle(sample)
    row = desk(page).versions.rows[0]
    assert (row.until, row.treatment, row.why) == (date(2020, 4, 30), "The lower of both values", "The meter failed")


def test_a_cancelled_version_changes_nothing_and_keeps_the_words(
    page: PlanPage, sample: MainWindow, settle: Settle
) -> None:
    lock(page, settle, sample)
    fill(page.points.form, "pointSource", "Server of the plant")
    press(page.points.form, "savePoint")
    settle(sample)
    press(dialog_of(page, "versionDialog"), "dialogCancel")
    settle(sample)
    assert desk(page).versions.worked_on == 1
    assert page.points.form.form.values()["pointSource"] == "Server of the plant"
    press(page.points.form, "undoPoint")


def test_no_row_of_the_fixed_values_is_cut_and_signs_stand_beside_their_words(
    window: MainWindow, settle: Settle
) -> None:
    session = window.door.session
    assert session is not None
    session.run(overview.start_project, "TH013")
    window.desk.choose("TH013", None)
    table = opened(window, settle).fixed.table
    for row in range(table.model().rowCount()):
        words = QTextDocument(str(table.model().index(row, 1).data()))
        words.setDefaultFont(table.font())
        words.setDocumentMargin(0)
        words.setTextWidth(table.columnWidth(1) - 18)  # the style sheet's room and Qt's own
        assert table.rowHeight(row) >= words.size().height() + 8, words.toPlainText()
    option = QStyleOptionViewItem()
    delegate = table.itemDelegateForIndex(table.model().index(0, 2))
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, table.model().index(0, 2))
    assert not option.icon.isNull()
    assert option.decorationAlignment & Qt.AlignmentFlag.AlignTop
