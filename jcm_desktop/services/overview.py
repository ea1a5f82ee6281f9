"""The start page: projects, what is due, and starting a project of the public register."""

from __future__ import annotations

from datetime import date

import msgspec

from jcm_desktop import catalogue, clock
from jcm_desktop.domain.declaration import MissingData
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import IndexSet, MonitoringPoint, Plan
from jcm_desktop.domain.project import Location, MethodologyRef, Project
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.methodologies.library import OriginKind
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import relying, reports_shelf
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.entry_grid import frozen_words, spans_of
from jcm_desktop.services.formatting import month_label, tonnes
from jcm_desktop.services.logger_series import derive_months
from jcm_desktop.services.plan_shape import first_member
from jcm_desktop.services.planning import fixed_rows, index_tuples
from jcm_desktop.services.reminders import reminders
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind, PeriodCard, ProjectCard, RegisterRow
from jcm_desktop.storage import repositories


def start_page(session: Session) -> tuple[ProjectCard, ...]:
    """Every project with its periods and the one next thing to do for each."""
    with session.workspace.read() as connection:
        projects = repositories.projects(connection)
        periods = {one.reference: repositories.periods(connection, one.reference) for one in projects}
    return tuple(
        ProjectCard(
            reference=one.reference,
            title=one.title,
            country=_country_name(session, one.country),
            methodology=" + ".join(map(str, one.methodologies)),
            constructed=_(one.constructed),
            periods=tuple(_period_card(session, one, span) for span in periods[one.reference]),
        )
        for one in projects
    )


def _period_card(session: Session, project: Project, span: Span) -> PeriodCard:
    loaded = load(session, project.reference, span)
    dossier, assessment = loaded.dossier, loaded.assessment
    spans, today = spans_of(dossier), clock.now().date()
    filled = {(one.point, one.span) for one in dossier.active_readings}
    cells = [(point, one) for one in spans for point in dossier.plan.points]
    without = [(point, one) for point, one in cells if (point.no, one) not in filled]
    stated = [one for one in dossier.declarations if isinstance(one, MissingData)]
    empty = [
        (point, one)
        for point, one in without
        if not any(each.point == point.no and each.span.overlaps(one) for each in stated)
    ]
    records = reports_shelf.records(session.folder, project.reference, span)
    with session.workspace.read() as connection:
        frozen = repositories.is_frozen(connection, project.reference, span)
    step, page, place = _next_step(loaded, empty, len(records))
    ready = not (empty or assessment.blocking or assessment.reasons_missing) and assessment.result is not None
    result = assessment.result
    return PeriodCard(
        project=project.reference,
        span=span,
        entered=len(cells) - len(without),
        expected=len(cells),
        blocking=assessment.blocking,
        reasons_missing=assessment.reasons_missing,
        claimed=result.claimed if result else None,
        days_left=(span.last - today).days,
        report_versions=len(records),
        next_step=step,
        next_page=page,
        next_place=place,
        reminders=reminders(dossier, empty, records, today, frozen=frozen, ready=ready),
        frozen=frozen_words(dossier) if frozen else "",
        ready=ready,
        vintages=tuple(f"{one.year}: {tonnes(one.claimed)}" for one in result.vintages) if result else (),
    )


def _next_step(
    loaded: Loaded, empty: list[tuple[MonitoringPoint, Span]], versions: int
) -> tuple[str, str, Place | None]:
    definition, plan = loaded.definition, loaded.dossier.plan
    open_ = [name for name in definition.decisions if name not in plan.decisions]
    if open_:
        words = _("Decide on the plan: {decision}").format(decision=_(definition.decisions[open_[0]].label))
        return words, "plan", Place(page="plan", parameter=open_[0])
    missing = [row for row in fixed_rows(loaded.dossier.plan, loaded.definition) if row.missing]
    if missing:
        words = _("Enter {key} on the plan, with its source").format(key=missing[0].key)
        return words, "plan", Place(page="plan", parameter=missing[0].key)
    due = [(point, span) for point, span in empty if span.last < clock.now().date()]
    if due:
        point, span = due[0]
        words = _("Enter {month} for point {no}").format(month=month_label(span), no=point.no)
        place = Place("readings", point.no, point.key, span.first.isoformat(), span.last.isoformat())
        return words, "readings", place
    blocking, reasons = loaded.assessment.blocking, loaded.assessment.reasons_missing
    if blocking:
        return (
            ngettext("Solve {count} problem", "Solve {count} problems", blocking).format(count=blocking),
            "checks",
            None,
        )
    if reasons:
        words = ngettext("Give a reason for {count} warning", "Give reasons for {count} warnings", reasons)
        return words.format(count=reasons), "checks", None
    if not versions:
        return _("Make the report and sign it"), "report", None
    return _("Look at the report, or make its package"), "report", None


def register(session: Session) -> tuple[RegisterRow, ...]:
    """The projects of the public register, and which can be started here."""
    return tuple(_register_row(session, one) for one in session.register.projects)


def _register_row(session: Session, one: catalogue.RegisteredProject) -> RegisterRow:
    problem = why_not(session, one)
    return RegisterRow(
        reference=one.reference,
        title=one.title,
        country=_country_name(session, one.country),
        methodology=" + ".join(f"{id} ver{version}" for id, version in one.methodologies),
        status=one.status,
        usable=not problem,
        note=problem,
        registered_on=str(one.registered_on or ""),
        host_participants=one.host_participants,
        japanese_participants=one.japanese_participants,
    )


def why_not(session: Session, one: catalogue.RegisteredProject) -> str:
    """What keeps a project from being started: the methodologies whose official workbook must be brought first."""
    missing = session.library.missing(_refs(one))
    if not missing:
        return ""
    return _("Bring the official workbook of {names} and import it first.").format(names=", ".join(map(str, missing)))


def _refs(one: catalogue.RegisteredProject) -> tuple[MethodologyRef, ...]:
    return tuple(MethodologyRef(id, version) for id, version in one.methodologies)


def _country_name(session: Session, code: str) -> str:
    found = session.register.country(code)
    return _(found.name) if found else code


def start_project(session: Session, reference: str) -> Changes:
    """Begin working on a project of the register; its facts are filled in, the plan waits for its values.

    UserErrors: `project.not_in_register`, `project.not_usable`, `project.exists`.
    """
    found = session.register.project(reference)
    if found is None:
        raise UserError("project.not_in_register", reference)
    problem = why_not(session, found)
    if problem:
        raise UserError("project.not_usable", reference, detail=problem)
    first, *further = _refs(found)
    project = Project(
        reference=found.reference,
        title=found.title,
        country=found.country,
        status=found.status,
        methodology=first,
        further_methodologies=tuple(further),
        registered_on=found.registered_on,
        host_participants=found.host_participants,
        japanese_participants=found.japanese_participants,
        location=Location(country=known.name if (known := session.register.country(found.country)) else ""),
    )
    add_project(session, project, skeleton_plan(session.library.joined(project.methodologies)))
    words = _("{reference} is ready. Next: its plan.").format(reference=reference)
    for ref in project.methodologies:
        origin = session.library.origin(ref)
        if origin.kind is not OriginKind.SHIPPED:
            words += f" {ref}: {relying.origin_words(origin)}."
    return Changes(frozenset({Kind.PROJECTS, Kind.PLAN}), words)


def add_project(session: Session, project: Project, plan: Plan) -> None:
    """Store a project with its plan; UserError `project.exists`."""
    with session.workspace.unit_of_work(session.actor) as work:
        if any(one.reference == project.reference for one in repositories.projects(work.connection)):
            raise UserError("project.exists", project.reference)
        repositories.save_project(work.connection, project)
        repositories.save_plan(work.connection, project.reference, plan, clock.now())
        used = relying.definitions_of(session.library, plan)
        said = {"project": project, "plan": plan, "definitions": used}
        work.record(project.reference, "project.added", project.reference, said)


def skeleton_plan(definition: Definition) -> Plan:
    """A plan with one member in each set that must have one, and a point for each parameter; no values.

    Where every set of a methodology may be empty, its first has one member, so that there is something to begin with.
    """
    first, *further = (head.ref for head in definition.heads)
    needed = _needed_sets(definition)
    sets = tuple(
        IndexSet(name, (first_member(definition, name),) if name in needed else ()) for name in definition.sets
    )
    plan = Plan(methodology=first, further_methodologies=tuple(further), sets=sets)
    points: list[MonitoringPoint] = []
    for name, parameter in definition.monitored.items():
        for index in index_tuples(plan, parameter.over):
            points.append(
                MonitoringPoint(
                    no=f"({len(points) + 1})",
                    parameter=name,
                    index=index,
                    unit=parameter.unit,
                    description=parameter.label,
                    option=parameter.options[0],
                    frequency=parameter.frequency,
                )
            )
    return msgspec.structs.replace(plan, points=tuple(points))


def _needed_sets(definition: Definition) -> set[str]:
    found: set[str] = set()
    for head in definition.heads:
        own = [name for name in definition.sets if name.startswith(head.prefix)]
        found |= {name for name in own if not definition.sets[name].optional} or set(own[:1])
    return found


def open_period(session: Session, project: str, span: Span) -> Changes:
    """Open a monitoring period; UserErrors `period.overlaps`, `period.crosses_2020`.

    Pre-2021 and later reductions never share a period (decisions of the joint
    committees stop on 31 December 2020 or start on 1 January 2021).
    """
    if span.first <= date(2020, 12, 31) and span.last >= date(2021, 1, 1):
        raise UserError("period.crosses_2020", str(span))
    with session.workspace.unit_of_work(session.actor) as work:
        for other in repositories.periods(work.connection, project):
            if other.overlaps(span):
                raise UserError("period.overlaps", str(span), other=other)
        repositories.open_period(work.connection, project, span)
        work.record(project, "period.opened", str(span), {"first": span.first, "last": span.last})
    derived = derive_months(session, project)  # logger data may be there already
    kinds = frozenset({Kind.PERIODS, Kind.PROJECTS}) | derived.kinds
    opened = _("Period {span} is open.").format(span=span)
    return Changes(kinds, f"{opened} {derived.message}".strip())
