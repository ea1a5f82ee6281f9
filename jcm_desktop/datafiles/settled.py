"""Refuse a mapping that nobody has settled yet or that makes no sense, naming what is missing. Reads no file."""

from __future__ import annotations

from decimal import Decimal

from jcm_desktop.datafiles.stamps import fixed_offset
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import Mapping
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.series.zones import DAY, zone

MAX_COLUMNS = 1_000


def open_questions(mapping: Mapping) -> tuple[str, ...]:
    """The codes of what must still be said, in the order of the page."""
    asked = []
    if not mapping.values:
        asked.append("mapping.no_values")
    if not mapping.order:
        asked.append("mapping.order_asked")
    if not mapping.decimal:
        asked.append("mapping.decimal_asked")
    if not mapping.zone:
        asked.append("mapping.zone_asked")
    if any(not one.kind for one in mapping.values):
        asked.append("mapping.kind_asked")
    if any(not one.unit for one in mapping.values):
        asked.append("mapping.unit_asked")
    if any(one.kind != "register" for one in mapping.values if one.kind):
        if not mapping.step:
            asked.append("mapping.step_asked")
        if not mapping.stamp:
            asked.append("mapping.stamp_asked")
    return tuple(asked)


def refuse_unsettled(mapping: Mapping, place: str) -> None:
    """UserError with the first open question, or with what is wrong."""
    for code in open_questions(mapping):
        raise UserError(code, place)
    zone(mapping.zone)
    points = [one.point for one in mapping.values]
    if len(set(points)) != len(points):
        raise UserError("mapping.point_twice", place)
    columns = [mapping.time, mapping.clock or 0, *(one.column for one in mapping.values)]
    if (
        min(columns) < 0
        or max(columns) >= MAX_COLUMNS
        or mapping.first_row < 1
        or not 0 <= mapping.width <= MAX_COLUMNS
    ):
        raise UserError("mapping.no_such_column", place)
    if mapping.width and max(columns) >= mapping.width:
        raise UserError("mapping.no_such_column", place)
    if mapping.wall not in ("civil", "standard", "stated") and fixed_offset(mapping.wall) is None:
        raise UserError("mapping.unknown_clock", place, text=mapping.wall)
    if len(mapping.separator) != 1 or mapping.separator in '"\n\r':
        raise UserError("mapping.bad_separator", place)
    _refuse_bad_step(mapping, place)
    for one in mapping.values:
        parse_unit(one.unit)
        if one.kind == "rate":
            parse_unit(f"{one.unit}*h")
            if mapping.step in ("day", "month"):
                raise UserError("mapping.rate_step", place)
        factor = Decimal(one.factor)
        if not factor.is_finite() or not factor or len(factor.as_tuple().digits) > 12 or abs(factor.adjusted()) > 9:
            raise UserError("mapping.bad_factor", place, factor=one.factor)
        if one.digits is not None and not 2 <= one.digits <= 12:
            raise UserError("mapping.bad_digits", place)
        if one.decimals is not None and not 0 <= one.decimals <= 9:
            raise UserError("mapping.bad_digits", place)


def _refuse_bad_step(mapping: Mapping, place: str) -> None:
    if mapping.step in ("", "day", "month"):
        return
    if not (mapping.step.isdecimal() and mapping.step.isascii()) or not 0 < int(mapping.step) <= DAY:
        raise UserError("mapping.bad_step", place, step=mapping.step)
