"""Colours and number formats of the workbook. The official colours differ between methodologies; these are ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

_BASE = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#8C979A"}
_INPUT = "#FFF7D6"
# Names say what a cell is; inputs are coloured and open, the rest is locked.
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13},
    "plain": {},
    "sample": {"bold": True, "font_color": "#9C1C1C", "text_wrap": True, "valign": "top"},
    "copy": {"bold": True, "font_color": "#0B4F55", "text_wrap": True, "valign": "top"},
    "table": {"bold": True, "font_color": "#0B4F55", "font_size": 11},
    "letter": {**_BOX, "bg_color": "#D9E7E8", "align": "center"},
    "head": {**_BOX, "bg_color": "#D9E7E8", "bold": True, "text_wrap": True, "align": "center"},
    "text": {**_BOX, "text_wrap": True, "valign": "top"},
    "center": {**_BOX, "align": "center", "valign": "top", "text_wrap": True},
    "input_text": {**_BOX, "text_wrap": True, "valign": "top", "bg_color": _INPUT, "locked": False},
    "input": {**_BOX, "bg_color": _INPUT, "locked": False, "valign": "top"},
    # an input cell of the official sheet whose value comes from the list of readings
    "carried": {**_BOX, "bg_color": _INPUT, "valign": "top"},
    "value": {**_BOX, "valign": "top"},
    "result": {**_BOX, "bold": True, "bg_color": "#E3F1E6", "valign": "top"},
    "withheld": {**_BOX, "bg_color": "#E6E6E6", "align": "right", "valign": "top"},
    "block": {**_BOX, "bold": True, "bg_color": "#EEF3F3"},
}
# Decimals that a computed number of a unit is shown with; the cell holds all of them.
_PLACES = {"tCO2": 4, "tCO2e": 4, "MWh": 4, "kWh": 2, "GWh": 6, "GJ": 4, "TJ": 6, "t": 4, "kg": 2, "day": 0, "%": 3}
_OTHER_PLACES = 6
MOST_PLACES = 12


def style(name: str) -> dict[str, Any]:
    """The properties of a named style."""
    return {**_BASE, **STYLES[name]}


def number_format(value: Decimal) -> str:
    """Grouped, with the decimals the value has, at most twelve; for what was typed."""
    exponent = value.as_tuple().exponent
    return with_places(min(MOST_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0)


def unit_format(unit: str) -> str:
    """Grouped, with the decimals of a unit; for what is computed."""
    return with_places(_PLACES.get(unit, _OTHER_PLACES))


def with_places(places: int) -> str:
    """A number format with these decimals."""
    return "#,##0" + ("." + "0" * places if places else "")
