"""What reports say, word by word and cell by cell, against what was looked at and kept (`tests/helpers/golden.py`)."""

from __future__ import annotations

import pytest
from helpers.golden import FOLDER, GOLDEN
from helpers.judges import need


@pytest.mark.judge
@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_it_says_what_was_looked_at(name: str) -> None:
    need("pdftotext")
    kept = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert GOLDEN[name]().splitlines() == kept


def test_nothing_is_kept_that_nobody_asks_for() -> None:
    assert {one.name for one in FOLDER.iterdir()} == set(GOLDEN)
