"""Domain values in and out of the tables, as plain functions on a connection.

Nothing here begins or ends a transaction, writes the audit chain or judges a value.
Append-only tables are only added to: what counts now is the latest row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from jcm_desktop.domain import of_period, plan_versions
from jcm_desktop.domain.batch import Batch, Logged, Overlay
from jcm_desktop.domain.declaration import Declaration, counting
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.evidence import counting as counting_evidence
from jcm_desktop.domain.finding import Reason
from jcm_desktop.domain.meter import Meter, serial_key
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Draft, Reading, YearBefore, active
from jcm_desktop.domain.register import Register
from jcm_desktop.storage import logger_data, tables
from jcm_desktop.storage.statements import Prepared

YEAR_AT_MOST = timedelta(days=366)
T = TypeVar("T")

_encode = msgspec.json.Encoder(order="sorted").encode


def _body(value: msgspec.Struct) -> str:
    return _encode(value).decode()


# --- projects, plans, periods -----------------------------------------------------------------------------------


def save_project(connection: Connection, project: Project) -> None:
    """Add a project, or replace what is known of it."""
    table, body = tables.projects, _body(project)
    changed = connection.execute(update(table).where(table.c.reference == project.reference).values(body=body))
    if not changed.rowcount:
        connection.execute(insert(table).values(reference=project.reference, body=body))


def project(connection: Connection, reference: str) -> Project:
    """The project; UserError `project.unknown`."""
    body = connection.scalar(select(tables.projects.c.body).where(tables.projects.c.reference == reference))
    if body is None:
        raise UserError("project.unknown", reference)
    return msgspec.json.decode(body, type=Project)


def projects(connection: Connection) -> tuple[Project, ...]:
    """All projects, by reference."""
    return _decoded(connection, select(tables.projects.c.body).order_by(tables.projects.c.reference), Project)


def save_plan(connection: Connection, project: str, plan: Plan, at: datetime) -> None:
    """Put a plan in force; the earlier ones stay."""
    connection.execute(
        insert(tables.plans).values(project=project, version=plan.version, body=_body(plan), at=at.isoformat())
    )


def plan(connection: Connection, project: str) -> Plan:
    """The plan that is worked on; UserErrors `plan.none` if the project has none, `project.unknown`."""
    return plan_versions.head(_some_plans(connection, project))


def _some_plans(connection: Connection, reference: str) -> tuple[Plan, ...]:
    found = plans(connection, reference)
    if not found:
        project(connection, reference)  # says so if there is no such project at all
        raise UserError("plan.none", reference)
    return found


def plans(connection: Connection, project: str) -> tuple[Plan, ...]:
    """Every plan the project ever had, as it was after each edit, oldest first."""
    table = tables.plans
    return _decoded(connection, select(table.c.body).where(table.c.project == project).order_by(table.c.number), Plan)


def open_period(connection: Connection, project: str, span: Span) -> None:
    """Add an open period; IntegrityError if it is there already."""
    connection.execute(insert(tables.periods).values(project=project, state="open", **_days(span)))


def set_frozen(connection: Connection, project: str, span: Span, *, frozen: bool) -> None:
    """Mark a period as frozen or as open again; UserError `period.unknown`."""
    state = "frozen" if frozen else "open"
    changed = connection.execute(update(tables.periods).where(_period(project, span)).values(state=state))
    if not changed.rowcount:
        raise UserError("period.unknown", str(span))


def is_frozen(connection: Connection, project: str, span: Span) -> bool:
    """Whether the period is frozen; one that is not there is not."""
    return connection.scalar(select(tables.periods.c.state).where(_period(project, span))) == "frozen"


def periods(connection: Connection, project: str) -> tuple[Span, ...]:
    """The project's periods, oldest first."""
    table = tables.periods
    wanted = select(table.c.first, table.c.last).where(table.c.project == project).order_by(table.c.first, table.c.last)
    return tuple(_span(first, last) for first, last in connection.execute(wanted))


def _period(project: str, span: Span) -> Any:
    table, days = tables.periods, _days(span)
    return and_(table.c.project == project, table.c.first == days["first"], table.c.last == days["last"])


# --- readings and drafts ----------------------------------------------------------------------------------------

_ADD_READING = Prepared(
    insert(tables.readings).values({column.name: bindparam(column.name) for column in tables.readings.columns})
)
_DROP_DRAFT = Prepared(
    delete(tables.drafts).where(
        *(column == bindparam(f"p_{column.name}") for column in tables.drafts.primary_key.columns)
    )
)


def add_reading(connection: Connection, project: str, reading: Reading) -> None:
    """Add one reading; it can never be changed. IntegrityError if its id, or its correction's place, is taken."""
    add_readings(connection, project, [reading])


def add_readings(connection: Connection, project: str, readings: Sequence[Reading]) -> None:
    """Add readings, in this order: a correction after what it corrects."""
    _ADD_READING.run_many(connection, [_reading_row(project, one) for one in readings])
    logger_data.add_derivations(connection, project, [(one.id, one.logged) for one in readings if one.logged])


def readings(connection: Connection, project: str, span: Span | None = None) -> tuple[Reading, ...]:
    """Readings that touch a day of the span, superseded ones too, by point, day and time of record.

    With them come all later corrections of theirs, whatever days those name: a
    reading must not seem to count because its correction lies elsewhere.
    """
    table = tables.readings
    wanted = select(*_READING_COLUMNS).where(table.c.project == project)
    if span is not None:
        days = _days(span)
        touching = select(table.c.id).where(
            table.c.project == project, table.c.first <= days["last"], table.c.last >= days["first"]
        )
        chosen = touching.cte("chosen", recursive=True)
        chosen = chosen.union(select(table.c.id).join(chosen, table.c.supersedes == chosen.c.id))
        wanted = wanted.where(table.c.id.in_(select(chosen.c.id)))
    order = (table.c.point, table.c.first, table.c.last, table.c.recorded_at, table.c.id)
    found = tuple(_reading(*row) for row in connection.execute(wanted.order_by(*order)))
    derived = logger_data.derivations(connection, project)
    return _with_logged(found, derived) if derived else found


def _with_logged(found: tuple[Reading, ...], derived: dict[str, Logged]) -> tuple[Reading, ...]:
    return tuple(msgspec.structs.replace(one, logged=derived[one.id]) if one.id in derived else one for one in found)


# What `_reading` takes, in its order.
_READING_COLUMNS = tuple(column for column in tables.readings.columns if column.name != "project")


def _reading_row(project: str, reading: Reading) -> dict[str, str | None]:
    quantity, at = reading.quantity, reading.recorded_at
    return {
        "id": reading.id,
        "project": project,
        "point": reading.point,
        "first": reading.first.isoformat(),
        "last": reading.last.isoformat(),
        "value": str(quantity.value) if quantity else None,
        "unit": quantity.unit if quantity else None,
        "typed": reading.typed,
        "supersedes": reading.supersedes or None,
        "reason": reading.reason,
        "note": reading.note,
        "recorded_at": at.isoformat() if at else None,
        "recorded_by": reading.recorded_by,
        "register": _body(reading.register) if reading.register else None,
    }


def _reading(
    id: str,
    point: str,
    first: str,
    last: str,
    value: str | None,
    unit: str | None,
    typed: str,
    supersedes: str | None,
    reason: str,
    note: str,
    recorded_at: str | None,
    recorded_by: str,
    register: str | None,
) -> Reading:
    return Reading(
        id=id,
        point=point,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        quantity=Quantity(Decimal(value), unit) if value is not None and unit is not None else None,
        typed=typed,
        supersedes=supersedes or "",
        reason=reason,
        note=note,
        recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else None,
        recorded_by=recorded_by,
        register=_decode_register(register) if register else None,
    )


_decode_register = msgspec.json.Decoder(Register).decode


def put_draft(connection: Connection, project: str, draft: Draft) -> None:
    """Keep a cell's text, in place of what was kept for the cell before."""
    drop_draft(connection, project, draft.point, draft.span)
    connection.execute(
        insert(tables.drafts).values(project=project, point=draft.point, text=draft.text, **_days(draft.span))
    )


def drop_draft(connection: Connection, project: str, point: str, span: Span) -> None:
    """Forget a cell's text, if there is one."""
    days = _days(span)
    _DROP_DRAFT.run(
        connection, {"p_project": project, "p_point": point, "p_first": days["first"], "p_last": days["last"]}
    )


def drafts(connection: Connection, project: str, span: Span | None = None) -> tuple[Draft, ...]:
    """Kept texts of cells that touch a day of the span, by point and day."""
    table = tables.drafts
    wanted = select(table.c.point, table.c.first, table.c.last, table.c.text).where(table.c.project == project)
    if span is not None:
        days = _days(span)
        wanted = wanted.where(table.c.first <= days["last"], table.c.last >= days["first"])
    rows = connection.execute(wanted.order_by(table.c.point, table.c.first, table.c.last))
    return tuple(Draft(point, date.fromisoformat(one), date.fromisoformat(two), text) for point, one, two, text in rows)


# --- meters, evidence, reasons ----------------------------------------------------------------------------------


def add_meter(connection: Connection, project: str, meter: Meter) -> None:
    """Add a meter, or what is now known of one with the same serial."""
    connection.execute(insert(tables.meters).values(project=project, serial=meter.serial, body=_body(meter)))


def meters(connection: Connection, project: str) -> tuple[Meter, ...]:
    """The project's meters as known now, by serial."""
    table = tables.meters
    wanted = select(table.c.body).where(table.c.project == project).order_by(table.c.number)
    latest = {one.serial: one for one in _decoded(connection, wanted, Meter)}
    return tuple(latest[serial] for serial in sorted(latest))


def meters_elsewhere(connection: Connection, project: str) -> tuple[tuple[str, str], ...]:
    """Serials of this project's meters that another project names, too, in capitals or not, with that project."""
    table = tables.meters
    rows = connection.execute(select(table.c.serial, table.c.project).distinct()).all()
    others: dict[str, set[str]] = {}
    for serial, other in rows:
        if other != project:
            others.setdefault(serial_key(serial), set()).add(other)
    own = sorted(serial for serial, other in rows if other == project)
    return tuple((serial, other) for serial in own for other in sorted(others.get(serial_key(serial), ())))


def add_evidence(connection: Connection, project: str, item: Evidence) -> None:
    """Add what a kept file proves, or that it no longer does; the same file may prove several things."""
    connection.execute(insert(tables.evidence).values(project=project, sha256=item.sha256, body=_body(item)))


def evidence(connection: Connection, project: str) -> tuple[Evidence, ...]:
    """The evidence of the project that counts, oldest first."""
    table = tables.evidence
    wanted = select(table.c.body).where(table.c.project == project).order_by(table.c.number)
    return counting_evidence(_decoded(connection, wanted, Evidence))


def add_reason(connection: Connection, project: str, span: Span, reason: Reason) -> None:
    """Add why a warning of a period stands; it takes the place of an earlier one."""
    connection.execute(
        insert(tables.reasons).values(
            project=project, code=reason.code, place=reason.place, body=_body(reason), **_days(span)
        )
    )


def reasons(connection: Connection, project: str, span: Span) -> tuple[Reason, ...]:
    """The reasons that count in a period, by code and place."""
    table, days = tables.reasons, _days(span)
    wanted = select(table.c.body).where(
        table.c.project == project, table.c.first == days["first"], table.c.last == days["last"]
    )
    found = _decoded(connection, wanted.order_by(table.c.number), Reason)
    latest = {(one.code, one.place): one for one in found}
    return tuple(latest[key] for key in sorted(latest))


def add_declaration(connection: Connection, project: str, span: Span, declared: Declaration) -> None:
    """Add what was stated about a period; it takes the place of an earlier one on the same subject."""
    connection.execute(
        insert(tables.declarations).values(
            project=project, kind=declared.kind, subject=declared.subject, body=_body(declared), **_days(span)
        )
    )


def declarations(connection: Connection, project: str, span: Span) -> tuple[Declaration, ...]:
    """What counts in a period of all that was stated, by kind and subject."""
    table, days = tables.declarations, _days(span)
    wanted = select(table.c.body).where(
        table.c.project == project, table.c.first == days["first"], table.c.last == days["last"]
    )
    bodies = connection.scalars(wanted.order_by(table.c.number))
    return counting(_decode_declaration(body) for body in bodies)


_decode_declaration = msgspec.json.Decoder(Declaration).decode


# --- all of a period --------------------------------------------------------------------------------------------


def dossier(connection: Connection, reference: str, span: Span, rule_set: str) -> Dossier:
    """Everything put in for one period; UserErrors `project.unknown`, `plan.none`.

    The same rows give the same dossier, in the same order. The plan is the version that
    holds on the period's last day. Of plans, meters and evidence it has what belongs to the
    period (`of_period`); pages about the whole project ask for those themselves.
    """
    own = readings(connection, reference, span)
    batches, overlays = _logger_data(connection, reference, span, own)
    every = of_period.with_people_of(_some_plans(connection, reference), span)
    registered = meters(connection, reference)
    plan, *versions = of_period.plans_of(
        (plan_versions.in_force(every, span.last), *plan_versions.counting(every)), registered, span
    )
    served = of_period.meters_of(registered, (plan, *versions), span)
    serials = {one.serial for one in served}
    found = Dossier(
        project=project(connection, reference),
        plan=plan,
        period=span,
        readings=own,
        drafts=drafts(connection, reference, span),
        meters=served,
        reasons=reasons(connection, reference, span),
        meters_elsewhere=tuple(one for one in meters_elsewhere(connection, reference) if one[0] in serials),
        declarations=declarations(connection, reference, span),
        earlier_periods=tuple(one for one in periods(connection, reference) if one.first < span.first),
        year_before=_year_before(connection, reference, span),
        rule_set=rule_set,
        batches=batches,
        overlays=overlays,
        plan_versions=tuple(versions) if versions[0].locked or len(versions) > 1 else (),
    )
    stated = (found.declarations, found.meters, found.batches, found.readings)
    return msgspec.structs.replace(found, evidence=of_period.evidence_of(evidence(connection, reference), stated, span))


def _year_before(connection: Connection, reference: str, span: Span) -> tuple[YearBefore, ...]:
    """The active readings of the year before a period, those that end before it begins."""
    days = Span(span.first - YEAR_AT_MOST, span.first - DAY)
    counted = active(one for one in readings(connection, reference, days) if one.last < span.first)
    return tuple(YearBefore(one.id, one.point, one.first, one.last, one.quantity) for one in counted if one.quantity)


def _logger_data(
    connection: Connection, reference: str, span: Span, own: tuple[Reading, ...]
) -> tuple[tuple[Batch, ...], tuple[Overlay, ...]]:
    """The batches these readings are derived from, and what was laid over them up to their end."""
    named = {batch for one in own if one.logged for batch in one.logged.batches}
    if not named:
        return (), ()
    batches = tuple(one for one in logger_data.batches(connection, reference) if one.id in named)
    points = {one.point for one in batches}
    until = max(span.last, *(one.last for one in own)) + 2 * DAY  # their local end is less than two days of UTC away
    overlays = logger_data.overlays(connection, reference)
    return batches, tuple(one for one in overlays if one.point in points and one.at.date() <= until)


def _decoded(connection: Connection, wanted: Any, kind: type[T]) -> tuple[T, ...]:
    return tuple(msgspec.json.decode(body, type=kind) for body in connection.scalars(wanted))


def _days(span: Span) -> dict[str, str]:
    return {"first": span.first.isoformat(), "last": span.last.isoformat()}


def _span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))
