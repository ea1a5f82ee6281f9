"""Stored logger data: looked at page by page, single values corrected with a reason, imports taken back.

The data of a batch never change. A correction is a row laid over them; an import
is taken back by an empty batch that says so. Both derive the months anew.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jcm_desktop import clock
from jcm_desktop.calculation.logged import Assembled, assemble, decimal_of, moment
from jcm_desktop.domain.batch import Batch, Overlay, counting
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.domain.reading import Reading, active
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.series.blocks import EMPTY, digest_of
from jcm_desktop.series.months import fell
from jcm_desktop.series.pages import SeriesPages
from jcm_desktop.series.times import instant_at, place
from jcm_desktop.series.zones import day_start, local_day
from jcm_desktop.services.import_apply import EVENT, forget_steps
from jcm_desktop.services.import_plan import MonthChange, Stored, changed_months
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import logger_data, repositories
from jcm_desktop.storage.workspace import UnitOfWork

CORRECTED = "readings.logger_corrected"
DERIVED = "readings.derived"
_SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A point's logger data, ready to be shown by pages; cheap until a page is asked for."""

    project: str
    point: str
    unit: str
    kind: str
    zone: str
    pages: SeriesPages
    imports: tuple[ImportRow, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import of a point's data."""

    id: str
    file: str
    rows: int
    first: str
    last: str
    when: str
    who: str
    counts: bool  # false: another import took its place, or it was taken back
    reason: str


def series_view(session: Session, project: str, point: str) -> SeriesView:
    """Everything that is stored of a point; UserError `logger.nothing` if nothing is."""
    with session.workspace.read() as connection:
        batches = logger_data.batches(connection, project, point)
        overlays = logger_data.overlays(connection, project, point)
        kept = counting(batches)
        if not kept:
            raise UserError("logger.nothing", point)
        blocks = {one.id: logger_data.blocks(connection, one.id) for one in kept}
    alone = len(kept) == 1 and not any(one.kind != "step" for one in overlays)
    if alone:  # the common case is shown from the packed blocks, without unpacking them all
        pages = SeriesPages.of_blocks(blocks[kept[0].id], kept[0].scale)
    else:
        with session.workspace.read() as connection:
            whole = _whole(session, project, point)
        pages = SeriesPages.of_series(whole.series)
    newest = kept[-1]
    return SeriesView(
        project=project,
        point=point,
        unit=newest.column.unit,
        kind=newest.column.kind,
        zone=newest.mapping.zone,
        pages=pages,
        imports=tuple(_import_row(one, one in kept) for one in batches),
    )


def _import_row(one: Batch, counts: bool) -> ImportRow:
    return ImportRow(
        id=one.id,
        file=one.file,
        rows=one.rows,
        first=str(local_day(one.mapping.zone, int(one.first.timestamp()))) if one.first else "",
        last=str(local_day(one.mapping.zone, int(one.last.timestamp()))) if one.last else "",
        when=one.imported_at.isoformat() if one.imported_at else "",
        who=one.imported_by,
        counts=counts,
        reason=one.reason,
    )


def _whole(session: Session, project: str, point: str, extra: tuple[Overlay, ...] = ()) -> Assembled:
    with session.workspace.read() as connection:
        parts = [(one, logger_data.series(connection, one)) for one in logger_data.batches(connection, project, point)]
        overlays = (*logger_data.overlays(connection, project, point), *extra)
    return assemble(parts, overlays)


def correct_value(session: Session, project: str, point: str, at: int, text: str, reason: str) -> Changes:
    """Lay another value (empty text: none) over the one at an instant; the months follow.

    UserErrors `reason.empty`, `logger.nothing`, `logger.no_such_value`, `logger.would_fall`, those of
    `parse_number`, and `period.frozen`.
    """
    if len(reason.strip()) < _SHORTEST_REASON:
        raise UserError("reason.empty", point)
    value = parse_number(text, ".") if text.strip() else None
    overlay = Overlay(
        id=uuid.uuid4().hex,
        point=point,
        at=moment(at),
        kind="void" if value is None else "value",
        reason=reason.strip(),
        value=value,
        recorded_at=clock.now(),
        recorded_by=session.actor,
    )
    before = _whole(session, project, point)
    if not before.batches:
        raise UserError("logger.nothing", point)
    if value_at(before, at) is None:
        raise UserError("logger.no_such_value", point, when=moment(at).isoformat())
    whole = _whole(session, project, point, (overlay,))
    if whole.newest.column.kind == "register" and next(fell(whole.series, whole.steps), None) is not None:
        raise UserError("logger.would_fall", point)
    changes = _derive(session, project, point, whole, reason.strip())
    with session.workspace.unit_of_work(session.actor) as work:
        logger_data.add_overlays(work.connection, project, [overlay])
        new = _store(work, project, changes)
        work.record(project, CORRECTED, point, {"overlays": [overlay], "readings": new})
    forget_steps(session, project)
    return Changes(frozenset({Kind.READINGS}), _month_words(len(new)))


def value_at(whole: Assembled, at: int) -> Decimal | None:
    """The value that counts at an instant."""
    index = place(whole.series.runs, at)
    if index >= len(whole.series) or instant_at(whole.series.runs, index) != at:
        return None
    return decimal_of(whole.series.values[index], whole.series.scale)


def take_back(session: Session, project: str, batch: str, reason: str) -> Changes:
    """Let an import count no more; UserErrors `reason.empty`, `logger.no_such_import`, `period.frozen`."""
    if len(reason.strip()) < _SHORTEST_REASON:
        raise UserError("reason.empty", project)
    with session.workspace.read() as connection:
        batches = logger_data.batches(connection, project)
        old = next((one for one in counting(batches) if one.id == batch), None)
        if old is None:
            raise UserError("logger.no_such_import", batch)
        parts = [(one, logger_data.series(connection, one)) for one in batches if one.point == old.point]
        overlays = logger_data.overlays(connection, project, old.point)
    empty = Batch(
        id=uuid.uuid4().hex,
        point=old.point,
        file=old.file,
        file_sha256=old.file_sha256,
        file_size=old.file_size,
        mapping=old.mapping,
        rows=0,
        scale=0,
        first=None,
        last=None,
        blocks=(),
        digest=digest_of(()),
        supersedes=(old.id,),
        reason=reason.strip(),
        imported_at=clock.now(),
        imported_by=session.actor,
    )
    whole = assemble([*parts, (empty, EMPTY)], overlays)
    changes = _derive(session, project, old.point, whole, reason.strip())
    with session.workspace.unit_of_work(session.actor) as work:
        logger_data.add_batch(work.connection, project, empty, ())
        new = _store(work, project, changes)
        payload = {"batches": [empty], "overlays": [], "readings": new, "evidence": []}
        work.record(project, EVENT, old.point, payload)
    forget_steps(session, project)
    return Changes(frozenset({Kind.READINGS}), _("The import of {file} was taken back.").format(file=old.file))


def derive_months(session: Session, project: str) -> Changes:
    """Fill the months that stored logger data give and no reading holds yet, as after a period was opened."""
    with session.workspace.read() as connection:
        points = {one.point for one in logger_data.batches(connection, project)}
    changes: list[MonthChange] = []
    for point in sorted(points):
        whole = _whole(session, project, point)
        found = _derive(session, project, point, whole, "") if whole.batches else []
        changes += [one for one in found if one.state == "new"]
    if not changes:
        return Changes(frozenset())
    with session.workspace.unit_of_work(session.actor) as work:
        new = _store(work, project, changes)
        work.record(project, DERIVED, "", {"readings": new})
    return Changes(frozenset({Kind.READINGS}), _month_words(len(new)))


def _derive(session: Session, project: str, point: str, whole: Assembled, reason: str) -> list[MonthChange]:
    """The months of a point as its data are now; UserError `period.frozen` where one of them would change."""
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
        stored = active(repositories.readings(connection, project))
        periods = repositories.periods(connection, project)
        frozen = frozenset(one for one in periods if repositories.is_frozen(connection, project, one))
    own = next((one for one in plan.points if one.no == point), None)
    if own is None:
        raise UserError("entry.unknown_point", point)
    store = Stored(project, plan, session.library.for_plan(plan), stored, periods, frozen)
    changes = changed_months(store, own, whole, reason, session.actor)
    for one in changes:
        if one.state == "frozen" and reason:
            raise UserError("period.frozen", str(next(period for period in periods if period.contains(one.new.span))))
    return changes


def _store(work: UnitOfWork, project: str, changes: list[MonthChange]) -> list[Reading]:
    new = [one.new for one in changes if one.state in ("new", "updated", "gone")]
    for one in new:
        repositories.drop_draft(work.connection, project, one.point, one.span)
    repositories.add_readings(work.connection, project, new)
    return new


def _month_words(count: int) -> str:
    return ngettext("{count} month follows from it.", "{count} months follow from it.", count).format(count=count)


def day_instant(zone: str, day: date) -> int:
    """When a local day begins, in seconds since 1970."""
    return day_start(zone, day)
