"""The tab of packs: looked at before anything is taken, its publisher compared, installed, replaced, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import packs
from helpers.windows import press, there
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services.packs import packs_page
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.library.page import LibraryPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
REF = MethodologyRef("TH_AM098", "1.0")


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> LibraryPage:
    window.go("library")
    settle(window)
    found = window.pages["library"]
    assert isinstance(found, LibraryPage)
    found.act("packs")
    settle(window)
    return found


def look(window: MainWindow, settle: Settle, path: str) -> None:
    window.take(path)
    settle(window)


def visible(parent: QWidget, name: str) -> list[QPushButton]:
    return [one for one in parent.findChildren(QPushButton, name) if one.isVisible()]


def words(parent: QWidget) -> str:
    return "\n".join(one.text() for one in parent.findChildren(QLabel) if one.isVisible())


def test_a_pack_of_a_stranger_is_taken_after_its_key_was_compared(
    page: LibraryPage, window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    look(window, settle, packs.saved(tmp_path, packs.pack()))
    assert not there(page.packs.check).trusted
    assert not visible(page, "installPack")
    press(page, "trustPublisher")
    dialog = page.packing.dialog
    assert dialog is not None
    press(dialog, "dialogGo")
    trouble = dialog.findChild(QLabel, "dialogTrouble")
    heard = dialog.findChild(QPlainTextEdit, "heardDigits")
    digits = dialog.findChild(QLabel, "shownDigits")
    assert trouble is not None
    assert heard is not None
    assert digits is not None
    assert "type the digits" in trouble.text()
    heard.setPlainText(packs.key("Somebody else").public.fingerprint)
    press(dialog, "dialogGo")
    settle(window)
    assert "row" in trouble.text()
    assert session.run(packs_page).publishers == ()
    heard.setPlainText(digits.text())
    press(dialog, "dialogGo")
    settle(window)
    assert [one.name for one in session.run(packs_page).publishers] == ["Sample Office"]
    assert "TH_AM098 ver1.0" in words(page.packs)
    press(page, "installPack")
    settle(window)
    assert session.library.has(REF)
    assert page.packs.check is None
    assert "Edition 1" in words(page.packs)


def test_a_newer_edition_is_taken_and_taken_back(
    page: LibraryPage, window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    packs.trust(session, tmp_path)
    for edition, cop in ((1, "1.32"), (2, "1.40")):
        look(window, settle, packs.saved(tmp_path, packs.pack(edition, packs.usual(cop))))
        press(page, "installPack")
        settle(window)
    assert session.run(packs_page).packs[0].edition == 2
    press(page, "takePackBack")
    settle(window)
    assert session.run(packs_page).packs[0].edition == 1
    press(page, "distrustPublisher")
    settle(window)
    assert session.run(packs_page).publishers == ()
    assert session.library.has(REF)  # what is installed stays


def test_a_changed_pack_is_refused_in_words(
    page: LibraryPage, window: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    packs.trust(session, tmp_path)
    data = bytearray(packs.pack())
    data[len(data) // 2] ^= 1
    look(window, settle, packs.saved(tmp_path, bytes(data)))
    assert [one for one in page.findChildren(QLabel, "packTrouble") if one.isVisible() and one.text()]
    assert not visible(page, "installPack")
    assert not session.library.has(REF)
