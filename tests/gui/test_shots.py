"""The picture tour: every page comes to rest and is drawn at the size of a small laptop."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui import shots
from ui.actions import PAGES

pytestmark = pytest.mark.gui


def test_every_page_is_drawn(dressed: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shots.main(["--out", str(tmp_path), "--language", "en"]) == 0
    names = capsys.readouterr().out.split()
    assert {Path(name).stem.rpartition("-")[2] for name in names} >= {page.id for page in PAGES}
    for name in names:
        image = QImage(name)
        assert (image.width(), image.height()) == shots.SIZE
        colours = {image.pixel(x, y) for x in range(220, 1366, 40) for y in range(0, 768, 6)}
        assert len(colours) > 3, f"{name} is empty"
