"""A closed table of units with exact factors. Text in, dimensions and scale out; knows no values.

`tCO2` is a dimension of its own: a tonne of coal is not a tonne of CO2, nor is one of
methane. A normal cubic metre is not a cubic metre. A `year` is a dimension of its own,
too: a calendar year, never so many days. Units without one exact factor (calorie,
month, refrigeration ton) are left out on purpose. Nothing here converts silently;
`convert` is asked for, and its factor can be shown.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import msgspec

from jcm_desktop.domain.errors import UserError

MAX_LENGTH = 60
MAX_POWER = 9
_F = Fraction

# symbol: (factor to the base unit, dimensions). Base units: tCO2, tCH4, t, MWh, Nm3, h, year, m, K, ohm, lm, tC, piece.
# Area and volume are powers of the length, so that `m*m` is `m2` and a length times an area a volume.
_TABLE: dict[str, tuple[Fraction, dict[str, int]]] = {
    "1": (_F(1), {}),
    "%": (_F(1, 100), {}),
    "tCO2": (_F(1), {"co2": 1}),
    "tCO2e": (_F(1), {"co2": 1}),
    "kgCO2": (_F(1, 1000), {"co2": 1}),
    "kgCO2e": (_F(1, 1000), {"co2": 1}),
    "tCH4": (_F(1), {"methane": 1}),
    "kgCH4": (_F(1, 1000), {"methane": 1}),
    "tC": (_F(1), {"carbon": 1}),
    "t": (_F(1), {"mass": 1}),
    "kg": (_F(1, 1000), {"mass": 1}),
    "g": (_F(1, 10**6), {"mass": 1}),
    "Gg": (_F(1000), {"mass": 1}),
    "Wh": (_F(1, 10**6), {"energy": 1}),
    "kWh": (_F(1, 1000), {"energy": 1}),
    "MWh": (_F(1), {"energy": 1}),
    "GWh": (_F(1000), {"energy": 1}),
    "kJ": (_F(1, 3_600_000), {"energy": 1}),
    "MJ": (_F(1, 3600), {"energy": 1}),
    "GJ": (_F(10, 36), {"energy": 1}),
    "TJ": (_F(10_000, 36), {"energy": 1}),
    "W": (_F(1, 10**6), {"energy": 1, "time": -1}),
    "kW": (_F(1, 1000), {"energy": 1, "time": -1}),
    "MW": (_F(1), {"energy": 1, "time": -1}),
    "GW": (_F(1000), {"energy": 1, "time": -1}),
    "m3": (_F(1), {"length": 3}),
    "L": (_F(1, 1000), {"length": 3}),
    "kL": (_F(1), {"length": 3}),
    "Nm3": (_F(1), {"normal volume": 1}),
    "s": (_F(1, 3600), {"time": 1}),
    "min": (_F(1, 60), {"time": 1}),
    "h": (_F(1), {"time": 1}),
    "day": (_F(24), {"time": 1}),
    "year": (_F(1), {"calendar year": 1}),
    "m2": (_F(1), {"length": 2}),
    "ha": (_F(10_000), {"length": 2}),
    "km2": (_F(10**6), {"length": 2}),
    "m": (_F(1), {"length": 1}),
    "km": (_F(1000), {"length": 1}),
    "K": (_F(1), {"temperature difference": 1}),
    "ohm": (_F(1), {"electric resistance": 1}),
    "lm": (_F(1), {"luminous flux": 1}),
    "piece": (_F(1), {"count": 1}),
    "unit": (_F(1), {"count": 1}),
}
_PART = re.compile(r"(?P<symbol>1|%|[A-Za-z]+[2-4]?[A-Za-z]?)(?:\^(?P<power>-?[1-9]))?")
_PERIOD = re.compile(r"\s*/\s*p$")
_DISPLAY = {"CO2": "CO₂", "CH4": "CH₄", "m2": "m²", "m3": "m³", "*": "·"}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = {raised: chr(plain) for plain, raised in _RAISED.items()}
_NO_SUGGESTION = "MWh, t, tCO2/MWh"
_EXACT = Context(prec=400, traps=[Inexact])

Factors: TypeAlias = tuple[tuple[str, int], ...]


class Unit(msgspec.Struct, frozen=True):
    """A unit: its text, its exact factor to the base units, and its dimensions with their powers, sorted by name."""

    text: str
    scale: Fraction
    dims: tuple[tuple[str, int], ...]

    @property
    def symbol(self) -> str:
        """The unit as people read it: `tCO₂/MWh`, `m³/h`; `parse_unit` reads it back."""
        shown = re.sub(r"\^(-?\d)", lambda power: power[1].translate(_RAISED), self.text)
        for written, displayed in _DISPLAY.items():
            shown = shown.replace(written, displayed)
        return shown

    def __mul__(self, other: Unit) -> Unit:
        return _combined(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _combined(self, other, -1)

    def __pow__(self, power: int) -> Unit:
        """A whole power, negative ones included; of the size the language allows (9)."""
        factors = tuple((symbol, own * power) for symbol, own in _factors(self.text))
        dims = tuple((name, own * power) for name, own in self.dims) if power else ()
        return Unit(_written(factors), self.scale**power, dims)

    def same_kind(self, other: Unit) -> bool:
        """Whether both measure the same thing, whatever their factors."""
        return self.dims == other.dims

    def equals(self, other: Unit) -> bool:
        """Whether a number in one is the same number in the other."""
        return self.dims == other.dims and self.scale == other.scale


def _combined(one: Unit, other: Unit, sign: int) -> Unit:
    factors = (*_factors(one.text), *((symbol, sign * power) for symbol, power in _factors(other.text)))
    return Unit(_written(factors), one.scale * other.scale**sign, _added((*one.dims, *_signed(other.dims, sign))))


def _signed(dims: Factors, sign: int) -> Factors:
    return tuple((name, sign * power) for name, power in dims)


def _added(dims: Iterable[tuple[str, int]]) -> Factors:
    powers: dict[str, int] = {}
    for name, power in dims:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


@lru_cache(maxsize=1024)
def _factors(text: str) -> Factors:
    """The symbols of a unit's own text, in the order written, with their powers."""
    found = []
    sign = 1
    for part in re.split(r"([*/])", text):
        if part in "*/":
            sign = 1 if part == "*" else -1
        elif part != "1":
            symbol, _, power = part.partition("^")
            found.append((symbol, sign * int(power or 1)))
    return tuple(found)


def _written(factors: Factors) -> str:
    """Factors as a text that `parse_unit` reads back; what cancels is left out."""
    powers: dict[str, int] = {}
    for symbol, power in factors:
        powers[symbol] = powers.get(symbol, 0) + power
    above = [_raised(symbol, power) for symbol, power in powers.items() if power > 0]
    below = [_raised(symbol, -power) for symbol, power in powers.items() if power < 0]
    return "/".join(["*".join(above) or "1", *below])


def _raised(symbol: str, power: int) -> str:
    return symbol if power == 1 else f"{symbol}^{power}"


ONE = Unit("1", Fraction(1), ())


def tidy(unit: Unit) -> Unit:
    """The same unit under its shortest known name: `MWh*tCO2/MWh` is `tCO2`."""
    for symbol, (scale, dims) in _TABLE.items():
        if scale == unit.scale and _added(dims.items()) == unit.dims:
            return Unit(symbol, unit.scale, unit.dims)
    return unit


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Read a unit such as `tCO2/MWh`, `kg·m2/s` or `m^3`; also as displayed (`tCO₂`, `m³`).

    Symbols are case sensitive, joined by `*`, `·` and `/`, read from left to right. A
    final `/p` (per monitoring period) means nothing for the value and is dropped.
    Raises UserError `unit.not_known`, or `unit.unknown` for a part of it, with a suggestion where one is near.
    """
    wanted = re.sub(r"[⁻⁰¹²³⁴-⁹]+", lambda raised: f"^{raised[0].translate(_LOWERED)}", text)
    wanted = unicodedata.normalize("NFKC", wanted).replace("·", "*").strip()
    if not wanted or len(wanted) > MAX_LENGTH:
        raise UserError("unit.not_known", text[:MAX_LENGTH], suggestion=_NO_SUGGESTION)
    tokens = re.split(r"\s*([*/])\s*", _PERIOD.sub("", wanted))
    unit = _symbol(tokens[0], wanted)
    spelled = [unit.text]
    for sign, token in zip(tokens[1::2], tokens[2::2], strict=True):
        part = _symbol(token, wanted)
        unit = unit / part if sign == "/" else unit * part
        spelled += [sign, part.text]
    return Unit("".join(spelled), unit.scale, unit.dims)


def _symbol(token: str, whole: str) -> Unit:
    if token.replace("^", "") in _TABLE:  # m^2 is m2, Nm³ is Nm3
        token = token.replace("^", "")
    match = _PART.fullmatch(token)
    if match is None or match["symbol"] not in _TABLE:
        if token in ("", whole):
            raise UserError("unit.not_known", whole, suggestion=_near(token))
        raise UserError("unit.unknown", whole, unit=token, suggestion=_near(token))
    scale, dims = _TABLE[match["symbol"]]
    power = int(match["power"] or 1)
    return Unit(token, scale**power, _signed(_added(dims.items()), power))


def _near(token: str) -> str:
    folded = {known.casefold(): known for known in _TABLE}
    if token.casefold() in folded:
        return folded[token.casefold()]
    near = difflib.get_close_matches(token, _TABLE, n=1, cutoff=0.6)
    return near[0] if near else _NO_SUGGESTION


@lru_cache(maxsize=1024)
def factor(frm: str, to: str) -> Fraction:
    """What a number in `frm` is multiplied with to stand in `to`; UserError `unit.mismatch`, `unit.unknown`."""
    one, other = parse_unit(frm), parse_unit(to)
    if not one.same_kind(other):
        raise UserError("unit.mismatch", frm, unit=frm, wanted=to)
    return one.scale / other.scale


def convert(value: Decimal, frm: str, to: str) -> Decimal | Fraction:
    """The value in another unit, exact: a Decimal where it terminates, else a Fraction.

    Raises UserError `unit.mismatch` where the two measure different things.
    """
    by = factor(frm, to)
    if by == 1:
        return value
    exact = Fraction(value) * by
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return exact
    return _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
