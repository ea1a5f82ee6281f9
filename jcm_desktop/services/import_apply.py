"""Store an import: batches, blocks, explained steps and the readings derived from them, with one event, or nothing.

The file itself is kept as evidence under its SHA-256 before, so that everything
can be computed from it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jcm_desktop.datafiles.read import FileReading
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.series.zones import local_day
from jcm_desktop.services.import_plan import Decisions, DryRun, dry_run
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import logger_data, repositories

EVENT = "readings.imported"
NOT_UNDONE = N_(
    "Logger data are not undone by a key: thousands of values belong together, and a reason is kept. Take an import "
    "back, or correct a value, under “Logger data”. What was typed before stays as it is."
)
_SHORTEST_REASON = 5  # shorter than a word explains nothing


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored."""

    changes: Changes
    batches: int
    values: int
    readings: int


def apply(
    session: Session, project: str, readings: Sequence[FileReading], decisions: Decisions | None = None
) -> Changes:
    """Store what a dry run of the same files and decisions says; one transaction, one event.

    UserErrors of `blockers`, and `data.changed`; WorldErrors of the disk. Files that are
    stored already change nothing.
    """
    return store(session, dry_run(session, project, readings, decisions)).changes


def blockers(dry: DryRun) -> tuple[UserError, ...]:
    """Why a dry run cannot be stored as it is; empty if it can."""
    found: list[UserError] = list(dry.refused)
    bad = [one for one in dry.readings if one.problems.count]
    if bad:
        names = ", ".join(one.source.name for one in bad)
        found.append(UserError("import.has_problems", names, count=sum(one.problems.count for one in bad)))
    if dry.falls:
        found.append(UserError("import.register_fell", dry.falls[0].point, count=len(dry.falls)))
    if dry.different and not dry.decisions.overlap:
        found.append(UserError("import.undecided", dry.project, count=dry.different))
    if _needs_reason(dry) and len(dry.decisions.reason.strip()) < _SHORTEST_REASON:
        found.append(UserError("import.reason_missing", dry.project))
    return tuple(found)


def _needs_reason(dry: DryRun) -> bool:
    """Whether something that is stored would be replaced."""
    corrected = any(one.batch.overlap == "correct" or one.batch.supersedes for one in dry.batches)
    return corrected or any(one.state == "typed" for one in dry.changes)


def store(session: Session, dry: DryRun) -> Stored:
    """Store a dry run that was made in this very call of the lane."""
    for error in blockers(dry):
        raise error
    new = [change.new for change in dry.changes]
    if not dry.batches and not new and not dry.overlays:
        return Stored(
            Changes(frozenset(), _("Everything in these files is stored already. Nothing was added.")), 0, 0, 0
        )
    used = {one.batch.file_sha256 for one in dry.batches}
    for file in dry.readings:
        if file.source.sha256 in used:
            session.workspace.evidence.put_data(file.source.path, file.source.sha256)
    items = _evidence(dry)
    with session.workspace.unit_of_work(session.actor) as work:
        known = {(one.sha256, one.points) for one in repositories.evidence(work.connection, dry.project)}
        items = [one for one in items if (one.sha256, one.points) not in known]
        for made in dry.batches:
            logger_data.add_batch(work.connection, dry.project, made.batch, made.blocks)
        logger_data.add_overlays(work.connection, dry.project, dry.overlays)
        for item in items:
            repositories.add_evidence(work.connection, dry.project, item)
        for one in new:
            repositories.drop_draft(work.connection, dry.project, one.point, one.span)
        repositories.add_readings(work.connection, dry.project, new)
        payload = {
            "batches": [one.batch for one in dry.batches],
            "overlays": list(dry.overlays),
            "readings": new,
            "evidence": items,
        }
        work.record(dry.project, EVENT, ", ".join(sorted({one.batch.point for one in dry.batches})), payload)
    forget_steps(session, dry.project)
    values = sum(one.batch.rows for one in dry.batches)
    return Stored(Changes(_kinds(bool(items)), _words(values, len(new))), len(dry.batches), values, len(new))


def forget_steps(session: Session, project: str) -> None:
    """An import cannot be undone by a key, so nothing typed before it is undone over it; undo says so."""
    session.undo_ends[project] = NOT_UNDONE
    for steps in (session.undo_steps, session.redo_steps):
        for key in [one for one in steps if one.startswith(f"{project} ")]:
            del steps[key]


def _kinds(evidence: bool) -> frozenset[Kind]:
    return frozenset({Kind.READINGS, Kind.EVIDENCE} if evidence else {Kind.READINGS})


def _words(values: int, readings: int) -> str:
    words = ngettext(
        "Imported: {values} values, {readings} month.", "Imported: {values} values, {readings} months.", readings
    )
    return words.format(values=f"{values:,}", readings=readings)


def _evidence(dry: DryRun) -> list[Evidence]:
    """Each file as a meter record of the points it has values for."""
    found = []
    for file in dry.readings:
        own = [one.batch for one in dry.batches if one.batch.file_sha256 == file.source.sha256]
        if not own:
            continue
        zone = file.mapping.zone
        firsts = [local_day(zone, int(one.first.timestamp())) for one in own if one.first]
        lasts = [local_day(zone, int(one.last.timestamp())) for one in own if one.last]
        suffix = file.source.path.suffix.lstrip(".").lower()
        found.append(
            Evidence(
                sha256=file.source.sha256,
                name=file.source.name,
                extension=suffix if suffix.isascii() and suffix.isalnum() and len(suffix) <= 8 else "dat",
                size=file.source.size,
                kind="meter-record",
                points=tuple(one.point for one in own),
                first=min(firsts),
                last=max(lasts),
            )
        )
    return found
