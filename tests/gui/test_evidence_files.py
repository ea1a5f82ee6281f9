"""The files of the evidence page: attached, put right, used once more, and the days and values they back up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from helpers.breaks import invoice
from helpers.evidence_page import opened, press
from helpers.windows import now, part, visible_parts
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QImage, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.services import evidence, overview, samples
from jcm_desktop.services.evidence_cover import cover_rows
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage
from ui.views.evidence.attach import AgainDialog, AttachDialog, CorrectDialog, HistoryDialog, WithdrawDialog
from ui.views.evidence.files_tab import PAGES, PICTURE, TEXT
from ui.views.evidence.page import EvidencePage
from ui.widgets.cover_bar import CoverBar, paint_stretch

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
NEW = Span(date(2021, 1, 1), date(2021, 12, 31))


def picture(folder: Path) -> Path:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    path = folder / "meter.png"
    assert image.save(str(path))
    return path


def attached(sample: MainWindow, settle: Settle, path: Path) -> EvidencePage:
    page = opened(sample, settle)
    page.take_files([str(path)])
    assert isinstance(now(page.dialog), AttachDialog)
    press(part(page.dialog, QPushButton, "dialogGo"))
    settle(sample)
    assert now(page.dialog) is None
    return page


def drop(target: QWidget, *paths: Path, at: QPoint | None = None) -> tuple[bool, bool]:
    """Drag files over a place of a widget and let them go; whether it took the move, and the drop."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    where, buttons, keys = at or QPoint(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    moved = QDragMoveEvent(where, Qt.DropAction.CopyAction, data, buttons, keys)
    target.dragMoveEvent(moved)
    event = QDropEvent(QPointF(where), Qt.DropAction.CopyAction, data, buttons, keys)
    event.ignore()
    target.dropEvent(event)
    return moved.isAccepted(), event.isAccepted()


def test_dropped_files_are_attached_with_what_they_prove(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = opened(sample, settle)
    drop(page, tmp_path)
    assert now(page.dialog) is None  # a folder is no file
    drop(page, picture(tmp_path))
    dialog = page.dialog
    assert isinstance(dialog, AttachDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("photograph"))
    assert not dialog.total.isEnabled()
    dialog.kind.setCurrentIndex(dialog.kind.findData("invoice"))
    assert dialog.total.isEnabled()
    QTest.keyClicks(dialog.issuer, "Grid company")
    QTest.keyClicks(dialog.total, "about 12")
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert now(page.dialog) is dialog  # refused; nothing typed is lost
    assert part(dialog, QLabel, "dialogTrouble").text()
    dialog.total.setText("12.5")
    dialog.confidential.setChecked(True)
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    row = page.files.model.rows[0]
    assert (row.name, row.issuer, row.total) == ("meter.png", "Grid company", "12.5 MWh")
    assert row.confidential


def test_the_chosen_file_is_shown(
    qtbot: QtBot, sample: MainWindow, settle: Settle, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    page = attached(sample, settle, picture(tmp_path))
    qtmodeltester.check(page.files.model)
    page.files.table.setCurrentIndex(page.files.model.index(0, 0))
    qtbot.waitUntil(lambda: page.files.preview.currentIndex() == PICTURE)
    assert page.files.picture.pixmap().width() <= 390 * page.devicePixelRatioF()
    page.files.table.setCurrentIndex(page.files.model.index(1, 0))
    qtbot.waitUntil(lambda: page.files.preview.currentIndex() == TEXT)
    assert "2019" in page.files.text.toPlainText()
    made = QPdfWriter(str(tmp_path / "two.pdf"))
    painter = QPainter(made)
    made.newPage()
    painter.end()
    page = attached(sample, settle, tmp_path / "two.pdf")
    page.files.table.setCurrentIndex(page.files.model.index(0, 0))
    qtbot.waitUntil(lambda: page.files.preview.currentIndex() == PAGES and page.files.pages._pages == 2)


def test_a_finding_of_a_point_leads_to_its_files(sample: MainWindow, settle: Settle) -> None:
    page = opened(sample, settle)
    sample.go("evidence", Place("evidence", "(1)"))
    settle(sample)
    assert page.tabs.currentWidget() is page.files
    assert page.files.chosen_point == "(1)"
    assert all("(1)" in one.item.points for one in page.files.model.rows)


def test_a_link_is_withdrawn_with_a_reason(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = attached(sample, settle, picture(tmp_path))
    page.files.table.setCurrentIndex(page.files.model.index(0, 0))
    count = page.files.model.rowCount()
    press(page.files.withdraw)
    dialog = page.dialog
    assert isinstance(dialog, WithdrawDialog)
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert now(page.dialog) is dialog
    QTest.keyClicks(dialog.reason, "taken of another meter")
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert now(page.dialog) is None
    assert page.files.model.rowCount() == count - 1


def act(page: EvidencePage, settle: Settle, window: MainWindow, name: str) -> None:
    press(page.findChild(QPushButton, name))
    settle(window)


def test_what_is_said_of_a_file_is_put_right(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    bill = tmp_path / "meter.txt"
    bill.write_text("12 MWh")
    page = attached(sample, settle, bill)
    page.files.table.setCurrentIndex(page.files.model.index(0, 0))
    act(page, settle, sample, "correctFile")
    dialog = page.dialog
    assert isinstance(dialog, CorrectDialog)
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert "Nothing is different" in part(dialog, QLabel, "dialogTrouble").text()
    dialog.kind.setCurrentIndex(dialog.kind.findData("photograph"))
    QTest.keyClicks(dialog.issuer, "Bat")
    QTest.keyClicks(dialog.page, "left half")
    dialog.has_days.setChecked(False)
    dialog.confidential.setChecked(True)
    QTest.keyClicks(dialog.reason, "it was no bill")
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert now(page.dialog) is None
    row = page.files.model.rows[0]
    assert (row.kind, row.issuer, row.page, row.days) == ("Photograph", "Bat", "left half", "")
    assert row.confidential
    act(page, settle, sample, "fileHistory")
    history = page.dialog
    assert isinstance(history, HistoryDialog)
    words = "\n".join(one.text() for one in history.findChildren(QLabel, "historyDetails"))
    assert "kind: Meter record → Photograph" in words
    assert "Reason: it was no bill" in words
    press(history.findChild(QPushButton, "dialogGo"))
    assert now(page.dialog) is None


def test_a_file_is_used_once_more_for_other_days(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = attached(sample, settle, picture(tmp_path))
    page.files.table.setCurrentIndex(page.files.model.index(0, 0))
    count = page.files.model.rowCount()
    act(page, settle, sample, "linkAgain")
    dialog = page.dialog
    assert isinstance(dialog, AgainDialog)
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert now(page.dialog) is dialog  # it would say the same
    QTest.keyClicks(dialog.page, "right half")
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert page.files.model.rowCount() == count + 1
    assert len({one.item.sha256 for one in page.files.model.rows[:2]}) == 1


def test_a_value_leads_to_its_files_and_a_file_to_its_values(
    sample: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    page = opened(sample, settle)
    page.take_files([str(picture(tmp_path))])
    dialog = page.dialog
    assert isinstance(dialog, AttachDialog)
    dialog.first.setDate(dialog.first.date().fromString("2019-09-10", Qt.DateFormat.ISODate))
    dialog.last.setDate(dialog.last.date().fromString("2019-10-05", Qt.DateFormat.ISODate))
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    page.files.table.setCurrentIndex(page.files.model.index(0, 0))
    settle(sample)
    values = [one for one in page.files.findChildren(QPushButton, "fileValues") if one.isVisible()][-1]
    assert values.text() == "(1): 2 values, 2019-09-01 to 2019-10-31"
    press(values)
    settle(sample)
    readings = sample.pages["readings"]
    assert isinstance(readings, EntryPage)
    assert sample.page_id == "readings"
    assert (readings.table.currentIndex().row(), readings.table.currentIndex().column()) == (2, 0)
    assert "meter.png" in readings.detail._facts.text()
    readings.table.go_to(readings.model.index(6, 0))
    settle(sample)
    press(readings.findChild(QPushButton, "cellFiles"))
    settle(sample)
    assert page.tabs.currentWidget() is page.files
    assert [one.name for one in page.files.model.rows] == ["MN006-meter-record.csv"]
    assert page.files.all_days.isVisible()
    press(page.files.all_days)
    assert [one.name for one in page.files.model.rows] == ["meter.png", "MN006-meter-record.csv"]
    assert not page.files.all_days.isVisible()


def test_the_days_covered_are_shown_and_a_gap_leads_to_its_invoice(
    sample: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_invoices(session: Session) -> Changes:
        """The sample's point by invoices, one of which is there."""
        one = samples.sample("MN006")
        points = tuple(msgspec.structs.replace(each, option="B", meters=()) for each in one.plan.points)
        plan = msgspec.structs.replace(one.plan, points=points)
        overview.add_project(session, msgspec.structs.replace(one.project, reference="MN098"), plan)
        overview.open_period(session, "MN098", NEW)
        proof = evidence.Proof("invoice", ("(1)",), "Seller", date(2020, 12, 18), date(2021, 3, 31), total="104")
        return evidence.attach_files(session, "MN098", (str(picture(tmp_path)),), proof)

    sample.door.run(with_invoices)
    settle(sample)
    sample.desk.choose("MN098", NEW)
    page = opened(sample, settle)
    page.act("days")
    settle(sample)
    assert page.tabs.currentWidget() is page.cover
    (card,) = page.cover.cards
    words = "\n".join(one.text() for one in card.findChildren(QLabel) if one.isVisible())
    assert "275 days are in no invoice" in words
    assert "90 of its 104 days count (45/52)" in words
    assert "104 MWh × 45/52 = 90 MWh" in words
    bar = card.findChild(CoverBar)
    assert bar is not None
    assert bar.accessibleName() == (
        "2021-01-01 – 2021-03-31: in one invoice (meter.png); 2021-04-01 – 2021-12-31: in no invoice"
    )
    bill = tmp_path / "rest.txt"
    bill.write_text("275 MWh")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(bill)], ""))
    press(card.findChild(QPushButton, "coverAttach"))
    dialog = page.dialog
    assert isinstance(dialog, AttachDialog)
    assert dialog.answer == evidence.Proof("invoice", ("(1)",), first=date(2021, 4, 1), last=date(2021, 12, 31))
    dialog.issuer.setText("Seller")
    dialog.total.setText("275")
    press(dialog.findChild(QPushButton, "dialogGo"))
    settle(sample)
    assert page.tabs.currentWidget() is page.files
    strip = page.files.cover.findChildren(QLabel)
    assert any("Every day is in exactly one invoice." in one.text() for one in strip)
    page.act("days")
    settle(sample)
    amount = [one.text() for one in page.cover.cards[0].findChildren(QLabel)]
    assert "In the period, by days: 365 MWh" in amount


def test_the_states_of_a_bar_differ_without_their_colours(dressed: QApplication) -> None:
    """Each state that can stand in one bar has its own pattern or frame, also in grey."""

    def grey(state: str) -> bytes:
        image = QImage(60, 20, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        paint_stretch(painter, QRectF(0, 0, 60, 20), state)
        painter.end()
        plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
        dark = [[plain.pixelColor(x, y).lightness() < 200 for x in range(3, 57)] for y in range(3, 17)]
        return bytes(one for line in dark for one in line)

    for kinds in (("billed", "not billed", "billed twice"), ("in one file", "in no file", "in several files")):
        assert len({grey(one) for one in kinds}) == 3


def test_everything_on_the_files_is_reached_by_keyboard(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = attached(sample, settle, picture(tmp_path))
    page.files.show_point("(1)", NEW, only=True)
    for at in range(page.tabs.count()):
        page.tabs.setCurrentIndex(at)
        settle(sample)
        for one in visible_parts(page):
            assert one.accessibleName(), one.objectName()
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus or one.objectName() == "", one.objectName()


def test_files_are_attached_before_a_period_is_open(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    one = samples.sample("MN006")
    project = msgspec.structs.replace(one.project, reference="MN097")
    sample.door.run(lambda session: overview.add_project(session, project, one.plan))
    settle(sample)
    sample.desk.choose("MN097", None)
    page = attached(sample, settle, picture(tmp_path))
    assert "No period is open yet" in page.summary.text()
    assert [page.tabs.isTabEnabled(at) for at in range(3)] == [False, True, False]
    (row,) = page.files.model.rows
    assert (row.name, row.values) == ("meter.png", ())
    assert page.banner.isVisible()
    sample.desk.choose("MN006", one.period)
    settle(sample)
    assert [page.tabs.isTabEnabled(at) for at in range(3)] == [True, True, True]
    assert "Everything" in page.summary.text()


def test_a_photograph_dropped_on_a_value_is_attached_to_it(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    sample.go("readings")
    settle(sample)
    readings = sample.pages["readings"]
    assert isinstance(readings, EntryPage)
    cell = readings.table.visualRect(readings.model.index(3, 0)).center()
    assert drop(readings.table, picture(tmp_path), at=cell) == (True, True)
    settle(sample)
    assert sample.page_id == "evidence"
    page = sample.pages["evidence"]
    assert isinstance(page, EvidencePage)
    dialog = page.dialog
    assert isinstance(dialog, AttachDialog)
    october = Span(date(2019, 10, 1), date(2019, 10, 31))
    assert dialog.answer == evidence.Proof("photograph", ("(1)",), first=october.first, last=october.last)
    press(part(dialog, QPushButton, "dialogGo"))
    settle(sample)
    assert page.files.model.rows[0].values[0].words == "(1): 1 value, 2019-10-01 to 2019-10-31"
    sample.go("readings")
    settle(sample)
    assert "meter.png" in readings.model.cell(3, 0).files


def test_what_holds_values_is_left_to_the_import(sample: MainWindow, settle: Settle, tmp_path: Path) -> None:
    sample.go("readings")
    settle(sample)
    readings = sample.pages["readings"]
    assert isinstance(readings, EntryPage)
    table, data = readings.table, tmp_path / "logger.csv"
    data.write_text("Time,kWh\n")
    cell = table.visualRect(readings.model.index(3, 0)).center()
    assert drop(table, data, at=cell) == (False, False)
    assert drop(table, picture(tmp_path), data, at=cell) == (False, False)
    assert sample.page_id == "readings"
    total = table.visualRect(readings.model.index(readings.model.rowCount() - 1, 0)).center()
    assert not drop(table, picture(tmp_path), at=total)[0]  # nobody may let go of it there


def test_a_picture_dropped_beside_the_cells_is_for_the_chosen_one(
    sample: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    sample.go("readings")
    settle(sample)
    readings = sample.pages["readings"]
    assert isinstance(readings, EntryPage)
    readings.table.go_to(readings.model.index(5, 0))
    assert readings.give_files((str(picture(tmp_path)),))
    settle(sample)
    page = sample.pages["evidence"]
    assert isinstance(page, EvidencePage)
    dialog = page.dialog
    assert isinstance(dialog, AttachDialog)
    assert dialog.answer.first == date(2019, 12, 1)
    dialog.reject()
    assert not page.give_files(("a.jcmpkg",))
    assert not readings.give_files(("report.pdf",))


def test_many_bars_name_their_files_when_asked(sample: MainWindow, settle: Settle) -> None:
    months = list(NEW.months())
    bills = tuple(invoice(one.first, one.last, "10") for one in months[1:])
    first = invoice(date(2020, 12, 1), months[0].last, "62")
    point = msgspec.structs.replace(samples.sample("MN006").plan.points[0], option="B")
    (row,) = cover_rows(point, (first, *bills), NEW)
    shown = opened(sample, settle).cover
    shown.show_rows((row,) * 7)
    assert shown.cards == []  # nobody looks yet
    sample.pages["evidence"].act("days")
    settle(sample)
    card = shown.cards[6]
    assert card._files.text().count("<tr>") == 1  # the one that goes beyond the year
    assert "1/2" in card._files.text()
    press(card.findChild(QPushButton, "coverAll"))
    assert card._files.text().count("<tr>") == 12
    shown.show_rows((row,))
    assert shown.cards[0]._files.text().count("<tr>") == 12  # few bars name all at once
