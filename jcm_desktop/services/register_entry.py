"""Register readings as people type them: what a text means, and how the value comes from it, in words.

What is typed is what the register shows at the end of the days; `12000 > 14000` says also
what it showed at their beginning; `= 2000` is a value that no register gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import Quantity, parse_quantity
from jcm_desktop.domain.register import Leg, Register, Registers, total
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.i18n import _
from jcm_desktop.services.formatting import number, plain_number

_BOTH = re.compile(r"(?P<opening>[^>→＞]+)[>→＞](?P<closing>[^>→＞]+)")
_VALUE = re.compile(r"[=＝]\s*(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text at a register's cell, taken apart: a closing with or without its opening, or a value."""

    closing: str
    opening: str = ""
    value: str = ""


def taken_apart(text: str) -> Typed:
    """What was typed; nothing is read as a number yet."""
    found = _VALUE.fullmatch(text.strip())
    if found:
        return Typed("", value=found["value"].strip())
    both = _BOTH.fullmatch(text.strip())
    return Typed(both["closing"].strip(), both["opening"].strip()) if both else Typed(text.strip())


def closing_of(typed: Typed, unit: str, decimal_sign: str) -> Quantity:
    """The closing in the register's unit; UserErrors of numbers and units, `register.negative`."""
    found = parse_quantity(typed.closing, unit, decimal_sign)
    value = as_decimal(convert(found.value, found.unit, unit))
    if value < 0:
        raise UserError("register.negative", typed.closing)
    return Quantity(value, unit)


def unit_typed(typed: Typed, usual: str, decimal_sign: str) -> str:
    """The unit that was typed with the first reading of a register, else the usual one."""
    return parse_quantity(typed.closing, usual, decimal_sign).unit


def opening_of(typed: Typed, unit: str, decimal_sign: str) -> Decimal:
    """The opening that was typed, in the register's unit; errors as of `closing_of`."""
    return closing_of(Typed(typed.opening), unit, decimal_sign).value


def measured(
    registers: Registers, days: Span, opening: Decimal, closing: Quantity, unit: str
) -> tuple[Quantity, Register]:
    """The value in the point's unit and what the register showed; UserErrors of `Registers.legs`, unit.mismatch."""
    legs = registers.legs(days, opening, closing.value)
    value = as_decimal(convert(total(legs), closing.unit, unit))
    return Quantity(value, unit), Register(legs[-1].meter, opening, closing.value, closing.unit)


def ends_in_words(register: Register) -> str:
    """Both readings of the register, for a line: `12,000 → 14,000 kWh (SN-1)`."""
    return f"{number(register.opening)} → {number(register.closing)} {register.unit} ({register.meter})"


def in_words(legs: tuple[Leg, ...], unit: str, quantity: Quantity) -> str:
    """How a value comes from what the register showed; a line for each stretch."""
    lines = [_leg_words(leg, unit) for leg in legs]
    if len(legs) > 1 or unit != quantity.unit:
        together = _("Together {counted} {unit} = {value} {wanted}")
        lines.append(
            together.format(counted=number(total(legs)), unit=unit, value=number(quantity.value), wanted=quantity.unit)
        )
    return "\n".join(lines)


def _leg_words(leg: Leg, unit: str) -> str:
    facts = {
        "serial": leg.meter,
        "opening": number(leg.opening),
        "closing": number(leg.closing),
        "multiplier": plain_number(leg.multiplier),
        "counted": number(leg.counted),
        "unit": unit,
    }
    if leg.multiplier == 1:
        words = _("Meter {serial}: {closing} − {opening} = {counted} {unit}")
    else:
        words = _("Meter {serial}: ({closing} − {opening}) × {multiplier} = {counted} {unit}")
    return words.format(**facts) + (f" ({_event_words(leg.end)})" if leg.end else "")


def _event_words(event: MeterEvent) -> str:
    words = {
        "swap": _("exchanged on {day}"),
        "reset": _("set back on {day}"),
        "rollover": _("started again at zero by {day}"),
    }
    return words[event.kind].format(day=event.day)
