"""Rules about what changed since registration: approved for good, recorded for some days, or not at all.

They compare the plan that holds for the period with the registered one. Where nobody
said which plan is the registered one, there is nothing to compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.domain.plan_versions import is_recorded, other_figures_within, registered_content
from jcm_desktop.domain.plan_words import FIELD_WORDS
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind

_NO_APPROVAL = N_("version {version} of the plan names no approval")
_NO_RECORD = N_("the plan is not the registered one, and no change is recorded")
_INSIDE = N_("other units, values or points held on {day}, inside the period; one report can only count with one plan")
_METER_GONE = N_("meter {serial} of the registered plan is no longer named at point {point}, and no change is recorded")
_METER_ADDED = N_("meter {serial} at point {point} is not in the registered plan, nor exchanged for one that is")
_NO_START = N_("its first day")
_NO_END = N_("its last day")
_NO_REASON = N_("its reason")
_NO_TREATMENT = N_("how its days are counted carefully")
_INCOMPLETE = N_("is not complete: {words} is missing")
_COMPLETE = N_("lasts from {first} to {last}: {why}. Its days are counted carefully: {treatment}")
_APPROVED = N_("as approved ({approval})")
_NOT_APPROVED = N_("without an approved change")
_TEXTS = ("description", "source", "procedure", "frequency", "comments")


def changes_recorded(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A change for good names its approval, stands in a version of its own, and begins with a period."""
    plan, period = context.dossier.plan, context.dossier.period
    versions = context.dossier.plan_versions
    for one in versions or (plan,):
        begun = one.valid_from is None or one.valid_from <= period.last
        if one.version > 1 and begun and not is_recorded(one):
            yield Hit(_place(one), {"problem": _NO_APPROVAL, "version": str(one.version)})
    registered = context.dossier.registered_plan
    if registered is None:
        return
    unrecorded = plan.version == registered.version
    if unrecorded and registered_content(plan) != registered_content(registered):
        yield Hit(_place(plan), {"problem": _NO_RECORD})
    day = other_figures_within(versions, plan, period)
    if day is not None:
        yield Hit(_place(plan), {"problem": _INSIDE, "day": str(day)})
    if unrecorded:
        yield from _meter_layout(context, registered)


def _meter_layout(context: CheckContext, registered: Plan) -> Iterator[Hit]:
    """The meters of each point are those of the registered plan, or came in their place."""
    successors = {event.successor for meter in context.dossier.meters for event in meter.events if event.successor}
    before = {one.no: one for one in registered.points}
    for point in context.dossier.plan.points:
        known: MonitoringPoint | None = before.get(point.no)
        if known is None or not known.meters:
            continue  # registered before there was a meter
        place = Place("plan", point.no, "meters")
        for serial in known.meters:
            if serial not in point.meters:
                yield Hit(place, {"problem": _METER_GONE, "serial": serial, "point": point.no})
        for serial in point.meters:
            if serial not in known.meters and serial not in successors:
                yield Hit(place, {"problem": _METER_ADDED, "serial": serial, "point": point.no})


def deviations(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A deviation for some days says from when to when, why, and how its days are counted carefully."""
    for one in context.dossier.plan_versions:
        change = one.change
        if change is None or not change.temporary or not _touches(one, context.dossier.period):
            continue
        facts = {
            "version": str(one.version),
            "first": str(one.valid_from or ""),
            "last": str(change.until or ""),
            "why": change.why.strip(),
            "treatment": change.treatment.strip(),
        }
        asked = {"first": _NO_START, "last": _NO_END, "why": _NO_REASON, "treatment": _NO_TREATMENT}
        missing = [words for name, words in asked.items() if not facts[name]]
        for words in missing:
            yield Hit(_place(one), {**facts, "problem": _INCOMPLETE, "words": words})
        if not missing:
            yield Hit(_place(one), {**facts, "problem": _COMPLETE}, severity=Severity.INFO)


def _touches(plan: Plan, period: Span) -> bool:
    """Whether a deviation has days in the period; one that does not say which may have."""
    begun = plan.valid_from is None or plan.valid_from <= period.last
    until = plan.change.until if plan.change else None
    return begun and (until is None or until >= period.first)


def registered_options(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The option of each point is the registered one, unless a change of it is recorded."""
    for before, point in _pairs(context):
        if before.option != point.option and not is_recorded(context.dossier.plan):
            facts = {"point": point.no, "option": point.option, "registered": before.option}
            yield Hit(Place("plan", point.no, "option"), facts)


def registered_texts(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """What the plan says of source, method and frequency is what was registered, or the difference is explained."""
    approval = context.dossier.plan.approval.strip()
    for before, point in _pairs(context):
        for name in _TEXTS:
            if getattr(before, name).strip() == getattr(point, name).strip():
                continue
            facts = {"point": point.no, "column": FIELD_WORDS[name], "approval": approval}
            facts["now"] = getattr(point, name).strip()
            facts["problem"] = _APPROVED if approval else _NOT_APPROVED
            severity = Severity.INFO if approval else None
            yield Hit(Place("plan", point.no, name), facts, severity=severity)


def _place(plan: Plan) -> Place:
    return Place("plan", parameter=f"version {plan.version}")


def _pairs(context: CheckContext) -> Iterator[tuple[MonitoringPoint, MonitoringPoint]]:
    """Each point as registered and as it is now."""
    registered = context.dossier.registered_plan
    before = {one.no: one for one in registered.points} if registered else {}
    for point in context.dossier.plan.points:
        if point.no in before:
            yield before[point.no], point


def structure_dated(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A monitoring structure that is not the registered one says since when it is so."""
    registered, plan = context.dossier.registered_plan, context.dossier.plan
    if registered is None or plan.roles == registered.roles:
        return
    if plan.roles_from is None or plan.roles_from == registered.roles_from:
        yield Hit(Place("plan", parameter="roles"), {})


ALL: tuple[Kind, ...] = (
    changes_recorded,
    deviations,
    registered_options,
    registered_texts,
    structure_dated,
)
