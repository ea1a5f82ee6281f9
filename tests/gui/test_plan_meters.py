"""Meters, the line diagram and the places of findings on the plan page, with real widgets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers.plan_page import Settle, fill, opened, run, set_day
from helpers.windows import press, there, visible_parts
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.services import metering, overview, periods, plan_shape, planning
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.plan import page as pages
from ui.views.plan.page import PlanPage

pytestmark = pytest.mark.gui
PROJECT, SERIAL = "MN006", "SAMPLE-0001"
FIRST = Calibration(date(2019, 6, 20), date(2020, 3, 31), "C-1", "Laboratory", True)
LATE = Calibration(date(2020, 6, 15), date(2022, 6, 14), "C-2", "Laboratory", True)


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> PlanPage:
    return opened(sample, settle)


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


def test_everything_of_a_register_is_entered_in_its_form(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("meters")
    press(page.meters, "describeMeter")
    form = page.meters.meter.form
    shown = ("meter_multiplier", "meter_digits", "meter_unit", "meter_first_reading")
    assert not any(form.field(one).isVisible() for one in shown)  # it gives values of each interval
    kind = page.meters.findChild(QComboBox, "meter_kind")
    assert kind is not None
    kind.setFocus()
    QTest.keyClick(kind, Qt.Key.Key_Down)
    assert all(form.field(one).isVisible() for one in shown)
    for name, text in zip(shown, ("10", "6", "kWh", "980000"), strict=True):
        fill(page.meters, name, text)
    press(page.meters, "meterFormSave")
    settle(sample)
    card = page.meters.card()
    assert card is not None
    assert (card.kind, card.multiplier, card.digits, card.unit, card.first_reading) == (
        "cumulative", "10", "6", "kWh", "980000",
    )  # fmt: skip
    told = [one.text() for one in page.meters.detail.findChildren(QLabel)]
    assert any("reads in kWh · began at 980000" in one for one in told)
    press(page.meters, "describeMeter")
    assert form.values()["meter_first_reading"] == "980000"
    fill(page.meters, "meter_unit", "t")
    press(page.meters, "meterFormSave")
    settle(sample)
    assert sample.bar.message is not None
    assert sample.bar.message.tone == "amber"
    assert page.meters.stack.currentIndex() == 2  # what was typed stays, to be put right


def test_a_meter_of_a_frozen_period_says_how_it_can_be_changed(
    page: PlanPage, sample: MainWindow, settle: Settle
) -> None:
    span = page.desk.span
    run(page, periods.freeze, PROJECT, span, "one person at this site")
    page.refresh()
    settle(sample)
    page.act("meters")
    press(page.meters, "describeMeter")
    fill(page.meters, "meter_accuracy_class", "1")
    press(page.meters, "meterFormSave")
    settle(sample)
    assert "frozen period 2019-07-06..2020-12-31" in sample.bar.text
    assert "Open that period again with a reason" in sample.bar.text
    assert page.meters.touched


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
    page = opened(window, settle)
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
    page = opened(window, settle)
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
    hint = there(sample.centralWidget()).minimumSizeHint()
    assert hint.width() <= 1366
    assert hint.height() <= 740
    nameless = [(type(one).__name__, one.objectName()) for one in visible_parts(sample) if not one.accessibleName()]
    assert nameless == []
