"""Open meter and logger files and say how they are to be read; nothing is stored here.

Opening and reading need no workspace and may take long: a face runs them beside
the lane. What was said of a source before is remembered by the shape of its files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from jcm_desktop.datafiles.detect import Proposal, propose
from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.read import FileReading, read_file
from jcm_desktop.datafiles.settled import open_questions
from jcm_desktop.datafiles.source import Source, open_source
from jcm_desktop.domain.batch import counting
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import Mapping, ValueColumn
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.services.project_facts import zone_of
from jcm_desktop.services.session import Session
from jcm_desktop.storage import logger_data, repositories

MAX_FILES = 100


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that was looked at, and how it will be read as far as that is known."""

    source: Source
    proposal: Proposal
    mapping: Mapping
    remembered: str = ""  # the file it was learned from; empty: only proposed

    @property
    def questions(self) -> tuple[str, ...]:
        """Codes of what must still be said."""
        return open_questions(self.mapping)


def open_files(paths: Sequence[str], progress: Progress | None = None) -> tuple[OpenFile, ...]:
    """Look at files, each once; UserErrors `import.no_files`, `import.too_many_files` and those of looking."""
    if not paths:
        raise UserError("import.no_files")
    if len(paths) > MAX_FILES:
        raise UserError("import.too_many_files", limit=MAX_FILES)
    found: dict[str, OpenFile] = {}
    for path in dict.fromkeys(paths):
        source = open_source(Path(path), progress=progress)
        if source.sha256 not in found:
            proposal = propose(source)
            found[source.sha256] = OpenFile(source, proposal, proposal.mapping)
    return tuple(found.values())


def look_again(file: OpenFile, encoding: str = "", sheet: str = "", progress: Progress | None = None) -> OpenFile:
    """Look at a file in another encoding, or at another sheet; what was said of its columns is kept where it fits."""
    source = file.source
    if sheet and sheet != source.sheet:
        source = open_source(source.path, sheet, progress)
    proposal = propose(source, encoding or file.mapping.encoding)
    kept = file.mapping
    mapping = proposal.mapping
    if proposal.fingerprint == file.proposal.fingerprint:
        mapping = msgspec.structs.replace(kept, encoding=mapping.encoding, sheet=mapping.sheet)
    else:
        mapping = msgspec.structs.replace(mapping, zone=kept.zone)
    return replace(file, source=source, proposal=proposal, mapping=mapping)


def recall(session: Session, project: str, files: Sequence[OpenFile]) -> tuple[OpenFile, ...]:
    """Fill in what was said of such files before, and what the project leaves no choice in."""
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
        found_zone = zone_of(repositories.project(connection, project))
        every = logger_data.batches(connection, project)
        meters = repositories.meters(connection, project)
        known = {
            one.proposal.fingerprint: logger_data.last_of_source(connection, project, one.proposal.fingerprint)
            for one in files
        }
    counted = counting(every)
    zone = counted[-1].mapping.zone if counted else found_zone
    found = []
    for one in files:
        batch = known[one.proposal.fingerprint]
        if batch is not None:
            before = msgspec.structs.replace(batch.mapping, zone=zone or batch.mapping.zone)
            found.append(replace(one, mapping=_as_before(one.proposal, before, plan), remembered=batch.file))
        else:
            mapping = msgspec.structs.replace(one.mapping, zone=zone, values=_only_choice(one.proposal, plan, meters))
            found.append(replace(one, mapping=mapping))
    return tuple(found)


def _as_before(proposal: Proposal, before: Mapping, plan: Plan) -> Mapping:
    """What was confirmed for the source, over what this file shows of itself."""
    now = proposal.mapping
    points = {one.no for one in plan.points}
    return msgspec.structs.replace(
        before,
        encoding=before.encoding if before.encoding in proposal.encodings else now.encoding,
        comment=now.comment,
        sheet=now.sheet,
        first_row=now.first_row,
        width=now.width,
        order=before.order if before.order in proposal.orders else "",
        step=now.step or before.step,
        decimal=before.decimal if now.decimal in ("", before.decimal) else "",
        values=tuple(one for one in before.values if one.point in points),
    )


def _only_choice(proposal: Proposal, plan: Plan, meters: Sequence[Meter]) -> tuple[ValueColumn, ...]:
    """One column of values and one point: they belong together, and people see it."""
    numbers = [one for one in proposal.columns if one.looks_like == "number"]
    if len(numbers) != 1 or len(plan.points) != 1:
        return ()
    return (value_column(proposal, numbers[0].index, plan.points[0], meters),)


def value_column(proposal: Proposal, index: int, point: MonitoringPoint, meters: Sequence[Meter]) -> ValueColumn:
    """A column as it looks, for a point; factor and digits as the register of meters has them of its only meter."""
    found = proposal.columns[index]
    own = [one for one in meters if one.serial in point.meters]
    column = ValueColumn(index, point.no, found.unit, found.kind)
    if len(own) != 1 or own[0].kind != "cumulative" or column.kind == "interval":
        return column
    return msgspec.structs.replace(column, kind="register", factor=own[0].multiplier, digits=own[0].digits)


def choose_column(session: Session, project: str, proposal: Proposal, index: int, point: str) -> ValueColumn:
    """The same for a point by its number; UserError `entry.unknown_point`."""
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
        meters = repositories.meters(connection, project)
    for one in plan.points:
        if one.no == point:
            return value_column(proposal, index, one, meters)
    raise UserError("entry.unknown_point", point)


def read_files(files: Sequence[OpenFile], progress: Progress | None = None) -> tuple[FileReading, ...]:
    """Read all values, in the order of their days; UserErrors of settling and reading name the file."""
    found = [read_file(one.source, one.mapping, progress) for one in files]
    return tuple(sorted(found, key=_first_instant))


def _first_instant(one: FileReading) -> tuple[int, str]:
    firsts = [column.series.first for column in one.columns if len(column.series)]
    return min(firsts, default=0), one.source.sha256
