"""The register and what is due on the start page, the country of a key, numbers of points, cards of findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.plan_page import Settle, fill, opened, run
from helpers.windows import part, press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from jcm_desktop.services import identities, overview
from jcm_desktop.services.plan_desk import plan_desk
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.checks.page import ChecksPage
from ui.views.evidence.attach import AttachDialog
from ui.views.evidence.page import EvidencePage
from ui.views.library.page import LibraryPage
from ui.views.report.dialogs import CountryField, KeyDialog
from ui.views.settings.page import SettingsPage
from ui.views.start.page import StartPage

pytestmark = pytest.mark.gui


def start_page(window: MainWindow) -> StartPage:
    found = window.pages["start"]
    assert isinstance(found, StartPage)
    return found


def choose(page: StartPage, reference: str) -> None:
    fill(page.register, "registerSearch", reference)
    page.register.table.selectRow(0)


def visible(parent: QWidget, name: str) -> bool:
    return part(parent, QPushButton, name).isVisible()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Mongolia", "MN"),
        ("mongolia", "MN"),
        ("MN", "MN"),
        ("mn", "MN"),
        ("de", "DE"),
        ("Mongol", ""),
        ("M", ""),
        ("", ""),
    ],
)
def test_a_country_is_never_cut(qapp: object, session: Session, typed: str, code: str) -> None:
    field = CountryField()
    QTest.keyClicks(field.line, typed)
    field.show_countries(session.run(identities.countries))
    assert field.currentText() == typed
    assert field.code == code
    field.deleteLater()


def test_a_key_asks_for_its_country(window: MainWindow, settle: Settle) -> None:
    window.go("settings")
    settle(window)
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    press(page, "makeKey")
    settle(window)
    dialog = page.keys.dialog
    box = part(dialog, QComboBox, "keyCountries")
    names = [box.itemText(at) for at in range(box.count())]
    assert "MN  Mongolia" in names
    assert "JP  Japan" in names
    for name, text in (("keyName", "S"), ("keyOrganisation", "O"), ("keyCountry", "Mongolian"), ("keyPassphrase", "p")):
        fill(dialog, name, text)  # type: ignore[arg-type]
    fill(dialog, "keyAgain", "p")  # type: ignore[arg-type]
    press(dialog, "dialogGo")
    assert "two letters" in part(dialog, QLabel, "dialogTrouble").text()
    box.setCurrentIndex(names.index("MN  Mongolia"))
    assert isinstance(dialog, KeyDialog)
    assert dialog.answer[2] == "MN"
    dialog.reject()


def test_the_register_offers_what_can_be_done(sample: MainWindow, settle: Settle) -> None:
    sample.go("start")
    page = start_page(sample)
    page.show_register()
    settle(sample)
    choose(page, "MN006")
    assert "here already" in page.register.table.model().index(0, 4).data()
    assert not visible(page, "startProject")
    press(page, "openProject")
    settle(sample)
    assert sample.page_id == "plan"
    sample.go("start")
    page.show_register()
    settle(sample)
    choose(page, "TH021")
    press(page, "bringWorkbook")
    settle(sample)
    library = sample.pages["library"]
    assert sample.page_id == "library"
    assert isinstance(library, LibraryPage)
    assert library.tabs.currentWidget() is not None
    assert library.workbook.isVisible()


def test_a_project_without_a_period_says_what_comes_first(window: MainWindow, settle: Settle) -> None:
    session = window.door.session
    assert session is not None
    row = next(one for one in session.run(overview.register) if one.usable)
    session.run(overview.start_project, row.reference)
    window.go("start")
    start_page(window).refresh()
    settle(window)
    words = [one.text() for one in start_page(window).due.findChildren(QLabel)]
    assert any(text.startswith(f"{row.reference} has no period yet") for text in words), words
    assert not any("Nothing is due" in text for text in words)


def test_points_are_numbered_in_order_until_something_names_them(window: MainWindow, settle: Settle) -> None:
    session = window.door.session
    assert session is not None
    rows = [one for one in session.run(overview.register) if one.usable and "MN_AM003" in one.methodology]
    session.run(overview.start_project, rows[0].reference)
    window.desk.choose(rows[0].reference, None)
    page = opened(window, settle)
    page.act("units")

    def add(name: str) -> None:
        field = part(page.units, QLineEdit, "add-i")
        field.setFocus()
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)
        settle(window)

    add("roof A")
    buttons = [one for one in page.units.findChildren(QPushButton, "removeUnit") if one.isVisible()]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    settle(window)
    add("roof B")
    points = run(page, plan_desk, rows[0].reference, None).plan.points
    assert [one.no for one in points] == ["(1)", "(2)"]
    assert [one.key.partition("[")[2] for one in points] == ["roof A]", "roof B]"]


def test_a_card_says_the_trouble_first(sample: MainWindow, settle: Settle) -> None:
    sample.go("checks")
    settle(sample)
    page = sample.pages["checks"]
    assert isinstance(page, ChecksPage)
    card = page.cards[0]
    strong = [one for one in card.findChildren(QLabel) if one.property("role") == "strong"]
    assert strong[0].text() == card.found.message
    assert card.found.title in part(card, QLabel, "findingCheck").text()


# --- evidence ---------------------------------------------------------------------------------------------------------


def attaching(window: MainWindow, settle: Settle, path: Path) -> AttachDialog:
    window.go("evidence")
    settle(window)
    page = window.pages["evidence"]
    assert isinstance(page, EvidencePage)
    page.take_files([str(path)])
    dialog = page.dialog
    assert isinstance(dialog, AttachDialog)
    return dialog


def test_a_point_of_own_measurement_is_offered_its_meter_record(
    sample: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    file = tmp_path / "record.txt"
    file.write_text("a record", encoding="utf-8")
    span = sample.desk.span
    dialog = attaching(sample, settle, file)
    assert (dialog.answer.kind, dialog.answer.points) == ("meter-record", ("(1)",))
    assert span is not None
    assert (dialog.answer.first, dialog.answer.last) == (span.first, span.last)
    dialog.reject()
    sample.desk.choose("MN006", None)
    dialog = attaching(sample, settle, file)
    assert (dialog.answer.first, dialog.answer.last) == (None, None)
    dialog.kind.setCurrentIndex(dialog.kind.findData("invoice"))
    press(dialog, "dialogGo")
    assert "who issued the invoice" in part(dialog, QLabel, "dialogTrouble").text()
    fill(dialog, "attachIssuer", "The utility")
    press(dialog, "dialogGo")
    settle(sample)
    assert sample.pages["evidence"].dialog is None
