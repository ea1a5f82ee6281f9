"""The look: contrast, and that every widget a keyboard reaches has a name for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.windows import part, there, visible_parts
from PySide6.QtWidgets import QLabel

from ui import icons, style
from ui.actions import ACTIONS, PAGES
from ui.shell import MainWindow

pytestmark = pytest.mark.gui
GROUNDS = {
    "text": ("card", "ground", "off", "accent-soft", "red-soft", "amber-soft", "green-soft", "blue-soft"),
    "quiet": ("card", "ground", "accent-soft"),
    "accent": ("card", "ground", "accent-soft"),
    "accent-dark": ("card", "ground"),
    "red": ("card", "red-soft"),
    "amber": ("card", "amber-soft"),
    "green": ("card", "green-soft"),
    "blue": ("card", "blue-soft"),
    "card": ("accent", "accent-dark"),
    "rail-text": ("rail", "rail-hover", "accent"),
    "rail-quiet": ("rail", "rail-hover"),
    "off-text": ("off",),
}


@pytest.mark.parametrize(("ink", "ground"), [(ink, ground) for ink, grounds in GROUNDS.items() for ground in grounds])
def test_every_text_stands_out(ink: str, ground: str) -> None:
    assert style.contrast(ink, ground) >= 4.5


def test_no_key_is_given_twice() -> None:
    everywhere = [one.keys for one in ACTIONS if not one.when]
    assert len(everywhere) == len(set(everywhere))
    for page in {one.when for one in ACTIONS if one.when}:
        own = [one.keys for one in ACTIONS if one.when == page]
        assert len(own) == len(set(own)), page
        assert not set(own) & set(everywhere), page


@pytest.mark.parametrize("page", [one.icon for one in PAGES])
def test_icons_have_strokes(page: str, qapp: object) -> None:
    image = icons.pixmap(page, "accent", 20).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("page", [one.id for one in PAGES])
def test_every_interactive_widget_has_a_name(
    page: str, sample: MainWindow, settle: Callable[[MainWindow], None]
) -> None:
    sample.go(page)
    settle(sample)
    nameless = [(type(one).__name__, one.objectName()) for one in visible_parts(sample) if not one.accessibleName()]
    assert nameless == []


@pytest.mark.parametrize("page", [one.id for one in PAGES])
def test_every_page_fits_a_small_laptop(page: str, sample: MainWindow, settle: Callable[[MainWindow], None]) -> None:
    sample.resize(1366, 768)
    sample.go(page)
    settle(sample)
    hint = there(sample.centralWidget()).minimumSizeHint()
    assert hint.width() <= 1366
    assert hint.height() <= 740


@pytest.mark.parametrize("page", ["plan", "readings", "checks", "result", "report"])
def test_constructed_data_are_named_on_every_page(
    page: str, sample: MainWindow, settle: Callable[[MainWindow], None]
) -> None:
    sample.go(page)
    settle(sample)
    banner = sample.pages[page].banner
    assert banner.isVisible()
    assert "constructed" in banner.accessibleName() or "constructed" in part(banner, QLabel, "constructedText").text()
