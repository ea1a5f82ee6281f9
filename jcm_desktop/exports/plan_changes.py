"""What changed between the versions of a monitoring plan, as rows: what, before, after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec

from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.plan_versions import LOOSE, counting
from jcm_desktop.domain.quantity import Quantity, format_decimal
from jcm_desktop.exports.report_model import PlanChange

MOST = 60  # rows of one change; a plan that was set up anew has more, and they say nothing


def changes_between(plans: Sequence[Plan]) -> tuple[PlanChange, ...]:
    """The versions after registration, each with its differences to the one before.

    A plan is stored with every edit; edits within one version are what the version was
    made of, so only the last of each version counts, and none that was taken back.
    """
    versions = counting(plans)
    return tuple(
        PlanChange(
            after.version, after.valid_from, after.approval, after.change, tuple(_differences(before, after))[:MOST]
        )
        for before, after in pairwise(versions)
    )


def _differences(before: Plan, after: Plan) -> Iterator[tuple[str, str, str]]:
    if before.methodology != after.methodology:
        yield "methodology", str(before.methodology), str(after.methodology)
    old_sets, new_sets = ({one.name: ", ".join(one.members) for one in plan.sets} for plan in (before, after))
    yield from _of_texts("set", old_sets, new_sets)
    for what, key, old, new in (
        ("point", "no", before.points, after.points),
        ("value", "key", before.fixed, after.fixed),
        ("role", "responsible", before.roles, after.roles),
    ):
        yield from _of_rows(what, {getattr(one, key): one for one in old}, {getattr(one, key): one for one in new})
    old_years, new_years = (
        {str(one.year): shown(one.reductions) for one in plan.estimates} for plan in (before, after)
    )
    yield from _of_texts("estimate", old_years, new_years)
    for field in ("estimate_t_per_year", "estimate_source"):
        one, other = getattr(before, field), getattr(after, field)
        if one != other:
            yield field, shown(one), shown(other)


def _of_texts(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield f"{what} {key}", old.get(key, ""), new.get(key, "")


def _of_rows(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            yield f"{what} {key}", "+", ""
        elif key not in old:
            yield f"{what} {key}", "", "+"
        else:
            for field in msgspec.structs.fields(old[key]):
                one, other = getattr(old[key], field.name), getattr(new[key], field.name)
                if field.name not in LOOSE and one != other:
                    yield f"{what} {key}: {field.name.replace('_', ' ')}", shown(one), shown(other)


def shown(value: object) -> str:
    """A value of the plan in one line."""
    match value:
        case None:
            return ""
        case Decimal():
            return format_decimal(value)
        case Quantity(amount, unit):
            return f"{format_decimal(amount)} {unit}"
        case tuple():
            return ", ".join(shown(one) for one in value)
        case date():
            return value.isoformat()
        case msgspec.Struct():
            return ", ".join(text for field in value.__struct_fields__ if (text := shown(getattr(value, field))))
    return str(value)
