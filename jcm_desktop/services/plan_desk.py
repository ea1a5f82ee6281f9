"""Everything the plan page shows, in one reading: the plan, its units, its versions, the facts, the line diagram."""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.line_diagram import Diagram, Symbol, drawn_from
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan, VersionChange
from jcm_desktop.domain.plan_versions import Difference, counting, differences, head, on_day
from jcm_desktop.domain.plan_words import AREA_WORDS, FIELD_WORDS
from jcm_desktop.formulas.to_text import symbol_runs
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.evidence_cover import CoverRow, cover_page
from jcm_desktop.services.plan_estimates import estimate_texts
from jcm_desktop.services.plan_views import DifferenceRow, EstimateTexts, ProjectFacts, SetRow, VersionRow, VersionsView
from jcm_desktop.services.planning import plan_page, set_words
from jcm_desktop.services.project_facts import facts_of, used_zone
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import PlanView
from jcm_desktop.storage import repositories

_KINDS = {
    "draft": N_("Plan being made"),
    "registered": N_("Registered plan"),
    "lasting": N_("Change for good"),
    "temporary": N_("Deviation for some days"),
}


class PlanDesk(msgspec.Struct, frozen=True):
    """The plan page with all its tabs but the meters, which are judged for a period."""

    plan: PlanView
    units: tuple[SetRow, ...]
    versions: VersionsView
    facts: ProjectFacts
    diagram: Diagram
    cover: tuple[CoverRow, ...]  # which days of the period files cover; nothing without a period
    estimates: tuple[EstimateTexts, ...] = ()  # by calendar year, to edit


def plan_desk(session: Session, project: str, span: Span | None) -> PlanDesk:
    """The plan that is worked on; with a period, which version that period uses."""
    with session.workspace.read() as connection:
        every = repositories.plans(connection, project)
        found = repositories.project(connection, project)
        plan = repositories.plan(connection, project)
        meters = repositories.meters(connection, project)
        used = {one.point for one in repositories.readings(connection, project)}
        zone = used_zone(connection, project)
    definition = session.library.for_plan(plan)
    symbols = {name: Symbol(symbol_runs(one.symbol), one.over) for name, one in definition.monitored.items()}
    return PlanDesk(
        plan=plan_page(session, project),
        units=tuple(_set_row(plan, definition, name, used) for name in definition.sets),
        versions=versions_of(every, span),
        facts=facts_of(found, zone),
        diagram=drawn_from(plan, meters, symbols),
        estimates=estimate_texts(plan),
        cover=cover_page(session, project, span) if span is not None else (),
    )


def _set_row(plan: Plan, definition: Definition, name: str, used: set[str]) -> SetRow:
    members = plan.members(name)
    kept = set()
    for point in plan.points:
        over = definition.monitored[point.parameter].over if point.parameter in definition.monitored else ()
        if point.no in used:
            kept |= {one for each, one in zip(over, point.index, strict=False) if each == name}
    return SetRow(
        name=name,
        written=definition.index(name),
        label=set_words(definition, name),
        members=members,
        optional=definition.sets[name].optional,
        offered=rows_for(definition, name),
        with_readings=tuple(one for one in members if one in kept),
    )


# --- versions -----------------------------------------------------------------------------------------------------


def versions_of(plans: tuple[Plan, ...], span: Span | None) -> VersionsView:
    """Every version with what it changed, newest first; those taken back among them."""
    versions = counting(plans)
    latest = {one.version: one for one in plans}
    current, newest = head(plans), versions[-1]
    period_words = ""
    if span is not None and on_day(versions, span.last).version != current.version:
        words = _("The period {span} is counted with version {version}.")
        period_words = words.format(span=span, version=on_day(versions, span.last).version)
    return VersionsView(
        rows=tuple(_row(latest[number], versions) for number in sorted(latest, reverse=True)),
        registered=versions[0].locked or len(versions) > 1,
        locked=current.locked,
        newest=newest.version,
        newest_locked=newest.locked,
        worked_on=current.version,
        state_words=_state_words(current),
        period_words=period_words,
    )


def _state_words(plan: Plan) -> str:
    if plan.version == 1:
        return _("Version 1: the registered plan, locked") if plan.locked else _("Version 1, not locked yet")
    words = _("Version {version}, locked") if plan.locked else _("Version {version}, open for changes")
    return words.format(version=plan.version)


def _row(plan: Plan, versions: tuple[Plan, ...]) -> VersionRow:
    change = plan.change or VersionChange()
    kind = "temporary" if change.temporary else "lasting"
    if plan.version == 1:
        kind = "registered" if plan.locked else "draft"
    before = [one for one in versions if one.version < plan.version and not (one.change and one.change.temporary)]
    found = differences(before[-1], plan) if before else ()
    state = _("taken back") if plan.withdrawn else _("locked") if plan.locked else _("open for changes")
    return VersionRow(
        version=plan.version,
        kind=kind,
        kind_words=_(_KINDS[kind]),
        state_words=state,
        valid_from=plan.valid_from,
        until=change.until,
        approval=plan.approval,
        what=change.what,
        why=change.why,
        treatment=change.treatment,
        locked=plan.locked,
        withdrawn=plan.withdrawn,
        differences=tuple(_difference(one) for one in found),
    )


def _difference(one: Difference) -> DifferenceRow:
    what = _(AREA_WORDS[one.area]).format(key=one.key)
    if one.field:
        what += f": {_(FIELD_WORDS.get(one.field, one.field))}"
    return DifferenceRow(what, one.before, one.after)
