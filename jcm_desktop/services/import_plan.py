"""What an import would do: compared with what is stored, added up by month, decided where people must decide.

Reads the workspace, changes nothing. The same files give the same answer in any
order, and files that are stored already give an answer with nothing to do.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import msgspec

from jcm_desktop import clock
from jcm_desktop.calculation.logged import (
    Assembled,
    assemble,
    decimal_of,
    moment,
    month_value,
    months,
    seconds,
    too_close,
)
from jcm_desktop.datafiles.read import ColumnReading, FileReading
from jcm_desktop.domain.batch import Batch, Overlay
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.domain.reading import Reading, active
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.series.blocks import Block, Series, digest_of, pack
from jcm_desktop.series.merge import Comparison, compare
from jcm_desktop.series.months import Rules, end_of, fell
from jcm_desktop.series.times import instant_at, place
from jcm_desktop.series.zones import local_day
from jcm_desktop.services.session import Session
from jcm_desktop.storage import logger_data, repositories

MonthState = Literal["new", "same", "updated", "gone", "typed", "frozen", "overlaps"]
MORE_DATA = "More logger data"


class StepSaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's explanation of a register that fell: its final reading, and the first one after."""

    point: str
    at: str  # ISO moment, as the dry run names it
    before: Decimal
    after: Decimal
    reason: str


class Decisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people said about an import."""

    overlap: Literal["", "keep", "correct"] = ""  # where stored values differ: they stay, or the file's count
    replace: bool = False  # the file takes the place of earlier imports of the same days
    typed: bool = False  # derived values take the place of typed ones
    reason: str = ""
    steps: tuple[StepSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch that would be stored."""

    batch: Batch
    series: Series
    blocks: tuple[Block, ...]
    reading: ColumnReading
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Fall:
    """A register that fell without an explanation."""

    point: str
    file: str
    line: int
    instant: int
    before: Decimal
    after: Decimal
    zone: str


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A reading that would be stored, or the reason why not."""

    point: MonitoringPoint
    state: MonthState
    new: Reading
    old: Reading | None
    other: Reading | None = None  # a reading in the way


@dataclass(frozen=True, slots=True)
class Compared:
    """A file's column beside what is stored of its point."""

    point: str
    file: str
    zone: str
    column: ColumnReading
    comparison: Comparison
    replaces: tuple[str, ...]  # files of the imports whose place it takes
    inside: bool = True  # some of its days are in a period

    def adds(self, overlap: str) -> int:
        """How many values would come, or take another's place."""
        return self.comparison.fresh + (self.comparison.different if overlap == "correct" else 0)


@dataclass(frozen=True, slots=True)
class DryRun:
    """All that would be stored."""

    project: str
    readings: tuple[FileReading, ...]
    decisions: Decisions
    batches: tuple[NewBatch, ...]
    compared: tuple[Compared, ...]
    overlays: tuple[Overlay, ...]
    falls: tuple[Fall, ...]
    months: tuple[MonthChange, ...]
    refused: tuple[UserError, ...]  # why a column cannot be stored at all
    actor: str

    @property
    def different(self) -> int:
        """Stored values that the files contradict."""
        return sum(one.comparison.different for one in self.compared)

    @property
    def changes(self) -> tuple[MonthChange, ...]:
        """The readings that would be stored by these decisions."""
        wanted = {"new", "updated", "gone"} | ({"typed"} if self.decisions.typed else set())
        return tuple(one for one in self.months if one.state in wanted)


def dry_run(
    session: Session, project: str, readings: Sequence[FileReading], decisions: Decisions | None = None
) -> DryRun:
    """What storing these files would do; UserErrors `project.unknown`, `plan.none`, `entry.unknown_point`."""
    said = decisions or Decisions()
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
        batches = logger_data.batches(connection, project)
        overlays = logger_data.overlays(connection, project)
        parts = [(one, logger_data.series(connection, one)) for one in batches]
        stored = active(repositories.readings(connection, project))
        periods = repositories.periods(connection, project)
        frozen = frozenset(one for one in periods if repositories.is_frozen(connection, project, one))
        meters = repositories.meters(connection, project)
    _refuse_unknown_points(plan, readings)
    store = Stored(project, plan, session.library.for_plan(plan), stored, periods, frozen, meters)
    made = [
        _Point(store, said, session.actor, point, parts, overlays).take(readings)
        for point in plan.points
        if any(column.column.point == point.no for one in readings for column in one.columns)
    ]
    return DryRun(
        project=project,
        readings=tuple(readings),
        decisions=said,
        batches=tuple(new for one in made for new in one.new),
        compared=tuple(row for one in made for row in one.compared),
        overlays=tuple(overlay for one in made for overlay in one.steps),
        falls=tuple(fall for one in made for fall in one.falls),
        months=tuple(change for one in made for change in one.months),
        refused=tuple(error for one in made for error in one.refused),
        actor=session.actor,
    )


def _refuse_unknown_points(plan: Plan, readings: Sequence[FileReading]) -> None:
    known = {one.no for one in plan.points}
    for one in readings:
        for column in one.columns:
            if column.column.point not in known:
                raise UserError("entry.unknown_point", column.column.point)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the workspace has, beside logger data."""

    project: str
    plan: Plan
    definition: Definition
    readings: tuple[Reading, ...]  # that count
    periods: tuple[Span, ...]
    frozen: frozenset[Span]
    meters: tuple[Meter, ...] = ()


class _Point:
    """One monitoring point of the dry run."""

    def __init__(
        self,
        store: Stored,
        said: Decisions,
        actor: str,
        point: MonitoringPoint,
        parts: Sequence[tuple[Batch, Series]],
        overlays: Sequence[Overlay],
    ) -> None:
        self._store, self._said, self._actor, self._point = store, said, actor, point
        self._parts = [(one, series) for one, series in parts if one.point == point.no]
        self._overlays = [one for one in overlays if one.point == point.no]
        self.new: list[NewBatch] = []
        self.compared: list[Compared] = []
        self.steps: list[Overlay] = []
        self.falls: list[Fall] = []
        self.months: list[MonthChange] = []
        self.refused: list[UserError] = []

    def take(self, readings: Sequence[FileReading]) -> _Point:
        """Put the files' columns on top of what is there."""
        for one in readings:
            for column in one.columns:
                if column.column.point == self._point.no and len(column.series):
                    try:
                        self._take(one, column)
                    except UserError as error:
                        self.refused.append(error)
        try:
            self._explain()
            whole = self._whole()
            self.months = changed_months(self._store, self._point, whole, self._said.reason, self._actor)
        except UserError as error:
            self.refused.append(error)
        return self

    def _whole(self, without: Collection[str] = ()) -> Assembled:
        parts = [*self._parts, *((one.batch, one.series) for one in self.new)]
        return assemble(parts, [*self._overlays, *self.steps], without)

    def _take(self, file: FileReading, column: ColumnReading) -> None:
        packed = tuple(pack(column.series))
        hashes = tuple(one.sha256 for one in packed)
        digest = digest_of(hashes)
        before = self._whole().batches
        superseded = self._superseded(file, column, digest, before)
        there = self._whole(superseded)
        self._refuse_other_kind(file, column, there)
        comparison = compare(there.series, column.series)
        names = tuple(one.file for one in before if one.id in superseded)
        zone, series = file.mapping.zone, column.series
        days = Span(local_day(zone, series.first), local_day(zone, series.last))
        inside = any(one.overlaps(days) for one in self._store.periods)
        self.compared.append(Compared(self._point.no, file.source.name, zone, column, comparison, names, inside))
        correct = self._said.overlap == "correct"
        if not superseded and not comparison.fresh and not (comparison.different and correct):
            return  # everything is there already, or stays as it is
        batch = Batch(
            id=uuid.uuid4().hex,
            point=self._point.no,
            file=file.source.name,
            file_sha256=file.source.sha256,
            file_size=file.source.size,
            mapping=file.mapping,
            rows=len(column.series),
            scale=column.series.scale,
            first=moment(column.series.first),
            last=moment(column.series.last),
            blocks=hashes,
            digest=digest,
            overlap="correct" if correct and comparison.different else "keep",
            supersedes=superseded,
            reason=self._said.reason if superseded or (correct and comparison.different) else "",
            imported_at=clock.now(),
            imported_by=self._actor,
        )
        self.new.append(NewBatch(batch, column.series, packed, column, comparison))
        close = _other_step(there, batch)
        close = too_close(self._whole()) if close is None else close
        if close is not None:
            self.new.pop()
            facts = {"step": file.mapping.step, "when": moment(close).isoformat()}
            raise UserError("import.counted_twice", f"{file.source.name}, {self._point.no}", **facts)

    def _superseded(
        self, file: FileReading, column: ColumnReading, digest: str, before: Sequence[Batch]
    ) -> tuple[str, ...]:
        """Earlier imports whose place this one takes: of the same file read otherwise, or of the same days if told."""
        first, last = column.series.first, column.series.last
        own = {one.batch.id for one in self.new}
        found = []
        for one in before:
            if one.id in own or one.first is None or one.last is None:
                continue
            same_file = one.file_sha256 == file.source.sha256 and one.digest != digest
            same_days = self._said.replace and seconds(one.first) <= last and seconds(one.last) >= first
            if same_file or (same_days and one.digest != digest):
                found.append(one.id)
        return tuple(found)

    def _refuse_other_kind(self, file: FileReading, column: ColumnReading, there: Assembled) -> None:
        if not there.batches:
            return
        old, place = there.newest, f"{file.source.name}, {self._point.no}"
        if old.column.kind != column.column.kind:
            raise UserError("import.other_kind", place, found=column.column.kind, there=old.column.kind)
        if old.column.unit != column.column.unit:
            raise UserError("import.other_unit", place, found=column.column.unit, there=old.column.unit)
        if old.mapping.zone != file.mapping.zone:
            raise UserError("import.other_zone", place, found=file.mapping.zone, there=old.mapping.zone)

    # --- registers that fell --------------------------------------------------------------------------------------

    def _explain(self) -> None:
        """Explain falls by the register's digits or by what a person said; the rest is told."""
        whole = self._whole()
        if not whole.batches or whole.newest.column.kind != "register":
            return
        for at in fell(whole.series, whole.steps):
            instant = instant_at(whole.series.runs, at)
            before = decimal_of(whole.series.values[at - 1], whole.series.scale)
            after = decimal_of(whole.series.values[at], whole.series.scale)
            step = self._step(instant, before, after)
            if step is None:
                file, line = self._line(instant)
                self.falls.append(Fall(self._point.no, file, line, instant, before, after, whole.newest.mapping.zone))
            else:
                self.steps.append(step)

    def _step(self, instant: int, before: Decimal, after: Decimal) -> Overlay | None:
        for said in self._said.steps:
            if said.point == self._point.no and said.at == moment(instant).isoformat():
                if said.before < before or said.after > after or said.after < 0 or not said.reason.strip():
                    raise UserError("import.bad_step", self._point.no, before=before, after=after)
                return self._overlay(instant, said.before, said.after, said.reason.strip())
        if (event := self._event(instant, before, after)) is not None:
            return event
        top = self._top(instant)
        # A register that starts at 0 again was near its end and is near its start now.
        if top is not None and before * 10 >= top * 9 and after * 10 <= top:
            return self._overlay(instant, top, Decimal(0), "The register started at 0 again")
        return None

    def _event(self, instant: int, before: Decimal, after: Decimal) -> Overlay | None:
        """A swap, reset or rollover of the point's meters that their register tells of these days."""
        batch = self._whole().newest
        day = local_day(batch.mapping.zone, instant)
        for meter in self._store.meters:
            for event in meter.events if meter.serial in self._point.meters else ():
                if not event.day <= day <= event.day + DAY or event.first is None:
                    continue
                top = Decimal(10) ** meter.digits if event.kind == "rollover" and meter.digits else event.final
                final, first = (top or Decimal(-1)) * batch.column.factor, event.first * batch.column.factor
                if final >= before and 0 <= first <= after:
                    return self._overlay(instant, final, first, f"{event.kind} {meter.serial} {event.day}")
        return None

    def _top(self, instant: int) -> Decimal | None:
        """Where the register starts at 0 again, if its digits are known."""
        for batch in (one.batch for one in reversed(self.new)):
            column = batch.column
            if column.digits is None or batch.first is None or batch.last is None:
                continue
            if seconds(batch.first) <= instant <= seconds(batch.last):
                return Decimal(10) ** column.digits * column.factor
        return None

    def _overlay(self, instant: int, before: Decimal, after: Decimal, reason: str) -> Overlay:
        return Overlay(
            id=uuid.uuid4().hex,
            point=self._point.no,
            at=moment(instant),
            kind="step",
            reason=reason,
            before=before,
            after=after,
            recorded_at=clock.now(),
            recorded_by=self._actor,
        )

    def _line(self, instant: int) -> tuple[str, int]:
        """The file and line an instant of this import came from; of an earlier import no line is known."""
        for one in self.new:
            runs = one.series.runs
            if one.series.first <= instant <= one.series.last:
                at = place(runs, instant)
                if instant_at(runs, at) == instant:
                    return one.batch.file, one.reading.line_of(at)
        return "", 0


def _other_step(there: Assembled, new: Batch) -> int | None:
    """Where intervals of two lengths would lie over each other; None if they do not."""
    if new.column.kind == "register" or new.first is None or new.last is None:
        return None
    for one in there.batches:
        if one.mapping.step == new.mapping.step or one.first is None or one.last is None:
            continue
        early, late = (one, new) if one.first <= new.first else (new, one)
        if late.first is not None and early.last is not None:
            rules = Rules(early.column.kind, early.mapping.step, early.mapping.zone)
            if seconds(late.first) < end_of(rules, seconds(early.last)):
                return seconds(late.first)
    return None


# --- months ---------------------------------------------------------------------------------------------------------


def changed_months(
    store: Stored, point: MonitoringPoint, whole: Assembled, reason: str, actor: str
) -> list[MonthChange]:
    """The readings that the logger data of a point give, beside those that are stored."""
    found = []
    for span in months(whole, store.periods) if whole.batches else ():
        quantity, logged = month_value(whole, store.definition, point, span)
        old, other = _in_the_way(store, point, span)
        new = Reading(
            id=uuid.uuid4().hex,
            point=point.no,
            first=span.first,
            last=span.last,
            quantity=quantity,
            typed=f"{logged.total:f} {logged.unit}",
            supersedes=old.id if old else "",
            reason=(reason or MORE_DATA) if old else "",
            recorded_at=clock.now(),
            recorded_by=actor,
            logged=logged,
        )
        found.append(MonthChange(point, _state(store, new, old, other), new, old, other))
    for old in store.readings:
        if (
            old.point == point.no
            and old.logged is not None
            and not any(one.new.span.overlaps(old.span) for one in found)
        ):
            found.append(_without_data(store, point, old, reason, actor))
    return found


def _without_data(store: Stored, point: MonitoringPoint, old: Reading, reason: str, actor: str) -> MonthChange:
    """A derived reading that has no logger data any more is cleared."""
    new = Reading(
        id=uuid.uuid4().hex,
        point=point.no,
        first=old.first,
        last=old.last,
        quantity=None,
        supersedes=old.id,
        reason=reason or MORE_DATA,
        recorded_at=clock.now(),
        recorded_by=actor,
    )
    return MonthChange(point, "frozen" if _is_frozen(store, old.span) else "gone", new, old)


def _in_the_way(store: Stored, point: MonitoringPoint, span: Span) -> tuple[Reading | None, Reading | None]:
    """The reading of these days that the new one follows, and one that cannot be followed."""
    there = [one for one in store.readings if one.point == point.no and one.span.overlaps(span)]
    same = next((one for one in there if one.span == span), None)
    derived = next((one for one in there if one.logged is not None), None)
    old = derived or same
    other = next((one for one in there if one is not old), None)
    return old, other


def _state(store: Stored, new: Reading, old: Reading | None, other: Reading | None) -> MonthState:
    if old is not None and old.logged == new.logged and old.quantity == new.quantity and old.span == new.span:
        return "same"
    if _is_frozen(store, new.span):
        return "frozen"
    if other is not None:
        return "overlaps"
    if old is None:
        return "new"
    return "updated" if old.logged is not None else "typed"


def _is_frozen(store: Stored, span: Span) -> bool:
    return any(one.contains(span) for one in store.frozen)
