"""What is typed into a form and not saved: stored when the form is left, or kept with a mark and asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.plan_page import Settle, fill, opened, run
from helpers.windows import part, press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from jcm_desktop.services import overview, periods
from jcm_desktop.services.plan_desk import plan_desk
from jcm_desktop.services.views import PlanView
from jcm_desktop.storage import repositories
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage
from ui.views.plan.page import PlanPage

pytestmark = pytest.mark.gui


def plan(page: PlanPage) -> PlanView:
    return run(page, plan_desk, page.desk.project, page.desk.span).plan


@pytest.fixture
def fresh(window: MainWindow, settle: Settle) -> PlanPage:
    """The plan of a project just taken from the register, whose values are missing."""
    session = window.door.session
    assert session is not None
    for row in session.run(overview.register):
        if not row.usable:
            continue
        session.run(overview.start_project, row.reference)
        found = session.run(plan_desk, row.reference, None)
        if len([one for one in found.plan.fixed if one.missing]) >= 2 and len(found.plan.points) >= 2:
            break
    window.desk.choose(row.reference, None)
    return opened(window, settle)


def type_value(page: PlanPage, value: str, source: str) -> None:
    fill(page.fixed, "fixedValue", value)
    if source:
        fill(page.fixed, "fixedSource", source)


def two_missing(page: PlanPage) -> tuple[int, int]:
    found = [at for at, one in enumerate(page.fixed.model.rows) if one.missing]
    return found[0], found[1]


def test_a_fixed_value_is_stored_when_another_is_chosen(fresh: PlanPage, window: MainWindow, settle: Settle) -> None:
    fresh.act("fixed")
    first, second = two_missing(fresh)
    fresh.fixed.table.selectRow(first)
    key = fresh.fixed.model.rows[first].key
    type_value(fresh, "0.5", "Plan, page 3")
    fresh.fixed.table.selectRow(second)
    settle(window)
    stored = next(one for one in plan(fresh).fixed if one.key == key)
    assert (stored.value, stored.source) == ("0.5", "Plan, page 3")
    assert not fresh.fixed.touched


def test_a_fixed_value_without_a_source_is_kept_marked_and_asked_about(
    fresh: PlanPage, window: MainWindow, settle: Settle
) -> None:
    fresh.act("fixed")
    first, second = two_missing(fresh)
    fresh.fixed.table.selectRow(first)
    type_value(fresh, "0.5", "")
    fresh.fixed.table.selectRow(second)
    settle(window)
    shown = fresh.fixed.model.index(first, 2).data()
    assert shown == "not saved: 0.5"
    assert not window.close()
    assert "not saved" in window.bar.text
    fresh.fixed.table.selectRow(first)
    assert fresh.fixed.value.text() == "0.5"
    fill(fresh.fixed, "fixedSource", "Plan, page 3")
    window.go("start")
    settle(window)
    assert plan(fresh).fixed[first].value == "0.5"
    assert fresh.may_close()


def test_another_project_waits_for_what_cannot_be_stored(fresh: PlanPage, window: MainWindow, settle: Settle) -> None:
    fresh.act("fixed")
    fresh.fixed.table.selectRow(two_missing(fresh)[0])
    type_value(fresh, "many", "Plan")
    before = window.desk.project
    assert not window.desk.choose("MN006", None)
    assert window.desk.project == before
    assert window.page_id == "plan"
    assert "not saved" in window.bar.text


def test_a_point_is_stored_when_another_is_chosen(fresh: PlanPage, window: MainWindow, settle: Settle) -> None:
    fresh.act("points")
    table, form = fresh.points.table, fresh.points.form
    table.setCurrentIndex(fresh.points.model.index(0, 3))
    no = fresh.points.model.rows[0].no
    fill(form, "pointFrequency", "Daily")
    fill(form, "pointEstimate", "12")
    table.setCurrentIndex(fresh.points.model.index(1, 3))
    settle(window)
    stored = next(one for one in plan(fresh).points if one.no == no)
    assert (stored.frequency, stored.estimate_text) == ("Daily", "12")
    assert form.form.values()["pointEstimate"] == ""
    fill(form, "pointEstimate", "many")
    table.setCurrentIndex(fresh.points.model.index(0, 3))
    settle(window)
    assert form.kept
    table.setCurrentIndex(fresh.points.model.index(1, 3))
    settle(window)
    assert form.form.values()["pointEstimate"] == "many"
    assert not fresh.may_close()


def test_a_meter_being_described_is_not_replaced(fresh: PlanPage, window: MainWindow, settle: Settle) -> None:
    fresh.act("meters")
    press(fresh.meters, "addMeter")
    fill(fresh.meters, "meterSerial", "A-1")
    press(fresh.meters, "addMeter")
    assert fresh.meters.meter.typed_serial == "A-1"
    assert "not saved" in window.bar.text
    press(fresh.meters, "meterFormSave")
    settle(window)
    press(fresh.meters, "addMeter")
    fill(fresh.meters, "meterSerial", "A-2")
    press(fresh.meters, "meterFormSave")
    settle(window)
    fresh.meters.list.setCurrentIndex(fresh.meters.model.index(0))
    press(fresh.meters, "describeMeter")
    fill(fresh.meters, "meter_make", "Someone")
    fresh.meters.list.setCurrentIndex(fresh.meters.model.index(1))
    settle(window)
    assert fresh.meters.list.currentIndex().row() == 0
    assert fresh.meters.meter.form.values()["meter_make"] == "Someone"


def test_the_name_of_a_unit_is_asked_about(fresh: PlanPage, window: MainWindow) -> None:
    fresh.act("units")
    field = next(one for one in fresh.units.findChildren(QLineEdit) if one.objectName().startswith("add-"))
    name = "a roof with a name that is much longer than thirty-one letters"
    QTest.keyClicks(field, name)
    assert field.text() == name  # nothing is cut
    assert not window.close()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert fresh.may_close()


def test_a_note_is_stored_when_another_cell_is_chosen(sample: MainWindow, settle: Settle) -> None:
    sample.go("readings")
    settle(sample)
    page = sample.pages["readings"]
    assert isinstance(page, EntryPage)
    page.table.go_to(page.model.index(0, 0))
    page.act("note")
    QTest.keyClicks(page.side.note_box.text, "read on the 2nd")
    page.table.go_to(page.model.index(1, 0))
    settle(sample)
    assert page.model.cell(0, 0).note == "read on the 2nd"
    assert page.model.cell(1, 0).note == ""
    page.act("missing")
    settle(sample)
    QTest.keyClicks(page.side.missing_form.text, "flood")
    page.table.go_to(page.model.index(0, 0))
    settle(sample)
    assert page.side.missing_form.isVisible()
    assert page.side.missing_form.text.text() == "flood"
    assert not sample.close()
    page.side.close_box()
    assert page.may_close()


def test_the_address_of_a_server_is_stored_when_the_page_is_left(window: MainWindow, settle: Settle) -> None:
    window.go("settings")
    settle(window)
    page = window.pages["settings"]
    fill(page, "stampServer", "http://stamps.example/tsa")
    window.go("start")
    settle(window)
    window.pages["settings"].stale = True
    window.go("settings")
    settle(window)
    field = page.findChild(QLineEdit, "stampServer")
    assert field is not None
    assert field.text() == "http://stamps.example/tsa"


# --- a page that has nothing to work on, and what is said ------------------------------------------------------------


def test_readings_without_a_period_say_what_comes_first(window: MainWindow, settle: Settle) -> None:
    session = window.door.session
    assert session is not None
    row = next(one for one in session.run(overview.register) if one.usable)
    session.run(overview.start_project, row.reference)
    window.desk.choose(row.reference, None)
    window.go("readings")
    settle(window)
    page = window.pages["readings"]
    assert isinstance(page, EntryPage)
    names = ("undo", "redo", "nextProblem", "find", "loggerData", "importFiles")
    assert not any(one.isEnabled() for name in names for one in page.findChildren(QPushButton, name))
    for what in ("undo", "redo", "next_problem", "find", "logger", "import"):
        page.act(what)
    assert window.bar.message is None
    assert all(one.isVisible() for one in page.head_buttons)
    words = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert f"Open a period of {row.reference} first" in words
    press(page, "emptyChoice0")
    settle(window)
    assert window.page_id == "start"
    form = window.pages["start"].findChild(QWidget, "periodForm")
    assert form is not None
    assert form.isVisible()


def test_head_buttons_come_back_with_a_period(window: MainWindow, sample: MainWindow, settle: Settle) -> None:
    span = sample.desk.span
    sample.desk.choose("MN006", None)
    sample.go("readings")
    settle(sample)
    page = sample.pages["readings"]
    assert not any(one.isEnabled() for one in page.head_buttons)
    sample.desk.choose("MN006", span)
    settle(sample)
    assert part(page, QPushButton, "find").isEnabled()
    assert not part(page, QPushButton, "undo").isEnabled()  # there is nothing to undo


def test_a_message_goes_with_its_page(fresh: PlanPage, window: MainWindow, settle: Settle) -> None:
    fresh.act("fixed")
    fresh.fixed.table.selectRow(two_missing(fresh)[0])
    type_value(fresh, "many", "Plan")
    press(fresh.fixed, "saveFixed")
    settle(window)
    assert "number" in window.bar.text
    fresh.fixed.forget()
    window.go("start")
    settle(window)
    assert window.bar.message is None


def test_a_message_of_the_page_before_leads_back_to_it(fresh: PlanPage, window: MainWindow, settle: Settle) -> None:
    fresh.act("fixed")
    fresh.fixed.table.selectRow(two_missing(fresh)[0])
    type_value(fresh, "many", "Plan")
    window.go("start")
    settle(window)
    assert window.bar.message is not None
    assert window.bar.message.choices[-1][0] == "Go to: Plan"
    window.go("library")
    settle(window)
    assert window.bar.message is None


def test_what_was_said_of_one_file_does_not_stand_over_another(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    cut, other = tmp_path / "cut.jcmpkg", tmp_path / "other.pdf"
    cut.write_bytes(b"PK\x03\x04 and no more")
    other.write_bytes(b"%PDF-1.7 and no more")
    window.verify(str(cut))
    settle(window)
    window.desk.say("amber", "cut.jcmpkg is not a complete package.")
    window.verify(str(other))
    settle(window)
    assert "cut.jcmpkg" not in window.bar.text


def test_an_answer_is_stored_when_the_questions_are_left(sample: MainWindow, settle: Settle) -> None:
    sample.go("readings")
    settle(sample)
    page = sample.pages["readings"]
    assert isinstance(page, EntryPage)
    page.model.clear([(2, 0)])
    settle(sample)
    page.show_view("guided")
    settle(sample)
    assert page.guided.place == (2, 0)
    QTest.keyClicks(page.guided.edit, "2271.5")
    page.show_view("table")
    settle(sample)
    assert page.model.cell(2, 0).text == "2,271.5"


def test_a_change_of_what_was_frozen_asks_for_its_reason(sample: MainWindow, settle: Settle) -> None:
    session, span = sample.door.session, sample.desk.span
    assert session is not None
    assert span is not None
    with session.workspace.unit_of_work("Bat") as work:
        repositories.set_frozen(work.connection, "MN006", span, frozen=True)
    session.run(periods.reopen, "MN006", span, "The utility sent another bill")
    sample.go("readings")
    settle(sample)
    page = sample.pages["readings"]
    assert isinstance(page, EntryPage)
    page.model.put(1, 0, "2350")
    settle(sample)
    assert page.why.isVisible()
    assert page.why.reason.text() == "The utility sent another bill"
    assert page.model.text_at(1, 0) == "2350"  # it waits, in sight
    assert page.model.cell(1, 0).text == "2,347.96"
    fill(page.why, "correctionReasonReason", "A digit was wrong")
    press(page.why, "correctionReasonGo")
    settle(sample)
    assert page.model.cell(1, 0).text == "2,350"
    assert "A digit was wrong" in page.model.cell(1, 0).history
    page.model.put(2, 0, "2272")
    press(page.why, "correctionReasonCancel")
    settle(sample)
    assert (page.model.cell(2, 0).text, page.model.text_at(2, 0)) == ("2,271.32", "2271.32")
    page.model.put(3, 0, "1900")
    sample.go("start")  # left without an answer: stored, with the reason of the reopening
    settle(sample)
    sample.go("readings")
    settle(sample)
    assert page.model.cell(3, 0).text == "1,900"
    assert "The utility sent another bill" in page.model.cell(3, 0).history
