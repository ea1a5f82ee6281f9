"""Rules about how values were entered: texts that are no value yet, registers that count up, second entries."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jcm_desktop.domain.declaration import SecondEntry
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import DAY
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import Quantity, format_decimal, parse_number, parse_quantity
from jcm_desktop.domain.reading import Draft, Reading
from jcm_desktop.domain.register import Registers, total
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, cell, shown

_PROBLEMS = {
    "register.no_meter": N_("no meter with a register served on all of these days"),
    "register.event_incomplete": N_("it was exchanged or set back on {day}, and its final or first reading is missing"),
    "register.backwards": N_("it runs backwards, from {opening} to {closing}"),
    "register.too_many_digits": N_("{closing} has more than its {digits} digits"),
    "unit.mismatch": N_("{unit} cannot be converted to {wanted}"),
}
_NO_NUMBER = N_("is not a number yet")
_TOO_BIG = {
    "number.too_large": N_("has more than {limit} digits before the decimal point; look at it and its unit again"),
    "number.too_long": N_("has more than {limit} digits; leave out those that nobody measured"),
}
_NOT_USABLE = N_("cannot be used as a reading of the register yet")
_WAITED_FOR = N_("cannot be used as a reading of the register yet, and the later readings wait for it ({count})")
_OTHER_VALUE = N_("from {opening} to {closing} it counted {counted} {unit}, but the value is {value} {unit}")
_OTHER_OPENING = N_("it begins at {opening}, but the reading before ended at {closing}")


def drafts(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Text that was kept because it is not a number; readings of a register that only wait for one are told with it."""
    kept = [one for one in context.dossier.drafts if one.span.overlaps(context.dossier.period)]
    for no in dict.fromkeys(one.point for one in kept):
        own = sorted((one for one in kept if one.point == no), key=lambda one: one.first)
        serials = next((one.meters for one in context.dossier.plan.points if one.no == no), ())
        registers = Registers(context.dossier.meters, serials)
        for draft, waiting in _with_waiting(own, registers) if registers else ((one, 0) for one in own):
            usable = bool(registers) and any(letter.isdigit() for letter in draft.text)
            problem = _WAITED_FOR if waiting else _NOT_USABLE if usable else _NO_NUMBER
            facts = {"text": draft.text, "point": no, "problem": problem, "count": str(waiting), **_too_big(draft.text)}
            yield Hit(Place("readings", no, "", draft.first.isoformat(), draft.last.isoformat()), facts)


def _too_big(text: str) -> dict[str, str]:
    """The real reason of a text that is a number, but not one that anything measured can have."""
    try:
        parse_quantity(text, "1", ".")
    except UserError as error:
        if error.code in _TOO_BIG:
            return {"problem": _TOO_BIG[error.code], "limit": str(error.facts["limit"])}
    return {}


def _with_waiting(own: list[Draft], registers: Registers) -> Iterator[tuple[Draft, int]]:
    """Register readings that are not usable yet, each with how many go on from it: those are usable with it."""
    at = 0
    while at < len(own):
        first, waiting = own[at], 0
        while at + 1 < len(own) and _goes_on(own[at], own[at + 1], registers):
            at, waiting = at + 1, waiting + 1
        yield first, waiting
        at += 1


def _goes_on(one: Draft, other: Draft, registers: Registers) -> bool:
    """Whether a register counted on from one text to the other on the next day, or its meter says why it did not."""
    before, after = _number(one.text), _number(other.text)
    if one.last + DAY != other.first or before is None or after is None:
        return False
    events = (event.day for meter in registers.meters for event in meter.events)
    return before <= after or any(one.last <= day <= other.last for day in events)


def _number(text: str) -> Decimal | None:
    try:
        return parse_number(text)
    except UserError:
        return None


def register_forward(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A register runs backwards only with a recorded reset, exchange or new start, and begins where it ended."""
    for point in context.dossier.plan.points:
        readings = [one for one in context.readings(point) if one.register is not None]
        if not readings:
            continue
        registers = Registers(context.dossier.meters, point.meters)
        before: Reading | None = None
        for reading in readings:
            facts = _wrong_value(registers, reading, point.unit) or _wrong_opening(registers, before, reading)
            if facts:
                yield _hit(context, point, reading, facts)
            before = reading


def typed_early(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Nobody knows a value before its days are over; one day is left to time zones and to late shifts."""
    for point in context.dossier.plan.points:
        for reading in context.readings(point):
            at = reading.recorded_at
            if at is not None and reading.last > at.date() + DAY:
                facts = {
                    "point": point.no,
                    "first": str(reading.first),
                    "last": str(reading.last),
                    "on": str(at.date()),
                }
                yield Hit(cell(point, reading.span), facts, context.at_stake(frozenset({reading.id})))


def _hit(context: CheckContext, point: MonitoringPoint, reading: Reading, facts: dict[str, str]) -> Hit:
    serial = reading.register.meter if reading.register else ""
    known = {"point": point.no, "serial": serial, "first": str(reading.first), "last": str(reading.last)}
    return Hit(cell(point, reading.span), {**known, **facts}, context.at_stake(frozenset({reading.id})))


def _wrong_value(registers: Registers, reading: Reading, unit: str) -> dict[str, str]:
    """Why the register does not give the value; nothing where it does."""
    register, quantity = reading.register, reading.quantity
    if register is None or quantity is None:
        return {}
    try:
        legs = registers.legs(reading.span, register.opening, register.closing)
        counted = as_decimal(convert(total(legs), register.unit, quantity.unit))
    except UserError as error:
        if error.code not in _PROBLEMS:
            raise
        return {"problem": _PROBLEMS[error.code], **error.facts}
    if counted == quantity.value:
        return {}
    return {
        "problem": _OTHER_VALUE,
        "opening": format_decimal(register.opening),
        "closing": format_decimal(register.closing),
        "counted": shown(counted),
        "value": shown(quantity.value),
        "unit": quantity.unit,
    }


def _wrong_opening(registers: Registers, before: Reading | None, reading: Reading) -> dict[str, str]:
    """Where a reading does not begin at the end of the one on the day before."""
    old, new = before.register if before else None, reading.register
    if before is None or old is None or new is None or before.last + DAY != reading.first:
        return {}
    ended = as_decimal(convert(old.closing, old.unit, new.unit)) if old.unit != new.unit else old.closing
    if ended == new.opening:
        return {}
    for meter in registers.meters:
        for event in meter.events:
            if event.day == before.last and (event.final, event.first) == (old.closing, new.opening):
                return {}  # exchanged or set back between the two
    return {
        "problem": _OTHER_OPENING,
        "opening": f"{format_decimal(new.opening)} {new.unit}",
        "closing": f"{format_decimal(old.closing)} {old.unit}",
    }


def second_entries(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A cell that was typed a second time gave the same value, as long as its reading still counts."""
    points = {one.no: one for one in context.dossier.plan.points}
    counted = {one.id: one for one in context.dossier.active_readings}
    for one in context.dossier.declarations:
        if not isinstance(one, SecondEntry) or one.same or one.point not in points:
            continue
        reading = counted.get(one.reading)
        if reading is None or reading.quantity is None:
            continue  # corrected since
        facts = {
            "point": one.point,
            "first_entry": _value(reading.quantity),
            "second_entry": _value(Quantity(one.value, one.unit)),
            "by": one.by,
        }
        yield Hit(cell(points[one.point], one.span), facts)


def _value(quantity: Quantity) -> str:
    return f"{shown(quantity.value)} {quantity.unit}"


ALL: tuple[Kind, ...] = (drafts, register_forward, second_entries, typed_early)
