"""What the registers of a monitoring point showed at both ends of each reading, and how the values come from it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reportlab.platypus import Flowable

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import MeterEvent
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.register import Leg, Register, Registers
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.numerals import shown, unit_words
from jcm_desktop.exports.story import Story, days
from jcm_desktop.i18n import N_

_TITLE = N_("Register readings")
_HEADS = (N_("Days"), N_("Meter"), N_("Opening"), N_("Closing"), N_("Multiplier"), N_("Counted by the register"))
_EVENTS = {
    "swap": N_("exchanged on {day}"),
    "reset": N_("set back on {day}"),
    "rollover": N_("started again at zero by {day}"),
}


def registers(story: Story, point: MonitoringPoint) -> Iterator[Flowable]:
    """A table, where values are differences of a register; nothing else."""
    parts = {one.reading.id: one.reading for one in story.report.parts_of[point.no] if one.reading.register}
    if not parts:
        return
    known = Registers(story.report.dossier.meters, point.meters)
    rows = [row for reading in parts.values() for row in _rows(story, known, reading)]
    yield from story.part(f"{escape(point.no)}   {story.tongue.line(_TITLE)}")
    yield story.grid(_HEADS, rows, (2.4, 4.4, 2.2, 2.2, 1.6, 2.8), right=(2, 3, 4, 5), look=looks.TIGHT)


def _rows(story: Story, known: Registers, reading: Reading) -> Iterator[list[str]]:
    """A row for each stretch; only both ends where the meters' records no longer explain them."""
    register = reading.register
    if register is None:
        return
    try:
        legs = known.legs(reading.span, register.opening, register.closing)
    except UserError:
        yield [days(reading.span), escape(register.meter), shown(register.opening), shown(register.closing), "", ""]
        return
    for leg in legs:
        yield _row(story, reading, register, leg)


def _row(story: Story, reading: Reading, register: Register, leg: Leg) -> list[str]:
    counted = f"{shown(leg.counted)} {unit_words(register.unit)}"
    meter = escape(leg.meter) + (f"<br/>{_event(story, leg.end)}" if leg.end else "")
    return [days(reading.span), meter, shown(leg.opening), shown(leg.closing), shown(leg.multiplier), counted]


def _event(story: Story, event: MeterEvent) -> str:
    return story.tongue.lines(_EVENTS[event.kind], day=event.day)
