"""Projects of two and three methodologies, from the register to their result: the missing workbooks brought first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from helpers.official_books import small
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services import entry, overview, planning
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from ui.models.vintages import VintageModel
from ui.shell import MainWindow
from ui.views.library.page import LibraryPage
from ui.views.result.page import ResultPage
from ui.views.start.page import StartPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))
HALVES = (Span(date(2022, 1, 1), date(2022, 6, 30)), Span(date(2022, 7, 1), date(2022, 12, 31)))
METHODOLOGIES = {
    "ID006": ("ID_AM005 2.0", "ID_AM004 2.0", "ID_AM008 2.0"),  # in the order of the register
    "VN011": ("VN_AM011 1.0", "VN_AM012 1.0"),
    "TH021": ("TH_AM012 1.0", "TH_AM005 3.0"),
}


def bring(window: MainWindow, settle: Settle, name: str, folder: Path) -> None:
    """An official workbook of this number (made here), kept by the library's page."""
    window.go("library")
    settle(window)
    page = window.pages["library"]
    assert isinstance(page, LibraryPage)
    page.act(name)
    settle(window)
    button = page.pane.findChild(QPushButton, "bringWorkbook")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    number, version = name.split()
    book = small("[A]*[F]*2")
    for sheet in book:
        sheet["H1"] = f"Monitoring Spreadsheet: JCM_{number}_ver0{version}"
    path = folder / f"{number}.xlsx"
    book.save(path)
    page.workbook.bring(str(path))
    settle(window)
    (card,) = page.workbook.cards
    if not card.keep.isEnabled():
        scope, title = card.fields["scope"], card.fields["title"]
        assert isinstance(scope, QComboBox)
        assert isinstance(title, QLineEdit)
        scope.setCurrentIndex(scope.findData("3"))
        title.setText(f"Made for a test of {name}")
        title.textEdited.emit(title.text())
        card.again.click()
        settle(window)
        (card,) = page.workbook.cards
    QTest.keyClick(card.keep, Qt.Key.Key_Space)
    settle(window)
    assert page.views.currentWidget() is page.confirm


def start(window: MainWindow, settle: Settle, reference: str) -> None:
    """The project, chosen in the register with the keyboard."""
    window.go("start")
    settle(window)
    page = window.pages["start"]
    assert isinstance(page, StartPage)
    page.show_register()
    settle(window)
    page.register.search.setText(reference)
    settle(window)
    page.register.table.selectRow(0)
    go = page.register.findChild(QPushButton, "startProject")
    assert go is not None
    assert go.isEnabled()
    QTest.keyClick(go, Qt.Key.Key_Space)
    settle(window)
    assert (window.desk.project, window.page_id) == (reference, "plan")


def filled(session: Session, project: str) -> None:
    """Every fixed value and two half years of readings; the project's equipment is twice as good as the reference."""
    plan = planning.plan_page(session, project)
    for one in plan.fixed:
        if one.missing:
            value = "2" if "PJ" in one.key else "1"
            planning.set_fixed_value(session, project, one.key, value, one.unit, "Made for a test", "p. 1")
    overview.open_period(session, project, YEAR)
    cells = [CellEdit(point.no, half, "10.5") for point in plan.points for half in HALVES]
    entry.enter_cells(session, project, YEAR, tuple(cells))


@pytest.mark.parametrize("project", METHODOLOGIES)
def test_the_reductions_of_several_methodologies_add_up_in_the_window(
    window: MainWindow, settle: Settle, tmp_path: Path, project: str
) -> None:
    session = window.door.session
    assert session is not None
    wanted = METHODOLOGIES[project]
    for name in wanted:
        if not session.library.has(MethodologyRef(*name.split())):
            bring(window, settle, name, tmp_path)
    start(window, settle, project)
    said = "\n".join(one.text() for one in window.pages["plan"].findChildren(QLabel))
    assert all(f"{one.replace(' ', ' ver')}" in said for one in wanted)
    window.door.run(lambda inner: filled(inner, project))
    settle(window)
    window.desk.choose(project, YEAR)
    window.go("result")
    settle(window)
    page = window.pages["result"]
    assert isinstance(page, ResultPage)
    assert isinstance(page.model, VintageModel)
    ((year, *parts), claim) = page.model.rows, page.claimed.text()
    assert [one.year for one in parts] == [one.replace(" ", " ver") for one in wanted]
    claims = [int(one.claimed.replace(",", "")) for one in parts]
    assert all(one > 0 for one in claims)
    assert sum(claims) == int(year.claimed.replace(",", ""))
    assert claim == f"{year.claimed} t"


def test_a_project_of_the_register_comes_with_its_facts(window: MainWindow, settle: Settle) -> None:
    start(window, settle, "MN006")
    said = [one.text() for one in window.pages["plan"].findChildren(QLabel)]
    assert "Introduction of 15MW Solar Power System near New Airport" in said
    together = "\n".join(said)
    for words in ("Tenuun Gerel Construction LLC", "Sharp Energy Solutions Corporation", "Registered on 2023-06-02"):
        assert words in together
    assert any(one.startswith("MN_AM003 ver2.0") for one in said)  # the version of its registration, not the newest
    country = window.pages["plan"].findChildren(QLineEdit)
    assert "Mongolia" in {one.text() for one in country}
