"""The window: pages by keyboard, another language at once, starting work, and trouble told in words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from gettext import NullTranslations
from pathlib import Path

import pytest
from helpers.windows import part, there
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from jcm_desktop import clock, i18n
from jcm_desktop.domain.errors import WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.services import planning
from jcm_desktop.services.session import Session
from ui import excepthook
from ui.actions import PAGES
from ui.app import Start, options_from
from ui.opening import Opener
from ui.operations.errors import bug_message
from ui.preferences import Preferences
from ui.shell import MainWindow
from ui.views.evidence.page import EvidencePage
from ui.views.plan.page import PlanPage
from ui.views.result.page import ResultPage
from ui.views.start.page import StartPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


def test_pages_by_keyboard(sample: MainWindow, settle: Settle) -> None:
    for number, page in enumerate(PAGES, 1):
        QTest.keyClick(sample, Qt.Key(Qt.Key.Key_0 + number % 10), Qt.KeyboardModifier.ControlModifier)
        settle(sample)
        assert sample.page_id == page.id
        assert sample.stack.currentWidget() is sample.pages[page.id]


def test_without_a_project_pages_say_what_to_do(window: MainWindow, settle: Settle) -> None:
    window.go("readings")
    page = window.pages["readings"]
    assert page.stack.currentIndex() == 1
    QTest.mouseClick(part(page, QPushButton, "emptyChoice0"), Qt.MouseButton.LeftButton)
    assert window.page_id == "start"


def test_another_language_at_once(sample: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loud(NullTranslations):
        def gettext(self, message: str) -> str:
            return f"JA {message}"

    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Loud())
    sample.go("settings")
    settle(sample)
    QTest.mouseClick(part(sample.pages["settings"], QRadioButton, "language-ja"), Qt.MouseButton.LeftButton)
    settle(sample)
    assert sample.page_id == "settings"
    assert sample.pages["settings"].title.text() == "JA Settings"
    assert sample.preferences.language == "ja"
    assert sample.desk.project == "MN006"
    sample.desk.language_chosen.emit("en")
    settle(sample)
    assert sample.pages["settings"].title.text() == "Settings"


def test_a_project_of_the_register_is_started_and_gets_a_period(window: MainWindow, settle: Settle) -> None:
    start = window.pages["start"]
    assert isinstance(start, StartPage)
    start.show_register()
    settle(window)
    start.register.search.setText("MN003")
    start.register.table.selectRow(0)
    QTest.mouseClick(part(start.register, QPushButton, "startProject"), Qt.MouseButton.LeftButton)
    settle(window)
    assert window.desk.project == "MN003"
    assert window.page_id == "plan"
    window.go("start")
    settle(window)
    QTest.mouseClick(part(start, QPushButton, "openPeriod-MN003"), Qt.MouseButton.LeftButton)
    assert start.period_form.isVisible()
    start.period_form.first.setDate(QDate(2020, 7, 1))
    start.period_form.last.setDate(QDate(2021, 6, 30))
    QTest.mouseClick(part(start.period_form, QPushButton, "openPeriod"), Qt.MouseButton.LeftButton)
    settle(window)
    assert "2020" in window.bar.text
    assert window.bar.message is not None
    assert window.bar.message.tone == "amber"
    start.period_form.first.setDate(QDate(2021, 1, 1))
    QTest.mouseClick(part(start.period_form, QPushButton, "openPeriod"), Qt.MouseButton.LeftButton)
    settle(window)
    assert window.desk.span == Span(date(2021, 1, 1), date(2021, 6, 30))
    assert not start.period_form.isVisible()


def test_a_missing_fixed_value_is_entered_with_its_source(window: MainWindow, settle: Settle) -> None:
    start = window.pages["start"]
    assert isinstance(start, StartPage)
    start._start_project("MN003")
    settle(window)
    page = window.pages["plan"]
    assert isinstance(page, PlanPage)
    missing = [one for one in page.fixed.model.rows if one.missing]
    assert missing
    assert "missing" in page.tabs.tabText(1)
    page.fixed.value.setText("0.8")
    QTest.mouseClick(part(page.fixed, QPushButton, "saveFixed"), Qt.MouseButton.LeftButton)
    settle(window)
    assert window.bar.message is not None
    assert window.bar.message.tone == "amber"  # the source is still missing
    assert page.fixed.value.text() == "0.8"
    source = page.fixed.findChild(QLineEdit, "fixedSource")
    assert source is not None
    QTest.keyClicks(source, "Project design document")
    QTest.mouseClick(part(page.fixed, QPushButton, "saveFixed"), Qt.MouseButton.LeftButton)
    settle(window)
    session = window.door.session
    assert session is not None
    row = next(one for one in session.run(planning.plan_page, "MN003").fixed if one.key == missing[0].key)
    assert (row.value, row.source) == ("0.8", "Project design document")


def test_words_of_a_point_are_changed_in_place(sample: MainWindow, settle: Settle) -> None:
    sample.go("plan")
    settle(sample)
    page = sample.pages["plan"]
    assert isinstance(page, PlanPage)
    page.points.table.setCurrentIndex(page.points.model.index(0, 7))
    page.points.table.edit(page.points.model.index(0, 7))
    editor = page.points.words.editor
    assert editor is not None
    QTest.keyClicks(editor, "Read by two people")
    sample.go("start")
    settle(sample)
    session = sample.door.session
    assert session is not None
    assert session.run(planning.plan_page, "MN006").points[0].comments == "Read by two people"


def test_a_point_of_the_plan_leads_to_its_evidence(sample: MainWindow, settle: Settle) -> None:
    sample.go("plan")
    settle(sample)
    page = sample.pages["plan"]
    assert isinstance(page, PlanPage)
    assert page.points.model.rows[0].evidence_count == 1
    go = page.points.findChild(QPushButton, "goEvidence")
    assert go is not None
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    settle(sample)
    assert sample.page_id == "evidence"
    evidence = sample.pages["evidence"]
    assert isinstance(evidence, EvidencePage)
    assert evidence.tabs.currentWidget() is evidence.files
    assert evidence.files.chosen_point == "(1)"


def test_a_number_unfolds_down_to_its_reading(sample: MainWindow, settle: Settle) -> None:
    sample.go("result")
    settle(sample)
    page = sample.pages["result"]
    assert isinstance(page, ResultPage)
    assert page.claimed.text() == "30,312 t"
    page._unfold(page.model.index(1, 2))
    item = there(page.tree.topLevelItem(0))
    while item.childCount():
        item = there(item.child(0))
    page.tree.itemActivated.emit(item, 0)
    settle(sample)
    assert sample.page_id == "readings"


def test_an_unexpected_exception_is_a_line_not_a_crash(
    sample: MainWindow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.excepthook)
    excepthook.install(sample.door.said.emit)
    with caplog.at_level("CRITICAL", logger="ui"):
        sys.excepthook(ValueError, ValueError("oh"), None)
    assert "our mistake" in sample.bar.text
    assert "ValueError" in sample.bar.text


def test_trouble_is_told_and_verification_still_works(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path, settle: Settle
) -> None:
    window = MainWindow(Preferences(tmp_path / "settings"))
    qtbot.addWidget(window)
    window.show()
    window.show_trouble(WorldError("storage.in_use", str(tmp_path)))
    assert window.stack.currentWidget() is window._waiting
    assert part(window._waiting, QPushButton, "emptyChoice0").isVisible()
    window.go("verify")
    assert window.stack.currentWidget() is window.pages["verify"]


def test_the_workspace_opens_beside_the_event_loop(qtbot: QtBot, tmp_path: Path) -> None:
    opener = Opener()
    with qtbot.waitSignal(opener.opened, timeout=30_000) as told:
        opener.start(tmp_path / "workspace")
    second = Opener()
    with qtbot.waitSignal(second.failed, timeout=30_000) as refused:
        second.start(tmp_path / "workspace")
    assert refused.args[0].code == "storage.in_use"
    second.stop()
    opener.stop()
    assert told.args[0].folder == tmp_path / "workspace"


def test_samples_at_the_start_and_another_folder_later(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path, settle: Settle
) -> None:
    window = MainWindow(Preferences(tmp_path / "settings"))
    qtbot.addWidget(window)
    window.show()
    start = Start(window, options_from(["--sample", "--workspace", str(tmp_path / "one")]))
    start.begin()
    qtbot.waitUntil(lambda: window.desk.project == "MN006" and not window.door.busy, timeout=30_000)
    window.go("settings")
    settle(window)
    window.desk.folder_chosen.emit(str(tmp_path / "two"))
    qtbot.waitUntil(lambda: window.door.session is not None and not window.door.busy, timeout=30_000)
    assert window.desk.project == ""
    folder = window.pages["settings"].findChild(QLabel, "workspaceFolder")
    assert folder is not None
    assert folder.text() == str(tmp_path / "two")
    assert window.preferences.folder == tmp_path / "two"
    assert window.close()
    start.finish()


def test_a_file_to_verify_needs_no_workspace(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path, settle: Settle
) -> None:
    window = MainWindow(Preferences(tmp_path / "settings"))
    qtbot.addWidget(window)
    window.show()
    window.verify(str(tmp_path / "nothing.jcmpkg"))
    settle(window)
    assert "nothing.jcmpkg" in window.bar.text
    window.door.close()


def test_preferences_last(tmp_path: Path) -> None:
    first = Preferences(tmp_path / "settings")
    first.set_language("ja")
    first.set_current("MN006", "2019-07-06..2020-12-31")
    second = Preferences(tmp_path / "settings")
    assert second.language == "ja"
    assert second.current == ("MN006", "2019-07-06..2020-12-31")


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    options = options_from(["--sample", "--language", "ja", "--workspace", "x"])
    assert (options.sample, options.language, options.workspace) == (True, "ja", "x")
    assert options_from([]).open == ""


@pytest.mark.expects_log
def test_bug_words_never_hold_details_of_the_error() -> None:
    assert "secret" not in bug_message(ValueError("secret")).text


def test_a_clock_behind_what_is_stored_is_told_at_the_start(
    sample: MainWindow, session: Session, settle: Settle
) -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        sample.attach(session)
        settle(sample)
        assert sample.bar.message is not None
        assert sample.bar.message.tone == "amber"
        assert "Set the date and time right" in sample.bar.text
        sample.go("settings")  # said once
        settle(sample)
        sample.go("start")
        settle(sample)
        assert sample.bar.message is None
