"""Several series of one point become one: what is new, what is equal, what differs, and who counts. Pure values."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jcm_desktop.series.blocks import EMPTY, Series, join, rescaled
from jcm_desktop.series.times import expand, from_instants, place

EXAMPLES = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new series beside what is there."""

    fresh: int  # instants that are not there yet
    equal: int
    different: int
    examples: tuple[tuple[int, int, int], ...]  # instant, value there, new value; in the scale below
    scale: int


def compare(there: Series, new: Series) -> Comparison:
    """What the new series would bring."""
    scale = max(there.scale, new.scale)
    if not len(there) or not len(new) or new.first > there.last or new.last < there.first:
        return Comparison(len(new), 0, 0, (), scale)
    old = _by_instant(_window(rescaled(there, scale), new.first, new.last))
    inside = _window(rescaled(new, scale), there.first, there.last)
    equal = different = 0
    examples: list[tuple[int, int, int]] = []
    for at, value in zip(expand(inside.runs), inside.values, strict=True):
        before = old.get(at)
        if before is None:
            continue
        if before == value:
            equal += 1
        else:
            different += 1
            if len(examples) < EXAMPLES:
                examples.append((at, before, value))
    return Comparison(len(new) - equal - different, equal, different, tuple(examples), scale)


def merged(there: Series, new: Series, *, prefer_new: bool) -> Series:
    """Both together; where both have a value, the preferred one counts."""
    if not len(there) or not len(new):
        return new if len(new) else there
    if new.first > there.last:
        return join([there, new])
    if new.last < there.first:
        return join([new, there])
    scale = max(there.scale, new.scale)
    one, other = (
        (rescaled(there, scale), rescaled(new, scale))
        if prefer_new
        else (
            rescaled(new, scale),
            rescaled(there, scale),
        )
    )
    low, high = max(there.first, new.first), min(there.last, new.last)
    both = {**_by_instant(_window(one, low, high)), **_by_instant(_window(other, low, high))}
    instants = sorted(both)
    middle = Series(from_instants(instants), array("q", [both[at] for at in instants]), scale)
    outside = [part for whole in (one, other) for part in (_before(whole, low), _after(whole, high)) if len(part)]
    return join(sorted([middle, *outside] if len(middle) else outside, key=lambda part: part.first))


def laid_over(series: Series, values: Mapping[int, int | None], scale: int) -> Series:
    """Single values replaced, added, or (None) taken out; `values` are in `scale`."""
    if not values:
        return series
    wide = max(scale, series.scale)
    by = 10 ** (wide - scale)
    own = _by_instant(rescaled(series, wide))
    for at, value in values.items():
        if value is None:
            own.pop(at, None)
        else:
            own[at] = value * by
    instants = sorted(own)
    return Series(from_instants(instants), array("q", [own[at] for at in instants]), wide) if instants else EMPTY


def together(parts: Iterable[tuple[Series, bool]]) -> Series:
    """Series in the order they came, each with whether it counts against earlier ones."""
    whole = EMPTY
    for part, prefer_new in parts:
        whole = merged(whole, part, prefer_new=prefer_new)
    return whole


def _by_instant(series: Series) -> dict[int, int]:
    return dict(zip(expand(series.runs), series.values, strict=True))


def _window(series: Series, low: int, high: int) -> Series:
    """The part between two instants, both counted."""
    return series.part(place(series.runs, low), place(series.runs, high + 1))


def _before(series: Series, instant: int) -> Series:
    return series.part(0, place(series.runs, instant))


def _after(series: Series, instant: int) -> Series:
    return series.part(place(series.runs, instant + 1), len(series))
