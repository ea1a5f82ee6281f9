"""Tables over pages: every row once, headings on each page, no row alone, rows higher than a page cut inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.exports.grid import Grid
from jcm_desktop.exports.text import Text

WIDTH = 400.0


def pages_of(grid: Grid, heights: list[float]) -> list[Grid]:
    """The parts that stand on pages with so much room; the last height is that of every further page."""
    done: list[Grid] = []
    rest = grid
    at = 0
    while True:
        height = heights[min(at, len(heights) - 1)]
        at += 1
        if rest.wrap(WIDTH, height)[1] <= height:
            return [*done, rest]
        parts = rest.split(WIDTH, height)
        if not parts:
            assert height < max(heights), "a full page has room"
            continue
        first, rest = parts
        assert first.wrap(WIDTH, height)[1] <= height + 1e-6
        done.append(first)


def texts(grid: Grid) -> list[str]:
    found = []
    for cells in grid._cells[grid._first : grid._last]:
        for cell in cells:
            if isinstance(cell, Text):
                found += ["".join(run.text for run in line.runs) for line in cell.lines(cell.width)]
            else:
                found.append(cell)
    return found


@given(st.integers(1, 90), st.lists(st.floats(60, 700), max_size=2))
def test_every_row_is_on_exactly_one_page(count: int, first: list[float]) -> None:
    grid = Grid(["a", "b"], [[f"row {at}", str(at)] for at in range(count)], (1, 1), right=(1,))
    parts = pages_of(grid, [*first, 300.0])
    assert [text for part in parts for text in texts(part)] == texts(grid)
    if count > 1:
        assert all(part._last - part._first >= 2 for part in parts[1:])


def test_a_row_higher_than_a_page_is_cut_between_its_lines() -> None:
    words = " ".join(f"word{at}" for at in range(900))
    grid = Grid(["a", "b"], [["x", "y"], [words, "z"], ["u", "v"]], (1, 1))
    parts = pages_of(grid, [300.0])
    assert len(parts) > 3
    assert " ".join(text.strip() for part in parts for text in texts(part) if "word" in text).split() == words.split()


def test_a_heading_inside_does_not_stand_at_the_foot_of_a_page() -> None:
    rows = [*([f"r{at}", "x"] for at in range(10)), "A heading", *([f"s{at}", "x"] for at in range(10))]
    grid = Grid(["a", "b"], rows, (1, 1))
    grid.wrap(WIDTH, 0)
    for height in range(60, 320, 5):
        for part in pages_of(grid, [float(height), 400.0])[:-1]:
            assert not isinstance(rows[part._last - 1], str)


def test_plain_cells_are_strings_and_others_paragraphs() -> None:
    grid = Grid(["", ""], [["plain", "測定"], ["a &amp; b", "x<sub>i</sub>"]], (1, 1))
    grid.wrap(WIDTH, 100)
    assert [[type(cell).__name__ for cell in row] for row in grid._cells] == [["str", "Text"], ["str", "Text"]]
    assert grid._cells[1][0] == "a & b"


@pytest.mark.parametrize("spare", [-0.005, 0.0, 0.005])
def test_a_part_is_never_higher_than_its_room_by_a_hair(spare: float) -> None:
    """The library refuses a part that is a thousandth of a point too high."""
    grid = Grid(("a", "b"), [("1", "2")] * 9, (1, 1))
    grid.wrap(300, 1000)
    height = grid._head_height + grid._height(0, 6) + spare
    first, _ = grid.split(300, height)
    assert first.wrap(300, height)[1] <= height + 1e-6
