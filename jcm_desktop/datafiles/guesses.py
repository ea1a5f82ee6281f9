"""What a sample of cells proves of its dates, numbers, steps and units; empty where it proves nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

from jcm_desktop.datafiles.numbers import read_number
from jcm_desktop.datafiles.problems import RowError
from jcm_desktop.datafiles.stamps import StampReader
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.series.zones import DAY

Guess: TypeAlias = list[str]
_MANY = 1_000  # values in a row, before it is no longer a morning of a solar plant
_REGISTER_WORDS = re.compile(
    r"total|cumul|register|counter|index|积|累|積算|指示|показан|нарастающ|заалт|нийт|reading|import|export|1\.8\.0|2\.8\.0",
    re.IGNORECASE,
)
_UNIT_NAMES = {
    **{
        name.casefold(): name
        for name in ("kWh", "MWh", "Wh", "GWh", "kW", "MW", "W", "GJ", "MJ", "TJ", "m3", "Nm3", "L", "kL", "t", "kg")
    },
    "m³": "m3",
    "nm³": "Nm3",
    "kw·h": "kWh",
    "квт·ч": "kWh",
    "квтч": "kWh",
    "мвт·ч": "MWh",
    "квт": "kW",
    "гкал": "",
}


def order_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The orders of day, month and year in which every text is a day."""
    filled = [one for one in texts if one][:4_000]
    if not filled:
        return ()
    counted = [one for one in filled if re.fullmatch(r"\d{5}([.,]\d+)?", one)]
    if len(counted) > 0.9 * len(filled):
        return ("serial",)
    for digits, name in ((10, "epoch"), (13, "epoch-ms")):
        if sum(one.isdecimal() and len(one) == digits for one in filled) > 0.9 * len(filled):
            return (name,)
    wrong = {order: _unreadable(filled, order) for order in ("YMD", "DMY", "MDY")}
    fewest = min(wrong.values())
    if fewest > 0.4 * len(filled):
        return ()
    # A line that no order can read (a footer, a damaged line) speaks against none.
    return tuple(order for order, count in wrong.items() if count == fewest)


def _unreadable(texts: Sequence[str], order: str) -> int:
    plain, stated = StampReader(order), StampReader(order, stated=True)
    count = 0
    for text in texts:
        try:
            plain.read(text)
        except RowError:
            try:
                stated.read(text)
            except RowError:
                count += 1
    return count


def decimal_sign(cells: Sequence[str]) -> str:
    """The decimal sign that the cells prove; empty where `1,234` could be read in two ways everywhere."""
    seen = Counter[str]()
    open_ = False
    for cell in cells:
        plain = re.sub(r"[^0-9.,]+$", "", cell.strip().lstrip("+-\u2212"))
        marks = re.findall(r"[.,]", plain)
        if not marks:
            continue
        if len(set(marks)) == 2:
            seen[marks[-1]] += 1
        elif len(marks) > 1:
            seen["," if marks[0] == "." else "."] += 1
        elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
            open_ = True
        else:
            seen[marks[0]] += 1
    if seen:
        best = seen.most_common(1)[0]
        return best[0] if best[1] >= 0.9 * sum(seen.values()) else ""
    return "" if open_ else "."  # whole numbers only: any sign will do


def guess_step(times: Sequence[Sequence[int]]) -> str:
    """The usual distance of neighbouring lines: seconds, day or month."""
    steps = Counter(abs(other - one) for part in times for one, other in pairwise(part) if other != one)
    if not steps:
        return ""
    step, many = steps.most_common(1)[0]
    near_month = sum(count for length, count in steps.items() if 27 * DAY < length < 32 * DAY)
    if near_month > 0.7 * sum(steps.values()):
        return "month"
    near_day = sum(count for length, count in steps.items() if abs(length - DAY) <= 3600)
    if near_day > 0.7 * sum(steps.values()):
        return "day"
    return str(step) if many > 0.5 * sum(steps.values()) and step < DAY else ""


def guess_stamp(texts: Sequence[Sequence[str]], times: Sequence[Sequence[int]], step: str) -> str:
    """Whether a time marks the start or the end of its interval, where the file shows it."""
    flat = [one for part in texts for one in part]
    if any(re.search(r"(?:^|[T ])24:00", one) for one in flat):
        return "end"
    if step in ("day", "month"):
        return "start" if not any(":" in one for one in flat[:100]) else ""
    if not times or not times[0] or not step:
        return ""
    first, last = min(times[0][0], times[-1][-1]), max(times[0][0], times[-1][-1])
    length = int(step)
    if first % DAY == 0 and last % DAY == DAY - length:
        return "start"
    if first % DAY == length and last % DAY == 0:
        return "end"
    return ""


def guess_kind(header: str, parts: Sequence[Guess], decimal: str) -> Literal["interval", "register", ""]:
    """Interval where values fall; register where they never do and the heading or their number shows it; else empty."""
    grows = falls = still = 0
    seen: list[int] = []
    for part in parts:
        values = [found for cell in part if (found := _scaled(cell, decimal)) is not None]
        seen += values[:1] + values[-1:]
        for one, other in pairwise(values):
            grows += other > one
            falls += other < one
            still += other == one
    if falls > 1:  # a register falls once at most where it starts at 0 again
        return "" if _REGISTER_WORDS.search(header) and falls < grows / 4 else "interval"
    if grows < 3 or grows + still < 8:
        return ""
    proven = _REGISTER_WORDS.search(header) or grows + still >= _MANY  # amounts of hours may rise for a while
    return "register" if proven and seen and max(seen) > 0 else ""


def _scaled(cell: str, decimal: str) -> int | None:
    try:
        value, places = read_number(re.sub(r"[A-Za-z%°/³].*$", "", cell.strip()), decimal)
    except RowError:
        return None
    return int(value * 10 ** (9 - places))


def unit_of(header: str, cells: Sequence[str]) -> str:
    """The unit a heading or the cells name; empty if none that is known."""
    named = re.findall(r"[\[(（［]\s*([^\])）］]{1,12})\s*[\])）］]", header)
    words = re.split(r"[\s_,/]+", header)
    behind = Counter(
        found[1] for cell in cells[:500] if (found := re.search(r"[0-9]\s*([A-Za-z%³/]{1,12}[0-9]?)\s*$", cell))
    )
    for one in (*named, *(unit for unit, _many in behind.most_common(1)), *reversed(words)):
        if unit := known_unit(one):
            return unit
    return ""


def known_unit(text: str) -> str:
    """A unit as we write it; empty if it is none of ours."""
    plain = text.strip()
    if not plain or plain.isdecimal():
        return ""
    if plain.casefold() in _UNIT_NAMES:
        return _UNIT_NAMES[plain.casefold()]
    try:
        unit = parse_unit(plain)
    except UserError:
        return ""
    return unit.text if unit.dims and len(plain) > 1 else ""
