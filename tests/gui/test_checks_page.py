"""The checks page: what a check is about, waivers, the list as a file, and all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, make_keys, quick_keys
from helpers.windows import now, press, visible_parts
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.period import Span
from jcm_desktop.services import checking, entry
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from ui.shell import MainWindow
from ui.views.checks.page import ChecksPage
from ui.views.checks.waivers import WaiveDialog
from ui.views.library.page import CHECKS, LibraryPage
from ui.widgets.finding import FindingCard

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


@pytest.fixture
def page(sample: MainWindow, session: Session, period: Span, settle: Settle) -> ChecksPage:
    """The checks of a sample with a value below zero in one month, and words in another."""
    months = list(period.months())
    edits = (CellEdit("(1)", months[3], "-5"), CellEdit("(1)", months[4], "about 17"))
    session.run(entry.enter_cells, "MN006", period, edits)
    return checks(sample, settle)


def checks(window: MainWindow, settle: Settle) -> ChecksPage:
    window.go("checks")
    window.pages["checks"].refresh()
    settle(window)
    found = window.pages["checks"]
    assert isinstance(found, ChecksPage)
    return found


def card(page: ChecksPage, code: str) -> FindingCard:
    return next(one for one in page.cards if one.found.code == code)


def told(card: FindingCard) -> str:
    return "\n".join(one.text() for one in card.findChildren(QLabel))


def test_about_a_check_leads_to_its_entry(sample: MainWindow, page: ChecksPage, settle: Settle) -> None:
    press(card(page, "VAL-02"), "aboutCheck")
    settle(sample)
    library = sample.pages["library"]
    assert isinstance(library, LibraryPage)
    assert (sample.page_id, library.tabs.currentIndex()) == ("library", CHECKS)
    view = library.checks
    assert view.model.rows[view.table.currentIndex().row()].code == "VAL-02"
    words = "\n".join(one.text() for one in view.detail.findChildren(QLabel) if one.isVisible())
    assert "Is every value inside the range" in words
    assert "Range of the parameter in the methodology" in words
    assert sample.focusWidget() is view.table


def test_the_catalogue_is_searched_and_filtered(
    sample: MainWindow, page: ChecksPage, settle: Settle, qtbot: QtBot
) -> None:
    press(page, "allChecks")
    settle(sample)
    library = sample.pages["library"]
    assert isinstance(library, LibraryPage)
    view = library.checks
    assert sample.focusWidget() is view.search
    whole = view.model.rowCount()
    QTest.keyClicks(view.search, "late")
    qtbot.waitUntil(lambda: view.model.rowCount() < whole, timeout=10_000)
    settle(sample)
    assert "CAL-03" in {one.code for one in view.model.rows}
    box = view.findChild(QComboBox, "checksSeverity")
    assert box is not None
    box.setCurrentIndex(box.findData("warning"))
    box.activated.emit(box.currentIndex())
    settle(sample)
    assert {str(one.severity) for one in view.model.rows} <= {"warning"}
    press(view, "checksClear")
    settle(sample)
    assert view.model.rowCount() == whole
    for part in visible_parts(view):
        assert part.accessibleName() or part.objectName().startswith("qt_") or isinstance(part, QPushButton), part
    assert isinstance(view.table, QTableView)
    assert view.table.accessibleName()


def test_a_reason_for_another_value_is_offered_again(
    sample: MainWindow, session: Session, period: Span, settle: Settle
) -> None:
    month = list(period.months())[2]

    def put(value: str) -> None:
        session.run(entry.enter_cells, "MN006", period, (CellEdit("(1)", month, value),))

    put("2271320")
    (slip,) = [one for one in session.run(checking.checks_page, "MN006", period).findings if one.code == "VAL-04"]
    session.run(checking.give_reason, "MN006", period, "VAL-04", slip.place, "It was read twice.")
    put("22713200")
    page = checks(sample, settle)
    found = card(page, "VAL-04")
    assert "given for: It was read twice." in told(found)
    press(found, "giveReason")
    assert found.text.toPlainText() == "It was read twice."
    assert found.unsaved == ""  # nobody has said yet that it holds
    press(found, "saveReason")
    settle(sample)
    assert card(checks(sample, settle), "VAL-04").found.reason == "It was read twice."


def fill(dialog: WaiveDialog, **texts: str) -> None:
    for name, text in texts.items():
        field = dialog.findChild(QLineEdit, name)
        assert field is not None
        field.clear()
        QTest.keyClicks(field, text)


def test_a_finding_is_waived_and_the_waiver_withdrawn(
    sample: MainWindow, session: Session, page: ChecksPage, settle: Settle, qtbot: QtBot
) -> None:
    press(card(page, "VAL-02"), "waiveFinding")
    settle(sample)
    assert now(page.dialog) is None
    assert sample.bar.message is not None
    assert "Only a monitoring manager" in sample.bar.message.text
    with quick_keys():
        make_keys(session, "manager")
    press(card(page, "VAL-02"), "waiveFinding")
    settle(sample)
    dialog = page.dialog
    assert isinstance(dialog, WaiveDialog)
    press(dialog, "dialogGo")
    assert "passphrase" in dialog._words.text()
    fill(dialog, waiverAuthority="Joint Committee", waiverReason="It was decided so.", waiverPassphrase=PASSPHRASE)
    press(dialog, "dialogGo")
    settle(sample)
    assert "number or date of the decision" in dialog._words.text()
    fill(dialog, waiverReference="9th meeting", waiverPassphrase="something else")
    press(dialog, "dialogGo")
    settle(sample)
    assert dialog.isVisible()
    fill(dialog, waiverPassphrase=PASSPHRASE)
    press(dialog, "dialogGo")
    settle(sample)
    qtbot.waitUntil(lambda: page.dialog is None)
    waived = card(page, "VAL-02")
    assert waived.found.severity == "waived"
    assert "Waived by Joint Committee, 9th meeting: It was decided so. (Saran Ganbold" in told(waived)
    (waiver,) = page.waivers
    assert waiver.waiver.state == "It lets 1 finding stand."
    press(waiver, "withdrawWaiver")
    settle(sample)
    assert page.waivers == []
    assert card(page, "VAL-02").found.blocks


def test_what_cannot_be_waived_says_so(page: ChecksPage) -> None:
    one = card(page, "VAL-01")
    assert one.findChild(QPushButton, "waiveFinding") is None
    assert "This cannot be waived: no authority can change it." in told(one)
    assert card(page, "SMP-01").findChild(QLabel, "neverWaived") is None


def test_f8_goes_from_finding_to_finding_and_enter_goes_there(
    sample: MainWindow, page: ChecksPage, settle: Settle
) -> None:
    for at in range(len(page.cards)):
        sample.act("checks.next_problem")
        focus = sample.focusWidget()
        assert focus is not None
        assert page.cards[at].isAncestorOf(focus)
        assert (focus.objectName(), focus.accessibleName()) == (
            "goThere",
            f"Go to {page.cards[at].found.place_words}",
        )
    sample.act("checks.next_problem")
    sample.act("checks.previous")
    assert page.cards[-1].isAncestorOf(sample.focusWidget() or page)
    first = next(at for at, one in enumerate(page.cards) if one.found.place.page == "readings")
    for _ in range(first + 1):
        sample.act("checks.next_problem")
    focus = sample.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Space)
    settle(sample)
    assert sample.page_id == "readings"


def test_the_list_is_written_and_replaced_only_when_asked(
    sample: MainWindow, page: ChecksPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def choose(_parent: object, _words: str, start: str, kinds: str, **_options: object) -> tuple[str, str]:
        asked.append((Path(start).name, kinds))
        return str(tmp_path / "mine"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    sample.act("checks.export_pdf")
    settle(sample)
    target = tmp_path / "mine.pdf"
    assert asked == [("MN006_20190706-20201231_findings.pdf", "PDF (*.pdf)")]
    assert target.read_bytes().startswith(b"%PDF")
    target.write_bytes(b"something of mine")
    press(page, "exportPdf")
    settle(sample)
    assert target.read_bytes() == b"something of mine"
    assert sample.bar.message is not None
    assert "is there already" in sample.bar.message.text
    press(sample.bar, "messageChoice0")
    settle(sample)
    assert target.read_bytes().startswith(b"%PDF")
    press(page, "exportXlsx")
    settle(sample)
    assert (tmp_path / "mine.xlsx").read_bytes().startswith(b"PK")


def test_a_folder_that_cannot_be_written_to_is_told(
    sample: MainWindow, page: ChecksPage, settle: Settle, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_bytes(b"")
    page.export(str(tmp_path / "taken" / "list.pdf"))
    settle(sample)
    assert sample.bar.message is not None
    assert sample.bar.message.tone == "red"
    assert "list.pdf" in sample.bar.message.text
