"""Colours and number formats of the workbook. The official colours differ between methodologies; these are ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

_BASE = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#8C979A"}
# Names say what a cell is; inputs are coloured and open, the rest is locked.
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13},
    "name": {"align": "right", "font_color": "#3A4548"},
    "plain": {},
    "sample": {"bold": True, "font_color": "#9C1C1C"},
    "table": {"bold": True, "font_color": "#0B4F55", "font_size": 11},
    "letter": {**_BOX, "bg_color": "#D9E7E8", "align": "center"},
    "head": {**_BOX, "bg_color": "#D9E7E8", "bold": True, "text_wrap": True, "align": "center"},
    "text": {**_BOX, "text_wrap": True, "valign": "top"},
    "center": {**_BOX, "align": "center", "valign": "top"},
    "input_text": {**_BOX, "text_wrap": True, "valign": "top", "bg_color": "#FFF7D6", "locked": False},
    "input": {**_BOX, "bg_color": "#FFF7D6", "locked": False, "valign": "top"},
    "value": {**_BOX, "valign": "top"},
    "result": {**_BOX, "bold": True, "bg_color": "#E3F1E6", "valign": "top"},
    "block": {**_BOX, "bold": True, "bg_color": "#EEF3F3"},
}


def style(name: str) -> dict[str, Any]:
    """The properties of a named style."""
    return {**_BASE, **STYLES[name]}


def number_format(value: Decimal) -> str:
    """Grouped, with the decimals the value has, at most twelve; the exact figures stay in the cell."""
    exponent = value.as_tuple().exponent
    decimals = min(12, max(0, -exponent)) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * decimals if decimals else "")
