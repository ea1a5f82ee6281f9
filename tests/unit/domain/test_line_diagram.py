"""The line diagram: everything of the plan is drawn once, nothing lies on anything else, no text leaves its box."""

from __future__ import annotations

from itertools import combinations

import pytest
from helpers.dossiers import changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.line_diagram import (
    GAP_SHARE,
    Box,
    Diagram,
    Layout,
    Look,
    Style,
    Symbol,
    drawn_from,
    fitted,
    laid_out,
    parts,
    wrapped,
)
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import MonitoringPoint, Plan, PublicSource

PLAN = sample_dossier().plan
SYMBOLS = {
    "EG": Symbol((("EG", "bold"), ("i,p", "low")), ("i",)),
    "EC": Symbol((("EC", "bold"),), ("k",)),
    "T": Symbol((("T", "bold"),)),
}


def measure(text: str, style: Style) -> float:
    return len(text) * (4 if style in ("low", "high") else 6)


def look(width: float = 900, most_lines: int = 3) -> Look:
    return Look(width, 15, measure, str, most_lines)


def point(no: int, parameter: str = "EG", unit: str = "pv-1", **facts: object) -> MonitoringPoint:
    index = () if parameter == "T" else (unit,)
    made = MonitoringPoint(f"({no})", parameter, "MWh", f"Electricity at place {no}, on the AC side", "C", index)
    return changed(made, **facts)


def plan(*points: MonitoringPoint) -> Plan:
    return changed(PLAN, points=points)


def overlap(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not beside and not above


def text_of(box: Box) -> list[str]:
    return ["".join(run[0] for run in line) for line in box.lines]


def test_a_meter_of_the_sample_leads_to_its_parameter() -> None:
    drawn = drawn_from(PLAN, sample_dossier().meters, SYMBOLS)
    assert [one.kind for one in drawn.nodes] == ["unit", "meter", "point", "parameter"]
    assert [(one.source, one.target) for one in drawn.links] == [
        ("unit i of pv-1", "meter SAMPLE-0001"),
        ("meter SAMPLE-0001", "point (1)"),
        ("point (1)", "parameter (1)"),
    ]
    layout = laid_out(drawn, look())
    assert text_of(layout.boxes[1])[0] == "SAMPLE-0001"
    assert text_of(layout.boxes[3]) == ["EGi,p (pv-1)", "MWh"]
    assert [words for _x, _width, words in layout.heads] == [
        "Source or unit",
        "Meter or record",
        "Monitoring point",
        "Parameter",
    ]


def test_each_option_has_its_own_box_and_what_is_missing_is_drawn() -> None:
    source = PublicSource("Statistics", "2020")
    points = (
        point(1, meters=("A", "B")),
        point(2),
        point(3, option="B"),
        point(4, option="A", public_source=source),
        point(5, "T", option="A"),
    )
    drawn = drawn_from(plan(*points), [Meter("A", make="Maker")], SYMBOLS)
    boxes = {one.node.key: text_of(one) for one in laid_out(drawn, look()).boxes}
    assert boxes["meter A"] == ["A", "Maker"]
    assert boxes["meter B"] == ["B", "not described yet"]
    assert boxes["missing (2)"] == ["No meter is named"]
    assert boxes["invoices (3)"] == ["Invoices"]
    assert boxes["public (4)"] == ["Public data", "Statistics 2020"]
    assert boxes["unit of"] == ["Whole project"]


def test_units_of_one_name_in_two_sets_are_two() -> None:
    drawn = drawn_from(plan(point(1, "EG", "one"), point(2, "EC", "one")), (), SYMBOLS)
    assert [one.title for one in drawn.column(0)] == ["one", "one"]


def test_points_of_a_unit_stand_together_and_a_meter_of_two_points_is_drawn_once() -> None:
    points = (point(1, unit="b", meters=("M",)), point(2, unit="a", meters=("N",)), point(3, unit="b", meters=("M",)))
    drawn = drawn_from(plan(*points), (), SYMBOLS)
    assert [one.title for one in drawn.column(2)] == ["(1)", "(3)", "(2)"]
    assert [one.title for one in drawn.column(1)] == ["M", "N"]
    assert drawn.before("point (3)") == ("meter M",)


@pytest.mark.parametrize("count", range(1, 13))
def test_up_to_twelve_meters_stand_in_a_small_window(count: int) -> None:
    """1366 x 768 leaves about 1,100 x 470 pixels for the drawing."""
    drawn = drawn_from(plan(*(point(at, unit=f"pv-{at}", meters=(f"M-{at}",)) for at in range(count))), (), SYMBOLS)
    layout = laid_out(drawn, Look(1100, 17, measure, str, most_lines=1, padding=5, gap=7))
    assert layout.height <= 470


POINTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(SYMBOLS)),
        st.sampled_from(("pv-1", "pv-2", "冷凍機 3")),
        st.sampled_from("ABC"),
        st.lists(st.sampled_from([f"M-{at}" for at in range(9)]), max_size=4),
    ),
    max_size=12,
)


def drawing(rows: list[tuple[str, str, str, list[str]]]) -> Diagram:
    points = [
        point(at, parameter, unit, option=option, meters=tuple(meters))
        for at, (parameter, unit, option, meters) in enumerate(rows)
    ]
    known = [Meter(f"M-{at}", make="A maker of meters with a long name", model="Model") for at in range(5)]
    return drawn_from(plan(*points), known, SYMBOLS)


def problems(layout: Layout) -> list[str]:
    found = []
    for one, other in combinations(layout.boxes, 2):
        if overlap(one, other):
            found.append(f"{one.node.key} lies on {other.node.key}")
    for box in layout.boxes:
        if box.x < 0 or box.y < 0 or box.x + box.width > layout.width + 0.01 or box.y + box.height > layout.height:
            found.append(f"{box.node.key} is outside")
        if len(box.lines) * layout.line_height > box.height:
            found.append(f"{box.node.key} is too low")
        if any(sum(measure(*run) for run in line) > box.width for line in box.lines):
            found.append(f"{box.node.key} is too narrow")
    return found


@given(POINTS, st.floats(320, 2000), st.integers(1, 4))
def test_nothing_overlaps_and_no_text_leaves_its_box(
    rows: list[tuple[str, str, str, list[str]]], width: float, most_lines: int
) -> None:
    drawn = drawing(rows)
    layout = laid_out(drawn, look(width, most_lines))
    assert problems(layout) == []
    assert [one.node for one in layout.boxes] == list(drawn.nodes)
    places = {one.right for one in layout.boxes}, {one.left for one in layout.boxes}
    for start, end in layout.lines:
        assert start in places[0]
        assert end in places[1]
        assert end[0] - start[0] == pytest.approx(width * GAP_SHARE)


@given(POINTS, st.integers(1, 8))
def test_parts_hold_every_point_once_and_stay_within_their_rows(
    rows: list[tuple[str, str, str, list[str]]], most: int
) -> None:
    drawn = drawing(rows)
    cut = parts(drawn, most)
    assert [one for part in cut for one in part.column(2)] == list(drawn.column(2))
    whole = look(most_lines=1)
    pitch = 15 + 2 * whole.padding + whole.gap
    for part in cut:
        layout = laid_out(part, whole)
        assert problems(layout) == []
        alone = len(part.column(2)) == 1
        assert alone or layout.height <= 15 + whole.gap + most * pitch
        assert all(part.before(one.key) for one in part.column(2))


@given(st.text(max_size=80), st.integers(6, 200))
def test_wrapped_text_keeps_its_letters_and_its_width(text: str, width: int) -> None:
    lines = wrapped(text, width, measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(one, "plain") <= width for one in lines)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(("plain", "bold", "low"))), max_size=4),
    st.integers(0, 200),
)
def test_a_fitted_line_is_never_too_wide(runs: list[tuple[str, Style]], width: int) -> None:
    line = fitted(runs, width, measure)
    assert sum(measure(*run) for run in line) <= width
    if sum(measure(*run) for run in runs) <= width:
        assert "".join(run[0] for run in line) == "".join(run[0] for run in runs)
