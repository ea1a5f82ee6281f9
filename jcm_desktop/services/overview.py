"""The start page: projects, what is due, and starting a project of the public register."""

from __future__ import annotations

from datetime import date

import msgspec

from jcm_desktop import catalogue, clock
from jcm_desktop.domain.declaration import MissingData
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import DAY, Span, refuse_senseless
from jcm_desktop.domain.plan import IndexSet, MonitoringPoint, Plan
from jcm_desktop.domain.project import ESTIMATE, NOT_REGISTERED, Location, MethodologyRef, Project
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.library import OriginKind
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import relying, reports_shelf
from jcm_desktop.services.dossiers import load, of_project
from jcm_desktop.services.entry_grid import frozen_words, spans_of
from jcm_desktop.services.formatting import tonnes
from jcm_desktop.services.logger_series import derive_months
from jcm_desktop.services.next_step import Step, first_step, next_step, problems
from jcm_desktop.services.plan_shape import first_member
from jcm_desktop.services.plan_store import plan_of
from jcm_desktop.services.planning import index_tuples
from jcm_desktop.services.reminders import reminders
from jcm_desktop.services.report_current import is_current
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind, PeriodCard, ProjectCard, RegisterRow
from jcm_desktop.storage import repositories

STANDINGS = {ESTIMATE: N_("Estimate"), NOT_REGISTERED: N_("Not in the register")}  # words for a badge
LAST_BEFORE_PARIS = date(2020, 12, 31)  # reductions of later days are another regime's


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
            standing=_(STANDINGS[one.status]) if one.status in STANDINGS else "",
            periods=tuple(_period_card(session, one, span) for span in periods[one.reference]),
            first_step=None if periods[one.reference] else _first_step(session, one.reference),
        )
        for one in projects
    )


def _first_step(session: Session, project: str) -> Step:
    plan, definition = plan_of(session, project)
    return first_step(plan, definition)


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
    ready = not (empty or assessment.blocking or assessment.reasons_missing) and assessment.result is not None
    outdated = bool(records) and not is_current(records[-1], dossier, loaded.definition)
    step, page, place = next_step(loaded, empty, records, today, frozen=frozen, ready=ready, outdated=outdated)
    result = assessment.result
    if project.status == ESTIMATE and page == "checks" and result is not None:  # no report to solve problems for
        step, page, place = Step(_("Look at the result"), "result")
    return PeriodCard(
        project=project.reference,
        span=span,
        entered=len(cells) - len(without),
        expected=len(cells),
        blocking=problems(loaded, today),
        reasons_missing=assessment.reasons_missing,
        claimed=result.claimed if result else None,
        days_left=(span.last - today).days,
        report_versions=len(records),
        next_step=step,
        next_page=page,
        next_place=place,
        reminders=reminders(
            of_project(session, dossier), empty, records, today, frozen=frozen, ready=ready, outdated=outdated
        ),
        frozen=frozen_words(dossier) if frozen else "",
        ready=ready,
        vintages=tuple(f"{one.year}: {tonnes(one.claimed)}" for one in result.vintages) if result else (),
    )


def register(session: Session) -> tuple[RegisterRow, ...]:
    """The projects of the public register, and which can be started here."""
    with session.workspace.read() as connection:
        own = {one.reference for one in repositories.projects(connection)}
    return tuple(_register_row(session, one, here=one.reference in own) for one in session.register.projects)


def _register_row(session: Session, one: catalogue.RegisteredProject, *, here: bool) -> RegisterRow:
    missing = why_not(session, one)
    problem = _("It is here already.") if here else missing
    return RegisterRow(
        reference=one.reference,
        title=one.title,
        country=_country_name(session, one.country),
        methodology=" + ".join(f"{id} ver{version}" for id, version in one.methodologies),
        status=one.status,
        usable=not missing,
        note=problem,
        registered_on=str(one.registered_on or ""),
        host_participants=one.host_participants,
        japanese_participants=one.japanese_participants,
        here=here,
        missing=bool(missing) and not here,
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
    """Open a monitoring period; UserErrors `period.overlaps`, `period.crosses_2020`, `period.senseless`.

    Pre-2021 and later reductions never share a period (decisions of the joint
    committees stop on 31 December 2020 or start on 1 January 2021).
    """
    if len(split_at_2020(span)) > 1:
        raise UserError("period.crosses_2020", str(span))
    return _open_periods(session, project, (span,))


def open_split(session: Session, project: str, span: Span) -> Changes:
    """Open the parts of days that cross from 2020 into 2021, both or neither; UserError `period.overlaps`."""
    return _open_periods(session, project, split_at_2020(span))


def split_at_2020(span: Span) -> tuple[Span, ...]:
    """The days up to the end of 2020, and those after it; one part where all lie on one side."""
    parts = (span.common(Span(date.min, LAST_BEFORE_PARIS)), span.common(Span(LAST_BEFORE_PARIS + DAY, date.max)))
    return tuple(one for one in parts if one is not None)


def _open_periods(session: Session, project: str, spans: tuple[Span, ...]) -> Changes:
    with session.workspace.unit_of_work(session.actor) as work:
        for span in spans:
            refuse_senseless(span)
            for other in repositories.periods(work.connection, project):
                if other.overlaps(span):
                    raise UserError("period.overlaps", str(span), other=other)
            repositories.open_period(work.connection, project, span)
            work.record(project, "period.opened", str(span), {"first": span.first, "last": span.last})
    derived = derive_months(session, project)  # logger data may be there already
    kinds = frozenset({Kind.PERIODS, Kind.PROJECTS}) | derived.kinds
    opened = " ".join(_("Period {span} is open.").format(span=span) for span in spans)
    return Changes(kinds, f"{opened} {derived.message}".strip())
