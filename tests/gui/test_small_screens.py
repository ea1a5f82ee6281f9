"""A small laptop at 125 % and at 200 %: the window fits, every page can be reached and read."""

from __future__ import annotations

import pytest
from helpers.plan_page import Settle
from helpers.windows import part
from PySide6.QtWidgets import QPushButton

from jcm_desktop import i18n
from ui.actions import PAGES
from ui.shell import MainWindow

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_window_fits_a_laptop_at_twice_the_size(sample: MainWindow, settle: Settle, language: str) -> None:
    i18n.set_language(language)
    sample.choose_language(language)
    settle(sample)
    for page in PAGES:
        sample.go(page.id)
        settle(sample)
        sample.resize(683, 384)
        settle(sample)
        assert (sample.width(), sample.height()) == (683, 384), page.id
        hint = sample.minimumSizeHint()
        assert hint.width() <= 683, page.id
        assert hint.height() <= 384, page.id


def test_a_narrow_rail_shows_pictures_and_still_says_its_words(sample: MainWindow, settle: Settle) -> None:
    button = part(sample.rail, QPushButton, "rail-readings")
    assert button.text() == "Readings"
    sample.resize(1093, 614)
    settle(sample)
    assert button.text() == ""
    assert button.accessibleName() == "Readings"
    assert button.toolTip().startswith("Readings")
    assert sample.rail.width() < 80
    sample.resize(1366, 768)
    settle(sample)
    assert button.text() == "Readings"
    assert button.toolTip() == "Ctrl+3"
