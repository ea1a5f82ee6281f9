"""How numbers stand in a report: grouped by thousands, a decimal point, and `XXX` for what is withheld."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from jcm_desktop.domain.quantity import format_decimal, rounded, to_places
from jcm_desktop.domain.register import Register
from jcm_desktop.exports.report_model import HIDDEN, is_withheld
from jcm_desktop.formulas.numbers import as_decimal

TONNE_PLACES = 4  # of tonnes, as shown; the workbook and the package have every digit
MOST_PLACES = 6


def shown(value: Decimal | Fraction, most: int = MOST_PLACES) -> str:
    """Every digit up to some decimals, without zeros at the end."""
    if is_withheld(value):
        return HIDDEN
    exact = as_decimal(value)
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > most:
        exact = to_places(exact, most)
    return format_decimal(exact)


def equals(value: Fraction) -> str:
    """`= 680.5` where the digits end soon; `≈ 680.322581` where they are rounded for display."""
    decimal, exact = rounded(value, MOST_PLACES)
    return f"{'=' if exact else '≈'} {shown(decimal)}"


def tonnes(value: Decimal) -> str:
    """Exact tonnes with four decimals."""
    if is_withheld(value):
        return HIDDEN
    return f"{to_places(value, TONNE_PLACES):,f}"


def signed_tonnes(value: Decimal | None) -> str:
    """An effect on the reductions, with its sign; a dash where it was not worked out."""
    if value is None:
        return "–"
    if is_withheld(value):
        return HIDDEN
    rounded = to_places(value, 2)
    return f"{rounded:+,f}".replace("-", "−") if rounded else "0"


def register_words(register: Register) -> str:
    """What a register showed at both ends of some days: `12,000 → 14,000 kWh (SN-1)`."""
    ends = f"{shown(register.opening)} → {shown(register.closing)} {unit_words(register.unit)}".strip()
    return f"{ends} ({register.meter})"


def unit_words(unit: str) -> str:
    """A unit as people read it; nothing for a bare number."""
    if unit == "1":
        return ""
    for written, displayed in (("CO2", "CO₂"), ("m2", "m²"), ("m3", "m³"), ("*", "·")):
        unit = unit.replace(written, displayed)
    return unit
