"""Bring a workbook: read, look, say what is missing, keep, and go on to comparing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from helpers import official_damage as damage
from helpers.official_books import boiler, small, solar, two
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.catalogue import PartnerCountry
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services.cases import case_workbook
from jcm_desktop.services.library_views import Use
from ui.shell import MainWindow
from ui.views.library.draft_card import DraftCard
from ui.views.library.page import WORKBOOK, LibraryPage
from ui.widgets.formula import FormulaLabel

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]


def saved(book: Workbook, path: Path) -> str:
    book.save(path)
    return str(path)


def opened(window: MainWindow, settle: Settle) -> LibraryPage:
    window.go("library")
    settle(window)
    page = window.pages["library"]
    assert isinstance(page, LibraryPage)
    return page


def brought(window: MainWindow, settle: Settle, path: str) -> LibraryPage:
    page = opened(window, settle)
    page.give_file(path)
    settle(window)
    return page


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def type_in(card: DraftCard, name: str, text: str) -> None:
    field = card.fields[name]
    assert isinstance(field, QLineEdit)
    field.clear()
    QTest.keyClicks(field, text)


def pick(card: DraftCard, name: str, key: str) -> None:
    box = card.fields[name]
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(key))


def nameless(formula: str = "[A]*[F]") -> Workbook:
    book = small(formula)
    for name in book.sheetnames:
        book[name]["H1"] = "Monitoring Spreadsheet: JCM_KH_F_PMS_ver01.0"
        book[name]["H2"] = None
    return book


def test_a_workbook_is_shown_with_its_cells_and_mathematics(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = brought(window, settle, saved(boiler(), tmp_path / "boiler.xlsx"))
    (card,) = page.workbook.cards
    said = words(card)
    assert "='MPS(input)'!E8*H9*'MPS(input)'!D16" in said
    assert "25.8" in said
    assert "MPS(calc_process)!D27" in said
    assert any(one.accessibleName().startswith("HG") for one in card.findChildren(FormulaLabel))
    assert card.keep.isEnabled()
    assert not card.again.isEnabled()


def test_what_is_kept_is_compared_next_and_keeps_its_workbook(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    path = saved(boiler("JCM_KH_PM077_ver01.0"), tmp_path / "boiler.xlsx")
    page = brought(window, settle, path)
    (card,) = page.workbook.cards
    if card.view.missing:
        pick(card, "country", "KH")
        pick(card, "scope", "3")
        card.again.click()
        settle(window)
        (card,) = page.workbook.cards
    type_in(card, "title", "Boilers of my own")
    assert not card.keep.isEnabled()  # what is kept is what was shown
    card.again.click()
    settle(window)
    (card,) = page.workbook.cards
    assert page.workbook.view is not None
    sha256 = page.workbook.view.sha256
    QTest.keyClick(card.keep, Qt.Key.Key_Space)
    settle(window)
    assert page.views.currentWidget() is page.confirm
    view = page.confirm.view
    assert view is not None
    assert (view.title, view.confirmed, [one.sha256 for one in view.texts]) == ("Boilers of my own", False, [sha256])
    assert window.door.session is not None
    assert MethodologyRef(view.id, view.version) in window.door.session.library.refs()


def test_what_the_workbook_does_not_say_is_asked_for(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = brought(window, settle, saved(nameless(), tmp_path / "nameless.xlsx"))
    (card,) = page.workbook.cards
    assert not card.keep.isEnabled()
    assert "the sectoral scope" in words(card)
    type_in(card, "methodology", "KH_PM001")
    type_in(card, "version", "1.0")
    pick(card, "country", "KH")
    pick(card, "scope", "3")
    field = card.fields["title"]
    QTest.keyClicks(field, "Boilers")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(window)
    (card,) = page.workbook.cards
    assert (card.view.methodology, card.view.scope, card.view.title) == ("KH_PM001", 3, "Boilers")
    assert card.keep.isEnabled()


def test_a_country_that_a_pack_added_can_be_chosen(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    session = window.door.session
    assert session is not None
    session.register = session.register.overlaid([PartnerCountry("QA", "Qatar", date(2026, 7, 1), "Doha", "pack")], ())
    page = brought(window, settle, saved(nameless(), tmp_path / "nameless.xlsx"))
    (card,) = page.workbook.cards
    type_in(card, "methodology", "QA_PM001")
    type_in(card, "version", "1.0")
    pick(card, "country", "QA")
    pick(card, "scope", "3")
    box = card.fields["country"]
    assert isinstance(box, QComboBox)
    assert box.currentText() == "Qatar"
    card.again.click()
    settle(window)
    (card,) = page.workbook.cards
    assert (card.view.country, card.view.missing) == ("QA", ())
    assert card.keep.isEnabled()


def test_an_entry_leads_to_the_workbook_with_its_number(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = opened(window, settle)
    page.act("ID_AM005 2.0")
    settle(window)
    assert page.pane.view is not None
    assert page.pane.view.use is Use.WORKBOOK
    bring = page.pane.findChild(QPushButton, "bringWorkbook")
    assert bring is not None
    QTest.mouseClick(bring, Qt.MouseButton.LeftButton)
    assert page.tabs.currentIndex() == WORKBOOK
    assert "ID_AM005 ver2.0" in words(page.workbook)
    page.workbook.bring(saved(nameless(), tmp_path / "nameless.xlsx"))
    settle(window)
    (card,) = page.workbook.cards
    assert card.given().methodology == "ID_AM005"
    assert card.given().country == "ID"
    page.workbook.bring(saved(solar(), tmp_path / "other.xlsx"))
    settle(window)
    (card,) = page.workbook.cards
    assert card.given().methodology == "MN_AM003"  # the workbook knows better, and the difference is said
    assert "You came to bring ID_AM005 ver2.0" in words(card)


def test_a_stopped_draft_names_the_cell_and_cannot_be_kept(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = brought(window, settle, saved(small("SUMIF([A],1)"), tmp_path / "stopped.xlsx"))
    (card,) = page.workbook.cards
    assert "MPS(calc_process)!H9" in words(card)
    assert not card.keep.isEnabled()


def test_one_of_several_is_read_again_alone(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    page = brought(window, settle, saved(two(), tmp_path / "two.xlsx"))
    first, second = page.workbook.cards
    type_in(second, "title", "The second")
    second.again.click()
    settle(window)
    again = page.workbook.cards
    assert [one.view.methodology for one in again] == [first.view.methodology, second.view.methodology]
    assert (again[0].view.title, again[1].view.title) == (first.view.title, "The second")


def test_a_file_that_is_no_workbook_is_refused_in_words(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"Dear Sir or Madam")
    page = brought(window, settle, str(path))
    assert page.workbook._trouble.isVisible()
    assert "letter.xlsx" in page.workbook._trouble_words.text()
    assert not page.workbook.cards


def test_a_changed_file_is_not_kept_and_another_text_is_replaced_only_deliberately(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    file = tmp_path / "solar.xlsx"
    page = brought(window, settle, saved(solar(), file))
    (card,) = page.workbook.cards
    good = file.read_bytes()
    file.write_bytes(good + b" ")
    card.keep.click()
    settle(window)
    assert "changed since" in page.workbook._trouble_words.text()
    file.write_bytes(good)
    card.keep.click()
    settle(window)
    assert page.views.currentWidget() is page.confirm
    page.give_file(str(file))
    settle(window)
    type_in(page.workbook.cards[0], "title", "Another")
    page.workbook.cards[0].again.click()
    settle(window)
    page.workbook.cards[0].keep.click()
    settle(window)
    assert page.workbook._replace.isVisible()
    page.workbook._replace.click()
    settle(window)
    assert page.confirm.view is not None
    assert page.confirm.view.title == "Another"


def test_a_draft_whose_stored_values_differ_is_looked_at_before_it_is_kept(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    file = tmp_path / "differs.xlsx"
    case = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"
    file.write_bytes(damage.with_value(case_workbook(str(case)).body, "MRS(calc_process)", "C22", "111.89"))
    page = brought(window, settle, str(file))
    (card,) = page.workbook.cards
    type_in(card, "methodology", "ID_PM001")
    pick(card, "scope", "3")
    card.again.click()
    settle(window)
    (card,) = page.workbook.cards
    assert card.view.text
    assert card.view.differences
    assert "can be kept" not in words(card)
    assert "values differ: look first" in words(card)
    assert not card.anyway.isVisible()
    card.keep.click()
    settle(window)
    assert page.views.currentWidget() is not page.confirm
    assert card.anyway.hasFocus()
    QTest.keyClick(card.anyway, Qt.Key.Key_Space)
    settle(window)
    assert page.views.currentWidget() is page.confirm


def test_the_words_have_names_for_a_screen_reader(
    qtbot: QtBot, window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    page = brought(window, settle, saved(solar(), tmp_path / "solar.xlsx"))
    for field in page.workbook.cards[0].fields.values():
        assert field.accessibleName()
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
