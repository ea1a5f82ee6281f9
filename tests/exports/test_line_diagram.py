"""The line diagram of the report: its words, its size, and that a page can be made of it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.dossiers import changed, sample_dossier
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.platypus import SimpleDocTemplate

from jcm_desktop.domain.plan import IndexSet, Plan
from jcm_desktop.exports.line_diagram import line_diagrams, text_width
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies.registry import definition

OWN = definition("MN_AM003", "2.0")
GOOD = sample_dossier()


def drawn_words(drawing: Drawing) -> list[str]:
    return [one.text for one in shapes(drawing) if isinstance(one, String)]


def shapes(group: Drawing) -> Iterator[object]:
    for one in group.contents:
        if hasattr(one, "contents"):
            yield from shapes(one)
        else:
            yield one


def many(count: int) -> Plan:
    point = GOOD.plan.points[0]
    members = tuple(f"pv-{at}" for at in range(count))
    points = tuple(
        changed(point, no=f"({at})", index=(unit,), meters=(f"M-{at}",)) for at, unit in enumerate(members, 1)
    )
    return changed(GOOD.plan, sets=(IndexSet("i", members),), points=points)


def test_the_sample_is_drawn_with_its_words() -> None:
    (drawing,) = line_diagrams(GOOD.plan, GOOD.meters, OWN, width=515)
    words = drawn_words(drawing)
    for wanted in ("Source or unit", "pv-1", "SAMPLE-0001", "(1)", "EG", "i,p", "MWh"):
        assert wanted in words
    assert (drawing.width, drawing.height < 80) == (515, True)


def test_a_plan_without_points_has_no_drawing() -> None:
    assert line_diagrams(changed(GOOD.plan, points=()), (), OWN, width=515) == []


@pytest.mark.parametrize("count", [1, 12, 13, 40])
def test_drawings_are_no_taller_than_a_page_and_hold_every_meter_once(count: int) -> None:
    drawings = line_diagrams(many(count), (), OWN, width=515)
    assert all(one.height <= 640 for one in drawings)
    serials = [words for one in drawings for words in drawn_words(one) if words.startswith("M-")]
    assert serials == [f"M-{at}" for at in range(1, count + 1)]


def test_a_point_with_more_meters_than_a_page_is_drawn_smaller() -> None:
    point = changed(GOOD.plan.points[0], meters=tuple(f"M-{at}" for at in range(60)))
    (drawing,) = line_diagrams(changed(GOOD.plan, points=(point,)), (), OWN, width=515)
    assert drawing.height <= 640.01
    assert drawing.width < 515


def test_what_is_not_described_has_a_broken_line() -> None:
    def broken(drawings: list[Drawing]) -> int:
        return sum(isinstance(one, Rect) and bool(one.strokeDashArray) for each in drawings for one in shapes(each))

    assert broken(line_diagrams(GOOD.plan, GOOD.meters, OWN, width=515)) == 0
    assert broken(line_diagrams(GOOD.plan, (), OWN, width=515)) == 1


def test_every_character_has_a_font_with_its_width() -> None:
    assert text_width("冷凍機", "plain") > text_width("冷", "plain") > 0
    assert text_width("EG", "bold") > text_width("EG", "low")


@pytest.mark.judge
def test_a_reader_finds_the_words_on_the_page(tmp_path: Path) -> None:
    with using_language("ja"):
        unit = changed(GOOD.plan.points[0], index=("冷凍機 1",))
        drawings = line_diagrams(changed(GOOD.plan, points=(unit,)), GOOD.meters, OWN, width=515)
    body = io.BytesIO()
    SimpleDocTemplate(body, leftMargin=30, rightMargin=30).build(drawings)
    path = tmp_path / "drawn.pdf"
    path.write_bytes(body.getvalue())
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    for wanted in ("冷凍機 1", "SAMPLE-0001", "(1)", "MWh"):
        assert wanted in done.stdout
