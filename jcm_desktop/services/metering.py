"""The register of meters: what each is, its calibrations and events, the days they cover, corrections to accept.

Each change is a new version of the meter with its event; nothing known is overwritten.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.declaration import AcceptedCorrection
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.meter import Calibration, Meter, MeterEvent
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.checking import finding_rows
from jcm_desktop.services.declaring import declare, withdraw
from jcm_desktop.services.dossiers import Loaded, load, of_project
from jcm_desktop.services.formatting import number, plain_number, signed_tonnes
from jcm_desktop.services.meter_rules import as_known, begun_by_exchange, digits_of, refuse_error, refuse_impossible
from jcm_desktop.services.meter_store import store_meter
from jcm_desktop.services.plan_store import change_plan
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, FindingRow, Kind
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import UnitOfWork
from jcm_desktop.validation.kinds.calibration import Late, late_calibrations
from jcm_desktop.validation.runner import CheckContext

CHANGED = frozenset({Kind.PLAN, Kind.READINGS})
# Texts of a meter's form; each is a field of `Meter` and is read by its kind.
TEXTS = ("make", "model", "accuracy_class", "standard", "unit")
NUMBERS = ("max_error_percent", "multiplier", "first_reading")
DAYS = ("from_day", "until_day")
KIND_WORDS = {"interval": N_("Values of each interval"), "cumulative": N_("Register that counts up")}
EVENT_WORDS = {"swap": N_("exchanged"), "reset": N_("set back"), "rollover": N_("started again at zero")}


class CalibrationRow(msgspec.Struct, frozen=True):
    """One calibration as shown."""

    on: date
    valid_until: date | None
    number: str
    body: str
    accredited: bool | None
    standard: str
    found_error: str
    evidence: str
    file: str = ""  # its name


class EventRow(msgspec.Struct, frozen=True):
    """An event as shown."""

    day: date
    kind: str
    words: str
    file: str = ""


class CoverBar(msgspec.Struct, frozen=True):
    """A stretch of days of the period and what holds: covered, missing, late, corrected or out of service."""

    span: Span
    state: str


class CorrectionRow(msgspec.Struct, frozen=True):
    """A correction that is due for days of a meter at a point, or was accepted."""

    point: str
    span: Span
    percent: str
    adds: bool
    tonnes: str  # what it costs
    words: str
    accepted: bool


class MeterCard(msgspec.Struct, frozen=True):
    """A meter with its days."""

    serial: str
    points: tuple[str, ...]
    make: str
    model: str
    accuracy_class: str
    standard: str
    max_error: str
    kind: str
    multiplier: str
    digits: str
    from_day: date | None
    until_day: date | None
    calibrations: tuple[CalibrationRow, ...]
    events: tuple[EventRow, ...]
    bars: tuple[CoverBar, ...]
    corrections: tuple[CorrectionRow, ...]
    findings: tuple[FindingRow, ...]
    unit: str = ""  # of the register
    first_reading: str = ""


class MetersView(msgspec.Struct, frozen=True):
    """The register of a project's meters, judged for one period."""

    project: str
    span: Span
    constructed: str
    cards: tuple[MeterCard, ...]
    points: tuple[tuple[str, str], ...]  # number and words of each point measured by the project
    named: dict[str, tuple[str, ...]] = {}  # serials that points name, with the numbers of these points


def meters_page(session: Session, project: str, span: Span) -> MetersView:
    """Every meter of the project with the days its calibrations cover in a period."""
    loaded = load(session, project, span)
    dossier = of_project(session, loaded.dossier)
    lates = list(late_calibrations(loaded.assessment.context))
    return MetersView(
        project=project,
        span=span,
        constructed=_(dossier.project.constructed),
        cards=tuple(_card(one, loaded, dossier, lates) for one in dossier.meters),
        points=tuple((one.no, one.description) for one in dossier.plan.points if one.option == "C"),
        named=_named(dossier.plan),
    )


def _named(plan: Plan) -> dict[str, tuple[str, ...]]:
    serials = {serial for point in plan.points for serial in point.meters}
    return {serial: tuple(one.no for one in plan.points if serial in one.meters) for serial in sorted(serials)}


def _card(meter: Meter, loaded: Loaded, dossier: Dossier, lates: list[Late]) -> MeterCard:
    context = loaded.assessment.context
    own = [one for one in lates if one.meter.serial == meter.serial]
    found = [one for one in loaded.assessment.findings if one.facts.get("serial") == meter.serial]
    names = {one.sha256: one.name for one in dossier.evidence}
    return MeterCard(
        serial=meter.serial,
        points=tuple(one.no for one in dossier.plan.points if meter.serial in one.meters),
        make=meter.make,
        model=meter.model,
        accuracy_class=meter.accuracy_class,
        standard=meter.standard,
        max_error=_plain(meter.max_error_percent),
        kind=meter.kind,
        multiplier=plain_number(meter.multiplier),
        digits="" if meter.digits is None else str(meter.digits),
        from_day=meter.from_day,
        until_day=meter.until_day,
        calibrations=tuple(_calibration(one, names) for one in meter.history),
        events=tuple(
            EventRow(one.day, one.kind, _event_words(one), names.get(one.evidence, "")) for one in meter.events
        ),
        bars=_bars(meter, dossier.period, own, context),
        corrections=tuple(row for one in own if (row := _correction(one, context)) is not None),
        findings=finding_rows(tuple(found)),
        unit=meter.unit,
        first_reading=_plain(meter.first_reading),
    )


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)


def _calibration(one: Calibration, names: dict[str, str]) -> CalibrationRow:
    return CalibrationRow(
        on=one.on,
        valid_until=one.valid_until,
        number=one.number,
        body=one.body,
        accredited=one.accredited,
        standard=one.standard,
        found_error=_plain(one.found_error_percent),
        evidence=one.evidence,
        file=names.get(one.evidence, ""),
    )


def _event_words(event: MeterEvent) -> str:
    words = _("{day}: {what}, final {final}, first {first}").format(
        day=event.day,
        what=_(EVENT_WORDS[event.kind]),
        final=_plain(event.final) or "?",
        first=_plain(event.first) or "?",
    )
    return words + (f" → {event.successor}" if event.successor else "") + (f" ({event.text})" if event.text else "")


def _bars(meter: Meter, period: Span, lates: list[Late], context: CheckContext) -> tuple[CoverBar, ...]:
    """The period cut where the state changes."""
    served = meter.service(period)
    missing = meter.uncovered(period)
    states = {one.days: "corrected" if one.accepted(context) else "late" for one in lates}
    found: list[CoverBar] = []
    for day in (period.first.fromordinal(at) for at in range(period.first.toordinal(), period.last.toordinal() + 1)):
        gap = next((one for one in missing if one.first <= day <= one.last), None)
        if served is None or not served.first <= day <= served.last:
            state = "out of service"
        else:
            state = "covered" if gap is None else states.get(gap, "missing")
        if found and found[-1].state == state:
            found[-1] = CoverBar(Span(found[-1].span.first, day), state)
        else:
            found.append(CoverBar(Span(day, day), state))
    return tuple(found)


def _correction(late: Late, context: CheckContext) -> CorrectionRow | None:
    due = late.correction(context)
    if due is None:
        return None
    one, cost = due
    words = (
        _("Readings of months that hold a day from {first} to {last} are raised by {percent} %.")
        if one.adds
        else _("Readings of months that hold a day from {first} to {last} are lowered by {percent} %.")
    )
    return CorrectionRow(
        point=late.point.no,
        span=late.days,
        percent=number(one.percent),
        adds=one.adds,
        tonnes=signed_tonnes(cost),
        words=words.format(first=one.first, last=one.last, percent=number(one.percent)),
        accepted=late.accepted(context) is not None,
    )


# --- changing the register ----------------------------------------------------------------------------------------


def describe_meter(session: Session, /, project: str, serial: str, points: tuple[str, ...], **texts: Any) -> Changes:
    """Add a meter or describe a known one anew; `points` are the monitoring points it serves.

    Texts: those of `TEXTS`, numbers of `NUMBERS` and `digits` as typed, days of `DAYS`, `kind`.
    UserErrors: `meter.serial_missing`, `meter.days_reversed`, `meter.bad_digits`, `meter.not_positive`,
    `meter.same_serial`, `meter.error_negative`, `meter.error_too_large`, `plan.unknown_point`, number.*, unit.*
    (a register measures what its points measure), `register.negative`, `register.too_many_digits`,
    `meter.period_frozen`.

    A new meter that another one was exchanged for begins on the day after, at the same points, unless more is said.
    """
    name = serial.strip()
    if not name:
        raise UserError("meter.serial_missing", project)
    fields: dict[str, Any] = {one: str(texts[one]).strip() for one in TEXTS if one in texts}
    for one in NUMBERS:
        if one in texts:
            typed = str(texts[one]).strip()
            fields[one] = parse_number(typed) if typed else (Decimal(1) if one == "multiplier" else None)
    if "digits" in texts:
        fields["digits"] = digits_of(str(texts["digits"]).strip(), name)
    fields |= {one: texts[one] for one in (*DAYS, "kind") if one in texts}
    with session.workspace.read() as connection:
        known = {one.serial: one for one in repositories.meters(connection, project)}
        plan = repositories.plan(connection, project)
    unknown = set(points) - {one.no for one in plan.points}
    if unknown:
        raise UserError("plan.unknown_point", min(unknown))
    written = as_known(name, known.values(), plan)
    if written != name:
        raise UserError("meter.same_serial", name, known=written)
    meter = msgspec.structs.replace(known.get(name, Meter(name)), **fields)
    begun = begun_by_exchange(name, known.values())
    if begun is not None:
        before, begins = begun
        meter = msgspec.structs.replace(meter, from_day=meter.from_day or begins)
        if name not in known and not points:
            points = tuple(one.no for one in plan.points if before in one.meters or name in one.meters)
    if meter.from_day and meter.until_day and meter.until_day < meter.from_day:
        raise UserError("meter.days_reversed", name, first=meter.from_day, last=meter.until_day)
    refuse_impossible(meter, [one.unit for one in plan.points if one.no in points])
    with session.workspace.unit_of_work(session.actor) as work:
        store_meter(work, project, meter)
        _serve(work, project, plan, name, points)
    return Changes(CHANGED, _("Saved: meter {serial}").format(serial=name))


def add_calibration(
    session: Session, project: str, serial: str, calibration: Calibration, path: str = "", replaces: date | None = None
) -> Changes:
    """Add a calibration or certificate with its file, or enter one of the same or a given day anew.

    The file becomes evidence of the points the meter serves. UserErrors: `meter.unknown`, `meter.days_reversed`,
    `meter.calibrated_in_future`, `meter.error_negative`, `meter.error_too_large`, `meter.period_frozen`,
    `file.missing`, evidence.*.
    """
    refuse_error(serial, calibration.found_error_percent)
    if calibration.valid_until is not None and calibration.valid_until < calibration.on:
        raise UserError("meter.days_reversed", serial, first=calibration.on, last=calibration.valid_until)
    if calibration.on > clock.now().date():
        raise UserError("meter.calibrated_in_future", serial, day=calibration.on)
    meter = _known(session, project, serial)
    days = calibration.on, calibration.valid_until
    item = _file(session, project, serial, path, "certificate", calibration.body, *days) if path else None
    again = [one for one in meter.history if one.on in (calibration.on, replaces)]
    kept_file = next((one.evidence for one in again if one.evidence), "")
    evidence = item.sha256 if item else calibration.evidence or kept_file
    calibration = msgspec.structs.replace(calibration, evidence=evidence)
    kept = tuple(one for one in meter.history if one not in again)
    _save(session, project, _with_history(meter, (*kept, calibration)), item)
    return Changes(
        _changed(item), _("Saved: calibration of {serial} on {day}").format(serial=serial, day=calibration.on)
    )


def drop_calibration(session: Session, project: str, serial: str, on: date) -> Changes:
    """Take out a calibration that was entered wrongly; the record of it stays. UserErrors as of `drop_event`."""
    meter = _known(session, project, serial)
    kept = tuple(one for one in meter.history if one.on != on)
    if len(kept) == len(meter.history):
        raise UserError("meter.no_such_entry", serial, day=on)
    _save(session, project, _with_history(meter, kept))
    return Changes(CHANGED, _("Taken out: calibration of {serial} on {day}").format(serial=serial, day=on))


def _with_history(meter: Meter, calibrations: tuple[Calibration, ...]) -> Meter:
    """The meter with these; the first certificate's own fields move into the list, so that they are stored once."""
    return msgspec.structs.replace(
        meter,
        calibrations=tuple(sorted(calibrations, key=lambda one: one.on)),
        certificate="",
        certificate_body="",
        accredited=None,
        calibrated_on=None,
        valid_until=None,
    )


def add_event(session: Session, project: str, serial: str, event: MeterEvent, path: str = "") -> Changes:
    """Record an exchange, a reset or a register that started again; UserErrors `meter.unknown`, `meter.same_day`.

    After an exchange the meter's service ends on that day. A new meter that is described
    already begins on the next, at the same points.
    """
    meter = _known(session, project, serial)
    if any(one.day == event.day for one in meter.events):
        raise UserError("meter.same_day", serial, day=event.day)
    if event.successor:
        with session.workspace.read() as connection:
            meters, plan = repositories.meters(connection, project), repositories.plan(connection, project)
        event = msgspec.structs.replace(event, successor=as_known(event.successor, meters, plan))
    if event.kind == "swap" and event.successor == serial:
        raise UserError("meter.own_successor", serial)
    item = _file(session, project, serial, path, "meter-record", "", event.day, event.day) if path else None
    if item is not None:
        event = msgspec.structs.replace(event, evidence=item.sha256)
    events = tuple(sorted((*meter.events, event), key=lambda one: one.day))
    changed = msgspec.structs.replace(meter, events=events)
    if event.kind == "swap":
        changed = msgspec.structs.replace(changed, until_day=event.day)
    with session.workspace.unit_of_work(session.actor) as work:
        _store(work, project, changed, item)
        if event.kind == "swap" and event.successor:
            _begin_successor(work, project, serial, event)
    return Changes(_changed(item), _("Saved: meter {serial}").format(serial=serial))


def _begin_successor(work: UnitOfWork, project: str, serial: str, event: MeterEvent) -> None:
    known = {one.serial: one for one in repositories.meters(work.connection, project)}
    plan = repositories.plan(work.connection, project)
    successor = known.get(event.successor)
    if successor is None:
        return  # a check asks for it until it is described
    if successor.from_day is None:
        store_meter(work, project, msgspec.structs.replace(successor, from_day=event.day + DAY))
    served = {one.no for one in plan.points if serial in one.meters or event.successor in one.meters}
    _serve(work, project, plan, event.successor, tuple(served))


def drop_event(session: Session, project: str, serial: str, day: date) -> Changes:
    """Take out an event that was entered wrongly; the record of it stays.

    UserErrors `meter.unknown`, `meter.no_such_entry`.
    """
    meter = _known(session, project, serial)
    gone = next((one for one in meter.events if one.day == day), None)
    if gone is None:
        raise UserError("meter.no_such_entry", serial, day=day)
    changed = msgspec.structs.replace(meter, events=tuple(one for one in meter.events if one.day != day))
    if gone.kind == "swap" and meter.until_day == day:
        changed = msgspec.structs.replace(changed, until_day=None)
    _save(session, project, changed)
    return Changes(CHANGED, _("Saved: meter {serial}").format(serial=serial))


def _file(
    session: Session, project: str, serial: str, path: str, kind: str, issuer: str, first: date, last: date | None
) -> Evidence:
    """Keep a file that proves something of a meter, as evidence of the points it serves."""
    source = Path(path)
    if not source.is_file():
        raise UserError("file.missing", path)
    sha256, size = session.workspace.evidence.put(source)
    with session.workspace.read() as connection:
        points = tuple(one.no for one in repositories.plan(connection, project).points if serial in one.meters)
    extension = source.suffix.lstrip(".").lower() or "bin"
    return Evidence(sha256, source.name, extension, size, kind, points, issuer.strip(), first, last)


def _changed(item: Evidence | None) -> frozenset[Kind]:
    return CHANGED | {Kind.EVIDENCE} if item else CHANGED


def accept_correction(session: Session, project: str, span: Span, serial: str, point: str, days: Span) -> Changes:
    """Accept the correction that is due for days of a meter at a point; UserError `meter.no_correction`."""
    context = load(session, project, span).assessment.context
    for late in late_calibrations(context):
        if (late.meter.serial, late.point.no, late.days) == (serial, point, days):
            due = late.correction(context)
            if due is not None:
                declare(session, project, span, due[0])
                words = _("The correction counts: {tonnes}.").format(tonnes=signed_tonnes(due[1]))
                return Changes(CHANGED | {Kind.REASONS}, words)
    raise UserError("meter.no_correction", serial, first=days.first, last=days.last)


def take_back_correction(session: Session, project: str, span: Span, serial: str, point: str, days: Span) -> Changes:
    """Let a correction no longer count; UserError `meter.no_correction`."""
    for one in load(session, project, span).dossier.declarations:
        if isinstance(one, AcceptedCorrection) and (one.meter, one.point, one.span) == (serial, point, days):
            withdraw(session, project, span, one)
            return Changes(CHANGED | {Kind.REASONS}, _("The correction no longer counts."))
    raise UserError("meter.no_correction", serial, first=days.first, last=days.last)


def _known(session: Session, project: str, serial: str) -> Meter:
    with session.workspace.read() as connection:
        for one in repositories.meters(connection, project):
            if one.serial == serial:
                return one
    raise UserError("meter.unknown", serial)


def _save(session: Session, project: str, meter: Meter, item: Evidence | None = None) -> None:
    with session.workspace.unit_of_work(session.actor) as work:
        _store(work, project, meter, item)


def _store(work: UnitOfWork, project: str, meter: Meter, item: Evidence | None) -> None:
    if item is not None:
        repositories.add_evidence(work.connection, project, item)
        work.record(project, "evidence.attached", item.sha256, {"evidence": item})
    store_meter(work, project, meter)


def _serve(work: UnitOfWork, project: str, plan: Plan, serial: str, points: tuple[str, ...]) -> None:
    """Name the meter at exactly these points."""
    changed = []
    for one in plan.points:
        kept = tuple(each for each in one.meters if each != serial)
        serials = one.meters if serial in one.meters and one.no in points else kept
        if one.no in points and serial not in one.meters:
            serials = (*kept, serial)
        changed.append(msgspec.structs.replace(one, meters=serials))
    if tuple(changed) != plan.points:
        new = msgspec.structs.replace(plan, points=tuple(changed))
        try:
            change_plan(work, project, new, serial, {"meter": serial, "points": list(points)})
        except UserError as error:
            if error.code != "plan.period_frozen":
                raise
            raise UserError("meter.period_frozen", error.place, serial=serial) from error
