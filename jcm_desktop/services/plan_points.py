"""A monitoring point as a whole: option, words, interval, estimate, capacity and publication, stored together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Interval, MonitoringPoint, PublicSource
from jcm_desktop.domain.quantity import Quantity, parse_number, parse_quantity
from jcm_desktop.domain.units import factor
from jcm_desktop.i18n import _
from jcm_desktop.services.plan_store import plan_of, point_of, save_plan, with_point
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind

PUBLIC = "A"  # the option that names a publication


class PointEdit(msgspec.Struct, frozen=True):
    """What a form says about a point; texts as typed."""

    description: str
    option: str
    source: str
    procedure: str
    frequency: str
    interval: str
    comments: str
    estimate: str
    estimate_source: str
    capacity: str
    publication: str = ""
    edition: str = ""
    retrieved_on: date | None = None
    valid_until: date | None = None


def set_point(session: Session, project: str, no: str, edit: PointEdit) -> Changes:
    """Store all that is said about a point; a publication is kept for public data only.

    UserErrors: `plan.unknown_point`, `plan.option_not_offered`, `plan.unknown_interval`,
    `plan.estimate_negative`, `plan.days_reversed`, number.*, unit.*, those of a locked plan.
    """
    plan, definition = plan_of(session, project)
    point = point_of(plan, no)
    offered = definition.monitored[point.parameter].options
    if edit.option not in offered:
        raise UserError("plan.option_not_offered", no, option=edit.option, offered=", ".join(offered))
    intervals = {one: one for one in get_args(Interval)}
    if edit.interval not in intervals:
        raise UserError("plan.unknown_interval", no, interval=edit.interval)
    words = ("description", "source", "procedure", "frequency", "comments", "estimate_source")
    estimate, capacity = read_figures(point, edit.estimate, edit.capacity)
    changed = msgspec.structs.replace(
        point,
        option=edit.option,
        interval=intervals[edit.interval],
        estimate_per_year=estimate,
        capacity=capacity,
        public_source=_public_source(edit, no) if edit.option == PUBLIC else None,
        **{name: " ".join(getattr(edit, name).split()) for name in words},
    )
    save_plan(session, project, msgspec.structs.replace(plan, points=with_point(plan, changed)), no, {"point": changed})
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: point {no}").format(no=no))


def read_figures(point: MonitoringPoint, estimate: str, capacity: str) -> tuple[Decimal | None, Quantity | None]:
    """The yearly estimate in the point's unit and the rated capacity with its unit; nothing for empty texts.

    A capacity times hours must measure what the point measures.
    """
    value = parse_number(estimate) if estimate.strip() else None
    if value is not None and value < 0:
        raise UserError("plan.estimate_negative", point.no)
    if not capacity.strip():
        return value, None
    rated = parse_quantity(capacity, f"{point.unit}/h")
    factor(f"{rated.unit}*h", point.unit)
    return value, rated


def _public_source(edit: PointEdit, no: str) -> PublicSource | None:
    if edit.retrieved_on and edit.valid_until and edit.valid_until < edit.retrieved_on:
        raise UserError("plan.days_reversed", no, first=edit.retrieved_on, last=edit.valid_until)
    source = PublicSource(edit.publication.strip(), edit.edition.strip(), edit.retrieved_on, edit.valid_until)
    return source if source != PublicSource("") else None
