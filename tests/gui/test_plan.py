"""The plan page with real widgets: points, units, roles, facts, versions, meters, and the line diagram."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.windows import press, visible_parts
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.services import metering, overview, plan_history, plan_shape, planning
from jcm_desktop.services.plan_desk import PlanDesk, plan_desk
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.plan import page as pages
from ui.views.plan.form import DayChoice
from ui.views.plan.page import PlanPage
from ui.views.plan.version_dialog import VersionDialog

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
PROJECT, SERIAL = "MN006", "SAMPLE-0001"
FIRST = Calibration(date(2019, 6, 20), date(2020, 3, 31), "C-1", "Laboratory", True)
LATE = Calibration(date(2020, 6, 15), date(2022, 6, 14), "C-2", "Laboratory", True)


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> PlanPage:
    sample.go("plan")
    settle(sample)
    found = sample.pages["plan"]
    assert isinstance(found, PlanPage)
    return found


def run(page: PlanPage, use_case: Any, *arguments: Any) -> Any:
    session = page.desk.door.session
    assert session is not None
    return session.run(use_case, *arguments)


def desk(page: PlanPage) -> PlanDesk:
    return run(page, plan_desk, page.desk.project, page.desk.span)


def fill(parent: QWidget, name: str, text: str) -> None:
    field = next(one for kind in (QLineEdit, QPlainTextEdit) for one in parent.findChildren(kind, name))
    field.selectAll()
    QTest.keyClicks(field, text)


def set_day(parent: QWidget, name: str, day: date) -> None:
    field = parent.findChild(DayChoice, name)
    assert field is not None
    field.known.setChecked(True)
    field.field.setDate(QDate(day.year, day.month, day.day))


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
    assert form.form.touched
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
    window.go("plan")
    settle(window)
    page = window.pages["plan"]
    assert isinstance(page, PlanPage)
    page.act("points")
    no = next(one.no for one in points if "A" in one.options)
    page.show_place(Place("plan", no, "source"))
    form = page.points.form
    option = form.form.field("pointOption")
    option.setCurrentIndex(option.findData("A"))  # type: ignore[attr-defined]
    option.activated.emit(option.findData("A"))  # type: ignore[attr-defined]
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


# --- meters ---------------------------------------------------------------------------------------------------------


def late(page: PlanPage, settle: Settle, window: MainWindow) -> None:
    for one in (FIRST, LATE):
        run(page, metering.add_calibration, PROJECT, SERIAL, one)
    page.refresh()
    settle(window)


def test_a_finding_of_calibration_leads_to_its_meter_where_it_is_accepted(
    page: PlanPage, sample: MainWindow, settle: Settle
) -> None:
    late(page, settle, sample)
    run(page, metering.describe_meter, PROJECT, "A-OTHER", ())
    sample.go("checks")
    settle(sample)
    place = Place("plan", "(1)", "meters", "2020-04-01", "2020-06-14")
    sample.go("plan", place)
    settle(sample)
    assert page.tabs.currentIndex() == pages.METERS
    card = page.meters.card()
    assert card is not None
    assert card.serial == SERIAL
    press(page.meters, "acceptCorrection")
    settle(sample)
    assert "−12 t" in sample.bar.text
    card = page.meters.card()
    assert card is not None
    assert [one.state for one in card.bars] == ["covered", "corrected", "covered"]
    press(page.meters, "takeBackCorrection")
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert not card.corrections[0].accepted


def test_states_are_told_in_words_and_not_by_colour_alone(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    late(page, settle, sample)
    page.act("meters")
    index = page.meters.model.index(0)
    words = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "SAMPLE-0001, point (1), 75 days calibrated late"
    names = [one.accessibleName() for one in page.meters.detail.findChildren(QWidget)]
    assert any("2020-04-01 – 2020-06-14: calibrated late, not corrected yet" in one for one in names)


def test_a_meter_is_described_by_keyboard_alone(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("meters")
    add = page.meters.findChild(QPushButton, "addMeter")
    assert add is not None
    add.setFocus()
    QTest.keyClick(add, Qt.Key.Key_Space)
    focused = page.window().focusWidget()
    assert isinstance(focused, QLineEdit)
    QTest.keyClicks(focused, "PV-0002")
    for text in ("Maker", "Model", "0.2S", "IEC 62053-22", "0.2"):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClicks(page.window().focusWidget(), text)
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert (card.serial, card.accuracy_class, card.max_error, card.points) == ("PV-0002", "0.2S", "0.2", ("(1)",))
    assert page.meters.stack.currentIndex() == 0


def test_a_calibration_is_added_with_its_file_and_changed(
    page: PlanPage, sample: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"%PDF-1.4 a certificate")

    def choose(*_arguments: object) -> tuple[str, str]:
        return str(path), ""

    monkeypatch.setattr("ui.views.plan.meter_forms.QFileDialog.getOpenFileName", choose)
    page.act("meters")
    press(page.meters, "addCalibration")
    press(page.meters, "calibrationFormSave")
    assert page.meters.stack.currentIndex() == 3  # its day is missing
    set_day(page.meters, "calOn", date(2020, 6, 15))
    set_day(page.meters, "calValidUntil", date(2022, 6, 14))
    fill(page.meters, "calNumber", "C-2")
    press(page.meters, "calibrationFormFile")
    press(page.meters, "calibrationFormSave")
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert [(one.number, one.file) for one in card.calibrations][-1] == ("C-2", "certificate.pdf")
    press(page.meters, "changeCalibration")
    set_day(page.meters, "calOn", date(2020, 6, 16))
    press(page.meters, "calibrationFormSave")
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert [(one.on, one.file) for one in card.calibrations][-1] == (date(2020, 6, 16), "certificate.pdf")
    assert len(card.calibrations) == 2
    press(page.meters, "dropCalibration")
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert len(card.calibrations) == 1


def test_an_exchange_asks_for_the_new_meter_next(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("meters")
    press(page.meters, "addEvent")
    set_day(page.meters, "eventDay", date(2020, 1, 31))
    fill(page.meters, "eventFinal", "123456")
    fill(page.meters, "eventFirst", "0")
    fill(page.meters, "eventSuccessor", "NEW")
    press(page.meters, "eventFormSave")
    settle(sample)
    assert page.meters.stack.currentIndex() == 2
    typed = page.meters.meter.form.values()
    assert (typed["meterSerial"], typed["meter_from_day"]) == ("NEW", date(2020, 2, 1))
    assert page.meters.meter.serves == ("(1)",)
    press(page.meters, "meterFormSave")
    settle(sample)
    cards = {one.serial: one for one in run(page, metering.meters_page, PROJECT, page.desk.span).cards}
    assert (cards["NEW"].points, cards[SERIAL].until_day) == (("(1)",), date(2020, 1, 31))
    page.meters.choose_serial(SERIAL)
    press(page.meters, "dropEvent")
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert card.events == ()


def test_escape_gives_a_form_up(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("meters")
    press(page.meters, "describeMeter")
    assert page.meters.stack.currentIndex() == 2
    fill(page.meters, "meter_make", "Other")
    assert page.meters.touched
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    assert page.meters.stack.currentIndex() == 0
    assert not page.meters.touched


def test_without_a_period_the_year_is_shown_and_nothing_accepted(window: MainWindow, settle: Settle) -> None:
    session = window.door.session
    assert session is not None
    session.run(overview.start_project, "MN003")
    window.desk.choose("MN003", None)
    window.go("plan")
    settle(window)
    page = window.pages["plan"]
    assert isinstance(page, PlanPage)
    page.act("meters")
    assert "No period is open" in page.meters._days.text()
    assert page.meters.stack.currentIndex() == 1
    press(page.meters, "emptyChoice0")
    assert page.meters.stack.currentIndex() == 2


# --- diagram and places ---------------------------------------------------------------------------------------------


def many(session: Session, count: int) -> None:
    session.run(overview.start_project, "MN003")
    session.run(plan_shape.set_members, "MN003", "i", tuple(f"roof {at}" for at in range(count)))
    for at, point in enumerate(session.run(planning.plan_page, "MN003").points):
        session.run(metering.describe_meter, "MN003", f"PV-{at}", (point.no,))


@pytest.mark.parametrize(("count", "scrolls"), [(1, False), (12, False), (24, True)])
def test_the_line_diagram_is_seen_whole_up_to_twelve_meters(
    count: int, scrolls: bool, window: MainWindow, settle: Settle
) -> None:
    session = window.door.session
    assert session is not None
    many(session, count)
    window.desk.choose("MN003", None)
    window.go("plan")
    page = window.pages["plan"]
    assert isinstance(page, PlanPage)
    page.act("diagram")
    settle(window)
    QTest.qWait(50)
    drawing = page.diagram.drawing
    assert (drawing.height() > page.diagram.area.viewport().height()) is scrolls
    assert drawing.layout_ is not None
    assert len(drawing.layout_.boxes) == 4 * count
    assert "PV-0" in drawing.accessibleName()


def test_a_box_of_the_diagram_leads_to_what_it_stands_for(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    def click(key: str) -> None:
        page.act("diagram")
        drawing = page.diagram.drawing
        assert drawing.layout_ is not None
        box = next(one for one in drawing.layout_.boxes if one.node.key == key)
        place = QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))
        QTest.mouseClick(drawing, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    click(f"meter {SERIAL}")
    assert page.tabs.currentIndex() == pages.METERS
    click("point (1)")
    assert page.tabs.currentIndex() == pages.POINTS
    click("unit i of pv-1")
    assert page.tabs.currentIndex() == pages.UNITS


@pytest.mark.parametrize(
    ("place", "tab"),
    [
        (Place("plan", "(1)", "procedure"), pages.POINTS),
        (Place("plan", "", "EF_RE[pv-1]"), pages.FIXED),
        (Place("plan", "", "roles"), pages.ROLES),
        (Place("plan", "", "version 1"), pages.VERSIONS),
        (Place("plan", "", "i"), pages.UNITS),
        (Place("plan", "", "meters"), pages.METERS),
        (Place("project"), pages.PROJECT),
    ],
)
def test_findings_lead_to_their_tab(place: Place, tab: int, page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("formulas")
    sample.go(place.page, place)
    settle(sample)
    assert page.tabs.currentIndex() == tab


@pytest.mark.parametrize("tab", pages.TAB_IDS)
def test_every_tab_fits_and_names_its_widgets(tab: str, page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act(tab)
    settle(sample)
    hint = sample.centralWidget().minimumSizeHint()
    assert hint.width() <= 1366
    assert hint.height() <= 740
    nameless = [(type(one).__name__, one.objectName()) for one in visible_parts(sample) if not one.accessibleName()]
    assert nameless == []
