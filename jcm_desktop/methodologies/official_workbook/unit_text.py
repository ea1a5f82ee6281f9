"""A unit as official sheets write it to a unit we know: `t-CO2/GJ`, `MWh/p`, `kℓ`, `%`, `-`. Never converts."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import parse_unit

# What people write, in small letters and without blanks, hyphens and points, to what we write.
_SPELLED = {
    "1": "1",
    "tco2": "tCO2",
    "tonco2": "tCO2",
    "tonsco2": "tCO2",
    "tonneco2": "tCO2",
    "tonnesco2": "tCO2",
    "tco2e": "tCO2e",
    "tco2eq": "tCO2e",
    "tonco2e": "tCO2e",
    "tonneco2e": "tCO2e",
    "kgco2": "kgCO2",
    "kgco2e": "kgCO2e",
    "kgco2eq": "kgCO2e",
    "tc": "tC",
    "ton": "t",
    "tons": "t",
    "tonne": "t",
    "tonnes": "t",
    "metricton": "t",
    "metrictons": "t",
    "トン": "t",
    "kg": "kg",
    "キログラム": "kg",
    "wh": "Wh",
    "kwh": "kWh",
    "mwh": "MWh",
    "gwh": "GWh",
    "kj": "kJ",
    "mj": "MJ",
    "gj": "GJ",
    "tj": "TJ",
    "kw": "kW",
    "mw": "MW",
    "l": "L",
    "ℓ": "L",
    "liter": "L",
    "liters": "L",
    "litre": "L",
    "litres": "L",
    "リットル": "L",
    "kl": "kL",
    "kℓ": "kL",
    "kiloliter": "kL",
    "kiloliters": "kL",
    "kilolitre": "kL",
    "キロリットル": "kL",
    "m3": "m3",
    "m^3": "m3",
    "nm3": "Nm3",
    "nm^3": "Nm3",
    "m3n": "Nm3",
    "m3(n)": "Nm3",
    "m3ntp": "Nm3",
    "normalm3": "Nm3",
    "m2": "m2",
    "km2": "km2",
    "ha": "ha",
    "hectare": "ha",
    "hectares": "ha",
    "km": "km",
    "h": "h",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "時間": "h",
    "min": "min",
    "minute": "min",
    "minutes": "min",
    "分": "min",
    "sec": "s",
    "second": "s",
    "seconds": "s",
    "d": "day",
    "day": "day",
    "days": "day",
    "日": "day",
    "日間": "day",
    "y": "year",
    "yr": "year",
    "years": "year",
    "年": "year",
    "piece": "piece",
    "pieces": "piece",
    "pcs": "piece",
    "個": "piece",
    "本": "piece",
    "unit": "unit",
    "units": "unit",
    "set": "unit",
    "sets": "unit",
    "台": "unit",
    "基": "unit",
}
_PERIODS = frozenset({"p", "period", "monitoringperiod", "期間"})
_YEARS = frozenset({"y", "yr", "year", "annum", "a", "年"})
_NONE = frozenset(
    {"-", "--", "n/a", "na", "none", "nounit", "dimensionless", "unitless", "ratio", "fraction", "無次元", "なし"}
)
_PERCENT = frozenset({"%", "percent", "パーセント"})
# The tonnes of some stuff: `t-CH4`, `kg-coal`. CO2 and carbon are units of their own.
_STUFF = re.compile(r"(?P<mass>t|ton|tonne|kg|g|Gg|kL|L|m3|Nm3)\s*[-\s]\s*(?P<stuff>[A-Za-z][A-Za-z0-9]*)")
_GAS = re.compile(r"(?P<mass>t|kg)(?P<gas>CH4|N2O|HFC\w*|SF6|NH3)")
_LINES = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "ー": "-", "‐": "-", "‑": "-", "／": "/", "⁄": "/", "･": "*", "×": "*"}
)


class UnitText(msgspec.Struct, frozen=True):
    """A unit of ours, and what was left out of the writing."""

    unit: str  # without the period: `MWh` of `MWh/p`
    stuff: str = ""  # `coal` of `t-coal`
    whole: str = ""  # with the year that may be the period or may be meant: `t/ha/year`


def read_unit(text: str) -> UnitText | None:
    """The unit in a cell; None for an empty cell. UserError `unit.unknown` with the text as written."""
    shown = unicodedata.normalize("NFKC", text.translate(_LINES)).strip()
    inside = re.fullmatch(r"[\[(](.*)[\])]", shown)
    shown = (inside[1] if inside else shown).strip()
    if not shown:
        return None
    squeezed = _squeezed(shown)
    if shown == "-" or squeezed in _NONE or re.fullmatch(r"-+", shown):
        return UnitText("1")
    if squeezed in _PERCENT:
        return UnitText("%")
    shown = re.sub(r"\s+per\s+|毎", "/", shown, flags=re.I)
    pieces = re.split(r"\s*([/*·・])\s*", shown)
    if len(pieces) > 2 and pieces[-2] == "/" and _squeezed(pieces[-1]) in _PERIODS:
        pieces = pieces[:-2]
    stuff: list[str] = []
    whole = ""
    try:
        if len(pieces) > 2 and pieces[-2] == "/" and _squeezed(pieces[-1]) in _YEARS:
            whole = _joined([*pieces[:-1], "year"], stuff)
            pieces = pieces[:-2]
        return UnitText(_joined(pieces, stuff), ", ".join(dict.fromkeys(stuff)), whole)
    except UserError as error:
        raise UserError("unit.unknown", text[:60], unit=text[:60], suggestion=error.facts["suggestion"]) from error


def _joined(pieces: list[str], stuff: list[str]) -> str:
    spelled = [one if at % 2 else _spelled(one, stuff) for at, one in enumerate(pieces)]
    return parse_unit("".join("*" if one in ("*", "·", "・") else one for one in spelled)).text


def _spelled(piece: str, stuff: list[str]) -> str:
    """One symbol as we write it; as it stands where nothing is known."""
    piece = piece.strip()
    try:
        return parse_unit(piece).text  # capitals tell units apart: as written, if that is one
    except UserError:
        pass
    squeezed = _squeezed(piece)
    if squeezed in _PERCENT:
        return "%"
    if squeezed in _SPELLED:
        return _SPELLED[squeezed]
    found = _STUFF.fullmatch(piece) or _GAS.fullmatch(piece)
    if found is not None:
        stuff.append(found[2])
        return _SPELLED.get(found["mass"].casefold(), found["mass"])
    return piece


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-._]", "", text).casefold()
