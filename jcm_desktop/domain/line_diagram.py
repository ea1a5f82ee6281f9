"""The line diagram of a plan: where a flow comes from, what measures it, which point and parameter it becomes.

First what is drawn, made from the plan and the register of meters; then where each
box stands, for any width and any font. Draws nothing itself: the window and the
report draw the same layout, each with its own measure of text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.i18n import N_

Kind = Literal["site", "unit", "meter", "unknown", "missing", "invoices", "public", "point", "parameter"]
Style = Literal["plain", "bold", "low", "high"]
Run = tuple[str, Style]
HEADS = (N_("Source or unit"), N_("Meter or record"), N_("Monitoring point"), N_("Parameter"))
# Words for boxes that have none of their own, to be translated by who draws.
CAPTIONS: dict[str, str] = {
    "site": N_("Whole project"),
    "missing": N_("No meter is named"),
    "invoices": N_("Invoices"),
    "public": N_("Public data"),
}
NOTES: dict[str, str] = {"unknown": N_("not described yet")}
UNSURE = frozenset({"unknown", "missing"})  # drawn with a broken line
SHARES = (0.19, 0.28, 0.31, 0.22)  # of the columns in the room that the gaps leave
GAP_SHARE = 0.065  # of the width, between two columns


class Node(msgspec.Struct, frozen=True):
    """A box: a unit, what measures it, a monitoring point or a parameter."""

    key: str
    column: int
    kind: Kind
    title: str = ""  # empty: the words of its kind
    symbol: tuple[Run, ...] = ()  # of a parameter; stands before the title
    notes: tuple[str, ...] = ()
    unit: str = ""  # of a point: the box of the unit it stands for


class Link(msgspec.Struct, frozen=True, order=True):
    """A line from a box to one of the next column."""

    source: str
    target: str


class Diagram(msgspec.Struct, frozen=True):
    """Boxes in the order they are drawn, and the lines between them."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def column(self, number: int) -> tuple[Node, ...]:
        """The boxes of a column, from the top."""
        return tuple(one for one in self.nodes if one.column == number)

    def before(self, key: str) -> tuple[str, ...]:
        """The boxes whose lines end at this one."""
        return tuple(one.source for one in self.links if one.target == key)


# --- what is drawn ------------------------------------------------------------------------------------------------


class Symbol(msgspec.Struct, frozen=True):
    """How a parameter is written, in pieces, and the sets its index runs over."""

    runs: tuple[Run, ...]
    over: tuple[str, ...] = ()


def drawn_from(plan: Plan, meters: Sequence[Meter], symbols: Mapping[str, Symbol]) -> Diagram:
    """The diagram of a plan and its register; points of the same unit stand together."""
    known = {one.serial: one for one in meters}
    units = {point.no: _unit(point, symbols) for point in plan.points}
    order = list(dict.fromkeys(units.values()))
    nodes: dict[str, Node] = {}
    links: dict[Link, None] = {}
    for point in sorted(plan.points, key=lambda one: order.index(units[one.no])):
        unit, sources = units[point.no], list(_sources(point, known))
        notes = (point.description,) if point.description else ()
        own = Node(f"point {point.no}", 2, "point", point.no, notes=notes, unit=unit.key)
        parameter = Node(
            f"parameter {point.no}",
            3,
            "parameter",
            f"({unit.title})" if unit.title else "",
            symbols[point.parameter].runs if point.parameter in symbols else ((point.parameter, "bold"),),
            (point.unit,),
        )
        for one in (unit, *sources, own, parameter):
            nodes.setdefault(one.key, one)
        for one in sources:
            links |= {Link(unit.key, one.key): None, Link(one.key, own.key): None}
        links[Link(own.key, parameter.key)] = None
    return Diagram(tuple(nodes.values()), tuple(links))


def _unit(point: MonitoringPoint, symbols: Mapping[str, Symbol]) -> Node:
    """What a point stands for: members of different sets are different units, also of the same name."""
    over = symbols[point.parameter].over if point.parameter in symbols else ()
    key = " ".join(("unit", *over, "of", *point.index))
    return Node(key, 0, "unit" if point.index else "site", ", ".join(point.index))


def _sources(point: MonitoringPoint, known: Mapping[str, Meter]) -> Iterator[Node]:
    if point.option == "C":
        for serial in dict.fromkeys(point.meters):
            yield _meter(serial, known.get(serial))
        if not point.meters:
            yield Node(f"missing {point.no}", 1, "missing")
    elif point.option == "B":
        yield Node(f"invoices {point.no}", 1, "invoices")
    else:
        source = point.public_source
        words = " ".join(part for part in (source.publication, source.edition) if part) if source else ""
        yield Node(f"public {point.no}", 1, "public", notes=(words,) if words else ())


def _meter(serial: str, meter: Meter | None) -> Node:
    if meter is None:
        return Node(f"meter {serial}", 1, "unknown", serial)
    notes = [" ".join(part for part in (meter.make, meter.model, meter.accuracy_class) if part)]
    if meter.from_day or meter.until_day:
        notes.append(f"{meter.from_day or '…'} – {meter.until_day or '…'}")
    return Node(f"meter {serial}", 1, "meter", serial, notes=tuple(one for one in notes if one))


def parts(diagram: Diagram, most_rows: int) -> tuple[Diagram, ...]:
    """The diagram cut between points, so that no part needs more rows; a box that two parts need is in both."""
    found: list[list[Node]] = [[]]
    for point in diagram.column(2):
        if found[-1] and _rows_of(diagram, [*found[-1], point]) > most_rows:
            found.append([])
        found[-1].append(point)
    return tuple(_only(diagram, points) for points in found)


def _rows_of(diagram: Diagram, points: Sequence[Node]) -> int:
    return sum(len(one) for one in _rows(diagram, points))


def _rows(diagram: Diagram, points: Sequence[Node]) -> list[list[str]]:
    """For each point what it is the first to be fed by; one empty place where that is nothing."""
    placed: set[str] = set()
    found = []
    for point in points:
        fresh = [key for key in diagram.before(point.key) if key not in placed]
        placed.update(fresh)
        found.append(fresh or [""])
    return found


def _only(diagram: Diagram, points: Sequence[Node]) -> Diagram:
    own = {one.key for one in points}
    kept = own | {one.unit for one in points}
    kept |= {one.source for one in diagram.links if one.target in own}
    kept |= {one.target for one in diagram.links if one.source in own}
    links = tuple(one for one in diagram.links if one.source in kept and one.target in kept)
    return Diagram(tuple(one for one in diagram.nodes if one.key in kept), links)


# --- where it stands ----------------------------------------------------------------------------------------------

Measure = Callable[[str, Style], float]


class Box(msgspec.Struct, frozen=True):
    """A box with its place, counted from the upper left, and its lines of text."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[Run, ...], ...]

    @property
    def left(self) -> tuple[float, float]:
        """Where lines end."""
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        """Where lines begin."""
        return self.x + self.width, self.y + self.height / 2


class Layout(msgspec.Struct, frozen=True):
    """Everything to draw, in one measure: of a screen in pixels, of a page in points."""

    width: float
    height: float
    line_height: float
    heads: tuple[tuple[float, float, str], ...]  # x, width, words
    boxes: tuple[Box, ...]
    lines: tuple[tuple[tuple[float, float], tuple[float, float]], ...]  # from a box to the next


class Look(msgspec.Struct, frozen=True):
    """What the layout must know of who draws."""

    width: float
    line_height: float
    measure: Measure
    translate: Callable[[str], str]
    most_lines: int = 3  # in a box; with 1 everything stands in one line
    padding: float = 6
    gap: float = 8  # between two boxes of a column


def laid_out(diagram: Diagram, look: Look) -> Layout:
    """Boxes in four columns; none overlaps another, and no text is wider than its box."""
    gap = look.width * GAP_SHARE
    room = look.width - gap * (len(SHARES) - 1)
    widths = [room * share for share in SHARES]
    starts = [sum(widths[:at]) + gap * at for at in range(len(SHARES))]
    top = look.line_height + look.gap
    pitch = look.most_lines * look.line_height + 2 * look.padding + look.gap
    boxes: dict[str, Box] = {}

    def put(node: Node, first: float, rows: float) -> None:
        lines = _lines(node, widths[node.column] - 2 * look.padding, look)
        height = len(lines) * look.line_height + 2 * look.padding
        middle = top + (first + rows / 2) * pitch - look.gap / 2
        boxes[node.key] = Box(node, starts[node.column], middle - height / 2, widths[node.column], height, lines)

    nodes = {one.key: one for one in diagram.nodes}
    after = {one.source: one.target for one in diagram.links}
    spans: dict[str, tuple[int, int]] = {}  # of a unit: its first row and how many
    row = 0
    points = diagram.column(2)
    for point, sources in zip(points, _rows(diagram, points), strict=True):
        for at, key in enumerate(sources):
            if key:
                put(nodes[key], row + at, 1)
        put(point, row, len(sources))
        put(nodes[after[point.key]], row, len(sources))
        first, many = spans.get(point.unit, (row, 0))
        spans[point.unit] = first, many + len(sources)
        row += len(sources)
    for key, (first, many) in spans.items():
        put(nodes[key], first, many)
    heads = tuple((x, width, words) for x, width, words in zip(starts, widths, map(look.translate, HEADS), strict=True))
    return Layout(
        width=look.width,
        height=top + row * pitch,
        line_height=look.line_height,
        heads=heads,
        boxes=tuple(boxes[one.key] for one in diagram.nodes if one.key in boxes),
        lines=tuple((boxes[one.source].right, boxes[one.target].left) for one in diagram.links),
    )


def _lines(node: Node, width: float, look: Look) -> tuple[tuple[Run, ...], ...]:
    title = node.title or look.translate(CAPTIONS.get(node.kind, ""))
    notes = [*node.notes, *([look.translate(NOTES[node.kind])] if node.kind in NOTES else [])]
    first: list[Run] = [*node.symbol, (f" {title}", "plain") if node.symbol else (title, "bold")]
    if look.most_lines == 1 and notes:
        first.append((f"  {notes[0]}", "plain"))
        notes = []
    lines = [fitted(first, width, look.measure)]
    for note in notes:
        lines.extend(((one, "plain"),) for one in wrapped(note, width, look.measure))
    if len(lines) > look.most_lines:
        rest = " ".join(run[0] for line in lines[look.most_lines - 1 :] for run in line)
        lines = [*lines[: look.most_lines - 1], fitted([(rest, "plain")], width, look.measure)]
    return tuple(tuple(line) for line in lines)


def fitted(runs: Sequence[Run], width: float, measure: Measure) -> tuple[Run, ...]:
    """Runs of one line, cut with an ellipsis where the width ends."""
    found: list[Run] = []
    room = width
    for text, style in runs:
        needed = measure(text, style)
        if needed <= room:
            found.append((text, style))
            room -= needed
            continue
        cut = text
        while cut and measure(f"{cut}…", style) > room:
            cut = cut[:-1]
        if cut or measure("…", style) <= room:
            found.append((f"{cut.rstrip()}…", style))
        break
    return tuple(one for one in found if one[0])


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """Words in lines of a width; a word that is wider than the line is broken."""
    lines = [""]
    for word in re.findall(r"\S+\s*", text):
        if lines[-1] and measure((lines[-1] + word).rstrip(), "plain") > width:
            lines.append("")
        for letter in word if measure(word.rstrip(), "plain") > width else (word,):
            if lines[-1] and measure((lines[-1] + letter).rstrip(), "plain") > width:
                lines.append("")
            lines[-1] += letter
    return [one.rstrip() for one in lines if one.strip()]
