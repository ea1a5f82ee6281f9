"""The sample projects that come with the application; what is constructed in them says so everywhere."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.confirmation import Compared, Confirmation
from jcm_desktop.domain.declaration import Declaration
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.comparing import digest_of, items_of
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.methodologies.strict_yaml import decode
from jcm_desktop.services.confirming import kept_file
from jcm_desktop.services.declaring import declare
from jcm_desktop.services.entry import EVENT
from jcm_desktop.services.evidence import Proof, attach_files
from jcm_desktop.services.overview import add_project, open_period
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import confirmations, repositories

SAMPLES = ("MN006", "ID003")


class SampleReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A constructed reading of a sample file."""

    point: str
    first: date
    last: date
    value: Decimal
    unit: str


class SampleEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A constructed evidence file of a sample."""

    file: str
    kind: str
    points: tuple[str, ...]
    issuer: str
    first: date
    last: date


class SampleConfirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who would have confirmed the sample's definition, with which constructed file."""

    person: str
    organisation: str
    file: str
    page: str


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `resources/samples/<reference>.yaml`."""

    project: Project
    period: Span
    plan: Plan
    meters: tuple[Meter, ...]
    evidence: tuple[SampleEvidence, ...]
    readings: tuple[SampleReading, ...]
    declarations: tuple[Declaration, ...] = ()
    confirmation: SampleConfirmation | None = None


def sample(reference: str) -> Sample:
    """Read one sample strictly."""
    path = resources.files("resources") / "samples" / f"{reference}.yaml"
    return decode(path.read_text(encoding="utf-8"), f"samples/{reference}.yaml", Sample)


def load_samples(session: Session) -> Changes:
    """Add the samples that the workspace does not have yet."""
    with session.workspace.read() as connection:
        present = {one.reference for one in repositories.projects(connection)}
    added = [reference for reference in SAMPLES if reference not in present]
    for reference in added:
        _add(session, sample(reference))
    for reference in SAMPLES:
        _confirm(session, sample(reference))
    words = _("Sample projects: {names}").format(names=", ".join(added)) if added else ""
    kinds = frozenset({Kind.PROJECTS, Kind.PLAN, Kind.READINGS, Kind.PERIODS, Kind.EVIDENCE}) if added else frozenset()
    return Changes(kinds, words)


def _add(session: Session, one: Sample) -> None:
    reference = one.project.reference
    add_project(session, one.project, one.plan)
    open_period(session, reference, one.period)
    readings = [
        Reading(
            id=uuid.uuid4().hex,
            point=row.point,
            first=row.first,
            last=row.last,
            quantity=Quantity(row.value, row.unit),
            typed=f"{row.value} {row.unit}",
            note="Constructed sample data",
            recorded_at=clock.now(),
            recorded_by=session.actor,
        )
        for row in one.readings
    ]
    with session.workspace.unit_of_work(session.actor) as work:
        for meter in one.meters:
            repositories.add_meter(work.connection, reference, meter)
            work.record(reference, "meter.added", meter.serial, {"meter": meter})
        repositories.add_readings(work.connection, reference, readings)
        work.record(reference, EVENT, "", {"readings": readings})
    for declared in one.declarations:
        declare(session, reference, one.period, declared)
    for item in one.evidence:
        with resources.as_file(resources.files("resources") / "samples" / "evidence" / item.file) as path:
            _attach(session, reference, item, path)


def constructed_confirmation(one: Sample, definition: Definition, file: Evidence) -> Confirmation:
    """A confirmation of every part of a definition that nobody gave; it counts for sample projects only."""
    if one.confirmation is None:
        raise ValueError(one.project.reference)
    said = one.confirmation
    return Confirmation(
        methodology=definition.ref,
        definition=digest_of(definition),
        person=said.person,
        organisation=said.organisation,
        items=tuple(Compared(item.key, item.content, said.page, file.sha256) for item in items_of(definition)),
        documents=(msgspec.structs.replace(file, constructed=True),),
        constructed=True,
    )


def _confirm(session: Session, one: Sample) -> None:
    """Once for each form of the definition, also where the sample was added by an earlier version of the program."""
    ref = one.project.methodology
    if one.confirmation is None or not session.library.has(ref):
        return
    digest = session.library.digest(ref)
    with session.workspace.read() as connection:
        told = confirmations.history(connection, ref)
    if any(isinstance(each, Confirmation) and each.constructed and each.definition == digest for each in told):
        return
    with resources.as_file(resources.files("resources") / "samples" / "evidence" / one.confirmation.file) as path:
        file = kept_file(session, path)
    made = constructed_confirmation(one, session.library.written(ref), file)
    made = msgspec.structs.replace(made, by=session.actor, at=clock.now())
    with session.workspace.unit_of_work(session.actor) as work:
        confirmations.add(work.connection, made)
        work.record("", "definition.confirmation_constructed", str(ref), {"stated": [made]})


def _attach(session: Session, reference: str, item: SampleEvidence, path: Path) -> None:
    for point in item.points:
        proof = Proof(item.kind, (point,), item.issuer, item.first, item.last, constructed=True)
        attach_files(session, reference, (str(path),), proof)
